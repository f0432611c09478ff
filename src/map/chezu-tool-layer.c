/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-tool-layer.h"

#include "map/chezu-viewport.h"

struct _ChezuToolLayer
{
  ShumateLayer parent_instance;

  ChezuMapTool *tool; /* nullable */
};

G_DEFINE_FINAL_TYPE (ChezuToolLayer, chezu_tool_layer, SHUMATE_TYPE_LAYER)

static void
chezu_tool_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuToolLayer *self = CHEZU_TOOL_LAYER (widget);
  ChezuFleetFrame frame;

  if (self->tool == NULL)
    return;
  frame = chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                    gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  chezu_map_tool_snapshot (self->tool, snapshot, &frame);
}

static void
chezu_tool_layer_dispose (GObject *object)
{
  g_clear_object (&CHEZU_TOOL_LAYER (object)->tool);

  G_OBJECT_CLASS (chezu_tool_layer_parent_class)->dispose (object);
}

static void
chezu_tool_layer_class_init (ChezuToolLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_tool_layer_dispose;
  widget_class->snapshot = chezu_tool_layer_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
chezu_tool_layer_init (ChezuToolLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuToolLayer *
chezu_tool_layer_new (ShumateViewport *viewport)
{
  ChezuToolLayer *self;

  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);

  self = g_object_new (CHEZU_TYPE_TOOL_LAYER, "viewport", viewport, NULL);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
chezu_tool_layer_set_tool (ChezuToolLayer *self, ChezuMapTool *tool)
{
  g_return_if_fail (CHEZU_IS_TOOL_LAYER (self));

  if (g_set_object (&self->tool, tool))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
