/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The past of vehicles: fixes are durable in the arrival log at commit and sealed into segments
 * later; readers see both as one. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"
#include "track/chezu-track-reader.h"

G_BEGIN_DECLS

/* A fix on its way into the history, and what became of it. A fix is known by vehicle and time; the
 * first one stays. */
typedef struct
{
  gint64 vehicle_id;
  /* The time of the vehicle's newest fix that is stored; G_MININT64: none is. The same for all
   * items of a vehicle. */
  gint64 newest_ms;
  ChezuFix fix;
  /* Set by chezu_history_add (): a fix of that vehicle and time is there already, or before it in
   * the list. */
  gboolean duplicate;
} ChezuHistoryItem;

/* On the writer thread: one record of the arrival log for all that are new. */
gboolean
chezu_history_add (ChezuDatabase *db, ChezuHistoryItem *items, guint n_items, GError **error);

/* On the writer thread: fixes of one vehicle, ascending, straight into segments; for large imports.
 * @n_inserted: how many were not there yet. */
gboolean chezu_history_load (ChezuDatabase *db,
                             gint64 vehicle_id,
                             const ChezuFix *fixes,
                             guint n_fixes,
                             guint *n_inserted,
                             GError **error);

/* Resolves when everything that was committed before the call is sealed. Sealing goes on by itself
 * while a store is open for writing; this is for programs that want it done now. */
DexFuture *chezu_history_seal (ChezuStore *store);

/* On a reader thread. Appends to @fixes (of ChezuFix), ascending, those with from_ms <= time_ms <
 * to_ms. */
gboolean chezu_history_collect (ChezuDatabase *db,
                                gint64 vehicle_id,
                                gint64 from_ms,
                                gint64 to_ms,
                                GArray *fixes,
                                GError **error);

/* On a reader thread: everything that answers @query, as runs (chezu_track_cursor_next ()). */
ChezuTrackCursor *chezu_history_query (ChezuDatabase *db, const ChezuTrackQuery *query);

gint64 chezu_history_count (ChezuDatabase *db, GError **error);

/* Resolves to a GArray of ChezuFix. */
DexFuture *chezu_history_read (ChezuStore *store, gint64 vehicle_id, gint64 from_ms, gint64 to_ms);

#define CHEZU_HISTORY_DAYS_MAX 31

/* Which of @n days, at most CHEZU_HISTORY_DAYS_MAX, have a fix of any vehicle: @starts_ms are their
 * beginnings and the end of the last one. Resolves to a guint32 (free with g_free), bit by bit. */
DexFuture *chezu_history_read_days (ChezuStore *store, const gint64 *starts_ms, guint n);

/* Metres along a track, see chezu-mileage.h. */
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
