/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-outbox-sender.h"

#include "store/chezu-outbox.h"
#include "sync/chezu-bell.h"
#include "sync/chezu-network.h"

/* How often the outbox is looked into. */
#define LOOK_MS 500

struct _ChezuOutboxSender
{
  GObject parent_instance;

  /* Owned references */
  ChezuStore *store;
  ChezuBackend *backend; /* NULL while the source is not there */
  DexFuture *stop;
  DexPromise *ended;

  gint64 source_id;
};

G_DEFINE_FINAL_TYPE (ChezuOutboxSender, chezu_outbox_sender, G_TYPE_OBJECT)

/* Returns: whether the source takes more now */
static gboolean
send_one (ChezuOutboxSender *self, ChezuBackend *backend, const ChezuOutboxItem *item)
{
  g_autoptr (GError) error = NULL;
  ChezuOutboxState state = CHEZU_OUTBOX_UNCERTAIN;
  gboolean handed_over
      = dex_await_boolean (chezu_backend_send_text (backend, item->remote_id, item->text), &error);

  if (error == NULL)
    state = handed_over ? CHEZU_OUTBOX_SENT : CHEZU_OUTBOX_QUEUED;
  else if (g_error_matches (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NOT_SENT))
    state = CHEZU_OUTBOX_WAITING;
  else if (g_error_matches (error, CHEZU_BACKEND_ERROR, CHEZU_BACKEND_ERROR_NO_TEXT))
    state = CHEZU_OUTBOX_FAILED;
  return dex_await (chezu_outbox_settle (self->store, item->id, state,
                                         error != NULL ? error->message : NULL),
                    NULL)
         && state != CHEZU_OUTBOX_WAITING && state != CHEZU_OUTBOX_UNCERTAIN;
}

/* One at a time: what is claimed and not yet sent when the machine dies counts as perhaps sent. */
static gboolean
send_next (ChezuOutboxSender *self, ChezuBackend *backend)
{
  g_autoptr (GPtrArray) items
      = chezu_store_await (chezu_outbox_claim (self->store, self->source_id, 1), NULL);

  return items != NULL && items->len > 0 && send_one (self, backend, g_ptr_array_index (items, 0));
}

static void
send_waiting (ChezuOutboxSender *self)
{
  g_autoptr (ChezuBackend) backend = g_object_ref (self->backend);
  g_autofree gboolean *waiting
      = chezu_store_await (chezu_outbox_is_waiting (self->store, self->source_id), NULL);

  if (waiting == NULL || !*waiting)
    return;
  while (self->backend == backend && dex_future_is_pending (self->stop)
         && send_next (self, backend))
    ;
}

static DexFuture *
send_fiber (gpointer user_data)
{
  ChezuOutboxSender *self = user_data;

  dex_await (chezu_outbox_recover (self->store, self->source_id), NULL);
  while (chezu_sleep (LOOK_MS, self->stop, NULL))
    if (self->backend != NULL)
      send_waiting (self);
  dex_promise_resolve_boolean (self->ended, TRUE);
  return dex_future_new_true ();
}

/* --- The object ----------------------------------------------------------------------------- */

static void
chezu_outbox_sender_finalize (GObject *object)
{
  ChezuOutboxSender *self = CHEZU_OUTBOX_SENDER (object);

  g_clear_object (&self->store);
  g_clear_object (&self->backend);
  dex_clear (&self->stop);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (chezu_outbox_sender_parent_class)->finalize (object);
}

static void
chezu_outbox_sender_class_init (ChezuOutboxSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_outbox_sender_finalize;
}

static void
chezu_outbox_sender_init (ChezuOutboxSender *self)
{
  self->ended = dex_promise_new ();
}

ChezuOutboxSender *
chezu_outbox_sender_new (ChezuStore *store, gint64 source_id, DexFuture *stop)
{
  ChezuOutboxSender *self = g_object_new (CHEZU_TYPE_OUTBOX_SENDER, NULL);

  self->store = g_object_ref (store);
  self->source_id = source_id;
  self->stop = dex_ref (stop);
  return self;
}

void
chezu_outbox_sender_start (ChezuOutboxSender *self)
{
  g_return_if_fail (CHEZU_IS_OUTBOX_SENDER (self));
  chezu_network_run_here (send_fiber, g_object_ref (self), g_object_unref);
}

DexFuture *
chezu_outbox_sender_wait (ChezuOutboxSender *self)
{
  g_return_val_if_fail (CHEZU_IS_OUTBOX_SENDER (self), NULL);
  return dex_ref (DEX_FUTURE (self->ended));
}

void
chezu_outbox_sender_set_backend (ChezuOutboxSender *self, ChezuBackend *backend)
{
  g_return_if_fail (CHEZU_IS_OUTBOX_SENDER (self));
  g_set_object (&self->backend, backend);
}
