/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The vehicles that are selected, by identifier: one set that map, list and panes share. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_SELECTION (chezu_selection_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSelection, chezu_selection, CHEZU, SELECTION, GObject)

/* Main thread only. Signal "changed" () after each change, once however many vehicles changed. */
ChezuSelection *chezu_selection_new (void);

guint chezu_selection_get_n (ChezuSelection *self);
gboolean chezu_selection_contains (ChezuSelection *self, gint64 vehicle_id);
/* Ascending, valid until the next change. */
const gint64 *chezu_selection_peek (ChezuSelection *self, guint *n);
/* The one that details are shown of; 0 when nothing is selected. */
gint64 chezu_selection_get_lead (ChezuSelection *self);

/* The last of @ids becomes the lead. */
void chezu_selection_replace (ChezuSelection *self, const gint64 *ids, guint n);
void chezu_selection_add (ChezuSelection *self, const gint64 *ids, guint n);
void chezu_selection_remove (ChezuSelection *self, const gint64 *ids, guint n);
void chezu_selection_toggle (ChezuSelection *self, gint64 vehicle_id);
void chezu_selection_clear (ChezuSelection *self);

G_END_DECLS
