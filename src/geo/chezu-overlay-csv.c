/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-overlay-csv.h"

#include "geo/chezu-confinement.h"
#include "geo/chezu-overlay-features.h"
#include "geo/chezu-overlay-text.h"
#include "geo/chezu-track-columns.h"
#include "geo/chezu-track-csv.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_api.h>
#include <string.h>

#define COLUMNS_MAX 100
#define NAME_MAX_CHARACTERS 120
#define TEXT_MAX_CHARACTERS 400

typedef struct
{
  ChezuOverlayIntake *intake;
  const char *part; /* nullable */
  ChezuTrackCsv *csv;
  ChezuConfinement gdal;

  char **names; /* clean */
  guint n_names;
  int lon;
  int lat;
  int wkt;
  int name_column;
  int description_column;
} Table;

static int
find_wkt (const char *const *names, guint n)
{
  static const char *const wanted[] = { "wkt",     "wktgeom", "geomwkt", "geom", "geometry",
                                        "thegeom", "shape",   "几何",    "图形", NULL };

  for (guint w = 0; wanted[w] != NULL; w++)
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *folded = chezu_track_columns_fold (names[i]);

        if (g_str_equal (folded, wanted[w]))
          return (int)i;
      }
  return -1;
}

static gboolean
find_columns (Table *self, GError **error)
{
  const char *const *raw = chezu_track_csv_get_names (self->csv, &self->n_names);
  const char *const *names;

  self->n_names = MIN (self->n_names, COLUMNS_MAX);
  self->names = g_new0 (char *, self->n_names + 1);
  for (guint i = 0; i < self->n_names; i++)
    {
      self->names[i] = chezu_overlay_text_clean (raw[i], NULL, NAME_MAX_CHARACTERS);
      if (self->names[i] == NULL)
        self->names[i] = g_strdup_printf ("%u", i + 1);
    }

  names = (const char *const *)self->names;
  self->lon = chezu_track_columns_find_role (names, self->n_names, CHEZU_TRACK_LON);
  self->lat = chezu_track_columns_find_role (names, self->n_names, CHEZU_TRACK_LAT);
  self->wkt = find_wkt (names, self->n_names);
  self->name_column = chezu_overlay_text_find_name (names, self->n_names);
  self->description_column = chezu_overlay_text_find_description (names, self->n_names);
  if (self->wkt >= 0 || (self->lon >= 0 && self->lat >= 0))
    return TRUE;
  g_set_error (
      error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
      _ ("“%s” has no columns of coordinates. Call them lon and lat, 经度 and 纬度, or WKT"),
      chezu_overlay_intake_get_file (self->intake));
  return FALSE;
}

static gboolean
parse_degrees (const char *cell, double *degrees)
{
  char *end;

  if (cell == NULL)
    return FALSE;
  while (g_ascii_isspace (*cell))
    cell++;
  *degrees = g_ascii_strtod (cell, &end);
  while (g_ascii_isspace (*end))
    end++;
  /* "117.25°" */
  if (g_str_has_prefix (end, "°"))
    end += strlen ("°");
  return *cell != '\0' && *end == '\0';
}

static gboolean
add_wkt (Table *self, const char *cell)
{
  OGRGeometryH geometry = NULL;
  char *text = (char *)cell;
  gboolean added;

  added = cell != NULL && OGR_G_CreateFromWkt (&text, NULL, &geometry) == OGRERR_NONE
          && geometry != NULL && chezu_overlay_features_add_geometry (self->intake, geometry);
  if (geometry != NULL)
    OGR_G_DestroyGeometry (geometry);
  g_clear_pointer (&self->gdal.trouble, g_free);
  return added;
}

static gboolean
add_point (Table *self, const char *lon_cell, const char *lat_cell)
{
  double lon;
  double lat;

  if (!parse_degrees (lon_cell, &lon) || !parse_degrees (lat_cell, &lat))
    return FALSE;
  chezu_overlay_intake_add_part (self->intake, CHEZU_OVERLAY_POINT, FALSE);
  chezu_overlay_intake_add_vertex (self->intake, lon, lat);
  return TRUE;
}

static const char *
get_cell (const char *const *cells, guint n_cells, int column)
{
  return column >= 0 && (guint)column < n_cells ? cells[column] : NULL;
}

static gboolean
is_geometry (const Table *self, guint column)
{
  return (int)column == self->lon || (int)column == self->lat || (int)column == self->wkt;
}

static void
take_row (Table *self, const char *const *cells, guint n_cells)
{
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree const char **names = g_new0 (const char *, self->n_names + 1);
  g_autofree char **values = g_new0 (char *, self->n_names + 1);
  g_autofree char *attributes = NULL;
  ChezuOverlayFeature texts = { 0 };
  guint n = 0;

  for (guint i = 0; i < MIN (n_cells, self->n_names); i++)
    {
      char *value = is_geometry (self, i)
                        ? NULL
                        : chezu_overlay_text_clean (cells[i], NULL, TEXT_MAX_CHARACTERS);

      if (value == NULL)
        continue;
      g_ptr_array_add (owned, value);
      if ((int)i == self->name_column)
        texts.name = value;
      else if ((int)i == self->description_column)
        texts.description = value;
      chezu_overlay_intake_note_field (self->intake, self->names[i]);
      names[n] = self->names[i];
      values[n++] = value;
    }
  texts.attributes = attributes = chezu_overlay_text_attributes (names, values, n);

  chezu_overlay_intake_begin_feature (self->intake, &texts);
  if (self->wkt >= 0 ? !add_wkt (self, get_cell (cells, n_cells, self->wkt))
                     : !add_point (self, get_cell (cells, n_cells, self->lon),
                                   get_cell (cells, n_cells, self->lat)))
    chezu_overlay_intake_spoil_feature (self->intake);
  chezu_overlay_intake_end_feature (self->intake);
}

static gboolean
read_rows (Table *self, GError **error)
{
  const char *const *cells;
  guint n_cells;
  g_autoptr (GError) cause = NULL;

  while (chezu_track_csv_next (self->csv, &cells, &n_cells, &cause)
         && chezu_overlay_intake_may_go_on (self->intake, &cause))
    take_row (self, cells, n_cells);
  if (cause == NULL)
    return TRUE;
  if (cause->domain == CHEZU_TRACK_FILE_ERROR)
    g_set_error_literal (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
                         cause->message);
  else
    g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
read_table (Table *self, GInputStream *stream, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gboolean read;

  self->csv = chezu_track_csv_new (stream, chezu_overlay_intake_get_file (self->intake), &cause);
  if (self->csv == NULL)
    {
      g_set_error_literal (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_FORMAT,
                           cause->message);
      return FALSE;
    }
  if (!find_columns (self, error))
    return FALSE;

  chezu_overlay_intake_begin_layer (self->intake, self->part);
  chezu_confinement_enter (&self->gdal);
  read = read_rows (self, error);
  chezu_confinement_leave ();
  return read;
}

gboolean
chezu_overlay_csv_read (ChezuOverlayIntake *intake,
                        const char *path,
                        const char *part,
                        GError **error)
{
  Table self = { .intake = intake, .part = part };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &cause);
  gboolean read;

  if (stream == NULL)
    {
      g_set_error (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_OPEN,
                   _ ("“%s” cannot be read: %s"), chezu_overlay_intake_get_file (intake),
                   cause->message);
      return FALSE;
    }
  read = read_table (&self, G_INPUT_STREAM (stream), error);
  chezu_track_csv_free (self.csv);
  g_strfreev (self.names);
  chezu_confinement_clear (&self.gdal);
  return read;
}
