/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-overlay-swatch.h"

#include "map/chezu-map-style.h"
#include "map/chezu-overlay-painter.h"

#include <adwaita.h>
#include <string.h>

#define SIDE 20

struct _ChezuOverlaySwatch
{
  GtkWidget parent_instance;

  ChezuOverlayStyle style;
  guint kinds[CHEZU_N_OVERLAY_KINDS];
};

G_DEFINE_FINAL_TYPE (ChezuOverlaySwatch, chezu_overlay_swatch, GTK_TYPE_WIDGET)

static void
chezu_overlay_swatch_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  *minimum = *natural = SIDE;
}

static void
chezu_overlay_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuOverlaySwatch *self = CHEZU_OVERLAY_SWATCH (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot,
                                           &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));

  cairo_translate (cr, width / 2.0, height / 2.0);
  chezu_overlay_painter_draw_sample (cr, &self->style, chezu_map_style_get_scheme (), self->kinds,
                                     SIDE - 4);
  cairo_destroy (cr);
}

static void
chezu_overlay_swatch_class_init (ChezuOverlaySwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = chezu_overlay_swatch_measure;
  widget_class->snapshot = chezu_overlay_swatch_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
chezu_overlay_swatch_init (ChezuOverlaySwatch *self)
{
  self->style = (ChezuOverlayStyle){ .width = 2, .opacity = 1, .visible = TRUE };
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
chezu_overlay_swatch_new (void)
{
  return g_object_new (CHEZU_TYPE_OVERLAY_SWATCH, NULL);
}

void
chezu_overlay_swatch_show (ChezuOverlaySwatch *self,
                           const ChezuOverlayStyle *style,
                           const guint kinds[CHEZU_N_OVERLAY_KINDS])
{
  g_return_if_fail (CHEZU_IS_OVERLAY_SWATCH (self));

  self->style = *style;
  memcpy (self->kinds, kinds, sizeof self->kinds);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
