/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stretch of the past of all vehicles, read from the history once and then asked for any moment
 * in it: twenty bytes a fix, found by bisection. */

#pragma once

#include "store/chezu-history.h"

G_BEGIN_DECLS

/* Which vehicles, by their index in the fleet. Never changes once made; shared by reference. */
typedef struct _ChezuPastRoster ChezuPastRoster;

ChezuPastRoster *chezu_past_roster_new (const gint64 *ids, guint n);
ChezuPastRoster *chezu_past_roster_ref (ChezuPastRoster *self);
void chezu_past_roster_unref (ChezuPastRoster *self);
guint chezu_past_roster_get_n (ChezuPastRoster *self);

typedef struct _ChezuPastStretch ChezuPastStretch;

/* Resolves to a ChezuPastStretch of [from_ms, to_ms). Of each vehicle it holds the last fix before
 * @from_ms, however old, unless that is before @first_ms, with which the history begins; then all
 * fixes that are at least @spacing_ms apart. */
DexFuture *chezu_past_stretch_read (ChezuStore *store,
                                    ChezuPastRoster *roster,
                                    gint64 from_ms,
                                    gint64 to_ms,
                                    gint64 spacing_ms,
                                    gint64 first_ms);
void chezu_past_stretch_free (ChezuPastStretch *self);

gboolean chezu_past_stretch_covers (const ChezuPastStretch *self, gint64 time_ms);
gint64 chezu_past_stretch_get_from (const ChezuPastStretch *self);
/* Bytes that it takes. */
gsize chezu_past_stretch_get_size (const ChezuPastStretch *self);

/* @fix: (out): the last one at or before @time_ms; altitude and odometer are not kept. FALSE: there
 * was none yet. */
gboolean
chezu_past_stretch_find (const ChezuPastStretch *self, guint index, gint64 time_ms, ChezuFix *fix);

/* @fix: (out): the first one after @time_ms, if it is in the stretch or within two minutes behind
 * it. */
gboolean chezu_past_stretch_find_next (const ChezuPastStretch *self,
                                       guint index,
                                       gint64 time_ms,
                                       ChezuFix *fix);
gint64 chezu_past_stretch_get_spacing (const ChezuPastStretch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuPastStretch, chezu_past_stretch_free)

G_END_DECLS
