/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What SQLite itself can tell: pages, indexes, references, and the head of the file. */

#include "store/chezu-verify-private.h"

#include "store/chezu-schema-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* Steps of SQLite's between two looks at whether to go on. */
#define TELL_STEPS 200000

typedef struct
{
  ChezuVerify *verify;
  GError *error;
} Watch;

static int
watch_cb (gpointer data)
{
  Watch *watch = data;

  return watch->error != NULL
         || !chezu_verify_tell (watch->verify, _ ("the data file"), 0, 0, &watch->error);
}

/* "… missing from index NAME", "wrong # of entries in index NAME", "non-unique entry in index
 * NAME". */
static char *
find_index_name (const char *line)
{
  const char *at = strstr (line, " index ");

  if (at == NULL
      || !(strstr (line, "missing from index") != NULL || strstr (line, "entries in index") != NULL
           || strstr (line, "entry in index") != NULL))
    return NULL;
  return g_strdup (at + strlen (" index "));
}

/* "In RTree main.NAME:" is the first line of what an index over space complains of. */
static char *
find_rtree_name (const char *line)
{
  const char *at = strstr (line, "In RTree main.");
  const char *end;

  if (at == NULL)
    return NULL;
  at += strlen ("In RTree main.");
  end = strchr (at, ':');
  return end == NULL ? g_strdup (at) : g_strndup (at, (gsize)(end - at));
}

static void
note_line (ChezuVerify *self, const char *line)
{
  g_autofree char *index = find_index_name (line);
  g_autofree char *rtree = find_rtree_name (line);
  g_autofree char *one_line = g_strdelimit (g_strdup (line), "\n", ' ');

  if (index != NULL)
    chezu_verify_note (self, CHEZU_VERIFY_INDEX, TRUE, g_strdup (index),
                       _ ("The index disagrees with its table: %s"), one_line);
  else if (rtree != NULL)
    chezu_verify_note (self,
                       g_str_equal (rtree, "segment_box") ? CHEZU_VERIFY_SEGMENT_BOX
                                                          : CHEZU_VERIFY_LAYER_INDEX,
                       TRUE, g_strdup (rtree), _ ("The spatial index is damaged: %s"), one_line);
  else
    chezu_verify_note (self, CHEZU_VERIFY_DATABASE, FALSE, g_strdup ("database"), "%s", one_line);
}

gboolean
chezu_verify_check_database (ChezuVerify *self, GError **error)
{
  Watch watch = { .verify = self };
  sqlite3 *handle = chezu_database_get_handle (self->db);
  ChezuStatement *check = chezu_database_prepare (
      self->db, self->options->quick ? "PRAGMA quick_check" : "PRAGMA integrity_check");
  gboolean succeeded;

  sqlite3_progress_handler (handle, TELL_STEPS, watch_cb, &watch);
  while (chezu_statement_next (check))
    {
      const char *line = chezu_statement_get_text (check, 0);

      if (g_strcmp0 (line, "ok") != 0)
        note_line (self, line);
    }
  succeeded = chezu_statement_done (check, watch.error == NULL ? error : NULL);
  sqlite3_progress_handler (handle, 0, NULL, NULL);

  if (watch.error != NULL)
    {
      g_propagate_error (error, watch.error);
      return FALSE;
    }
  return succeeded
         && chezu_database_query_int (self->db, "PRAGMA page_count", 0, &self->report->n_pages,
                                      error);
}

gboolean
chezu_verify_check_references (ChezuVerify *self, GError **error)
{
  ChezuStatement *check = chezu_database_prepare (self->db, "PRAGMA foreign_key_check");

  while (chezu_statement_next (check))
    {
      const char *table = chezu_statement_get_text (check, 0);
      const char *parent = chezu_statement_get_text (check, 2);

      chezu_verify_note (
          self, CHEZU_VERIFY_REFERENCE, FALSE,
          g_strdup_printf ("%s %" G_GINT64_FORMAT, table, chezu_statement_get_int (check, 1)),
          _ ("The row names a row of “%s” that does not exist"), parent);
    }
  return chezu_statement_done (check, error);
}

static gboolean
check_number (
    ChezuVerify *self, const char *pragma, gint64 expected, const char *name, GError **error)
{
  gint64 found;

  if (!chezu_database_query_int (self->db, pragma, 0, &found, error))
    return FALSE;
  if (found != expected)
    chezu_verify_note (
        self, CHEZU_VERIFY_IDENTITY, TRUE, g_strdup (name),
        _ ("The head of the file says %" PRId64 " where a GeoPackage of this version has %" PRId64),
        found, expected);
  return TRUE;
}

gboolean
chezu_verify_check_identity (ChezuVerify *self, GError **error)
{
  return check_number (self, "PRAGMA application_id", CHEZU_SCHEMA_APPLICATION_ID, "application_id",
                       error)
         && check_number (self, "PRAGMA user_version", CHEZU_SCHEMA_USER_VERSION, "user_version",
                          error);
}
