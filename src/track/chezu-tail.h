/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fixes of the arrival log that are not sealed yet, decoded once and kept by vehicle, so that a
 * vehicle's newest past is found without reading the log. One for each file and program; safe to
 * use from several threads. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

typedef struct _ChezuTail ChezuTail;

/* What one snapshot of the file says of its arrival log. */
typedef struct
{
  gint64 floor; /* whatever has an id up to this is in segments */
  gint64 last;  /* the greatest id */
  /* The table seal: of ids up to @upto, fixes of vehicles below @next_vehicle, and those of
   * @next_vehicle before @next_ms, are in segments. */
  gint64 upto;
  gint64 next_vehicle;
  gint64 next_ms;
} ChezuTailView;

ChezuTail *chezu_tail_new (void);
/* For what comes after @loaded alone. */
ChezuTail *chezu_tail_new_after (gint64 loaded);
ChezuTail *chezu_tail_ref (ChezuTail *self);
void chezu_tail_unref (ChezuTail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTail, chezu_tail_unref)

/* Catching up, for one thread at a time: takes the lock, forgets what @view says is sealed, and
 * returns the id after which rows are wanted. Then rows ascending by id, and the id that was
 * reached. */
gint64 chezu_tail_begin (ChezuTail *self, const ChezuTailView *view);
void chezu_tail_append (ChezuTail *self, gint64 id, const ChezuVehicleFix *fixes, guint n_fixes);
/* The row cannot be read; nobody knows what it held. */
void chezu_tail_append_damaged (ChezuTail *self, gint64 id);
void chezu_tail_end (ChezuTail *self, gint64 loaded);

/* Appends to @ids (of gint64) those up to @last that could not be read. */
void chezu_tail_list_damaged (ChezuTail *self, gint64 last, GArray *ids);

/* The id up to which rows were taken over. */
gint64 chezu_tail_get_loaded (ChezuTail *self);
/* The time of the oldest fix held; G_MAXINT64: there is none. */
gint64 chezu_tail_get_first_ms (ChezuTail *self);
/* Fixes held, and bytes they take. */
guint64 chezu_tail_get_size (ChezuTail *self);
guint64 chezu_tail_get_bytes (ChezuTail *self);

/* Somebody committed @n_fixes, which nobody took over yet. */
void chezu_tail_announce (ChezuTail *self, guint n_fixes);
/* Fixes held and announced. Takes no lock. */
guint chezu_tail_get_waiting (ChezuTail *self);

/* While @trouble keeps fixes from being sealed, no more than @limit should wait; %NULL: it is over.
 */
void chezu_tail_set_trouble (ChezuTail *self, const GError *trouble, guint limit);
/* FALSE with that trouble when as many wait. */
gboolean chezu_tail_check_room (ChezuTail *self, GError **error);

/* Vehicles of which something may be held, ascending, appended to @vehicles (of gint64). FALSE when
 * something that @view needs was forgotten already. */
gboolean chezu_tail_list_vehicles (ChezuTail *self, const ChezuTailView *view, GArray *vehicles);

/* Appends to @fixes (of ChezuFix), ascending, what @view sees and is not sealed for it, with
 * from_ms <= time_ms < to_ms. FALSE when something that it needs was forgotten already; then
 * nothing is appended. */
gboolean chezu_tail_collect (ChezuTail *self,
                             const ChezuTailView *view,
                             gint64 vehicle_id,
                             gint64 from_ms,
                             gint64 to_ms,
                             GArray *fixes);

G_END_DECLS
