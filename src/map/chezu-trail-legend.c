/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-trail-legend.h"

#include <glib/gi18n-lib.h>

#define LINE_LENGTH 22
#define LINE_PX 4.0f
#define ROW_GAP 2
#define GAP 8

struct _ChezuTrailLegend
{
  GtkWidget parent_instance;

  GtkWidget *title;
  GtkWidget *labels[CHEZU_TRAIL_STEPS]; /* from the strongest step down */
  ChezuTrailColoring coloring;
  ChezuScheme scheme;
};

G_DEFINE_FINAL_TYPE (ChezuTrailLegend, chezu_trail_legend, GTK_TYPE_WIDGET)

static int
row_height (ChezuTrailLegend *self)
{
  int height;

  gtk_widget_measure (self->labels[0], GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + ROW_GAP;
}

static void
chezu_trail_legend_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  ChezuTrailLegend *self = CHEZU_TRAIL_LEGEND (widget);
  int size;

  gtk_widget_measure (self->title, orientation, -1, NULL, &size, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    size += ROW_GAP + CHEZU_TRAIL_STEPS * row_height (self);
  for (guint i = 0; i < CHEZU_TRAIL_STEPS && orientation == GTK_ORIENTATION_HORIZONTAL; i++)
    {
      int width;

      gtk_widget_measure (self->labels[i], orientation, -1, NULL, &width, NULL, NULL);
      size = MAX (size, LINE_LENGTH + GAP + width);
    }
  *minimum = *natural = size;
}

static int
title_height (ChezuTrailLegend *self)
{
  int height;

  gtk_widget_measure (self->title, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + ROW_GAP;
}

static void
chezu_trail_legend_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ChezuTrailLegend *self = CHEZU_TRAIL_LEGEND (widget);
  int row = row_height (self);
  int top = title_height (self);

  gtk_widget_size_allocate (self->title, &(GtkAllocation){ 0, 0, width, top - ROW_GAP }, -1);
  for (int i = 0; i < CHEZU_TRAIL_STEPS; i++)
    gtk_widget_size_allocate (self->labels[i],
                              &(GtkAllocation){ LINE_LENGTH + GAP, top + i * row,
                                                width - LINE_LENGTH - GAP, row - ROW_GAP },
                              -1);
}

static void
chezu_trail_legend_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuTrailLegend *self = CHEZU_TRAIL_LEGEND (widget);
  float row = (float)row_height (self);
  float top = (float)title_height (self);

  for (int i = 0; i < CHEZU_TRAIL_STEPS; i++)
    {
      GdkRGBA color = chezu_trail_step_color ((guint)(CHEZU_TRAIL_STEPS - 1 - i), self->scheme);

      gtk_snapshot_append_color (
          snapshot, &color,
          &GRAPHENE_RECT_INIT (0, top + row * (float)i + (row - ROW_GAP - LINE_PX) / 2, LINE_LENGTH,
                               LINE_PX));
    }
  GTK_WIDGET_CLASS (chezu_trail_legend_parent_class)->snapshot (widget, snapshot);
}

static void
chezu_trail_legend_dispose (GObject *object)
{
  ChezuTrailLegend *self = CHEZU_TRAIL_LEGEND (object);

  g_clear_pointer (&self->title, gtk_widget_unparent);
  for (guint i = 0; i < CHEZU_TRAIL_STEPS; i++)
    g_clear_pointer (&self->labels[i], gtk_widget_unparent);

  G_OBJECT_CLASS (chezu_trail_legend_parent_class)->dispose (object);
}

static void
chezu_trail_legend_class_init (ChezuTrailLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_trail_legend_dispose;
  widget_class->measure = chezu_trail_legend_measure;
  widget_class->size_allocate = chezu_trail_legend_size_allocate;
  widget_class->snapshot = chezu_trail_legend_snapshot;
  gtk_widget_class_set_css_name (widget_class, "traillegend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
fill (ChezuTrailLegend *self)
{
  const char *title
      = self->coloring == CHEZU_TRAIL_BY_SPEED ? _ ("Trail by Speed") : _ ("Trail by Age");

  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  for (guint i = 0; i < CHEZU_TRAIL_STEPS; i++)
    {
      g_autofree char *words = chezu_trail_step_words (self->coloring, CHEZU_TRAIL_STEPS - 1 - i);

      gtk_label_set_label (GTK_LABEL (self->labels[i]), words);
    }
}

static GtkWidget *
add_label (ChezuTrailLegend *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
chezu_trail_legend_init (ChezuTrailLegend *self)
{
  self->title = add_label (self);
  gtk_widget_add_css_class (self->title, "heading");
  for (guint i = 0; i < CHEZU_TRAIL_STEPS; i++)
    self->labels[i] = add_label (self);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  fill (self);
}

void
chezu_trail_legend_show (ChezuTrailLegend *self, ChezuTrailColoring coloring, ChezuScheme scheme)
{
  g_return_if_fail (CHEZU_IS_TRAIL_LEGEND (self));

  if (self->scheme != scheme)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->scheme = scheme;
  if (self->coloring == coloring)
    return;
  self->coloring = coloring;
  fill (self);
}
