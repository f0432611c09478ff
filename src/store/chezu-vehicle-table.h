/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Latest state: one row per vehicle, with a sequence number that grows at every change. */

#pragma once

#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* A page of rows with the text they point to. */
typedef struct
{
  GArray *rows; /* of ChezuVehicleRow */
  GStringChunk *strings;
  gint64 last_seq; /* pass it on to the next call */
  gboolean more;   /* the page was full: ask again at once */
} ChezuVehiclePage;

void chezu_vehicle_page_free (ChezuVehiclePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuVehiclePage, chezu_vehicle_page_free)

/* Resolves to a ChezuVehiclePage: at most @limit vehicles whose seq is greater than @after_seq, in
 * order of seq. */
DexFuture *chezu_vehicle_table_changes (ChezuStore *store, gint64 after_seq, guint limit);

typedef struct
{
  gint64 vehicles;
  gint64 fixes;
  gint64 events;
  gint64 places;
  gint64 regions;
  gint64 newest_fix_ms; /* 0 none */
  gint64 bytes;         /* of the file with its write-ahead log */
} ChezuStoreTotals;

/* Resolves to a ChezuStoreTotals (free with g_free). */
DexFuture *chezu_store_read_totals (ChezuStore *store);
ChezuStoreTotals *chezu_store_read_totals_sync (ChezuStore *store, GError **error);

G_END_DECLS
