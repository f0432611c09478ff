/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WebSocket: first the whole fleet, then every report the moment it is made. */

#include "sim/chezu-sim-backend.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-drill.h"
#include "sim/chezu-sim-events.h"
#include "sim/chezu-sim-replies.h"
#include "sim/chezu-sim-status.h"

/* How often a socket looks for what is due. */
#define TICK_MS 15
#define PING_MS 55000
/* A real server sends the fleet in one frame. So does this one up to here; beyond, memory counts.
 */
#define FLEET_PER_FRAME 10000
/* Reports of one tick; more wait for the next. */
#define REPORTS_PER_TICK 3000

typedef struct
{
  ChezuSimBackend *backend; /* not owned */
  SoupWebsocketConnection *connection;
  GSocket *socket;
  GSource *tick;
  gint64 opened_ms;
  guint n_told;   /* how many vehicles of the first frame were sent */
  gint64 serial;  /* the last report that was sent or passed over */
  gint64 ping_ms; /* when the next empty frame is due */
  guint drill;    /* the next alarm of the drill */
  guint reply;    /* the next reply of a terminal */
  GString *frame; /* reused */
} ChezuSimSocket;

static void
socket_free (gpointer data)
{
  ChezuSimSocket *self = data;

  g_source_destroy (self->tick);
  g_source_unref (self->tick);
  g_object_unref (self->connection);
  g_clear_object (&self->socket);
  g_string_free (self->frame, TRUE);
  g_free (self);
}

/* Sources of this priority run only when everything queued has left or the peer takes no more, so a
 * writable stream means an empty queue. */
static gboolean
is_ready (ChezuSimSocket *self)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (self->connection);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  return g_pollable_output_stream_is_writable (G_POLLABLE_OUTPUT_STREAM (output));
}

static gboolean
is_open (ChezuSimSocket *self)
{
  return soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN;
}

/* The line may break between two frames. */
static void
send_text (ChezuSimSocket *self, const char *text)
{
  if (is_open (self))
    soup_websocket_connection_send_text (self->connection, text);
}

static void
send_frame (ChezuSimSocket *self)
{
  send_text (self, self->frame->str);
}

static void
tell_fleet (ChezuSimSocket *self)
{
  ChezuSimPen pen = chezu_sim_backend_get_pen (self->backend);
  guint end = MIN (self->n_told + FLEET_PER_FRAME, pen.world->n_vehicles);
  gboolean first = TRUE;

  g_string_assign (self->frame, "{\"positions\":[");
  for (; self->n_told < end; self->n_told++)
    {
      ChezuSimFix fix;

      if (!chezu_sim_status_get_latest (pen.world, pen.clock, self->n_told, self->opened_ms, &fix))
        continue;
      if (!first)
        g_string_append_c (self->frame, ',');
      first = FALSE;
      chezu_sim_json_position (self->frame, &pen, &fix);
    }
  g_string_append (self->frame, "]}");
  send_frame (self);
  g_string_set_size (self->frame, 0);
}

static void
send_position (ChezuSimSocket *self, const ChezuSimPen *pen, const ChezuSimFix *fix)
{
  g_string_assign (self->frame, "{\"positions\":[");
  chezu_sim_json_position (self->frame, pen, fix);
  g_string_append (self->frame, "]}");
  send_frame (self);
}

static void
send_device (ChezuSimSocket *self, const ChezuSimPen *pen, guint vehicle, gint64 now_ms)
{
  g_string_assign (self->frame, "{\"devices\":[");
  chezu_sim_json_device (self->frame, pen, vehicle, now_ms);
  g_string_append (self->frame, "]}");
  send_frame (self);
}

static void
send_events (ChezuSimSocket *self,
             const ChezuSimPen *pen,
             const ChezuSimEvent *events,
             guint n_events)
{
  for (guint i = 0; i < n_events; i++)
    {
      if (!chezu_sim_event_is_pushed (&events[i]))
        continue;
      g_string_assign (self->frame, "{\"events\":[");
      chezu_sim_json_event (self->frame, pen, &events[i], TRUE);
      g_string_append (self->frame, "]}");
      send_frame (self);
    }
}

/* What one report, or its absence, makes known. */
static void
tell_report (ChezuSimSocket *self, const ChezuSimPen *pen, gint64 serial)
{
  gint64 number;
  guint vehicle = chezu_sim_clock_split_serial (pen->clock, serial, &number);
  gint64 time_ms = chezu_sim_clock_get_fix_ms (pen->clock, vehicle, number);
  ChezuSimEvent events[CHEZU_SIM_N_EVENTS];
  ChezuSimFix fix;

  if (chezu_sim_status_changes (pen->world, pen->clock, vehicle, number))
    send_device (self, pen, vehicle, time_ms);
  if (!chezu_sim_fix_get (pen->world, pen->clock, vehicle, number, CHEZU_SIM_COPY_FIRST, &fix))
    {
      send_events (self, pen, events,
                   chezu_sim_events_at (pen->world, pen->clock, vehicle, number, time_ms, events));
      return;
    }
  send_position (self, pen, &fix);
  send_events (self, pen, events, chezu_sim_events_of (pen->world, pen->clock, &fix, events));
  if (chezu_sim_fix_get (pen->world, pen->clock, vehicle, number, CHEZU_SIM_COPY_SECOND, &fix))
    send_position (self, pen, &fix);
}

static void
tell_reports (ChezuSimSocket *self, gint64 now_ms)
{
  ChezuSimPen pen = chezu_sim_backend_get_pen (self->backend);
  gint64 due = chezu_sim_clock_get_serial_at (pen.clock, now_ms);
  gint64 end;

  /* Whoever reads too slowly misses what a newer report of the same vehicle replaces. */
  self->serial = MAX (self->serial, due - pen.clock->n_vehicles);
  end = MIN (due, self->serial + REPORTS_PER_TICK);
  while (self->serial < end)
    tell_report (self, &pen, ++self->serial);
}

static void
tell_drill (ChezuSimSocket *self, gint64 now_ms)
{
  ChezuSimPen pen = chezu_sim_backend_get_pen (self->backend);
  gint64 start_ms = self->backend->drill_ms;

  while (start_ms != 0 && self->drill < chezu_sim_drill_count ()
         && chezu_sim_drill_time_ms (self->drill, start_ms) <= now_ms)
    {
      g_string_assign (self->frame, "{\"events\":[");
      if (chezu_sim_drill_append (self->frame, &pen, self->drill++, start_ms))
        {
          g_string_append (self->frame, "]}");
          send_frame (self);
        }
    }
}

static void
tell_replies (ChezuSimSocket *self, gint64 now_ms)
{
  const GArray *replies = self->backend->replies;
  ChezuSimPen pen = chezu_sim_backend_get_pen (self->backend);

  while (self->reply < replies->len
         && g_array_index (replies, ChezuSimReply, self->reply).time_ms <= now_ms)
    {
      g_string_assign (self->frame, "{\"events\":[");
      chezu_sim_reply_append (self->frame, &pen,
                              &g_array_index (replies, ChezuSimReply, self->reply++));
      g_string_append (self->frame, "]}");
      send_frame (self);
    }
}

static void
ping (ChezuSimSocket *self, gint64 now_ms)
{
  guint every_ms = chezu_sim_backend_get_faults (self->backend).socket_ping_ms;

  if (now_ms < self->ping_ms)
    return;
  if (self->ping_ms > 0)
    send_text (self, "{}");
  self->ping_ms = now_ms + (every_ms > 0 ? every_ms : PING_MS);
}

static gboolean
tick_cb (gpointer user_data)
{
  ChezuSimSocket *self = user_data;
  gint64 now_ms = chezu_time_now_ms ();

  if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_ptr_array_remove_fast (self->backend->sockets, self);
      return G_SOURCE_REMOVE;
    }
  if (!is_open (self) || !is_ready (self))
    return G_SOURCE_CONTINUE;

  if (self->n_told < self->backend->world->n_vehicles)
    tell_fleet (self);
  else
    {
      tell_reports (self, now_ms);
      tell_drill (self, now_ms);
      tell_replies (self, now_ms);
    }
  ping (self, now_ms);
  return G_SOURCE_CONTINUE;
}

/* Refuses the upgrade of whoever is not logged in. Only cookie and token count here. */
void
chezu_sim_socket_admit (ChezuSimBackend *backend, SoupServerMessage *message)
{
  g_autoptr (ChezuSimQuery) query
      = chezu_sim_query_new (g_uri_get_query (soup_server_message_get_uri (message)));
  const char *token = chezu_sim_query_get (query, "token");
  ChezuSimFaults faults = chezu_sim_backend_get_faults (backend);

  if (faults.refuse_socket || faults.bad_gateway || faults.not_traccar
      || !(chezu_sim_auth_has_session (backend->auth, message)
           || (token != NULL
               && chezu_sim_auth_check_token (backend->auth, token) == CHEZU_SIM_LOGIN_OK)))
    chezu_sim_answer_html (message, SOUP_STATUS_SERVICE_UNAVAILABLE,
                           "<html><head><title>Error 503</title></head><body><h2>HTTP ERROR 503 "
                           "Service Unavailable</h2></body></html>");
}

void
chezu_sim_socket_open (ChezuSimBackend *backend,
                       SoupServerMessage *message,
                       SoupWebsocketConnection *connection)
{
  ChezuSimSocket *self = g_new0 (ChezuSimSocket, 1);

  self->backend = backend;
  self->connection = g_object_ref (connection);
  self->socket = soup_server_message_get_socket (message);
  if (self->socket != NULL)
    g_object_ref (self->socket);
  self->frame = g_string_new (NULL);
  self->opened_ms = chezu_time_now_ms ();
  self->serial = chezu_sim_clock_get_serial_at (&backend->clock, self->opened_ms);
  while (self->reply < backend->replies->len
         && g_array_index (backend->replies, ChezuSimReply, self->reply).time_ms < self->opened_ms)
    self->reply++;

  self->tick = g_timeout_source_new (TICK_MS);
  g_source_set_priority (self->tick, G_PRIORITY_LOW);
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, backend->context);
  g_ptr_array_add (backend->sockets, self);
}

/* Cuts the lines without a word, as a server does that dies. */
void
chezu_sim_socket_drop_all (ChezuSimBackend *backend)
{
  for (guint i = 0; i < backend->sockets->len; i++)
    {
      ChezuSimSocket *self = g_ptr_array_index (backend->sockets, i);

      if (self->socket != NULL)
        g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
    }
}

GPtrArray *
chezu_sim_socket_list_new (void)
{
  return g_ptr_array_new_with_free_func (socket_free);
}
