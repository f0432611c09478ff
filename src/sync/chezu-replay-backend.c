/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two clocks. The clock of the file says how far the playing has come: it starts with the first fix
 * when the stream is opened, and goes as many times faster than ours as the source says, or jumps
 * from fix to fix. The clock of the source is what the store gets to see: that of the file, or, so
 * that a recording looks like the present, moved by a fixed time. Distances between fixes stay what
 * they were, or speeds would be wrong; so a recording that is played faster than it was recorded
 * begins in the past and has caught up when it ends, and one that is played slower begins now.
 *
 * Nothing is told before it is played, also not by the history. */

#include "sync/chezu-replay-backend.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "base/chezu-plate.h"
#include "base/chezu-time.h"
#include "geo/chezu-track-index.h"
#include "sync/chezu-bell.h"
#include "sync/chezu-conversion.h"
#include "sync/chezu-network.h"
#include "sync/chezu-sync-error.h"

/* Fixes of a history that are taken from the file at a time. */
#define HISTORY_PIECE 5000
/* Vehicles of one call for history. */
#define HISTORY_MAX 100

struct _ChezuReplayBackend
{
  GObject parent_instance;

  ChezuSourceRow *row;
  const ChezuSyncOptions *options;
  ChezuConversion conversion;
  DexFuture *stop; /* Owned reference, or NULL */

  ChezuTrackIndex *index; /* NULL until the first sign-in */
  gboolean refusals_told;
  gint64 shift_ms;  /* from the file's times, with the source's offset, to what is told */
  gint64 start_us;  /* monotonic: when the first fix was due; 0 not begun */
  gint64 played_ms; /* the time in the file up to which everything was handed over */

  DexPromise *hung_up; /* of the stream; NULL when there is none */
  DexFuture *ending;   /* rejects with stop or hung_up */
};

static void chezu_replay_backend_iface_init (ChezuBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuReplayBackend,
                               chezu_replay_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_BACKEND,
                                                      chezu_replay_backend_iface_init))

/* --- One fiber for each call ------------------------------------------------------------------ */

typedef struct Call Call;
typedef DexFuture *(*CallFunc) (ChezuReplayBackend *self, Call *call, GError **error);

struct Call
{
  ChezuReplayBackend *self;
  CallFunc func;
  ChezuIntake *intake;
  GArray *remote_ids; /* of gint64 */
  gint64 from_ms;
  gint64 to_ms;
  guint gather_ms;
};

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->self);
  g_clear_pointer (&call->remote_ids, g_array_unref);
  g_free (call);
}

static DexFuture *
call_fiber (gpointer user_data)
{
  Call *call = user_data;
  GError *error = NULL;
  DexFuture *result = call->func (call->self, call, &error);

  return result != NULL ? result : dex_future_new_for_error (error);
}

static DexFuture *
start_call (ChezuBackend *backend, CallFunc func, Call call)
{
  call.self = g_object_ref (CHEZU_REPLAY_BACKEND (backend));
  call.func = func;
  return dex_scheduler_spawn (dex_scheduler_get_thread_default (), CHEZU_NETWORK_STACK, call_fiber,
                              g_memdup2 (&call, sizeof call), call_free);
}

/* --- Reading the file --------------------------------------------------------------------------
 */

/* Sorting a large file takes minutes: on a thread of its own. */
typedef struct
{
  gatomicrefcount references;
  char *path;
  char *columns;
  char *folder;
  GCancellable *cancellable;
  DexPromise *done;
  ChezuTrackIndex *index;
} Sorting;

static void
sorting_unref (Sorting *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->path);
  g_free (self->columns);
  g_free (self->folder);
  g_object_unref (self->cancellable);
  dex_unref (self->done);
  g_clear_pointer (&self->index, chezu_track_index_free);
  g_free (self);
}

static gpointer
sort_thread (gpointer data)
{
  Sorting *sorting = data;
  GError *error = NULL;

  sorting->index = chezu_track_index_build (sorting->path, sorting->columns, sorting->folder,
                                            sorting->cancellable, &error);
  if (sorting->index != NULL)
    dex_promise_resolve_boolean (sorting->done, TRUE);
  else
    dex_promise_reject (sorting->done, error);
  sorting_unref (sorting);
  return NULL;
}

static Sorting *
begin_sorting (ChezuReplayBackend *self)
{
  Sorting *sorting = g_new0 (Sorting, 1);

  g_atomic_ref_count_init (&sorting->references);
  g_atomic_ref_count_inc (&sorting->references);
  sorting->path = g_strdup (self->row->url);
  sorting->columns = g_strdup (self->row->columns);
  sorting->folder = g_build_filename (g_get_user_cache_dir (), "chezu", NULL);
  sorting->cancellable = g_cancellable_new ();
  sorting->done = dex_promise_new ();
  g_thread_unref (g_thread_new ("chezu-replay", sort_thread, sorting));
  return sorting;
}

/* What is wrong with the file itself only a person can mend; one that is not there may come. */
static GError *
explain (GError *cause)
{
  GError *error;
  int code = CHEZU_SYNC_ERROR_INCOMPATIBLE;

  if (cause->domain != CHEZU_TRACK_FILE_ERROR)
    return cause;
  if (cause->code == CHEZU_TRACK_FILE_ERROR_OPEN)
    code = CHEZU_SYNC_ERROR_UNREACHABLE;
  error = g_error_new_literal (CHEZU_SYNC_ERROR, code, cause->message);
  g_error_free (cause);
  return error;
}

/* Where the times of the file go. */
static void
set_clock (ChezuReplayBackend *self)
{
  gint64 first_ms = chezu_track_index_get_first_ms (self->index);
  gint64 last_ms = chezu_track_index_get_last_ms (self->index);
  gint64 now_ms = chezu_time_now_ms ();
  double speedup = self->row->speedup;

  self->played_ms = first_ms - 1;
  if (self->row->original_times)
    self->shift_ms = self->conversion.time_offset_ms;
  else if (speedup == 0)
    self->shift_ms = now_ms - last_ms;
  else if (speedup < 1)
    self->shift_ms = now_ms - first_ms;
  else
    self->shift_ms = now_ms + (gint64)((double)(last_ms - first_ms) / speedup) - last_ms;
}

static DexFuture *
call_sign_in (ChezuReplayBackend *self, Call *call, GError **error)
{
  Sorting *sorting;
  GError *cause = NULL;

  if (self->index != NULL)
    return dex_future_new_true ();

  sorting = begin_sorting (self);
  dex_await (chezu_until (dex_ref (DEX_FUTURE (sorting->done)), self->stop, 0), &cause);
  if (cause == NULL)
    {
      self->index = g_steal_pointer (&sorting->index);
      set_clock (self);
    }
  g_cancellable_cancel (sorting->cancellable);
  sorting_unref (sorting);

  if (cause == NULL)
    return dex_future_new_true ();
  g_propagate_error (error, explain (cause));
  return NULL;
}

/* --- Vehicles -------------------------------------------------------------------------------- */

static gint64
remote_id_of (guint vehicle)
{
  return (gint64)vehicle + 1;
}

static void
add_vehicle (ChezuReplayBackend *self, ChezuIntake *intake, guint vehicle)
{
  const char *name = chezu_track_index_get_vehicle (self->index, vehicle);
  g_autofree char *plate = chezu_plate_clean (name);
  const ChezuDevice device = {
    .remote_id = remote_id_of (vehicle),
    .unique_id = name,
    .plate = plate,
    .connected = TRUE,
  };

  chezu_intake_add_device (intake, &device);
}

static gboolean
tell_refusal (ChezuReplayBackend *self,
              ChezuIntake *intake,
              const ChezuTrackRefusal *refusal,
              GError **error)
{
  g_autofree char *text = g_strdup_printf (_ ("row %" PRIu64 ": %s"), refusal->row, refusal->text);

  chezu_intake_refuse_of (intake, refusal->vehicle < 0 ? 0 : remote_id_of ((guint)refusal->vehicle),
                          refusal->time_ms != 0 ? refusal->time_ms + self->shift_ms : 0,
                          (ChezuRefusal)refusal->reason, text, -1);
  return chezu_intake_make_room (intake, error);
}

/* Once, when their vehicles are there. Of very many the last ones are only counted. */
static gboolean
tell_refusals (ChezuReplayBackend *self, ChezuIntake *intake, GError **error)
{
  const GPtrArray *refusals = chezu_track_index_get_refusals (self->index);
  guint64 n_refused = chezu_track_index_get_n_refused (self->index);

  if (self->refusals_told)
    return TRUE;
  self->refusals_told = TRUE;
  for (guint i = 0; i < refusals->len; i++)
    if (!tell_refusal (self, intake, refusals->pdata[i], error))
      return FALSE;
  for (guint64 i = refusals->len; i < n_refused; i++)
    {
      const ChezuTrackRefusal *last = refusals->pdata[refusals->len - 1];

      chezu_intake_refuse (intake, (ChezuRefusal)last->reason, "", 0);
      if (!chezu_intake_make_room (intake, error))
        return FALSE;
    }
  return chezu_intake_flush (intake, error);
}

static DexFuture *
call_list_vehicles (ChezuReplayBackend *self, Call *call, GError **error)
{
  guint n_vehicles = chezu_track_index_get_n_vehicles (self->index);
  gboolean whole = n_vehicles <= self->options->devices_max;

  if (!chezu_intake_flush (call->intake, error))
    return NULL;
  for (guint i = 0; i < n_vehicles; i++)
    {
      add_vehicle (self, call->intake, i);
      if (!whole && !chezu_intake_make_room (call->intake, error))
        return NULL;
    }
  /* Only a list that is in one batch can say which vehicles are gone. */
  if (whole)
    chezu_intake_set_devices_complete (call->intake);
  return chezu_intake_flush (call->intake, error) && tell_refusals (self, call->intake, error)
             ? dex_future_new_true ()
             : NULL;
}

/* --- Fixes -------------------------------------------------------------------------------------
 */

static void
hand_over (ChezuReplayBackend *self, ChezuIntake *intake, guint vehicle, const ChezuFix *fix)
{
  ChezuPosition position = { .remote_id = remote_id_of (vehicle), .fix = *fix };

  position.fix.time_ms += self->shift_ms;
  if (position.fix.time_ms > chezu_time_now_ms () + CHEZU_DAY_MS)
    {
      chezu_intake_refuse_of (intake, position.remote_id, 0, CHEZU_REFUSAL_TIME_FUTURE, "", 0);
      return;
    }
  chezu_datum_to_wgs84_e7 (self->conversion.datum, &position.fix.lon_e7, &position.fix.lat_e7);
  chezu_intake_add_position (intake, &position, chezu_time_now_ms ());
}

static DexFuture *
call_latest_positions (ChezuReplayBackend *self, Call *call, GError **error)
{
  for (guint i = 0; i < chezu_track_index_get_n_vehicles (self->index); i++)
    {
      g_autoptr (GError) cause = NULL;
      ChezuFix fix;

      if (chezu_track_index_find_latest (self->index, i, self->played_ms, &fix, &cause))
        hand_over (self, call->intake, i, &fix);
      else if (cause != NULL)
        {
          g_propagate_error (error, explain (g_steal_pointer (&cause)));
          return NULL;
        }
      if (!chezu_intake_make_room (call->intake, error))
        return NULL;
    }
  return dex_future_new_true ();
}

/* A recording knows of no events. */
static DexFuture *
call_events (ChezuReplayBackend *self, Call *call, GError **error)
{
  return dex_future_new_true ();
}

static gboolean
hand_over_period (ChezuReplayBackend *self,
                  ChezuIntake *intake,
                  guint vehicle,
                  gint64 from_ms,
                  gint64 to_ms,
                  GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  do
    {
      g_autoptr (GError) cause = NULL;

      g_array_set_size (fixes, 0);
      if (!chezu_track_index_collect (self->index, vehicle, from_ms, to_ms, HISTORY_PIECE, fixes,
                                      &cause))
        {
          g_propagate_error (error, explain (g_steal_pointer (&cause)));
          return FALSE;
        }
      for (guint i = 0; i < fixes->len; i++)
        {
          const ChezuFix *fix = &g_array_index (fixes, ChezuFix, i);

          hand_over (self, intake, vehicle, fix);
          from_ms = fix->time_ms + 1;
          if (!chezu_intake_make_room (intake, error))
            return FALSE;
        }
    }
  while (fixes->len == HISTORY_PIECE);
  return TRUE;
}

static DexFuture *
call_history (ChezuReplayBackend *self, Call *call, GError **error)
{
  gint64 from_ms = call->from_ms - self->shift_ms;
  gint64 to_ms = MIN (call->to_ms - self->shift_ms, self->played_ms);

  if (!chezu_intake_flush (call->intake, error))
    return NULL;
  for (guint i = 0; i < call->remote_ids->len; i++)
    {
      gint64 vehicle = g_array_index (call->remote_ids, gint64, i) - 1;

      if (vehicle >= 0 && vehicle < chezu_track_index_get_n_vehicles (self->index)
          && !hand_over_period (self, call->intake, (guint)vehicle, from_ms, to_ms, error))
        return NULL;
    }
  return dex_future_new_for_int64 (MAX (to_ms + self->shift_ms, call->from_ms));
}

/* --- Playing -----------------------------------------------------------------------------------
 */

/* The clock of the file. */
static gint64
file_time_ms (ChezuReplayBackend *self)
{
  gint64 first_ms = chezu_track_index_get_first_ms (self->index);
  double elapsed_ms = (double)(g_get_monotonic_time () - self->start_us) / G_TIME_SPAN_MILLISECOND;

  if (self->start_us == 0)
    return first_ms - 1;
  if (self->row->speedup == 0)
    return G_MAXINT64;
  return first_ms + (gint64)MIN (elapsed_ms * self->row->speedup, 1e15);
}

/* How long until the file has come to @time_ms. */
static guint
wait_ms_until (ChezuReplayBackend *self, gint64 time_ms)
{
  double rest_ms = (double)(time_ms - file_time_ms (self));

  if (self->row->speedup == 0 || rest_ms <= 0)
    return 0;
  return (guint)CLAMP (rest_ms / self->row->speedup + 1, 1, (double)CHEZU_HOUR_MS);
}

static DexFuture *
call_subscribe (ChezuReplayBackend *self, Call *call, GError **error)
{
  dex_clear (&self->ending);
  dex_clear (&self->hung_up);
  self->hung_up = dex_promise_new ();
  self->ending = self->stop == NULL ? dex_ref (DEX_FUTURE (self->hung_up))
                                    : dex_future_first (dex_ref (self->stop),
                                                        dex_ref (DEX_FUTURE (self->hung_up)), NULL);
  if (self->start_us == 0)
    self->start_us = g_get_monotonic_time ();
  return dex_future_new_true ();
}

/* Waits for the next fix. After the last one there is nothing to wait for but the end, which also
 * comes when no fix needs to be waited for. */
static gboolean
wait_for_fix (ChezuReplayBackend *self, GError **error)
{
  while (dex_future_is_pending (self->ending))
    {
      g_autoptr (GError) cause = NULL;
      guint vehicle;
      ChezuFix fix;
      guint wait_ms;

      if (!chezu_track_index_peek (self->index, &vehicle, &fix, &cause))
        {
          if (cause != NULL)
            {
              g_propagate_error (error, explain (g_steal_pointer (&cause)));
              return FALSE;
            }
          break;
        }
      wait_ms = wait_ms_until (self, fix.time_ms);
      if (wait_ms == 0)
        return TRUE;
      if (!chezu_sleep (wait_ms, self->ending, error))
        return FALSE;
    }
  return dex_await (dex_ref (self->ending), error);
}

/* Everything that is due; as fast as possible means a batch at a time. */
static gboolean
play (ChezuReplayBackend *self, ChezuIntake *intake, GError **error)
{
  gint64 due_ms = file_time_ms (self);
  g_autoptr (GError) cause = NULL;
  guint vehicle;
  ChezuFix fix;

  for (guint n = 0; self->row->speedup != 0 || n < self->options->batch_max; n++)
    {
      if (!chezu_track_index_peek (self->index, &vehicle, &fix, &cause))
        {
          /* It goes on where it ended. */
          if (cause == NULL && self->row->speedup != 0)
            self->played_ms = due_ms;
          break;
        }
      if (fix.time_ms > due_ms)
        {
          self->played_ms = MAX (self->played_ms, due_ms);
          break;
        }
      hand_over (self, intake, vehicle, &fix);
      chezu_track_index_advance (self->index);
      self->played_ms = fix.time_ms;
      if (!chezu_intake_make_room (intake, error))
        return FALSE;
    }
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, explain (g_steal_pointer (&cause)));
  return FALSE;
}

static DexFuture *
call_receive (ChezuReplayBackend *self, Call *call, GError **error)
{
  if (self->ending == NULL)
    {
      g_set_error_literal (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_STREAM,
                           "there is no stream");
      return NULL;
    }
  if (!wait_for_fix (self, error))
    return NULL;
  if (call->gather_ms > 0 && self->row->speedup != 0
      && !chezu_sleep (call->gather_ms, self->ending, error))
    return NULL;
  return play (self, call->intake, error) ? dex_future_new_true () : NULL;
}

/* --- The interface ------------------------------------------------------------------------------
 */

static DexFuture *
chezu_replay_backend_sign_in (ChezuBackend *backend)
{
  return start_call (backend, call_sign_in, (Call){ 0 });
}

static DexFuture *
chezu_replay_backend_list_vehicles (ChezuBackend *backend, ChezuIntake *intake)
{
  return start_call (backend, call_list_vehicles, (Call){ .intake = intake });
}

static DexFuture *
chezu_replay_backend_latest_positions (ChezuBackend *backend, ChezuIntake *intake)
{
  return start_call (backend, call_latest_positions, (Call){ .intake = intake });
}

static DexFuture *
chezu_replay_backend_events (ChezuBackend *backend,
                             ChezuIntake *intake,
                             gint64 from_ms,
                             gint64 to_ms)
{
  return start_call (backend, call_events, (Call){ .intake = intake });
}

static DexFuture *
chezu_replay_backend_history (ChezuBackend *backend,
                              ChezuIntake *intake,
                              const gint64 *remote_ids,
                              guint n_remote_ids,
                              gint64 from_ms,
                              gint64 to_ms)
{
  GArray *ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_remote_ids);

  g_array_append_vals (ids, remote_ids, n_remote_ids);
  return start_call (
      backend, call_history,
      (Call){ .intake = intake, .remote_ids = ids, .from_ms = from_ms, .to_ms = to_ms });
}

static guint
chezu_replay_backend_get_history_max (ChezuBackend *backend)
{
  return HISTORY_MAX;
}

static DexFuture *
chezu_replay_backend_subscribe (ChezuBackend *backend)
{
  return start_call (backend, call_subscribe, (Call){ 0 });
}

static DexFuture *
chezu_replay_backend_receive (ChezuBackend *backend, ChezuIntake *intake, guint gather_ms)
{
  return start_call (backend, call_receive, (Call){ .intake = intake, .gather_ms = gather_ms });
}

static void
chezu_replay_backend_hang_up (ChezuBackend *backend, const GError *reason)
{
  ChezuReplayBackend *self = CHEZU_REPLAY_BACKEND (backend);

  if (self->hung_up != NULL && dex_future_is_pending (DEX_FUTURE (self->hung_up)))
    dex_promise_reject (self->hung_up, g_error_copy (reason));
}

static gint64
chezu_replay_backend_get_retry_after_ms (ChezuBackend *backend)
{
  return 0;
}

/* What was played is what the source can know. */
static gint64
chezu_replay_backend_get_time_ms (ChezuBackend *backend)
{
  ChezuReplayBackend *self = CHEZU_REPLAY_BACKEND (backend);

  return self->index != NULL ? self->played_ms + self->shift_ms : chezu_time_now_ms ();
}

static char *
chezu_replay_backend_describe (ChezuBackend *backend, guint *n_vehicles)
{
  ChezuReplayBackend *self = CHEZU_REPLAY_BACKEND (backend);

  *n_vehicles = self->index != NULL ? chezu_track_index_get_n_vehicles (self->index) : 0;
  return g_path_get_basename (self->row->url);
}

static void
chezu_replay_backend_iface_init (ChezuBackendInterface *iface)
{
  iface->sign_in = chezu_replay_backend_sign_in;
  iface->list_vehicles = chezu_replay_backend_list_vehicles;
  iface->latest_positions = chezu_replay_backend_latest_positions;
  iface->events = chezu_replay_backend_events;
  iface->history = chezu_replay_backend_history;
  iface->get_history_max = chezu_replay_backend_get_history_max;
  iface->subscribe = chezu_replay_backend_subscribe;
  iface->receive = chezu_replay_backend_receive;
  iface->hang_up = chezu_replay_backend_hang_up;
  iface->get_retry_after_ms = chezu_replay_backend_get_retry_after_ms;
  iface->get_time_ms = chezu_replay_backend_get_time_ms;
  iface->describe = chezu_replay_backend_describe;
}

static void
chezu_replay_backend_finalize (GObject *object)
{
  ChezuReplayBackend *self = CHEZU_REPLAY_BACKEND (object);

  dex_clear (&self->ending);
  dex_clear (&self->hung_up);
  dex_clear (&self->stop);
  g_clear_pointer (&self->index, chezu_track_index_free);
  chezu_source_row_free (self->row);

  G_OBJECT_CLASS (chezu_replay_backend_parent_class)->finalize (object);
}

static void
chezu_replay_backend_class_init (ChezuReplayBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_replay_backend_finalize;
}

static void
chezu_replay_backend_init (ChezuReplayBackend *self)
{
}

ChezuReplayBackend *
chezu_replay_backend_new (const ChezuSourceRow *row,
                          const ChezuSyncOptions *options,
                          DexFuture *stop)
{
  ChezuReplayBackend *self = g_object_new (CHEZU_TYPE_REPLAY_BACKEND, NULL);

  self->row = chezu_source_row_copy (row);
  self->options = options;
  self->conversion = chezu_conversion_of (row);
  self->stop = stop != NULL ? dex_ref (stop) : NULL;
  return self;
}
