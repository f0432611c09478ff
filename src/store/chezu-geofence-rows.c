/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-geofence-rows-private.h"

#include "base/chezu-geodesy.h"
#include "store/chezu-geometry-private.h"

#include <math.h>
#include <yyjson.h>

void
chezu_geofence_row_free (ChezuGeofenceRow *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->note);
  chezu_geofence_shape_clear (&self->shape);
  g_clear_pointer (&self->outline, g_array_unref);
  g_free (self);
}

ChezuGeofenceRow *
chezu_geofence_row_copy (const ChezuGeofenceRow *self)
{
  ChezuGeofenceRow *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->note = g_strdup (self->note);
  chezu_geofence_shape_copy (&self->shape, &copy->shape);
  if (self->outline != NULL)
    copy->outline = chezu_geofence_rings_copy (self->outline);
  return copy;
}

/* --- Writing */

static void
append_ring (const GArray *ring, GArray *coordinates, GArray *ring_starts)
{
  guint end;

  for (guint i = 0; i < ring->len; i++)
    {
      const ChezuGeofenceVertex *vertex = &g_array_index (ring, ChezuGeofenceVertex, i);

      g_array_append_val (coordinates, vertex->lon);
      g_array_append_val (coordinates, vertex->lat);
    }
  end = coordinates->len / 2;
  g_array_append_val (ring_starts, end);
}

GBytes *
chezu_geofence_rows_write_outline (const GArray *rings)
{
  g_autoptr (GArray) coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) ring_starts = g_array_new (FALSE, TRUE, sizeof (guint));
  g_autoptr (GArray) polygon_starts = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_set_size (ring_starts, 1);
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_array_index (rings, GArray *, i);

      if (i == 0 || !chezu_geofence_ring_is_hole (ring))
        g_array_append_val (polygon_starts, i);
      append_ring (ring, coordinates, ring_starts);
    }
  g_array_append_val (polygon_starts, rings->len);
  return chezu_geometry_write_multipolygon (coordinates, ring_starts, polygon_starts);
}

char *
chezu_geofence_rows_write_path (const ChezuGeofenceShape *shape)
{
  yyjson_mut_doc *doc;
  yyjson_mut_val *path;
  char *written;
  char *text;

  if (shape->form == CHEZU_GEOFENCE_POLYGON)
    return NULL;
  doc = yyjson_mut_doc_new (NULL);
  path = yyjson_mut_arr (doc);
  for (guint i = 0; i < shape->vertices->len; i++)
    {
      const ChezuGeofenceVertex *vertex = &g_array_index (shape->vertices, ChezuGeofenceVertex, i);
      yyjson_mut_val *pair = yyjson_mut_arr_add_arr (doc, path);

      yyjson_mut_arr_add_real (doc, pair, vertex->lon);
      yyjson_mut_arr_add_real (doc, pair, vertex->lat);
    }
  yyjson_mut_doc_set_root (doc, path);
  written = yyjson_mut_write (doc, 0, NULL);
  yyjson_mut_doc_free (doc);
  text = g_strdup (written);
  free (written);
  return text;
}

/* --- Reading: what somebody wrote into the file may be anything */

static void
read_path (const char *text, GArray *vertices)
{
  yyjson_doc *doc = text != NULL ? yyjson_read (text, strlen (text), 0) : NULL;
  yyjson_val *pair;
  size_t i;
  size_t n;

  yyjson_arr_foreach (yyjson_doc_get_root (doc), i, n, pair)
  {
    const ChezuGeofenceVertex vertex
        = { yyjson_get_num (yyjson_arr_get (pair, 0)), yyjson_get_num (yyjson_arr_get (pair, 1)) };

    if (yyjson_arr_size (pair) == 2)
      g_array_append_val (vertices, vertex);
  }
  yyjson_doc_free (doc);
}

static GArray *
read_outline (gconstpointer blob, gsize size)
{
  g_autoptr (GArray) coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *rings = chezu_geofence_rings_new ();

  if (!chezu_geometry_read_rings (blob, size, coordinates, starts))
    return rings;
  for (guint i = 0; i + 1 < starts->len; i++)
    {
      GArray *ring = chezu_geofence_rings_add (rings);

      for (guint k = g_array_index (starts, guint, i); k < g_array_index (starts, guint, i + 1);
           k++)
        {
          const ChezuGeofenceVertex vertex = { g_array_index (coordinates, double, 2 * k),
                                               g_array_index (coordinates, double, 2 * k + 1) };

          g_array_append_val (ring, vertex);
        }
    }
  return rings;
}

/* A polygon is drawn as its first ring, which need not be closed then. */
static void
take_corners (const GArray *rings, GArray *vertices)
{
  const GArray *ring;

  if (rings->len == 0)
    return;
  ring = g_array_index (rings, GArray *, 0);
  if (ring->len > 1)
    g_array_append_vals (vertices, ring->data, ring->len - 1);
}

static gboolean
is_usable (const ChezuGeofenceRow *row)
{
  const ChezuGeofenceShape *shape = &row->shape;

  if (shape->form != CHEZU_GEOFENCE_POLYGON)
    return chezu_geofence_shape_check (shape, NULL) && row->outline->len > 0;
  return shape->vertices->len >= 3 && row->bounds[0] >= -180.0 && row->bounds[2] <= 180.0
         && row->bounds[1] >= -90.0 && row->bounds[3] <= 90.0;
}

static ChezuGeofenceRow *
make_row (ChezuStatement *select)
{
  g_autoptr (ChezuGeofenceRow) row = g_new0 (ChezuGeofenceRow, 1);
  gsize size;
  gconstpointer blob = chezu_statement_get_blob (select, 1, &size);

  row->id = chezu_statement_get_int (select, 0);
  row->outline = read_outline (blob, size);
  row->name = g_strdup (chezu_statement_get_text (select, 2));
  row->note = g_strdup (chezu_statement_get_text (select, 3));
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  if (!chezu_geofence_form_from_key (chezu_statement_get_text (select, 4), &row->shape.form))
    row->shape.form = CHEZU_GEOFENCE_POLYGON;
  if (row->shape.form == CHEZU_GEOFENCE_POLYGON)
    take_corners (row->outline, row->shape.vertices);
  else
    read_path (chezu_statement_get_text (select, 5), row->shape.vertices);
  row->shape.radius_m = chezu_statement_get_double (select, 6);
  row->color
      = (guint)CLAMP (chezu_statement_get_int (select, 7), 0, (gint64)CHEZU_N_GEOFENCE_COLORS - 1);
  row->visible = chezu_statement_get_int (select, 8) != 0;
  row->created_ms = chezu_statement_get_int (select, 9);
  row->changed_ms = chezu_statement_get_int (select, 10);
  row->n_inside = (guint)chezu_statement_get_int (select, 11);
  if (!chezu_geofence_rings_get_bounds (row->outline, row->bounds) || !is_usable (row))
    return NULL;
  return g_steal_pointer (&row);
}

GPtrArray *
chezu_geofence_rows_read (ChezuDatabase *db, GError **error)
{
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_geofence_row_free);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, geom, name, note, form, path, radius_m, color, visible, created_ms, "
          "changed_ms, (SELECT count(*) FROM geofence_visit AS v WHERE v.geofence = geofence.id "
          "AND v.left_ms IS NULL) FROM geofence WHERE state = 1 ORDER BY name, id");

  while (chezu_statement_next (select))
    {
      ChezuGeofenceRow *row = make_row (select);

      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&rows);
}
