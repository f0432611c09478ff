/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-speed-profile.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-map-style.h"
#include "shell/chezu-day-moment.h"
#include "shell/chezu-day.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HEIGHT 156
#define LEFT 34.0f
#define RIGHT 10.0f
#define TOP 12.0f
#define BOTTOM 24.0f
#define REST_HEIGHT 4.0f
#define LINE_WIDTH 1.5f
#define AREA_ALPHA 0.18f
#define GRID_ALPHA 0.12f
#define TEXT_ALPHA 0.69f
#define HATCH_ALPHA 0.25f
#define HATCH_STEP 6.0f
#define KNOB_RADIUS 4.0f
/* km/h between two lines, and at the top at least. */
#define SPEED_STEP 40
#define SPEED_MIN 80
#define MAX_LABELS 5
#define KEY_STEP_S 60

struct _ChezuSpeedProfile
{
  GtkWidget parent_instance;

  GArray *fixes; /* of ChezuFix */
  GArray *legs;  /* of ChezuLeg */
  ChezuSpeedAxis axis;
  int top_km_h;       /* of the axis */
  gint32 top_cm_s;    /* of the fixes; CHEZU_UNKNOWN */
  gint64 playhead_ms; /* 0 none */
  gint64 pointed_ms;  /* 0 none */
  double pointer_x;   /* NAN outside */

  /* Made for one width; NULL when they are to be made again. */
  GskPath *line;
  GskPath *area;
};

enum
{
  SIGNAL_POINTED,
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSpeedProfile, chezu_speed_profile, GTK_TYPE_WIDGET)

/* --- Axes --------------------------------------------------------------------------------------*/

/**
 * chezu_speed_axis_choose:
 * @midnight_ms: where steps are counted from, so that labels are whole hours of the zone
 *
 * Returns: the finest axis that has at most five steps
 */
ChezuSpeedAxis
chezu_speed_axis_choose (gint64 first_ms, gint64 last_ms, gint64 midnight_ms)
{
  static const int minutes[] = { 5, 10, 15, 30, 60, 120, 180, 240, 360 };
  ChezuSpeedAxis axis = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      gint64 step_ms = minutes[i] * CHEZU_MINUTE_MS;
      gint64 from = (gint64)floor ((double)(first_ms - midnight_ms) / (double)step_ms);
      gint64 to = (gint64)ceil ((double)(last_ms - midnight_ms) / (double)step_ms);

      to = MAX (to, from + 1);
      axis = (ChezuSpeedAxis){ midnight_ms + from * step_ms, midnight_ms + to * step_ms, step_ms };
      if (to - from <= MAX_LABELS)
        break;
    }
  return axis;
}

static float
x_of (ChezuSpeedProfile *self, gint64 time_ms)
{
  float width = (float)gtk_widget_get_width (GTK_WIDGET (self)) - LEFT - RIGHT;
  double share
      = (double)(time_ms - self->axis.from_ms) / (double)(self->axis.to_ms - self->axis.from_ms);

  return LEFT + (float)share * width;
}

static gint64
time_of (ChezuSpeedProfile *self, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - LEFT - RIGHT;
  double share = CLAMP ((x - LEFT) / MAX (width, 1), 0, 1);

  return self->axis.from_ms + (gint64)(share * (double)(self->axis.to_ms - self->axis.from_ms));
}

static float
y_of (ChezuSpeedProfile *self, double km_h)
{
  float base = (float)gtk_widget_get_height (GTK_WIDGET (self)) - BOTTOM;

  return base - (float)(km_h / self->top_km_h) * (base - TOP);
}

static float
y_of_fix (ChezuSpeedProfile *self, const ChezuFix *fix)
{
  return y_of (self, MAX (0, chezu_cm_s_to_km_h (fix->speed_cm_s)));
}

/* --- Paths -------------------------------------------------------------------------------------*/

static void
forget_paths (ChezuSpeedProfile *self)
{
  g_clear_pointer (&self->line, gsk_path_unref);
  g_clear_pointer (&self->area, gsk_path_unref);
}

/* Of all fixes in one column of pixels the fastest is drawn: a peak is what one looks for. */
static void
add_run (ChezuSpeedProfile *self,
         const ChezuFix *fixes,
         gsize n,
         GskPathBuilder *line,
         GskPathBuilder *area)
{
  float base = y_of (self, 0);
  float x = x_of (self, fixes[0].time_ms);
  float y = y_of_fix (self, &fixes[0]);

  gsk_path_builder_move_to (area, x, base);
  gsk_path_builder_line_to (area, x, y);
  gsk_path_builder_move_to (line, x, y);
  for (gsize i = 1; i < n;)
    {
      float column = floorf (x_of (self, fixes[i].time_ms));

      x = x_of (self, fixes[i].time_ms);
      y = y_of_fix (self, &fixes[i]);
      for (i++; i < n && floorf (x_of (self, fixes[i].time_ms)) == column; i++)
        y = fminf (y, y_of_fix (self, &fixes[i]));
      gsk_path_builder_line_to (area, x, y);
      gsk_path_builder_line_to (line, x, y);
    }
  gsk_path_builder_line_to (area, x_of (self, fixes[n - 1].time_ms), base);
  gsk_path_builder_close (area);
}

static gboolean
begins_after_gap (ChezuSpeedProfile *self, const ChezuFix *fix)
{
  for (guint i = 0; i < self->legs->len; i++)
    {
      const ChezuLeg *leg = &g_array_index (self->legs, ChezuLeg, i);

      if (leg->kind == CHEZU_LEG_UNKNOWN && leg->to_ms == fix->time_ms)
        return TRUE;
    }
  return FALSE;
}

static void
make_paths (ChezuSpeedProfile *self)
{
  const ChezuFix *fixes = (const ChezuFix *)(gpointer)self->fixes->data;
  g_autoptr (GskPathBuilder) line = gsk_path_builder_new ();
  g_autoptr (GskPathBuilder) area = gsk_path_builder_new ();
  gsize first = 0;

  if (self->line != NULL)
    return;
  for (gsize i = 1; i <= self->fixes->len; i++)
    if (i == self->fixes->len
        || (fixes[i].time_ms - fixes[i - 1].time_ms > CHEZU_DAY_GAP_MAX_MS
            && begins_after_gap (self, &fixes[i])))
      {
        add_run (self, &fixes[first], i - first, line, area);
        first = i;
      }
  self->line = gsk_path_builder_to_path (line);
  self->area = gsk_path_builder_to_path (area);
}

/* --- Drawing -----------------------------------------------------------------------------------*/

static GdkRGBA
faded (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

/* @anchor: 0 left, 0.5 middle, 1 right of the text at @x */
static void
append_text (ChezuSpeedProfile *self,
             GtkSnapshot *snapshot,
             const char *text,
             float x,
             float y,
             float anchor)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  GdkRGBA color;
  int width;
  int height;

  gtk_widget_get_color (GTK_WIDGET (self), &color);
  color = faded (color, TEXT_ALPHA);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = CLAMP (x - anchor * (float)width, 0,
             (float)(gtk_widget_get_width (GTK_WIDGET (self)) - width));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (roundf (x), roundf (y - height / 2.0f)));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
append_axes (ChezuSpeedProfile *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  float width = (float)gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float)gtk_widget_get_height (GTK_WIDGET (self));
  GdkRGBA grid = faded (color, GRID_ALPHA);

  for (int km_h = 0; km_h <= self->top_km_h; km_h += SPEED_STEP)
    {
      g_autofree char *text = g_strdup_printf ("%d", km_h);
      float y = roundf (y_of (self, km_h));

      gtk_snapshot_append_color (snapshot, &grid,
                                 &GRAPHENE_RECT_INIT (LEFT, y, width - LEFT - RIGHT, 1));
      append_text (self, snapshot, text, LEFT - 6, y, 1);
    }
  for (gint64 at_ms = self->axis.from_ms; at_ms <= self->axis.to_ms; at_ms += self->axis.step_ms)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (at_ms / 1000);
      g_autofree char *text = g_date_time_format (time, "%H:%M");

      append_text (self, snapshot, text, x_of (self, at_ms), height - BOTTOM / 2 + 2, 0.5f);
    }
}

/* Lines from the lower left to the upper right say: nothing is known here. */
static void
append_hatching (GtkSnapshot *snapshot, const graphene_rect_t *area, GdkRGBA color)
{
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) lines = NULL;
  GskStroke *stroke = gsk_stroke_new (1);

  for (float x = -area->size.height; x < area->size.width; x += HATCH_STEP)
    {
      gsk_path_builder_move_to (builder, area->origin.x + x, area->origin.y + area->size.height);
      gsk_path_builder_line_to (builder, area->origin.x + x + area->size.height, area->origin.y);
    }
  lines = gsk_path_builder_to_path (builder);
  color = faded (color, HATCH_ALPHA);
  gtk_snapshot_push_clip (snapshot, area);
  gtk_snapshot_append_stroke (snapshot, lines, stroke, &color);
  gtk_snapshot_pop (snapshot);
  gsk_stroke_free (stroke);
}

static void
append_legs (ChezuSpeedProfile *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  GdkRGBA rest = chezu_color_get (CHEZU_COLOR_PARKED, chezu_map_style_get_scheme ());
  float base = y_of (self, 0);

  for (guint i = 0; i < self->legs->len; i++)
    {
      const ChezuLeg *leg = &g_array_index (self->legs, ChezuLeg, i);
      float from = x_of (self, leg->from_ms);
      float width = fmaxf (1, x_of (self, leg->to_ms) - from);

      if (leg->kind == CHEZU_LEG_STOP)
        gtk_snapshot_append_color (
            snapshot, &rest, &GRAPHENE_RECT_INIT (from, base - REST_HEIGHT, width, REST_HEIGHT));
      else if (leg->kind == CHEZU_LEG_UNKNOWN)
        append_hatching (snapshot, &GRAPHENE_RECT_INIT (from, TOP, width, base - TOP), color);
    }
}

static void
append_speed (ChezuSpeedProfile *self, GtkSnapshot *snapshot)
{
  GdkRGBA color = chezu_color_get (CHEZU_COLOR_MOVING, chezu_map_style_get_scheme ());
  GdkRGBA fill = faded (color, AREA_ALPHA);
  GskStroke *stroke = gsk_stroke_new (LINE_WIDTH);

  make_paths (self);
  gsk_stroke_set_line_join (stroke, GSK_LINE_JOIN_ROUND);
  gtk_snapshot_append_fill (snapshot, self->area, GSK_FILL_RULE_WINDING, &fill);
  gtk_snapshot_append_stroke (snapshot, self->line, stroke, &color);
  gsk_stroke_free (stroke);
}

static void
append_moment (ChezuSpeedProfile *self, GtkSnapshot *snapshot, gint64 time_ms, gboolean is_playhead)
{
  GdkRGBA color = chezu_color_get (CHEZU_COLOR_PAST, chezu_map_style_get_scheme ());
  float x = roundf (x_of (self, time_ms));
  float base = y_of (self, 0);
  float width = is_playhead ? 2 : 1;
  g_autoptr (GskPathBuilder) builder = gsk_path_builder_new ();
  g_autoptr (GskPath) knob = NULL;
  float y = TOP;
  ChezuFix fix;

  if (time_ms < self->axis.from_ms || time_ms > self->axis.to_ms)
    return;
  if (!is_playhead
      && chezu_day_find_moment ((const ChezuFix *)(gpointer)self->fixes->data, self->fixes->len,
                                time_ms, &fix))
    y = y_of_fix (self, &fix);
  gsk_path_builder_add_circle (builder, &GRAPHENE_POINT_INIT (x, y), KNOB_RADIUS);
  knob = gsk_path_builder_to_path (builder);
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (x - width / 2, TOP, width, base - TOP));
  gtk_snapshot_append_fill (snapshot, knob, GSK_FILL_RULE_WINDING, &color);
}

static void
chezu_speed_profile_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuSpeedProfile *self = CHEZU_SPEED_PROFILE (widget);
  GdkRGBA color;

  if (self->fixes->len == 0)
    return;
  gtk_widget_get_color (widget, &color);
  append_axes (self, snapshot, color);
  append_legs (self, snapshot, color);
  append_speed (self, snapshot);
  if (self->playhead_ms != 0)
    append_moment (self, snapshot, self->playhead_ms, TRUE);
  if (self->pointed_ms != 0)
    append_moment (self, snapshot, self->pointed_ms, FALSE);
}

/* --- Pointing ----------------------------------------------------------------------------------*/

char *
chezu_speed_profile_describe_pointed (ChezuSpeedProfile *self)
{
  g_autofree char *clock = NULL;
  g_autofree char *speed = NULL;
  ChezuFix fix;

  g_return_val_if_fail (CHEZU_IS_SPEED_PROFILE (self), NULL);

  if (self->pointed_ms == 0)
    return NULL;
  clock = chezu_format_clock (self->pointed_ms);
  if (!chezu_day_find_moment ((const ChezuFix *)(gpointer)self->fixes->data, self->fixes->len,
                              self->pointed_ms, &fix)
      || !chezu_day_knows_moment (self->legs, self->pointed_ms))
    return g_strdup_printf ("%s · %s", clock, _ ("No Data"));
  speed = chezu_format_speed (fix.speed_cm_s);
  return g_strdup_printf ("%s · %s", clock, speed);
}

static void
tell_value (ChezuSpeedProfile *self)
{
  g_autofree char *words = chezu_speed_profile_describe_pointed (self);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, (double)self->axis.from_ms / 1000,
      GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)self->axis.to_ms / 1000,
      GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
      (double)(self->pointed_ms != 0 ? self->pointed_ms : self->axis.from_ms) / 1000,
      GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, words != NULL ? words : "",
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words != NULL ? words : "", -1);
}

static void
point_at (ChezuSpeedProfile *self, gint64 time_ms)
{
  if (self->fixes->len == 0)
    time_ms = 0;
  if (time_ms == self->pointed_ms)
    return;
  self->pointed_ms = time_ms;
  tell_value (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_POINTED], 0);
}

static void
choose (ChezuSpeedProfile *self)
{
  if (self->pointed_ms != 0)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->pointed_ms);
}

static void
motion_cb (ChezuSpeedProfile *self, double x)
{
  /* A pointer that rests is reported again with every layout, and would undo what keys did. */
  if (x == self->pointer_x)
    return;
  self->pointer_x = x;
  point_at (self, time_of (self, x));
}

static void
leave_cb (ChezuSpeedProfile *self)
{
  self->pointer_x = NAN;
  point_at (self, 0);
}

static void
pressed_cb (ChezuSpeedProfile *self, int n_press, double x)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  point_at (self, time_of (self, x));
  choose (self);
}

/* The argument is in seconds. */
static gboolean
move_cb (GtkWidget *widget, GVariant *argument, gpointer data)
{
  ChezuSpeedProfile *self = CHEZU_SPEED_PROFILE (widget);
  gint64 from_ms = self->pointed_ms != 0    ? self->pointed_ms
                   : self->playhead_ms != 0 ? self->playhead_ms
                                            : self->axis.from_ms;
  gint64 to_ms = from_ms + g_variant_get_int32 (argument) * CHEZU_SECOND_MS;

  point_at (self, CLAMP (to_ms, self->axis.from_ms, self->axis.to_ms));
  return TRUE;
}

static gboolean
end_cb (GtkWidget *widget, GVariant *argument, gpointer data)
{
  ChezuSpeedProfile *self = CHEZU_SPEED_PROFILE (widget);

  point_at (self, g_variant_get_boolean (argument) ? self->axis.to_ms : self->axis.from_ms);
  return TRUE;
}

static gboolean
choose_cb (GtkWidget *widget, GVariant *argument, gpointer data)
{
  choose (CHEZU_SPEED_PROFILE (widget));
  return TRUE;
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_speed_profile_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 2 * HEIGHT;
}

static void
chezu_speed_profile_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_paths (CHEZU_SPEED_PROFILE (widget));
}

static void
chezu_speed_profile_finalize (GObject *object)
{
  ChezuSpeedProfile *self = CHEZU_SPEED_PROFILE (object);

  forget_paths (self);
  g_array_unref (self->fixes);
  g_array_unref (self->legs);

  G_OBJECT_CLASS (chezu_speed_profile_parent_class)->finalize (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    int minutes;
  } steps[] = {
    { GDK_KEY_Left, -1 },
    { GDK_KEY_Right, 1 },
    { GDK_KEY_Page_Up, -15 },
    { GDK_KEY_Page_Down, 15 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_add_binding (widget_class, steps[i].key, 0, move_cb, "i",
                                  steps[i].minutes * KEY_STEP_S);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, end_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, end_cb, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, choose_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, choose_cb, NULL);
}

static void
chezu_speed_profile_class_init (ChezuSpeedProfileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = chezu_speed_profile_finalize;
  widget_class->measure = chezu_speed_profile_measure;
  widget_class->size_allocate = chezu_speed_profile_size_allocate;
  widget_class->snapshot = chezu_speed_profile_snapshot;

  signals[SIGNAL_POINTED] = g_signal_new ("pointed", CHEZU_TYPE_SPEED_PROFILE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CHEZU_TYPE_SPEED_PROFILE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  add_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "profile");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
chezu_speed_profile_init (ChezuSpeedProfile *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->pointer_x = NAN;
  self->top_cm_s = CHEZU_UNKNOWN;
  self->fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->legs = g_array_new (FALSE, FALSE, sizeof (ChezuLeg));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Speed Profile"), -1);
}

void
chezu_speed_profile_show (ChezuSpeedProfile *self,
                          const ChezuFix *fixes,
                          gsize n_fixes,
                          const GArray *legs)
{
  g_return_if_fail (CHEZU_IS_SPEED_PROFILE (self));

  g_array_set_size (self->fixes, 0);
  g_array_set_size (self->legs, 0);
  g_array_append_vals (self->fixes, fixes, (guint)n_fixes);
  g_array_append_vals (self->legs, legs->data, legs->len);
  self->top_cm_s = CHEZU_UNKNOWN;
  for (gsize i = 0; i < n_fixes; i++)
    self->top_cm_s = MAX (self->top_cm_s, fixes[i].speed_cm_s);
  self->top_km_h
      = (int)ceil (MAX (chezu_cm_s_to_km_h (self->top_cm_s), SPEED_MIN) / SPEED_STEP) * SPEED_STEP;
  if (n_fixes > 0)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

      self->axis = chezu_speed_axis_choose (fixes[0].time_ms, fixes[n_fixes - 1].time_ms,
                                            chezu_time_start_of_day_ms (fixes[0].time_ms, zone));
    }
  else
    point_at (self, 0);
  forget_paths (self);
  tell_value (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
chezu_speed_profile_set_playhead (ChezuSpeedProfile *self, gint64 time_ms)
{
  g_return_if_fail (CHEZU_IS_SPEED_PROFILE (self));

  if (self->playhead_ms == time_ms)
    return;
  self->playhead_ms = time_ms;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
chezu_speed_profile_get_pointed (ChezuSpeedProfile *self)
{
  g_return_val_if_fail (CHEZU_IS_SPEED_PROFILE (self), 0);
  return self->pointed_ms;
}

gint32
chezu_speed_profile_get_top (ChezuSpeedProfile *self)
{
  g_return_val_if_fail (CHEZU_IS_SPEED_PROFILE (self), CHEZU_UNKNOWN);
  return self->top_cm_s;
}
