/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request is never cancelled: libsoup 3.6.5 finishes it twice when the order comes together with
 * the answer. Whoever has waited long enough goes, and the session's own clock ends the connection.
 * Errors name the host and never the address, which holds the person's key. */

#include "tiles/chezu-tile-request.h"

#include "base/chezu-time.h"
#include "chezu-config.h"
#include "tiles/chezu-tile-image.h"
#include "tiles/chezu-tile-lifetime.h"

#include <glib/gi18n-lib.h>

#define CHUNK (64 * 1024)
#define IDLE_SECONDS 20

void
chezu_tile_answer_clear (ChezuTileAnswer *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->modified, g_free);
}

SoupSession *
chezu_tile_session_new (void)
{
  return soup_session_new_with_options (
      "user-agent", "Chezu/" CHEZU_VERSION " (+https://github.com/chezu; " CHEZU_APP_ID ")",
      "max-conns-per-host", 2, "max-conns", 16, "timeout", IDLE_SECONDS, "idle-timeout", 30, NULL);
}

/* --- Words ------------------------------------------------------------------------------------ */

static void
explain_network (SoupMessage *message, const GError *cause, GError **error)
{
  const char *host = g_uri_get_host (soup_message_get_uri (message));

  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_UNREACHABLE,
                 _ ("The identity of %s cannot be verified"), host);
  else if (g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT)
           || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_UNREACHABLE,
                 _ ("%s does not answer in time"), host);
  else if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_TOO_MANY_REDIRECTS)
           || g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI)
           || g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_NO_LOCATION))
    g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
                 _ ("%s sends from one address to the next and never to a tile"), host);
  else
    g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_UNREACHABLE,
                 _ ("%s cannot be reached"), host);
}

/* --- Waiting ---------------------------------------------------------------------------------- */

static void
sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/* @future: (transfer full). Rejects with DEX_ERROR_TIMED_OUT when the moment has come. */
static DexFuture *
until (DexFuture *future, gint64 deadline_us)
{
  gint64 left_ms = (deadline_us - g_get_monotonic_time ()) / 1000;

  return dex_future_first (future, dex_timeout_new_msec ((int)CLAMP (left_ms, 1, G_MAXINT)), NULL);
}

static GBytes *
read_chunk (GInputStream *stream, gint64 deadline_us, GError **error)
{
  g_autoptr (DexFuture) future = dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT);

  if (dex_await (until (dex_ref (future), deadline_us), error))
    return g_value_dup_boxed (dex_future_get_value (future, NULL));
  /* The stream is closed after it, so its last read is waited for. */
  if (dex_future_is_pending (future))
    {
      g_cancellable_cancel (dex_async_pair_get_cancellable (DEX_ASYNC_PAIR (future)));
      dex_await (dex_ref (future), NULL);
    }
  return NULL;
}

static gboolean
too_large (SoupMessage *message, GError **error)
{
  g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
               _ ("What %s sent is too large for a tile"),
               g_uri_get_host (soup_message_get_uri (message)));
  return FALSE;
}

static gboolean
read_body (SoupMessage *message,
           GInputStream *stream,
           gint64 deadline_us,
           ChezuTileAnswer *answer,
           GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  goffset promised
      = soup_message_headers_get_content_length (soup_message_get_response_headers (message));

  if (promised > (goffset)CHEZU_TILE_BYTES_MAX)
    return too_large (message, error);
  for (;;)
    {
      g_autoptr (GError) cause = NULL;
      g_autoptr (GBytes) bytes = read_chunk (stream, deadline_us, &cause);
      gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;

      if (bytes == NULL)
        {
          explain_network (message, cause, error);
          return FALSE;
        }
      if (size == 0)
        break;
      if (size > CHEZU_TILE_BYTES_MAX - body->len)
        return too_large (message, error);
      g_byte_array_append (body, g_bytes_get_data (bytes, NULL), (guint)size);
    }
  answer->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&body));
  return TRUE;
}

static void
read_head (SoupMessage *message, ChezuTileAnswer *answer)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  gint64 now_ms = chezu_time_now_ms ();
  ChezuTileLifetime life = chezu_tile_lifetime_read (headers, now_ms);

  answer->status = soup_message_get_status (message);
  answer->etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
  answer->modified = g_strdup (soup_message_headers_get_one (headers, "Last-Modified"));
  answer->expires_ms = life.expires_ms;
  answer->keep = life.keep;
  answer->retry_after_ms = chezu_tile_retry_after_ms (headers, now_ms);
}

static SoupMessage *
make_message (const char *address, const ChezuCachedTile *known)
{
  SoupMessage *message = soup_message_new (SOUP_METHOD_GET, address);
  SoupMessageHeaders *headers;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "image/png,image/jpeg,image/webp");
  if (known != NULL && known->etag != NULL)
    soup_message_headers_replace (headers, "If-None-Match", known->etag);
  else if (known != NULL && known->modified != NULL)
    soup_message_headers_replace (headers, "If-Modified-Since", known->modified);
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  return message;
}

/**
 * chezu_tile_request:
 * @timeout_ms: for all of it
 * @answer: (out caller-allocates): cleared by whoever asked, also after a failure
 *
 * Returns: whether an answer came, with whatever status
 */
gboolean
chezu_tile_request (SoupSession *session,
                    const char *address,
                    const ChezuCachedTile *known,
                    guint timeout_ms,
                    ChezuTileAnswer *answer,
                    GError **error)
{
  g_autoptr (SoupMessage) message = make_message (address, known);
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;
  gint64 deadline_us = g_get_monotonic_time () + (gint64)timeout_ms * G_TIME_SPAN_MILLISECOND;
  DexPromise *promise;

  *answer = (ChezuTileAnswer){ 0 };
  if (message == NULL)
    {
      g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_INVALID,
                   _ ("This is not the address of a map service. It begins with https:// or "
                      "http://."));
      return FALSE;
    }
  promise = dex_promise_new ();
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, dex_ref (promise));
  stream = dex_await_object (until (DEX_FUTURE (promise), deadline_us), &cause);
  if (stream == NULL)
    {
      explain_network (message, cause, error);
      return FALSE;
    }
  read_head (message, answer);
  return answer->status != SOUP_STATUS_OK
         || read_body (message, stream, deadline_us, answer, error);
}
