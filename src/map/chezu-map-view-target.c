/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pointer or the keyboard points at on the map: its card, and what opening it does. */

#include "map/chezu-map-view-private.h"

#include "base/chezu-time.h"
#include "map/chezu-place-symbols.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Between the card and what it tells of. */
#define CARD_GAP 12
#define CARD_EDGE 8
/* A disc opens by going this much nearer. */
#define DISC_LEVELS 2
/* From here on a disc is a stack that no zoom parts (chezu_fleet_collect). */
#define STACK_ZOOM 14.0

/* On the view, pixels. */
void
chezu_map_view_locate_target (ChezuMapView *self, const ChezuTarget *target, double *x, double *y)
{
  ChezuFleetFrame frame = chezu_map_view_get_frame (self);

  *x = (target->x - frame.x) * frame.scale;
  *y = (target->y - frame.y) * frame.scale;
}

static ChezuTarget
target_of_mark (ChezuMapView *self, const ChezuFleetMark *mark)
{
  ChezuFleetFrame frame = chezu_map_view_get_frame (self);

  return (ChezuTarget){
    .kind = mark->count > 1 ? CHEZU_TARGET_DISC : CHEZU_TARGET_VEHICLE,
    .x = frame.x + mark->x / frame.scale,
    .y = frame.y + mark->y / frame.scale,
    .radius = chezu_fleet_layer_get_mark_reach (self->fleet_layer, mark),
    .vehicle = mark->vehicle,
  };
}

static ChezuTarget
target_of_place (ChezuMapView *self, gint64 place_id)
{
  const ChezuPlaceRow *place = chezu_map_view_find_place (self, place_id);
  ChezuTarget target = { .kind = CHEZU_TARGET_PLACE, .place_id = place_id };

  if (place == NULL)
    return (ChezuTarget){ 0 };
  chezu_plane_project (self->plane, place->lon, place->lat, &target.x, &target.y);
  target.radius = chezu_place_symbol_size (place->kind) / 2;
  return target;
}

/* Vehicles before places, and places before overlays: they are drawn above them. */
ChezuTarget
chezu_map_view_find_target (ChezuMapView *self, double x, double y)
{
  ChezuFleetMark mark;
  gint64 place_id;

  if (self->fleet != NULL && chezu_fleet_layer_pick (self->fleet_layer, x, y, &mark, NULL))
    return target_of_mark (self, &mark);
  place_id = chezu_label_layer_pick_place (self->label_layer, x, y);
  return place_id != 0 ? target_of_place (self, place_id)
                       : chezu_map_view_find_feature (self, x, y);
}

/* --- The card ----------------------------------------------------------------------------------*/

static gboolean
fill_disc_card (ChezuMapView *self)
{
  ChezuFleetMark mark;
  double x;
  double y;

  chezu_map_view_locate_target (self, &self->target, &x, &y);
  if (!chezu_fleet_layer_pick (self->fleet_layer, x, y, &mark, NULL) || mark.count < 2)
    return FALSE;
  chezu_hover_card_show_disc (
      self->hover_card,
      chezu_label_layer_get_town_near (self->label_layer, mark.x, mark.y, self->target.radius),
      mark.state);
  return TRUE;
}

static gboolean
fill_card (ChezuMapView *self)
{
  const ChezuPlaceRow *place;

  switch (self->target.kind)
    {
    case CHEZU_TARGET_DISC:
      return fill_disc_card (self);
    case CHEZU_TARGET_VEHICLE:
      chezu_hover_card_show_vehicle (self->hover_card, self->fleet, self->target.vehicle,
                                     chezu_fleet_get_now_ms (self->fleet));
      return TRUE;
    case CHEZU_TARGET_PLACE:
      place = chezu_map_view_find_place (self, self->target.place_id);
      if (place == NULL)
        return FALSE;
      chezu_hover_card_show_place (self->hover_card, place);
      return TRUE;
    case CHEZU_TARGET_FEATURE:
      chezu_hover_card_show_feature (self->hover_card, self->target.hit.feature,
                                     self->target.hit.overlay);
      return TRUE;
    case CHEZU_TARGET_NONE:
    default:
      return FALSE;
    }
}

/* Beside its target, to the left where there is room. */
gboolean
chezu_map_view_place_card_cb (GtkOverlay *overlay,
                              GtkWidget *widget,
                              GdkRectangle *allocation,
                              ChezuMapView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int reach = (int)ceil (self->target.radius) + CARD_GAP;
  GtkRequisition size;
  double x;
  double y;

  if (widget != GTK_WIDGET (self->hover_card))
    return FALSE;

  gtk_widget_get_preferred_size (widget, NULL, &size);
  chezu_map_view_locate_target (self, &self->target, &x, &y);
  allocation->width = size.width;
  allocation->height = size.height;
  allocation->x = (int)x - reach - size.width;
  if (allocation->x < CARD_EDGE)
    allocation->x = (int)x + reach;
  allocation->y = CLAMP ((int)y - size.height / 3, CARD_EDGE,
                         MAX (CARD_EDGE, height - CARD_EDGE - size.height));
  allocation->x = MIN (allocation->x, MAX (CARD_EDGE, width - CARD_EDGE - size.width));
  return TRUE;
}

/* Shows the card of the target as it is now, or hides it. */
void
chezu_map_view_update_card (ChezuMapView *self)
{
  gboolean shown = !chezu_map_motion_is_moving (self->motion) && fill_card (self);
  double x = NAN;
  double y = NAN;

  if (self->target.kind == CHEZU_TARGET_DISC || self->target.kind == CHEZU_TARGET_VEHICLE)
    chezu_map_view_locate_target (self, &self->target, &x, &y);
  chezu_fleet_layer_set_hover (self->fleet_layer, x, y);
  gtk_widget_set_visible (GTK_WIDGET (self->hover_card), shown);
  if (shown)
    gtk_widget_queue_allocate (self->overlay);
}

void
chezu_map_view_set_target (ChezuMapView *self, const ChezuTarget *target)
{
  if (target->kind == CHEZU_TARGET_NONE && self->target.kind == CHEZU_TARGET_NONE)
    return;
  self->target = *target;
  chezu_map_view_show_cursor (self);
  chezu_map_view_update_card (self);
}

/* Vehicles have moved under a pointer that rests, or under the keyboard's mark. */
void
chezu_map_view_refresh_target (ChezuMapView *self)
{
  ChezuTarget target = self->target;

  /* What is open says more than a card. */
  if (self->popover != NULL)
    return;
  if (self->target_by_key && target.kind == CHEZU_TARGET_VEHICLE)
    {
      chezu_fleet_get_drawn (self->fleet, target.vehicle, chezu_fleet_get_now_ms (self->fleet),
                             &target.x, &target.y, NULL);
      chezu_map_view_set_target (self, &target);
    }
  else if (!self->target_by_key && self->pointer_inside)
    {
      target = chezu_map_view_find_target (self, self->pointer_x, self->pointer_y);
      chezu_map_view_set_target (self, &target);
    }
}

/* --- Opening -----------------------------------------------------------------------------------*/

static void
open_stack (ChezuMapView *self, double x, double y)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  ChezuFleetMark mark;

  if (chezu_fleet_layer_pick (self->fleet_layer, x, y, &mark, stack) && stack->len > 0)
    chezu_map_view_activate_stack (self, stack, x, y);
}

static void
open_disc (ChezuMapView *self, const ChezuTarget *target)
{
  ChezuCamera camera = chezu_map_motion_get_target (self->motion);
  double x;
  double y;

  if (camera.zoom >= STACK_ZOOM)
    {
      chezu_map_view_locate_target (self, target, &x, &y);
      open_stack (self, x, y);
      return;
    }
  chezu_map_view_set_following (self, FALSE);
  camera
      = (ChezuCamera){ target->x, target->y, MIN (round (camera.zoom) + DISC_LEVELS, STACK_ZOOM) };
  chezu_map_motion_fly (self->motion, &camera);
}

void
chezu_map_view_open_target (ChezuMapView *self, const ChezuTarget *target)
{
  gint64 id;

  switch (target->kind)
    {
    case CHEZU_TARGET_VEHICLE:
      id = chezu_fleet_peek (self->fleet)->id[target->vehicle];
      chezu_map_view_set_selected (self, id);
      chezu_map_view_activate_vehicle (self, id);
      break;
    case CHEZU_TARGET_DISC:
      open_disc (self, target);
      break;
    case CHEZU_TARGET_PLACE:
      chezu_map_view_open_place (self, target->place_id);
      break;
    case CHEZU_TARGET_FEATURE:
      chezu_map_view_open_feature (self, target);
      break;
    case CHEZU_TARGET_NONE:
    default:
      break;
    }
}

/* Lists what lies at the target, or at the pointer, also where it is a single vehicle. */
void
chezu_map_view_list_stack (ChezuMapView *self)
{
  double x = self->pointer_x;
  double y = self->pointer_y;

  if (self->fleet == NULL)
    return;
  if (self->target.kind == CHEZU_TARGET_VEHICLE || self->target.kind == CHEZU_TARGET_DISC)
    chezu_map_view_locate_target (self, &self->target, &x, &y);
  else if (!self->pointer_inside)
    return;
  open_stack (self, x, y);
}

static gboolean
comes_before (const ChezuFleetMark *a, const ChezuFleetMark *b)
{
  return a->y != b->y ? a->y < b->y : a->x < b->x;
}

/* The next mark in reading order after the one that is pointed at, and round again. */
void
chezu_map_view_point_at_next (ChezuMapView *self)
{
  const GArray *marks = chezu_fleet_layer_peek_marks (self->fleet_layer);
  const ChezuFleetMark *first = NULL;
  const ChezuFleetMark *next = NULL;
  ChezuFleetMark current = { .y = -INFINITY };
  g_autofree char *text = NULL;
  ChezuTarget target;
  double x;
  double y;

  if (self->target_by_key && self->target.kind != CHEZU_TARGET_NONE)
    {
      chezu_map_view_locate_target (self, &self->target, &x, &y);
      current.x = (float)x;
      current.y = (float)y;
    }
  for (guint i = 0; i < marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);

      if (mark->x < 0 || mark->y < 0 || mark->x > gtk_widget_get_width (GTK_WIDGET (self))
          || mark->y > gtk_widget_get_height (GTK_WIDGET (self)))
        continue;
      if (first == NULL || comes_before (mark, first))
        first = mark;
      /* Half a pixel: the current mark must not come after itself. */
      if (hypotf (mark->x - current.x, mark->y - current.y) > 0.5f && comes_before (&current, mark)
          && (next == NULL || comes_before (mark, next)))
        next = mark;
    }
  if (first == NULL)
    return;

  target = target_of_mark (self, next != NULL ? next : first);
  self->target_by_key = TRUE;
  chezu_map_view_set_target (self, &target);
  text = chezu_hover_card_dup_text (self->hover_card);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}
