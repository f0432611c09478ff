/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-snapshot-private.h"

#include "store/chezu-schema-private.h"

#define BUSY_TIMEOUT_MS 5000

static ChezuDatabase *
try_to_open (const char *path, ChezuDatabaseAccess access, GError **error)
{
  g_autoptr (ChezuDatabase) db = chezu_database_open (path, access, BUSY_TIMEOUT_MS, error);
  gint64 n_tables;

  if (db == NULL || !chezu_database_execute (db, "BEGIN", error)
      || !chezu_database_query_int (db, "SELECT count(*) FROM sqlite_schema", 0, &n_tables, error))
    return NULL;
  return g_steal_pointer (&db);
}

/* A log can be read only with its index, which somebody must be able to write; without a log the
 * file is all there is. */
ChezuDatabase *
chezu_snapshot_open (const char *path, GError **error)
{
  ChezuDatabase *db = try_to_open (path, CHEZU_DATABASE_QUERY_ONLY, NULL);

  if (db == NULL)
    db = try_to_open (path, CHEZU_DATABASE_READ_ONLY, chezu_schema_has_log (path) ? error : NULL);
  if (db == NULL && !chezu_schema_has_log (path))
    db = try_to_open (path, CHEZU_DATABASE_IMMUTABLE, error);
  return db;
}
