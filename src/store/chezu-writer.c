/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs wait in a queue. The thread takes all that wait (at most GROUP_MAX) into one transaction,
 * because a commit costs more than a small write, and gives each a savepoint, so that one that
 * fails takes nothing of the others with it. Promises are resolved after the commit.
 *
 * Steps of sealing wait in a queue of their own and go first. When they do not keep up, they are
 * what the others wait for, so that what waits to be sealed stays bounded.
 */

#include "store/chezu-writer-private.h"

#include "store/chezu-database-private.h"

#include <glib/gi18n-lib.h>

#define GROUP_MAX 32
/* What waits to be sealed takes some 55 bytes a fix. Beyond the first number a job passes with each
 * step of sealing, beyond the second none does. */
#define PACE_FIXES 600000
#define HOLD_FIXES 1000000
/* How often the file is asked whether another program committed. */
#define POLL_INTERVAL_US (250 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  ChezuStoreWriteFunc func;
  gpointer data;
  GDestroyNotify data_destroy;
  ChezuWriteCompleteFunc complete;
  gpointer completion;
  GError *error; /* owned; set when it failed */
} Job;

struct _ChezuWriter
{
  GThread *thread;
  ChezuNotifier *notifier;

  /* The thread's own */
  ChezuDatabase *db;
  gint64 version; /* what the file's version was when it was last asked */

  ChezuWriterCommittedFunc committed;
  gpointer committed_data;
  GDestroyNotify committed_destroy;

  /* Under the mutex */
  GMutex mutex;
  GCond cond;
  GQueue jobs;  /* of Job */
  GQueue steps; /* of Job */
  gboolean sealing_works;
  gboolean may_pass; /* one job, at the pace of the steps */
  gboolean stopping;
  gboolean stopped; /* nobody takes jobs any more */
};

static void
finish_job (Job *job)
{
  job->complete (job->completion, job->data, job->error);
  if (job->data_destroy != NULL)
    job->data_destroy (job->data);
  g_free (job);
}

static gboolean
run_sql (ChezuWriter *self, const char *sql, GError **error)
{
  return chezu_statement_run (chezu_database_prepare (self->db, sql), error);
}

/* FALSE when the whole transaction is gone: SQLite rolls it back by itself when the disk is full or
 * fails. */
static gboolean
run_job (ChezuWriter *self, Job *job)
{
  guint64 judged = chezu_database_get_judged (self->db);
  gboolean succeeded;

  if (!run_sql (self, "SAVEPOINT job", &job->error))
    return chezu_database_in_transaction (self->db);

  succeeded = job->func (self->db, job->data, &job->error);
  if (!succeeded && job->error == NULL)
    g_set_error_literal (&job->error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED,
                         _ ("The data could not be saved"));
  if (!chezu_database_in_transaction (self->db))
    return FALSE;

  if (!succeeded)
    {
      run_sql (self, "ROLLBACK TO job", NULL);
      chezu_database_forget_uncommitted (self->db);
      chezu_database_forget_judged (self->db, judged);
    }
  return run_sql (self, "RELEASE job", job->error == NULL ? &job->error : NULL);
}

static void
fail_jobs (Job **jobs, guint n_jobs, const GError *error)
{
  for (guint i = 0; i < n_jobs; i++)
    if (jobs[i]->error == NULL)
      jobs[i]->error = g_error_copy (error);
}

/* Returns how many of @jobs were decided; the others have not been touched. */
static guint
run_transaction (ChezuWriter *self, Job **jobs, guint n_jobs)
{
  guint64 judged = chezu_database_get_judged (self->db);
  g_autoptr (GError) error = NULL;

  if (!run_sql (self, "BEGIN IMMEDIATE", &error))
    {
      fail_jobs (jobs, n_jobs, error);
      return n_jobs;
    }

  for (guint i = 0; i < n_jobs; i++)
    if (jobs[i]->error == NULL && !run_job (self, jobs[i]))
      {
        if (chezu_database_in_transaction (self->db))
          run_sql (self, "ROLLBACK", NULL);
        chezu_database_forget_uncommitted (self->db);
        chezu_database_forget_judged (self->db, judged);
        /* Its neighbours are innocent: once more, without it. */
        if (i > 0)
          run_transaction (self, jobs, i);
        return i + 1;
      }

  if (!run_sql (self, "COMMIT", &error))
    {
      if (chezu_database_in_transaction (self->db))
        run_sql (self, "ROLLBACK", NULL);
      chezu_database_forget_judged (self->db, judged);
      fail_jobs (jobs, n_jobs, error);
    }
  return n_jobs;
}

/* Returns whether the file was found locked. */
static gboolean
run_group (ChezuWriter *self, Job **jobs, guint n_jobs)
{
  gboolean committed = FALSE;
  gboolean locked = FALSE;

  for (guint done = 0; done < n_jobs;)
    {
      done += run_transaction (self, jobs + done, n_jobs - done);
      chezu_database_forget_uncommitted (self->db);
    }

  for (guint i = 0; i < n_jobs; i++)
    {
      committed |= jobs[i]->error == NULL;
      locked |= g_error_matches (jobs[i]->error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_BUSY);
    }
  if (committed)
    {
      chezu_notifier_notify (self->notifier);
      chezu_database_announce_committed (self->db);
      self->committed (self->committed_data);
    }

  for (guint i = 0; i < n_jobs; i++)
    finish_job (jobs[i]);
  return locked;
}

/* A connection's data version moves when others commit and never by its own commits, so this
 * connection is the one to ask. */
static void
look_for_other_writers (ChezuWriter *self)
{
  gint64 version = chezu_database_get_version (self->db);

  if (version != self->version && version != -1)
    {
      self->version = version;
      chezu_notifier_notify (self->notifier);
    }
}

/* Closing keeps nobody waiting. */
static guint
count_allowed (ChezuWriter *self)
{
  guint n_waiting = chezu_database_get_waiting (self->db);

  if (n_waiting < PACE_FIXES || !self->sealing_works || self->stopping)
    return GROUP_MAX;
  return n_waiting < HOLD_FIXES && self->may_pass;
}

static guint
take_group (ChezuWriter *self, Job **group)
{
  guint n = 0;
  guint n_allowed;

  while (n < GROUP_MAX && !g_queue_is_empty (&self->steps))
    group[n++] = g_queue_pop_head (&self->steps);
  if (n > 0)
    self->may_pass = TRUE;

  n_allowed = MIN (GROUP_MAX, n + count_allowed (self));
  if (n < n_allowed && !g_queue_is_empty (&self->jobs))
    self->may_pass = FALSE;
  while (n < n_allowed && !g_queue_is_empty (&self->jobs))
    group[n++] = g_queue_pop_head (&self->jobs);
  return n;
}

static gboolean
has_work (ChezuWriter *self)
{
  return !g_queue_is_empty (&self->steps)
         || (!g_queue_is_empty (&self->jobs) && count_allowed (self) > 0);
}

static void
reject (Job *job)
{
  g_set_error_literal (&job->error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                       _ ("The data file was closed before this was saved"));
  finish_job (job);
}

static void
reject_all (ChezuWriter *self)
{
  Job *job;

  g_mutex_lock (&self->mutex);
  self->stopped = TRUE;
  g_mutex_unlock (&self->mutex);

  while ((job = g_queue_pop_head (&self->steps)) != NULL
         || (job = g_queue_pop_head (&self->jobs)) != NULL)
    reject (job);
}

static void
clear (gpointer data)
{
  ChezuWriter *self = data;

  self->committed_destroy (self->committed_data);
  chezu_notifier_unref (self->notifier);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

static gpointer
thread_func (gpointer data)
{
  ChezuWriter *self = data;
  Job *group[GROUP_MAX];
  gint64 poll_us = g_get_monotonic_time () + POLL_INTERVAL_US;

  chezu_database_take_over (self->db);
  self->version = chezu_database_get_version (self->db);

  g_mutex_lock (&self->mutex);
  while (!self->stopping || has_work (self))
    {
      guint n_jobs;
      gboolean locked = FALSE;

      if (!has_work (self))
        g_cond_wait_until (&self->cond, &self->mutex, poll_us);
      n_jobs = take_group (self, group);
      g_mutex_unlock (&self->mutex);

      if (n_jobs > 0)
        locked = run_group (self, group, n_jobs);
      if (g_get_monotonic_time () >= poll_us)
        {
          look_for_other_writers (self);
          poll_us = g_get_monotonic_time () + POLL_INTERVAL_US;
        }

      g_mutex_lock (&self->mutex);
      /* Nobody should wait for somebody else's lock once for every job in order to quit. */
      if (self->stopping && locked)
        break;
    }
  g_mutex_unlock (&self->mutex);

  reject_all (self);
  chezu_database_close (self->db);
  g_atomic_rc_box_release_full (self, clear);
  return NULL;
}

ChezuWriter *
chezu_writer_new (ChezuDatabase *db, ChezuNotifier *notifier)
{
  ChezuWriter *self = g_atomic_rc_box_new0 (ChezuWriter);

  self->db = db;
  self->notifier = chezu_notifier_ref (notifier);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->jobs);
  g_queue_init (&self->steps);
  return self;
}

ChezuWriter *
chezu_writer_ref (ChezuWriter *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
chezu_writer_unref (ChezuWriter *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
chezu_writer_start (ChezuWriter *self,
                    ChezuWriterCommittedFunc committed,
                    gpointer data,
                    GDestroyNotify data_destroy)
{
  self->committed = committed;
  self->committed_data = data;
  self->committed_destroy = data_destroy;
  self->thread = g_thread_new ("chezu-writer", thread_func, g_atomic_rc_box_acquire (self));
}

static void
push (ChezuWriter *self,
      GQueue *queue,
      ChezuStoreWriteFunc func,
      gpointer data,
      GDestroyNotify data_destroy,
      ChezuWriteCompleteFunc complete,
      gpointer completion)
{
  Job *job = g_new0 (Job, 1);
  gboolean stopped;

  job->func = func;
  job->data = data;
  job->data_destroy = data_destroy;
  job->complete = complete;
  job->completion = completion;

  g_mutex_lock (&self->mutex);
  stopped = self->stopped;
  if (!stopped)
    g_queue_push_tail (queue, job);
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  if (stopped)
    reject (job);
}

void
chezu_writer_push (ChezuWriter *self,
                   ChezuStoreWriteFunc func,
                   gpointer data,
                   GDestroyNotify data_destroy,
                   ChezuWriteCompleteFunc complete,
                   gpointer completion)
{
  push (self, &self->jobs, func, data, data_destroy, complete, completion);
}

void
chezu_writer_push_step (ChezuWriter *self,
                        ChezuStoreWriteFunc func,
                        gpointer data,
                        ChezuWriteCompleteFunc complete,
                        gpointer completion)
{
  push (self, &self->steps, func, data, NULL, complete, completion);
}

void
chezu_writer_set_sealing (ChezuWriter *self, gboolean works)
{
  g_mutex_lock (&self->mutex);
  self->sealing_works = works;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

gboolean
chezu_writer_is_own_thread (ChezuWriter *self)
{
  return self->thread == g_thread_self ();
}

void
chezu_writer_stop (ChezuWriter *self)
{
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  /* The last reference to a store may go with the data of a job, on this very thread. */
  if (chezu_writer_is_own_thread (self))
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
  g_atomic_rc_box_release_full (self, clear);
}
