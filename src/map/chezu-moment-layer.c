/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-moment-layer.h"

#include "map/chezu-map-layer.h"
#include "map/chezu-viewport.h"

#define RADIUS 8.0f
#define LINE_WIDTH 3.0f
#define HALO_WIDTH 7.0f

struct _ChezuMomentLayer
{
  ShumateLayer parent_instance;

  const ChezuPlane *plane;
  ChezuScheme scheme;
  gboolean shown;
  double lon; /* degrees, WGS-84 */
  double lat;
};

static void map_layer_iface_init (ChezuMapLayerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuMomentLayer,
                               chezu_moment_layer,
                               SHUMATE_TYPE_LAYER,
                               G_IMPLEMENT_INTERFACE (CHEZU_TYPE_MAP_LAYER, map_layer_iface_init))

static void
set_plane (ChezuMapLayer *layer, const ChezuPlane *plane)
{
  CHEZU_MOMENT_LAYER (layer)->plane = plane;
  gtk_widget_queue_draw (GTK_WIDGET (layer));
}

static void
set_scheme (ChezuMapLayer *layer, ChezuScheme scheme)
{
  CHEZU_MOMENT_LAYER (layer)->scheme = scheme;
  gtk_widget_queue_draw (GTK_WIDGET (layer));
}

static void
map_layer_iface_init (ChezuMapLayerInterface *iface)
{
  iface->set_plane = set_plane;
  iface->set_scheme = set_scheme;
}

static void
append_ring (GtkSnapshot *snapshot, GskPath *ring, float width, GdkRGBA color)
{
  GskStroke *stroke = gsk_stroke_new (width);

  gtk_snapshot_append_stroke (snapshot, ring, stroke, &color);
  gsk_stroke_free (stroke);
}

static void
chezu_moment_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuMomentLayer *self = CHEZU_MOMENT_LAYER (widget);
  g_autoptr (GskPathBuilder) builder = NULL;
  g_autoptr (GskPath) ring = NULL;
  ChezuFleetFrame frame;
  graphene_point_t middle;
  double x;
  double y;

  if (!self->shown)
    return;
  frame = chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                    gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  chezu_plane_project (self->plane, self->lon, self->lat, &x, &y);
  chezu_frame_project (&frame, x, y, &middle.x, &middle.y);

  builder = gsk_path_builder_new ();
  gsk_path_builder_add_circle (builder, &middle, RADIUS);
  ring = gsk_path_builder_to_path (builder);
  append_ring (snapshot, ring, HALO_WIDTH, chezu_color_get (CHEZU_COLOR_GLYPH_HALO, self->scheme));
  append_ring (snapshot, ring, LINE_WIDTH, chezu_color_get (CHEZU_COLOR_PAST, self->scheme));
}

static void
chezu_moment_layer_class_init (ChezuMomentLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = chezu_moment_layer_snapshot;
  /* Whoever points at a moment is told of it where he points. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
chezu_moment_layer_init (ChezuMomentLayer *self)
{
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuMomentLayer *
chezu_moment_layer_new (ShumateViewport *viewport)
{
  ChezuMomentLayer *self;

  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  self = g_object_new (CHEZU_TYPE_MOMENT_LAYER, "viewport", viewport, NULL);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
chezu_moment_layer_show (ChezuMomentLayer *self, double lon, double lat)
{
  g_return_if_fail (CHEZU_IS_MOMENT_LAYER (self));

  self->shown = TRUE;
  self->lon = lon;
  self->lat = lat;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
chezu_moment_layer_hide (ChezuMomentLayer *self)
{
  g_return_if_fail (CHEZU_IS_MOMENT_LAYER (self));

  if (!self->shown)
    return;
  self->shown = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
chezu_moment_layer_is_shown (ChezuMomentLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_MOMENT_LAYER (self), FALSE);

  return self->shown;
}
