/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealing begins when enough fixes wait to make good segments of them, or when they have waited
 * long enough. While the writer commits a step, the next one is worked out.
 *
 * Several programs may have sealers on one file. A round that somebody else began is left to him as
 * long as it gets on.
 */

#include "store/chezu-sealer-private.h"

#include "store/chezu-seal-private.h"
#include "store/chezu-store-error-private.h"

#include <glib/gi18n-lib.h>

/* A round of this size gives a fleet of some thousand about a fifth of a segment each. */
#define SEAL_FIXES 400000
/* While sealing fails, so many rounds may wait: some 110 MB. */
#define ROUNDS_HELD 5
#define SEAL_AGE_US (15 * 60 * G_TIME_SPAN_SECOND)
/* After so many steps one is waited for without a snapshot being open. */
#define STEPS_BETWEEN_BREATHS 8
/* Commits that come in short order are followed together. */
#define FOLLOW_INTERVAL_US (20 * G_TIME_SPAN_MILLISECOND)
/* How long a round of another program may rest before it is taken over. */
#define FOREIGN_REST_US (3 * G_TIME_SPAN_SECOND)
#define RETRY_MIN_US G_TIME_SPAN_SECOND
#define RETRY_MAX_US (60 * G_TIME_SPAN_SECOND)

struct _ChezuSealer
{
  char *path;
  int busy_timeout_ms;
  ChezuTail *tail;
  guint seal_fixes;
  GThread *thread;
  ChezuWriter *writer; /* owned by the thread */

  /* The thread's own */
  ChezuDatabase *db;
  ChezuSealPosition position; /* as it was last seen */
  gint64 position_us;         /* since when it is that */
  gboolean is_ours;           /* we began the round */
  gint64 waiting_us;          /* since when something waits; 0: nothing does */
  gint64 retry_us;            /* not before; 0: nothing failed */
  gint64 retry_after_us;

  /* Under the mutex */
  GMutex mutex;
  GCond cond;
  GPtrArray *requests; /* of DexPromise */
  gboolean poked;
  gboolean is_writing; /* the writer has a job of ours */
  GError *write_error;
  int stopping; /* atomic */
};

static void
clear (gpointer data)
{
  ChezuSealer *self = data;

  g_ptr_array_unref (self->requests);
  g_clear_error (&self->write_error);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  chezu_tail_unref (self->tail);
  g_free (self->path);
}

ChezuSealer *
chezu_sealer_new (const char *path, int busy_timeout_ms, ChezuTail *tail, guint seal_fixes)
{
  ChezuSealer *self = g_atomic_rc_box_new0 (ChezuSealer);

  self->path = g_strdup (path);
  self->busy_timeout_ms = busy_timeout_ms;
  self->tail = chezu_tail_ref (tail);
  self->seal_fixes = seal_fixes != 0 ? seal_fixes : SEAL_FIXES;
  self->requests = g_ptr_array_new ();
  self->poked = TRUE;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

ChezuSealer *
chezu_sealer_ref (ChezuSealer *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
chezu_sealer_unref (ChezuSealer *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
is_stopping (ChezuSealer *self)
{
  return g_atomic_int_get (&self->stopping);
}

/* --- The writer's part ---------------------------------------------------------------------- */

static void
complete_cb (gpointer completion, gpointer data, GError *error)
{
  ChezuSealer *self = completion;

  g_mutex_lock (&self->mutex);
  self->is_writing = FALSE;
  self->write_error = error;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  chezu_sealer_unref (self);
}

static void
start_writing (ChezuSealer *self, ChezuStoreWriteFunc func, gpointer data)
{
  self->is_writing = TRUE;
  chezu_writer_push_step (self->writer, func, data, complete_cb, chezu_sealer_ref (self));
}

static gboolean
finish_writing (ChezuSealer *self, GError **error)
{
  GError *failure;

  g_mutex_lock (&self->mutex);
  while (self->is_writing)
    g_cond_wait (&self->cond, &self->mutex);
  failure = g_steal_pointer (&self->write_error);
  g_mutex_unlock (&self->mutex);

  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
write_now (ChezuSealer *self, ChezuStoreWriteFunc func, gpointer data, GError **error)
{
  start_writing (self, func, data);
  return finish_writing (self, error);
}

/* --- Following ------------------------------------------------------------------------------ */

static gboolean
is_over (const ChezuSealPosition *position)
{
  return position->next_vehicle == G_MAXINT64;
}

static void
note_position (ChezuSealer *self, const ChezuTailView *view)
{
  const ChezuSealPosition now = { view->upto, view->next_vehicle, view->next_ms };

  if (now.upto == self->position.upto && now.next_vehicle == self->position.next_vehicle
      && now.next_ms == self->position.next_ms)
    return;
  self->position = now;
  self->position_us = g_get_monotonic_time ();
}

static void
note_waiting (ChezuSealer *self)
{
  if (chezu_tail_get_size (self->tail) == 0)
    self->waiting_us = 0;
  else if (self->waiting_us == 0)
    self->waiting_us = g_get_monotonic_time ();
  chezu_writer_set_sealing (self->writer, TRUE);
}

/* To be ended by close_snapshot (). */
static gboolean
open_snapshot (ChezuSealer *self, ChezuTrackSnapshot *snapshot, GError **error)
{
  ChezuTrackReader *tracks = chezu_database_get_tracks (self->db);
  GError *failure = NULL;

  *snapshot = (ChezuTrackSnapshot){ 0 };
  if (!chezu_database_execute (self->db, "BEGIN", error))
    return FALSE;
  if (chezu_track_reader_look (tracks, snapshot, &failure))
    {
      note_position (self, &snapshot->view);
      note_waiting (self);
      return TRUE;
    }
  chezu_database_execute (self->db, "ROLLBACK", NULL);
  chezu_store_error_take_track (error, failure, tracks);
  return FALSE;
}

static void
close_snapshot (ChezuSealer *self, ChezuTrackSnapshot *snapshot)
{
  chezu_track_snapshot_clear (snapshot);
  chezu_database_execute (self->db, "ROLLBACK", NULL);
}

static gboolean
follow (ChezuSealer *self, ChezuTailView *view, GError **error)
{
  ChezuTrackSnapshot snapshot;

  if (!open_snapshot (self, &snapshot, error))
    return FALSE;
  *view = snapshot.view;
  close_snapshot (self, &snapshot);
  return TRUE;
}

/* --- A round -------------------------------------------------------------------------------- */

static ChezuSealStep *
prepare (ChezuSealer *self, const ChezuSealPosition *from, GArray *vehicles, GError **error)
{
  ChezuTrackSnapshot snapshot;
  ChezuSealStep *step;

  if (!open_snapshot (self, &snapshot, error))
    return NULL;
  step = chezu_seal_step_new (self->db, &snapshot, from, vehicles, error);
  close_snapshot (self, &snapshot);
  return step;
}

static gboolean
list_vehicles (ChezuSealer *self, GArray *vehicles, GError **error)
{
  ChezuTrackSnapshot snapshot;
  ChezuTrackReader *tracks = chezu_database_get_tracks (self->db);
  g_autoptr (GBytes) dictionary = NULL;
  GError *failure = NULL;
  GError *train_error = NULL;

  if (!open_snapshot (self, &snapshot, error))
    return FALSE;
  if (!chezu_track_reader_list_vehicles (tracks, &snapshot, vehicles, &failure))
    chezu_store_error_take_track (&train_error, failure, tracks);
  else
    dictionary = chezu_seal_train (self->db, &snapshot, vehicles, &train_error);
  close_snapshot (self, &snapshot);

  if (train_error != NULL)
    {
      g_propagate_error (error, train_error);
      return FALSE;
    }
  return dictionary == NULL || write_now (self, chezu_seal_keep_dictionary, dictionary, error);
}

static gboolean
set_aside_damaged (ChezuSealer *self, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  chezu_tail_list_damaged (self->tail, self->position.upto, ids);
  return ids->len == 0 || write_now (self, chezu_seal_set_aside, ids, error);
}

/* @is_stale: others came first. */
static gboolean
seal_vehicles (ChezuSealer *self, gboolean *is_stale, GError **error)
{
  g_autoptr (GArray) vehicles = g_array_new (FALSE, FALSE, sizeof (gint64));
  ChezuSealPosition position = self->position;
  ChezuSealStep *writing = NULL;
  guint n_steps = 0;
  gboolean succeeded;

  *is_stale = FALSE;
  if (!list_vehicles (self, vehicles, error) || !set_aside_damaged (self, error))
    return FALSE;

  do
    {
      ChezuSealStep *step = prepare (self, &position, vehicles, error);

      succeeded = step != NULL;
      if (writing != NULL)
        {
          succeeded &= finish_writing (self, succeeded ? error : NULL);
          *is_stale = writing->is_stale;
          g_clear_pointer (&writing, chezu_seal_step_free);
        }
      if (!succeeded || *is_stale)
        {
          chezu_seal_step_free (step);
          break;
        }

      position = step->to;
      start_writing (self, chezu_seal_step_commit, step);
      writing = step;
      /* What follows within a vehicle must see the segments from before. And where somebody always
       * reads, the write-ahead log is never folded and grows without end. */
      if (position.next_ms != G_MAXINT64 || ++n_steps % STEPS_BETWEEN_BREATHS == 0)
        {
          succeeded = finish_writing (self, error);
          *is_stale = writing->is_stale;
          g_clear_pointer (&writing, chezu_seal_step_free);
        }
    }
  while (succeeded && !*is_stale && !is_over (&position) && !is_stopping (self));

  if (writing != NULL)
    {
      succeeded &= finish_writing (self, succeeded ? error : NULL);
      *is_stale |= writing->is_stale;
      chezu_seal_step_free (writing);
    }
  return succeeded;
}

static gboolean
has_old_arrivals (ChezuSealer *self, gboolean *has, GError **error)
{
  gint64 first;

  /* 0: there is none at all. */
  if (!chezu_database_query_int (self->db, "SELECT min (id) FROM arrival", 0, &first, error))
    return FALSE;
  *has = first != 0 && first <= self->position.upto;
  return TRUE;
}

static gboolean
clean (ChezuSealer *self, GError **error)
{
  ChezuSealPosition position = self->position;
  gboolean has;

  if (!has_old_arrivals (self, &has, error))
    return FALSE;
  while (has && !is_stopping (self))
    if (!write_now (self, chezu_seal_clean, &position, error)
        || !has_old_arrivals (self, &has, error))
      return FALSE;
  return TRUE;
}

static gboolean
begin (ChezuSealer *self, ChezuTailView *view, GError **error)
{
  ChezuSealPosition position = self->position;

  if (!write_now (self, chezu_seal_begin, &position, error) || !follow (self, view, error))
    return FALSE;
  self->is_ours = TRUE;
  self->waiting_us = g_get_monotonic_time ();
  return TRUE;
}

/* Goes on where the file says that sealing is. */
static gboolean
seal_round (ChezuSealer *self, ChezuTailView *view, GError **error)
{
  gboolean is_stale = FALSE;

  if (is_over (&self->position) && (!clean (self, error) || !begin (self, view, error)))
    return FALSE;
  if (!is_over (&self->position) && !seal_vehicles (self, &is_stale, error))
    return FALSE;
  if (!follow (self, view, error))
    return FALSE;
  if (is_stale || is_over (&self->position))
    self->is_ours = FALSE;
  return !is_over (&self->position) || (clean (self, error) && follow (self, view, error));
}

/* --- What is to be done --------------------------------------------------------------------- */

static gboolean
is_requested (ChezuSealer *self)
{
  gboolean is;

  g_mutex_lock (&self->mutex);
  is = self->requests->len > 0;
  g_mutex_unlock (&self->mutex);
  return is;
}

static gboolean
is_due (ChezuSealer *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!is_over (&self->position))
    return self->is_ours || now_us - self->position_us >= FOREIGN_REST_US;
  return chezu_tail_get_size (self->tail) >= self->seal_fixes
         || (self->waiting_us != 0 && now_us - self->waiting_us >= SEAL_AGE_US);
}

static void
answer_requests (ChezuSealer *self, GPtrArray *requests, const GError *error)
{
  for (guint i = 0; i < requests->len; i++)
    {
      DexPromise *promise = requests->pdata[i];

      if (error != NULL)
        dex_promise_reject (promise, g_error_copy (error));
      else
        dex_promise_resolve_boolean (promise, TRUE);
      dex_unref (promise);
    }
}

static GPtrArray *
take_requests (ChezuSealer *self)
{
  GPtrArray *requests;

  g_mutex_lock (&self->mutex);
  requests = g_steal_pointer (&self->requests);
  self->requests = g_ptr_array_new ();
  g_mutex_unlock (&self->mutex);
  return requests;
}

static gboolean
seal_until (ChezuSealer *self, gint64 last, ChezuTailView *view, GError **error)
{
  while (view->floor < last && !is_stopping (self))
    if (!seal_round (self, view, error))
      return FALSE;
  return TRUE;
}

static gboolean
serve_requests (ChezuSealer *self, ChezuTailView *view, GError **error)
{
  g_autoptr (GPtrArray) requests = take_requests (self);
  g_autoptr (GError) failure = NULL;

  /* What was committed before they were made is visible by now. */
  if (!follow (self, view, &failure) || !seal_until (self, view->last, view, &failure))
    {
      answer_requests (self, requests, failure);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (is_stopping (self))
    failure = g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                                   _ ("The data file was closed before this was saved"));
  answer_requests (self, requests, failure);
  return TRUE;
}

static gboolean
work (ChezuSealer *self, GError **error)
{
  ChezuTailView view;

  if (self->db == NULL)
    {
      self->db = chezu_database_open (self->path, CHEZU_DATABASE_QUERY_ONLY, self->busy_timeout_ms,
                                      error);
      if (self->db == NULL)
        return FALSE;
      chezu_database_set_tail (self->db, self->tail);
    }

  if (!follow (self, &view, error))
    return FALSE;
  while (!is_stopping (self) && (is_requested (self) || is_due (self)))
    if (is_requested (self) ? !serve_requests (self, &view, error)
                            : !seal_round (self, &view, error))
      return FALSE;
  return TRUE;
}

/* --- The thread ----------------------------------------------------------------------------- */

static gint64
find_next_look (ChezuSealer *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->retry_us != 0)
    return self->retry_us;
  if (!is_over (&self->position))
    return now_us + FOREIGN_REST_US;
  return self->waiting_us != 0 ? self->waiting_us + SEAL_AGE_US : now_us + SEAL_AGE_US;
}

/* TRUE when there may be work. */
static gboolean
wait (ChezuSealer *self)
{
  gint64 next_us = find_next_look (self);
  gint64 earliest_us = g_get_monotonic_time () + FOLLOW_INTERVAL_US;

  g_mutex_lock (&self->mutex);
  while (!self->stopping && self->requests->len == 0 && g_get_monotonic_time () < next_us
         && !(self->poked && self->retry_us == 0))
    g_cond_wait_until (&self->cond, &self->mutex, next_us);
  while (!self->stopping && self->requests->len == 0
         && g_cond_wait_until (&self->cond, &self->mutex, earliest_us))
    continue;
  self->poked = FALSE;
  g_mutex_unlock (&self->mutex);
  return !is_stopping (self);
}

/* Nobody waits for sealing that fails: what comes is as durable in the log. What waits there is
 * held in memory too, so that in the end no more is taken. */
static void
give_way (ChezuSealer *self, const GError *error)
{
  g_autoptr (GPtrArray) requests = take_requests (self);

  answer_requests (self, requests, error);
  chezu_tail_set_trouble (self->tail, error, self->seal_fixes * ROUNDS_HELD);
  chezu_writer_set_sealing (self->writer, FALSE);
  self->retry_after_us = CLAMP (2 * self->retry_after_us, RETRY_MIN_US, RETRY_MAX_US);
  self->retry_us = g_get_monotonic_time () + self->retry_after_us;
}

static gpointer
thread_func (gpointer data)
{
  ChezuSealer *self = data;

  while (wait (self))
    {
      g_autoptr (GError) error = NULL;

      if (work (self, &error))
        {
          self->retry_us = self->retry_after_us = 0;
          chezu_tail_set_trouble (self->tail, NULL, 0);
        }
      else
        give_way (self, error);
    }

  if (self->db != NULL)
    chezu_database_close (self->db);
  chezu_writer_unref (self->writer);
  chezu_sealer_unref (self);
  return NULL;
}

void
chezu_sealer_start (ChezuSealer *self, ChezuWriter *writer)
{
  self->writer = chezu_writer_ref (writer);
  self->position = (ChezuSealPosition){ 0, G_MAXINT64, 0 };
  chezu_writer_set_sealing (writer, TRUE);
  self->thread = g_thread_new ("chezu-sealer", thread_func, chezu_sealer_ref (self));
}

void
chezu_sealer_poke (gpointer data)
{
  ChezuSealer *self = data;

  g_mutex_lock (&self->mutex);
  self->poked = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
chezu_sealer_request (ChezuSealer *self, DexPromise *promise)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->requests, promise);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

void
chezu_sealer_stop (ChezuSealer *self)
{
  g_autoptr (GPtrArray) requests = NULL;
  g_autoptr (GError) error
      = g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                             _ ("The data file was closed before this was saved"));

  g_mutex_lock (&self->mutex);
  g_atomic_int_set (&self->stopping, TRUE);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  /* The last reference to a store may go with the data of a job, on the writer's thread, for which
   * ours may wait. */
  if (chezu_writer_is_own_thread (self->writer))
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);

  requests = take_requests (self);
  answer_requests (self, requests, error);
  chezu_sealer_unref (self);
}
