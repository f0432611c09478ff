/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bar of the colours over the ground they lie on, with the powers of ten below. */

#include "map/chezu-density-legend.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define BAR_LENGTH 176
#define BAR_HEIGHT 10
#define TICK 4
#define GAP 4
#define MAX_DECADES 5
/* Numbers nearer than that to each other are left out. */
#define NUMBER_GAP 6.0

struct _ChezuDensityLegend
{
  GtkWidget parent_instance;

  GtkWidget *title;
  PangoLayout *number;
  ChezuDensityScale scale;
  ChezuScheme scheme;
};

G_DEFINE_FINAL_TYPE (ChezuDensityLegend, chezu_density_legend, GTK_TYPE_WIDGET)

static char *
format_density (double density)
{
  if (density >= 1.0)
    return chezu_format_count (llround (density));
  return g_strdup_printf ("%.*f", (int)ceil (-log10 (density) - 1e-9), density);
}

static int
title_height (ChezuDensityLegend *self)
{
  int height;

  gtk_widget_measure (self->title, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + GAP;
}

static PangoLayout *
get_number (ChezuDensityLegend *self)
{
  if (self->number == NULL)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      self->number = gtk_widget_create_pango_layout (GTK_WIDGET (self), "0");
      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
      pango_attr_list_insert (attributes, pango_attr_scale_new (0.9));
      pango_layout_set_attributes (self->number, attributes);
    }
  return self->number;
}

static void
chezu_density_legend_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  ChezuDensityLegend *self = CHEZU_DENSITY_LEGEND (widget);
  int size;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (self->title, orientation, -1, NULL, &size, NULL, NULL);
      /* Half of a number stands beyond each end of the bar. */
      size = MAX (size, BAR_LENGTH + 24);
    }
  else
    {
      pango_layout_get_pixel_size (get_number (self), NULL, &size);
      size += title_height (self) + BAR_HEIGHT + TICK;
    }
  *minimum = *natural = size;
}

static void
chezu_density_legend_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ChezuDensityLegend *self = CHEZU_DENSITY_LEGEND (widget);

  gtk_widget_size_allocate (self->title, &(GtkAllocation){ 0, 0, width, title_height (self) - GAP },
                            -1);
}

static void
draw_bar (ChezuDensityLegend *self, GtkSnapshot *snapshot, float top)
{
  const graphene_rect_t bar = GRAPHENE_RECT_INIT (0, top, BAR_LENGTH, BAR_HEIGHT);
  GdkRGBA land = chezu_color_get (CHEZU_COLOR_LAND, self->scheme);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &bar, 3);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &land, &bar);
  for (int x = 0; x < BAR_LENGTH; x++)
    {
      GdkRGBA color = chezu_density_color ((x + 0.5) / BAR_LENGTH, self->scheme);

      gtk_snapshot_append_color (snapshot, &color,
                                 &GRAPHENE_RECT_INIT ((float)x, top, 1, BAR_HEIGHT));
    }
  gtk_snapshot_pop (snapshot);
}

/* Returns: where the number begins */
static double
draw_number (ChezuDensityLegend *self, GtkSnapshot *snapshot, double density, float top, double end)
{
  double x = BAR_LENGTH * chezu_density_strength (&self->scale, density);
  g_autofree char *text = format_density (density);
  PangoLayout *number = get_number (self);
  GdkRGBA ink;
  double left;
  int width;

  pango_layout_set_text (number, text, -1);
  pango_layout_get_pixel_size (number, &width, NULL);
  left = MAX (x - width / 2.0, 0.0);
  if (left + width + NUMBER_GAP > end)
    return end;

  gtk_widget_get_color (GTK_WIDGET (self), &ink);
  gtk_snapshot_append_color (snapshot, &ink,
                             &GRAPHENE_RECT_INIT ((float)MIN (x, BAR_LENGTH - 1), top, 1, TICK));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)left, top + TICK));
  gtk_snapshot_append_layout (snapshot, number, &ink);
  gtk_snapshot_restore (snapshot);
  return left;
}

static void
chezu_density_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuDensityLegend *self = CHEZU_DENSITY_LEGEND (widget);
  float top = (float)title_height (self);
  double end = gtk_widget_get_width (widget) + NUMBER_GAP;
  double density = self->scale.top;

  if (self->scale.top > 0.0)
    {
      draw_bar (self, snapshot, top);
      end = draw_number (self, snapshot, density, top + BAR_HEIGHT, end);
      density = pow (10.0, floor (log10 (density * 0.999)));
      for (guint i = 0; i < MAX_DECADES && density > self->scale.bottom; i++, density /= 10.0)
        end = draw_number (self, snapshot, density, top + BAR_HEIGHT, end);
    }
  GTK_WIDGET_CLASS (chezu_density_legend_parent_class)->snapshot (widget, snapshot);
}

static void
chezu_density_legend_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (chezu_density_legend_parent_class)->css_changed (widget, change);
  g_clear_object (&CHEZU_DENSITY_LEGEND (widget)->number);
}

static void
chezu_density_legend_dispose (GObject *object)
{
  ChezuDensityLegend *self = CHEZU_DENSITY_LEGEND (object);

  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_object (&self->number);

  G_OBJECT_CLASS (chezu_density_legend_parent_class)->dispose (object);
}

static void
chezu_density_legend_class_init (ChezuDensityLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_density_legend_dispose;
  widget_class->measure = chezu_density_legend_measure;
  widget_class->size_allocate = chezu_density_legend_size_allocate;
  widget_class->snapshot = chezu_density_legend_snapshot;
  widget_class->css_changed = chezu_density_legend_css_changed;
  gtk_widget_class_set_css_name (widget_class, "densitylegend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
chezu_density_legend_init (ChezuDensityLegend *self)
{
  self->title = gtk_label_new (_ ("Vehicles per 100 km²"));
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_widget_set_parent (self->title, GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/* Says the ends aloud; the picture between them needs eyes. */
static void
describe (ChezuDensityLegend *self)
{
  g_autofree char *top = format_density (self->scale.top);
  /* TRANSLATORS: what a screen reader says of the legend; the number is the densest colour */
  g_autofree char *words = g_strdup_printf (_ ("Vehicles per 100 km², up to %s"), top);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

void
chezu_density_legend_show (ChezuDensityLegend *self,
                           const ChezuDensityScale *scale,
                           ChezuScheme scheme)
{
  g_return_if_fail (CHEZU_IS_DENSITY_LEGEND (self));
  g_return_if_fail (scale != NULL && scale->top > scale->bottom);

  if (self->scheme == scheme && self->scale.bottom == scale->bottom
      && self->scale.top == scale->top)
    return;
  self->scheme = scheme;
  self->scale = *scale;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
