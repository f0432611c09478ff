/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-lasso-tool.h"

#include "fleet/chezu-lasso.h"
#include "map/chezu-map-style.h"

#include <math.h>

/* Nearer than that to the corner before, a point tells nothing new. */
#define STEP_PX 3.0
/* Whoever draws less than that has clicked. */
#define LEAST_PX 6.0
#define FILL_ALPHA 0.12f
#define LINE_PX 1.5f
#define HALO_PX 4.0f

struct _ChezuLassoTool
{
  GObject parent_instance;

  ChezuMapView *view; /* while it is the view's tool */
  ChezuLassoShape shape;
  GArray *points; /* of ChezuLassoPoint: corners; of a rectangle two */
  gboolean draws;
  gboolean adds;
};

static void tool_iface_init (ChezuMapToolInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuLassoTool,
                               chezu_lasso_tool,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_TOOL, tool_iface_init))

static ChezuLassoPoint
get_point (ChezuLassoTool *self, guint index)
{
  return g_array_index (self->points, ChezuLassoPoint, index);
}

/* The shape as a polygon. */
static GArray *
get_corners (ChezuLassoTool *self)
{
  ChezuLassoPoint a;
  ChezuLassoPoint b;
  ChezuLassoPoint corners[4];
  GArray *rectangle;

  if (self->shape == CHEZU_LASSO_FREE || self->points->len < 2)
    return g_array_ref (self->points);

  a = get_point (self, 0);
  b = get_point (self, 1);
  corners[0] = a;
  corners[1] = (ChezuLassoPoint){ b.x, a.y };
  corners[2] = b;
  corners[3] = (ChezuLassoPoint){ a.x, b.y };
  rectangle = g_array_new (FALSE, FALSE, sizeof (ChezuLassoPoint));
  g_array_append_vals (rectangle, corners, G_N_ELEMENTS (corners));
  return rectangle;
}

static double
get_extent (ChezuLassoTool *self)
{
  double extent = 0;

  for (guint i = 1; i < self->points->len; i++)
    extent = MAX (extent, hypot (get_point (self, i).x - get_point (self, 0).x,
                                 get_point (self, i).y - get_point (self, 0).y));
  return extent;
}

static void
add_point (ChezuLassoTool *self, double x, double y)
{
  ChezuLassoPoint point = { x, y };

  if (self->shape == CHEZU_LASSO_RECTANGLE)
    {
      g_array_set_size (self->points, 1);
      g_array_append_val (self->points, point);
      return;
    }
  if (hypot (x - get_point (self, self->points->len - 1).x,
             y - get_point (self, self->points->len - 1).y)
      >= STEP_PX)
    g_array_append_val (self->points, point);
}

/* --- Tool --------------------------------------------------------------------------------------*/

static void
lasso_taken_up (ChezuMapTool *tool, ChezuMapView *view)
{
  ChezuLassoTool *self = CHEZU_LASSO_TOOL (tool);

  self->view = view;
  self->draws = FALSE;
  g_array_set_size (self->points, 0);
}

static void
lasso_put_down (ChezuMapTool *tool, ChezuMapView *view)
{
  CHEZU_LASSO_TOOL (tool)->view = NULL;
}

static gboolean
lasso_press (ChezuMapTool *tool, double x, double y, GdkModifierType state)
{
  ChezuLassoTool *self = CHEZU_LASSO_TOOL (tool);
  ChezuLassoPoint point = { x, y };

  g_array_set_size (self->points, 0);
  g_array_append_val (self->points, point);
  self->draws = TRUE;
  self->adds = (state & GDK_CONTROL_MASK) != 0;
  return TRUE;
}

static void
lasso_drag (ChezuMapTool *tool, double x, double y)
{
  ChezuLassoTool *self = CHEZU_LASSO_TOOL (tool);

  if (!self->draws)
    return;
  add_point (self, x, y);
  chezu_map_view_queue_tool_draw (self->view);
}

static void
lasso_release (ChezuMapTool *tool, double x, double y)
{
  g_autoptr (ChezuLassoTool) self = g_object_ref (CHEZU_LASSO_TOOL (tool));
  g_autoptr (GArray) corners = NULL;

  if (!self->draws)
    return;
  self->draws = FALSE;
  add_point (self, x, y);
  corners = get_corners (self);
  if (get_extent (self) >= LEAST_PX)
    {
      chezu_map_view_select_within (self->view, (const ChezuLassoPoint *)(gpointer)corners->data,
                                    corners->len, self->adds);
      chezu_map_view_set_tool (self->view, NULL);
    }
  else if (self->shape == CHEZU_LASSO_RECTANGLE)
    chezu_map_view_set_tool (self->view, NULL);
  else
    chezu_map_view_queue_tool_draw (self->view);
}

static gboolean
lasso_key (ChezuMapTool *tool, guint keyval, GdkModifierType state)
{
  ChezuLassoTool *self = CHEZU_LASSO_TOOL (tool);

  if (keyval != GDK_KEY_Escape)
    return FALSE;
  chezu_map_view_set_tool (self->view, NULL);
  return TRUE;
}

static void
lasso_snapshot (ChezuMapTool *tool, GtkSnapshot *snapshot, const ChezuFleetFrame *frame)
{
  ChezuLassoTool *self = CHEZU_LASSO_TOOL (tool);
  ChezuScheme scheme = chezu_map_style_get_scheme ();
  GdkRGBA line = chezu_color_get (CHEZU_COLOR_SELECTION, scheme);
  GdkRGBA halo = chezu_color_get (CHEZU_COLOR_GLYPH_HALO, scheme);
  GdkRGBA fill = line;
  g_autoptr (GArray) corners = get_corners (self);
  g_autoptr (GskPathBuilder) builder = NULL;
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = NULL;

  if (!self->draws || corners->len < 2)
    return;
  builder = gsk_path_builder_new ();
  for (guint i = 0; i < corners->len; i++)
    {
      const ChezuLassoPoint *corner = &g_array_index (corners, ChezuLassoPoint, i);

      if (i == 0)
        gsk_path_builder_move_to (builder, (float)corner->x, (float)corner->y);
      else
        gsk_path_builder_line_to (builder, (float)corner->x, (float)corner->y);
    }
  gsk_path_builder_close (builder);
  path = gsk_path_builder_to_path (builder);

  fill.alpha = FILL_ALPHA;
  halo.alpha = 0.85f;
  gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_EVEN_ODD, &fill);
  stroke = gsk_stroke_new (HALO_PX);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gtk_snapshot_append_stroke (snapshot, path, stroke, &halo);
  gsk_stroke_set_line_width (stroke, LINE_PX);
  gsk_stroke_set_dash (stroke, (const float[]){ 5.0f, 3.0f }, 2);
  gtk_snapshot_append_stroke (snapshot, path, stroke, &line);
}

static const char *
lasso_get_cursor (ChezuMapTool *tool)
{
  return "crosshair";
}

static void
tool_iface_init (ChezuMapToolInterface *iface)
{
  iface->taken_up = lasso_taken_up;
  iface->put_down = lasso_put_down;
  iface->press = lasso_press;
  iface->drag = lasso_drag;
  iface->release = lasso_release;
  iface->key = lasso_key;
  iface->snapshot = lasso_snapshot;
  iface->get_cursor = lasso_get_cursor;
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_lasso_tool_finalize (GObject *object)
{
  g_array_unref (CHEZU_LASSO_TOOL (object)->points);

  G_OBJECT_CLASS (chezu_lasso_tool_parent_class)->finalize (object);
}

static void
chezu_lasso_tool_class_init (ChezuLassoToolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_lasso_tool_finalize;
}

static void
chezu_lasso_tool_init (ChezuLassoTool *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (ChezuLassoPoint));
}

ChezuMapTool *
chezu_lasso_tool_new (ChezuLassoShape shape)
{
  ChezuLassoTool *self = g_object_new (CHEZU_TYPE_LASSO_TOOL, NULL);

  self->shape = shape;
  return CHEZU_MAP_TOOL (self);
}

ChezuLassoShape
chezu_lasso_tool_get_shape (ChezuLassoTool *self)
{
  g_return_val_if_fail (CHEZU_IS_LASSO_TOOL (self), CHEZU_LASSO_FREE);

  return self->shape;
}
