/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-http.h"

#include <glib/gi18n-lib.h>

#include "base/chezu-time.h"
#include "chezu-config.h"
#include "sync/chezu-backoff.h"
#include "sync/chezu-sync-error.h"

#define CHUNK (64 * 1024)
#define CONNECTIONS_MAX 8

struct _ChezuHttp
{
  GObject parent_instance;

  char *base; /* without a slash at the end */
  char *host;
  char *bearer; /* NULL with a session cookie */
  SoupSession *session;
  DexFuture *stop;
  guint timeout_ms;
  gint64 retry_after_ms;
  gint64 clock_ahead_ms; /* the server's clock minus ours */
};

G_DEFINE_FINAL_TYPE (ChezuHttp, chezu_http, G_TYPE_OBJECT)

static void
chezu_http_finalize (GObject *object)
{
  ChezuHttp *self = CHEZU_HTTP (object);

  /* Not aborted: see send_message (). */
  g_clear_object (&self->session);
  dex_clear (&self->stop);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->bearer, g_free);

  G_OBJECT_CLASS (chezu_http_parent_class)->finalize (object);
}

static void
chezu_http_class_init (ChezuHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_http_finalize;
}

static void
chezu_http_init (ChezuHttp *self)
{
}

/* People write addresses with and without a slash, and at times with "/api" behind. */
static char *
trim_address (const char *url)
{
  char *base = g_strstrip (g_strdup (url));
  gsize length = strlen (base);

  while (length > 0 && base[length - 1] == '/')
    base[--length] = '\0';
  if (g_str_has_suffix (base, "/api"))
    base[length - strlen ("/api")] = '\0';
  return base;
}

static char *
describe_host (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return g_strdup_printf ("%s:%d", g_uri_get_host (uri), port);
  return g_strdup (g_uri_get_host (uri));
}

/**
 * chezu_http_new:
 * @url: address of the server, up to, not including, "/api"
 * @ca_file: (nullable): certificates of the authorities to trust instead of the system's
 * @stop: (transfer none) (nullable): rejects when it is time to end
 * @timeout_ms: an answer, or its next piece, must come within
 *
 * Returns: (transfer full): the client, or %NULL with a %CHEZU_SYNC_ERROR when the address or the
 *   file cannot be used
 */
ChezuHttp *
chezu_http_new (
    const char *url, const char *ca_file, DexFuture *stop, guint timeout_ms, GError **error)
{
  g_autoptr (ChezuHttp) self = g_object_new (CHEZU_TYPE_HTTP, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GTlsDatabase) trusted = NULL;
  g_autoptr (SoupCookieJar) jar = soup_cookie_jar_new ();

  self->base = trim_address (url);
  self->stop = stop != NULL ? dex_ref (stop) : NULL;
  self->timeout_ms = timeout_ms;

  uri = g_uri_parse (self->base, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0
          && g_strcmp0 (g_uri_get_scheme (uri), "https") != 0))
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                   _ ("“%s” is not the address of a server. It begins with http:// or https://."),
                   url);
      return NULL;
    }
  self->host = describe_host (uri);

  if (ca_file != NULL && *ca_file != '\0')
    {
      trusted = g_tls_file_database_new (ca_file, NULL);
      if (trusted == NULL)
        {
          g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNTRUSTED,
                       _ ("The certificate authorities in %s cannot be read. Name another file in "
                          "the source."),
                       ca_file);
          return NULL;
        }
    }

  /* Requests that were given up hold a connection until they end, and must not keep new ones
   * waiting.
   */
  self->session
      = soup_session_new_with_options ("user-agent", "Chezu/" CHEZU_VERSION, "max-conns-per-host",
                                       CONNECTIONS_MAX, "timeout", timeout_ms / 1000 + 1, NULL);
  if (trusted != NULL)
    soup_session_set_tls_database (self->session, trusted);
  /* Without a jar libsoup forgets the login with the answer that made it. */
  soup_session_add_feature (self->session, SOUP_SESSION_FEATURE (jar));
  return g_steal_pointer (&self);
}

/* With a bearer token servers ignore the cookie. */
void
chezu_http_set_bearer (ChezuHttp *self, const char *token)
{
  g_return_if_fail (CHEZU_IS_HTTP (self));

  g_free (self->bearer);
  self->bearer = g_strdup (token);
}

const char *
chezu_http_get_host (ChezuHttp *self)
{
  return self->host;
}

DexFuture *
chezu_http_get_stop (ChezuHttp *self)
{
  return self->stop;
}

/**
 * chezu_http_message:
 * @path: from "/api" on, with its query, everything encoded
 *
 * Returns: (transfer full): a request as this source wants it
 */
SoupMessage *
chezu_http_message (ChezuHttp *self, const char *method, const char *path)
{
  g_autofree char *address = g_strconcat (self->base, path, NULL);
  SoupMessage *message = soup_message_new (method, address);
  SoupMessageHeaders *headers;

  g_return_val_if_fail (message != NULL, NULL);

  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (self->bearer != NULL)
    {
      g_autofree char *authorization = g_strconcat ("Bearer ", self->bearer, NULL);

      soup_message_headers_replace (headers, "Authorization", authorization);
    }
  /* A password is never carried to another address than the one that was named. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Refusals are ours to handle: libsoup would ask for credentials that it does not have. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  return message;
}

static void
send_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  GInputStream *stream = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, stream);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

static gboolean
fail (ChezuHttp *self, SoupMessage *message, GError *cause, GError **error)
{
  g_propagate_error (error, chezu_sync_error_from_network (cause, self->host, message));
  g_error_free (cause);
  return FALSE;
}

/* (transfer full) (nullable): the body, once the head of the answer is there. A request is never
 * cancelled: libsoup 3.6.5 finishes it twice when the order comes together with the answer. One
 * that nobody waits for any more ends by itself, with the timeout of the session at the latest. */
static GInputStream *
send_message (ChezuHttp *self, SoupMessage *message, GError **error)
{
  DexPromise *promise = dex_promise_new ();

  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, NULL, send_ready_cb,
                           dex_ref (promise));
  return dex_await_object (chezu_until (DEX_FUTURE (promise), self->stop, self->timeout_ms), error);
}

/* (transfer full) (nullable): the next bytes, none at the end. A read that is called off is waited
 * for, because the stream is closed after it. */
static GBytes *
read_bytes (ChezuHttp *self, GInputStream *stream, GError **error)
{
  g_autoptr (DexFuture) future = dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT);

  if (dex_await (chezu_until (dex_ref (future), self->stop, self->timeout_ms), error))
    return g_value_dup_boxed (dex_future_get_value (future, NULL));

  if (dex_future_is_pending (future))
    {
      g_cancellable_cancel (dex_async_pair_get_cancellable (DEX_ASYNC_PAIR (future)));
      dex_await (dex_ref (future), NULL);
    }
  return NULL;
}

static void
read_headers (ChezuHttp *self, SoupMessageHeaders *headers)
{
  const char *date = soup_message_headers_get_one (headers, "Date");
  g_autoptr (GDateTime) time = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  gint64 now_ms = chezu_time_now_ms ();

  self->retry_after_ms
      = chezu_retry_after_ms (soup_message_headers_get_one (headers, "Retry-After"), now_ms);
  if (time != NULL)
    self->clock_ahead_ms = g_date_time_to_unix (time) * 1000 - now_ms;
}

/* Hands over the body piece by piece. */
static gboolean
read_body (ChezuHttp *self,
           SoupMessage *message,
           GInputStream *stream,
           ChezuHttpChunkFunc func,
           gpointer user_data,
           GError **error)
{
  for (;;)
    {
      g_autoptr (GBytes) bytes = NULL;
      GError *cause = NULL;

      bytes = read_bytes (self, stream, &cause);
      if (bytes == NULL)
        {
          /* What came so far was an answer, so whatever ends it before its time cuts it off. */
          if (chezu_error_is_stop (cause)
              || g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT))
            return fail (self, message, cause, error);
          g_error_free (cause);
          g_propagate_error (error, chezu_sync_error_cut_off (self->host));
          return FALSE;
        }

      if (g_bytes_get_size (bytes) == 0)
        return TRUE;
      if (!func (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), user_data, error))
        return FALSE;
    }
}

static gboolean
drop_chunk (const char *data, gsize length, gpointer user_data, GError **error)
{
  return TRUE;
}

/**
 * chezu_http_send:
 * @func: takes the pieces of a 2xx answer
 *
 * Waits in a fiber for the whole answer.
 *
 * Returns: whether an answer came and @func took it
 */
gboolean
chezu_http_send (ChezuHttp *self,
                 SoupMessage *message,
                 ChezuHttpChunkFunc func,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  GError *cause = NULL;

  g_return_val_if_fail (CHEZU_IS_HTTP (self), FALSE);

  self->retry_after_ms = 0;
  stream = send_message (self, message, &cause);
  if (stream == NULL)
    return fail (self, message, cause, error);

  read_headers (self, soup_message_get_response_headers (message));

  /* The text of a refusal is a stack trace or a page of a proxy: of no use to anybody here. */
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return TRUE;
  return read_body (self, message, stream, func != NULL ? func : drop_chunk, user_data, error);
}

typedef struct
{
  GString *text;
  gsize max_bytes;
} TextReader;

static gboolean
collect_chunk (const char *data, gsize length, gpointer user_data, GError **error)
{
  TextReader *reader = user_data;

  g_string_append_len (reader->text, data,
                       (gssize)MIN (length, reader->max_bytes - reader->text->len));
  return TRUE;
}

/**
 * chezu_http_send_for_text:
 *
 * Like chezu_http_send(), for small answers: what is longer than @max_bytes is cut.
 *
 * Returns: (transfer full): the body, "" when the status is not 2xx; %NULL with an error when no
 *   answer came
 */
char *
chezu_http_send_for_text (ChezuHttp *self, SoupMessage *message, gsize max_bytes, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TextReader reader = { text, max_bytes };

  if (!chezu_http_send (self, message, collect_chunk, &reader, error))
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&text));
}

typedef struct
{
  DexPromise *promise;
  ChezuHttpWebsocketFunc func; /* NULL when nobody waits any more */
  gpointer user_data;
} Handshake;

static void
handshake_free (gpointer data)
{
  Handshake *handshake = data;

  dex_unref (handshake->promise);
}

static void
websocket_ready_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Handshake *handshake = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) connection
      = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);

  if (connection != NULL && handshake->func != NULL)
    {
      handshake->func (connection, handshake->user_data);
      dex_promise_resolve_boolean (handshake->promise, TRUE);
    }
  else if (error != NULL)
    dex_promise_reject (handshake->promise, g_steal_pointer (&error));
  g_rc_box_release_full (handshake, handshake_free);
}

/**
 * chezu_http_open_websocket:
 * @func: takes the connection
 *
 * Waits in a fiber for the handshake. A connection starts to read at once, and its first message is
 * its largest: limits and handlers are set in @func, not after the wait.
 */
gboolean
chezu_http_open_websocket (ChezuHttp *self,
                           SoupMessage *message,
                           ChezuHttpWebsocketFunc func,
                           gpointer user_data,
                           GError **error)
{
  Handshake *handshake = g_rc_box_new0 (Handshake);
  GError *cause = NULL;
  gboolean opened;

  handshake->promise = dex_promise_new ();
  handshake->func = func;
  handshake->user_data = user_data;
  soup_session_websocket_connect_async (self->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, websocket_ready_cb, g_rc_box_acquire (handshake));
  opened = dex_await (
      chezu_until (dex_ref (DEX_FUTURE (handshake->promise)), self->stop, self->timeout_ms),
      &cause);
  handshake->func = NULL;
  g_rc_box_release_full (handshake, handshake_free);
  if (opened)
    return TRUE;

  if (cause->domain == SOUP_WEBSOCKET_ERROR)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  return fail (self, message, cause, error);
}

gint64
chezu_http_get_retry_after_ms (ChezuHttp *self)
{
  return self->retry_after_ms;
}

gint64
chezu_http_get_time_ms (ChezuHttp *self)
{
  return chezu_time_now_ms () + self->clock_ahead_ms;
}
