/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-geofence-tool.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "map/chezu-map-style.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A handle is taken hold of that near. */
#define GRIP_PX 11.0
#define DOT_PX 5.0
#define SMALL_DOT_PX 3.5
#define EDGE_PX 2.5
#define HALO_PX 6.0
#define FILL_ALPHA 0.14
/* Between corners nearer than that there is no handle for one more. */
#define MIDDLE_FROM_PX 44.0
#define RADIUS_STEP 1.1
#define NONE CHEZU_GEOFENCE_SKETCH_NONE

typedef enum
{
  HOLDS_NOTHING,
  HOLDS_CORNER,
  HOLDS_RADIUS,
  HOLDS_ALL,
} Hold;

struct _ChezuGeofenceTool
{
  GObject parent_instance;

  ChezuMapView *view; /* while it is the view's tool */
  ChezuGeofenceSketch *sketch;
  guint color;
  gboolean drawing;

  Hold hold;
  guint corner;             /* in hand, or touched last; NONE */
  ChezuGeofenceVertex grip; /* where all was taken hold of */
  gboolean has_pointer;
  ChezuGeofenceVertex pointer;
};

enum
{
  CHANGED,
  FINISHED,
  GIVEN_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void tool_iface_init (ChezuMapToolInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuGeofenceTool,
                               chezu_geofence_tool,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_TOOL, tool_iface_init))

static const ChezuGeofenceShape *
get_shape (ChezuGeofenceTool *self)
{
  return chezu_geofence_sketch_get_shape (self->sketch);
}

static gboolean
has_form (ChezuGeofenceTool *self, ChezuGeofenceForm form)
{
  return get_shape (self)->form == form;
}

/* --- What it tells */

char *
chezu_geofence_shape_describe (const ChezuGeofenceShape *shape)
{
  g_autofree char *area = chezu_format_area (chezu_geofence_shape_area_m2 (shape));
  g_autofree char *size = NULL;
  g_autofree char *length = NULL;

  switch (shape->form)
    {
    case CHEZU_GEOFENCE_CIRCLE:
      size = chezu_format_distance (shape->radius_m);
      /* TRANSLATORS: of a geofence: "Radius 500 m, area 0.79 km²" */
      return g_strdup_printf (_ ("Radius %s, area %s"), size, area);
    case CHEZU_GEOFENCE_CORRIDOR:
      size = chezu_format_distance (2.0 * shape->radius_m);
      length = chezu_format_distance (chezu_geofence_shape_length_m (shape));
      /* TRANSLATORS: of a geofence: "Length 4.2 km, width 400 m" */
      return g_strdup_printf (_ ("Length %s, width %s"), length, size);
    case CHEZU_GEOFENCE_POLYGON:
    case CHEZU_N_GEOFENCE_FORMS:
    default:
      /* TRANSLATORS: of a geofence */
      return g_strdup_printf (_ ("Area %s"), area);
    }
}

static const char *
get_hint (ChezuGeofenceTool *self)
{
  switch (get_shape (self)->form)
    {
    case CHEZU_GEOFENCE_CIRCLE:
      return _ ("Press where the middle is and drag, or press Space");
    case CHEZU_GEOFENCE_CORRIDOR:
      return _ ("Click along the way, or press Space; Enter ends it");
    case CHEZU_GEOFENCE_POLYGON:
    case CHEZU_N_GEOFENCE_FORMS:
    default:
      return _ ("Click corner by corner, or press Space; Enter ends it");
    }
}

static char *
describe (ChezuGeofenceTool *self)
{
  g_autoptr (GError) error = NULL;

  if (self->drawing && !chezu_geofence_sketch_is_whole (self->sketch))
    return g_strdup (get_hint (self));
  if (!chezu_geofence_shape_check (get_shape (self), &error))
    return g_strdup (error->message);
  return chezu_geofence_shape_describe (get_shape (self));
}

static void
changed (ChezuGeofenceTool *self, gboolean announce)
{
  g_autofree char *words = NULL;

  if (self->view != NULL)
    {
      words = describe (self);
      chezu_map_view_set_tool_note (self->view, words);
      chezu_map_view_queue_tool_draw (self->view);
      if (announce)
        gtk_accessible_announce (GTK_ACCESSIBLE (self->view), words,
                                 GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- Where things are, in pixels */

static void
locate (ChezuGeofenceTool *self, ChezuGeofenceVertex vertex, double *x, double *y)
{
  chezu_map_view_locate (self->view, vertex.lon, vertex.lat, x, y);
}

static ChezuGeofenceVertex
read_place (ChezuGeofenceTool *self, double x, double y)
{
  ChezuGeofenceVertex vertex;

  chezu_map_view_read (self->view, x, y, &vertex.lon, &vertex.lat);
  return vertex;
}

static gboolean
is_at (ChezuGeofenceTool *self, ChezuGeofenceVertex vertex, double x, double y)
{
  double at_x;
  double at_y;

  locate (self, vertex, &at_x, &at_y);
  return hypot (at_x - x, at_y - y) <= GRIP_PX;
}

static guint
find_corner (ChezuGeofenceTool *self, double x, double y)
{
  for (guint i = 0; i < chezu_geofence_sketch_get_n (self->sketch); i++)
    if (is_at (self, chezu_geofence_sketch_get (self->sketch, i), x, y))
      return i;
  return NONE;
}

/* Of the edge that ends at corner @index; a polygon has one that ends at the first. */
static gboolean
find_middle (ChezuGeofenceTool *self, guint index, double *x, double *y)
{
  guint n = chezu_geofence_sketch_get_n (self->sketch);
  double x0, y0, x1, y1;

  if (n < 2 || has_form (self, CHEZU_GEOFENCE_CIRCLE)
      || (index == 0 && !has_form (self, CHEZU_GEOFENCE_POLYGON)))
    return FALSE;
  locate (self, chezu_geofence_sketch_get (self->sketch, (index + n - 1) % n), &x0, &y0);
  locate (self, chezu_geofence_sketch_get (self->sketch, index), &x1, &y1);
  *x = (x0 + x1) / 2.0;
  *y = (y0 + y1) / 2.0;
  return hypot (x1 - x0, y1 - y0) >= MIDDLE_FROM_PX;
}

static guint
find_middle_at (ChezuGeofenceTool *self, double x, double y)
{
  for (guint i = 0; i < chezu_geofence_sketch_get_n (self->sketch); i++)
    {
      double middle_x;
      double middle_y;

      if (find_middle (self, i, &middle_x, &middle_y)
          && hypot (middle_x - x, middle_y - y) <= GRIP_PX)
        return i;
    }
  return NONE;
}

/* East of a circle's centre; beside the middle of a corridor's first piece. */
static gboolean
get_radius_handle (ChezuGeofenceTool *self, double *x, double *y)
{
  const GArray *outline;
  const GArray *ring;
  guint n;
  ChezuGeofenceVertex a;
  ChezuGeofenceVertex b;

  if (has_form (self, CHEZU_GEOFENCE_POLYGON) || !chezu_geofence_sketch_is_whole (self->sketch))
    return FALSE;
  outline = chezu_geofence_sketch_peek_outline (self->sketch);
  if (outline->len == 0)
    return FALSE;
  ring = g_array_index (outline, GArray *, 0);
  n = ring->len - 1;
  /* The traced ring begins in the north, or at the right of the end of the first piece. */
  a = g_array_index (ring, ChezuGeofenceVertex,
                     has_form (self, CHEZU_GEOFENCE_CIRCLE) ? 3 * n / 4 : 0);
  b = g_array_index (ring, ChezuGeofenceVertex,
                     has_form (self, CHEZU_GEOFENCE_CIRCLE) ? 3 * n / 4 : n - 1);
  locate (self, (ChezuGeofenceVertex){ (a.lon + b.lon) / 2.0, (a.lat + b.lat) / 2.0 }, x, y);
  return TRUE;
}

static double
distance_to_line_m (ChezuGeofenceTool *self, ChezuGeofenceVertex place)
{
  double nearest = G_MAXDOUBLE;
  double scale = cos (place.lat * G_PI / 180.0);

  for (guint i = 1; i < chezu_geofence_sketch_get_n (self->sketch); i++)
    {
      ChezuGeofenceVertex a = chezu_geofence_sketch_get (self->sketch, i - 1);
      ChezuGeofenceVertex b = chezu_geofence_sketch_get (self->sketch, i);
      double dx = (b.lon - a.lon) * scale;
      double dy = b.lat - a.lat;
      double length2 = dx * dx + dy * dy;
      double share = length2 > 0.0
                         ? ((place.lon - a.lon) * scale * dx + (place.lat - a.lat) * dy) / length2
                         : 0.0;

      share = CLAMP (share, 0.0, 1.0);
      nearest
          = MIN (nearest, chezu_geodesic_m (place.lon, place.lat, a.lon + (b.lon - a.lon) * share,
                                            a.lat + (b.lat - a.lat) * share));
    }
  return nearest;
}

static gboolean
is_inside (ChezuGeofenceTool *self, ChezuGeofenceVertex place)
{
  const GArray *outline = chezu_geofence_sketch_peek_outline (self->sketch);
  int winding = 0;

  for (guint r = 0; r < outline->len; r++)
    {
      const GArray *ring = g_array_index (outline, GArray *, r);

      for (guint i = 1; i < ring->len; i++)
        {
          const ChezuGeofenceVertex *a = &g_array_index (ring, ChezuGeofenceVertex, i - 1);
          const ChezuGeofenceVertex *b = &g_array_index (ring, ChezuGeofenceVertex, i);

          if ((a->lat > place.lat) != (b->lat > place.lat)
              && place.lon < a->lon + (b->lon - a->lon) * (place.lat - a->lat) / (b->lat - a->lat))
            winding += a->lat < b->lat ? 1 : -1;
        }
    }
  return winding != 0;
}

/* --- Stages */

static void
end_drawing (ChezuGeofenceTool *self)
{
  if (!chezu_geofence_sketch_is_whole (self->sketch))
    return;
  self->drawing = FALSE;
  self->corner = NONE;
  changed (self, TRUE);
}

static void
add_corner (ChezuGeofenceTool *self, ChezuGeofenceVertex place)
{
  chezu_geofence_sketch_begin_step (self->sketch);
  chezu_geofence_sketch_insert (self->sketch, chezu_geofence_sketch_get_n (self->sketch), place);
  if (has_form (self, CHEZU_GEOFENCE_CIRCLE))
    end_drawing (self);
  else
    changed (self, TRUE);
}

static void
step_back (ChezuGeofenceTool *self, gboolean forth)
{
  if (forth ? chezu_geofence_sketch_redo (self->sketch) : chezu_geofence_sketch_undo (self->sketch))
    {
      self->corner = NONE;
      self->drawing = self->drawing || !chezu_geofence_sketch_is_whole (self->sketch);
      changed (self, TRUE);
    }
}

static void
remove_corner (ChezuGeofenceTool *self)
{
  guint n = chezu_geofence_sketch_get_n (self->sketch);
  guint least = self->drawing ? 0 : chezu_geofence_sketch_get_least (self->sketch);
  guint corner = self->corner != NONE && !self->drawing ? self->corner : n - 1;

  if (n == 0 || n <= least)
    return;
  chezu_geofence_sketch_begin_step (self->sketch);
  chezu_geofence_sketch_remove (self->sketch, corner, least);
  self->corner = NONE;
  changed (self, TRUE);
}

static void
scale_radius (ChezuGeofenceTool *self, double factor)
{
  if (has_form (self, CHEZU_GEOFENCE_POLYGON))
    return;
  chezu_geofence_sketch_begin_step (self->sketch);
  chezu_geofence_sketch_set_radius (self->sketch, get_shape (self)->radius_m * factor);
  changed (self, TRUE);
}

/* --- Tool */

static void
geofence_taken_up (ChezuMapTool *tool, ChezuMapView *view)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);

  self->view = view;
  changed (self, FALSE);
}

static void
geofence_put_down (ChezuMapTool *tool, ChezuMapView *view)
{
  CHEZU_GEOFENCE_TOOL (tool)->view = NULL;
}

static gboolean
take_corner (ChezuGeofenceTool *self, guint corner)
{
  chezu_geofence_sketch_begin_step (self->sketch);
  self->hold = HOLDS_CORNER;
  self->corner = corner;
  return TRUE;
}

static gboolean
take_radius (ChezuGeofenceTool *self)
{
  chezu_geofence_sketch_begin_step (self->sketch);
  self->hold = HOLDS_RADIUS;
  return TRUE;
}

/* The middle of a new circle: its radius is in hand from then on. */
static gboolean
begin_circle (ChezuGeofenceTool *self, ChezuGeofenceVertex place)
{
  take_radius (self);
  chezu_geofence_sketch_insert (self->sketch, 0, place);
  changed (self, FALSE);
  return TRUE;
}

static gboolean
geofence_press (ChezuMapTool *tool, double x, double y, GdkModifierType state)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);
  ChezuGeofenceVertex place = read_place (self, x, y);
  guint corner = find_corner (self, x, y);
  guint middle;
  double radius_x;
  double radius_y;

  self->hold = HOLDS_NOTHING;
  if (self->drawing && has_form (self, CHEZU_GEOFENCE_CIRCLE))
    return begin_circle (self, place);
  if (corner != NONE)
    return take_corner (self, corner);
  if (self->drawing)
    return FALSE;
  if (get_radius_handle (self, &radius_x, &radius_y)
      && hypot (radius_x - x, radius_y - y) <= GRIP_PX)
    return take_radius (self);
  middle = find_middle_at (self, x, y);
  if (middle != NONE)
    {
      take_corner (self, middle == 0 ? chezu_geofence_sketch_get_n (self->sketch) : middle);
      chezu_geofence_sketch_insert (self->sketch, self->corner, place);
      changed (self, FALSE);
      return TRUE;
    }
  if (!is_inside (self, place))
    return FALSE;
  chezu_geofence_sketch_begin_step (self->sketch);
  self->hold = HOLDS_ALL;
  self->grip = place;
  return TRUE;
}

static void
geofence_drag (ChezuMapTool *tool, double x, double y)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);
  ChezuGeofenceVertex place = read_place (self, x, y);
  ChezuGeofenceVertex center;

  switch (self->hold)
    {
    case HOLDS_CORNER:
      chezu_geofence_sketch_move (self->sketch, self->corner, place);
      break;
    case HOLDS_ALL:
      chezu_geofence_sketch_move_all (self->sketch, place.lon - self->grip.lon,
                                      place.lat - self->grip.lat);
      self->grip = place;
      break;
    case HOLDS_RADIUS:
      center = chezu_geofence_sketch_get (self->sketch, 0);
      chezu_geofence_sketch_set_radius (
          self->sketch, has_form (self, CHEZU_GEOFENCE_CIRCLE)
                            ? chezu_geodesic_m (center.lon, center.lat, place.lon, place.lat)
                            : distance_to_line_m (self, place));
      break;
    case HOLDS_NOTHING:
    default:
      return;
    }
  changed (self, FALSE);
}

static void
geofence_release (ChezuMapTool *tool, double x, double y)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);

  self->hold = HOLDS_NOTHING;
  if (self->drawing && has_form (self, CHEZU_GEOFENCE_CIRCLE))
    end_drawing (self);
}

/* A click on the first corner closes an area, a second on the last ends it, one anywhere else makes
 * a corner. */
static gboolean
geofence_click (ChezuMapTool *tool, double x, double y, int n_press, GdkModifierType state)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);
  guint corner = find_corner (self, x, y);
  guint n = chezu_geofence_sketch_get_n (self->sketch);

  if (!self->drawing || has_form (self, CHEZU_GEOFENCE_CIRCLE))
    {
      self->corner = corner;
      changed (self, FALSE);
      return TRUE;
    }
  if ((corner == 0 && has_form (self, CHEZU_GEOFENCE_POLYGON) && n >= 3)
      || (n_press == 2 && corner != NONE))
    end_drawing (self);
  else if (corner == NONE)
    add_corner (self, read_place (self, x, y));
  return TRUE;
}

static void
geofence_hover (ChezuMapTool *tool, double x, double y)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);

  self->has_pointer = TRUE;
  self->pointer = read_place (self, x, y);
  if (self->drawing && chezu_geofence_sketch_get_n (self->sketch) > 0)
    chezu_map_view_queue_tool_draw (self->view);
}

/* Without a pointer, corners are set in the middle of the map, which the arrows move. */
static void
add_in_the_middle (ChezuGeofenceTool *self)
{
  ChezuGeofenceVertex middle;
  double zoom;

  if (!self->drawing)
    return;
  self->has_pointer = FALSE;
  chezu_map_view_get_view (self->view, &middle.lon, &middle.lat, &zoom);
  add_corner (self, middle);
}

static void
enter (ChezuGeofenceTool *self)
{
  if (self->drawing)
    end_drawing (self);
  else if (chezu_geofence_tool_check (self, NULL))
    g_signal_emit (self, signals[FINISHED], 0);
}

static gboolean
geofence_key (ChezuMapTool *tool, guint keyval, GdkModifierType state)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);

  if ((state & GDK_CONTROL_MASK) != 0 && (keyval == GDK_KEY_z || keyval == GDK_KEY_Z))
    {
      step_back (self, (state & GDK_SHIFT_MASK) != 0);
      return TRUE;
    }
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Escape:
      g_signal_emit (self, signals[GIVEN_UP], 0);
      return TRUE;
    case GDK_KEY_BackSpace:
    case GDK_KEY_Delete:
      remove_corner (self);
      return TRUE;
    case GDK_KEY_space:
      add_in_the_middle (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      enter (self);
      return TRUE;
    case GDK_KEY_bracketleft:
      scale_radius (self, 1.0 / RADIUS_STEP);
      return TRUE;
    case GDK_KEY_bracketright:
      scale_radius (self, RADIUS_STEP);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- Drawing */

static void
set_color (cairo_t *cr, ChezuColor color, double alpha)
{
  GdkRGBA rgba = chezu_color_get (color, chezu_map_style_get_scheme ());

  cairo_set_source_rgba (cr, rgba.red, rgba.green, rgba.blue, alpha);
}

/* What cannot be saved is shown in the colour of what one should look at. */
static ChezuColor
get_color (ChezuGeofenceTool *self)
{
  if (!self->drawing && !chezu_geofence_tool_check (self, NULL))
    return CHEZU_COLOR_P1;
  return CHEZU_COLOR_OVERLAY_1 + self->color;
}

static void
add_outline (ChezuGeofenceTool *self, cairo_t *cr)
{
  const GArray *outline = chezu_geofence_sketch_peek_outline (self->sketch);

  cairo_new_path (cr);
  for (guint r = 0; r < outline->len; r++)
    {
      const GArray *ring = g_array_index (outline, GArray *, r);

      cairo_new_sub_path (cr);
      for (guint i = 0; i < ring->len; i++)
        {
          double x;
          double y;

          locate (self, g_array_index (ring, ChezuGeofenceVertex, i), &x, &y);
          cairo_line_to (cr, x, y);
        }
      cairo_close_path (cr);
    }
}

static void
stroke (cairo_t *cr, ChezuColor color)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, 0.9);
  cairo_set_line_width (cr, HALO_PX);
  cairo_stroke_preserve (cr);
  set_color (cr, color, 1.0);
  cairo_set_line_width (cr, EDGE_PX);
  cairo_stroke (cr);
}

/* The pieces of a corridor overlap: of their edges only what lies outside all others is drawn, by
 * filling over what is within. */
static void
draw_area (ChezuGeofenceTool *self, cairo_t *cr)
{
  ChezuColor color = get_color (self);

  if (!chezu_geofence_sketch_is_whole (self->sketch))
    return;
  cairo_push_group (cr);
  add_outline (self, cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, 0.9);
  cairo_set_line_width (cr, 2.0 * EDGE_PX + 4.0);
  cairo_stroke_preserve (cr);
  set_color (cr, color, 1.0);
  cairo_set_line_width (cr, 2.0 * EDGE_PX);
  cairo_stroke_preserve (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  set_color (cr, color, FILL_ALPHA);
  cairo_fill (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
}

/* From corner to corner, and on to the pointer while it is being drawn. */
static void
draw_line (ChezuGeofenceTool *self, cairo_t *cr)
{
  guint n = chezu_geofence_sketch_get_n (self->sketch);
  double x;
  double y;

  if (n == 0 || has_form (self, CHEZU_GEOFENCE_CIRCLE)
      || (!self->drawing && has_form (self, CHEZU_GEOFENCE_POLYGON)))
    return;
  cairo_new_path (cr);
  for (guint i = 0; i < n; i++)
    {
      locate (self, chezu_geofence_sketch_get (self->sketch, i), &x, &y);
      cairo_line_to (cr, x, y);
    }
  stroke (cr, get_color (self));
  if (!self->drawing || !self->has_pointer || self->hold != HOLDS_NOTHING)
    return;
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  locate (self, self->pointer, &x, &y);
  cairo_line_to (cr, x, y);
  cairo_set_dash (cr, (const double[]){ 6.0, 5.0 }, 2, 0.0);
  stroke (cr, get_color (self));
  cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
draw_dot (ChezuGeofenceTool *self, cairo_t *cr, double x, double y, double radius, gboolean full)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
  set_color (cr, full ? get_color (self) : CHEZU_COLOR_GLYPH_HALO, 1.0);
  cairo_fill_preserve (cr);
  set_color (cr, full ? CHEZU_COLOR_GLYPH_HALO : get_color (self), 1.0);
  cairo_set_line_width (cr, 2.0);
  cairo_stroke (cr);
}

static void
draw_handles (ChezuGeofenceTool *self, cairo_t *cr)
{
  double x;
  double y;

  for (guint i = 0; i < chezu_geofence_sketch_get_n (self->sketch); i++)
    {
      if (!self->drawing && find_middle (self, i, &x, &y))
        draw_dot (self, cr, x, y, SMALL_DOT_PX, FALSE);
      locate (self, chezu_geofence_sketch_get (self->sketch, i), &x, &y);
      draw_dot (self, cr, x, y, DOT_PX, i == self->corner);
    }
  if (!self->drawing && get_radius_handle (self, &x, &y))
    draw_dot (self, cr, x, y, DOT_PX, self->hold == HOLDS_RADIUS);
}

static void
geofence_snapshot (ChezuMapTool *tool, GtkSnapshot *snapshot, const ChezuFleetFrame *frame)
{
  ChezuGeofenceTool *self = CHEZU_GEOFENCE_TOOL (tool);
  cairo_t *cr;

  if (chezu_geofence_sketch_get_n (self->sketch) == 0)
    return;
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)frame->width, (float)frame->height));
  draw_area (self, cr);
  draw_line (self, cr);
  draw_handles (self, cr);
  cairo_destroy (cr);
}

static const char *
geofence_get_cursor (ChezuMapTool *tool)
{
  return CHEZU_GEOFENCE_TOOL (tool)->drawing ? "crosshair" : NULL;
}

static void
tool_iface_init (ChezuMapToolInterface *iface)
{
  iface->taken_up = geofence_taken_up;
  iface->put_down = geofence_put_down;
  iface->press = geofence_press;
  iface->drag = geofence_drag;
  iface->release = geofence_release;
  iface->click = geofence_click;
  iface->hover = geofence_hover;
  iface->key = geofence_key;
  iface->snapshot = geofence_snapshot;
  iface->get_cursor = geofence_get_cursor;
}

/* --- Class */

static void
chezu_geofence_tool_finalize (GObject *object)
{
  chezu_geofence_sketch_free (CHEZU_GEOFENCE_TOOL (object)->sketch);

  G_OBJECT_CLASS (chezu_geofence_tool_parent_class)->finalize (object);
}

static void
chezu_geofence_tool_class_init (ChezuGeofenceToolClass *klass)
{
  static const char *const names[N_SIGNALS] = { "changed", "finished", "given-up" };

  G_OBJECT_CLASS (klass)->finalize = chezu_geofence_tool_finalize;

  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_geofence_tool_init (ChezuGeofenceTool *self)
{
  self->corner = NONE;
}

ChezuMapTool *
chezu_geofence_tool_new (ChezuGeofenceForm form, double radius_m)
{
  ChezuGeofenceTool *self = g_object_new (CHEZU_TYPE_GEOFENCE_TOOL, NULL);

  self->sketch = chezu_geofence_sketch_new (form, radius_m);
  self->drawing = TRUE;
  return CHEZU_MAP_TOOL (self);
}

ChezuMapTool *
chezu_geofence_tool_new_for (const ChezuGeofenceShape *shape)
{
  ChezuGeofenceTool *self = g_object_new (CHEZU_TYPE_GEOFENCE_TOOL, NULL);

  self->sketch = chezu_geofence_sketch_new_from (shape);
  return CHEZU_MAP_TOOL (self);
}

const ChezuGeofenceShape *
chezu_geofence_tool_get_shape (ChezuGeofenceTool *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_TOOL (self), NULL);

  return get_shape (self);
}

gboolean
chezu_geofence_tool_is_drawing (ChezuGeofenceTool *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_TOOL (self), FALSE);

  return self->drawing;
}

gboolean
chezu_geofence_tool_check (ChezuGeofenceTool *self, GError **error)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_TOOL (self), FALSE);

  return chezu_geofence_shape_check (get_shape (self), error);
}

void
chezu_geofence_tool_set_radius (ChezuGeofenceTool *self, double radius_m)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_TOOL (self));

  if (get_shape (self)->radius_m == radius_m)
    return;
  chezu_geofence_sketch_begin_step (self->sketch);
  chezu_geofence_sketch_set_radius (self->sketch, radius_m);
  changed (self, FALSE);
}

void
chezu_geofence_tool_set_color (ChezuGeofenceTool *self, guint color)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_TOOL (self));

  self->color = color;
  if (self->view != NULL)
    chezu_map_view_queue_tool_draw (self->view);
}
