/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Corners are kept in WGS-84, so that a measure stays where it is when the base map is another. */

#include "map/chezu-ruler-tool.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "map/chezu-map-style.h"
#include "map/chezu-symbols.h"
#include "map/chezu-viewport.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A corner is taken hold of that near. */
#define GRIP_PX 10.0
#define DOT_PX 4.5
#define LINE_PX 2.5
#define HALO_PX 6.0
#define FILL_ALPHA 0.10
#define TEXT_PX 12.5
#define TEXT_HALO_PX 3.2
#define TEXT_GAP_PX 10.0
/* A leg shorter than its words has none. */
#define LEG_TEXT_FROM_PX 70.0
/* Longer legs are drawn as the great circles that they are. */
#define CURVED_FROM_M 50000.0
#define CURVE_STEPS 48
#define NONE G_MAXUINT

typedef struct
{
  double lon;
  double lat;
} Corner;

struct _ChezuRulerTool
{
  GObject parent_instance;

  ChezuMapView *view; /* while it is the view's tool */
  GArray *corners;    /* of Corner */
  gboolean closed;
  gboolean done; /* no line leads from the last corner to the pointer */
  guint held;    /* corner in hand, or NONE */
  gboolean has_pointer;
  Corner pointer;
};

static void tool_iface_init (ChezuMapToolInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuRulerTool,
                               chezu_ruler_tool,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_TOOL, tool_iface_init))

static Corner *
get_corner (ChezuRulerTool *self, guint index)
{
  return &g_array_index (self->corners, Corner, index);
}

static double
measure_leg (const Corner *a, const Corner *b)
{
  return chezu_geodesic_m (a->lon, a->lat, b->lon, b->lat);
}

/* --- What it tells -----------------------------------------------------------------------------*/

static char *
describe (ChezuRulerTool *self)
{
  double area = chezu_ruler_tool_get_area (self);
  g_autofree char *length = chezu_format_distance (chezu_ruler_tool_get_length (self));
  g_autofree char *extent = NULL;

  if (self->corners->len < 2)
    return g_strdup (_ ("Click, or press Space, to measure from point to point"));
  if (area < 0)
    /* TRANSLATORS: what the ruler measured: "Distance 9.4 km" */
    return g_strdup_printf (_ ("Distance %s"), length);
  extent = chezu_format_area (area);
  /* TRANSLATORS: what the ruler measured: "Area 1.02 km², around it 4.1 km" */
  return g_strdup_printf (_ ("Area %s, around it %s"), extent, length);
}

static void
changed (ChezuRulerTool *self, gboolean announce)
{
  g_autofree char *words = NULL;

  if (self->view == NULL)
    return;
  words = describe (self);
  chezu_map_view_set_tool_note (self->view, words);
  chezu_map_view_queue_tool_draw (self->view);
  if (announce)
    gtk_accessible_announce (GTK_ACCESSIBLE (self->view), words,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
undo (ChezuRulerTool *self)
{
  if (self->closed || self->done)
    self->closed = self->done = FALSE;
  else if (self->corners->len > 0)
    g_array_set_size (self->corners, self->corners->len - 1);
  changed (self, TRUE);
}

/* --- Tool --------------------------------------------------------------------------------------*/

static void
ruler_taken_up (ChezuMapTool *tool, ChezuMapView *view)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);

  self->view = view;
  changed (self, FALSE);
}

static void
ruler_put_down (ChezuMapTool *tool, ChezuMapView *view)
{
  CHEZU_RULER_TOOL (tool)->view = NULL;
}

static guint
find_corner (ChezuRulerTool *self, double x, double y)
{
  for (guint i = 0; i < self->corners->len; i++)
    {
      const Corner *corner = get_corner (self, i);
      double corner_x;
      double corner_y;

      chezu_map_view_locate (self->view, corner->lon, corner->lat, &corner_x, &corner_y);
      if (hypot (corner_x - x, corner_y - y) <= GRIP_PX)
        return i;
    }
  return NONE;
}

static gboolean
ruler_press (ChezuMapTool *tool, double x, double y, GdkModifierType state)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);

  self->held = find_corner (self, x, y);
  return self->held != NONE;
}

static void
ruler_drag (ChezuMapTool *tool, double x, double y)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);
  Corner *corner;

  if (self->held == NONE)
    return;
  corner = get_corner (self, self->held);
  chezu_map_view_read (self->view, x, y, &corner->lon, &corner->lat);
  changed (self, FALSE);
}

static void
ruler_release (ChezuMapTool *tool, double x, double y)
{
  CHEZU_RULER_TOOL (tool)->held = NONE;
}

/* A click on the first corner closes the line, one on the last ends it, one anywhere else makes a
 * corner; after the end it begins anew. */
static gboolean
ruler_click (ChezuMapTool *tool, double x, double y, int n_press, GdkModifierType state)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);
  guint corner = find_corner (self, x, y);
  double lon;
  double lat;

  if (corner == 0 && !self->done && chezu_ruler_tool_close (self))
    return TRUE;
  if (corner != NONE)
    {
      self->done = self->done || (n_press == 2 && corner + 1 == self->corners->len);
      changed (self, FALSE);
      return TRUE;
    }
  if (self->done)
    {
      g_array_set_size (self->corners, 0);
      self->closed = self->done = FALSE;
    }
  chezu_map_view_read (self->view, x, y, &lon, &lat);
  chezu_ruler_tool_add (self, lon, lat);
  return TRUE;
}

static void
ruler_hover (ChezuMapTool *tool, double x, double y)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);

  self->has_pointer = TRUE;
  chezu_map_view_read (self->view, x, y, &self->pointer.lon, &self->pointer.lat);
  if (self->corners->len > 0 && !self->done)
    chezu_map_view_queue_tool_draw (self->view);
}

/* Without a pointer, corners are set in the middle of the map, which the arrows move. */
static void
add_in_the_middle (ChezuRulerTool *self)
{
  double zoom;
  double lon;
  double lat;

  self->has_pointer = FALSE;
  chezu_map_view_get_view (self->view, &lon, &lat, &zoom);
  chezu_ruler_tool_add (self, lon, lat);
}

static gboolean
ruler_key (ChezuMapTool *tool, guint keyval, GdkModifierType state)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Escape:
      chezu_map_view_set_tool (self->view, NULL);
      return TRUE;
    case GDK_KEY_BackSpace:
      undo (self);
      return TRUE;
    case GDK_KEY_space:
      add_in_the_middle (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      self->done = self->corners->len > 0;
      changed (self, TRUE);
      return TRUE;
    case GDK_KEY_c:
      return chezu_ruler_tool_close (self);
    default:
      return FALSE;
    }
}

/* --- Drawing -----------------------------------------------------------------------------------*/

static void
set_color (cairo_t *cr, ChezuColor color, double alpha)
{
  GdkRGBA rgba = chezu_color_get (color, chezu_map_style_get_scheme ());

  cairo_set_source_rgba (cr, rgba.red, rgba.green, rgba.blue, alpha);
}

/* From where the path is. */
static void
add_leg (ChezuRulerTool *self, cairo_t *cr, const Corner *from, const Corner *to)
{
  guint steps = measure_leg (from, to) > CURVED_FROM_M ? CURVE_STEPS : 1;

  for (guint step = 1; step <= steps; step++)
    {
      double lon;
      double lat;
      double x;
      double y;

      chezu_great_circle_at (from->lon, from->lat, to->lon, to->lat, (double)step / steps, &lon,
                             &lat);
      chezu_map_view_locate (self->view, lon, lat, &x, &y);
      cairo_line_to (cr, x, y);
    }
}

static void
add_line (ChezuRulerTool *self, cairo_t *cr)
{
  double x;
  double y;

  cairo_new_path (cr);
  chezu_map_view_locate (self->view, get_corner (self, 0)->lon, get_corner (self, 0)->lat, &x, &y);
  cairo_move_to (cr, x, y);
  for (guint i = 1; i < self->corners->len; i++)
    add_leg (self, cr, get_corner (self, i - 1), get_corner (self, i));
  if (self->closed)
    {
      add_leg (self, cr, get_corner (self, self->corners->len - 1), get_corner (self, 0));
      cairo_close_path (cr);
    }
}

static void
stroke (cairo_t *cr)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  set_color (cr, CHEZU_COLOR_GLYPH_HALO, 0.9);
  cairo_set_line_width (cr, HALO_PX);
  cairo_stroke_preserve (cr);
  set_color (cr, CHEZU_COLOR_SELECTION, 1.0);
  cairo_set_line_width (cr, LINE_PX);
  cairo_stroke (cr);
}

/* What a click would add. */
static void
draw_next_leg (ChezuRulerTool *self, cairo_t *cr)
{
  const Corner *last = get_corner (self, self->corners->len - 1);
  double x;
  double y;

  if (self->done || !self->has_pointer || self->held != NONE)
    return;
  cairo_new_path (cr);
  chezu_map_view_locate (self->view, last->lon, last->lat, &x, &y);
  cairo_move_to (cr, x, y);
  add_leg (self, cr, last, &self->pointer);
  cairo_set_dash (cr, (const double[]){ 6.0, 5.0 }, 2, 0.0);
  stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
draw_corners (ChezuRulerTool *self, cairo_t *cr)
{
  for (guint i = 0; i < self->corners->len; i++)
    {
      double x;
      double y;

      chezu_map_view_locate (self->view, get_corner (self, i)->lon, get_corner (self, i)->lat, &x,
                             &y);
      cairo_new_path (cr);
      cairo_arc (cr, x, y, DOT_PX, 0.0, 2.0 * G_PI);
      set_color (cr, CHEZU_COLOR_GLYPH_HALO, 1.0);
      cairo_fill_preserve (cr);
      set_color (cr, CHEZU_COLOR_SELECTION, 1.0);
      cairo_set_line_width (cr, LINE_PX);
      cairo_stroke (cr);
    }
}

static void
draw_text (ChezuRulerTool *self, cairo_t *cr, const char *words, gboolean bold, double x, double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self->view), words);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int width;
  int height;

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int)(TEXT_PX * PANGO_SCALE)));
  pango_attr_list_insert (attributes,
                          pango_attr_weight_new (bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_MEDIUM));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  chezu_symbol_draw_text (cr, chezu_map_style_get_scheme (), layout, x - width / 2.0,
                          y - height - TEXT_GAP_PX / 2, TEXT_HALO_PX);
}

/* Beside the middle of a leg, when there is room. */
static void
draw_leg_text (ChezuRulerTool *self, cairo_t *cr, const Corner *from, const Corner *to)
{
  g_autofree char *words = chezu_format_distance (measure_leg (from, to));
  double x0, y0, x1, y1;
  double lon;
  double lat;

  chezu_map_view_locate (self->view, from->lon, from->lat, &x0, &y0);
  chezu_map_view_locate (self->view, to->lon, to->lat, &x1, &y1);
  if (hypot (x1 - x0, y1 - y0) < LEG_TEXT_FROM_PX)
    return;
  chezu_great_circle_at (from->lon, from->lat, to->lon, to->lat, 0.5, &lon, &lat);
  chezu_map_view_locate (self->view, lon, lat, &x0, &y0);
  draw_text (self, cr, words, FALSE, x0, y0);
}

static void
draw_area_text (ChezuRulerTool *self, cairo_t *cr)
{
  g_autofree char *words = chezu_format_area (chezu_ruler_tool_get_area (self));
  double x = 0;
  double y = 0;

  for (guint i = 0; i < self->corners->len; i++)
    {
      double corner_x;
      double corner_y;

      chezu_map_view_locate (self->view, get_corner (self, i)->lon, get_corner (self, i)->lat,
                             &corner_x, &corner_y);
      x += corner_x / self->corners->len;
      y += corner_y / self->corners->len;
    }
  draw_text (self, cr, words, TRUE, x, y + TEXT_PX);
}

static void
draw_total (ChezuRulerTool *self, cairo_t *cr)
{
  const Corner *last = get_corner (self, self->corners->len - 1);
  g_autofree char *words = chezu_format_distance (chezu_ruler_tool_get_length (self));
  double x;
  double y;

  chezu_map_view_locate (self->view, last->lon, last->lat, &x, &y);
  draw_text (self, cr, words, TRUE, x, y - DOT_PX);
}

static void
draw_texts (ChezuRulerTool *self, cairo_t *cr)
{
  guint n = self->corners->len;

  for (guint i = 1; i < n && n > 2; i++)
    draw_leg_text (self, cr, get_corner (self, i - 1), get_corner (self, i));
  if (self->closed)
    {
      draw_leg_text (self, cr, get_corner (self, n - 1), get_corner (self, 0));
      draw_area_text (self, cr);
    }
  else if (n > 1)
    draw_total (self, cr);
}

static void
ruler_snapshot (ChezuMapTool *tool, GtkSnapshot *snapshot, const ChezuFleetFrame *frame)
{
  ChezuRulerTool *self = CHEZU_RULER_TOOL (tool);
  cairo_t *cr;

  if (self->corners->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)frame->width, (float)frame->height));
  if (self->closed)
    {
      add_line (self, cr);
      set_color (cr, CHEZU_COLOR_SELECTION, FILL_ALPHA);
      cairo_fill (cr);
    }
  draw_next_leg (self, cr);
  add_line (self, cr);
  stroke (cr);
  draw_corners (self, cr);
  draw_texts (self, cr);
  cairo_destroy (cr);
}

static const char *
ruler_get_cursor (ChezuMapTool *tool)
{
  return "crosshair";
}

static void
tool_iface_init (ChezuMapToolInterface *iface)
{
  iface->taken_up = ruler_taken_up;
  iface->put_down = ruler_put_down;
  iface->press = ruler_press;
  iface->drag = ruler_drag;
  iface->release = ruler_release;
  iface->click = ruler_click;
  iface->hover = ruler_hover;
  iface->key = ruler_key;
  iface->snapshot = ruler_snapshot;
  iface->get_cursor = ruler_get_cursor;
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_ruler_tool_finalize (GObject *object)
{
  g_array_unref (CHEZU_RULER_TOOL (object)->corners);

  G_OBJECT_CLASS (chezu_ruler_tool_parent_class)->finalize (object);
}

static void
chezu_ruler_tool_class_init (ChezuRulerToolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_ruler_tool_finalize;
}

static void
chezu_ruler_tool_init (ChezuRulerTool *self)
{
  self->corners = g_array_new (FALSE, FALSE, sizeof (Corner));
  self->held = NONE;
}

ChezuMapTool *
chezu_ruler_tool_new (void)
{
  return g_object_new (CHEZU_TYPE_RULER_TOOL, NULL);
}

/* To a line that was ended, too: it goes on. */
void
chezu_ruler_tool_add (ChezuRulerTool *self, double lon, double lat)
{
  const Corner corner = { lon, lat };

  g_return_if_fail (CHEZU_IS_RULER_TOOL (self));

  self->closed = self->done = FALSE;
  g_array_append_val (self->corners, corner);
  changed (self, TRUE);
}

guint
chezu_ruler_tool_get_n (ChezuRulerTool *self)
{
  g_return_val_if_fail (CHEZU_IS_RULER_TOOL (self), 0);

  return self->corners->len;
}

double
chezu_ruler_tool_get_length (ChezuRulerTool *self)
{
  double length = 0;

  g_return_val_if_fail (CHEZU_IS_RULER_TOOL (self), 0);

  for (guint i = 1; i < self->corners->len; i++)
    length += measure_leg (get_corner (self, i - 1), get_corner (self, i));
  if (self->closed)
    length += measure_leg (get_corner (self, self->corners->len - 1), get_corner (self, 0));
  return length;
}

double
chezu_ruler_tool_get_area (ChezuRulerTool *self)
{
  g_return_val_if_fail (CHEZU_IS_RULER_TOOL (self), -1);

  if (!self->closed)
    return -1;
  return chezu_geodesic_area_m2 ((const double *)(gpointer)self->corners->data, self->corners->len);
}

/* Returns: FALSE when there are too few corners, or it is closed already */
gboolean
chezu_ruler_tool_close (ChezuRulerTool *self)
{
  g_return_val_if_fail (CHEZU_IS_RULER_TOOL (self), FALSE);

  if (self->closed || self->corners->len < 3)
    return FALSE;
  self->closed = self->done = TRUE;
  changed (self, TRUE);
  return TRUE;
}
