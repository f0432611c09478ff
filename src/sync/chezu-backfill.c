/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few fibers take what is due from a plan that is read from the ledger now and then, so that an
 * alarm that comes meanwhile is heeded. Each asks for a window, commits what comes with the proof
 * of it in one transaction, and goes on with the next; whoever is killed repeats one window at
 * most. What goes wrong is written down at the gap, or, when the source is in trouble as a whole,
 * all wait.
 */

#include "sync/chezu-backfill.h"

#include "base/chezu-time.h"
#include "sync/chezu-backfill-job.h"
#include "sync/chezu-backoff.h"
#include "sync/chezu-bell.h"
#include "sync/chezu-network.h"
#include "sync/chezu-sync-error.h"

#include <glib/gi18n-lib.h>
#include <malloc.h>

/* After so many answers without a pause, memory that they took is given back. */
#define BURST_MIN 20
/* Gaps that are read from the ledger at once, and how long their order stands. */
#define PLAN_MAX 256
#define PLAN_MS (10 * CHEZU_SECOND_MS)
#define NEWS_MS CHEZU_SECOND_MS
#define SOON_MS 200
/* Without news the ledger is looked at that often: another program may have opened gaps again. */
#define LOOK_MS CHEZU_MINUTE_MS
/* Filling never stands still for longer, however slow the disk is. */
#define WAIT_FOR_LIVE_MS (5 * CHEZU_SECOND_MS)
#define WAIT_STEP_MS 20
/* A gap is given up after so many refusals; by itself a vehicle says it less often than a source
 * that refuses everybody. */
#define REFUSALS_MAX 5
#define REFUSALS_OF_ONE 2
#define REFUSALS_OF_ALL 3
#define TROUBLES_MAX 2
/* The wait of a gap that failed doubles so often. */
#define ATTEMPTS_MAX 8

struct _ChezuBackfill
{
  GObject parent_instance;

  /* Owned references */
  ChezuStore *store;
  ChezuBackend *backend; /* NULL while the source is not there */
  DexFuture *stop;
  DexPromise *ended;

  const ChezuSyncOptions *options;
  gint64 source_id;
  ChezuBell bell;
  guint n_workers;

  GArray *plan;      /* of ChezuGap, in the order in which they are filled */
  gint64 plan_us;    /* monotonic: when it was read */
  gboolean news;     /* gaps were noted since then */
  gboolean planning; /* somebody reads it */
  GHashTable *busy;  /* remote ids of vehicles that are being asked about */
  GHashTable *done;  /* those that were asked about since the plan was begun to be read */
  GHashTable *alone; /* and of those that spoil a request of several */

  ChezuBackoff backoff;
  gint64 resume_us;  /* monotonic: all wait until then */
  guint refused;     /* gaps in a row that were refused */
  gboolean has_some; /* since then: the source tells the history of others */
  guint burst;       /* answers since memory was given back */

  guint live_waiting;  /* live commits under way */
  gint64 live_us;      /* when the last began */
  gint64 live_took_us; /* and what it took */
};

G_DEFINE_FINAL_TYPE (ChezuBackfill, chezu_backfill, G_TYPE_OBJECT)

typedef struct
{
  ChezuBackfill *self; /* Owned reference */
  ChezuIntake *intake;
  ChezuBackend *backend; /* Owned reference during a job */
  ChezuBackfillJob job;
} Worker;

/* --- Waiting -------------------------------------------------------------------------------- */

static gboolean
is_over (ChezuBackfill *self)
{
  return !dex_future_is_pending (self->stop);
}

static void
pause_all (ChezuBackfill *self, gint64 wait_ms)
{
  self->resume_us
      = MAX (self->resume_us, g_get_monotonic_time () + wait_ms * G_TIME_SPAN_MILLISECOND);
}

static void
wait_for_news (ChezuBackfill *self, gint64 wait_ms)
{
  dex_await (chezu_until (chezu_bell_wait (&self->bell), self->stop, (guint)MAX (wait_ms, 1)),
             NULL);
}

/* What is live comes first. */
static gboolean
give_way (ChezuBackfill *self)
{
  gint64 slow_us = self->options->backfill_slow_ms * G_TIME_SPAN_MILLISECOND;

  for (gint64 waited_ms = 0; waited_ms < WAIT_FOR_LIVE_MS; waited_ms += WAIT_STEP_MS)
    {
      gint64 now_us = g_get_monotonic_time ();
      gboolean slow = self->live_took_us > slow_us && now_us - self->live_us < G_USEC_PER_SEC;

      if (self->live_waiting == 0 && !slow)
        break;
      if (!chezu_sleep (WAIT_STEP_MS, self->stop, NULL))
        return FALSE;
    }
  return !is_over (self);
}

/* --- The plan ------------------------------------------------------------------------------- */

/* What was asked about while the plan was being read, or after it, still stands in it. */
static void
strike_done (ChezuBackfill *self)
{
  for (guint i = self->plan->len; i > 0; i--)
    if (g_hash_table_contains (self->done, &g_array_index (self->plan, ChezuGap, i - 1).remote_id))
      g_array_remove_index (self->plan, i - 1);
}

/* Returns after what time it is worth looking again, 0 when there is something to do. */
static gint64
read_plan (ChezuBackfill *self)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) plan = NULL;
  g_autofree gint64 *due_ms = NULL;

  self->planning = TRUE;
  self->news = FALSE;
  g_hash_table_remove_all (self->done);
  self->plan_us = g_get_monotonic_time ();
  plan = chezu_store_await (chezu_gap_table_plan (self->store, self->source_id, now_ms, PLAN_MAX),
                            &error);
  if (plan != NULL && plan->len == 0)
    due_ms = chezu_store_await (chezu_gap_table_read_due (self->store, self->source_id, now_ms),
                                &error);
  self->planning = FALSE;

  /* Nothing is left: whoever spoiled a request may have another try in company. */
  if (plan != NULL && plan->len == 0)
    g_hash_table_remove_all (self->alone);
  if (plan != NULL)
    {
      g_clear_pointer (&self->plan, g_array_unref);
      self->plan = g_steal_pointer (&plan);
      strike_done (self);
    }
  if (self->plan->len > 0)
    {
      chezu_bell_ring (&self->bell);
      return 0;
    }
  if (due_ms == NULL)
    return SOON_MS;
  return *due_ms == 0 ? LOOK_MS : CLAMP (*due_ms - now_ms, SOON_MS, LOOK_MS);
}

static gboolean
is_plan_old (ChezuBackfill *self)
{
  return g_get_monotonic_time () - self->plan_us
         > (self->news ? NEWS_MS : PLAN_MS) * G_TIME_SPAN_MILLISECOND;
}

/* Returns how long to wait before the next look, 0 when @worker has a job. */
static gint64
look_for_job (Worker *worker)
{
  ChezuBackfill *self = worker->self;
  gint64 pause_ms = (self->resume_us - g_get_monotonic_time () + 999) / G_TIME_SPAN_MILLISECOND;
  gint64 wait_ms = 0;

  if (self->backend == NULL || self->planning)
    return LOOK_MS;
  if (pause_ms > 0)
    return pause_ms;

  if (self->plan->len == 0 || is_plan_old (self))
    wait_ms = read_plan (self);
  if (self->backend != NULL
      && chezu_backfill_job_take (&worker->job, self->plan, self->busy, self->alone,
                                  chezu_backend_get_history_max (self->backend)))
    return 0;
  /* All that is left is of vehicles that others ask about. */
  g_array_set_size (self->plan, 0);
  return MAX (wait_ms, SOON_MS);
}

/* Filling after an outage takes for a moment what the allocator would keep for the whole shift. */
static void
give_memory_back (ChezuBackfill *self)
{
  if (self->burst < BURST_MIN || g_hash_table_size (self->busy) > 0)
    return;
  self->burst = 0;
  malloc_trim (0);
}

static gboolean
wait_for_job (Worker *worker)
{
  ChezuBackfill *self = worker->self;

  while (!is_over (self))
    {
      gint64 wait_ms;

      chezu_bell_quiet (&self->bell);
      wait_ms = look_for_job (worker);
      if (wait_ms == 0)
        {
          worker->backend = g_object_ref (self->backend);
          return TRUE;
        }
      give_memory_back (self);
      wait_for_news (self, wait_ms);
    }
  return FALSE;
}

/* --- A job ---------------------------------------------------------------------------------- */

static void
watch_cb (ChezuBatch *batch, const ChezuPosition *position, gpointer user_data)
{
  Worker *worker = user_data;

  chezu_batch_set_filling (batch,
                           g_array_index (worker->job.parts, ChezuBackfillPart, 0).gap.reason);
  chezu_backfill_job_see (&worker->job, position);
}

static gboolean
ask (Worker *worker, gint64 from_ms, gint64 to_ms, GError **error)
{
  GArray *parts = worker->job.parts;
  g_autofree gint64 *ids = g_new (gint64, parts->len);
  g_autoptr (GError) cause = NULL;
  gint64 until_ms;
  gboolean proved;

  for (guint i = 0; i < parts->len; i++)
    ids[i] = g_array_index (parts, ChezuBackfillPart, i).gap.remote_id;
  until_ms = dex_await_int64 (
      chezu_backend_history (worker->backend, worker->intake, ids, parts->len, from_ms, to_ms),
      &cause);
  if (cause != NULL)
    {
      chezu_intake_discard (worker->intake);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  proved = chezu_backfill_job_prove (&worker->job, until_ms,
                                     chezu_backend_get_time_ms (worker->backend),
                                     chezu_time_now_ms (), chezu_intake_get_batch (worker->intake));
  if (!chezu_intake_flush (worker->intake, error))
    return FALSE;
  if (!proved)
    g_set_error_literal (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_PROTOCOL,
                         _ ("The source cuts its answers, so that it is not clear what is "
                            "missing. It will be asked again."));
  return proved;
}

static void
succeed (ChezuBackfill *self)
{
  chezu_backoff_reset (&self->backoff);
  self->refused = 0;
  self->has_some = TRUE;
  self->burst++;
}

/* Returns FALSE when something went wrong. */
static gboolean
fill (Worker *worker, GError **error)
{
  ChezuBackfill *self = worker->self;
  gint64 from_ms;
  gint64 to_ms;

  while (self->backend == worker->backend
         && chezu_backfill_job_next (&worker->job, &from_ms, &to_ms) && give_way (self))
    {
      if (!ask (worker, from_ms, to_ms, error))
        return FALSE;
      succeed (self);
    }
  return TRUE;
}

/* --- Failures ------------------------------------------------------------------------------- */

static gboolean
is_refused (const GError *error)
{
  return g_error_matches (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_HISTORY);
}

/* A vehicle is given up when the source tells the history of others, or says no for long. */
static gboolean
is_hopeless (ChezuBackfill *self, const ChezuGap *gap, const GError *error)
{
  if (!is_refused (error))
    return FALSE;
  return gap->attempts + 1 >= (self->has_some ? REFUSALS_OF_ONE : REFUSALS_MAX);
}

static void
write_failure (ChezuBackfill *self, const ChezuGap *gap, const GError *error)
{
  gint64 wait_ms = (gint64)self->options->backfill_min_ms << MIN (gap->attempts, ATTEMPTS_MAX);

  dex_await (
      chezu_gap_table_fail (self->store, gap->id,
                            chezu_time_now_ms () + MIN (wait_ms, self->options->backfill_max_ms),
                            is_hopeless (self, gap, error), error->message),
      NULL);
}

/* One of several may be to blame, or their number: next time each is asked about by itself. */
static void
part_ways (Worker *worker)
{
  for (guint i = 0; i < worker->job.parts->len; i++)
    {
      gint64 id = g_array_index (worker->job.parts, ChezuBackfillPart, i).gap.remote_id;

      g_hash_table_add (worker->self->alone, g_memdup2 (&id, sizeof id));
    }
}

static void
blame (Worker *worker, const GError *error)
{
  if (worker->job.parts->len > 1)
    part_ways (worker);
  else
    write_failure (worker->self, &g_array_index (worker->job.parts, ChezuBackfillPart, 0).gap,
                   error);
}

/* Whose fault it is decides who waits: the vehicle, all, or all until a person has acted. */
static void
fail (Worker *worker, const GError *error)
{
  ChezuBackfill *self = worker->self;
  gint64 asked_ms = chezu_backend_get_history_wait_ms (worker->backend);
  gboolean of_source
      = error->domain == CHEZU_SYNC_ERROR && error->code == CHEZU_SYNC_ERROR_UNREACHABLE;

  if (chezu_error_is_stop (error))
    return;
  if (error->domain == CHEZU_SYNC_ERROR
      && chezu_sync_error_to_state (error) != CHEZU_SOURCE_RETRYING
      && error->code != CHEZU_SYNC_ERROR_INCOMPATIBLE)
    {
      pause_all (self, self->options->person_min_ms);
      return;
    }
  if (asked_ms > 0)
    {
      pause_all (self, asked_ms);
      return;
    }

  /* A source in trouble is not the vehicle's fault, unless it gets into it again and again. */
  if (!of_source || self->backoff.attempt >= TROUBLES_MAX)
    blame (worker, error);
  if (is_refused (error) && worker->job.parts->len == 1 && ++self->refused >= REFUSALS_OF_ALL)
    {
      self->has_some = FALSE;
      pause_all (self, self->options->person_min_ms);
    }
  else if (of_source || error->domain == CHEZU_STORE_ERROR)
    pause_all (self, chezu_backoff_next_ms (&self->backoff, 0));
}

static void
finish_job (Worker *worker)
{
  ChezuBackfill *self = worker->self;

  for (guint i = 0; i < worker->job.parts->len; i++)
    {
      gint64 id = g_array_index (worker->job.parts, ChezuBackfillPart, i).gap.remote_id;

      g_hash_table_remove (self->busy, &id);
      g_hash_table_add (self->done, g_memdup2 (&id, sizeof id));
    }
  strike_done (self);
  g_clear_object (&worker->backend);
}

/* --- The fibers ----------------------------------------------------------------------------- */

static void
worker_free (gpointer data)
{
  Worker *worker = data;

  g_clear_object (&worker->backend);
  chezu_intake_free (worker->intake);
  chezu_backfill_job_clear (&worker->job);
  g_object_unref (worker->self);
  g_free (worker);
}

static DexFuture *
work_fiber (gpointer user_data)
{
  Worker *worker = user_data;
  ChezuBackfill *self = worker->self;

  while (wait_for_job (worker))
    {
      g_autoptr (GError) error = NULL;

      if (!fill (worker, &error))
        fail (worker, error);
      finish_job (worker);
    }

  if (--self->n_workers == 0)
    dex_promise_resolve_boolean (self->ended, TRUE);
  return dex_future_new_true ();
}

static void
start_worker (ChezuBackfill *self)
{
  Worker *worker = g_new0 (Worker, 1);

  worker->self = g_object_ref (self);
  worker->intake = chezu_intake_new (self->store, self->source_id, self->options->backfill_batch);
  chezu_intake_set_watch (worker->intake, watch_cb, worker);
  chezu_intake_set_stop (worker->intake, self->stop);
  chezu_backfill_job_init (&worker->job, self->options);
  self->n_workers++;
  chezu_network_run_here (work_fiber, worker, worker_free);
}

/* --- The object ----------------------------------------------------------------------------- */

static void
chezu_backfill_finalize (GObject *object)
{
  ChezuBackfill *self = CHEZU_BACKFILL (object);

  g_clear_object (&self->backend);
  g_clear_object (&self->store);
  dex_clear (&self->stop);
  dex_clear (&self->ended);
  g_clear_pointer (&self->plan, g_array_unref);
  g_clear_pointer (&self->busy, g_hash_table_unref);
  g_clear_pointer (&self->done, g_hash_table_unref);
  g_clear_pointer (&self->alone, g_hash_table_unref);
  chezu_backoff_clear (&self->backoff);
  chezu_bell_clear (&self->bell);

  G_OBJECT_CLASS (chezu_backfill_parent_class)->finalize (object);
}

static void
chezu_backfill_class_init (ChezuBackfillClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_backfill_finalize;
}

static void
chezu_backfill_init (ChezuBackfill *self)
{
  self->ended = dex_promise_new ();
  self->plan = g_array_new (FALSE, FALSE, sizeof (ChezuGap));
  self->busy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->done = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->alone = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  chezu_bell_init (&self->bell);
}

ChezuBackfill *
chezu_backfill_new (ChezuStore *store,
                    gint64 source_id,
                    const ChezuSyncOptions *options,
                    DexFuture *stop)
{
  ChezuBackfill *self = g_object_new (CHEZU_TYPE_BACKFILL, NULL);

  self->store = g_object_ref (store);
  self->source_id = source_id;
  self->options = options;
  self->stop = dex_ref (stop);
  chezu_backoff_init (&self->backoff, options->backfill_min_ms, options->backfill_max_ms,
                      g_random_int ());
  return self;
}

void
chezu_backfill_start (ChezuBackfill *self)
{
  g_return_if_fail (CHEZU_IS_BACKFILL (self));

  for (guint i = 0; i < self->options->backfill_max; i++)
    start_worker (self);
  if (self->n_workers == 0)
    dex_promise_resolve_boolean (self->ended, TRUE);
}

DexFuture *
chezu_backfill_wait (ChezuBackfill *self)
{
  g_return_val_if_fail (CHEZU_IS_BACKFILL (self), NULL);
  return dex_ref (DEX_FUTURE (self->ended));
}

void
chezu_backfill_set_backend (ChezuBackfill *self, ChezuBackend *backend)
{
  g_return_if_fail (CHEZU_IS_BACKFILL (self));

  if (g_set_object (&self->backend, backend) && backend != NULL)
    chezu_backfill_wake (self);
}

void
chezu_backfill_wake (ChezuBackfill *self)
{
  g_return_if_fail (CHEZU_IS_BACKFILL (self));

  self->news = TRUE;
  chezu_bell_ring (&self->bell);
}

void
chezu_backfill_live_begins (ChezuBackfill *self)
{
  self->live_waiting++;
  self->live_us = g_get_monotonic_time ();
}

void
chezu_backfill_live_ends (ChezuBackfill *self)
{
  self->live_waiting--;
  self->live_took_us = g_get_monotonic_time () - self->live_us;
}
