/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-scale-bar.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "map/chezu-viewport.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LENGTH_MAX 110.0
#define TICK_HEIGHT 5.0
#define LINE_WIDTH 1.5
#define GAP 8

struct _ChezuScaleBar
{
  GtkWidget parent_instance;

  ShumateViewport *viewport;
  GtkWidget *label;
  double metres;
  int length; /* pixels */
};

G_DEFINE_FINAL_TYPE (ChezuScaleBar, chezu_scale_bar, GTK_TYPE_WIDGET)

/**
 * chezu_scale_bar_choose_metres:
 *
 * Returns: the longest of 1, 2 or 5 times a power of ten that fits @max_pixels
 */
double
chezu_scale_bar_choose_metres (double metres_per_pixel, double max_pixels)
{
  double longest = metres_per_pixel * max_pixels;
  double power = pow (10, floor (log10 (longest)));

  if (power * 5 <= longest)
    return power * 5;
  return power * 2 <= longest ? power * 2 : power;
}

/* Returns: (transfer full): "500 m", "20 km" */
char *
chezu_scale_bar_format_length (double metres)
{
  g_autofree char *count = NULL;

  if (metres < 1000)
    return g_strdup_printf (_ ("%.0f m"), metres);
  count = chezu_format_count (llround (metres / 1000));
  return g_strdup_printf (_ ("%s km"), count);
}

static void
update (ChezuScaleBar *self)
{
  double latitude = shumate_location_get_latitude (SHUMATE_LOCATION (self->viewport));
  double scale = chezu_scale_of_zoom (chezu_viewport_get_zoom (self->viewport));
  double per_pixel = chezu_mercator_metres_per_unit (latitude) / scale;
  double metres = chezu_scale_bar_choose_metres (per_pixel, LENGTH_MAX);
  int length = (int)lround (metres / per_pixel);

  if (metres != self->metres)
    {
      g_autofree char *text = chezu_scale_bar_format_length (metres);

      gtk_label_set_label (GTK_LABEL (self->label), text);
      self->metres = metres;
    }
  if (length != self->length)
    {
      self->length = length;
      gtk_widget_queue_allocate (GTK_WIDGET (self));
    }
}

static void
chezu_scale_bar_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  ChezuScaleBar *self = CHEZU_SCALE_BAR (widget);

  gtk_widget_measure (self->label, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      /* As wide as it may get, so that nothing around it moves while zooming. */
      *minimum += (int)LENGTH_MAX + GAP;
      *natural += (int)LENGTH_MAX + GAP;
    }
}

static void
chezu_scale_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ChezuScaleBar *self = CHEZU_SCALE_BAR (widget);
  int natural;

  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  gtk_widget_size_allocate (self->label, &(GtkAllocation){ self->length + GAP, 0, natural, height },
                            -1);
}

static void
chezu_scale_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuScaleBar *self = CHEZU_SCALE_BAR (widget);
  double base = round (gtk_widget_get_height (widget) * 0.5 + 4);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (0, base - LINE_WIDTH, self->length, LINE_WIDTH));
  gtk_snapshot_append_color (
      snapshot, &color,
      &GRAPHENE_RECT_INIT (0, base - TICK_HEIGHT, LINE_WIDTH, TICK_HEIGHT - LINE_WIDTH));
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (self->length - LINE_WIDTH, base - TICK_HEIGHT,
                                                  LINE_WIDTH, TICK_HEIGHT - LINE_WIDTH));
  gtk_widget_snapshot_child (widget, self->label, snapshot);
}

static void
chezu_scale_bar_dispose (GObject *object)
{
  ChezuScaleBar *self = CHEZU_SCALE_BAR (object);

  chezu_scale_bar_set_viewport (self, NULL);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (chezu_scale_bar_parent_class)->dispose (object);
}

static void
chezu_scale_bar_class_init (ChezuScaleBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_scale_bar_dispose;
  widget_class->measure = chezu_scale_bar_measure;
  widget_class->size_allocate = chezu_scale_bar_size_allocate;
  widget_class->snapshot = chezu_scale_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "scalebar");
}

static void
chezu_scale_bar_init (ChezuScaleBar *self)
{
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

void
chezu_scale_bar_set_viewport (ChezuScaleBar *self, ShumateViewport *viewport)
{
  g_return_if_fail (CHEZU_IS_SCALE_BAR (self));

  if (self->viewport != NULL)
    g_signal_handlers_disconnect_by_func (self->viewport, update, self);
  if (!g_set_object (&self->viewport, viewport) || viewport == NULL)
    return;

  g_signal_connect_object (viewport, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
