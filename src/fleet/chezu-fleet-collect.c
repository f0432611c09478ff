/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames: what is drawn of the fleet and when it changes. */

#include "fleet/chezu-fleet-gather.h"

#include <math.h>

#define HALF_A_PIXEL 0.5
/* Above the index of a vehicle in the key that marks are sorted by. */
#define STATE_SHIFT 29

static gboolean
is_gathered (const ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms)
{
  const ChezuFleetFrame *known = &self->gathered_frame;

  return self->gathered_revision == self->revision && self->gathered_ms == now_ms
         && known->x == frame->x && known->y == frame->y && known->scale == frame->scale
         && known->width == frame->width && known->height == frame->height
         && known->apart == frame->apart;
}

/* Fills self->marks, unless they are there already: a frame is collected and asked for its end at
 * the same instant. */
static void
gather (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms)
{
  chezu_fleet_settle (self, now_ms);
  if (is_gathered (self, frame, now_ms))
    return;

  chezu_fleet_gather (self, self->marks, frame, now_ms, NULL);
  self->gathered_frame = *frame;
  self->gathered_ms = now_ms;
  self->gathered_revision = self->revision;
}

/* What is painted first comes first: what moves lies above what stands, and among equals the order
 * never changes. Those that stand apart are left out. */
static void
order_vehicles (ChezuFleet *self, const ChezuMarksEntry *entries, guint n)
{
  guint32 last = 0;
  gboolean ascends = TRUE;

  chezu_fleet_order_begin (&self->order, n);
  for (guint i = 0; i < n; i++)
    {
      const ChezuMarksEntry *entry = &entries[i];
      guint32 layer = (guint32)(CHEZU_N_STATES - 1 - entry->state);

      if (entry->rank != CHEZU_MARKS_COMMON || entry->disc != CHEZU_MARKS_NO_DISC)
        continue;
      ascends = ascends && entry->vehicle >= last;
      last = entry->vehicle;
      chezu_fleet_order_add (&self->order, layer << STATE_SHIFT | entry->vehicle, i);
    }
  chezu_fleet_order_sort (&self->order, ascends ? STATE_SHIFT : 0);
}

/* The worst alarm last but for the lead. */
static void
order_apart (ChezuFleet *self, const ChezuMarksEntry *entries, guint n)
{
  guint n_apart = 0;

  for (guint i = 0; i < n; i++)
    n_apart += entries[i].rank != CHEZU_MARKS_COMMON;
  chezu_fleet_order_begin (&self->order, n_apart);
  for (guint i = 0; i < n; i++)
    {
      const ChezuMarksEntry *entry = &entries[i];
      guint32 layer = entry->rank == CHEZU_MARKS_LEAD
                          ? CHEZU_ALARM_P4
                          : (guint32)(CHEZU_ALARM_P4 - MIN (entry->alarm, CHEZU_ALARM_P4));

      if (entry->rank != CHEZU_MARKS_COMMON)
        chezu_fleet_order_add (&self->order, layer << STATE_SHIFT | entry->vehicle, i);
    }
  chezu_fleet_order_sort (&self->order, 0);
}

static void
append_ordered (ChezuFleet *self, const ChezuMarksEntry *entries, GArray *marks)
{
  guint begin = marks->len;
  ChezuFleetMark *mark;

  g_array_set_size (marks, begin + self->order.n);
  mark = &g_array_index (marks, ChezuFleetMark, begin);
  for (guint i = 0; i < self->order.n; i++, mark++)
    {
      const ChezuMarksEntry *entry = &entries[self->order.items[i]];

      *mark = (ChezuFleetMark){
        .x = entry->x,
        .y = entry->y,
        .count = 1,
        .vehicle = entry->vehicle,
        .angle = entry->angle,
        .vehicle_state = entry->state,
        .kind = self->columns.kind[entry->vehicle],
        .alarm = entry->alarm,
      };
      mark->state[entry->state] = 1;
    }
}

static void
append_disc (const ChezuMarksDisc *disc, GArray *marks)
{
  ChezuFleetMark mark = {
    .x = disc->x,
    .y = disc->y,
    .count = disc->count,
    .vehicle = disc->vehicle,
    .alarm = disc->alarm,
  };

  for (guint s = 0; s < CHEZU_N_STATES; s++)
    mark.state[s] = disc->state[s];
  g_array_append_val (marks, mark);
}

/**
 * chezu_fleet_collect:
 * @marks: (element-type ChezuFleetMark): emptied and filled in the order of painting: vehicles
 *   (those that move last), discs (the largest last), vehicles with an alarm that stand apart (the
 *   worst last), and the vehicle that the frame names
 *
 * Discs stand at the centroid of the latest fixes of their cell, which is anchored to the world;
 * discs that would cover each other are drawn as one, and vehicles under a disc count as part of
 * it. The counts of all marks add up to the vehicles shown in the frame. Memory of what was a disc
 * is kept per zoom level, so frames of several viewers do not disturb each other.
 */
void
chezu_fleet_collect (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms, GArray *marks)
{
  const ChezuMarksEntry *entries;
  const ChezuMarksDisc *discs;
  guint n_entries;
  guint n_discs;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (frame != NULL && frame->scale > 0.0);
  g_return_if_fail (marks != NULL);

  gather (self, frame, now_ms);
  g_array_set_size (marks, 0);
  entries = chezu_fleet_marks_get_entries (self->marks, &n_entries);
  order_vehicles (self, entries, n_entries);
  append_ordered (self, entries, marks);

  discs = chezu_fleet_marks_get_discs (self->marks, &n_discs);
  for (guint i = n_discs; i > 0; i--)
    append_disc (&discs[i - 1], marks);

  order_apart (self, entries, n_entries);
  append_ordered (self, entries, marks);
}

/**
 * chezu_fleet_next_frame_ms:
 *
 * Returns: when the fastest vehicle of the frame that is no part of a disc will have moved half a
 *   pixel, or when time alone changes a state or an alarm, whichever comes first; in the fleet's
 *   time, see chezu_fleet_wait_ms (); %G_MAXINT64 when neither will happen
 */
gint64
chezu_fleet_next_frame_ms (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms)
{
  const ChezuMarksEntry *entries;
  guint n_entries;
  float fastest = 0.0f; /* pixels a second, squared */
  gint64 next_ms;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), G_MAXINT64);
  g_return_val_if_fail (frame != NULL && frame->scale > 0.0, G_MAXINT64);

  gather (self, frame, now_ms);
  entries = chezu_fleet_marks_get_entries (self->marks, &n_entries);
  for (guint i = 0; i < n_entries; i++)
    if (entries[i].disc == CHEZU_MARKS_NO_DISC)
      fastest = MAX (fastest, entries[i].speed2);

  next_ms = MIN (self->next_change_ms, self->next_alarm_ms);
  if (fastest > 0.0f)
    {
      double wait_ms = ceil (1000.0 * HALF_A_PIXEL / sqrt (fastest));

      if (wait_ms < (double)(next_ms - now_ms))
        next_ms = now_ms + (gint64)wait_ms;
    }
  return next_ms;
}
