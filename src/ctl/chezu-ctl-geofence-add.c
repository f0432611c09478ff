/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chezuctl geofence add and import. */

#include "ctl/chezu-ctl-geofence.h"

#include "geo/chezu-geofence-import.h"
#include "geo/chezu-geofence-outline.h"
#include "geo/chezu-overlay-file.h"

#include <glib/gi18n-lib.h>

/* --- One, by hand */

typedef struct
{
  char *circle;
  char *polygon;
  char *corridor;
  char *note;
  double width_m;
} AddOptions;

static void
add_options_clear (AddOptions *options)
{
  g_free (options->circle);
  g_free (options->polygon);
  g_free (options->corridor);
  g_free (options->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AddOptions, add_options_clear)

/* "LON,LAT" or, for a circle, "LON,LAT,RADIUS": so many numbers. */
static gboolean
parse_numbers (const char *text, double *numbers, guint n)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  if (g_strv_length (parts) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      char *end;

      numbers[i] = g_ascii_strtod (parts[i], &end);
      if (end == parts[i] || *end != '\0')
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse_circle (const char *text, ChezuGeofenceShape *shape)
{
  double numbers[3];
  ChezuGeofenceVertex center;

  if (!parse_numbers (text, numbers, 3))
    {
      chezu_ctl_fail (CHEZU_EXIT_USAGE,
                      _ ("“%s” is no circle; give longitude, latitude and radius in metres: "
                         "117.26,34.79,500"),
                      text);
      return FALSE;
    }
  center = (ChezuGeofenceVertex){ numbers[0], numbers[1] };
  g_array_append_val (shape->vertices, center);
  shape->radius_m = numbers[2];
  return TRUE;
}

static gboolean
parse_points (const char *text, ChezuGeofenceShape *shape)
{
  g_auto (GStrv) points = g_strsplit_set (text, " ;\t\n", -1);

  for (char **point = points; *point != NULL; point++)
    {
      double numbers[2];
      ChezuGeofenceVertex vertex;

      if (**point == '\0')
        continue;
      if (!parse_numbers (*point, numbers, 2))
        {
          chezu_ctl_fail (CHEZU_EXIT_USAGE,
                          _ ("“%s” is no point; give longitude and latitude: 117.26,34.79"),
                          *point);
          return FALSE;
        }
      vertex = (ChezuGeofenceVertex){ numbers[0], numbers[1] };
      g_array_append_val (shape->vertices, vertex);
    }
  return TRUE;
}

static gboolean
parse_shape (const AddOptions *options, ChezuGeofenceShape *shape)
{
  if ((options->circle != NULL) + (options->polygon != NULL) + (options->corridor != NULL) != 1)
    {
      chezu_ctl_fail (CHEZU_EXIT_USAGE,
                      _ ("Say what it looks like: --circle, --polygon or --corridor"));
      return FALSE;
    }
  if (options->circle != NULL)
    {
      shape->form = CHEZU_GEOFENCE_CIRCLE;
      return parse_circle (options->circle, shape);
    }
  if (options->corridor != NULL)
    {
      shape->form = CHEZU_GEOFENCE_CORRIDOR;
      shape->radius_m = options->width_m / 2.0;
      return parse_points (options->corridor, shape);
    }
  shape->form = CHEZU_GEOFENCE_POLYGON;
  return parse_points (options->polygon, shape);
}

static ChezuExit
add_row (ChezuCtl *ctl, const ChezuGeofenceRow *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;

  if (!chezu_geofence_shape_check (&row->shape, &error))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, "%s", error->message);
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (!chezu_ctl_wait (chezu_geofence_outline_add (store, row), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_geofence_add (ChezuCtl *ctl, int argc, char **argv)
{
  g_auto (AddOptions) options = { .width_m = CHEZU_GEOFENCE_IMPORT_OPTIONS.width_m };
  const GOptionEntry entries[] = {
    { "circle", 0, 0, G_OPTION_ARG_STRING, &options.circle, N_ ("A circle, its radius in metres"),
      "LON,LAT,RADIUS" },
    { "polygon", 0, 0, G_OPTION_ARG_STRING, &options.polygon, N_ ("An area, corner by corner"),
      "\"LON,LAT …\"" },
    { "corridor", 0, 0, G_OPTION_ARG_STRING, &options.corridor, N_ ("A corridor along a line"),
      "\"LON,LAT …\"" },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &options.width_m,
      N_ ("How wide a corridor is, in metres (200)"), N_ ("METRES") },
    { "note", 0, 0, G_OPTION_ARG_STRING, &options.note, N_ ("A note that is kept with it"),
      N_ ("TEXT") },
    { NULL },
  };
  g_autoptr (ChezuGeofenceRow) row = g_new0 (ChezuGeofenceRow, 1);

  if (!chezu_ctl_parse (_ ("NAME"), _ ("Adds a geofence. Positions are WGS-84."), entries, &argc,
                        &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2 || argv[1][0] == '\0')
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Give the geofence one name"));
  row->name = g_strdup (argv[1]);
  row->note = g_strdup (options.note);
  row->visible = TRUE;
  row->color = CHEZU_N_GEOFENCE_COLORS;
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  if (!parse_shape (&options, &row->shape))
    return CHEZU_EXIT_USAGE;
  return add_row (ctl, row);
}

/* --- Many, from a file */

static void
take_layers (const ChezuOverlayImport *import,
             const ChezuGeofenceImportOptions *options,
             GPtrArray *rows,
             GPtrArray *left_out)
{
  for (guint i = 0; i < import->layers->len; i++)
    {
      const ChezuOverlayFileLayer *layer = import->layers->pdata[i];
      g_autoptr (GPtrArray) taken
          = chezu_geofence_import_shapes (layer->shapes, layer->name, options, left_out);

      g_ptr_array_extend_and_steal (rows, g_steal_pointer (&taken));
    }
}

static ChezuExit
save_rows (ChezuCtl *ctl, const ChezuOverlayImport *import, GPtrArray *rows, GPtrArray *left_out)
{
  g_autoptr (ChezuStore) store = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < left_out->len; i++)
    chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s: %s", import->file, (char *)left_out->pdata[i]);
  if (rows->len == 0)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, _ ("%s has nothing that makes a geofence"),
                           import->file);
  store = chezu_ctl_open_writable_store (ctl);
  if (store == NULL)
    return CHEZU_EXIT_STORE;
  if (!chezu_ctl_wait (chezu_geofence_import_save (store, rows), &error))
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  g_print (ngettext ("Added %u geofence from %s\n", "Added %u geofences from %s\n", rows->len),
           rows->len, import->file);
  return CHEZU_EXIT_OK;
}

ChezuExit
chezu_ctl_geofence_import (ChezuCtl *ctl, int argc, char **argv)
{
  ChezuGeofenceImportOptions options = CHEZU_GEOFENCE_IMPORT_OPTIONS;
  g_autofree char *datum_key = NULL;
  const GOptionEntry entries[] = {
    { "datum", 0, 0, G_OPTION_ARG_STRING, &datum_key,
      N_ ("What positions are given in: wgs84, cgcs2000, gcj02 or bd09"), N_ ("DATUM") },
    { "width", 0, 0, G_OPTION_ARG_DOUBLE, &options.width_m,
      N_ ("How wide the corridor along a line is, in metres (200)"), N_ ("METRES") },
    { "radius", 0, 0, G_OPTION_ARG_DOUBLE, &options.radius_m,
      N_ ("Radius of the circle around a point, in metres (500)"), N_ ("METRES") },
    { NULL },
  };
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);
  g_autoptr (GPtrArray) left_out = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ChezuOverlayImport) import = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  ChezuDatum datum = CHEZU_DATUM_WGS84;

  if (!chezu_ctl_parse (_ ("FILE"),
                        _ ("Makes geofences of the features of a file: areas as they are, lines as "
                           "corridors, points as circles."),
                        entries, &argc, &argv))
    return CHEZU_EXIT_USAGE;
  if (argc != 2)
    return chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("Name one file"));
  if (datum_key != NULL && !chezu_datum_from_key (datum_key, &datum))
    return chezu_ctl_fail (CHEZU_EXIT_USAGE,
                           _ ("“%s” is no datum; there are wgs84, cgcs2000, gcj02 and bd09"),
                           datum_key);
  path = g_canonicalize_filename (argv[1], NULL);
  import = chezu_overlay_file_read_sync (path, datum, NULL, NULL, &error);
  if (import == NULL)
    return chezu_ctl_fail (CHEZU_EXIT_FAILED, "%s", error->message);
  take_layers (import, &options, rows, left_out);
  return save_rows (ctl, import, rows, left_out);
}
