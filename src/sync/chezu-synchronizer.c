/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-synchronizer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/chezu-retention.h"
#include "sync/chezu-bell.h"
#include "sync/chezu-network.h"
#include "sync/chezu-source.h"
#include "sync/chezu-synchronizer-private.h"

/* How often it is asked whether what is old was erased today. */
#define RETENTION_INTERVAL_US (10 * G_TIME_SPAN_MINUTE)

struct _ChezuSynchronizer
{
  GObject parent_instance;

  ChezuStore *store;
  ChezuSyncOptions options;
  gulong changed_id;

  /* Any thread asks, the supervisor's fiber answers. */
  ChezuBell bell;
  GMutex mutex;
  gboolean changed;
  gboolean retry;
  gboolean stopping;
  gboolean running;
  DexPromise *ended; /* NULL before the first start */

  /* The supervisor's own */
  int lock_fd;
  GHashTable *sources; /* ChezuSource by id */
  DexPromise *retention_stop;
  DexFuture *retention; /* the last run of erasing what is old */
  gint64 retention_us;  /* when to ask for the next one */
};

G_DEFINE_FINAL_TYPE (ChezuSynchronizer, chezu_synchronizer, G_TYPE_OBJECT)

/* --- One at a time -------------------------------------------------------------------------- */

/* The kernel drops the lock when its holder dies, whatever kills it; the empty file stays. */
static gboolean
take_lock (ChezuSynchronizer *self, GError **error)
{
  g_autofree char *path = g_strconcat (chezu_store_get_path (self->store), ".sync-lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int code;

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      self->lock_fd = fd;
      return TRUE;
    }

  code = errno;
  if (fd >= 0)
    close (fd);
  if (code == EWOULDBLOCK)
    g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_BUSY,
        _ ("Another Chezu on this computer is already fetching data into this data "
           "file. This one shows it."));
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                 _ ("New data cannot be fetched, because %s cannot be made (%s)."), path,
                 g_strerror (code));
  return FALSE;
}

static void
drop_lock (ChezuSynchronizer *self)
{
  if (self->lock_fd < 0)
    return;
  close (self->lock_fd);
  self->lock_fd = -1;
}

/* --- The supervisor ------------------------------------------------------------------------- */

static void
start_source (ChezuSynchronizer *self, const ChezuSourceRow *row)
{
  ChezuSource *source = chezu_source_new (self->store, row, &self->options);

  g_hash_table_insert (self->sources, g_memdup2 (&row->id, sizeof row->id), source);
  chezu_source_start (source);
}

static const ChezuSourceRow *
find_enabled (GPtrArray *rows, gint64 id)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (rows, i);

      if (row->id == id && row->enabled)
        return row;
    }
  return NULL;
}

/* Makes the sources that are followed those of the store. */
static void
take_up_changes (ChezuSynchronizer *self, GPtrArray *rows)
{
  g_autoptr (GArray) obsolete = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gint64 *id;
  ChezuSource *source;

  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, (gpointer *)&id, (gpointer *)&source))
    {
      const ChezuSourceRow *row = find_enabled (rows, *id);

      if (row == NULL || !chezu_source_matches (source, row))
        g_array_append_val (obsolete, *id);
    }

  for (guint i = 0; i < obsolete->len; i++)
    {
      gint64 gone = g_array_index (obsolete, gint64, i);

      dex_await (chezu_source_stop (g_hash_table_lookup (self->sources, &gone)), NULL);
      g_hash_table_remove (self->sources, &gone);
    }

  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuSourceRow *row = g_ptr_array_index (rows, i);

      if (row->enabled && !g_hash_table_contains (self->sources, &row->id))
        start_source (self, row);
    }
}

static void
retry_all (ChezuSynchronizer *self)
{
  GHashTableIter iter;
  ChezuSource *source;

  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&source))
    chezu_source_retry_now (source);
}

/* All are told before any is waited for. */
static void
stop_all (ChezuSynchronizer *self)
{
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);
  GHashTableIter iter;
  ChezuSource *source;

  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&source))
    g_ptr_array_add (ends, chezu_source_stop (source));

  for (guint i = 0; i < ends->len; i++)
    dex_await (dex_ref (g_ptr_array_index (ends, i)), NULL);
  g_hash_table_remove_all (self->sources);
}

typedef struct
{
  gboolean stopping;
  gboolean changed;
  gboolean retry;
} Wishes;

static Wishes
take_wishes (ChezuSynchronizer *self)
{
  Wishes wishes;

  chezu_bell_quiet (&self->bell);
  g_mutex_lock (&self->mutex);
  wishes = (Wishes){ self->stopping, self->changed, self->retry };
  self->changed = FALSE;
  self->retry = FALSE;
  g_mutex_unlock (&self->mutex);
  return wishes;
}

/* A list that cannot be read now is read again with the next change. */
static void
read_sources (ChezuSynchronizer *self)
{
  g_autoptr (GPtrArray) rows = chezu_store_await (chezu_source_table_list (self->store), NULL);

  if (rows != NULL)
    take_up_changes (self, rows);
}

static void
say_ended (ChezuSynchronizer *self)
{
  g_autoptr (DexPromise) ended = NULL;

  g_mutex_lock (&self->mutex);
  self->running = FALSE;
  ended = dex_ref (self->ended);
  g_mutex_unlock (&self->mutex);
  dex_promise_resolve_boolean (ended, TRUE);
}

/* --- What is old goes ------------------------------------------------------------------------ */

/* It asks itself whether a day has passed, also since another program did it. */
static void
retain (ChezuSynchronizer *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us < self->retention_us
      || (self->retention != NULL && dex_future_is_pending (self->retention)))
    return;
  self->retention_us = now_us + RETENTION_INTERVAL_US;
  dex_clear (&self->retention);
  dex_clear (&self->retention_stop);
  self->retention_stop = dex_promise_new ();
  self->retention = chezu_retention_run_if_due (self->store, DEX_FUTURE (self->retention_stop));
}

static void
stop_retention (ChezuSynchronizer *self)
{
  if (self->retention == NULL)
    return;
  if (dex_future_is_pending (self->retention))
    dex_promise_resolve_boolean (self->retention_stop, TRUE);
  dex_await (g_steal_pointer (&self->retention), NULL);
  dex_clear (&self->retention_stop);
}

static void
end (ChezuSynchronizer *self)
{
  stop_all (self);
  stop_retention (self);
  drop_lock (self);
  g_clear_signal_handler (&self->changed_id, self->store);
  say_ended (self);
}

/* Every commit is a change, most of them by ourselves: the list is read again only now and then. */
static DexFuture *
supervise_fiber (gpointer user_data)
{
  ChezuSynchronizer *self = user_data;
  gboolean changed = FALSE;
  gint64 list_us = 0;

  for (;;)
    {
      Wishes wishes = take_wishes (self);
      gint64 wait_us = list_us - g_get_monotonic_time ();

      if (wishes.stopping)
        break;
      if (wishes.retry)
        retry_all (self);
      retain (self);

      changed |= wishes.changed;
      if (changed && wait_us <= 0)
        {
          changed = FALSE;
          list_us = g_get_monotonic_time () + self->options.list_ms * G_TIME_SPAN_MILLISECOND;
          read_sources (self);
          continue;
        }

      dex_await (
          chezu_until (
              chezu_bell_wait (&self->bell), NULL,
              (guint)((changed ? wait_us : RETENTION_INTERVAL_US) / G_TIME_SPAN_MILLISECOND) + 1),
          NULL);
    }

  end (self);
  return dex_future_new_true ();
}

/* --- The object ----------------------------------------------------------------------------- */

static void
chezu_synchronizer_finalize (GObject *object)
{
  ChezuSynchronizer *self = CHEZU_SYNCHRONIZER (object);

  drop_lock (self);
  g_clear_pointer (&self->sources, g_hash_table_unref);
  g_clear_object (&self->store);
  dex_clear (&self->ended);
  chezu_bell_clear (&self->bell);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (chezu_synchronizer_parent_class)->finalize (object);
}

static void
chezu_synchronizer_class_init (ChezuSynchronizerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_synchronizer_finalize;
}

static void
chezu_synchronizer_init (ChezuSynchronizer *self)
{
  self->lock_fd = -1;
  self->sources = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  g_mutex_init (&self->mutex);
  chezu_bell_init (&self->bell);
}

ChezuSynchronizer *
chezu_synchronizer_new_with_options (ChezuStore *store, const ChezuSyncOptions *options)
{
  ChezuSynchronizer *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_SYNCHRONIZER, NULL);
  self->store = g_object_ref (store);
  self->options = *options;
  return self;
}

ChezuSynchronizer *
chezu_synchronizer_new (ChezuStore *store)
{
  ChezuSyncOptions options = CHEZU_SYNC_OPTIONS_DEFAULT;

  return chezu_synchronizer_new_with_options (store, &options);
}

/* Asks the supervisor for something, from any thread. */
static void
ask (ChezuSynchronizer *self, gboolean *wish)
{
  g_mutex_lock (&self->mutex);
  *wish = TRUE;
  g_mutex_unlock (&self->mutex);
  chezu_bell_ring (&self->bell);
}

static void
changed_cb (ChezuStore *store, gpointer user_data)
{
  ChezuSynchronizer *self = user_data;

  ask (self, &self->changed);
}

typedef struct
{
  ChezuSynchronizer *self;
  DexPromise *started;
} Start;

static void
start_free (gpointer data)
{
  Start *start = data;

  g_object_unref (start->self);
  dex_unref (start->started);
  g_free (start);
}

static void
unref_closure_data (gpointer data, GClosure *closure)
{
  g_object_unref (data);
}

static DexFuture *
start_fiber (gpointer user_data)
{
  Start *start = user_data;
  ChezuSynchronizer *self = start->self;
  GError *error = NULL;

  if (!take_lock (self, &error))
    {
      say_ended (self);
      dex_promise_reject (start->started, error);
      return dex_future_new_true ();
    }

  self->changed_id = g_signal_connect_data (self->store, "changed", G_CALLBACK (changed_cb),
                                            g_object_ref (self), unref_closure_data, 0);
  ask (self, &self->changed);
  chezu_network_run_here (supervise_fiber, g_object_ref (self), g_object_unref);
  dex_promise_resolve_boolean (start->started, TRUE);
  return dex_future_new_true ();
}

/**
 * chezu_synchronizer_start:
 *
 * Returns: (transfer full): a future that resolves when the sources of the store are being
 * followed, or rejects with %G_IO_ERROR_BUSY when another synchronizer does so already, and with
 *   %CHEZU_STORE_ERROR_READ_ONLY when nothing can be saved
 */
DexFuture *
chezu_synchronizer_start (ChezuSynchronizer *self)
{
  Start *start;
  DexFuture *started;
  gboolean running;

  g_return_val_if_fail (CHEZU_IS_SYNCHRONIZER (self), NULL);

  if (chezu_store_get_mode (self->store) != CHEZU_STORE_WRITABLE)
    return dex_future_new_reject (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY, "%s",
                                  _ ("The data file is read-only; new data is not saved"));

  g_mutex_lock (&self->mutex);
  running = self->running;
  if (!running)
    {
      self->running = TRUE;
      self->stopping = FALSE;
      dex_clear (&self->ended);
      self->ended = dex_promise_new ();
    }
  g_mutex_unlock (&self->mutex);
  if (running)
    return dex_future_new_true ();

  start = g_new0 (Start, 1);
  start->self = g_object_ref (self);
  start->started = dex_promise_new ();
  started = dex_ref (DEX_FUTURE (start->started));
  chezu_network_run (start_fiber, start, start_free);
  return started;
}

/**
 * chezu_synchronizer_stop:
 *
 * Returns: (transfer full): a future that resolves when everything received is committed, at once
 *   when it does not run
 */
DexFuture *
chezu_synchronizer_stop (ChezuSynchronizer *self)
{
  DexFuture *ended = NULL;

  g_return_val_if_fail (CHEZU_IS_SYNCHRONIZER (self), NULL);

  g_mutex_lock (&self->mutex);
  if (self->running)
    {
      self->stopping = TRUE;
      ended = dex_ref (DEX_FUTURE (self->ended));
    }
  g_mutex_unlock (&self->mutex);

  if (ended == NULL)
    return dex_future_new_true ();
  chezu_bell_ring (&self->bell);
  return ended;
}

/**
 * chezu_synchronizer_retry_now:
 *
 * Ends the waits of all sources that wait for their next attempt. Others are not disturbed.
 */
void
chezu_synchronizer_retry_now (ChezuSynchronizer *self)
{
  g_return_if_fail (CHEZU_IS_SYNCHRONIZER (self));
  ask (self, &self->retry);
}
