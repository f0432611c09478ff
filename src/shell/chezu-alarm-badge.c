/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-badge.h"

#include "map/chezu-map-style.h"
#include "map/chezu-symbols.h"

#include <adwaita.h>

struct _ChezuAlarmBadge
{
  GtkWidget parent_instance;

  guint priority;
  int diameter;
};

enum
{
  PROP_0,
  PROP_PRIORITY,
  PROP_DIAMETER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChezuAlarmBadge, chezu_alarm_badge, GTK_TYPE_WIDGET)

static void
chezu_alarm_badge_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuAlarmBadge *self = CHEZU_ALARM_BADGE (widget);
  float width = (float)gtk_widget_get_width (widget);
  float height = (float)gtk_widget_get_height (widget);
  g_autoptr (PangoLayout) text = NULL;
  cairo_t *cr;

  if (self->priority == 0)
    return;
  text = gtk_widget_create_pango_layout (widget, NULL);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_translate (cr, width / 2, height / 2);
  chezu_symbol_draw_badge (cr, chezu_map_style_get_scheme (), self->priority, self->diameter, text);
  cairo_destroy (cr);
}

static void
chezu_alarm_badge_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  /* Its halo needs a little more. */
  *minimum = *natural = CHEZU_ALARM_BADGE (widget)->diameter + 4;
}

static void
chezu_alarm_badge_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChezuAlarmBadge *self = CHEZU_ALARM_BADGE (object);

  switch (id)
    {
    case PROP_PRIORITY:
      g_value_set_uint (value, self->priority);
      break;
    case PROP_DIAMETER:
      g_value_set_int (value, self->diameter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_alarm_badge_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ChezuAlarmBadge *self = CHEZU_ALARM_BADGE (object);

  switch (id)
    {
    case PROP_PRIORITY:
      chezu_alarm_badge_set_priority (self, g_value_get_uint (value));
      break;
    case PROP_DIAMETER:
      self->diameter = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_alarm_badge_class_init (ChezuAlarmBadgeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = chezu_alarm_badge_get_property;
  object_class->set_property = chezu_alarm_badge_set_property;
  widget_class->snapshot = chezu_alarm_badge_snapshot;
  widget_class->measure = chezu_alarm_badge_measure;

  properties[PROP_PRIORITY] = g_param_spec_uint ("priority", NULL, NULL, 0, 4, 0,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DIAMETER] = g_param_spec_int ("diameter", NULL, NULL, 8, 200, 20,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* The words beside it say the same. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
scheme_changed_cb (ChezuAlarmBadge *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
chezu_alarm_badge_init (ChezuAlarmBadge *self)
{
  self->diameter = 20;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (scheme_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
chezu_alarm_badge_new (guint priority, int diameter)
{
  return g_object_new (CHEZU_TYPE_ALARM_BADGE, "priority", priority, "diameter", diameter, NULL);
}

void
chezu_alarm_badge_set_priority (ChezuAlarmBadge *self, guint priority)
{
  g_return_if_fail (CHEZU_IS_ALARM_BADGE (self));

  if (self->priority == priority)
    return;
  self->priority = priority;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRIORITY]);
}
