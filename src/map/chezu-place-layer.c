/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-place-layer.h"

struct _ChezuPlaceLayer
{
  ShumateLayer parent_instance;

  ChezuLabelLayer *labels; /* weak */
};

G_DEFINE_FINAL_TYPE (ChezuPlaceLayer, chezu_place_layer, SHUMATE_TYPE_LAYER)

static void
chezu_place_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuPlaceLayer *self = CHEZU_PLACE_LAYER (widget);

  if (self->labels != NULL)
    chezu_label_layer_snapshot_symbols (self->labels, widget, snapshot);
}

static void
chezu_place_layer_dispose (GObject *object)
{
  g_clear_weak_pointer (&CHEZU_PLACE_LAYER (object)->labels);

  G_OBJECT_CLASS (chezu_place_layer_parent_class)->dispose (object);
}

static void
chezu_place_layer_class_init (ChezuPlaceLayerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_place_layer_dispose;
  widget_class->snapshot = chezu_place_layer_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
chezu_place_layer_init (ChezuPlaceLayer *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
chezu_place_layer_new (ShumateViewport *viewport, ChezuLabelLayer *labels)
{
  ChezuPlaceLayer *self;

  g_return_val_if_fail (SHUMATE_IS_VIEWPORT (viewport), NULL);
  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (labels), NULL);

  self = g_object_new (CHEZU_TYPE_PLACE_LAYER, "viewport", viewport, NULL);
  g_set_weak_pointer (&self->labels, labels);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (labels, "placed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
