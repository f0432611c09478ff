/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables, indexes and triggers are compared with those of an empty store that the same scripts made
 * just now, so nothing needs to be listed twice; and with them the rows in which a GeoPackage
 * describes itself.
 */

#include "store/chezu-verify-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- Tables, indexes, triggers ------------------------------------------------------------ */

/* name → "type sql"; what SQLite makes by itself is left out. */
static GHashTable *
read_objects (ChezuDatabase *db, GError **error)
{
  g_autoptr (GHashTable) objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT name, type || ' ' || coalesce (sql, '') FROM sqlite_schema "
          "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");

  while (chezu_statement_next (select))
    g_hash_table_insert (objects, g_strdup (chezu_statement_get_text (select, 0)),
                         g_strdup (chezu_statement_get_text (select, 1)));
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&objects);
}

/* An index or a trigger holds nothing that is not elsewhere; of tables this is true of those that
 * index space, but not of those that they keep their nodes in. */
static gboolean
can_be_made_again (const char *object)
{
  return g_str_has_prefix (object, "index ") || g_str_has_prefix (object, "trigger ")
         || g_str_has_prefix (object, "table CREATE VIRTUAL TABLE rtree_")
         || g_str_has_prefix (object, "table CREATE VIRTUAL TABLE segment_box ");
}

/* Programs that came between may have quoted or spaced a statement differently. */
static gboolean
says_the_same (const char *a, const char *b)
{
  for (;; a++, b++)
    {
      while (g_ascii_isspace (*a) || *a == '"')
        a++;
      while (g_ascii_isspace (*b) || *b == '"')
        b++;
      if (*a != *b)
        return FALSE;
      if (*a == '\0')
        return TRUE;
    }
}

/* An index over space keeps its nodes in three tables, which come and go with it. */
static gboolean
goes_with_its_index (GHashTable *found, const char *name)
{
  static const char *const suffixes[] = { "_node", "_parent", "_rowid" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (name, suffixes[i]))
      {
        g_autofree char *index = g_strndup (name, strlen (name) - strlen (suffixes[i]));

        return !g_hash_table_contains (found, index);
      }
  return FALSE;
}

gboolean
chezu_verify_check_schema (ChezuVerify *self, GError **error)
{
  g_autoptr (GHashTable) expected = read_objects (self->reference, error);
  g_autoptr (GHashTable) found = expected != NULL ? read_objects (self->db, error) : NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (found == NULL)
    return FALSE;

  names = g_hash_table_get_keys_as_ptr_array (expected);
  g_ptr_array_sort_values (names, (GCompareFunc)strcmp);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      const char *wanted = g_hash_table_lookup (expected, name);
      const char *there = g_hash_table_lookup (found, name);

      if (there == NULL && goes_with_its_index (found, name))
        continue;
      if (there == NULL)
        chezu_verify_note (self, CHEZU_VERIFY_SCHEMA, can_be_made_again (wanted), g_strdup (name),
                           _ ("It is missing"));
      else if (!says_the_same (wanted, there))
        chezu_verify_note (self, CHEZU_VERIFY_SCHEMA, can_be_made_again (wanted), g_strdup (name),
                           _ ("It is not as this version makes it"));
    }
  return TRUE;
}

/* --- The rows in which the file describes itself ------------------------------------------ */

static const struct
{
  const char *table;
  const char *select; /* what names a row, and what it should say */
} listed[] = {
  { "gpkg_spatial_ref_sys",
    "SELECT srs_id, concat_ws (' ', organization, organization_coordsys_id, definition) "
    "FROM gpkg_spatial_ref_sys" },
  { "gpkg_contents",
    "SELECT table_name, concat_ws (' ', data_type, identifier, srs_id) FROM gpkg_contents" },
  { "gpkg_geometry_columns",
    "SELECT table_name, concat_ws (' ', column_name, geometry_type_name, srs_id, z, m) "
    "FROM gpkg_geometry_columns" },
  { "gpkg_extensions", "SELECT concat_ws (' ', table_name, column_name, extension_name), "
                       "concat_ws (' ', definition, scope) FROM gpkg_extensions" },
};

static GHashTable *
read_rows (ChezuDatabase *db, const char *sql, GError **error)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ChezuStatement *select = chezu_database_prepare (db, sql);

  while (chezu_statement_next (select))
    {
      const char *name = chezu_statement_get_text (select, 0);

      if (name != NULL)
        g_hash_table_insert (rows, g_strdup (name),
                             g_strdup (chezu_statement_get_text (select, 1)));
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}

gboolean
chezu_verify_check_contents (ChezuVerify *self, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    {
      g_autoptr (GHashTable) expected = read_rows (self->reference, listed[i].select, error);
      g_autoptr (GHashTable) found
          = expected != NULL ? read_rows (self->db, listed[i].select, error) : NULL;
      GHashTableIter iter;
      const char *name;
      const char *wanted;

      if (found == NULL)
        return FALSE;
      g_hash_table_iter_init (&iter, expected);
      while (g_hash_table_iter_next (&iter, (gpointer *)&name, (gpointer *)&wanted))
        if (g_strcmp0 (g_hash_table_lookup (found, name), wanted) != 0)
          chezu_verify_note (self, CHEZU_VERIFY_CONTENTS, TRUE,
                             g_strdup_printf ("%s “%s”", listed[i].table, name),
                             _ ("The row that describes it is missing or wrong"));
    }
  return TRUE;
}
