/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-time-lanes.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-map-style.h"
#include "map/chezu-palette.h"
#include "shell/chezu-day.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LABELS_WIDTH 112
#define MARGIN 28
#define KNOB_Y 10
#define KNOB_RADIUS 8
#define FLEET_TOP 22
#define FLEET_HEIGHT 48
#define TRACK_TOP 84
#define TRACK_HEIGHT 40
#define AXIS_Y 128
#define HEIGHT 152
#define TICKS_TOP 72
#define TICKS_HEIGHT 10
#define TICK_WIDTH 3
#define HOURS_BETWEEN_MIN 46.0 /* pixels between two times that are written */
#define SPAN_MIN_MS (10 * CHEZU_MINUTE_MS)
#define ZOOM_STEP 1.5
#define PAN_STEP 0.15 /* of what is seen */
/* Of what is seen, where a moment that ran out of it comes in again. */
#define COMES_IN_AT 0.1
/* Lanes reach their height at so many km/h at least. */
#define SPEED_MIN_TOP_CM_S 2778

struct _ChezuTimeLanes
{
  GtkWidget parent_instance;

  ChezuPastDay day;
  gboolean has_day;
  gint64 from_ms; /* what is seen */
  gint64 span_ms;
  gint64 time_ms;
  gint64 vehicle_id; /* of the track */
  char *name;        /* of it, or NULL */
  GArray *fixes;     /* of ChezuFix */
  GArray *alarms;    /* of ChezuAlarmRow */
  double drag_x;
  double pointer_x;
};

static guint sought_signal;

G_DEFINE_FINAL_TYPE (ChezuTimeLanes, chezu_time_lanes, GTK_TYPE_WIDGET)

/* --- Where and when ----------------------------------------------------------------------------
 */

static double
lanes_width (ChezuTimeLanes *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self)) - LABELS_WIDTH - MARGIN, 1);
}

static double
x_of (ChezuTimeLanes *self, gint64 time_ms)
{
  return LABELS_WIDTH
         + (double)(time_ms - self->from_ms) / (double)self->span_ms * lanes_width (self);
}

static gint64
time_at (ChezuTimeLanes *self, double x)
{
  double share = CLAMP ((x - LABELS_WIDTH) / lanes_width (self), 0.0, 1.0);

  return self->from_ms + (gint64)(share * (double)(self->span_ms - 1));
}

/* Within the day. */
static void
look_at (ChezuTimeLanes *self, gint64 from_ms, gint64 span_ms)
{
  self->span_ms = CLAMP (span_ms, SPAN_MIN_MS, CHEZU_DAY_MS);
  self->from_ms
      = CLAMP (from_ms, self->day.day_ms, self->day.day_ms + CHEZU_DAY_MS - self->span_ms);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
zoom (ChezuTimeLanes *self, double factor, double x)
{
  gint64 middle_ms = time_at (self, x);
  double share = CLAMP ((x - LABELS_WIDTH) / lanes_width (self), 0.0, 1.0);
  gint64 span_ms = CLAMP ((gint64)((double)self->span_ms * factor), SPAN_MIN_MS, CHEZU_DAY_MS);

  look_at (self, middle_ms - (gint64)(share * (double)span_ms), span_ms);
}

/* (nullable): the alarm whose tick is there */
static const ChezuAlarmRow *
find_alarm (ChezuTimeLanes *self, double x, double y)
{
  const ChezuAlarmRow *nearest = NULL;
  double distance = TICK_WIDTH + 1.0;

  if (y < TICKS_TOP - 2 || y > TICKS_TOP + TICKS_HEIGHT + 2)
    return NULL;
  for (guint i = 0; i < self->alarms->len; i++)
    {
      const ChezuAlarmRow *alarm = &g_array_index (self->alarms, ChezuAlarmRow, i);
      double off = fabs (x_of (self, alarm->time_ms) - x);

      if (off > distance
          || (off == distance && nearest != NULL && alarm->priority >= nearest->priority))
        continue;
      nearest = alarm;
      distance = off;
    }
  return nearest;
}

static void
seek (ChezuTimeLanes *self, double x)
{
  if (self->has_day)
    g_signal_emit (self, sought_signal, 0, time_at (self, x));
}

/* --- Drawing -----------------------------------------------------------------------------------
 */

static GdkRGBA
with_alpha (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;
  return color;
}

static void
append_text (ChezuTimeLanes *self,
             GtkSnapshot *snapshot,
             const char *text,
             double x,
             double y,
             double align,
             const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)round (x - width * align), (float)y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static gint64
choose_step_ms (ChezuTimeLanes *self)
{
  static const gint64 minutes[] = { 1, 2, 5, 10, 15, 30, 60, 120, 240 };
  double per_minute = lanes_width (self) / ((double)self->span_ms / CHEZU_MINUTE_MS);
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (minutes) && (double)minutes[i] * per_minute < HOURS_BETWEEN_MIN)
    i++;
  return minutes[i] * CHEZU_MINUTE_MS;
}

static void
append_hours (ChezuTimeLanes *self, GtkSnapshot *snapshot, const GdkRGBA *text)
{
  gint64 step_ms = choose_step_ms (self);
  gint64 first_ms = (self->from_ms - self->day.day_ms + step_ms - 1) / step_ms * step_ms;
  GdkRGBA dim = with_alpha (*text, 0.7f);

  for (gint64 ms = first_ms; ms <= self->from_ms - self->day.day_ms + self->span_ms; ms += step_ms)
    {
      g_autofree char *label = g_strdup_printf ("%02d:%02d", (int)(ms / CHEZU_HOUR_MS),
                                                (int)(ms % CHEZU_HOUR_MS / CHEZU_MINUTE_MS));

      append_text (self, snapshot, label, x_of (self, self->day.day_ms + ms), AXIS_Y, 0.5, &dim);
    }
}

/* What is yet to come is neither empty nor full. */
static void
append_future (ChezuTimeLanes *self, GtkSnapshot *snapshot, const GdkRGBA *text)
{
  gint64 now_ms = chezu_time_now_ms ();
  double x = MAX (x_of (self, now_ms), LABELS_WIDTH);
  double right = LABELS_WIDTH + lanes_width (self);
  GskPathBuilder *builder;
  g_autoptr (GskPath) path = NULL;
  g_autoptr (GskStroke) stroke = NULL;
  GdkRGBA line = with_alpha (*text, 0.15f);

  if (x >= right)
    return;
  builder = gsk_path_builder_new ();
  for (double start = x - FLEET_HEIGHT; start < right; start += 8)
    {
      gsk_path_builder_move_to (builder, (float)start, FLEET_TOP + FLEET_HEIGHT);
      gsk_path_builder_line_to (builder, (float)start + FLEET_HEIGHT, FLEET_TOP);
    }
  path = gsk_path_builder_free_to_path (builder);
  stroke = gsk_stroke_new (1);
  gtk_snapshot_push_clip (
      snapshot, &GRAPHENE_RECT_INIT ((float)x, FLEET_TOP, (float)(right - x), FLEET_HEIGHT));
  gtk_snapshot_append_stroke (snapshot, path, stroke, &line);
  gtk_snapshot_pop (snapshot);
}

static void
append_area (GtkSnapshot *snapshot, GskPathBuilder *builder, GskPathBuilder *edge, GdkRGBA color)
{
  g_autoptr (GskPath) area = gsk_path_builder_free_to_path (builder);
  g_autoptr (GskPath) line = gsk_path_builder_free_to_path (edge);
  g_autoptr (GskStroke) stroke = gsk_stroke_new (1.5f);
  GdkRGBA fill = with_alpha (color, 0.22f);

  gtk_snapshot_append_fill (snapshot, area, GSK_FILL_RULE_WINDING, &fill);
  gtk_snapshot_append_stroke (snapshot, line, stroke, &color);
}

static int
most_moving (ChezuTimeLanes *self)
{
  int most = 1;

  for (guint i = 0; i < CHEZU_PAST_N_PARTS; i++)
    most = MAX (most, self->day.moving[i]);
  return most;
}

static float
part_x (ChezuTimeLanes *self, guint part)
{
  return (float)x_of (self, self->day.day_ms + (gint64)part * CHEZU_PAST_PART_MS);
}

/* Only where something is known: a line over what is not would be a claim. */
static void
append_fleet (ChezuTimeLanes *self, GtkSnapshot *snapshot, GdkRGBA color)
{
  double most = most_moving (self);
  const float bottom = FLEET_TOP + FLEET_HEIGHT;
  guint i = 0;

  while (i < CHEZU_PAST_N_PARTS)
    {
      GskPathBuilder *area;
      GskPathBuilder *edge;
      guint first = i;

      if (self->day.known[i] <= 0)
        {
          i++;
          continue;
        }
      area = gsk_path_builder_new ();
      edge = gsk_path_builder_new ();
      gsk_path_builder_move_to (area, part_x (self, first), bottom);
      for (; i < CHEZU_PAST_N_PARTS && self->day.known[i] > 0; i++)
        {
          float y = bottom - (float)(self->day.moving[i] / most * (FLEET_HEIGHT - 4));
          float left = part_x (self, i);
          float right = part_x (self, i + 1);

          gsk_path_builder_line_to (area, left, y);
          gsk_path_builder_line_to (area, right, y);
          if (i == first)
            gsk_path_builder_move_to (edge, left, y);
          else
            gsk_path_builder_line_to (edge, left, y);
          gsk_path_builder_line_to (edge, right, y);
        }
      gsk_path_builder_line_to (area, part_x (self, i), bottom);
      gsk_path_builder_close (area);
      append_area (snapshot, area, edge, color);
    }
}

static const ChezuFix *
fix_at (ChezuTimeLanes *self, guint i)
{
  return &g_array_index (self->fixes, ChezuFix, i);
}

static gint32
top_speed (ChezuTimeLanes *self)
{
  gint32 top = SPEED_MIN_TOP_CM_S;

  for (guint i = 0; i < self->fixes->len; i++)
    top = MAX (top, fix_at (self, i)->speed_cm_s);
  return top;
}

/* Speed where the vehicle reported, a bar where it stood. */
static void
append_track (ChezuTimeLanes *self, GtkSnapshot *snapshot, GdkRGBA color, const GdkRGBA *text)
{
  const float bottom = TRACK_TOP + TRACK_HEIGHT;
  double top = top_speed (self);
  GdkRGBA standing = with_alpha (*text, 0.25f);
  guint i = 0;

  while (i < self->fixes->len)
    {
      GskPathBuilder *area = gsk_path_builder_new ();
      GskPathBuilder *edge = gsk_path_builder_new ();
      gint64 before_ms = fix_at (self, i)->time_ms;
      float x = (float)x_of (self, before_ms);
      float first_x = x;

      gsk_path_builder_move_to (area, x, bottom);
      gsk_path_builder_move_to (edge, x, bottom);
      for (; i < self->fixes->len && fix_at (self, i)->time_ms - before_ms <= CHEZU_DAY_GAP_MAX_MS;
           i++)
        {
          float y = bottom - (float)(MAX (fix_at (self, i)->speed_cm_s, 0) / top * TRACK_HEIGHT);

          x = (float)x_of (self, fix_at (self, i)->time_ms);
          gsk_path_builder_line_to (area, x, y);
          gsk_path_builder_line_to (edge, x, y);
          before_ms = fix_at (self, i)->time_ms;
        }
      gsk_path_builder_line_to (area, x, bottom);
      gsk_path_builder_close (area);
      gtk_snapshot_append_color (snapshot, &standing,
                                 &GRAPHENE_RECT_INIT (first_x, bottom - 1, x - first_x, 2));
      append_area (snapshot, area, edge, color);
    }
}

/* The worse, the higher, and on top of the others. */
static void
append_alarms (ChezuTimeLanes *self, GtkSnapshot *snapshot, ChezuScheme scheme)
{
  for (guint priority = CHEZU_ALARM_P4; priority >= CHEZU_ALARM_P1; priority--)
    for (guint i = 0; i < self->alarms->len; i++)
      {
        const ChezuAlarmRow *alarm = &g_array_index (self->alarms, ChezuAlarmRow, i);
        GdkRGBA color = chezu_color_get (CHEZU_COLOR_P1 + priority - CHEZU_ALARM_P1, scheme);
        float height = TICKS_HEIGHT - 1.5f * (float)(priority - CHEZU_ALARM_P1);

        if (alarm->priority != priority)
          continue;
        if (self->name != NULL && alarm->vehicle_id != self->vehicle_id)
          color.alpha *= 0.25f;
        gtk_snapshot_append_color (
            snapshot, &color,
            &GRAPHENE_RECT_INIT ((float)round (x_of (self, alarm->time_ms)) - TICK_WIDTH / 2,
                                 TICKS_TOP + TICKS_HEIGHT - height, TICK_WIDTH, height));
      }
}

static void
append_labels (ChezuTimeLanes *self, GtkSnapshot *snapshot, const GdkRGBA *text)
{
  GdkRGBA dim = with_alpha (*text, 0.7f);

  append_text (self, snapshot, _ ("All Vehicles"), 12, FLEET_TOP + 4, 0, text);
  append_text (self, snapshot, C_ ("how many vehicles were so", "Moving"), 12, FLEET_TOP + 24, 0,
               &dim);
  if (self->name == NULL)
    return;
  append_text (self, snapshot, self->name, 12, TRACK_TOP + 2, 0, text);
  append_text (self, snapshot, C_ ("column", "Speed"), 12, TRACK_TOP + 20, 0, &dim);
}

static void
append_playhead (ChezuTimeLanes *self, GtkSnapshot *snapshot, const GdkRGBA *past)
{
  float x = (float)round (x_of (self, self->time_ms));
  GskRoundedRect knob;
  GdkRGBA white = { 1, 1, 1, 1 };

  if (self->time_ms < self->from_ms || self->time_ms >= self->from_ms + self->span_ms)
    return;
  gtk_snapshot_append_color (snapshot, past,
                             &GRAPHENE_RECT_INIT (x - 1, KNOB_Y, 2, AXIS_Y - KNOB_Y));
  gsk_rounded_rect_init_from_rect (
      &knob,
      &GRAPHENE_RECT_INIT (x - KNOB_RADIUS, KNOB_Y - KNOB_RADIUS, 2 * KNOB_RADIUS, 2 * KNOB_RADIUS),
      KNOB_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &knob);
  gtk_snapshot_append_color (snapshot, &white, &knob.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &knob, (float[4]){ 2.5f, 2.5f, 2.5f, 2.5f },
                              (GdkRGBA[4]){ *past, *past, *past, *past });
}

static void
chezu_time_lanes_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuTimeLanes *self = CHEZU_TIME_LANES (widget);
  ChezuScheme scheme = chezu_map_style_get_scheme ();
  GdkRGBA moving = chezu_color_get (CHEZU_COLOR_MOVING, scheme);
  GdkRGBA past = chezu_color_get (CHEZU_COLOR_PAST, scheme);
  GdkRGBA text;

  gtk_widget_get_color (widget, &text);
  append_labels (self, snapshot, &text);
  append_hours (self, snapshot, &text);
  if (!self->has_day)
    return;
  gtk_snapshot_push_clip (snapshot,
                          &GRAPHENE_RECT_INIT (LABELS_WIDTH - TICK_WIDTH, 0,
                                               (float)lanes_width (self) + 2 * TICK_WIDTH, HEIGHT));
  append_future (self, snapshot, &text);
  append_fleet (self, snapshot, moving);
  append_alarms (self, snapshot, scheme);
  if (self->name != NULL)
    append_track (self, snapshot, moving, &text);
  gtk_snapshot_pop (snapshot);
  append_playhead (self, snapshot, &past);
}

/* --- Hands -------------------------------------------------------------------------------------
 */

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, ChezuTimeLanes *self)
{
  const ChezuAlarmRow *alarm = find_alarm (self, x, y);

  self->drag_x = x;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (alarm != NULL)
    g_signal_emit (self, sought_signal, 0, alarm->time_ms);
  else
    seek (self, x);
}

static void
click_cb (GtkGestureClick *gesture, int n_press, double x, double y, ChezuTimeLanes *self)
{
  if (n_press == 2)
    look_at (self, self->day.day_ms, CHEZU_DAY_MS);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, ChezuTimeLanes *self)
{
  self->pointer_x = x;
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, ChezuTimeLanes *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  double aside = (state & GDK_SHIFT_MASK) != 0 ? dx + dy : dx;

  if (!self->has_day)
    return GDK_EVENT_PROPAGATE;
  if (aside != 0.0)
    look_at (self, self->from_ms + (gint64)(aside * PAN_STEP * (double)self->span_ms),
             self->span_ms);
  else
    zoom (self, pow (ZOOM_STEP, dy), self->pointer_x);
  return GDK_EVENT_STOP;
}

static gboolean
tooltip_cb (ChezuTimeLanes *self, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  const ChezuAlarmRow *alarm = by_key ? NULL : find_alarm (self, x, y);
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  if (alarm == NULL)
    return FALSE;
  clock = chezu_format_clock (alarm->time_ms);
  /* TRANSLATORS: priority and time of an alarm */
  text = g_strdup_printf (_ ("Alarm of priority %u, %s"), alarm->priority, clock);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, ChezuTimeLanes *self)
{
  if (x != 0.0)
    seek (self, self->drag_x + x);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
chezu_time_lanes_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 320;
}

static void
chezu_time_lanes_finalize (GObject *object)
{
  ChezuTimeLanes *self = CHEZU_TIME_LANES (object);

  g_array_unref (self->fixes);
  g_array_unref (self->alarms);
  g_free (self->name);

  G_OBJECT_CLASS (chezu_time_lanes_parent_class)->finalize (object);
}

static void
chezu_time_lanes_class_init (ChezuTimeLanesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = chezu_time_lanes_finalize;
  widget_class->measure = chezu_time_lanes_measure;
  widget_class->snapshot = chezu_time_lanes_snapshot;
  sought_signal = g_signal_new ("sought", CHEZU_TYPE_TIME_LANES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "timelanes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
chezu_time_lanes_init (ChezuTimeLanes *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->span_ms = CHEZU_DAY_MS;
  self->fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->alarms = g_array_new (FALSE, FALSE, sizeof (ChezuAlarmRow));
  g_signal_connect (click, "pressed", G_CALLBACK (click_cb), self);
  gtk_gesture_group (click, drag);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Moment of the Day"), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  (double)(CHEZU_DAY_MS / CHEZU_SECOND_MS), -1);
}

void
chezu_time_lanes_show_day (ChezuTimeLanes *self, const ChezuPastDay *day)
{
  g_return_if_fail (CHEZU_IS_TIME_LANES (self));

  if (!self->has_day || day->day_ms != self->day.day_ms)
    {
      self->from_ms = day->day_ms;
      self->span_ms = CHEZU_DAY_MS;
    }
  self->day = *day;
  self->has_day = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
chezu_time_lanes_show_alarms (ChezuTimeLanes *self, const GArray *alarms)
{
  g_return_if_fail (CHEZU_IS_TIME_LANES (self));

  g_array_set_size (self->alarms, 0);
  g_array_append_vals (self->alarms, alarms->data, alarms->len);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A moment that runs out of what is seen takes that with it. */
void
chezu_time_lanes_show_moment (ChezuTimeLanes *self, gint64 time_ms)
{
  g_autofree char *clock = chezu_format_clock (time_ms);

  g_return_if_fail (CHEZU_IS_TIME_LANES (self));

  self->time_ms = time_ms;
  if (self->has_day && (time_ms < self->from_ms || time_ms >= self->from_ms + self->span_ms))
    look_at (self, time_ms - (gint64)(COMES_IN_AT * (double)self->span_ms), self->span_ms);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double)((time_ms - self->day.day_ms) / CHEZU_SECOND_MS),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, clock, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
chezu_time_lanes_show_track (
    ChezuTimeLanes *self, gint64 vehicle_id, const char *name, const ChezuFix *fixes, gsize n_fixes)
{
  g_return_if_fail (CHEZU_IS_TIME_LANES (self));

  self->vehicle_id = vehicle_id;
  g_set_str (&self->name, name);
  g_array_set_size (self->fixes, 0);
  if (n_fixes > 0)
    g_array_append_vals (self->fixes, fixes, (guint)n_fixes);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
