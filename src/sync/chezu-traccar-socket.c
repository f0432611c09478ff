/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-socket.h"

#include <glib/gi18n-lib.h>

#include "sync/chezu-sync-error.h"

struct _ChezuTraccarSocket
{
  ChezuHttp *http;
  const ChezuSyncOptions *options;
  SoupWebsocketConnection *connection;

  GQueue messages; /* of GBytes */
  gsize backlog;   /* bytes of all but the first of them */
  gboolean ended;
  GError *failure; /* why it ended, NULL when the server just closed */
  ChezuBell bell;  /* a message came, or the end */
};

static void
end (ChezuTraccarSocket *self, GError *failure)
{
  self->ended = TRUE;
  if (self->failure == NULL)
    self->failure = failure;
  else
    g_clear_error (&failure);
  chezu_bell_ring (&self->bell);
}

static void
message_cb (SoupWebsocketConnection *connection,
            SoupWebsocketDataType type,
            GBytes *message,
            gpointer user_data)
{
  ChezuTraccarSocket *self = user_data;

  if (self->ended)
    return;

  /* One message of any size may wait (the first holds the whole fleet), but a store that is slower
   * than the stream must not fill memory. The latest positions are asked for after the reconnect.
   */
  if (!g_queue_is_empty (&self->messages))
    self->backlog += g_bytes_get_size (message);
  if (self->backlog > self->options->backlog_max)
    {
      end (self,
           g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL,
                        _ ("%s sends faster than this computer can store. Starting again from "
                           "the latest positions."),
                        chezu_http_get_host (self->http)));
      soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      return;
    }

  g_queue_push_tail (&self->messages, g_bytes_ref (message));
  chezu_bell_ring (&self->bell);
}

static void
error_cb (SoupWebsocketConnection *connection, GError *error, gpointer user_data)
{
  ChezuTraccarSocket *self = user_data;

  /* Too large a message is a limit of the stream, not of the network: the caller polls then. */
  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    end (self, g_error_copy (error));
  else
    end (self,
         g_error_new (CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                      _ ("The live stream from %s broke off."), chezu_http_get_host (self->http)));
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  end (user_data, NULL);
}

static void
set_up (SoupWebsocketConnection *connection, gpointer user_data)
{
  ChezuTraccarSocket *self = user_data;
  GObjectClass *klass = G_OBJECT_GET_CLASS (connection);

  self->connection = g_object_ref (connection);
  soup_websocket_connection_set_max_incoming_payload_size (connection, self->options->frame_max);
  /* Newer libraries also limit a message of several frames. */
  if (g_object_class_find_property (klass, "max-total-message-size") != NULL)
    g_object_set (connection, "max-total-message-size", (guint64)self->options->frame_max, NULL);
  soup_websocket_connection_set_keepalive_interval (connection, self->options->ping_s);

  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (connection, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (connection, "closed", G_CALLBACK (closed_cb), self);
}

ChezuTraccarSocket *
chezu_traccar_socket_open (ChezuHttp *http,
                           SoupMessage *message,
                           const ChezuSyncOptions *options,
                           GError **error)
{
  g_autoptr (ChezuTraccarSocket) self = g_new0 (ChezuTraccarSocket, 1);

  self->http = g_object_ref (http);
  self->options = options;
  g_queue_init (&self->messages);
  chezu_bell_init (&self->bell);

  if (!chezu_http_open_websocket (http, message, set_up, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
chezu_traccar_socket_hang_up (ChezuTraccarSocket *self, const GError *reason)
{
  if (!self->ended)
    end (self, g_error_copy (reason));
}

void
chezu_traccar_socket_free (ChezuTraccarSocket *self)
{
  if (self == NULL)
    return;

  if (self->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->connection, self);
      if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
    }
  g_clear_object (&self->connection);
  g_queue_clear_full (&self->messages, (GDestroyNotify)g_bytes_unref);
  g_clear_error (&self->failure);
  chezu_bell_clear (&self->bell);
  g_clear_object (&self->http);
  g_free (self);
}

/**
 * chezu_traccar_socket_wait:
 *
 * Waits in a fiber until there is a message to take. The server says `{}` every 55 s; a connection
 * on which nothing is heard at all is dead, whatever the operating system believes.
 *
 * Returns: %FALSE when the stream ended, was silent for too long, or it is time to stop
 */
gboolean
chezu_traccar_socket_wait (ChezuTraccarSocket *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  while (g_queue_is_empty (&self->messages))
    {
      if (self->ended)
        {
          if (self->failure != NULL)
            g_propagate_error (error, g_error_copy (self->failure));
          else
            g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                         _ ("%s closed the live stream."), chezu_http_get_host (self->http));
          return FALSE;
        }

      chezu_bell_quiet (&self->bell);
      if (!dex_await (chezu_until (chezu_bell_wait (&self->bell), chezu_http_get_stop (self->http),
                                   self->options->silence_ms),
                      &cause))
        {
          g_propagate_error (
              error, chezu_sync_error_from_network (cause, chezu_http_get_host (self->http), NULL));
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * chezu_traccar_socket_take:
 *
 * Returns: (transfer full) (nullable): the oldest message, or %NULL when there is none now
 */
GBytes *
chezu_traccar_socket_take (ChezuTraccarSocket *self)
{
  GBytes *message = g_queue_pop_head (&self->messages);
  GBytes *next = g_queue_peek_head (&self->messages);

  if (next != NULL)
    self->backlog -= MIN (self->backlog, g_bytes_get_size (next));
  else
    self->backlog = 0;
  return message;
}
