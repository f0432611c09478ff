/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-backend.h"

#include <glib/gi18n-lib.h>

#include "base/chezu-json-splitter.h"
#include "base/chezu-time.h"
#include "sync/chezu-network.h"
#include "sync/chezu-sync-error.h"
#include "sync/chezu-traccar-catalog.h"
#include "sync/chezu-traccar-command.h"
#include "sync/chezu-traccar-history.h"
#include "sync/chezu-traccar-list.h"
#include "sync/chezu-traccar-message.h"
#include "sync/chezu-traccar-normalise.h"
#include "sync/chezu-traccar-session.h"
#include "sync/chezu-traccar-socket.h"

/* Requests with many ids must fit the 8 KiB that servers allow for a request's head. */
#define IDS_PER_REQUEST 100

struct _ChezuTraccarBackend
{
  GObject parent_instance;

  const ChezuSyncOptions *options;
  ChezuTraccarSession *session;
  ChezuTraccarCatalog *catalog;
  ChezuTraccarHistory *history;
  ChezuTraccarSocket *socket; /* NULL when there is no stream */
  ChezuTraccarPongs pongs;
  ChezuTraccarMessage *message; /* of the stream, that is being read */
  gboolean reports_refused;     /* this account may not read the report of events */
  gint64 reload_at;             /* monotonic microseconds: not before it */
  gint64 time_offset_ms;        /* from the terminals' clocks to ours */
};

static void chezu_traccar_backend_iface_init (ChezuBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuTraccarBackend,
                               chezu_traccar_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_BACKEND,
                                                      chezu_traccar_backend_iface_init))

/* --- One fiber for each call ---------------------------------------------------------------- */

typedef gboolean (*CallFunc) (ChezuTraccarBackend *self, gpointer call, GError **error);

typedef struct
{
  ChezuTraccarBackend *self;
  CallFunc func;
  ChezuIntake *intake;
  gint64 *remote_ids;
  guint n_remote_ids;
  gint64 from_ms;
  gint64 to_ms;
  guint gather_ms;
  char *text;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->self);
  g_free (call->remote_ids);
  g_free (call->text);
  g_free (call);
}

static DexFuture *
call_fiber (gpointer user_data)
{
  Call *call = user_data;
  GError *error = NULL;

  if (!call->func (call->self, call, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/* On the scheduler of the caller, because a session belongs to one thread. */
static DexFuture *
start_call (ChezuBackend *backend, CallFunc func, Call call)
{
  call.self = g_object_ref (CHEZU_TRACCAR_BACKEND (backend));
  call.func = func;
  return dex_scheduler_spawn (dex_scheduler_get_thread_default (), CHEZU_NETWORK_STACK, call_fiber,
                              g_memdup2 (&call, sizeof call), call_free);
}

static gboolean
call_sign_in (ChezuTraccarBackend *self, gpointer call, GError **error)
{
  return chezu_traccar_session_open (self->session, error);
}

/* --- Lists ---------------------------------------------------------------------------------- */

static void
read_clock (ChezuTraccarBackend *self)
{
  ChezuHttp *http = chezu_traccar_session_get_http (self->session);

  chezu_traccar_catalog_set_clock (self->catalog, chezu_http_get_time_ms (http));
}

static ChezuTraccarList
begin_list (ChezuTraccarBackend *self, ChezuIntake *intake, const char *list)
{
  read_clock (self);
  return (ChezuTraccarList){ .session = self->session,
                             .catalog = self->catalog,
                             .options = self->options,
                             .intake = intake,
                             .list = list };
}

/* Groups and drivers only add names; an account that may not read them does without. */
static gboolean
read_names (ChezuTraccarBackend *self, ChezuIntake *intake, const char *list, GError **error)
{
  g_autofree char *path = g_strconcat ("/api/", list, NULL);
  ChezuTraccarList reader = begin_list (self, intake, list);
  g_autoptr (GError) cause = NULL;

  if (chezu_traccar_list_read (&reader, path, &cause)
      || g_error_matches (cause, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL)
      || g_error_matches (cause, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_INCOMPATIBLE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
list_vehicles (ChezuTraccarBackend *self, ChezuIntake *intake, GError **error)
{
  ChezuTraccarList reader = begin_list (self, intake, "devices");

  if (!chezu_intake_flush (intake, error) || !read_names (self, intake, "groups", error)
      || !read_names (self, intake, "drivers", error))
    return FALSE;

  reader.keep_whole = TRUE;
  chezu_traccar_catalog_begin_devices (self->catalog);
  if (!chezu_traccar_list_read (&reader, "/api/devices", error))
    return FALSE;

  /* Only a list that is in one batch can say which vehicles are gone. */
  if (chezu_traccar_catalog_end_devices (self->catalog) < self->options->devices_max)
    chezu_intake_set_devices_complete (intake);
  if (!chezu_intake_flush (intake, error))
    return FALSE;

  chezu_traccar_catalog_replay (self->catalog, intake);
  return TRUE;
}

static gboolean
call_list_vehicles (ChezuTraccarBackend *self, gpointer data, GError **error)
{
  Call *call = data;

  return list_vehicles (self, call->intake, error);
}

/* Fixes of vehicles that were added meanwhile wait until the list is read again, at most so often.
 */
static gboolean
reload_if_lacking (ChezuTraccarBackend *self, ChezuIntake *intake, GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (!chezu_traccar_catalog_lacks_devices (self->catalog) || now < self->reload_at)
    return TRUE;

  self->reload_at = now + self->options->reload_ms * G_TIME_SPAN_MILLISECOND;
  return list_vehicles (self, intake, error);
}

static gboolean
call_latest_positions (ChezuTraccarBackend *self, gpointer data, GError **error)
{
  Call *call = data;
  ChezuTraccarList reader = begin_list (self, call->intake, "positions");

  return chezu_intake_flush (call->intake, error)
         && chezu_traccar_list_read (&reader, "/api/positions", error)
         && reload_if_lacking (self, call->intake, error);
}

/* --- Events --------------------------------------------------------------------------------- */

static gboolean
read_events_of (ChezuTraccarBackend *self,
                Call *call,
                const char *parameter,
                GArray *ids,
                gint64 from_ms,
                gint64 to_ms,
                GError **error)
{
  for (guint start = 0; start < ids->len; start += IDS_PER_REQUEST)
    {
      g_autoptr (GString) path = g_string_new ("/api/reports/events?");
      ChezuTraccarList reader = begin_list (self, call->intake, "events");

      chezu_traccar_append_window (path, from_ms, to_ms);
      for (guint i = start; i < MIN (start + IDS_PER_REQUEST, ids->len); i++)
        g_string_append_printf (path, "&%s=%" G_GINT64_FORMAT, parameter,
                                g_array_index (ids, gint64, i));
      if (!chezu_traccar_list_read (&reader, path->str, error))
        return FALSE;
    }
  return TRUE;
}

/* The report asks for devices or groups; a group stands for all its devices. */
static gboolean
call_events (ChezuTraccarBackend *self, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (GArray) groups = chezu_traccar_catalog_list_groups (self->catalog);
  g_autoptr (GArray) ungrouped = chezu_traccar_catalog_list_ungrouped (self->catalog);
  gint64 from_ms = call->from_ms;
  gint64 to_ms = call->to_ms;
  g_autoptr (GError) cause = NULL;

  if (self->reports_refused)
    return TRUE;
  if (!chezu_intake_flush (call->intake, error))
    return FALSE;

  /* Some events have the terminal's time, others the server's. */
  from_ms -= MAX (0, self->time_offset_ms);
  to_ms -= MIN (0, self->time_offset_ms);
  for (gint64 from = from_ms; from < to_ms; from += CHEZU_DAY_MS)
    {
      gint64 to = MIN (from + CHEZU_DAY_MS, to_ms);

      if (read_events_of (self, call, "groupId", groups, from, to, &cause)
          && read_events_of (self, call, "deviceId", ungrouped, from, to, &cause))
        continue;

      /* An account may be kept from reports and still see its vehicles. */
      if (g_error_matches (cause, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL)
          || g_error_matches (cause, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_INCOMPATIBLE))
        {
          self->reports_refused = TRUE;
          return TRUE;
        }
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  return TRUE;
}

/* --- The live stream ------------------------------------------------------------------------ */

static void
close_stream (ChezuTraccarBackend *self)
{
  g_clear_pointer (&self->socket, chezu_traccar_socket_free);
  chezu_traccar_message_forget (self->message);
}

static gboolean
call_subscribe (ChezuTraccarBackend *self, gpointer data, GError **error)
{
  close_stream (self);
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      g_autofree char *path = chezu_traccar_session_make_stream_path (self->session);
      g_autoptr (GError) cause = NULL;
      gboolean renewed;
      guint status;

      self->socket = chezu_traccar_socket_open (chezu_traccar_session_get_http (self->session),
                                                path, self->options, &self->pongs, &status, &cause);
      if (self->socket != NULL)
        return TRUE;
      if (cause->domain != SOUP_WEBSOCKET_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }

      if (status != 503 && status != 401)
        break;
      if (!chezu_traccar_session_renew (self->session, &renewed, error))
        return FALSE;
      if (!renewed)
        break;
    }

  g_set_error_literal (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_STREAM,
                       "the server refuses the WebSocket");
  return FALSE;
}

/* Waits for the first piece, then takes what else comes before the time is over. While the store
 * is busy nothing is read, so that the server has to wait as well. */
static gboolean
receive (ChezuTraccarBackend *self, ChezuIntake *intake, guint gather_ms, GError **error)
{
  gint64 deadline_us = 0;
  guint wait_ms = 0;
  ChezuFrame piece;

  for (;;)
    {
      gint64 now_us;

      if (!chezu_traccar_socket_read (self->socket, wait_ms, &piece, error))
        return FALSE;
      read_clock (self);
      if (piece.kind == CHEZU_FRAME_PIECE
          && !(chezu_traccar_message_take (self->message, intake, (const char *)piece.data,
                                           piece.length, piece.ends, error)
               && chezu_intake_make_room (intake, error)))
        return FALSE;

      now_us = g_get_monotonic_time ();
      if (deadline_us == 0)
        deadline_us = now_us + (gint64)gather_ms * G_TIME_SPAN_MILLISECOND;
      if (now_us >= deadline_us)
        return TRUE;
      wait_ms = (guint)((deadline_us - now_us) / G_TIME_SPAN_MILLISECOND) + 1;
    }
}

static gboolean
call_receive (ChezuTraccarBackend *self, gpointer data, GError **error)
{
  Call *call = data;

  if (self->socket == NULL)
    {
      g_set_error_literal (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_STREAM,
                           "there is no stream");
      return FALSE;
    }

  if (receive (self, call->intake, call->gather_ms, error))
    return reload_if_lacking (self, call->intake, error);
  close_stream (self);
  return FALSE;
}

/* --- The interface -------------------------------------------------------------------------- */

static DexFuture *
chezu_traccar_backend_sign_in (ChezuBackend *backend)
{
  return start_call (backend, call_sign_in, (Call){ 0 });
}

static DexFuture *
chezu_traccar_backend_list_vehicles (ChezuBackend *backend, ChezuIntake *intake)
{
  return start_call (backend, call_list_vehicles, (Call){ .intake = intake });
}

static DexFuture *
chezu_traccar_backend_latest_positions (ChezuBackend *backend, ChezuIntake *intake)
{
  return start_call (backend, call_latest_positions, (Call){ .intake = intake });
}

static DexFuture *
chezu_traccar_backend_events (ChezuBackend *backend,
                              ChezuIntake *intake,
                              gint64 from_ms,
                              gint64 to_ms)
{
  return start_call (backend, call_events,
                     (Call){ .intake = intake, .from_ms = from_ms, .to_ms = to_ms });
}

static DexFuture *
history_fiber (gpointer user_data)
{
  Call *call = user_data;
  GError *error = NULL;
  gint64 until_ms;

  if (!chezu_traccar_history_read (call->self->history, call->intake, call->remote_ids,
                                   call->n_remote_ids, call->from_ms, call->to_ms, &until_ms,
                                   &error))
    return dex_future_new_for_error (error);
  return dex_future_new_for_int64 (until_ms);
}

static DexFuture *
chezu_traccar_backend_history (ChezuBackend *backend,
                               ChezuIntake *intake,
                               const gint64 *remote_ids,
                               guint n_remote_ids,
                               gint64 from_ms,
                               gint64 to_ms)
{
  Call call = {
    .self = g_object_ref (CHEZU_TRACCAR_BACKEND (backend)),
    .intake = intake,
    .remote_ids = g_memdup2 (remote_ids, n_remote_ids * sizeof *remote_ids),
    .n_remote_ids = n_remote_ids,
    .from_ms = from_ms,
    .to_ms = to_ms,
  };

  return dex_scheduler_spawn (dex_scheduler_get_thread_default (), CHEZU_NETWORK_STACK,
                              history_fiber, g_memdup2 (&call, sizeof call), call_free);
}

static DexFuture *
send_text_fiber (gpointer user_data)
{
  Call *call = user_data;
  GError *error = NULL;
  gboolean handed_over = FALSE;

  if (!chezu_traccar_command_send_text (call->self->session, call->remote_ids[0], call->text,
                                        &handed_over, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_for_boolean (handed_over);
}

static DexFuture *
chezu_traccar_backend_send_text (ChezuBackend *backend, gint64 remote_id, const char *text)
{
  Call call = {
    .self = g_object_ref (CHEZU_TRACCAR_BACKEND (backend)),
    .remote_ids = g_memdup2 (&remote_id, sizeof remote_id),
    .n_remote_ids = 1,
    .text = g_strdup (text),
  };

  return dex_scheduler_spawn (dex_scheduler_get_thread_default (), CHEZU_NETWORK_STACK,
                              send_text_fiber, g_memdup2 (&call, sizeof call), call_free);
}

static guint
chezu_traccar_backend_get_history_max (ChezuBackend *backend)
{
  return CHEZU_TRACCAR_BACKEND (backend)->options->backfill_group;
}

static gint64
chezu_traccar_backend_get_history_wait_ms (ChezuBackend *backend)
{
  return chezu_traccar_history_get_wait_ms (CHEZU_TRACCAR_BACKEND (backend)->history);
}

static void
chezu_traccar_backend_hang_up (ChezuBackend *backend, const GError *reason)
{
  ChezuTraccarBackend *self = CHEZU_TRACCAR_BACKEND (backend);

  if (self->socket != NULL)
    chezu_traccar_socket_hang_up (self->socket, reason);
}

static DexFuture *
chezu_traccar_backend_subscribe (ChezuBackend *backend)
{
  return start_call (backend, call_subscribe, (Call){ 0 });
}

static DexFuture *
chezu_traccar_backend_receive (ChezuBackend *backend, ChezuIntake *intake, guint gather_ms)
{
  return start_call (backend, call_receive, (Call){ .intake = intake, .gather_ms = gather_ms });
}

static gint64
chezu_traccar_backend_get_retry_after_ms (ChezuBackend *backend)
{
  return chezu_http_get_retry_after_ms (
      chezu_traccar_session_get_http (CHEZU_TRACCAR_BACKEND (backend)->session));
}

static gint64
chezu_traccar_backend_get_time_ms (ChezuBackend *backend)
{
  return chezu_http_get_time_ms (
      chezu_traccar_session_get_http (CHEZU_TRACCAR_BACKEND (backend)->session));
}

static char *
chezu_traccar_backend_describe (ChezuBackend *backend, guint *n_vehicles)
{
  ChezuTraccarBackend *self = CHEZU_TRACCAR_BACKEND (backend);

  *n_vehicles = chezu_traccar_catalog_get_n_devices (self->catalog);
  return g_strdup (chezu_traccar_session_get_server (self->session));
}

static void
chezu_traccar_backend_iface_init (ChezuBackendInterface *iface)
{
  iface->sign_in = chezu_traccar_backend_sign_in;
  iface->list_vehicles = chezu_traccar_backend_list_vehicles;
  iface->latest_positions = chezu_traccar_backend_latest_positions;
  iface->events = chezu_traccar_backend_events;
  iface->history = chezu_traccar_backend_history;
  iface->send_text = chezu_traccar_backend_send_text;
  iface->get_history_max = chezu_traccar_backend_get_history_max;
  iface->get_history_wait_ms = chezu_traccar_backend_get_history_wait_ms;
  iface->hang_up = chezu_traccar_backend_hang_up;
  iface->subscribe = chezu_traccar_backend_subscribe;
  iface->receive = chezu_traccar_backend_receive;
  iface->get_retry_after_ms = chezu_traccar_backend_get_retry_after_ms;
  iface->get_time_ms = chezu_traccar_backend_get_time_ms;
  iface->describe = chezu_traccar_backend_describe;
}

static void
chezu_traccar_backend_finalize (GObject *object)
{
  ChezuTraccarBackend *self = CHEZU_TRACCAR_BACKEND (object);

  g_clear_pointer (&self->socket, chezu_traccar_socket_free);
  g_clear_pointer (&self->message, chezu_traccar_message_free);
  g_clear_pointer (&self->history, chezu_traccar_history_free);
  g_clear_pointer (&self->catalog, chezu_traccar_catalog_free);
  g_clear_pointer (&self->session, chezu_traccar_session_free);

  G_OBJECT_CLASS (chezu_traccar_backend_parent_class)->finalize (object);
}

static void
chezu_traccar_backend_class_init (ChezuTraccarBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_traccar_backend_finalize;
}

static void
chezu_traccar_backend_init (ChezuTraccarBackend *self)
{
}

ChezuTraccarBackend *
chezu_traccar_backend_new (const ChezuSourceRow *row,
                           const char *secret,
                           const ChezuSyncOptions *options,
                           DexFuture *stop,
                           GError **error)
{
  g_autoptr (ChezuTraccarBackend) self = g_object_new (CHEZU_TYPE_TRACCAR_BACKEND, NULL);

  self->session = chezu_traccar_session_new (row, secret, options->request_ms, stop, error);
  if (self->session == NULL)
    return NULL;

  self->options = options;
  self->time_offset_ms = row->time_offset_ms;
  self->catalog = chezu_traccar_catalog_new (options->set_aside_max, chezu_conversion_of (row));
  self->message = chezu_traccar_message_new (self->catalog, options,
                                             chezu_traccar_session_get_host (self->session));
  self->history = chezu_traccar_history_new (row, secret, self->catalog, options, stop, error);
  return self->history != NULL ? g_steal_pointer (&self) : NULL;
}
