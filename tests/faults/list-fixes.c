/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints every fix of a store, as "vehicle time" a line, without opening it as a program of Chezu
 * would: the campaign looks at what lies there, and nothing is sealed or mended by looking. */

#include "track/chezu-track-reader.h"

#include <stdio.h>

static gboolean
print_fixes (ChezuTrackReader *reader, GError **error)
{
  ChezuTrackQuery query = CHEZU_TRACK_QUERY_ALL;
  g_autoptr (ChezuTrackCursor) cursor = chezu_track_cursor_new (reader, &query);
  g_autoptr (GError) local_error = NULL;
  ChezuTrackRun run;

  while (chezu_track_cursor_next (cursor, &run, &local_error))
    for (guint i = 0; i < run.n_fixes; i++)
      printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", run.vehicle_id, run.fixes[i].time_ms);

  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = NULL;
  gboolean printed = FALSE;

  if (argc != 2)
    return 2;

  if (sqlite3_open_v2 (argv[1], &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK)
    {
      g_autoptr (ChezuTrackReader) reader = chezu_track_reader_new (db, NULL);

      sqlite3_busy_timeout (db, 10000);
      sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
      printed = print_fixes (reader, &error);
    }
  if (!printed)
    fprintf (stderr, "%s\n", error != NULL ? error->message : sqlite3_errmsg (db));
  sqlite3_close (db);
  return printed ? 0 : 1;
}
