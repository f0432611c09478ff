/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roads of the store: what tables of lines say of them. */

#pragma once

#include "store/chezu-road-index.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Replaces all roads by those of the tables (paths of CSV files: name_zh, class and wkt, perhaps
 * ref, name_en, from, to, speed_limit or speed_limit_truck and speed_limit_car, length_km), once
 * per content. Resolves to whether anything changed (dex_await_boolean ()); rejects without a
 * change where a table makes no sense, and the message names its line. */
DexFuture *chezu_road_table_load (ChezuStore *store, const char *const *paths);
gboolean chezu_road_table_load_sync (ChezuStore *store, const char *const *paths, GError **error);

/* Resolves to a ChezuRoadIndex (chezu_store_await ()). */
DexFuture *chezu_road_table_read (ChezuStore *store);

/* On the thread of @db. */
ChezuRoadIndex *chezu_road_table_index (ChezuDatabase *db, GError **error);

G_END_DECLS
