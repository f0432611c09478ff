/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-geofence-table.h"

#include "store/chezu-database-private.h"
#include "store/chezu-geofence-rows-private.h"

static gpointer
read_list (ChezuDatabase *db, gpointer data, GError **error)
{
  return chezu_geofence_rows_read (db, error);
}

DexFuture *
chezu_geofence_table_list (ChezuStore *store)
{
  return chezu_store_read (store, read_list, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}

static gpointer
read_version (ChezuDatabase *db, gpointer data, GError **error)
{
  gint64 version;

  if (!chezu_database_query_int (db, "SELECT seq FROM geofence_change", 0, &version, error))
    return NULL;
  return g_memdup2 (&version, sizeof version);
}

DexFuture *
chezu_geofence_table_read_version (ChezuStore *store)
{
  return chezu_store_read (store, read_version, NULL, NULL, g_free);
}
