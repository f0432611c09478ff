/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-geofence-import.h"

#include "geo/chezu-geofence-outline.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const ChezuOverlayShapes *shapes;
  const char *name;
  const ChezuGeofenceImportOptions *options;
  GPtrArray *rows;
  GPtrArray *left_out; /* nullable */
  guint feature;
} Import;

/* --- Taking parts */

static void
take_vertices (const Import *import, guint part, GArray *vertices)
{
  guint first = g_array_index (import->shapes->parts, ChezuOverlayPart, part).first_vertex;
  guint end = chezu_overlay_shapes_end_of_part (import->shapes, part);

  for (guint i = first; i < end; i++)
    {
      const ChezuOverlayVertex *from
          = &g_array_index (import->shapes->vertices, ChezuOverlayVertex, i);
      const ChezuGeofenceVertex vertex = { from->lon, from->lat };
      const ChezuGeofenceVertex *last
          = vertices->len > 0 ? &g_array_index (vertices, ChezuGeofenceVertex, vertices->len - 1)
                              : NULL;

      /* A corner that is given twice is one. */
      if (last == NULL || memcmp (last, &vertex, sizeof vertex) != 0)
        g_array_append_val (vertices, vertex);
    }
}

static void
open_ring (GArray *vertices)
{
  const ChezuGeofenceVertex *all = (const ChezuGeofenceVertex *)(gconstpointer)vertices->data;

  if (vertices->len > 1 && memcmp (&all[0], &all[vertices->len - 1], sizeof all[0]) == 0)
    g_array_set_size (vertices, vertices->len - 1);
}

static void
note (const Import *import, const char *why)
{
  const char *name = chezu_overlay_shapes_get (import->shapes, import->feature)->name;

  if (import->left_out == NULL)
    return;
  g_ptr_array_add (import->left_out,
                   name != NULL
                       /* TRANSLATORS: number, name, reason */
                       ? g_strdup_printf (_ ("Feature %u “%s”: %s"), import->feature + 1, name, why)
                       : g_strdup_printf (_ ("Feature %u: %s"), import->feature + 1, why));
}

static ChezuGeofenceRow *
row_new (const Import *import, ChezuGeofenceForm form, double radius_m)
{
  const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (import->shapes, import->feature);
  ChezuGeofenceRow *row = g_new0 (ChezuGeofenceRow, 1);

  row->name = feature->name != NULL && feature->name[0] != '\0'
                  ? g_strdup (feature->name)
                  : g_strdup_printf ("%s %u", import->name, import->rows->len + 1);
  row->note = g_strdup (feature->description);
  row->visible = TRUE;
  row->color = import->rows->len % CHEZU_N_GEOFENCE_COLORS;
  row->shape.form = form;
  row->shape.radius_m = radius_m;
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  return row;
}

/* Takes @row. */
static void
add_row (Import *import, ChezuGeofenceRow *row)
{
  g_autoptr (ChezuGeofenceRow) owned = row;
  g_autoptr (GError) error = NULL;

  if (chezu_geofence_shape_check (&row->shape, &error))
    g_ptr_array_add (import->rows, g_steal_pointer (&owned));
  else
    note (import, error->message);
}

/* --- Features */

static void
take_points (Import *import, guint first_part, guint end_part)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));

  for (guint part = first_part; part < end_part; part++)
    take_vertices (import, part, points);
  for (guint i = 0; i < points->len; i++)
    {
      ChezuGeofenceRow *row = row_new (import, CHEZU_GEOFENCE_CIRCLE, import->options->radius_m);

      g_array_append_vals (row->shape.vertices, &g_array_index (points, ChezuGeofenceVertex, i), 1);
      add_row (import, row);
    }
}

static void
take_lines (Import *import, guint first_part, guint end_part)
{
  for (guint part = first_part; part < end_part; part++)
    {
      ChezuGeofenceRow *row
          = row_new (import, CHEZU_GEOFENCE_CORRIDOR, import->options->width_m / 2.0);

      take_vertices (import, part, row->shape.vertices);
      add_row (import, row);
    }
}

/* The first ring is what a person may change; all rings are the fence. */
static void
take_area (Import *import, guint first_part, guint end_part)
{
  g_autoptr (ChezuGeofenceRow) row = row_new (import, CHEZU_GEOFENCE_POLYGON, 0.0);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  g_autoptr (GError) error = NULL;

  row->outline = chezu_geofence_rings_new ();
  for (guint part = first_part; part < end_part; part++)
    {
      const ChezuGeofenceShape shape = { CHEZU_GEOFENCE_POLYGON, ring, 0.0 };
      GArray *taken;

      g_array_set_size (ring, 0);
      take_vertices (import, part, ring);
      open_ring (ring);
      if (!chezu_geofence_shape_check (&shape, &error))
        {
          note (import, error->message);
          return;
        }
      taken = chezu_geofence_rings_add (row->outline);
      g_array_append_vals (taken, ring->data, ring->len);
      chezu_geofence_ring_close (
          taken, !g_array_index (import->shapes->parts, ChezuOverlayPart, part).is_hole);
      if (part == first_part)
        g_array_append_vals (row->shape.vertices, ring->data, ring->len);
    }
  add_row (import, g_steal_pointer (&row));
}

GPtrArray *
chezu_geofence_import_shapes (const ChezuOverlayShapes *shapes,
                              const char *name,
                              const ChezuGeofenceImportOptions *options,
                              GPtrArray *left_out)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);
  Import import = { shapes, name, options, rows, left_out, 0 };

  for (import.feature = 0; import.feature < shapes->features->len; import.feature++)
    {
      const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (shapes, import.feature);
      guint end = chezu_overlay_shapes_end_of_feature (shapes, import.feature);

      switch (feature->kind)
        {
        case CHEZU_OVERLAY_POINT:
          take_points (&import, feature->first_part, end);
          break;
        case CHEZU_OVERLAY_LINE:
          take_lines (&import, feature->first_part, end);
          break;
        case CHEZU_OVERLAY_POLYGON:
          take_area (&import, feature->first_part, end);
          break;
        case CHEZU_N_OVERLAY_KINDS:
        default:
          break;
        }
    }
  return rows;
}

/* --- Saving */

typedef struct
{
  ChezuStore *store;
  GPtrArray *rows;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->store);
  g_ptr_array_unref (saving->rows);
  g_free (saving);
}

static DexFuture *
save_fiber (gpointer data)
{
  Saving *saving = data;
  GError *error = NULL;

  for (guint i = 0; i < saving->rows->len; i++)
    if (!dex_await (chezu_geofence_outline_add (saving->store, saving->rows->pdata[i]), &error))
      return dex_future_new_for_error (error);
  return dex_future_new_for_int64 (saving->rows->len);
}

DexFuture *
chezu_geofence_import_save (ChezuStore *store, GPtrArray *rows)
{
  Saving *saving;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && rows != NULL, NULL);

  saving = g_new0 (Saving, 1);
  saving->store = g_object_ref (store);
  saving->rows = g_ptr_array_ref (rows);
  return dex_scheduler_spawn (NULL, 0, save_fiber, saving, (GDestroyNotify)saving_free);
}
