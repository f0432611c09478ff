/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries "somebody committed" from the writer thread into a main context, a few times a second at
 * most. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChezuNotifier ChezuNotifier;

/* Emits @signal_id on @object, which is not kept alive, in @context. */
ChezuNotifier *chezu_notifier_new (GObject *object, guint signal_id, GMainContext *context);
ChezuNotifier *chezu_notifier_ref (ChezuNotifier *self);
void chezu_notifier_unref (ChezuNotifier *self);

/* From any thread. */
void chezu_notifier_notify (ChezuNotifier *self);

G_END_DECLS
