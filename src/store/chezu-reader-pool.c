/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-reader-pool-private.h"

#include <glib/gi18n-lib.h>

/* One for the followers, one for a person's questions, one to spare for a long one. */
#define N_THREADS 3
/* After so many of SQLite's own steps, well under a millisecond, a query looks whether it should go
 * on. */
#define BREAK_OFF_STEPS 10000

typedef struct
{
  ChezuStoreReadFunc func;
  gpointer data;
  GDestroyNotify data_destroy;
  ChezuReadCompleteFunc complete;
  gpointer completion;
} Job;

struct _ChezuReaderPool
{
  char *path;
  ChezuDatabaseAccess access;
  int busy_timeout_ms;
  ChezuTail *tail; /* owned */
  GThread *threads[N_THREADS];

  GMutex mutex;
  GCond cond;
  GQueue jobs;  /* of Job, under the mutex */
  int stopping; /* atomic: read in the middle of a query, too */
};

static void
finish_job (Job *job, gpointer result, GError *error)
{
  job->complete (job->completion, result, error);
  if (job->data_destroy != NULL)
    job->data_destroy (job->data);
  g_free (job);
}

static int
break_off_cb (gpointer data)
{
  ChezuReaderPool *self = data;

  return g_atomic_int_get (&self->stopping);
}

/* Tried again at the next job when it fails: what kept the file from being opened may pass. */
static ChezuDatabase *
connect (ChezuReaderPool *self, GError **error)
{
  ChezuDatabase *db = chezu_database_open (self->path, self->access, self->busy_timeout_ms, error);

  if (db == NULL)
    return NULL;
  chezu_database_set_tail (db, self->tail);
  sqlite3_progress_handler (chezu_database_get_handle (db), BREAK_OFF_STEPS, break_off_cb, self);
  return db;
}

static void
run_job (ChezuDatabase *db, Job *job, GError *error)
{
  gpointer result = NULL;

  if (db != NULL && chezu_statement_run (chezu_database_prepare (db, "BEGIN"), &error))
    {
      result = job->func (db, job->data, &error);
      chezu_statement_run (chezu_database_prepare (db, "ROLLBACK"), NULL);
    }
  finish_job (job, result, error);
}

static void
clear (gpointer data)
{
  ChezuReaderPool *self = data;

  g_free (self->path);
  chezu_tail_unref (self->tail);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
}

static gpointer
thread_func (gpointer data)
{
  ChezuReaderPool *self = data;
  ChezuDatabase *db = NULL;

  g_mutex_lock (&self->mutex);
  while (!g_atomic_int_get (&self->stopping))
    {
      Job *job = g_queue_pop_head (&self->jobs);
      GError *error = NULL;

      if (job == NULL)
        {
          g_cond_wait (&self->cond, &self->mutex);
          continue;
        }
      g_mutex_unlock (&self->mutex);
      if (db == NULL)
        db = connect (self, &error);
      run_job (db, job, error);
      g_mutex_lock (&self->mutex);
    }
  g_mutex_unlock (&self->mutex);

  chezu_database_close (db);
  g_atomic_rc_box_release_full (self, clear);
  return NULL;
}

ChezuReaderPool *
chezu_reader_pool_new (const char *path,
                       ChezuDatabaseAccess access,
                       int busy_timeout_ms,
                       ChezuTail *tail)
{
  ChezuReaderPool *self = g_atomic_rc_box_new0 (ChezuReaderPool);

  self->path = g_strdup (path);
  self->access = access;
  self->busy_timeout_ms = busy_timeout_ms;
  self->tail = chezu_tail_ref (tail);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->jobs);
  for (guint i = 0; i < N_THREADS; i++)
    self->threads[i] = g_thread_new ("chezu-reader", thread_func, g_atomic_rc_box_acquire (self));
  return self;
}

void
chezu_reader_pool_push (ChezuReaderPool *self,
                        ChezuStoreReadFunc func,
                        gpointer data,
                        GDestroyNotify data_destroy,
                        ChezuReadCompleteFunc complete,
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
chezu_reader_pool_is_own_thread (ChezuReaderPool *self)
{
  for (guint i = 0; i < N_THREADS; i++)
    if (self->threads[i] == g_thread_self ())
      return TRUE;
  return FALSE;
}

static void
refuse_waiting (ChezuReaderPool *self)
{
  Job *job;

  while ((job = g_queue_pop_head (&self->jobs)) != NULL)
    finish_job (job, NULL,
                g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                                     _ ("The data file was closed before this was read")));
}

void
chezu_reader_pool_stop (ChezuReaderPool *self)
{
  g_mutex_lock (&self->mutex);
  g_atomic_int_set (&self->stopping, TRUE);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  /* The last reference to a store may go with the data of a job, on one of these threads. */
  for (guint i = 0; i < N_THREADS; i++)
    if (self->threads[i] == g_thread_self ())
      g_thread_unref (self->threads[i]);
    else
      g_thread_join (self->threads[i]);

  refuse_waiting (self);
  g_atomic_rc_box_release_full (self, clear);
}
