/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-traccar.h"

#include <string.h>

typedef struct
{
  guint times;
  guint status;
  char *type;
  char *body;
  char *header;
  gboolean stall;
  gboolean cut;
  gsize cut_bytes;
  gboolean announced;
} Trouble;

struct _FakeTraccar
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  SoupServer *server;
  char *url;
  guint port;

  GMutex mutex; /* over what follows */
  GHashTable *answers;
  GHashTable *troubles;
  GHashTable *hits;
  GHashTable *queries;
  guint session; /* number of the sessions that are valid */
  guint socket_status;
  gboolean mute; /* streams open, say the first message, and nothing more, to nobody */

  /* The thread's own */
  GPtrArray *sockets;
  GPtrArray *stalled; /* connections that never get an answer */
};

static void
trouble_free (gpointer data)
{
  Trouble *trouble = data;

  g_free (trouble->type);
  g_free (trouble->body);
  g_free (trouble->header);
  g_free (trouble);
}

/* --- Answers -------------------------------------------------------------------------------- */

static gboolean
is_signed_in (FakeTraccar *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  const char *cookie = soup_message_headers_get_one (headers, "Cookie");
  g_autofree char *ours = g_strdup_printf ("JSESSIONID=node%u.", self->session);

  /* With an Authorization header the cookie is ignored. */
  if (authorization != NULL)
    return g_str_equal (authorization, "Bearer " FAKE_TOKEN);
  return cookie != NULL && strstr (cookie, ours) != NULL;
}

static void
answer (SoupServerMessage *message, guint status, const char *type, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
add_header (SoupServerMessage *message, const char *header)
{
  g_auto (GStrv) parts = g_strsplit (header != NULL ? header : "", ": ", 2);

  if (g_strv_length (parts) == 2)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), parts[0],
                                  parts[1]);
}

static void
accept_login (FakeTraccar *self, SoupServerMessage *message)
{
  g_autofree char *cookie
      = g_strdup_printf ("JSESSIONID=node%u.0; Path=/; HttpOnly", self->session);

  soup_message_headers_append (soup_server_message_get_response_headers (message), "Set-Cookie",
                               cookie);
  answer (message, 200, "application/json",
          "{\"id\":1,\"name\":\"admin\",\"email\":\"admin\",\"password\":null,\"attributes\":{}}");
}

static void
answer_session (FakeTraccar *self, SoupServerMessage *message, GHashTable *query)
{
  const char *token = query != NULL ? g_hash_table_lookup (query, "token") : NULL;
  g_autoptr (GHashTable) form = NULL;
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  if (g_str_equal (soup_server_message_get_method (message), "POST"))
    {
      form = soup_form_decode (text);
      if (g_strcmp0 (g_hash_table_lookup (form, "email"), FAKE_USER) == 0
          && g_strcmp0 (g_hash_table_lookup (form, "password"), FAKE_PASSWORD) == 0)
        accept_login (self, message);
      else
        answer (message, 401, "text/plain", "HTTP 401 Unauthorized");
    }
  else if (token != NULL)
    {
      if (g_str_equal (token, FAKE_TOKEN))
        accept_login (self, message);
      else
        answer (message, 401, "text/plain", "HTTP 401 Unauthorized");
    }
  else if (is_signed_in (self, message))
    accept_login (self, message);
  else
    answer (message, 404, "text/plain", "HTTP 404 Not Found");
}

static void
send_raw (
    FakeTraccar *self, SoupServerMessage *message, const char *text, gsize length, gboolean hold)
{
  GIOStream *stream = soup_server_message_steal_connection (message);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, length, NULL, NULL,
                             NULL);
  if (hold)
    g_ptr_array_add (self->stalled, stream);
  else
    {
      g_io_stream_close (stream, NULL, NULL);
      g_object_unref (stream);
    }
}

static void
send_cut (FakeTraccar *self, SoupServerMessage *message, const Trouble *trouble, const char *body)
{
  g_autoptr (GString) text = g_string_new ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");

  if (trouble->announced)
    g_string_append_printf (text, "Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen (body));
  g_string_append (text, "Connection: close\r\n\r\n");
  g_string_append_len (text, body, (gssize)MIN (trouble->cut_bytes, strlen (body)));
  send_raw (self, message, text->str, text->len, FALSE);
}

static char *
answer_to_key (const char *key)
{
  g_autofree char *text = g_strconcat (key, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *)text, -1);
  g_checksum_get_digest (checksum, digest, &size);
  return g_base64_encode (digest, size);
}

/* A stream whose path is lost as soon as it is open. */
static void
open_mute (FakeTraccar *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autofree char *accept
      = answer_to_key (soup_message_headers_get_one (headers, "Sec-WebSocket-Key"));
  g_autofree char *text = g_strdup_printf (
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: %s\r\n\r\n\x81\x02{}",
      accept);

  send_raw (self, message, text, strlen (text), TRUE);
}

/* Takes one use of what is scripted for @path; NULL when nothing is. */
static Trouble *
take_trouble (FakeTraccar *self, const char *path)
{
  Trouble *trouble = g_hash_table_lookup (self->troubles, path);

  if (trouble == NULL || trouble->times == 0)
    return NULL;
  if (trouble->times != FAKE_FOREVER)
    trouble->times--;
  return trouble;
}

static void
note_request (FakeTraccar *self, SoupServerMessage *message, const char *path)
{
  const char *query = g_uri_get_query (soup_server_message_get_uri (message));

  g_hash_table_replace (
      self->hits, g_strdup (path),
      GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->hits, path)) + 1));
  if (query != NULL)
    g_hash_table_replace (self->queries, g_strdup (path), g_strdup (query));
}

/* What is scripted for one vehicle comes before what is scripted for the path. */
static const char *
choose_script (FakeTraccar *self, const char *path, GHashTable *query, char **of_device)
{
  const char *device = query != NULL ? g_hash_table_lookup (query, "deviceId") : NULL;

  if (device == NULL)
    return path;
  *of_device = g_strdup_printf ("%s?deviceId=%s", path, device);
  return g_hash_table_contains (self->answers, *of_device)
                 || g_hash_table_contains (self->troubles, *of_device)
             ? *of_device
             : path;
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  FakeTraccar *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *of_device = NULL;
  const char *script = choose_script (self, path, query, &of_device);
  const char *body = g_hash_table_lookup (self->answers, script);
  Trouble *trouble;

  if (!g_str_equal (path, "/api/socket"))
    note_request (self, message, path);
  if (of_device != NULL)
    note_request (self, message, of_device);
  trouble = take_trouble (self, script);
  if (trouble != NULL && trouble->stall)
    send_raw (self, message, "", 0, TRUE);
  else if (trouble != NULL && trouble->cut)
    send_cut (self, message, trouble, body);
  else if (trouble != NULL)
    {
      add_header (message, trouble->header);
      answer (message, trouble->status, trouble->type, trouble->body);
    }
  else if (self->mute && g_str_equal (path, "/api/socket"))
    open_mute (self, message);
  else if (g_str_equal (path, "/api/session"))
    answer_session (self, message, query);
  else if (!g_str_equal (path, "/api/server") && !is_signed_in (self, message))
    answer (message, 401, "text/plain", "HTTP 401 Unauthorized");
  else if (body != NULL)
    answer (message, 200, "application/json", body);
  else
    answer (message, 404, "text/plain", "HTTP 404 Not Found");
}

/* Decides about a WebSocket before it is one. */
static void
early_cb (SoupServer *server,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  FakeTraccar *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const char *token = query != NULL ? g_hash_table_lookup (query, "token") : NULL;

  if (!g_str_equal (path, "/api/socket"))
    return;

  note_request (self, message, path);
  if (self->socket_status != 0)
    answer (message, self->socket_status, "text/plain", "refused");
  else if (g_strcmp0 (token, FAKE_TOKEN) != 0 && !is_signed_in (self, message))
    answer (message, 503, "text/plain", "Service Unavailable");
}

static void
websocket_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer user_data)
{
  FakeTraccar *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const char *positions = g_hash_table_lookup (self->answers, "/api/positions");
  g_autofree char *first = g_strdup_printf ("{\"positions\":%s}", positions);

  g_ptr_array_add (self->sockets, g_object_ref (connection));
  soup_websocket_connection_send_text (connection, first);
}

/* --- The thread ----------------------------------------------------------------------------- */

static gpointer
thread_func (gpointer data)
{
  FakeTraccar *self = data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

typedef struct
{
  FakeTraccar *self;
  void (*func) (FakeTraccar *self, gpointer data);
  gpointer data;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Job;

static gboolean
job_cb (gpointer user_data)
{
  Job *job = user_data;

  job->func (job->self, job->data);
  g_mutex_lock (&job->mutex);
  job->done = TRUE;
  g_cond_signal (&job->cond);
  g_mutex_unlock (&job->mutex);
  return G_SOURCE_REMOVE;
}

/* Runs @func on the server's thread and waits for it. */
static void
run_there (FakeTraccar *self, void (*func) (FakeTraccar *self, gpointer data), gpointer data)
{
  Job job = { .self = self, .func = func, .data = data };

  g_mutex_init (&job.mutex);
  g_cond_init (&job.cond);
  g_main_context_invoke (self->context, job_cb, &job);
  g_mutex_lock (&job.mutex);
  while (!job.done)
    g_cond_wait (&job.cond, &job.mutex);
  g_mutex_unlock (&job.mutex);
  g_mutex_clear (&job.mutex);
  g_cond_clear (&job.cond);
}

static void
listen_there (FakeTraccar *self, gpointer data)
{
  GTlsCertificate *certificate = data;
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->server = soup_server_new ("server-header", "fake ", NULL);
  if (certificate != NULL)
    soup_server_set_tls_certificate (self->server, certificate);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  soup_server_add_early_handler (self->server, "/api/socket", early_cb, self, NULL);
  soup_server_add_websocket_handler (self->server, "/api/socket", NULL, NULL, websocket_cb, self,
                                     NULL);
  soup_server_listen_local (
      self->server, self->port,
      SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->port = (guint)g_uri_get_port (uris->data);
  self->url
      = g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http", self->port);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

static void
drop_sockets_there (FakeTraccar *self, gpointer data)
{
  for (guint i = 0; i < self->sockets->len; i++)
    {
      SoupWebsocketConnection *socket = g_ptr_array_index (self->sockets, i);

      /* Below TLS and WebSocket: the connection just ends. */
      g_io_stream_close (soup_websocket_connection_get_io_stream (socket), NULL, NULL);
    }
  g_ptr_array_set_size (self->sockets, 0);
}

/* libsoup 3.6 may not be told to disconnect while a client breaks off the TLS handshake. */
static void
let_handshakes_end (FakeTraccar *self)
{
  gint64 deadline = g_get_monotonic_time () + 300 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < deadline)
    {
      g_main_context_iteration (self->context, FALSE);
      g_usleep (1000);
    }
}

static void
close_there (FakeTraccar *self, gpointer data)
{
  drop_sockets_there (self, NULL);
  if (soup_server_is_https (self->server))
    let_handshakes_end (self);
  g_ptr_array_set_size (self->stalled, 0);
  soup_server_disconnect (self->server);
  g_clear_object (&self->server);
}

static void
push_there (FakeTraccar *self, gpointer data)
{
  for (guint i = 0; i < self->sockets->len; i++)
    {
      SoupWebsocketConnection *socket = g_ptr_array_index (self->sockets, i);

      if (soup_websocket_connection_get_state (socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text (socket, data);
    }
}

static void
count_there (FakeTraccar *self, gpointer data)
{
  guint *n = data;

  for (guint i = 0; i < self->sockets->len; i++)
    if (soup_websocket_connection_get_state (g_ptr_array_index (self->sockets, i))
        == SOUP_WEBSOCKET_STATE_OPEN)
      (*n)++;
}

/* --- For the test --------------------------------------------------------------------------- */

FakeTraccar *
fake_traccar_new (GTlsCertificate *certificate)
{
  return fake_traccar_new_on_port (certificate, 0);
}

FakeTraccar *
fake_traccar_new_on_port (GTlsCertificate *certificate, guint port)
{
  FakeTraccar *self = g_new0 (FakeTraccar, 1);

  g_mutex_init (&self->mutex);
  self->port = port;
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->troubles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, trouble_free);
  self->hits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->queries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  self->stalled = g_ptr_array_new_with_free_func (g_object_unref);

  fake_traccar_set (self, "/api/server", "{\"id\":1,\"version\":\"6.14.5\",\"attributes\":{}}");
  fake_traccar_set (self, "/api/devices", "[]");
  fake_traccar_set (self, "/api/positions", "[]");
  fake_traccar_set (self, "/api/groups", "[]");
  fake_traccar_set (self, "/api/drivers", "[]");
  fake_traccar_set (self, "/api/reports/events", "[]");

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("fake-traccar", thread_func, self);
  run_there (self, listen_there, certificate);
  return self;
}

void
fake_traccar_free (FakeTraccar *self)
{
  if (self == NULL)
    return;

  run_there (self, close_there, NULL);
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);

  g_ptr_array_unref (self->sockets);
  g_ptr_array_unref (self->stalled);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->troubles);
  g_hash_table_unref (self->hits);
  g_hash_table_unref (self->queries);
  g_mutex_clear (&self->mutex);
  g_free (self->url);
  g_free (self);
}

const char *
fake_traccar_get_url (FakeTraccar *self)
{
  return self->url;
}

guint
fake_traccar_get_port (FakeTraccar *self)
{
  return self->port;
}

void
fake_traccar_set (FakeTraccar *self, const char *path, const char *json)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_hash_table_replace (self->answers, g_strdup (path), g_strdup (json));
}

static void
script (FakeTraccar *self, const char *path, Trouble trouble)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_hash_table_replace (self->troubles, g_strdup (path), g_memdup2 (&trouble, sizeof trouble));
}

void
fake_traccar_fail (FakeTraccar *self,
                   const char *path,
                   guint times,
                   guint status,
                   const char *type,
                   const char *body,
                   const char *header)
{
  script (self, path,
          (Trouble){ .times = times,
                     .status = status,
                     .type = g_strdup (type),
                     .body = g_strdup (body),
                     .header = g_strdup (header) });
}

void
fake_traccar_cut (FakeTraccar *self, const char *path, guint times, gsize bytes, gboolean announced)
{
  script (self, path,
          (Trouble){ .times = times, .cut = TRUE, .cut_bytes = bytes, .announced = announced });
}

void
fake_traccar_stall (FakeTraccar *self, const char *path, guint times)
{
  script (self, path, (Trouble){ .times = times, .stall = TRUE });
}

void
fake_traccar_forget_sessions (FakeTraccar *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->session++;
}

void
fake_traccar_refuse_sockets (FakeTraccar *self, guint status)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->socket_status = status;
}

static void
set_mute_there (FakeTraccar *self, gpointer data)
{
  soup_server_remove_handler (self->server, "/api/socket");
  soup_server_add_early_handler (self->server, "/api/socket", early_cb, self, NULL);
  if (self->mute)
    soup_server_add_handler (self->server, "/api/socket", request_cb, self, NULL);
  else
    soup_server_add_websocket_handler (self->server, "/api/socket", NULL, NULL, websocket_cb, self,
                                       NULL);
}

void
fake_traccar_set_mute (FakeTraccar *self, gboolean mute)
{
  g_mutex_lock (&self->mutex);
  self->mute = mute;
  g_mutex_unlock (&self->mutex);
  run_there (self, set_mute_there, NULL);
}

void
fake_traccar_push (FakeTraccar *self, const char *text)
{
  run_there (self, push_there, (gpointer)text);
}

void
fake_traccar_drop_sockets (FakeTraccar *self)
{
  run_there (self, drop_sockets_there, NULL);
}

guint
fake_traccar_count_sockets (FakeTraccar *self)
{
  guint n = 0;

  run_there (self, count_there, &n);
  return n;
}

guint
fake_traccar_hits (FakeTraccar *self, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->hits, path));
}

char *
fake_traccar_last_query (FakeTraccar *self, const char *path)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_strdup (g_hash_table_lookup (self->queries, path));
}
