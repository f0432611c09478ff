/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server of the demo world and somebody who asks it. */

#pragma once

#include "base/chezu-time.h"
#include "sim/chezu-sim-server.h"

#include <libsoup/soup.h>
#include <yyjson.h>

typedef struct
{
  ChezuSimServer *server;
  SoupSession *session;
} Client;

/* What came back. */
typedef struct
{
  guint status;
  char *type;
  char *body;
  gsize length;
  yyjson_doc *json; /* NULL when it is none */
} Answer;

static inline void
answer_free (Answer *answer)
{
  yyjson_doc_free (answer->json);
  g_free (answer->type);
  g_free (answer->body);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static inline ChezuSimServer *
server_start (guint n_vehicles, double rate_s)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;
  ChezuSimServer *server;

  options.n_vehicles = n_vehicles;
  options.rate_s = rate_s;
  server = chezu_sim_server_new (&options, &error);
  g_assert_no_error (error);
  g_assert_true (chezu_sim_server_start (server, &error));
  g_assert_no_error (error);
  return server;
}

static inline Answer *
client_send (Client *client, SoupMessage *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read (client->session, message, NULL, &error);
  Answer *answer = g_new0 (Answer, 1);

  g_assert_no_error (error);
  answer->status = soup_message_get_status (message);
  answer->type = g_strdup (
      soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL));
  answer->length = g_bytes_get_size (bytes);
  answer->body = g_strndup (g_bytes_get_data (bytes, NULL), answer->length);
  answer->json = yyjson_read (answer->body, answer->length, 0);
  g_object_unref (message);
  return answer;
}

static inline SoupMessage *
client_prepare (Client *client, const char *method, const char *path)
{
  g_autofree char *url = g_strconcat (chezu_sim_server_get_url (client->server), path, NULL);

  return soup_message_new (method, url);
}

static inline Answer *
client_get (Client *client, const char *path)
{
  return client_send (client, client_prepare (client, "GET", path));
}

static inline Answer *
client_post (Client *client, const char *path, const char *type, const char *body)
{
  SoupMessage *message = client_prepare (client, "POST", path);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  soup_message_set_request_body_from_bytes (message, type, bytes);
  return client_send (client, message);
}

static inline Answer *
client_sign_in (Client *client)
{
  return client_post (client, "/api/session", "application/x-www-form-urlencoded",
                      "email=admin&password=admin");
}

static inline Answer *
client_get_with (Client *client, const char *path, const char *authorization)
{
  SoupMessage *message = client_prepare (client, "GET", path);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                authorization);
  return client_send (client, message);
}

static inline guint
status_of (Client *client, const char *path)
{
  g_autoptr (Answer) answer = client_get (client, path);

  return answer->status;
}

/* A moment as it stands in a query. */
static inline char *
query_time (gint64 time_ms)
{
  g_autofree char *text = chezu_time_format_iso8601 (time_ms);

  return g_uri_escape_string (text, NULL, FALSE);
}

static inline gsize
count_of (Answer *answer)
{
  g_assert_nonnull (answer->json);
  g_assert_true (yyjson_is_arr (yyjson_doc_get_root (answer->json)));
  return yyjson_arr_size (yyjson_doc_get_root (answer->json));
}

static inline yyjson_val *
element (Answer *answer, gsize at)
{
  return yyjson_arr_get (yyjson_doc_get_root (answer->json), at);
}

static inline gint64
int_of (yyjson_val *object, const char *name)
{
  yyjson_val *value = yyjson_obj_get (object, name);

  g_assert_true (yyjson_is_int (value));
  return yyjson_get_sint (value);
}

static inline const char *
text_of (yyjson_val *object, const char *name)
{
  return yyjson_get_str (yyjson_obj_get (object, name));
}

static inline void
client_set_up (Client *client, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  client->server = server_start (GPOINTER_TO_UINT (data), 10.0);
  client->session = soup_session_new ();
  soup_session_add_feature_by_type (client->session, SOUP_TYPE_COOKIE_JAR);
  answer = client_sign_in (client);
  g_assert_cmpuint (answer->status, ==, 200);
}

static inline void
client_tear_down (Client *client, gconstpointer data)
{
  g_clear_object (&client->session);
  chezu_sim_server_stop (client->server);
  g_assert_finalize_object (client->server);
}

static inline void
client_forget (Client *client)
{
  soup_session_remove_feature_by_type (client->session, SOUP_TYPE_COOKIE_JAR);
  soup_session_add_feature_by_type (client->session, SOUP_TYPE_COOKIE_JAR);
}
