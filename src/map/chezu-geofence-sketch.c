/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-geofence-sketch.h"

#include "base/chezu-geodesy.h"

struct _ChezuGeofenceSketch
{
  ChezuGeofenceShape shape;
  GArray *outline; /* of the shape; NULL: to be traced again */
  GArray *undo;    /* of ChezuGeofenceShape, the latest last */
  GArray *redo;
};

static void
clear_shape (gpointer data)
{
  chezu_geofence_shape_clear (data);
}

static GArray *
steps_new (void)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceShape));

  g_array_set_clear_func (steps, clear_shape);
  return steps;
}

ChezuGeofenceSketch *
chezu_geofence_sketch_new_from (const ChezuGeofenceShape *shape)
{
  ChezuGeofenceSketch *self = g_new0 (ChezuGeofenceSketch, 1);

  chezu_geofence_shape_copy (shape, &self->shape);
  self->undo = steps_new ();
  self->redo = steps_new ();
  return self;
}

ChezuGeofenceSketch *
chezu_geofence_sketch_new (ChezuGeofenceForm form, double radius_m)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  const ChezuGeofenceShape shape = { form, none, radius_m };

  return chezu_geofence_sketch_new_from (&shape);
}

void
chezu_geofence_sketch_free (ChezuGeofenceSketch *self)
{
  chezu_geofence_shape_clear (&self->shape);
  g_clear_pointer (&self->outline, g_array_unref);
  g_array_unref (self->undo);
  g_array_unref (self->redo);
  g_free (self);
}

const ChezuGeofenceShape *
chezu_geofence_sketch_get_shape (const ChezuGeofenceSketch *self)
{
  return &self->shape;
}

const GArray *
chezu_geofence_sketch_peek_outline (ChezuGeofenceSketch *self)
{
  if (self->outline == NULL)
    self->outline = chezu_geofence_shape_trace (&self->shape);
  return self->outline;
}

guint
chezu_geofence_sketch_get_n (const ChezuGeofenceSketch *self)
{
  return self->shape.vertices->len;
}

ChezuGeofenceVertex
chezu_geofence_sketch_get (const ChezuGeofenceSketch *self, guint index)
{
  return g_array_index (self->shape.vertices, ChezuGeofenceVertex, index);
}

guint
chezu_geofence_sketch_get_least (const ChezuGeofenceSketch *self)
{
  static const guint least[CHEZU_N_GEOFENCE_FORMS] = { 3, 1, 2 };

  return least[self->shape.form];
}

gboolean
chezu_geofence_sketch_is_whole (const ChezuGeofenceSketch *self)
{
  return self->shape.vertices->len >= chezu_geofence_sketch_get_least (self);
}

/* --- Steps */

static void
changed (ChezuGeofenceSketch *self)
{
  g_clear_pointer (&self->outline, g_array_unref);
}

static void
push (GArray *steps, const ChezuGeofenceShape *shape)
{
  ChezuGeofenceShape copy;

  chezu_geofence_shape_copy (shape, &copy);
  g_array_append_val (steps, copy);
}

void
chezu_geofence_sketch_begin_step (ChezuGeofenceSketch *self)
{
  push (self->undo, &self->shape);
  g_array_set_size (self->redo, 0);
}

static gboolean
step_back (ChezuGeofenceSketch *self, GArray *from, GArray *to)
{
  if (from->len == 0)
    return FALSE;
  push (to, &self->shape);
  chezu_geofence_shape_clear (&self->shape);
  chezu_geofence_shape_copy (&g_array_index (from, ChezuGeofenceShape, from->len - 1),
                             &self->shape);
  g_array_set_size (from, from->len - 1);
  changed (self);
  return TRUE;
}

gboolean
chezu_geofence_sketch_undo (ChezuGeofenceSketch *self)
{
  return step_back (self, self->undo, self->redo);
}

gboolean
chezu_geofence_sketch_redo (ChezuGeofenceSketch *self)
{
  return step_back (self, self->redo, self->undo);
}

/* --- Changes */

void
chezu_geofence_sketch_insert (ChezuGeofenceSketch *self, guint at, ChezuGeofenceVertex vertex)
{
  g_return_if_fail (at <= self->shape.vertices->len);

  g_array_insert_val (self->shape.vertices, at, vertex);
  changed (self);
}

gboolean
chezu_geofence_sketch_remove (ChezuGeofenceSketch *self, guint at, guint least)
{
  if (at >= self->shape.vertices->len || self->shape.vertices->len <= least)
    return FALSE;
  g_array_remove_index (self->shape.vertices, at);
  changed (self);
  return TRUE;
}

void
chezu_geofence_sketch_move (ChezuGeofenceSketch *self, guint at, ChezuGeofenceVertex to)
{
  g_return_if_fail (at < self->shape.vertices->len);

  g_array_index (self->shape.vertices, ChezuGeofenceVertex, at) = to;
  changed (self);
}

void
chezu_geofence_sketch_move_all (ChezuGeofenceSketch *self, double d_lon, double d_lat)
{
  for (guint i = 0; i < self->shape.vertices->len; i++)
    {
      ChezuGeofenceVertex *vertex = &g_array_index (self->shape.vertices, ChezuGeofenceVertex, i);

      vertex->lon += d_lon;
      vertex->lat += d_lat;
    }
  changed (self);
}

void
chezu_geofence_sketch_set_radius (ChezuGeofenceSketch *self, double radius_m)
{
  double most = self->shape.form == CHEZU_GEOFENCE_CORRIDOR ? CHEZU_GEOFENCE_WIDTH_MAX_M
                                                            : CHEZU_GEOFENCE_RADIUS_MAX_M;

  if (self->shape.form == CHEZU_GEOFENCE_POLYGON)
    return;
  self->shape.radius_m = CLAMP (radius_m, CHEZU_GEOFENCE_RADIUS_MIN_M, most);
  changed (self);
}

/* --- Size */

double
chezu_geofence_shape_length_m (const ChezuGeofenceShape *shape)
{
  const ChezuGeofenceVertex *at = (const ChezuGeofenceVertex *)(gconstpointer)shape->vertices->data;
  double length = 0.0;

  if (shape->form != CHEZU_GEOFENCE_CORRIDOR)
    return 0.0;
  for (guint i = 1; i < shape->vertices->len; i++)
    length += chezu_geodesic_m (at[i - 1].lon, at[i - 1].lat, at[i].lon, at[i].lat);
  return length;
}

double
chezu_geofence_shape_area_m2 (const ChezuGeofenceShape *shape)
{
  switch (shape->form)
    {
    case CHEZU_GEOFENCE_CIRCLE:
      return G_PI * shape->radius_m * shape->radius_m;
    case CHEZU_GEOFENCE_CORRIDOR:
      return chezu_geofence_shape_length_m (shape) * 2.0 * shape->radius_m;
    case CHEZU_GEOFENCE_POLYGON:
    case CHEZU_N_GEOFENCE_FORMS:
    default:
      return chezu_geodesic_area_m2 ((const double *)(gconstpointer)shape->vertices->data,
                                     shape->vertices->len);
    }
}
