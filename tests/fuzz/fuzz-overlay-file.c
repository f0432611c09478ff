/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file that is dragged onto the map: the first one chooses the form. Either a clear
 * refusal that names the file, or features that are on this earth and whole. */

#include "geo/chezu-overlay-file.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_layer (const ChezuOverlayFileLayer *layer)
{
  const ChezuOverlayShapes *shapes = layer->shapes;

  g_assert_nonnull (layer->name);
  g_assert_cmpuint (shapes->features->len, >, 0);
  for (guint i = 0; i < shapes->vertices->len; i++)
    {
      const ChezuOverlayVertex *vertex = &g_array_index (shapes->vertices, ChezuOverlayVertex, i);

      g_assert_true (fabs (vertex->lon) <= 180.1 && fabs (vertex->lat) <= 90.1);
    }
  for (guint i = 0; i < shapes->features->len; i++)
    {
      const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (shapes, i);

      g_assert_cmpuint (feature->first_part, <, chezu_overlay_shapes_end_of_feature (shapes, i));
      g_assert_true (feature->name == NULL || g_utf8_validate (feature->name, -1, NULL));
      g_assert_true (feature->attributes == NULL
                     || g_utf8_validate (feature->attributes, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const names[]
      = { "fuzz.csv",  "fuzz.gpx", "fuzz.geojson", "fuzz.kml", "fuzz.zip",
          "fuzz.gpkg", "fuzz.shp", "fuzz.fgb",     "fuzz.tab", "fuzz.mif" };
  static const ChezuOverlayLimits limits
      = { .max_features = 10000, .max_vertices = 100000, .max_unpacked = 1 << 24, .max_ms = 5000 };
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuOverlayImport) import = NULL;

  if (size == 0)
    return 0;
  folder = g_dir_make_tmp ("chezu-fuzz-XXXXXX", NULL);
  path = g_build_filename (folder, names[data[0] % G_N_ELEMENTS (names)], NULL);
  g_assert_true (g_file_set_contents (path, (const char *)data + 1, (gssize)size - 1, NULL));
  import = chezu_overlay_file_read_sync (path, data[0] / 64, &limits, NULL, &error);
  g_unlink (path);
  g_rmdir (folder);

  g_assert ((import == NULL) == (error != NULL));
  g_assert_true (error == NULL || strstr (error->message, "fuzz.") != NULL);
  for (guint i = 0; import != NULL && i < import->layers->len; i++)
    check_layer (import->layers->pdata[i]);
  return 0;
}
