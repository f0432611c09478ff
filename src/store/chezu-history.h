/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past of a vehicle. Fixes are plain rows for now; whoever calls here will not notice when
 * segments replace them. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* On the writer thread. TRUE in @inserted when the fix was not there yet (a fix is known by vehicle
 * and time). */
gboolean chezu_history_append (
    ChezuDatabase *db, gint64 vehicle_id, const ChezuFix *fix, gboolean *inserted, GError **error);

/* On a reader thread. Appends to @fixes (of ChezuFix), ascending, those with from_ms <= time_ms <
 * to_ms. */
gboolean chezu_history_collect (ChezuDatabase *db,
                                gint64 vehicle_id,
                                gint64 from_ms,
                                gint64 to_ms,
                                GArray *fixes,
                                GError **error);

gint64 chezu_history_count (ChezuDatabase *db, GError **error);

/* Resolves to a GArray of ChezuFix. */
DexFuture *chezu_history_read (ChezuStore *store, gint64 vehicle_id, gint64 from_ms, gint64 to_ms);

/* Metres along a track: the difference of odometers where both ends have one, else the sum of
 * great-circle steps. */
double chezu_history_mileage_m (const ChezuFix *fixes, gsize n_fixes);

typedef struct
{
  gint64 id;
  gint64 time_ms;
  char *kind;
  char *alarm; /* NULL when it is none */
} ChezuEventRow;

void chezu_event_row_free (ChezuEventRow *self);

/* Resolves to a GPtrArray of ChezuEventRow, newest first. */
DexFuture *
chezu_event_table_of_vehicle (ChezuStore *store, gint64 vehicle_id, gint64 from_ms, gint64 to_ms);

G_END_DECLS
