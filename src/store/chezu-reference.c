/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loads the shipped places and regions. A file whose content was loaded before is not looked at
 * again; a new content replaces the shipped rows by code or key, drops those that it lacks, and
 * leaves alone what people added.
 */

#include "store/chezu-place-table.h"

#include "base/chezu-csv.h"
#include "base/chezu-time.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-layer-private.h"
#include "store/chezu-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yyjson.h>

typedef struct
{
  char *places_csv;
  char *regions_geojson;
  gboolean changed;
} Load;

static void
load_free (Load *load)
{
  g_free (load->places_csv);
  g_free (load->regions_geojson);
  g_free (load);
}

static Load *
load_new (const char *places_csv, const char *regions_geojson)
{
  Load *load = g_new0 (Load, 1);

  load->places_csv = g_strdup (places_csv);
  load->regions_geojson = g_strdup (regions_geojson);
  return load;
}

static void
set_malformed (GError **error, const char *path, const char *what)
{
  g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED, _ ("“%s” cannot be used: %s"),
               path, what);
}

/* --- Places ------------------------------------------------------------------------------- */

enum
{
  PLACE_ID,
  PLACE_KIND,
  PLACE_NAME_ZH,
  PLACE_NAME_EN,
  PLACE_ADDRESS_ZH,
  PLACE_PHONE,
  PLACE_OPENING_HOURS,
  PLACE_CAPACITY,
  PLACE_CAPACITY_UNIT,
  PLACE_SERVICES,
  PLACE_GRID,
  PLACE_LON,
  PLACE_LAT,
  N_PLACE_COLUMNS
};

static const char *const place_columns[N_PLACE_COLUMNS] = {
  [PLACE_ID] = "id",
  [PLACE_KIND] = "kind",
  [PLACE_NAME_ZH] = "name_zh",
  [PLACE_NAME_EN] = "name_en",
  [PLACE_ADDRESS_ZH] = "address_zh",
  [PLACE_PHONE] = "phone",
  [PLACE_OPENING_HOURS] = "opening_hours",
  [PLACE_CAPACITY] = "capacity",
  [PLACE_CAPACITY_UNIT] = "capacity_unit",
  [PLACE_SERVICES] = "services",
  [PLACE_GRID] = "grid",
  [PLACE_LON] = "lon",
  [PLACE_LAT] = "lat",
};

static void
bind_cell (ChezuStatement *statement, int parameter, const char *cell)
{
  chezu_statement_bind_text (statement, parameter, *cell == '\0' ? NULL : cell);
}

static gboolean
insert_place (
    ChezuDatabase *db, ChezuCsv *csv, const int columns[N_PLACE_COLUMNS], guint row, GError **error)
{
  guint8 point[CHEZU_GEOMETRY_POINT_SIZE];
  const char *capacity = chezu_csv_get (csv, row, columns[PLACE_CAPACITY]);
  double lon;
  double lat;
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO place (code, kind, name_zh, name_en, address_zh, phone, opening_hours, "
          "capacity, capacity_unit, services, region, geom, loaded_ms, origin) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'shipped') "
          "ON CONFLICT (code) WHERE origin = 'shipped' DO UPDATE SET kind = excluded.kind, "
          "name_zh = excluded.name_zh, name_en = excluded.name_en, "
          "address_zh = excluded.address_zh, phone = excluded.phone, "
          "opening_hours = excluded.opening_hours, capacity = excluded.capacity, "
          "capacity_unit = excluded.capacity_unit, services = excluded.services, "
          "region = excluded.region, geom = excluded.geom, loaded_ms = excluded.loaded_ms");

  if (!chezu_csv_get_double (csv, row, columns[PLACE_LON], &lon, error)
      || !chezu_csv_get_double (csv, row, columns[PLACE_LAT], &lat, error))
    return FALSE;

  chezu_geometry_write_point (lon, lat, point);
  for (int i = PLACE_ID; i <= PLACE_GRID; i++)
    if (i != PLACE_CAPACITY)
      bind_cell (insert, i + 1, chezu_csv_get (csv, row, columns[i]));
  if (*capacity != '\0')
    chezu_statement_bind_int (insert, PLACE_CAPACITY + 1, g_ascii_strtoll (capacity, NULL, 10));
  chezu_statement_bind_blob (insert, PLACE_GRID + 2, point, sizeof point);
  chezu_statement_bind_int (insert, PLACE_GRID + 3, chezu_time_now_ms ());
  return chezu_statement_run (insert, error);
}

static gboolean
load_places (ChezuDatabase *db, const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (ChezuCsv) csv = chezu_csv_new_from_text (text, length, path, error);
  int columns[N_PLACE_COLUMNS];

  if (csv == NULL)
    return FALSE;
  for (int i = 0; i < N_PLACE_COLUMNS; i++)
    {
      columns[i] = chezu_csv_find_column (csv, place_columns[i], error);
      if (columns[i] < 0)
        return FALSE;
    }

  for (guint row = 0; row < chezu_csv_get_n_rows (csv); row++)
    {
      ChezuPlaceKind kind;

      if (!chezu_place_kind_from_key (chezu_csv_get (csv, row, columns[PLACE_KIND]), &kind))
        {
          set_malformed (error, path, _ ("it has a place of an unknown kind"));
          return FALSE;
        }
      if (!insert_place (db, csv, columns, row, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Regions ------------------------------------------------------------------------------ */

typedef struct
{
  GArray *coordinates;
  GArray *ring_starts;
  GArray *polygon_starts;
} Polygons;

static void
polygons_init (Polygons *polygons)
{
  const guint zero = 0;

  polygons->coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  polygons->ring_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  polygons->polygon_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (polygons->ring_starts, zero);
  g_array_append_val (polygons->polygon_starts, zero);
}

static void
polygons_clear (Polygons *polygons)
{
  g_array_unref (polygons->coordinates);
  g_array_unref (polygons->ring_starts);
  g_array_unref (polygons->polygon_starts);
}

static gboolean
append_ring (Polygons *polygons, yyjson_val *ring)
{
  yyjson_arr_iter vertices = yyjson_arr_iter_with (ring);
  yyjson_val *vertex;
  guint end;

  if (yyjson_arr_size (ring) < 4)
    return FALSE;

  while ((vertex = yyjson_arr_iter_next (&vertices)) != NULL)
    {
      yyjson_val *lon = yyjson_arr_get (vertex, 0);
      yyjson_val *lat = yyjson_arr_get (vertex, 1);
      const double pair[2] = { yyjson_get_num (lon), yyjson_get_num (lat) };

      if (!yyjson_is_num (lon) || !yyjson_is_num (lat))
        return FALSE;
      g_array_append_vals (polygons->coordinates, pair, 2);
    }

  end = polygons->coordinates->len / 2;
  g_array_append_val (polygons->ring_starts, end);
  return TRUE;
}

static gboolean
append_polygon (Polygons *polygons, yyjson_val *polygon)
{
  yyjson_arr_iter rings = yyjson_arr_iter_with (polygon);
  yyjson_val *ring;
  guint end;

  if (yyjson_arr_size (polygon) == 0)
    return FALSE;
  while ((ring = yyjson_arr_iter_next (&rings)) != NULL)
    if (!append_ring (polygons, ring))
      return FALSE;

  end = polygons->ring_starts->len - 1;
  g_array_append_val (polygons->polygon_starts, end);
  return TRUE;
}

static gboolean
append_geometry (Polygons *polygons, yyjson_val *geometry)
{
  yyjson_val *type = yyjson_obj_get (geometry, "type");
  yyjson_val *coordinates = yyjson_obj_get (geometry, "coordinates");
  yyjson_arr_iter members;
  yyjson_val *polygon;

  if (yyjson_equals_str (type, "Polygon"))
    return append_polygon (polygons, coordinates);
  if (!yyjson_equals_str (type, "MultiPolygon") || yyjson_arr_size (coordinates) == 0)
    return FALSE;

  members = yyjson_arr_iter_with (coordinates);
  while ((polygon = yyjson_arr_iter_next (&members)) != NULL)
    if (!append_polygon (polygons, polygon))
      return FALSE;
  return TRUE;
}

static gboolean
insert_region (ChezuDatabase *db, yyjson_val *properties, GBytes *geometry, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db,
      "INSERT INTO region (key, name_zh, name_en, label_lon, label_lat, geom, loaded_ms, origin) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'shipped') "
      "ON CONFLICT (key) WHERE origin = 'shipped' DO UPDATE SET name_zh = excluded.name_zh, "
      "name_en = excluded.name_en, label_lon = excluded.label_lon, "
      "label_lat = excluded.label_lat, geom = excluded.geom, loaded_ms = excluded.loaded_ms");

  chezu_statement_bind_text (insert, 1, yyjson_get_str (yyjson_obj_get (properties, "key")));
  chezu_statement_bind_text (insert, 2, yyjson_get_str (yyjson_obj_get (properties, "name_zh")));
  chezu_statement_bind_text (insert, 3, yyjson_get_str (yyjson_obj_get (properties, "name_en")));
  chezu_statement_bind_double (insert, 4,
                               yyjson_get_num (yyjson_obj_get (properties, "label_lon")));
  chezu_statement_bind_double (insert, 5,
                               yyjson_get_num (yyjson_obj_get (properties, "label_lat")));
  chezu_statement_bind_blob (insert, 6, g_bytes_get_data (geometry, NULL),
                             g_bytes_get_size (geometry));
  chezu_statement_bind_int (insert, 7, chezu_time_now_ms ());
  return chezu_statement_run (insert, error);
}

static gboolean
load_feature (ChezuDatabase *db, const char *path, yyjson_val *feature, GError **error)
{
  yyjson_val *properties = yyjson_obj_get (feature, "properties");
  g_autoptr (GBytes) geometry = NULL;
  Polygons polygons;

  if (!yyjson_is_str (yyjson_obj_get (properties, "key"))
      || !yyjson_is_num (yyjson_obj_get (properties, "label_lon"))
      || !yyjson_is_num (yyjson_obj_get (properties, "label_lat")))
    {
      set_malformed (error, path, _ ("a region in it lacks its key or the place of its label"));
      return FALSE;
    }

  polygons_init (&polygons);
  if (append_geometry (&polygons, yyjson_obj_get (feature, "geometry")))
    geometry = chezu_geometry_write_multipolygon (polygons.coordinates, polygons.ring_starts,
                                                  polygons.polygon_starts);
  polygons_clear (&polygons);

  if (geometry == NULL)
    {
      set_malformed (error, path, _ ("a region in it has no outline"));
      return FALSE;
    }
  return insert_region (db, properties, geometry, error);
}

static gboolean
load_regions (ChezuDatabase *db, const char *path, const char *text, gsize length, GError **error)
{
  yyjson_doc *document = yyjson_read (text, length, YYJSON_READ_NOFLAG);
  yyjson_val *features = yyjson_obj_get (yyjson_doc_get_root (document), "features");
  yyjson_arr_iter iter = yyjson_arr_iter_with (features);
  yyjson_val *feature;
  gboolean loaded = yyjson_is_arr (features);

  if (!loaded)
    set_malformed (error, path, _ ("it is not a GeoJSON collection"));
  while (loaded && (feature = yyjson_arr_iter_next (&iter)) != NULL)
    loaded = load_feature (db, path, feature, error);

  yyjson_doc_free (document);
  return loaded;
}

/* --- Once per content --------------------------------------------------------------------- */

typedef gboolean (*LoadFunc) (
    ChezuDatabase *db, const char *path, const char *text, gsize length, GError **error);

static gboolean
is_loaded (ChezuDatabase *db, const char *table, const char *hash, gboolean *loaded, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT 1 FROM reference_file WHERE name = ?1 AND hash = ?2");

  chezu_statement_bind_text (select, 1, table);
  chezu_statement_bind_text (select, 2, hash);
  *loaded = chezu_statement_next (select);
  return chezu_statement_done (select, error);
}

static gboolean
remember (ChezuDatabase *db, const char *table, const char *hash, GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT OR REPLACE INTO reference_file (name, hash, loaded_ms) VALUES (?1, ?2, ?3)");

  chezu_statement_bind_text (insert, 1, table);
  chezu_statement_bind_text (insert, 2, hash);
  chezu_statement_bind_int (insert, 3, chezu_time_now_ms ());
  return chezu_statement_run (insert, error) && chezu_layer_touch (db, table, error);
}

/* Rows that the new content does not name lose their mark and, in the end, go. */
static gboolean
replace_shipped (ChezuDatabase *db,
                 const char *table,
                 LoadFunc load,
                 const char *path,
                 const char *text,
                 gsize length,
                 GError **error)
{
  gboolean is_place = g_str_equal (table, "place");

  return chezu_database_execute (
             db,
             is_place ? "UPDATE place SET loaded_ms = NULL WHERE origin = 'shipped'"
                      : "UPDATE region SET loaded_ms = NULL WHERE origin = 'shipped'",
             error)
         && load (db, path, text, length, error)
         && chezu_database_execute (
             db,
             is_place ? "DELETE FROM place WHERE origin = 'shipped' AND loaded_ms IS NULL"
                      : "DELETE FROM region WHERE origin = 'shipped' AND loaded_ms IS NULL",
             error);
}

static gboolean
load_once (ChezuDatabase *db,
           const char *table,
           LoadFunc load,
           const char *path,
           gboolean *changed,
           GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;
  gsize length;
  gboolean loaded;

  if (path == NULL)
    return TRUE;
  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;

  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length);
  if (!is_loaded (db, table, hash, &loaded, error))
    return FALSE;
  if (loaded)
    return TRUE;

  *changed = TRUE;
  return replace_shipped (db, table, load, path, text, length, error)
         && remember (db, table, hash, error);
}

static gboolean
load_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Load *load = data;

  load->changed = FALSE;
  return load_once (db, "place", load_places, load->places_csv, &load->changed, error)
         && load_once (db, "region", load_regions, load->regions_geojson, &load->changed, error);
}

static void
resolve_changed (DexPromise *promise, gpointer data)
{
  const Load *load = data;

  dex_promise_resolve_boolean (promise, load->changed);
}

/**
 * chezu_store_load_reference:
 * @places_csv: (nullable): path of a table of places; %NULL leaves them as they are
 * @regions_geojson: (nullable): path of a GeoJSON collection of polygons with the properties key,
 * name_zh, name_en, label_lon and label_lat
 *
 * Returns: (transfer full): a future that resolves to whether anything changed (dex_await_boolean
 * ()), or rejects without a change when one of the files cannot be used
 */
DexFuture *
chezu_store_load_reference (ChezuStore *store, const char *places_csv, const char *regions_geojson)
{
  return chezu_store_write_then (store, load_in_transaction, load_new (places_csv, regions_geojson),
                                 (GDestroyNotify)load_free, resolve_changed);
}

/* Returns: whether the store is as the files are now */
gboolean
chezu_store_load_reference_sync (ChezuStore *store,
                                 const char *places_csv,
                                 const char *regions_geojson,
                                 GError **error)
{
  Load *load = load_new (places_csv, regions_geojson);
  gboolean loaded = chezu_store_write_sync (store, load_in_transaction, load, error);

  load_free (load);
  return loaded;
}
