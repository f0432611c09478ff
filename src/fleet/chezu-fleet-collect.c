/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames: what is drawn of the fleet, when it changes, and what lies under the pointer. */

#include "fleet/chezu-fleet-private.h"

#include "base/chezu-geodesy.h"

#include <math.h>

/* A vehicle is drawn at most that far from the fix by which the grid knows it. */
#define REACH_M                                                                                    \
  (CHEZU_MOTION_SPEED_MAX_CM_S / 100.0 * CHEZU_MOTION_RECKON_MAX_MS / 1000.0                       \
   + CHEZU_MOTION_BLEND_MAX_M)
#define HALF_A_PIXEL 0.5
/* A disc is hit a little beyond its rim. */
#define DISC_RIM_PX 2.0f

static void
add_vehicle (ChezuFleet *self, guint index, guint apart, gint64 now_ms)
{
  const ChezuFleetColumns *columns = &self->columns;
  gboolean is_apart = index + 1 == apart;
  ChezuMotionPoint point;
  ChezuMarksEntry entry;

  if (!chezu_fleet_passes_filter (self, index) && !(is_apart && columns->time_ms[index] != 0))
    return;

  chezu_motion_at (&columns->motion[index], now_ms, &point);
  entry = (ChezuMarksEntry){
    .vx = point.vx,
    .vy = point.vy,
    .course = point.course,
    .vehicle = index,
    .state = columns->state[index],
    .apart = (guint8)is_apart,
  };
  chezu_fleet_marks_add (self->marks, point.x, point.y, &entry);
}

static gboolean
is_gathered (const ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms)
{
  const ChezuFleetFrame *known = &self->gathered_frame;

  return self->gathered_revision == self->revision && self->gathered_ms == now_ms
         && known->x == frame->x && known->y == frame->y && known->scale == frame->scale
         && known->width == frame->width && known->height == frame->height
         && known->apart == frame->apart;
}

/* Fills self->marks, unless they are there already: a frame is collected, asked for its end, and
 * picked from, all at the same instant. */
static void
gather (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms)
{
  double x0, y0, x1, y1;
  double lon;
  double lat;
  double reach;

  chezu_fleet_settle (self, now_ms);
  if (is_gathered (self, frame, now_ms))
    return;

  chezu_fleet_marks_begin (self->marks, frame);
  chezu_fleet_marks_get_bounds (self->marks, &x0, &y0, &x1, &y1);
  chezu_mercator_unproject (x0, (y0 + y1) / 2.0, &lon, &lat);
  reach = REACH_M / chezu_mercator_metres_per_unit (lat);

  if (chezu_fleet_grid_collect (self->grid, x0 - reach, y0 - reach, x1 + reach, y1 + reach,
                                self->near))
    for (guint i = 0; i < self->near->len; i++)
      add_vehicle (self, g_array_index (self->near, guint, i), frame->apart, now_ms);
  else
    for (guint i = 0; i < self->columns.n; i++)
      add_vehicle (self, i, frame->apart, now_ms);

  chezu_fleet_marks_finish (self->marks);
  self->gathered_frame = *frame;
  self->gathered_ms = now_ms;
  self->gathered_revision = self->revision;
}

static void
append_vehicle (ChezuFleet *self, const ChezuMarksEntry *entry, GArray *marks)
{
  ChezuFleetMark mark = {
    .x = entry->x,
    .y = entry->y,
    .count = 1,
    .vehicle = entry->vehicle,
    .angle = entry->course,
    .vehicle_state = entry->state,
    .kind = self->columns.kind[entry->vehicle],
    .alarm = self->columns.alarm[entry->vehicle],
  };

  mark.state[entry->state] = 1;
  g_array_append_val (marks, mark);
}

static void
append_disc (const ChezuMarksDisc *disc, GArray *marks)
{
  ChezuFleetMark mark = {
    .x = disc->x,
    .y = disc->y,
    .count = disc->count,
    .vehicle = disc->vehicle,
  };

  for (guint s = 0; s < CHEZU_N_STATES; s++)
    mark.state[s] = disc->state[s];
  g_array_append_val (marks, mark);
}

/* What moves lies above what stands, and among equals the order never changes. */
static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const ChezuFleetMark *one = a;
  const ChezuFleetMark *other = b;

  if (one->vehicle_state != other->vehicle_state)
    return one->vehicle_state > other->vehicle_state ? -1 : 1;
  return one->vehicle < other->vehicle ? -1 : one->vehicle > other->vehicle;
}

/**
 * chezu_fleet_collect:
 * @marks: (element-type ChezuFleetMark): emptied and filled in the order of painting: vehicles
 *   (those that move last), discs (the largest last), and the vehicle that stands apart
 *
 * Discs stand at the centroid of their cell, which is anchored to the world; discs that would cover
 * each other are drawn as one, and vehicles under a disc count as part of it. The counts of all
 * marks add up to the vehicles shown in the frame. Memory of what was a disc is kept per zoom
 * level, so frames of several viewers do not disturb each other.
 */
void
chezu_fleet_collect (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms, GArray *marks)
{
  const ChezuMarksEntry *entries;
  const ChezuMarksEntry *apart = NULL;
  const ChezuMarksDisc *discs;
  guint n_entries;
  guint n_discs;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (frame != NULL && frame->scale > 0.0);
  g_return_if_fail (marks != NULL);

  gather (self, frame, now_ms);
  g_array_set_size (marks, 0);

  entries = chezu_fleet_marks_get_entries (self->marks, &n_entries);
  for (guint i = 0; i < n_entries; i++)
    if (entries[i].apart)
      apart = &entries[i];
    else if (entries[i].disc == CHEZU_MARKS_NO_DISC)
      append_vehicle (self, &entries[i], marks);
  g_array_sort (marks, compare_marks);

  discs = chezu_fleet_marks_get_discs (self->marks, &n_discs);
  for (guint i = n_discs; i > 0; i--)
    append_disc (&discs[i - 1], marks);
  if (apart != NULL)
    append_vehicle (self, apart, marks);
}

/**
 * chezu_fleet_next_frame_ms:
 *
 * Returns: when the fastest mark of the frame will have moved half a pixel, or when time alone
 *   changes a state, whichever comes first; %G_MAXINT64 when neither will happen
 */
gint64
chezu_fleet_next_frame_ms (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms)
{
  const ChezuMarksEntry *entries;
  const ChezuMarksDisc *discs;
  guint n_entries;
  guint n_discs;
  float fastest = 0.0f; /* pixels a second, squared */
  gint64 next_ms;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), G_MAXINT64);
  g_return_val_if_fail (frame != NULL && frame->scale > 0.0, G_MAXINT64);

  gather (self, frame, now_ms);
  entries = chezu_fleet_marks_get_entries (self->marks, &n_entries);
  for (guint i = 0; i < n_entries; i++)
    if (entries[i].disc == CHEZU_MARKS_NO_DISC)
      fastest = MAX (fastest, entries[i].vx * entries[i].vx + entries[i].vy * entries[i].vy);
  discs = chezu_fleet_marks_get_discs (self->marks, &n_discs);
  for (guint i = 0; i < n_discs; i++)
    fastest = MAX (fastest, discs[i].vx * discs[i].vx + discs[i].vy * discs[i].vy);

  next_ms = self->next_change_ms;
  if (fastest > 0.0f)
    {
      double wait_ms = ceil (1000.0 * HALF_A_PIXEL / sqrt (fastest));

      if (wait_ms < (double)(next_ms - now_ms))
        next_ms = now_ms + (gint64)wait_ms;
    }
  return next_ms;
}

typedef struct
{
  float distance;
  guint vehicle;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *one = a;
  const Hit *other = b;

  if (one->distance != other->distance)
    return one->distance < other->distance ? -1 : 1;
  return one->vehicle < other->vehicle ? -1 : one->vehicle > other->vehicle;
}

static guint
disc_at (ChezuFleet *self, float x, float y)
{
  guint n;
  const ChezuMarksDisc *discs = chezu_fleet_marks_get_discs (self->marks, &n);

  /* The largest is painted last, and stands first. */
  for (guint i = 0; i < n; i++)
    if (hypotf (discs[i].x - x, discs[i].y - y) <= discs[i].radius + DISC_RIM_PX)
      return i;
  return CHEZU_MARKS_NO_DISC;
}

/**
 * chezu_fleet_pick:
 * @x: pixels of the frame
 * @stack: (element-type guint) (nullable): emptied and filled with all that was hit, nearest first:
 *   the members of a disc, or the vehicles within @radius
 *
 * A disc lies above vehicles, and the vehicle that stands apart above both.
 */
guint
chezu_fleet_pick (ChezuFleet *self,
                  const ChezuFleetFrame *frame,
                  double x,
                  double y,
                  double radius,
                  gint64 now_ms,
                  GArray *stack)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  const ChezuMarksEntry *entries;
  guint n_entries;
  guint disc;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_FLEET_NONE);
  g_return_val_if_fail (frame != NULL && frame->scale > 0.0, CHEZU_FLEET_NONE);

  gather (self, frame, now_ms);
  disc = disc_at (self, (float)x, (float)y);
  entries = chezu_fleet_marks_get_entries (self->marks, &n_entries);
  for (guint i = 0; i < n_entries; i++)
    {
      Hit hit = { hypotf (entries[i].x - (float)x, entries[i].y - (float)y), entries[i].vehicle };
      gboolean is_hit
          = entries[i].disc == disc && (disc != CHEZU_MARKS_NO_DISC || hit.distance <= radius);

      if (entries[i].apart && hit.distance <= radius)
        {
          hit.distance = -1.0f;
          is_hit = TRUE;
        }
      if (is_hit)
        g_array_append_val (hits, hit);
    }
  g_array_sort (hits, compare_hits);

  if (stack != NULL)
    {
      g_array_set_size (stack, 0);
      for (guint i = 0; i < hits->len; i++)
        g_array_append_val (stack, g_array_index (hits, Hit, i).vehicle);
    }
  return hits->len > 0 ? g_array_index (hits, Hit, 0).vehicle : CHEZU_FLEET_NONE;
}
