/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libsoup's own WebSocket reads whatever comes, as fast as it comes, and hands over whole messages.
 * A store that is slower than the stream needs the opposite, so this connection is made here: TCP,
 * TLS, the handshake, and then one read at a time.
 */

#include "sync/chezu-websocket.h"

#include <string.h>

#include "sync/chezu-sync-error.h"

#define CHUNK (64 * 1024)
#define HEAD_MAX (64 * 1024)
#define END_OF_LINE "\r\n"
#define END_OF_HEAD END_OF_LINE END_OF_LINE
/* RFC 6455, 1.3 */
#define ACCEPT_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define KEY_SIZE 16

struct _ChezuWebsocket
{
  ChezuHttp *http;
  GSocket *socket;
  GIOStream *stream; /* the connection, or TLS over it */
  ChezuFrames frames;

  DexFuture *reading; /* what is being read, NULL nothing */
  DexFuture *writing; /* what is being written or was last, NULL nothing yet */
  GBytes *bytes;      /* what was read, NULL nothing */
  gsize used;         /* of it */
};

/* While it is being made; afterwards silence is judged by others. */
static gboolean
explain (ChezuWebsocket *self, GError *cause, GError **error)
{
  if (g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    chezu_http_note_wait (self->http, 0, FALSE);
  g_propagate_error (error,
                     chezu_sync_error_from_network (cause, chezu_http_get_host (self->http), NULL));
  g_error_free (cause);
  return FALSE;
}

/* --- Connecting ------------------------------------------------------------------------------ */

static gboolean
is_secure (ChezuWebsocket *self)
{
  return g_strcmp0 (g_uri_get_scheme (chezu_http_get_base (self->http)), "https") == 0;
}

static GSocketConnectable *
make_address (ChezuWebsocket *self)
{
  GUri *uri = chezu_http_get_base (self->http);
  int port = g_uri_get_port (uri);

  if (port <= 0)
    port = is_secure (self) ? 443 : 80;
  return g_network_address_new (g_uri_get_host (uri), (guint16)port);
}

static void
handshake_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, error);
}

/* Answers who the server is before a word is said to it. */
static gboolean
secure (ChezuWebsocket *self, GSocketConnectable *address, GError **error)
{
  const char *const protocols[] = { "http/1.1", NULL };
  g_autoptr (GIOStream) secured = g_tls_client_connection_new (self->stream, address, error);
  DexPromise *promise;
  GTlsConnection *tls;
  GError *cause = NULL;

  if (secured == NULL)
    return FALSE;

  tls = G_TLS_CONNECTION (secured);
  if (chezu_http_get_trusted (self->http) != NULL)
    g_tls_connection_set_database (tls, chezu_http_get_trusted (self->http));
  g_tls_connection_set_advertised_protocols (tls, protocols);

  promise = dex_promise_new_cancellable ();
  g_tls_connection_handshake_async (tls, G_PRIORITY_DEFAULT, dex_promise_get_cancellable (promise),
                                    handshake_ready_cb, dex_ref (promise));
  if (dex_await (chezu_until (DEX_FUTURE (promise), chezu_http_get_stop (self->http),
                              chezu_http_get_timeout_ms (self->http)),
                 &cause))
    {
      g_set_object (&self->stream, secured);
      return TRUE;
    }

  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    {
      g_error_free (cause);
      g_propagate_error (
          error, chezu_sync_error_untrusted (g_tls_connection_get_peer_certificate_errors (tls)));
      return FALSE;
    }
  return explain (self, cause, error);
}

static gboolean
dial (ChezuWebsocket *self, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = make_address (self);
  GError *cause = NULL;

  self->stream = dex_await_object (chezu_until (dex_socket_client_connect (client, address),
                                                chezu_http_get_stop (self->http),
                                                chezu_http_get_timeout_ms (self->http)),
                                   &cause);
  if (self->stream == NULL)
    return explain (self, cause, error);

  self->socket = g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (self->stream)));
  g_socket_set_keepalive (self->socket, TRUE);
  return !is_secure (self) || secure (self, address, error);
}

/* --- Reading --------------------------------------------------------------------------------- */

/* Waits for the next bytes. A read whose time is over goes on; the next call waits for it. */
static gboolean
read_some (ChezuWebsocket *self, guint wait_ms, GError **error)
{
  if (self->reading == NULL)
    self->reading = dex_input_stream_read_bytes (g_io_stream_get_input_stream (self->stream), CHUNK,
                                                 G_PRIORITY_DEFAULT);
  dex_async_pair_set_cancel_on_discard (DEX_ASYNC_PAIR (self->reading), FALSE);
  if (!dex_await (chezu_until (dex_ref (self->reading), chezu_http_get_stop (self->http), wait_ms),
                  error))
    {
      if (!dex_future_is_pending (self->reading))
        dex_clear (&self->reading);
      return FALSE;
    }

  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_value_dup_boxed (dex_future_get_value (self->reading, NULL));
  self->used = 0;
  dex_clear (&self->reading);
  return TRUE;
}

/* --- Writing --------------------------------------------------------------------------------- */

static gboolean
is_writing (ChezuWebsocket *self)
{
  return self->writing != NULL && dex_future_is_pending (self->writing);
}

static void
write_control (ChezuWebsocket *self, guint8 opcode, const guint8 *data, gsize length)
{
  g_autoptr (GBytes) frame = NULL;

  if (is_writing (self))
    return;
  frame = chezu_frames_make (opcode, data, length, g_random_int ());
  dex_clear (&self->writing);
  self->writing = dex_output_stream_write_bytes (g_io_stream_get_output_stream (self->stream),
                                                 frame, G_PRIORITY_DEFAULT);
}

void
chezu_websocket_ping (ChezuWebsocket *self)
{
  write_control (self, CHEZU_FRAMES_OPCODE_PING, NULL, 0);
}

/* --- The handshake --------------------------------------------------------------------------- */

static char *
make_key (void)
{
  guint32 random[KEY_SIZE / sizeof (guint32)];

  for (gsize i = 0; i < G_N_ELEMENTS (random); i++)
    random[i] = g_random_int ();
  return g_base64_encode ((const guchar *)random, sizeof random);
}

static char *
answer_to_key (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *)key, -1);
  g_checksum_update (checksum, (const guchar *)ACCEPT_GUID, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

static gboolean
send_head (ChezuWebsocket *self, const char *path, const char *key, GError **error)
{
  g_autofree char *head = chezu_http_make_upgrade (self->http, path, key);
  g_autoptr (GBytes) bytes = g_bytes_new (head, strlen (head));
  GOutputStream *output = g_io_stream_get_output_stream (self->stream);
  gsize sent = 0;

  while (sent < g_bytes_get_size (bytes))
    {
      g_autoptr (GBytes) rest
          = g_bytes_new_from_bytes (bytes, sent, g_bytes_get_size (bytes) - sent);
      GError *cause = NULL;
      gint64 written = dex_await_int64 (
          chezu_until (dex_output_stream_write_bytes (output, rest, G_PRIORITY_DEFAULT),
                       chezu_http_get_stop (self->http), chezu_http_get_timeout_ms (self->http)),
          &cause);

      if (cause != NULL)
        return explain (self, cause, error);
      sent += (gsize)written;
    }
  return TRUE;
}

static guint
left_ms (gint64 deadline_us)
{
  gint64 left_us = deadline_us - g_get_monotonic_time ();

  return left_us > 0 ? (guint)(left_us / G_TIME_SPAN_MILLISECOND) + 1 : 1;
}

/* (transfer full): the head of the answer; the bytes after it are left for the frames. All of it
 * must come within one timeout, however small its pieces are. */
static char *
read_head (ChezuWebsocket *self, GError **error)
{
  g_autoptr (GString) head = g_string_new (NULL);
  gint64 deadline_us = g_get_monotonic_time ()
                       + (gint64)chezu_http_get_timeout_ms (self->http) * G_TIME_SPAN_MILLISECOND;

  while (head->len <= HEAD_MAX)
    {
      gsize before = head->len;
      gsize size;
      const char *data;
      const char *end;
      GError *cause = NULL;

      if (!read_some (self, left_ms (deadline_us), &cause))
        {
          explain (self, cause, error);
          return NULL;
        }
      data = g_bytes_get_data (self->bytes, &size);
      if (size == 0)
        {
          g_propagate_error (error, chezu_sync_error_cut_off (chezu_http_get_host (self->http)));
          return NULL;
        }

      g_string_append_len (head, data, (gssize)size);
      end = g_strstr_len (head->str, (gssize)head->len, END_OF_HEAD);
      if (end != NULL)
        {
          gsize length = (gsize)(end - head->str) + strlen (END_OF_HEAD);

          self->used = length - before;
          g_string_truncate (head, length);
          return g_string_free_and_steal (g_steal_pointer (&head));
        }
    }

  g_propagate_error (error, chezu_sync_error_unreadable (chezu_http_get_host (self->http)));
  return NULL;
}

static gboolean
is_accepted (SoupMessageHeaders *headers, guint status, const char *key)
{
  g_autofree char *expected = answer_to_key (key);
  const char *accepted = soup_message_headers_get_one (headers, "Sec-WebSocket-Accept");

  return status == SOUP_STATUS_SWITCHING_PROTOCOLS && accepted != NULL
         && g_str_equal (accepted, expected)
         && soup_message_headers_header_equals (headers, "Upgrade", "websocket");
}

static gboolean
shake_hands (ChezuWebsocket *self, const char *path, guint *status, GError **error)
{
  g_autofree char *key = make_key ();
  g_autofree char *head = NULL;
  g_autoptr (SoupMessageHeaders) headers = NULL;
  gboolean accepted;

  if (!send_head (self, path, key, error))
    return FALSE;
  head = read_head (self, error);
  if (head == NULL)
    return FALSE;

  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  if (!soup_headers_parse_response (head, (int)(strlen (head) - strlen (END_OF_LINE)), headers,
                                    NULL, status, NULL))
    *status = 0;
  chezu_http_note_headers (self->http, headers, *status);
  accepted = is_accepted (headers, *status, key);

  if (!accepted)
    g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_NOT_WEBSOCKET,
                         "the server refuses the WebSocket");
  return accepted;
}

/**
 * chezu_websocket_open:
 * @path: from "/api" on, with its query, everything encoded
 * @status: (out): of the answer, 0 without one
 *
 * Returns: (transfer full) (nullable): the connection
 */
ChezuWebsocket *
chezu_websocket_open (ChezuHttp *http, const char *path, guint *status, GError **error)
{
  g_autoptr (ChezuWebsocket) self = g_new0 (ChezuWebsocket, 1);

  *status = 0;
  self->http = g_object_ref (http);
  self->frames = CHEZU_FRAMES_INIT;
  if (!dial (self, error) || !shake_hands (self, path, status, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- Frames ---------------------------------------------------------------------------------- */

/* Takes the next frame that the caller wants to know of from the bytes that are here. */
static gboolean
take_frame (ChezuWebsocket *self, ChezuFrame *frame)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (self->bytes, &size);

  do
    {
      const guint8 *next = data + self->used;
      gsize left = size - self->used;

      if (!chezu_frames_next (&self->frames, &next, &left, frame))
        return FALSE;
      self->used = size - left;
      if (frame->kind == CHEZU_FRAME_PING)
        write_control (self, CHEZU_FRAMES_OPCODE_PONG, frame->data, frame->length);
    }
  while (frame->kind == CHEZU_FRAME_PING);
  return TRUE;
}

/**
 * chezu_websocket_read:
 * @wait_ms: 0 for ever
 * @frame: (out): valid until the next call
 *
 * Returns: %FALSE when the connection is no more, or it is time to stop
 */
gboolean
chezu_websocket_read (ChezuWebsocket *self, guint wait_ms, ChezuFrame *frame, GError **error)
{
  const char *host = chezu_http_get_host (self->http);

  for (;;)
    {
      g_autoptr (GError) cause = NULL;

      if (self->bytes != NULL && !take_frame (self, frame))
        {
          g_propagate_error (error, chezu_sync_error_broke_off (host));
          return FALSE;
        }
      if (self->bytes != NULL && frame->kind != CHEZU_FRAME_NONE)
        return TRUE;

      if (read_some (self, wait_ms, &cause))
        {
          if (g_bytes_get_size (self->bytes) > 0)
            continue;
          g_propagate_error (error, chezu_sync_error_broke_off (host));
          return FALSE;
        }

      *frame = (ChezuFrame){ .kind = CHEZU_FRAME_NONE };
      if (g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT))
        return TRUE;
      if (chezu_error_is_stop (cause))
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        g_propagate_error (error, chezu_sync_error_broke_off (host));
      return FALSE;
    }
}

void
chezu_websocket_hang_up (ChezuWebsocket *self)
{
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
}

/* A read that is under way ends with the connection, and holds what it needs until then. */
void
chezu_websocket_free (ChezuWebsocket *self)
{
  if (self == NULL)
    return;

  dex_clear (&self->reading);
  dex_clear (&self->writing);
  if (self->socket != NULL)
    chezu_websocket_hang_up (self);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->http);
  g_free (self);
}
