/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-state-glyph.h"

#include "map/chezu-map-style.h"

#include <adwaita.h>

/* Shapes are drawn in a box of this size. */
#define UNIT 24.0f
#define ROUNDED_SQUARE                                                                             \
  "M9 5.5h6a3.5 3.5 0 0 1 3.5 3.5v6a3.5 3.5 0 0 1 -3.5 3.5h-6a3.5 3.5 0 0 1 -3.5 -3.5v-6"          \
  "a3.5 3.5 0 0 1 3.5 -3.5z"

struct _ChezuStateGlyph
{
  GtkWidget parent_instance;

  ChezuVehicleState state;
  int size;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChezuStateGlyph, chezu_state_glyph, GTK_TYPE_WIDGET)

static GskPath *
shape_of_state (ChezuVehicleState state)
{
  static const char *const shapes[CHEZU_N_STATES] = {
    [CHEZU_STATE_MOVING] = "M12 2 19.6 21 12 17 4.4 21z",
    [CHEZU_STATE_IDLING] = "M12 2l3.3 5.1a7 7 0 1 1 -6.6 0z",
    [CHEZU_STATE_PARKED] = ROUNDED_SQUARE,
    [CHEZU_STATE_STALE] = "M12 2 19.6 21 12 17 4.4 21z",
    [CHEZU_STATE_LOST] = "M12 5a7 7 0 1 1 0 14a7 7 0 1 1 0 -14z",
  };

  return gsk_path_parse (shapes[state]);
}

static void
append_outline (GtkSnapshot *snapshot, GskPath *path, float width, gboolean dashed, GdkRGBA color)
{
  static const float dash[2] = { 4.0f, 3.33f };
  GskStroke *stroke = gsk_stroke_new (width);

  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  if (dashed)
    gsk_stroke_set_dash (stroke, dash, G_N_ELEMENTS (dash));
  gtk_snapshot_append_stroke (snapshot, path, stroke, &color);
  gsk_stroke_free (stroke);
}

static void
chezu_state_glyph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuStateGlyph *self = CHEZU_STATE_GLYPH (widget);
  ChezuScheme scheme = chezu_map_style_get_scheme ();
  GdkRGBA color = chezu_color_get (chezu_color_of_state (self->state), scheme);
  g_autoptr (GskPath) path = shape_of_state (self->state);
  float scale = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget)) / UNIT;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, scale, scale);

  if (self->state == CHEZU_STATE_LOST)
    append_outline (snapshot, path, 2.6f, TRUE, color);
  else
    gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_WINDING, &color);
  if (self->state == CHEZU_STATE_STALE)
    append_outline (snapshot, path, 1.5f, FALSE, chezu_color_get (CHEZU_COLOR_STALE_LINE, scheme));

  gtk_snapshot_restore (snapshot);
}

static void
chezu_state_glyph_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  ChezuStateGlyph *self = CHEZU_STATE_GLYPH (widget);

  *minimum = *natural = self->size;
}

static void
chezu_state_glyph_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChezuStateGlyph *self = CHEZU_STATE_GLYPH (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SIZE:
      g_value_set_int (value, self->size);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_state_glyph_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ChezuStateGlyph *self = CHEZU_STATE_GLYPH (object);

  switch (id)
    {
    case PROP_STATE:
      chezu_state_glyph_set_state (self, g_value_get_uint (value));
      break;
    case PROP_SIZE:
      self->size = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_state_glyph_class_init (ChezuStateGlyphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = chezu_state_glyph_get_property;
  object_class->set_property = chezu_state_glyph_set_property;
  widget_class->measure = chezu_state_glyph_measure;
  widget_class->snapshot = chezu_state_glyph_snapshot;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, CHEZU_N_STATES - 1, 0,
                                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 1, 256, 16,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* The word beside it says the same. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
chezu_state_glyph_init (ChezuStateGlyph *self)
{
  self->size = 16;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
chezu_state_glyph_new (ChezuVehicleState state, int size)
{
  return g_object_new (CHEZU_TYPE_STATE_GLYPH, "state", (guint)state, "size", size, NULL);
}

void
chezu_state_glyph_set_state (ChezuStateGlyph *self, ChezuVehicleState state)
{
  g_return_if_fail (CHEZU_IS_STATE_GLYPH (self));
  g_return_if_fail (state < CHEZU_N_STATES);

  if (self->state == state)
    return;

  self->state = state;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}
