/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-notifier-private.h"

#define MIN_INTERVAL_US (100 * G_TIME_SPAN_MILLISECOND)

struct _ChezuNotifier
{
  GWeakRef object;
  guint signal_id;
  GMainContext *context; /* owned */

  GMutex mutex;
  gboolean waiting;  /* an emission is on its way */
  gint64 emitted_us; /* monotonic, of the last one */
};

ChezuNotifier *
chezu_notifier_new (GObject *object, guint signal_id, GMainContext *context)
{
  ChezuNotifier *self = g_atomic_rc_box_new0 (ChezuNotifier);

  g_weak_ref_init (&self->object, object);
  self->signal_id = signal_id;
  self->context = g_main_context_ref (context);
  g_mutex_init (&self->mutex);
  return self;
}

static void
clear (gpointer data)
{
  ChezuNotifier *self = data;

  g_weak_ref_clear (&self->object);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
}

ChezuNotifier *
chezu_notifier_ref (ChezuNotifier *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
chezu_notifier_unref (ChezuNotifier *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

static gboolean
emit_cb (gpointer data)
{
  ChezuNotifier *self = data;
  g_autoptr (GObject) object = NULL;

  /* Cleared before emitting: what is committed from here on deserves another emission. */
  g_mutex_lock (&self->mutex);
  self->waiting = FALSE;
  self->emitted_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);

  object = g_weak_ref_get (&self->object);
  if (object != NULL)
    g_signal_emit (object, self->signal_id, 0);
  return G_SOURCE_REMOVE;
}

void
chezu_notifier_notify (ChezuNotifier *self)
{
  g_autoptr (GSource) source = NULL;
  gint64 due_us;

  g_mutex_lock (&self->mutex);
  if (!self->waiting)
    {
      due_us = self->emitted_us == 0 ? 0 : self->emitted_us + MIN_INTERVAL_US;
      source = g_timeout_source_new (0);
      g_source_set_ready_time (source, MAX (due_us, g_get_monotonic_time ()));
      g_source_set_callback (source, emit_cb, chezu_notifier_ref (self),
                             (GDestroyNotify)chezu_notifier_unref);
      self->waiting = TRUE;
    }
  g_mutex_unlock (&self->mutex);

  if (source != NULL)
    g_source_attach (source, self->context);
}
