/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside what the standard has, files of Chezu say where they end. The built-in map has fewer zooms
 * beyond its detail; a local map has a ground, told in cells. The last tiles stay inflated and
 * checked, because near views are parts of the same few. */

#include "map/chezu-tile-file.h"

#include "base/chezu-geodesy.h"
#include "map/chezu-vector-tile.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <sqlite3.h>

#define N_KEPT 8

#define MAX_CELL_ZOOM 15
#define MAX_CELL ((1u << MAX_CELL_ZOOM) - 1)

/* On the Mercator square. */
typedef struct
{
  double west, north, east, south;
} Area;

typedef struct
{
  ChezuTilePlace place;
  GBytes *tile; /* NULL: the slot is free */
  guint64 used;
} Kept;

struct _ChezuTileFile
{
  sqlite3 *db;
  sqlite3_stmt *select;
  char *attribution; /* (nullable) */
  int min_zoom, max_zoom;

  /* Within these the file has all zooms; beyond, those up to @outer_zoom. */
  gboolean has_detail;
  Area detail;
  int outer_zoom;

  /* Of a local map; else NULL */
  GHashTable *cells; /* set of column << 15 | row, at @cell_zoom */
  int cell_zoom;
  Area bounds;

  Kept kept[N_KEPT];
  guint64 clock;
};

/* --- Metadata --- */

static char *
read_metadata (sqlite3 *db, const char *name)
{
  sqlite3_stmt *statement = NULL;
  char *value = NULL;

  if (sqlite3_prepare_v2 (db, "SELECT value FROM metadata WHERE name = ?1", -1, &statement, NULL)
          == SQLITE_OK
      && sqlite3_bind_text (statement, 1, name, -1, SQLITE_STATIC) == SQLITE_OK
      && sqlite3_step (statement) == SQLITE_ROW)
    value = g_strdup ((const char *)sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return value;
}

static gboolean
read_zoom (sqlite3 *db, const char *name, int *zoom)
{
  g_autofree char *text = read_metadata (db, name);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, 30, &value, NULL))
    return FALSE;
  *zoom = (int)value;
  return TRUE;
}

/* "west,south,east,north" in degrees */
static gboolean
read_area (sqlite3 *db, const char *name, Area *area)
{
  g_autofree char *text = read_metadata (db, name);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", -1);

  if (g_strv_length (parts) != 4)
    return FALSE;
  chezu_mercator_project (g_ascii_strtod (parts[0], NULL), g_ascii_strtod (parts[1], NULL),
                          &area->west, &area->south);
  chezu_mercator_project (g_ascii_strtod (parts[2], NULL), g_ascii_strtod (parts[3], NULL),
                          &area->east, &area->north);
  return area->west < area->east && area->north < area->south;
}

static void
read_detail (ChezuTileFile *self)
{
  int outer_zoom;

  self->has_detail = read_area (self->db, "chezu_detail", &self->detail)
                     && read_zoom (self->db, "chezu_outer_maxzoom", &outer_zoom)
                     && outer_zoom <= 16;
  if (self->has_detail)
    self->outer_zoom = outer_zoom;
}

static gpointer
make_cell (int column, int row)
{
  return GUINT_TO_POINTER ((guint)column << MAX_CELL_ZOOM | ((guint)row & MAX_CELL));
}

static void
read_cells (ChezuTileFile *self)
{
  sqlite3_stmt *row = NULL;

  if (sqlite3_prepare_v2 (self->db,
                          "SELECT zoom, tile_column, tile_row FROM chezu_ground"
                          " WHERE zoom BETWEEN 0 AND 15 ORDER BY zoom",
                          -1, &row, NULL)
          != SQLITE_OK
      || !read_area (self->db, "bounds", &self->bounds))
    {
      sqlite3_finalize (row);
      return;
    }
  self->cells = g_hash_table_new (NULL, NULL);
  while (sqlite3_step (row) == SQLITE_ROW)
    {
      self->cell_zoom = sqlite3_column_int (row, 0);
      g_hash_table_add (self->cells,
                        make_cell (sqlite3_column_int (row, 1), sqlite3_column_int (row, 2)));
    }
  sqlite3_finalize (row);
}

/* --- Opening --- */

/* Leaves what is wrong, if anything, in SQLite's message. */
static gboolean
open_file (ChezuTileFile *self, const char *path)
{
  return sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
         && sqlite3_prepare_v3 (self->db,
                                "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND "
                                "tile_column = ?2 AND tile_row = ?3",
                                -1, SQLITE_PREPARE_PERSISTENT, &self->select, NULL)
                == SQLITE_OK;
}

/**
 * chezu_tile_file_open:
 * @path: of an MBTiles 1.3 file with vector tiles
 *
 * Returns: (transfer full): the file, or NULL with an error of CHEZU_TILE_ERROR
 */
ChezuTileFile *
chezu_tile_file_open (const char *path, GError **error)
{
  g_autoptr (ChezuTileFile) self = g_new0 (ChezuTileFile, 1);
  g_autofree char *format = NULL;

  if (!open_file (self, path))
    {
      g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                   _ ("“%s” is no map file that Chezu can read: %s"), path,
                   sqlite3_errmsg (self->db));
      return NULL;
    }
  format = read_metadata (self->db, "format");
  if ((g_strcmp0 (format, "pbf") != 0 && g_strcmp0 (format, "mvt") != 0)
      || !read_zoom (self->db, "minzoom", &self->min_zoom)
      || !read_zoom (self->db, "maxzoom", &self->max_zoom) || self->min_zoom > self->max_zoom)
    {
      g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                   _ ("“%s” holds no vector tiles"), path);
      return NULL;
    }
  self->attribution = read_metadata (self->db, "attribution");
  read_detail (self);
  read_cells (self);
  return g_steal_pointer (&self);
}

void
chezu_tile_file_free (ChezuTileFile *self)
{
  for (guint i = 0; i < N_KEPT; i++)
    g_clear_pointer (&self->kept[i].tile, g_bytes_unref);
  g_clear_pointer (&self->cells, g_hash_table_unref);
  sqlite3_finalize (self->select);
  sqlite3_close (self->db);
  g_free (self->attribution);
  g_free (self);
}

int
chezu_tile_file_get_min_zoom (const ChezuTileFile *self)
{
  return self->min_zoom;
}

int
chezu_tile_file_get_max_zoom (const ChezuTileFile *self)
{
  return self->max_zoom;
}

/* Returns: (nullable): what must stand on the map */
const char *
chezu_tile_file_get_attribution (const ChezuTileFile *self)
{
  return self->attribution;
}

/* --- Where it has something to say --- */

gboolean
chezu_tile_file_is_local (const ChezuTileFile *self)
{
  return self->cells != NULL;
}

static Area
get_area (const ChezuTilePlace *place)
{
  double side = exp2 (-place->zoom);

  return (Area){ place->column * side, place->row * side, (place->column + 1) * side,
                 (place->row + 1) * side };
}

static gboolean
has_cell (const ChezuTileFile *self, int column, int row)
{
  return g_hash_table_contains (self->cells, make_cell (column, row));
}

static ChezuGround
find_cells (const ChezuTileFile *self, const ChezuTilePlace *place)
{
  int levels = self->cell_zoom - place->zoom;
  int side, n = 0;

  if (levels <= 0)
    return has_cell (self, place->column >> -levels, place->row >> -levels) ? CHEZU_GROUND_WHOLE
                                                                            : CHEZU_GROUND_NONE;
  side = 1 << MIN (levels, 10);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      n += has_cell (self, (place->column << levels) + x, (place->row << levels) + y);
  if (n == 0)
    return CHEZU_GROUND_NONE;
  return n == side * side ? CHEZU_GROUND_WHOLE : CHEZU_GROUND_PART;
}

ChezuGround
chezu_tile_file_find_ground (const ChezuTileFile *self, const ChezuTilePlace *place)
{
  const Area area = get_area (place);
  const Area *bounds = &self->bounds;
  ChezuGround ground;

  if (self->cells == NULL)
    return CHEZU_GROUND_WHOLE;
  if (area.west >= bounds->east || area.east <= bounds->west || area.north >= bounds->south
      || area.south <= bounds->north)
    return CHEZU_GROUND_NONE;
  ground = find_cells (self, place);
  if (ground == CHEZU_GROUND_WHOLE
      && (area.west < bounds->west || area.east > bounds->east || area.north < bounds->north
          || area.south > bounds->south))
    return CHEZU_GROUND_PART;
  return ground;
}

int
chezu_tile_file_get_last_zoom (const ChezuTileFile *self, const ChezuTilePlace *place)
{
  double x = (place->column + 0.5) * exp2 (-place->zoom);
  double y = (place->row + 0.5) * exp2 (-place->zoom);
  gboolean beyond = self->has_detail && place->zoom > self->outer_zoom
                    && (x < self->detail.west || x > self->detail.east || y < self->detail.north
                        || y > self->detail.south);

  return MIN (place->zoom, beyond ? self->outer_zoom : self->max_zoom);
}

/* --- Tiles --- */

static GBytes *
select_tile (ChezuTileFile *self, const ChezuTilePlace *place, GError **error)
{
  GBytes *tile = NULL;
  int result;

  sqlite3_bind_int (self->select, 1, place->zoom);
  sqlite3_bind_int (self->select, 2, place->column);
  /* MBTiles counts rows from the south. */
  sqlite3_bind_int (self->select, 3, (1 << place->zoom) - 1 - place->row);
  result = sqlite3_step (self->select);
  if (result == SQLITE_ROW)
    tile = chezu_vector_tile_load (sqlite3_column_blob (self->select, 0),
                                   (gsize)sqlite3_column_bytes (self->select, 0), error);
  else if (result != SQLITE_DONE)
    g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                 _ ("The base map cannot be read: %s"), sqlite3_errmsg (self->db));
  sqlite3_reset (self->select);
  return tile;
}

static GBytes *
find_kept (ChezuTileFile *self, const ChezuTilePlace *place)
{
  for (guint i = 0; i < N_KEPT; i++)
    {
      Kept *kept = &self->kept[i];

      if (kept->tile != NULL && kept->place.zoom == place->zoom
          && kept->place.column == place->column && kept->place.row == place->row)
        {
          kept->used = ++self->clock;
          return g_bytes_ref (kept->tile);
        }
    }
  return NULL;
}

static void
keep (ChezuTileFile *self, const ChezuTilePlace *place, GBytes *tile)
{
  Kept *oldest = &self->kept[0];

  for (guint i = 1; i < N_KEPT; i++)
    if (self->kept[i].used < oldest->used)
      oldest = &self->kept[i];
  g_clear_pointer (&oldest->tile, g_bytes_unref);
  *oldest = (Kept){ *place, g_bytes_ref (tile), ++self->clock };
}

/* Returns: (transfer full): the tile, inflated and checked; NULL without an error where there is
 * none */
GBytes *
chezu_tile_file_read (ChezuTileFile *self, const ChezuTilePlace *place, GError **error)
{
  GBytes *tile = find_kept (self, place);

  if (tile != NULL)
    return tile;
  tile = select_tile (self, place, error);
  if (tile != NULL)
    keep (self, place, tile);
  return tile;
}
