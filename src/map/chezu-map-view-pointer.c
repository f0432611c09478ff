/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hand and mouse do on the map. */

#include "map/chezu-map-view-private.h"

#include "map/chezu-lasso-tool.h"

#include <math.h>

/* A hand that trembles clicks, it does not drag. */
#define DRAG_THRESHOLD 6.0

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, ChezuMapView *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  self->drag_x = 0;
  self->drag_y = 0;
  if (self->tool == NULL && (state & GDK_SHIFT_MASK) != 0)
    {
      g_autoptr (ChezuMapTool) rectangle = chezu_lasso_tool_new (CHEZU_LASSO_RECTANGLE);

      chezu_map_view_set_tool (self, rectangle);
    }
  self->tool_holds = self->tool != NULL && chezu_map_tool_press (self->tool, x, y, state);
  chezu_map_motion_stop (self->motion);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Hands the tool the whole way of the pointer, to @x, @y: between two frames GDK keeps only the
 * last place, and a lasso made of these alone cuts the corners of a quick hand. */
static void
drag_tool (ChezuMapView *self, GtkGestureDrag *gesture, double x, double y)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  g_autofree GdkTimeCoord *passed = NULL;
  double surface_x;
  double surface_y;
  guint n_passed = 0;

  if (event != NULL && gdk_event_get_event_type (event) == GDK_MOTION_NOTIFY
      && gdk_event_get_position (event, &surface_x, &surface_y))
    passed = gdk_event_get_history (event, &n_passed);
  for (guint i = 0; i < n_passed; i++)
    chezu_map_tool_drag (self->tool, passed[i].axes[GDK_AXIS_X] + x - surface_x,
                         passed[i].axes[GDK_AXIS_Y] + y - surface_y);
  chezu_map_tool_drag (self->tool, x, y);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, ChezuMapView *self)
{
  GdkEventSequence *sequence
      = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));

  if (self->tool_holds)
    {
      double start_x;
      double start_y;

      if (hypot (x, y) >= DRAG_THRESHOLD)
        gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      if (gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y))
        drag_tool (self, gesture, start_x + x, start_y + y);
      return;
    }
  if (gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), sequence)
      != GTK_EVENT_SEQUENCE_CLAIMED)
    {
      if (hypot (x, y) < DRAG_THRESHOLD)
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self->layers), "grabbing");
      chezu_map_view_set_following (self, FALSE);
      chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
    }
  chezu_map_motion_pan_by (self->motion, x - self->drag_x, y - self->drag_y);
  self->drag_x = x;
  self->drag_y = y;
}

static void
drag_end_cb (GtkGestureDrag *gesture, double x, double y, ChezuMapView *self)
{
  double start_x;
  double start_y;

  if (self->tool_holds && gtk_gesture_drag_get_start_point (gesture, &start_x, &start_y))
    chezu_map_tool_release (self->tool, start_x + x, start_y + y);
  self->tool_holds = FALSE;
  chezu_map_view_show_cursor (self);
}

static void
swipe_cb (GtkGestureSwipe *gesture, double velocity_x, double velocity_y, ChezuMapView *self)
{
  if (hypot (self->drag_x, self->drag_y) >= DRAG_THRESHOLD)
    chezu_map_motion_fling (self->motion, velocity_x, velocity_y);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, ChezuMapView *self)
{
  double x = self->pointer_inside ? self->pointer_x : gtk_widget_get_width (GTK_WIDGET (self)) / 2;
  double y = self->pointer_inside ? self->pointer_y : gtk_widget_get_height (GTK_WIDGET (self)) / 2;

  if (dy == 0)
    return GDK_EVENT_PROPAGATE;
  /* Whoever follows a vehicle keeps it in the middle. */
  if (self->following)
    chezu_map_view_zoom_by (self, dy < 0 ? 1 : -1);
  else
    chezu_map_motion_zoom_by (self->motion, dy < 0 ? 1 : -1, x, y);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, ChezuMapView *self)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  chezu_map_motion_stop (self->motion);
  self->pinch_zoom = chezu_map_motion_get_camera (self->motion).zoom;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, ChezuMapView *self)
{
  double x;
  double y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    chezu_map_motion_pinch (self->motion, self->pinch_zoom + log2 (scale), x, y);
}

static void
pinch_end_cb (GtkGesture *gesture, GdkEventSequence *sequence, ChezuMapView *self)
{
  chezu_map_motion_settle (self->motion, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                           gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

static void
click_released_cb (GtkGestureClick *gesture, int n_press, double x, double y, ChezuMapView *self)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  ChezuTarget target;

  if (self->tool != NULL && chezu_map_tool_click (self->tool, x, y, n_press, state))
    return;
  target = chezu_map_view_find_target (self, x, y);
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      chezu_map_view_toggle_target (self, &target, x, y);
      return;
    }
  if (n_press == 2)
    chezu_map_motion_zoom_by (self->motion, 1, x, y);
  else if (n_press == 1)
    chezu_map_view_open_target (self, &target);
}

static void
context_cb (GtkGestureClick *gesture, int n_press, double x, double y, ChezuMapView *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  chezu_map_view_open_here (self, x, y);
}

static void
pointer_moved_cb (GtkEventControllerMotion *controller, double x, double y, ChezuMapView *self)
{
  /* GTK tells of a pointer that rests, too, when something below it was drawn anew. */
  if (self->pointer_inside && x == self->pointer_x && y == self->pointer_y)
    return;

  self->pointer_x = x;
  self->pointer_y = y;
  self->pointer_inside = TRUE;
  self->target_by_key = FALSE;
  chezu_map_view_show_coordinates (self);
  if (self->tool != NULL)
    chezu_map_tool_hover (self->tool, x, y);
  if (!self->tool_holds)
    chezu_map_view_refresh_target (self);
}

static void
pointer_left_cb (GtkEventControllerMotion *controller, ChezuMapView *self)
{
  self->pointer_inside = FALSE;
  chezu_map_view_show_coordinates (self);
  if (!self->target_by_key)
    chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
}

/* On the layers, not on what floats over them: a click on a card is no click on the map. */
void
chezu_map_view_set_up_pointer (ChezuMapView *self)
{
  GtkWidget *layers = GTK_WIDGET (self->layers);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *swipe = gtk_gesture_swipe_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *context = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), GDK_BUTTON_PRIMARY);
  g_signal_connect (swipe, "swipe", G_CALLBACK (swipe_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (pinch, "end", G_CALLBACK (pinch_end_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (click_released_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (context), GDK_BUTTON_SECONDARY);
  g_signal_connect (context, "pressed", G_CALLBACK (context_cb), self);
  g_signal_connect (motion, "enter", G_CALLBACK (pointer_moved_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_left_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);

  gtk_widget_add_controller (layers, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (layers, GTK_EVENT_CONTROLLER (swipe));
  gtk_gesture_group (drag, swipe);
  gtk_widget_add_controller (layers, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (layers, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (layers, GTK_EVENT_CONTROLLER (context));
  gtk_widget_add_controller (layers, motion);
  gtk_widget_add_controller (layers, scroll);
}
