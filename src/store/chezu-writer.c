/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jobs wait in a queue. The thread takes all that wait (at most GROUP_MAX) into one transaction,
 * because a commit costs more than a small write, and gives each a savepoint, so that one that
 * fails takes nothing of the others with it. Promises are resolved after the commit.
 */

#include "store/chezu-writer-private.h"

#include "store/chezu-database-private.h"

#include <glib/gi18n-lib.h>

#define GROUP_MAX 32
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

  GMutex mutex;
  GCond cond;
  GQueue jobs; /* of Job, under the mutex */
  gboolean stopping;
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
        /* Its neighbours are innocent: once more, without it. */
        if (i > 0)
          run_transaction (self, jobs, i);
        return i + 1;
      }

  if (!run_sql (self, "COMMIT", &error))
    {
      if (chezu_database_in_transaction (self->db))
        run_sql (self, "ROLLBACK", NULL);
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
    chezu_notifier_notify (self->notifier);

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

static guint
take_group (ChezuWriter *self, Job **group)
{
  guint n = 0;

  while (n < GROUP_MAX && !g_queue_is_empty (&self->jobs))
    group[n++] = g_queue_pop_head (&self->jobs);
  return n;
}

static void
reject_all (ChezuWriter *self)
{
  Job *job;

  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    {
      g_set_error_literal (&job->error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                           _ ("The data file was closed before this was saved"));
      finish_job (job);
    }
}

static void
clear (gpointer data)
{
  ChezuWriter *self = data;

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
  while (!self->stopping || !g_queue_is_empty (&self->jobs))
    {
      guint n_jobs;
      gboolean locked = FALSE;

      if (g_queue_is_empty (&self->jobs))
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
  self->thread = g_thread_new ("chezu-writer", thread_func, g_atomic_rc_box_acquire (self));
  return self;
}

void
chezu_writer_push (ChezuWriter *self,
                   ChezuStoreWriteFunc func,
                   gpointer data,
                   GDestroyNotify data_destroy,
                   ChezuWriteCompleteFunc complete,
                   gpointer completion)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->data = data;
  job->data_destroy = data_destroy;
  job->complete = complete;
  job->completion = completion;

  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->jobs, job);
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
