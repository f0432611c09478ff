/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes are checked and traced in degrees, with metres worked out at each place. */

#include "store/chezu-geofence-shape.h"

#include "base/chezu-geodesy.h"
#include "store/chezu-store.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define CIRCLE_CORNERS 128
/* Of a half circle at the end of a piece of a corridor. */
#define END_CORNERS 16
#define DEGREES (180.0 / G_PI)

static const char *const form_keys[CHEZU_N_GEOFENCE_FORMS] = { "polygon", "circle", "corridor" };

const char *
chezu_geofence_form_key (ChezuGeofenceForm form)
{
  g_return_val_if_fail (form < CHEZU_N_GEOFENCE_FORMS, NULL);

  return form_keys[form];
}

gboolean
chezu_geofence_form_from_key (const char *key, ChezuGeofenceForm *form)
{
  for (guint i = 0; i < CHEZU_N_GEOFENCE_FORMS; i++)
    if (g_strcmp0 (key, form_keys[i]) == 0)
      {
        *form = (ChezuGeofenceForm)i;
        return TRUE;
      }
  return FALSE;
}

static const ChezuGeofenceVertex *
vertex_at (const GArray *vertices, guint index)
{
  return &g_array_index (vertices, ChezuGeofenceVertex, index);
}

/* --- Life */

void
chezu_geofence_shape_clear (ChezuGeofenceShape *self)
{
  g_clear_pointer (&self->vertices, g_array_unref);
}

void
chezu_geofence_shape_copy (const ChezuGeofenceShape *self, ChezuGeofenceShape *copy)
{
  *copy = *self;
  if (self->vertices != NULL)
    copy->vertices = g_array_copy (self->vertices);
}

static void
free_ring (gpointer data)
{
  g_clear_pointer ((GArray **)data, g_array_unref);
}

GArray *
chezu_geofence_rings_new (void)
{
  GArray *rings = g_array_new (FALSE, FALSE, sizeof (GArray *));

  g_array_set_clear_func (rings, free_ring);
  return rings;
}

GArray *
chezu_geofence_rings_add (GArray *rings)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));

  g_array_append_val (rings, ring);
  return ring;
}

GArray *
chezu_geofence_rings_copy (GArray *rings)
{
  GArray *copy = chezu_geofence_rings_new ();

  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_array_index (rings, GArray *, i);

      g_array_append_vals (chezu_geofence_rings_add (copy), ring->data, ring->len);
    }
  return copy;
}

/* --- Rings */

/* Twice the area in square degrees, positive anticlockwise. */
static double
signed_area (const GArray *ring)
{
  double area = 0.0;

  for (guint i = 0; i < ring->len; i++)
    {
      const ChezuGeofenceVertex *a = vertex_at (ring, i);
      const ChezuGeofenceVertex *b = vertex_at (ring, (i + 1) % ring->len);

      area += a->lon * b->lat - b->lon * a->lat;
    }
  return area;
}

gboolean
chezu_geofence_ring_is_hole (const GArray *ring)
{
  return signed_area (ring) < 0.0;
}

static void
reverse (GArray *ring)
{
  for (guint i = 0; i < ring->len / 2; i++)
    {
      ChezuGeofenceVertex *a = &g_array_index (ring, ChezuGeofenceVertex, i);
      ChezuGeofenceVertex *b = &g_array_index (ring, ChezuGeofenceVertex, ring->len - 1 - i);
      ChezuGeofenceVertex swap = *a;

      *a = *b;
      *b = swap;
    }
}

void
chezu_geofence_ring_close (GArray *ring, gboolean anticlockwise)
{
  ChezuGeofenceVertex first;

  if (ring->len == 0)
    return;
  if (chezu_geofence_ring_is_hole (ring) == anticlockwise)
    reverse (ring);
  first = *vertex_at (ring, 0);
  if (memcmp (&first, vertex_at (ring, ring->len - 1), sizeof first) != 0 || ring->len == 1)
    g_array_append_val (ring, first);
}

gboolean
chezu_geofence_rings_get_bounds (const GArray *rings, double bounds[4])
{
  bounds[0] = bounds[1] = INFINITY;
  bounds[2] = bounds[3] = -INFINITY;
  for (guint i = 0; i < rings->len; i++)
    {
      const GArray *ring = g_array_index (rings, GArray *, i);

      for (guint k = 0; k < ring->len; k++)
        {
          const ChezuGeofenceVertex *vertex = vertex_at (ring, k);

          bounds[0] = MIN (bounds[0], vertex->lon);
          bounds[1] = MIN (bounds[1], vertex->lat);
          bounds[2] = MAX (bounds[2], vertex->lon);
          bounds[3] = MAX (bounds[3], vertex->lat);
        }
    }
  return bounds[0] <= bounds[2];
}

/* --- Checking */

static gboolean
refuse (GError **error, const char *words)
{
  g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID, words);
  return FALSE;
}

static gboolean
check_places (const GArray *vertices, GError **error)
{
  for (guint i = 0; i < vertices->len; i++)
    {
      const ChezuGeofenceVertex *vertex = vertex_at (vertices, i);

      /* Not written as comparisons that NaN would pass. */
      if (!(fabs (vertex->lon) <= 180.0 && fabs (vertex->lat) <= CHEZU_MERCATOR_LATITUDE_MAX))
        {
          g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID,
                       _ ("Corner %u is no place on the map; longitude goes from −180 to 180, "
                          "latitude from −85 to 85"),
                       i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static double
cross (const ChezuGeofenceVertex *o, const ChezuGeofenceVertex *a, const ChezuGeofenceVertex *b)
{
  return (a->lon - o->lon) * (b->lat - o->lat) - (a->lat - o->lat) * (b->lon - o->lon);
}

static gboolean
is_on_box (const ChezuGeofenceVertex *a, const ChezuGeofenceVertex *b, const ChezuGeofenceVertex *p)
{
  return p->lon >= MIN (a->lon, b->lon) && p->lon <= MAX (a->lon, b->lon)
         && p->lat >= MIN (a->lat, b->lat) && p->lat <= MAX (a->lat, b->lat);
}

/* Whether two edges have a point in common. */
static gboolean
edges_meet (const ChezuGeofenceVertex *a,
            const ChezuGeofenceVertex *b,
            const ChezuGeofenceVertex *c,
            const ChezuGeofenceVertex *d)
{
  double abc = cross (a, b, c);
  double abd = cross (a, b, d);
  double cda = cross (c, d, a);
  double cdb = cross (c, d, b);

  if (((abc > 0.0) != (abd > 0.0)) && ((cda > 0.0) != (cdb > 0.0)) && abc != 0.0 && abd != 0.0
      && cda != 0.0 && cdb != 0.0)
    return TRUE;
  return (abc == 0.0 && is_on_box (a, b, c)) || (abd == 0.0 && is_on_box (a, b, d))
         || (cda == 0.0 && is_on_box (c, d, a)) || (cdb == 0.0 && is_on_box (c, d, b));
}

/* Neighbours share a corner; they must not fold back onto each other. */
static gboolean
folds_back (const ChezuGeofenceVertex *a,
            const ChezuGeofenceVertex *b,
            const ChezuGeofenceVertex *c)
{
  double along = (a->lon - b->lon) * (c->lon - b->lon) + (a->lat - b->lat) * (c->lat - b->lat);

  return cross (a, b, c) == 0.0 && along >= 0.0;
}

typedef struct
{
  double low; /* south end of the edge */
  double high;
  guint from; /* corner it starts at */
} Edge;

static gint
compare_edges (gconstpointer a, gconstpointer b)
{
  const Edge *x = a;
  const Edge *y = b;

  return (x->low > y->low) - (x->low < y->low);
}

/* From south to north, so that only edges of one latitude are compared. */
static gboolean
crosses_itself (const GArray *corners)
{
  guint n = corners->len;
  g_autofree Edge *edges = g_new (Edge, n);

  for (guint i = 0; i < n; i++)
    {
      const ChezuGeofenceVertex *a = vertex_at (corners, i);
      const ChezuGeofenceVertex *b = vertex_at (corners, (i + 1) % n);

      edges[i] = (Edge){ MIN (a->lat, b->lat), MAX (a->lat, b->lat), i };
      if (folds_back (a, b, vertex_at (corners, (i + 2) % n)))
        return TRUE;
    }
  qsort (edges, n, sizeof *edges, compare_edges);
  for (guint i = 0; i < n; i++)
    for (guint k = i + 1; k < n && edges[k].low <= edges[i].high; k++)
      {
        guint one = edges[i].from;
        guint other = edges[k].from;

        if ((one + 1) % n == other || (other + 1) % n == one)
          continue;
        if (edges_meet (vertex_at (corners, one), vertex_at (corners, (one + 1) % n),
                        vertex_at (corners, other), vertex_at (corners, (other + 1) % n)))
          return TRUE;
      }
  return FALSE;
}

static gboolean
check_polygon (const GArray *corners, GError **error)
{
  if (corners->len < 3)
    return refuse (error, _ ("An area needs at least three corners"));
  if (crosses_itself (corners))
    return refuse (error, _ ("The edge crosses or touches itself; move a corner"));
  return TRUE;
}

static gboolean
check_circle (const ChezuGeofenceShape *self, GError **error)
{
  if (self->vertices->len != 1)
    return refuse (error, _ ("A circle has one center"));
  if (!(self->radius_m >= CHEZU_GEOFENCE_RADIUS_MIN_M
        && self->radius_m <= CHEZU_GEOFENCE_RADIUS_MAX_M))
    return refuse (error, _ ("The radius of a circle is from 20 m to 200 km"));
  return TRUE;
}

static gboolean
has_length (const GArray *line)
{
  for (guint i = 1; i < line->len; i++)
    if (memcmp (vertex_at (line, i), vertex_at (line, 0), sizeof (ChezuGeofenceVertex)) != 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_corridor (const ChezuGeofenceShape *self, GError **error)
{
  if (self->vertices->len < 2 || !has_length (self->vertices))
    return refuse (error, _ ("A corridor needs at least two points"));
  if (!(self->radius_m >= CHEZU_GEOFENCE_RADIUS_MIN_M
        && self->radius_m <= CHEZU_GEOFENCE_WIDTH_MAX_M))
    return refuse (error, _ ("A corridor is from 40 m to 40 km wide"));
  return TRUE;
}

gboolean
chezu_geofence_shape_check (const ChezuGeofenceShape *self, GError **error)
{
  g_return_val_if_fail (self != NULL && self->vertices != NULL, FALSE);

  if (self->vertices->len > CHEZU_GEOFENCE_MAX_VERTICES)
    return refuse (error, _ ("A geofence has at most 10,000 corners"));
  if (!check_places (self->vertices, error))
    return FALSE;
  switch (self->form)
    {
    case CHEZU_GEOFENCE_POLYGON:
      return check_polygon (self->vertices, error);
    case CHEZU_GEOFENCE_CIRCLE:
      return check_circle (self, error);
    case CHEZU_GEOFENCE_CORRIDOR:
      return check_corridor (self, error);
    case CHEZU_N_GEOFENCE_FORMS:
      break;
    }
  return refuse (error, _ ("This form of a geofence is not known"));
}

/* --- Tracing */

/* @metres from @from, @bearing radians clockwise from north: on the sphere, then stretched until
 * the distance on the ellipsoid is right. */
static ChezuGeofenceVertex
go (const ChezuGeofenceVertex *from, double bearing, double metres)
{
  double lat = from->lat / DEGREES;
  double angle = metres / CHEZU_EARTH_RADIUS_M;
  ChezuGeofenceVertex to = *from;

  for (guint i = 0; i < 3; i++)
    {
      double sine = sin (lat) * cos (angle) + cos (lat) * sin (angle) * cos (bearing);
      double reached;

      to.lat = asin (CLAMP (sine, -1.0, 1.0)) * DEGREES;
      to.lon = from->lon
               + atan2 (sin (bearing) * sin (angle) * cos (lat), cos (angle) - sin (lat) * sine)
                     * DEGREES;
      reached = chezu_geodesic_m (from->lon, from->lat, to.lon, to.lat);
      if (reached <= 0.0)
        break;
      angle *= metres / reached;
    }
  return to;
}

static void
trace_circle (const ChezuGeofenceShape *self, GArray *ring)
{
  for (guint i = 0; i < CIRCLE_CORNERS; i++)
    {
      ChezuGeofenceVertex corner
          = go (vertex_at (self->vertices, 0), -2.0 * G_PI * i / CIRCLE_CORNERS, self->radius_m);

      g_array_append_val (ring, corner);
    }
  chezu_geofence_ring_close (ring, TRUE);
}

/* Half a circle around @center, from the right of @bearing over its front to its left. */
static void
trace_end (const ChezuGeofenceVertex *center, double bearing, double radius_m, GArray *ring)
{
  for (guint i = 0; i <= END_CORNERS; i++)
    {
      ChezuGeofenceVertex corner
          = go (center, bearing + G_PI / 2.0 - G_PI * i / END_CORNERS, radius_m);

      g_array_append_val (ring, corner);
    }
}

static void
trace_corridor (const ChezuGeofenceShape *self, GArray *rings)
{
  for (guint i = 1; i < self->vertices->len; i++)
    {
      const ChezuGeofenceVertex *a = vertex_at (self->vertices, i - 1);
      const ChezuGeofenceVertex *b = vertex_at (self->vertices, i);
      GArray *ring;

      if (memcmp (a, b, sizeof *a) == 0)
        continue;
      ring = chezu_geofence_rings_add (rings);
      trace_end (b, chezu_bearing_degrees (a->lon, a->lat, b->lon, b->lat) / DEGREES,
                 self->radius_m, ring);
      trace_end (a, chezu_bearing_degrees (b->lon, b->lat, a->lon, a->lat) / DEGREES,
                 self->radius_m, ring);
      chezu_geofence_ring_close (ring, TRUE);
    }
}

GArray *
chezu_geofence_shape_trace (const ChezuGeofenceShape *self)
{
  GArray *rings = chezu_geofence_rings_new ();
  GArray *ring;

  g_return_val_if_fail (self != NULL && self->vertices != NULL, rings);

  if (self->form == CHEZU_GEOFENCE_CORRIDOR)
    {
      trace_corridor (self, rings);
      return rings;
    }
  ring = chezu_geofence_rings_add (rings);
  if (self->form == CHEZU_GEOFENCE_CIRCLE && self->vertices->len > 0)
    trace_circle (self, ring);
  else
    {
      g_array_append_vals (ring, self->vertices->data, self->vertices->len);
      chezu_geofence_ring_close (ring, TRUE);
    }
  return rings;
}
