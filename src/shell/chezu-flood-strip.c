/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-flood-strip.h"

#include "map/chezu-map-style.h"

#include <glib/gi18n-lib.h>

#define BAR_PX 4.0f
#define STEP_PX 6.0f
#define HEIGHT_PX 34
/* The line of the flood stands at this share of the height, whatever comes above it is cut. */
#define LINE_SHARE 0.72f

struct _ChezuFloodStrip
{
  GtkWidget parent_instance;

  ChezuAlarmFlood flood;
};

G_DEFINE_FINAL_TYPE (ChezuFloodStrip, chezu_flood_strip, GTK_TYPE_WIDGET)

static GdkRGBA
fade (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

static void
append_bars (ChezuFloodStrip *self, GtkSnapshot *snapshot, float width, float height)
{
  GdkRGBA text;
  GdkRGBA warm = chezu_color_get (CHEZU_COLOR_P2, chezu_map_style_get_scheme ());
  guint n = MIN (CHEZU_ALARM_FLOOD_BARS, (guint)(width / STEP_PX));

  gtk_widget_get_color (GTK_WIDGET (self), &text);
  for (guint i = 0; i < n; i++)
    {
      guint count = self->flood.bars[CHEZU_ALARM_FLOOD_BARS - 1 - i];
      gboolean flood = count > CHEZU_ALARM_FLOOD_BEGINS_ABOVE;
      float share = (float)count / CHEZU_ALARM_FLOOD_BEGINS_ABOVE * LINE_SHARE;
      float bar = CLAMP (share * height, count > 0 ? 2.0f : 1.0f, height);
      GdkRGBA color = flood ? warm : fade (text, i == 0 ? 0.9f : count > 0 ? 0.42f : 0.18f);

      gtk_snapshot_append_color (
          snapshot, &color,
          &GRAPHENE_RECT_INIT (width - (float)(i + 1) * STEP_PX, height - bar, BAR_PX, bar));
    }
}

static void
append_line (ChezuFloodStrip *self, GtkSnapshot *snapshot, float width, float height)
{
  GdkRGBA color = chezu_color_get (CHEZU_COLOR_P2, chezu_map_style_get_scheme ());
  float y = height * (1.0f - LINE_SHARE);

  color.alpha = 0.8f;
  for (float x = 0; x < width; x += 6.0f)
    gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, y, 3.0f, 1.0f));
}

static void
chezu_flood_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuFloodStrip *self = CHEZU_FLOOD_STRIP (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);

  append_line (self, snapshot, width, height);
  append_bars (self, snapshot, width, height);
}

static void
chezu_flood_strip_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : HEIGHT_PX;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : HEIGHT_PX;
}

static void
chezu_flood_strip_class_init (ChezuFloodStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = chezu_flood_strip_snapshot;
  widget_class->measure = chezu_flood_strip_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
chezu_flood_strip_init (ChezuFloodStrip *self)
{
}

void
chezu_flood_strip_show (ChezuFloodStrip *self, const ChezuAlarmFlood *flood)
{
  g_autofree char *words = NULL;

  g_return_if_fail (CHEZU_IS_FLOOD_STRIP (self));

  self->flood = *flood;
  words
      = g_strdup_printf (ngettext ("%u alarm in ten minutes, %u in a day; above %d it is a flood",
                                   "%u alarms in ten minutes, %u in a day; above %d it is a flood",
                                   flood->last_ten_minutes),
                         flood->last_ten_minutes, flood->day, CHEZU_ALARM_FLOOD_BEGINS_ABOVE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
