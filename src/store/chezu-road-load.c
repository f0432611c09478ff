/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From tables of lines to the table of roads. */

#include "store/chezu-road-table.h"

#include "base/chezu-csv.h"
#include "base/chezu-time.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-road-words-private.h"
#include "store/chezu-rule-table-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define NAME "road"

/* In the words of OpenStreetMap, as the base map has them. */
static const struct
{
  const char *key;
  ChezuRoadClass class;
} classes[] = {
  { "motorway", CHEZU_ROAD_EXPRESSWAY }, { "trunk", CHEZU_ROAD_FIRST },
  { "primary", CHEZU_ROAD_SECOND },      { "secondary", CHEZU_ROAD_CITY },
  { "tertiary", CHEZU_ROAD_THIRD },      { "residential", CHEZU_ROAD_BRANCH },
};

ChezuRoadClass
chezu_road_class_from_key (const char *key)
{
  for (guint i = 0; key != NULL && i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i].key, key))
      return classes[i].class;
  return CHEZU_ROAD_UNKNOWN;
}

/* --- Lines ---------------------------------------------------------------------------------- */

static gboolean
set_row_error (ChezuCsv *csv, guint row, const char *path, const char *what, GError **error)
{
  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
               /* TRANSLATORS: a file, a line number, what is wrong there */
               _ ("“%s”, line %u: %s"), path, chezu_csv_get_line (csv, row), what);
  return FALSE;
}

/* "LINESTRING(117.2 34.7,117.3 34.8)" */
static gboolean
read_line (const char *text, ChezuOverlayShapes *shapes)
{
  const ChezuOverlayFeature feature = { .kind = CHEZU_OVERLAY_LINE };
  guint n = 0;

  if (!g_str_has_prefix (text, "LINESTRING"))
    return FALSE;
  text += strlen ("LINESTRING");
  text += strspn (text, " (");
  chezu_overlay_shapes_add_feature (shapes, &feature);
  chezu_overlay_shapes_add_part (shapes, FALSE);
  for (;; n++)
    {
      char *end;
      double lon = g_ascii_strtod (text, &end);
      const char *second = end;
      double lat = g_ascii_strtod (second, &end);

      if (end == second || !(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90))
        return FALSE;
      chezu_overlay_shapes_add_vertex (shapes, lon, lat);
      text = end + strspn (end, " ");
      if (*text != ',')
        break;
      text++;
    }
  return *text == ')' && n >= 1;
}

static GBytes *
read_geometry (const char *text)
{
  ChezuOverlayShapes *shapes = chezu_overlay_shapes_new ();
  GBytes *geometry = read_line (text, shapes) ? chezu_geometry_write_shape (shapes, 0) : NULL;

  chezu_overlay_shapes_unref (shapes);
  return geometry;
}

/* --- Rows ----------------------------------------------------------------------------------- */

typedef struct
{
  ChezuDatabase *db;
  ChezuCsv *csv;
  const char *path;
  int name_zh;
  int class;
  int wkt;
} Table;

static const char *
optional (Table *self, guint row, const char *name)
{
  int column = chezu_csv_find_column (self->csv, name, NULL);
  const char *text = column >= 0 ? chezu_csv_get (self->csv, row, column) : "";

  return *text != '\0' ? text : NULL;
}

static double
optional_number (Table *self, guint row, const char *name)
{
  const char *text = optional (self, row, name);
  double value = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  return CLAMP (value, 0, 1e6);
}

static gboolean
insert_row (Table *self, guint row, GError **error)
{
  double limit = optional_number (self, row, "speed_limit");
  double truck = optional_number (self, row, "speed_limit_truck");
  double car = optional_number (self, row, "speed_limit_car");
  const char *class = chezu_csv_get (self->csv, row, self->class);
  g_autoptr (GBytes) geometry = read_geometry (chezu_csv_get (self->csv, row, self->wkt));
  ChezuStatement *insert = chezu_database_prepare (
      self->db, "INSERT INTO road (geom, ref, name_zh, name_en, from_zh, to_zh, class, "
                "limit_truck_km_h, limit_car_km_h, length_m) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");

  if (geometry == NULL)
    return set_row_error (self->csv, row, self->path, _ ("the road has no line"), error);
  if (chezu_road_class_from_key (class) == CHEZU_ROAD_UNKNOWN)
    return set_row_error (self->csv, row, self->path, _ ("no such class of road"), error);

  chezu_statement_bind_blob (insert, 1, g_bytes_get_data (geometry, NULL),
                             g_bytes_get_size (geometry));
  chezu_statement_bind_text (insert, 2, optional (self, row, "ref"));
  chezu_statement_bind_text (insert, 3, chezu_csv_get (self->csv, row, self->name_zh));
  chezu_statement_bind_text (insert, 4, optional (self, row, "name_en"));
  chezu_statement_bind_text (insert, 5, optional (self, row, "from"));
  chezu_statement_bind_text (insert, 6, optional (self, row, "to"));
  chezu_statement_bind_text (insert, 7, class);
  chezu_statement_bind_int (insert, 8, (gint64)(truck > 0 ? truck : limit));
  chezu_statement_bind_int (insert, 9, (gint64)(car > 0 ? car : limit));
  chezu_statement_bind_int (insert, 10,
                            (gint64)(optional_number (self, row, "length_km") * 1000.0));
  return chezu_statement_run (insert, error);
}

static gboolean
insert_table (ChezuDatabase *db, const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (ChezuCsv) csv = chezu_csv_new_from_text (text, length, path, error);
  Table table = { .db = db, .csv = csv, .path = path };

  if (csv == NULL || (table.name_zh = chezu_csv_find_column (csv, "name_zh", error)) < 0
      || (table.class = chezu_csv_find_column (csv, "class", error)) < 0
      || (table.wkt = chezu_csv_find_column (csv, "wkt", error)) < 0)
    return FALSE;
  for (guint row = 0; row < chezu_csv_get_n_rows (csv); row++)
    if (!insert_row (&table, row, error))
      return FALSE;
  return TRUE;
}

/* --- Once per content ----------------------------------------------------------------------- */

typedef struct
{
  char **paths;
  gboolean changed;
} Load;

static void
load_free (Load *load)
{
  g_strfreev (load->paths);
  g_free (load);
}

static gboolean
is_loaded (ChezuDatabase *db, const char *hash, gboolean *loaded, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT 1 FROM reference_file WHERE name = '" NAME "' AND hash = ?1");

  chezu_statement_bind_text (select, 1, hash);
  *loaded = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

static gboolean
remember (ChezuDatabase *db, const char *hash, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db,
      "INSERT OR REPLACE INTO reference_file (name, hash, loaded_ms) VALUES ('" NAME "', ?1, ?2)");

  chezu_statement_bind_text (insert, 1, hash);
  chezu_statement_bind_int (insert, 2, chezu_time_now_ms ());
  return chezu_statement_run (insert, error) && chezu_layer_touch (db, NAME, error)
         && chezu_rule_bump (db, error);
}

static GPtrArray *
read_files (char **paths, char **hash, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      char *text;
      gsize length;

      if (!g_file_get_contents (paths[i], &text, &length, error))
        return NULL;
      g_checksum_update (checksum, (const guchar *)text, (gssize)length);
      g_ptr_array_add (texts, g_bytes_new_take (text, length));
    }
  *hash = g_strdup (g_checksum_get_string (checksum));
  return g_steal_pointer (&texts);
}

static gboolean
load_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Load *load = data;
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) texts = read_files (load->paths, &hash, error);
  gboolean loaded;

  load->changed = FALSE;
  if (texts == NULL || !is_loaded (db, hash, &loaded, error))
    return FALSE;
  if (loaded)
    return TRUE;
  if (!chezu_database_execute (db, "DELETE FROM road", error))
    return FALSE;
  for (guint i = 0; i < texts->len; i++)
    {
      gsize length;
      const char *text = g_bytes_get_data (g_ptr_array_index (texts, i), &length);

      if (!insert_table (db, load->paths[i], text, length, error))
        return FALSE;
    }
  load->changed = TRUE;
  return remember (db, hash, error);
}

static void
resolve_changed (DexPromise *promise, gpointer data)
{
  dex_promise_resolve_boolean (promise, ((const Load *)data)->changed);
}

static Load *
load_new (const char *const *paths)
{
  Load *load = g_new0 (Load, 1);

  load->paths = g_strdupv ((char **)paths);
  return load;
}

DexFuture *
chezu_road_table_load (ChezuStore *store, const char *const *paths)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && paths != NULL, NULL);

  return chezu_store_write_then (store, load_in_transaction, load_new (paths),
                                 (GDestroyNotify)load_free, resolve_changed);
}

gboolean
chezu_road_table_load_sync (ChezuStore *store, const char *const *paths, GError **error)
{
  Load *load = load_new (paths);
  gboolean loaded = chezu_store_write_sync (store, load_in_transaction, load, error);

  load_free (load);
  return loaded;
}
