/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-http.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/chezu-time.h"
#include "chezu-config.h"
#include "sync/chezu-backoff.h"
#include "sync/chezu-sync-error.h"

#define CHUNK (64 * 1024)
#define CONNECTIONS_MAX 8
/* An answer of which less than this comes in the time of a timeout does not come at all. */
#define PROGRESS_MIN 4096
/* A line that loses a third of what it carries repeats a segment for a minute: after a timeout the
 * next one is twice as long, up to this many times the usual. */
#define PATIENCE_MAX 4
/* Where a message keeps the socket that was made for it. */
#define SOCKET_KEY "chezu-socket"
#define LEFT_KEY "chezu-left"

struct _ChezuHttp
{
  GObject parent_instance;

  char *base; /* without a slash at the end */
  GUri *uri;  /* the same */
  char *host;
  char *bearer; /* NULL with a session cookie */
  SoupSession *session;
  SoupCookieJar *jar;
  GTlsDatabase *trusted; /* NULL: the system's */
  GHashTable *sockets;   /* GSocket by the id of its connection */
  DexFuture *stop;
  guint timeout_ms;      /* the usual */
  guint patience_ms;     /* what this line was seen to need */
  gint64 retry_at_us;    /* boot time: the server asked to be left alone until then; 0 no */
  gint64 server_ms;      /* what the server's clock said last, 0 never */
  gint64 server_read_us; /* boot time: when it said so */
};

G_DEFINE_FINAL_TYPE (ChezuHttp, chezu_http, G_TYPE_OBJECT)

static void
chezu_http_finalize (GObject *object)
{
  ChezuHttp *self = CHEZU_HTTP (object);

  /* Not aborted: see send_message (). */
  g_clear_object (&self->session);
  g_clear_pointer (&self->sockets, g_hash_table_unref);
  dex_clear (&self->stop);
  g_clear_object (&self->jar);
  g_clear_object (&self->trusted);
  g_clear_pointer (&self->uri, g_uri_unref);
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
  self->sockets = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
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
  const char *host = g_uri_get_host (uri);
  int port = g_uri_get_port (uri);
  /* Colons of an address are not those before a port. */
  g_autofree char *name
      = strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  if (port > 0)
    return g_strdup_printf ("%s:%d", name, port);
  return g_steal_pointer (&name);
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

  self->base = trim_address (url);
  self->stop = stop != NULL ? dex_ref (stop) : NULL;
  self->timeout_ms = self->patience_ms = timeout_ms;

  self->uri = g_uri_parse (self->base, SOUP_HTTP_URI_FLAGS, NULL);
  if (self->uri == NULL || g_uri_get_host (self->uri) == NULL || *g_uri_get_host (self->uri) == '\0'
      || (g_strcmp0 (g_uri_get_scheme (self->uri), "http") != 0
          && g_strcmp0 (g_uri_get_scheme (self->uri), "https") != 0))
    {
      g_set_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_UNREACHABLE,
                   _ ("“%s” is not the address of a server. It begins with http:// or https://."),
                   url);
      return NULL;
    }
  self->host = describe_host (self->uri);

  if (ca_file != NULL && *ca_file != '\0')
    {
      self->trusted = g_tls_file_database_new (ca_file, NULL);
      if (self->trusted == NULL)
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
  self->session = soup_session_new_with_options ("user-agent", "Chezu/" CHEZU_VERSION,
                                                 "max-conns-per-host", CONNECTIONS_MAX, "timeout",
                                                 timeout_ms * PATIENCE_MAX / 1000 + 1, NULL);
  if (self->trusted != NULL)
    soup_session_set_tls_database (self->session, self->trusted);
  /* Without a jar libsoup forgets the login with the answer that made it. */
  self->jar = soup_cookie_jar_new ();
  soup_session_add_feature (self->session, SOUP_SESSION_FEATURE (self->jar));
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

GUri *
chezu_http_get_base (ChezuHttp *self)
{
  return self->uri;
}

GTlsDatabase *
chezu_http_get_trusted (ChezuHttp *self)
{
  return self->trusted;
}

/* How long an answer, or its next piece, may take now. */
guint
chezu_http_get_timeout_ms (ChezuHttp *self)
{
  return self->patience_ms;
}

/**
 * chezu_http_note_wait:
 * @waited_us: how long an answer took, or was waited for in vain
 * @came: whether it did
 *
 * Whoever is patient with a bad line from the start is slow to see that a good one is dead; so
 * patience grows with each timeout, and goes when answers come in time again.
 */
void
chezu_http_note_wait (ChezuHttp *self, gint64 waited_us, gboolean came)
{
  if (!came)
    self->patience_ms = MIN (self->patience_ms * 2, self->timeout_ms * PATIENCE_MAX);
  else if (waited_us < (gint64)self->timeout_ms * G_TIME_SPAN_MILLISECOND / 2)
    self->patience_ms = MAX (self->patience_ms / 2, self->timeout_ms);
}

/* --- Which socket a message goes over -------------------------------------------------------- */

static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *stream,
                  gpointer user_data)
{
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (stream))
    g_object_set_data_full (
        G_OBJECT (message), SOCKET_KEY,
        g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream))),
        g_object_unref);
}

static gboolean
is_closed (gpointer key, gpointer value, gpointer user_data)
{
  return g_socket_is_closed (value);
}

/* A connection serves many messages; only the first of them sees it being made. */
static void
starting_cb (SoupMessage *message, gpointer user_data)
{
  ChezuHttp *self = user_data;
  GSocket *socket = g_object_get_data (G_OBJECT (message), SOCKET_KEY);
  gint64 id = (gint64)soup_message_get_connection_id (message);

  g_object_set_data (G_OBJECT (message), LEFT_KEY, GINT_TO_POINTER (TRUE));
  if (socket == NULL)
    return;
  g_hash_table_foreach_remove (self->sockets, is_closed, NULL);
  g_hash_table_replace (self->sockets, g_memdup2 (&id, sizeof id), g_object_ref (socket));
}

gboolean
chezu_http_has_left (SoupMessage *message)
{
  return g_object_get_data (G_OBJECT (message), LEFT_KEY) != NULL;
}

/* Ends the connection of a message that nobody waits for any more. A request is never cancelled:
 * libsoup 3.6.5 finishes it twice when the order comes together with the answer. Pulling the plug
 * is what it can handle. */
static void
pull_plug (ChezuHttp *self, SoupMessage *message)
{
  gint64 id = (gint64)soup_message_get_connection_id (message);
  GSocket *socket = g_hash_table_lookup (self->sockets, &id);

  if (socket == NULL)
    socket = g_object_get_data (G_OBJECT (message), SOCKET_KEY);
  if (socket != NULL && !g_socket_is_closed (socket))
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
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
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), NULL);
  g_signal_connect_object (message, "starting", G_CALLBACK (starting_cb), self, 0);
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

/* (transfer full) (nullable): the body, once the head of the answer is there. */
static GInputStream *
send_message (ChezuHttp *self, SoupMessage *message, GError **error)
{
  DexPromise *promise = dex_promise_new ();
  gint64 began_us = g_get_monotonic_time ();
  GError *cause = NULL;
  GInputStream *stream;

  soup_session_send_async (self->session, message, G_PRIORITY_DEFAULT, NULL, send_ready_cb,
                           dex_ref (promise));
  stream = dex_await_object (chezu_until (DEX_FUTURE (promise), self->stop, self->patience_ms),
                             &cause);
  if (stream != NULL || g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    chezu_http_note_wait (self, g_get_monotonic_time () - began_us, stream != NULL);
  if (stream == NULL)
    {
      pull_plug (self, message);
      g_propagate_error (error, cause);
    }
  return stream;
}

/* (transfer full) (nullable): the next bytes, none at the end. A read that is called off is waited
 * for, because the stream is closed after it. */
static GBytes *
read_bytes (ChezuHttp *self, GInputStream *stream, GError **error)
{
  g_autoptr (DexFuture) future = dex_input_stream_read_bytes (stream, CHUNK, G_PRIORITY_DEFAULT);

  if (dex_await (chezu_until (dex_ref (future), self->stop, self->patience_ms), error))
    return g_value_dup_boxed (dex_future_get_value (future, NULL));

  if (dex_future_is_pending (future))
    {
      g_cancellable_cancel (dex_async_pair_get_cancellable (DEX_ASYNC_PAIR (future)));
      dex_await (dex_ref (future), NULL);
    }
  return NULL;
}

/* What came so far was an answer, so whatever ends it before its time cuts it off. */
static gboolean
explain_end (ChezuHttp *self, SoupMessage *message, GError *cause, GError **error)
{
  if (chezu_error_is_stop (cause) || g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT))
    return fail (self, message, cause, error);

  g_error_free (cause);
  g_propagate_error (error, chezu_sync_error_cut_off (self->host));
  return FALSE;
}

/* Hands over the body piece by piece. A server that sends a byte now and then, for ever, counts as
 * one that does not answer; the time that @func takes is not held against it. */
static gboolean
read_body (ChezuHttp *self,
           SoupMessage *message,
           GInputStream *stream,
           ChezuHttpChunkFunc func,
           gpointer user_data,
           GError **error)
{
  gint64 patience_us = (gint64)self->timeout_ms * G_TIME_SPAN_MILLISECOND;
  gint64 waited_us = 0;
  gsize came = 0;

  for (;;)
    {
      gint64 began_us = g_get_monotonic_time ();
      GError *cause = NULL;
      g_autoptr (GBytes) bytes = read_bytes (self, stream, &cause);
      gsize size;

      if (bytes == NULL)
        {
          if (g_error_matches (cause, DEX_ERROR, DEX_ERROR_TIMED_OUT))
            chezu_http_note_wait (self, g_get_monotonic_time () - began_us, FALSE);
          return explain_end (self, message, cause, error);
        }

      size = g_bytes_get_size (bytes);
      if (size == 0)
        return TRUE;

      waited_us += g_get_monotonic_time () - began_us;
      came += size;
      if (waited_us >= patience_us && came < PROGRESS_MIN)
        return fail (self, message,
                     g_error_new_literal (DEX_ERROR, DEX_ERROR_TIMED_OUT, "it only drips"), error);
      if (waited_us >= patience_us)
        waited_us = came = 0;

      if (!func (g_bytes_get_data (bytes, NULL), size, user_data, error))
        return FALSE;
    }
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

  stream = send_message (self, message, &cause);
  if (stream == NULL)
    return fail (self, message, cause, error);

  chezu_http_note_headers (self, soup_message_get_response_headers (message),
                           soup_message_get_status (message));

  /* The text of a refusal is a stack trace or a page of a proxy: of no use to anybody here. */
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    return TRUE;
  if (read_body (self, message, stream, func, user_data, error))
    return TRUE;

  /* Streams of HTTP/2 share a socket, and one of them can be ended alone. */
  if (soup_message_get_http_version (message) != SOUP_HTTP_2_0)
    pull_plug (self, message);
  return FALSE;
}

typedef struct
{
  GString *text;
  gsize max_bytes;
  const char *host;
} TextReader;

static gboolean
collect_chunk (const char *data, gsize length, gpointer user_data, GError **error)
{
  TextReader *reader = user_data;

  if (length > reader->max_bytes - reader->text->len)
    {
      g_propagate_error (error, chezu_sync_error_unreadable (reader->host));
      return FALSE;
    }
  g_string_append_len (reader->text, data, (gssize)length);
  return TRUE;
}

/**
 * chezu_http_send_for_text:
 *
 * Like chezu_http_send(), for small answers: one that is longer than @max_bytes is not read to its
 * end and is an error.
 *
 * Returns: (transfer full): the body, "" when the status is not 2xx; %NULL with an error when no
 *   answer came
 */
char *
chezu_http_send_for_text (ChezuHttp *self, SoupMessage *message, gsize max_bytes, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  TextReader reader = { text, max_bytes, self->host };

  if (!chezu_http_send (self, message, collect_chunk, &reader, error))
    return NULL;
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * chezu_http_make_upgrade:
 * @path: from "/api" on, with its query, everything encoded
 * @key: for Sec-WebSocket-Key
 *
 * Returns: (transfer full): the head of the request that turns a connection of its own into a
 *   WebSocket (RFC 6455, 4.1), signed in as all requests are
 */
char *
chezu_http_make_upgrade (ChezuHttp *self, const char *path, const char *key)
{
  g_autofree char *address = g_strconcat (self->base, path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  GString *head;
  g_autofree char *cookies = NULL;

  g_return_val_if_fail (uri != NULL, NULL);

  head = g_string_new (NULL);
  g_string_append_printf (head, "GET %s%s%s HTTP/1.1\r\n", g_uri_get_path (uri),
                          g_uri_get_query (uri) != NULL ? "?" : "",
                          g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "");
  g_string_append_printf (head,
                          "Host: %s\r\nUser-Agent: Chezu/" CHEZU_VERSION "\r\n"
                          "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n",
                          self->host, key);
  cookies = soup_cookie_jar_get_cookies (self->jar, uri, TRUE);
  if (cookies != NULL)
    g_string_append_printf (head, "Cookie: %s\r\n", cookies);
  if (self->bearer != NULL)
    g_string_append_printf (head, "Authorization: Bearer %s\r\n", self->bearer);
  g_string_append (head, "\r\n");
  return g_string_free_and_steal (head);
}

/**
 * chezu_http_note_headers:
 *
 * Keeps what the head of an answer says about the server's clock and patience. A date is one of its
 * clock, and how long ago it was read is told by a clock that nobody sets.
 */
void
chezu_http_note_headers (ChezuHttp *self, SoupMessageHeaders *headers, guint status)
{
  const char *date = soup_message_headers_get_one (headers, "Date");
  const char *retry_after = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) time = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  gint64 now_us = chezu_time_boot_us ();

  if (time != NULL)
    {
      self->server_ms = g_date_time_to_unix (time) * 1000;
      self->server_read_us = now_us;
    }
  if (!SOUP_STATUS_IS_SUCCESSFUL (status) && retry_after != NULL)
    self->retry_at_us = now_us
                        + chezu_retry_after_ms (retry_after, chezu_http_get_time_ms (self))
                              * G_TIME_SPAN_MILLISECOND;
}

gint64
chezu_http_get_retry_after_ms (ChezuHttp *self)
{
  return MAX (0, (self->retry_at_us - chezu_time_boot_us ()) / G_TIME_SPAN_MILLISECOND);
}

gint64
chezu_http_get_time_ms (ChezuHttp *self)
{
  if (self->server_ms == 0)
    return chezu_time_now_ms ();
  return self->server_ms + (chezu_time_boot_us () - self->server_read_us) / G_TIME_SPAN_MILLISECOND;
}
