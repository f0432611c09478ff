/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-store-private.h"

#include "store/chezu-reader-pool-private.h"
#include "store/chezu-sealer-private.h"
#include "store/chezu-store-open-private.h"
#include "store/chezu-writer-private.h"

#include <glib/gi18n-lib.h>
#include <signal.h>

#define BUSY_TIMEOUT_MS 5000

struct _ChezuStore
{
  GObject parent_instance;

  char *path;
  ChezuStoreMode mode;

  /* Owned; NULL once closed. Whoever pushes a job holds the mutex, so that none comes after the
   * stop. */
  GMutex mutex;
  ChezuWriter *writer;
  ChezuReaderPool *readers;
  ChezuSealer *sealer; /* NULL in a store that is not written */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuStore, chezu_store, G_TYPE_OBJECT)

static void
chezu_store_finalize (GObject *object)
{
  ChezuStore *self = CHEZU_STORE (object);

  chezu_store_close (self);
  g_mutex_clear (&self->mutex);
  g_free (self->path);

  G_OBJECT_CLASS (chezu_store_parent_class)->finalize (object);
}

static void
chezu_store_class_init (ChezuStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_store_finalize;

  /* A file that may not grow is a full disk, and not the end of the program. */
  signal (SIGXFSZ, SIG_IGN);

  /**
   * ChezuStore::changed:
   *
   * Somebody, in this process or another, committed. Emitted in the main context in which the store
   * was opened, ten times a second at most.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CHEZU_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_store_init (ChezuStore *self)
{
  g_mutex_init (&self->mutex);
}

/* --- Opening ------------------------------------------------------------------------------ */

static void
nothing_cb (gpointer data)
{
}

static void
start_writing (ChezuStore *self, const ChezuStoreOptions *options, ChezuTail *tail)
{
  if (self->mode != CHEZU_STORE_WRITABLE)
    {
      chezu_writer_start (self->writer, nothing_cb, NULL, nothing_cb);
      return;
    }
  self->sealer = chezu_sealer_new (self->path, options->busy_timeout_ms, tail, options->seal_fixes);
  chezu_writer_start (self->writer, chezu_sealer_poke, chezu_sealer_ref (self->sealer),
                      (GDestroyNotify)chezu_sealer_unref);
  chezu_sealer_start (self->sealer, self->writer);
}

static ChezuStore *
open_in_context (const char *path,
                 const ChezuStoreOptions *options,
                 GMainContext *context,
                 GError **error)
{
  g_autoptr (ChezuStore) self = NULL;
  g_autoptr (ChezuTail) tail = chezu_tail_new ();
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  ChezuNotifier *notifier;
  ChezuOpened opened;

  if (!chezu_store_open_connection (absolute, options, &opened, error))
    return NULL;

  self = g_object_new (CHEZU_TYPE_STORE, NULL);
  self->path = g_steal_pointer (&absolute);
  self->mode = opened.mode;
  notifier = chezu_notifier_new (G_OBJECT (self), signals[SIGNAL_CHANGED], context);
  chezu_database_set_tail (opened.db, tail);
  self->writer = chezu_writer_new (opened.db, notifier);
  start_writing (self, options, tail);
  self->readers = chezu_reader_pool_new (self->path, opened.access, options->busy_timeout_ms, tail);
  chezu_notifier_unref (notifier);
  return g_steal_pointer (&self);
}

static ChezuStoreOptions
complete_options (const ChezuStoreOptions *options)
{
  ChezuStoreOptions complete = { 0 };

  if (options != NULL)
    complete = *options;
  if (complete.steps == NULL)
    complete.steps = chezu_schema_get_steps (&complete.n_steps);
  if (complete.busy_timeout_ms == 0)
    complete.busy_timeout_ms = BUSY_TIMEOUT_MS;
  return complete;
}

ChezuStore *
chezu_store_open_with (const char *path, const ChezuStoreOptions *options, GError **error)
{
  ChezuStoreOptions complete = complete_options (options);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  return open_in_context (path, &complete, context, error);
}

/**
 * chezu_store_open:
 * @path: of the file; it and its folder are made when they are missing
 *
 * Opens, creates or migrates a store and blocks while it does.
 *
 * Returns: (transfer full): the store, or %NULL with NOT_A_STORE (the file is untouched), NEWER,
 * READ_ONLY when there is nothing to show either, BUSY, FULL, DAMAGED or FAILED
 */
ChezuStore *
chezu_store_open (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  return chezu_store_open_with (path, NULL, error);
}

typedef struct
{
  char *path;
  GMainContext *context;
  DexPromise *promise;
} Opening;

static gpointer
open_thread_func (gpointer data)
{
  Opening *opening = data;
  ChezuStoreOptions options = complete_options (NULL);
  GError *error = NULL;
  ChezuStore *store = open_in_context (opening->path, &options, opening->context, &error);

  if (store != NULL)
    dex_promise_resolve_object (opening->promise, store);
  else
    dex_promise_reject (opening->promise, error);

  g_free (opening->path);
  g_main_context_unref (opening->context);
  dex_unref (opening->promise);
  g_free (opening);
  return NULL;
}

/**
 * chezu_store_open_future:
 *
 * As chezu_store_open (), on a thread of its own. The store belongs to the main context of the
 * caller.
 *
 * Returns: (transfer full): a future that resolves to the store (dex_await_object ())
 */
DexFuture *
chezu_store_open_future (const char *path)
{
  Opening *opening;
  DexPromise *promise;

  g_return_val_if_fail (path != NULL, NULL);

  promise = dex_promise_new ();
  opening = g_new0 (Opening, 1);
  opening->path = g_strdup (path);
  opening->context = g_main_context_ref_thread_default ();
  opening->promise = dex_ref (promise);
  g_thread_unref (g_thread_new ("chezu-open", open_thread_func, opening));
  return DEX_FUTURE (promise);
}

/**
 * chezu_store_close:
 *
 * Finishes the writes that wait, breaks off the reads, and closes the file. Whatever is
 * asked of the store afterwards is refused with %CHEZU_STORE_ERROR_CLOSED. Dropping the last
 * reference closes too.
 */
void
chezu_store_close (ChezuStore *self)
{
  ChezuReaderPool *readers;
  ChezuWriter *writer;
  ChezuSealer *sealer;

  g_return_if_fail (CHEZU_IS_STORE (self));

  g_mutex_lock (&self->mutex);
  readers = g_steal_pointer (&self->readers);
  writer = g_steal_pointer (&self->writer);
  sealer = g_steal_pointer (&self->sealer);
  g_mutex_unlock (&self->mutex);

  /* The writer last: the last connection folds the log into the file. */
  if (sealer != NULL)
    chezu_sealer_stop (sealer);
  if (readers != NULL)
    chezu_reader_pool_stop (readers);
  if (writer != NULL)
    chezu_writer_stop (writer);
}

const char *
chezu_store_get_path (ChezuStore *self)
{
  g_return_val_if_fail (CHEZU_IS_STORE (self), NULL);
  return self->path;
}

ChezuStoreMode
chezu_store_get_mode (ChezuStore *self)
{
  g_return_val_if_fail (CHEZU_IS_STORE (self), CHEZU_STORE_READ_ONLY_FILE);
  return self->mode;
}

/* --- Writing ------------------------------------------------------------------------------ */

static GError *
why_not_writable (ChezuStore *self)
{
  if (self->writer == NULL)
    return g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                                _ ("The data file was closed before this was saved"));
  if (self->mode == CHEZU_STORE_READ_ONLY_NEWER)
    return g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER,
                                _ ("The data file is from a newer version; opened read-only"));
  if (self->mode == CHEZU_STORE_READ_ONLY_FILE)
    return g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_READ_ONLY,
                                _ ("The data file is read-only; new data is not saved"));
  return NULL;
}

static void
push_write (ChezuStore *self,
            ChezuStoreWriteFunc func,
            gpointer data,
            GDestroyNotify data_destroy,
            ChezuWriteCompleteFunc complete,
            gpointer completion)
{
  GError *error;

  g_mutex_lock (&self->mutex);
  error = why_not_writable (self);
  if (error == NULL)
    chezu_writer_push (self->writer, func, data, data_destroy, complete, completion);
  g_mutex_unlock (&self->mutex);

  if (error == NULL)
    return;
  complete (completion, data, error);
  if (data_destroy != NULL)
    data_destroy (data);
}

typedef struct
{
  DexPromise *promise;
  ChezuStoreResolveFunc resolve;
} WritePromise;

static void
complete_write_promise (gpointer completion, gpointer data, GError *error)
{
  WritePromise *write = completion;

  if (error != NULL)
    dex_promise_reject (write->promise, error);
  else if (write->resolve != NULL)
    write->resolve (write->promise, data);
  else
    dex_promise_resolve_boolean (write->promise, TRUE);

  dex_unref (write->promise);
  g_free (write);
}

DexFuture *
chezu_store_write_then (ChezuStore *self,
                        ChezuStoreWriteFunc func,
                        gpointer data,
                        GDestroyNotify data_destroy,
                        ChezuStoreResolveFunc resolve)
{
  DexPromise *promise = dex_promise_new ();
  WritePromise *write = g_new0 (WritePromise, 1);

  write->promise = dex_ref (promise);
  write->resolve = resolve;
  push_write (self, func, data, data_destroy, complete_write_promise, write);
  return DEX_FUTURE (promise);
}

/**
 * chezu_store_write:
 * @func: runs on the writer thread, inside one transaction
 * @data: (transfer full): for @func
 * @data_destroy: (nullable): frees @data, on any thread
 *
 * Returns: (transfer full): a future that resolves to %TRUE after the commit; dropping it does not
 * undo the write
 */
DexFuture *
chezu_store_write (ChezuStore *self,
                   ChezuStoreWriteFunc func,
                   gpointer data,
                   GDestroyNotify data_destroy)
{
  g_return_val_if_fail (CHEZU_IS_STORE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return chezu_store_write_then (self, func, data, data_destroy, NULL);
}

DexFuture *
chezu_store_seal (ChezuStore *self)
{
  DexPromise *promise = dex_promise_new ();
  GError *error;

  g_mutex_lock (&self->mutex);
  error = why_not_writable (self);
  if (error == NULL)
    chezu_sealer_request (self->sealer, dex_ref (promise));
  g_mutex_unlock (&self->mutex);

  if (error != NULL)
    dex_promise_reject (promise, error);
  return DEX_FUTURE (promise);
}

/* --- Reading ------------------------------------------------------------------------------ */

/* What a future of a read carries: the result until somebody takes it. */
typedef struct
{
  gpointer value; /* atomic */
  GDestroyNotify value_destroy;
} ChezuStoreResult;

static ChezuStoreResult *
result_ref (ChezuStoreResult *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
result_clear (gpointer data)
{
  ChezuStoreResult *self = data;

  if (self->value != NULL && self->value_destroy != NULL)
    self->value_destroy (self->value);
}

static void
result_unref (ChezuStoreResult *self)
{
  g_atomic_rc_box_release_full (self, result_clear);
}

static GType chezu_store_result_get_type (void);

G_DEFINE_BOXED_TYPE (ChezuStoreResult, chezu_store_result, result_ref, result_unref)

void
chezu_store_resolve_pointer (DexPromise *promise, gpointer value, GDestroyNotify value_destroy)
{
  ChezuStoreResult *result = g_atomic_rc_box_new0 (ChezuStoreResult);

  result->value = value;
  result->value_destroy = value_destroy;
  dex_promise_resolve_boxed (promise, chezu_store_result_get_type (), result);
}

typedef struct
{
  DexPromise *promise;
  GDestroyNotify result_destroy;
} ReadPromise;

static void
complete_read_promise (gpointer completion, gpointer result, GError *error)
{
  ReadPromise *read = completion;

  if (error != NULL)
    dex_promise_reject (read->promise, error);
  else
    chezu_store_resolve_pointer (read->promise, result, read->result_destroy);

  dex_unref (read->promise);
  g_free (read);
}

static void
push_read (ChezuStore *self,
           ChezuStoreReadFunc func,
           gpointer data,
           GDestroyNotify data_destroy,
           ChezuReadCompleteFunc complete,
           gpointer completion)
{
  gboolean closed;

  g_mutex_lock (&self->mutex);
  closed = self->readers == NULL;
  if (!closed)
    chezu_reader_pool_push (self->readers, func, data, data_destroy, complete, completion);
  g_mutex_unlock (&self->mutex);

  if (!closed)
    return;
  complete (completion, NULL,
            g_error_new_literal (CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED,
                                 _ ("The data file was closed before this was read")));
  if (data_destroy != NULL)
    data_destroy (data);
}

/**
 * chezu_store_read:
 * @func: runs on a reader thread, inside one read transaction
 * @data: (transfer full): for @func
 * @result_destroy: (nullable): frees the result if nobody takes it
 *
 * Returns: (transfer full): a future whose result chezu_store_await () takes
 */
DexFuture *
chezu_store_read (ChezuStore *self,
                  ChezuStoreReadFunc func,
                  gpointer data,
                  GDestroyNotify data_destroy,
                  GDestroyNotify result_destroy)
{
  DexPromise *promise;
  ReadPromise *read;

  g_return_val_if_fail (CHEZU_IS_STORE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  promise = dex_promise_new ();
  read = g_new0 (ReadPromise, 1);
  read->promise = dex_ref (promise);
  read->result_destroy = result_destroy;
  push_read (self, func, data, data_destroy, complete_read_promise, read);
  return DEX_FUTURE (promise);
}

/**
 * chezu_store_await:
 * @future: (transfer full): of chezu_store_read (), or of a function that resolves to a pointer
 *
 * Waits in a fiber and takes the result. Of several who wait for one future, the first gets it.
 *
 * Returns: (transfer full) (nullable): the result; %NULL without @error where a result may be %NULL
 */
gpointer
chezu_store_await (DexFuture *future, GError **error)
{
  ChezuStoreResult *result = dex_await_boxed (future, error);
  gpointer value;

  if (result == NULL)
    return NULL;

  value = g_atomic_pointer_exchange (&result->value, NULL);
  result_unref (result);
  return value;
}

/* --- Blocking ----------------------------------------------------------------------------- */

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean done;
  gpointer result;
  GError *error;
} Waiter;

static void
waiter_finish (Waiter *self, gpointer result, GError *error)
{
  g_mutex_lock (&self->mutex);
  self->done = TRUE;
  self->result = result;
  self->error = error;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gpointer
waiter_wait (Waiter *self, GError **error)
{
  g_mutex_lock (&self->mutex);
  while (!self->done)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  if (self->error != NULL)
    g_propagate_error (error, self->error);
  return self->result;
}

static void
complete_write_waiter (gpointer completion, gpointer data, GError *error)
{
  waiter_finish (completion, error == NULL ? GINT_TO_POINTER (TRUE) : NULL, error);
}

static void
complete_read_waiter (gpointer completion, gpointer result, GError *error)
{
  waiter_finish (completion, result, error);
}

/* @data stays the caller's. */
gboolean
chezu_store_write_sync (ChezuStore *self, ChezuStoreWriteFunc func, gpointer data, GError **error)
{
  Waiter waiter = { 0 };

  g_return_val_if_fail (CHEZU_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  g_mutex_init (&waiter.mutex);
  g_cond_init (&waiter.cond);
  push_write (self, func, data, NULL, complete_write_waiter, &waiter);
  return waiter_wait (&waiter, error) != NULL;
}

/* Returns: (transfer full) (nullable): what @func returned */
gpointer
chezu_store_read_sync (ChezuStore *self, ChezuStoreReadFunc func, gpointer data, GError **error)
{
  Waiter waiter = { 0 };

  g_return_val_if_fail (CHEZU_IS_STORE (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  g_mutex_init (&waiter.mutex);
  g_cond_init (&waiter.cond);
  push_read (self, func, data, NULL, complete_read_waiter, &waiter);
  return waiter_wait (&waiter, error);
}
