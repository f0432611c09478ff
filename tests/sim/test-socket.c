/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WebSocket as a client meets it. */

#include "sim-client.h"

/* Nothing here is timed; this only keeps a broken server from holding the tests for ever. */
#define PATIENCE_S 60

typedef struct
{
  SoupWebsocketConnection *connection;
  GPtrArray *frames; /* of yyjson_doc */
  guint n_empty;
  guint n_bytes_first;
  gboolean closed;
  GError *error;
  gboolean settled;
} Socket;

static gboolean
impatient_cb (gpointer data)
{
  g_error ("waited in vain");
  return G_SOURCE_REMOVE;
}

static void
wait_until (gboolean (*done) (Socket *socket, guint n), Socket *socket, guint n)
{
  guint alarm = g_timeout_add_seconds (PATIENCE_S, impatient_cb, NULL);

  while (!done (socket, n))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (alarm);
}

static gboolean
is_settled (Socket *socket, guint n)
{
  return socket->settled;
}

static gboolean
has_frames (Socket *socket, guint n)
{
  return socket->frames->len >= n;
}

static gboolean
has_empty (Socket *socket, guint n)
{
  return socket->n_empty >= n;
}

static gboolean
is_closed (Socket *socket, guint n)
{
  return socket->closed;
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *bytes, gpointer user_data)
{
  Socket *socket = user_data;
  yyjson_doc *doc = yyjson_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0);

  g_assert_cmpint (type, ==, SOUP_WEBSOCKET_DATA_TEXT);
  g_assert_nonnull (doc);
  if (yyjson_obj_size (yyjson_doc_get_root (doc)) == 0)
    {
      socket->n_empty++;
      yyjson_doc_free (doc);
      return;
    }
  if (socket->frames->len == 0)
    socket->n_bytes_first = (guint)g_bytes_get_size (bytes);
  g_ptr_array_add (socket->frames, doc);
}

static void
closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  ((Socket *)user_data)->closed = TRUE;
}

static void
connected_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Socket *socket = user_data;

  socket->connection
      = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &socket->error);
  socket->settled = TRUE;
  if (socket->connection == NULL)
    return;
  soup_websocket_connection_set_max_incoming_payload_size (socket->connection, 0);
  g_signal_connect (socket->connection, "message", G_CALLBACK (message_cb), socket);
  g_signal_connect (socket->connection, "closed", G_CALLBACK (closed_cb), socket);
}

static Socket *
socket_open (Client *client, const char *query)
{
  g_autofree char *path = g_strconcat ("/api/socket", query, NULL);
  g_autoptr (SoupMessage) message = client_prepare (client, "GET", path);
  Socket *socket = g_new0 (Socket, 1);

  socket->frames = g_ptr_array_new_with_free_func ((GDestroyNotify)yyjson_doc_free);
  soup_session_websocket_connect_async (client->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, connected_cb, socket);
  wait_until (is_settled, socket, 0);
  if (socket->error != NULL)
    g_assert_cmpuint (soup_message_get_status (message), ==, 503);
  return socket;
}

static void
socket_free (Socket *socket)
{
  if (socket->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (socket->connection, socket);
      g_object_unref (socket->connection);
    }
  g_ptr_array_unref (socket->frames);
  g_clear_error (&socket->error);
  g_free (socket);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Socket, socket_free)

static yyjson_val *
frame_at (Socket *socket, guint at)
{
  return yyjson_doc_get_root (g_ptr_array_index (socket->frames, at));
}

static void
quick_set_up (Client *client, gconstpointer data)
{
  g_autoptr (Answer) answer = NULL;

  client->server = server_start (GPOINTER_TO_UINT (data), 1.0);
  client->session = soup_session_new ();
  soup_session_add_feature_by_type (client->session, SOUP_TYPE_COOKIE_JAR);
  answer = client_sign_in (client);
  g_assert_cmpuint (answer->status, ==, 200);
}

static void
test_strangers_get_503 (Client *client, gconstpointer data)
{
  ChezuSimFaults faults = { .refuse_socket = TRUE };
  g_autoptr (Socket) refused = NULL;
  g_autoptr (Socket) stranger = NULL;
  g_autoptr (Socket) liar = NULL;

  chezu_sim_server_set_faults (client->server, &faults);
  refused = socket_open (client, "");
  g_assert_nonnull (refused->error);
  faults.refuse_socket = FALSE;
  chezu_sim_server_set_faults (client->server, &faults);

  client_forget (client);
  stranger = socket_open (client, "");
  g_assert_nonnull (stranger->error);
  liar = socket_open (client, "?token=abc");
  g_assert_nonnull (liar->error);
}

static void
test_first_the_fleet_then_one_by_one (Client *client, gconstpointer data)
{
  g_autoptr (Socket) socket = socket_open (client, "");
  gint64 last_id = 0;

  g_assert_no_error (socket->error);
  wait_until (has_frames, socket, 1500);
  g_assert_cmpuint (yyjson_arr_size (yyjson_obj_get (frame_at (socket, 0), "positions")), ==,
                    GPOINTER_TO_UINT (data) - 2);
  /* More than a client of libsoup takes unless it is told to. */
  g_assert_cmpuint (socket->n_bytes_first, >, 131072);

  for (guint i = 1; i < socket->frames->len; i++)
    {
      yyjson_val *frame = frame_at (socket, i);
      yyjson_val *positions = yyjson_obj_get (frame, "positions");
      yyjson_val *position = yyjson_arr_get_first (positions);
      gint64 id;

      g_assert_cmpuint (yyjson_obj_size (frame), ==, 1);
      if (positions == NULL)
        {
          yyjson_val *other = yyjson_obj_get (frame, "devices");

          if (other == NULL)
            other = yyjson_obj_get (frame, "events");
          g_assert_cmpuint (yyjson_arr_size (other), ==, 1);
          continue;
        }
      g_assert_cmpuint (yyjson_arr_size (positions), ==, 1);
      g_assert_null (yyjson_obj_get (yyjson_obj_get (position, "attributes"), "archive"));
      id = int_of (position, "id");
      g_assert_cmpint (id, >, last_id);
      last_id = id;
    }
}

static void
test_token_opens_it_too (Client *client, gconstpointer data)
{
  g_autoptr (Answer) token
      = client_post (client, "/api/session/token", "application/x-www-form-urlencoded", "");
  g_autofree char *query = g_strconcat ("?token=", token->body, NULL);
  g_autoptr (Socket) socket = NULL;

  client_forget (client);
  socket = socket_open (client, query);
  g_assert_no_error (socket->error);
  wait_until (has_frames, socket, 1);
}

static void
test_empty_frames_keep_it_alive (Client *client, gconstpointer data)
{
  ChezuSimFaults faults = { .socket_ping_ms = 50 };
  g_autoptr (Socket) socket = NULL;

  chezu_sim_server_set_faults (client->server, &faults);
  socket = socket_open (client, "");
  wait_until (has_empty, socket, 3);
}

static void
test_lines_can_be_cut (Client *client, gconstpointer data)
{
  g_autoptr (Socket) socket = socket_open (client, "");
  g_autoptr (Socket) again = NULL;

  wait_until (has_frames, socket, 2);
  chezu_sim_server_drop_sockets (client->server);
  wait_until (is_closed, socket, 0);
  /* No farewell. */
  g_assert_cmpuint (soup_websocket_connection_get_close_code (socket->connection), !=,
                    SOUP_WEBSOCKET_CLOSE_NORMAL);

  again = socket_open (client, "");
  g_assert_no_error (again->error);
  wait_until (has_frames, again, 2);
}

/* What a position frame said is what the history says afterwards. */
static void
test_history_says_the_same (Client *client, gconstpointer data)
{
  g_autoptr (Socket) socket = socket_open (client, "");
  guint n = 0;

  wait_until (has_frames, socket, 200);
  for (guint i = 1; i < 200 && n < 10; i++)
    {
      yyjson_val *position
          = yyjson_arr_get_first (yyjson_obj_get (frame_at (socket, i), "positions"));
      g_autofree char *path = NULL;
      g_autoptr (Answer) answer = NULL;

      if (position == NULL)
        continue;
      n++;
      path = g_strdup_printf ("/api/positions?id=%" G_GINT64_FORMAT, int_of (position, "id"));
      answer = client_get (client, path);
      g_assert_cmpuint (count_of (answer), ==, 1);
      g_assert_true (yyjson_equals (element (answer, 0), position));
    }
  g_assert_cmpuint (n, ==, 10);
}

static void
test_a_large_fleet_comes_in_parts (void)
{
  Client client = { .server = server_start (25000, 3600.0), .session = soup_session_new () };
  g_autoptr (Answer) signed_in = NULL;
  g_autoptr (Socket) socket = NULL;
  gsize n = 0;

  soup_session_add_feature_by_type (client.session, SOUP_TYPE_COOKIE_JAR);
  signed_in = client_sign_in (&client);
  socket = socket_open (&client, "");
  wait_until (has_frames, socket, 3);
  for (guint i = 0; i < 3; i++)
    n += yyjson_arr_size (yyjson_obj_get (frame_at (socket, i), "positions"));
  g_assert_cmpuint (n, ==, 25000 - 2);

  g_clear_pointer (&socket, socket_free);
  client_tear_down (&client, NULL);
}

static void
test_stopping_with_open_lines (Client *client, gconstpointer data)
{
  g_autoptr (Socket) first = socket_open (client, "");
  g_autoptr (Socket) second = socket_open (client, "");

  wait_until (has_frames, first, 2);
  wait_until (has_frames, second, 2);
  chezu_sim_server_stop (client->server);
  wait_until (is_closed, first, 0);
  wait_until (is_closed, second, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, size, func)                                                                      \
  g_test_add (path, Client, GUINT_TO_POINTER (size), quick_set_up, func, client_tear_down)
  ADD ("/sim/socket/strangers-get-503", 100, test_strangers_get_503);
  ADD ("/sim/socket/first-the-fleet-then-one-by-one", 500, test_first_the_fleet_then_one_by_one);
  ADD ("/sim/socket/a-token-opens-it-too", 100, test_token_opens_it_too);
  ADD ("/sim/socket/empty-frames-keep-it-alive", 10, test_empty_frames_keep_it_alive);
  ADD ("/sim/socket/lines-can-be-cut", 100, test_lines_can_be_cut);
  ADD ("/sim/socket/history-says-the-same", 100, test_history_says_the_same);
  ADD ("/sim/socket/stopping-with-open-lines", 100, test_stopping_with_open_lines);
#undef ADD
  g_test_add_func ("/sim/socket/a-large-fleet-comes-in-parts", test_a_large_fleet_comes_in_parts);
  return g_test_run ();
}
