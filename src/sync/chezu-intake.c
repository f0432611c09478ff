/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-intake.h"

#include "sync/chezu-bell.h"

/* Between attempts to commit; longer each time. */
#define RETRY_MIN_MS 100
#define RETRY_MAX_MS 5000
#define RETRY_DOUBLINGS 6
/* So often a failure is taken for one that may pass although nothing says so. */
#define UNCLEAR_MAX 4

struct _ChezuIntake
{
  ChezuStore *store; /* Owned reference, or NULL */
  gint64 source_id;
  guint batch_max;

  ChezuBatch *batch; /* NULL as long as nothing came */
  guint size;
  gint64 newest_server_ms;
  gboolean unknown;
  DexFuture *stop; /* NULL: nobody stops us */

  ChezuIntakeWatchFunc watch; /* NULL: nobody */
  gpointer watch_data;
};

ChezuIntake *
chezu_intake_new (ChezuStore *store, gint64 source_id, guint batch_max)
{
  ChezuIntake *self = g_new0 (ChezuIntake, 1);

  g_return_val_if_fail (batch_max > 0, NULL);

  g_set_object (&self->store, store);
  self->source_id = source_id;
  self->batch_max = batch_max;
  return self;
}

void
chezu_intake_free (ChezuIntake *self)
{
  if (self == NULL)
    return;
  chezu_intake_discard (self);
  g_clear_object (&self->store);
  dex_clear (&self->stop);
  g_free (self);
}

void
chezu_intake_set_watch (ChezuIntake *self, ChezuIntakeWatchFunc func, gpointer user_data)
{
  self->watch = func;
  self->watch_data = user_data;
}

void
chezu_intake_set_stop (ChezuIntake *self, DexFuture *stop)
{
  dex_clear (&self->stop);
  self->stop = dex_ref (stop);
}

ChezuBatch *
chezu_intake_get_batch (ChezuIntake *self)
{
  if (self->batch == NULL && self->store != NULL)
    self->batch = chezu_batch_new (self->source_id);
  return self->batch;
}

/* Counts one more record. Returns the batch it belongs in, or NULL when we only count. */
static ChezuBatch *
count_record (ChezuIntake *self)
{
  self->size++;
  return chezu_intake_get_batch (self);
}

void
chezu_intake_add_device (ChezuIntake *self, const ChezuDevice *device)
{
  ChezuBatch *batch = count_record (self);

  if (batch != NULL)
    chezu_batch_add_device (batch, device);
}

/**
 * chezu_intake_add_position:
 * @server_ms: when the source itself received the fix, 0 unknown; the newest of a batch tells how
 *   far behind we are
 */
void
chezu_intake_add_position (ChezuIntake *self, const ChezuPosition *position, gint64 server_ms)
{
  ChezuBatch *batch = count_record (self);

  if (batch == NULL)
    return;
  chezu_batch_add_position (batch, position);
  if (self->watch != NULL)
    self->watch (batch, position, self->watch_data);
  self->newest_server_ms = MAX (self->newest_server_ms, server_ms);
}

void
chezu_intake_add_event (ChezuIntake *self, const ChezuEvent *event)
{
  ChezuBatch *batch = count_record (self);

  if (batch != NULL)
    chezu_batch_add_event (batch, event);
}

void
chezu_intake_refuse (ChezuIntake *self, ChezuRefusal reason, const char *record, gssize length)
{
  chezu_intake_refuse_of (self, 0, 0, reason, record, length);
}

void
chezu_intake_refuse_of (ChezuIntake *self,
                        gint64 remote_id,
                        gint64 time_ms,
                        ChezuRefusal reason,
                        const char *record,
                        gssize length)
{
  ChezuBatch *batch = count_record (self);

  if (batch != NULL)
    chezu_batch_add_refusal_of (batch, remote_id, time_ms, reason, record, length);
}

/* The cursor is committed with everything that came before it. */
void
chezu_intake_set_cursor (ChezuIntake *self, const char *cursor)
{
  ChezuBatch *batch = count_record (self);

  if (batch != NULL)
    chezu_batch_set_cursor (batch, cursor);
}

void
chezu_intake_set_devices_complete (ChezuIntake *self)
{
  ChezuBatch *batch = count_record (self);

  if (batch != NULL)
    chezu_batch_set_devices_complete (batch);
}

gboolean
chezu_intake_is_full (ChezuIntake *self)
{
  return self->size >= self->batch_max;
}

guint
chezu_intake_get_size (ChezuIntake *self)
{
  return self->size;
}

gboolean
chezu_intake_make_room (ChezuIntake *self, GError **error)
{
  return !chezu_intake_is_full (self) || chezu_intake_flush (self, error);
}

/* A full disk gets room again, a lock is dropped: that is waited for however long it takes. */
static gboolean
may_pass (const GError *error, guint attempt)
{
  if (error->domain != CHEZU_STORE_ERROR)
    return FALSE;
  switch ((ChezuStoreError)error->code)
    {
    case CHEZU_STORE_ERROR_FULL:
    case CHEZU_STORE_ERROR_BUSY:
    case CHEZU_STORE_ERROR_READ_ONLY:
      return TRUE;
    case CHEZU_STORE_ERROR_FAILED:
      return attempt < UNCLEAR_MAX;
    case CHEZU_STORE_ERROR_NOT_A_STORE:
    case CHEZU_STORE_ERROR_NEWER:
    case CHEZU_STORE_ERROR_CLOSED:
    case CHEZU_STORE_ERROR_NOT_FOUND:
    case CHEZU_STORE_ERROR_EXISTS:
    case CHEZU_STORE_ERROR_DAMAGED:
    case CHEZU_STORE_ERROR_INVALID:
    default:
      return FALSE;
    }
}

/* Until the store has taken it, or never will. */
static ChezuBatchResult *
commit (ChezuIntake *self, ChezuBatch *batch, GError **error)
{
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (GError) cause = NULL;
      ChezuBatchResult *result = chezu_store_await (
          chezu_store_commit_batch (self->store, chezu_batch_ref (batch)), &cause);

      if (cause == NULL)
        return result;
      if (!may_pass (cause, attempt)
          || !chezu_sleep (MIN (RETRY_MIN_MS << MIN (attempt, RETRY_DOUBLINGS), RETRY_MAX_MS),
                           self->stop, NULL))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return NULL;
        }
    }
}

/**
 * chezu_intake_flush:
 *
 * Commits what has come together. Waits in a fiber, and does not let a stop interrupt it: what was
 * received is kept. A store that cannot take it now is waited for, and whoever sends has to wait as
 * well.
 *
 * Returns: %FALSE when the store refused for good; the batch is lost then, and neither its cursor
 * nor its proof was moved
 */
gboolean
chezu_intake_flush (ChezuIntake *self, GError **error)
{
  g_autoptr (ChezuBatch) batch = g_steal_pointer (&self->batch);
  g_autofree ChezuBatchResult *result = NULL;
  g_autoptr (GError) local_error = NULL;

  self->size = 0;
  if (batch == NULL)
    return TRUE;

  if (self->newest_server_ms > 0)
    chezu_batch_set_newest_server_time (batch, self->newest_server_ms);
  self->newest_server_ms = 0;

  result = commit (self, batch, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (result != NULL && result->unknown_vehicle > 0)
    self->unknown = TRUE;
  return TRUE;
}

void
chezu_intake_discard (ChezuIntake *self)
{
  g_clear_pointer (&self->batch, chezu_batch_free);
  self->size = 0;
  self->newest_server_ms = 0;
}

gboolean
chezu_intake_take_unknown (ChezuIntake *self)
{
  gboolean unknown = self->unknown;

  self->unknown = FALSE;
  return unknown;
}
