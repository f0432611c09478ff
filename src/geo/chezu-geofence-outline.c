/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-geofence-outline.h"

#include <glib/gi18n-lib.h>
#include <ogr_api.h>

/* --- To OGR and back */

static OGRGeometryH
write_polygon (const GArray *ring)
{
  OGRGeometryH polygon = OGR_G_CreateGeometry (wkbPolygon);
  OGRGeometryH outer = OGR_G_CreateGeometry (wkbLinearRing);

  for (guint i = 0; i < ring->len; i++)
    {
      const ChezuGeofenceVertex *vertex = &g_array_index (ring, ChezuGeofenceVertex, i);

      OGR_G_AddPoint_2D (outer, vertex->lon, vertex->lat);
    }
  OGR_G_AddGeometryDirectly (polygon, outer);
  return polygon;
}

static OGRGeometryH
write_pieces (const GArray *rings)
{
  OGRGeometryH pieces = OGR_G_CreateGeometry (wkbMultiPolygon);

  for (guint i = 0; i < rings->len; i++)
    OGR_G_AddGeometryDirectly (pieces, write_polygon (g_array_index (rings, GArray *, i)));
  return pieces;
}

static void
read_polygon (OGRGeometryH polygon, GArray *rings)
{
  for (int i = 0; i < OGR_G_GetGeometryCount (polygon); i++)
    {
      OGRGeometryH source = OGR_G_GetGeometryRef (polygon, i);
      GArray *ring = chezu_geofence_rings_add (rings);

      for (int k = 0; k < OGR_G_GetPointCount (source); k++)
        {
          const ChezuGeofenceVertex vertex = { OGR_G_GetX (source, k), OGR_G_GetY (source, k) };

          g_array_append_val (ring, vertex);
        }
      chezu_geofence_ring_close (ring, i == 0);
    }
}

static void
read_polygons (OGRGeometryH geometry, GArray *rings)
{
  if (wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbPolygon)
    {
      read_polygon (geometry, rings);
      return;
    }
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
    read_polygons (OGR_G_GetGeometryRef (geometry, i), rings);
}

GArray *
chezu_geofence_outline_make (const ChezuGeofenceShape *shape, GError **error)
{
  g_autoptr (GArray) traced = NULL;
  g_autoptr (GArray) rings = NULL;
  OGRGeometryH pieces;
  OGRGeometryH whole;

  g_return_val_if_fail (shape != NULL, NULL);

  if (!chezu_geofence_shape_check (shape, error))
    return NULL;
  traced = chezu_geofence_shape_trace (shape);
  if (traced->len <= 1)
    return g_steal_pointer (&traced);

  pieces = write_pieces (traced);
  whole = OGR_G_UnaryUnion (pieces);
  OGR_G_DestroyGeometry (pieces);
  rings = chezu_geofence_rings_new ();
  if (whole != NULL)
    {
      read_polygons (whole, rings);
      OGR_G_DestroyGeometry (whole);
    }
  if (rings->len == 0)
    {
      g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                           _ ("The outline of this corridor cannot be worked out; move a point of "
                              "its line"));
      return NULL;
    }
  return g_steal_pointer (&rings);
}

/* --- On its way into the store */

typedef struct
{
  ChezuStore *store;
  ChezuGeofenceRow *row;
  DexFuture *(*save) (ChezuStore *store, const ChezuGeofenceRow *row);
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->store);
  chezu_geofence_row_free (saving->row);
  g_free (saving);
}

static DexFuture *
make_fiber (gpointer data)
{
  Saving *saving = data;
  GError *error = NULL;

  if (saving->row->outline == NULL)
    saving->row->outline = chezu_geofence_outline_make (&saving->row->shape, &error);
  if (saving->row->outline == NULL)
    return dex_future_new_for_error (error);
  return saving->save (saving->store, saving->row);
}

static DexFuture *
save_with_outline (ChezuStore *store,
                   const ChezuGeofenceRow *row,
                   DexFuture *(*save) (ChezuStore *store, const ChezuGeofenceRow *row))
{
  Saving *saving = g_new0 (Saving, 1);

  saving->store = g_object_ref (store);
  saving->row = chezu_geofence_row_copy (row);
  saving->save = save;
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, make_fiber, saving,
                              (GDestroyNotify)saving_free);
}

DexFuture *
chezu_geofence_outline_add (ChezuStore *store, const ChezuGeofenceRow *row)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && row != NULL, NULL);

  return save_with_outline (store, row, chezu_geofence_table_add);
}

DexFuture *
chezu_geofence_outline_change (ChezuStore *store, const ChezuGeofenceRow *row)
{
  g_return_val_if_fail (CHEZU_IS_STORE (store) && row != NULL, NULL);

  return save_with_outline (store, row, chezu_geofence_table_change);
}
