/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page of rows, time, a filter, regions and a plane do to the arrays, the counts and the
 * tree: one vehicle at a time where few change, all together where many do. */

#include "fleet/chezu-fleet-private.h"

#include "base/chezu-geodesy.h"

#include <math.h>
#include <string.h>

/* A vehicle that was silent for longer, or whose clock went back, is put where it is now. */
#define BLEND_MAX_AGE_MS (30 * 60 * 1000)
/* Played faster than that, nobody sees how a fix takes over. */
#define BLEND_MAX_RATE 10.0
/* From this part of the fleet on, counting all anew is cheaper than one by one. */
#define RECOUNT_SHARE 8

/* --- What is shown */

static gboolean
is_wanted (const ChezuFleet *self, guint index)
{
  const ChezuFleetColumns *columns = &self->columns;

  return columns->time_ms[index] != 0 && chezu_fleet_is_wanted (self, index)
         && ((self->filter.states >> chezu_fleet_state (columns, index))
             & (self->filter.regions >> chezu_fleet_slot (self, index))
             & ~(self->filter.hidden_kinds >> columns->kind[index]) & 1u);
}

static void
set_state (ChezuFleet *self, guint index, guint8 state)
{
  guint8 *look = &self->columns.look[index];

  *look = (guint8)((*look & ~(CHEZU_LOOK_STATE | CHEZU_LOOK_SHOWN)) | state);
  if (is_wanted (self, index))
    *look |= CHEZU_LOOK_SHOWN;
}

static ChezuFleetLife
life_of (const ChezuFleetColumns *columns, guint index)
{
  guint8 look = columns->look[index];

  return (ChezuFleetLife){
    .time_ms = columns->time_ms[index],
    .stale_ms = columns->motion[index].stale_ms,
    .fresh = (look & CHEZU_LOOK_FRESH) >> CHEZU_LOOK_FRESH_SHIFT,
    .gone = (look & CHEZU_LOOK_GONE) != 0,
  };
}

ChezuVehicleState
chezu_fleet_get_state (ChezuFleet *self, guint index, gint64 now_ms)
{
  ChezuFleetLife life;

  g_return_val_if_fail (CHEZU_IS_FLEET (self), CHEZU_STATE_LOST);
  g_return_val_if_fail (index < self->columns.n, CHEZU_STATE_LOST);

  life = life_of (&self->columns, index);
  return chezu_fleet_state_at (&life, now_ms, NULL);
}

ChezuFleetSpot
chezu_fleet_spot_of (gconstpointer fleet, guint index)
{
  const ChezuFleetColumns *columns = &((const ChezuFleet *)fleet)->columns;
  guint8 look = columns->look[index];

  return (ChezuFleetSpot){
    .x = chezu_fleet_tree_quantize (columns->x[index]),
    .y = chezu_fleet_tree_quantize (columns->y[index]),
    .state = look & CHEZU_LOOK_SHOWN ? look & CHEZU_LOOK_STATE : CHEZU_FLEET_TREE_HIDDEN,
  };
}

/* --- Rows */

static guint
append_vehicle (ChezuFleet *self, const ChezuVehicleRow *row)
{
  ChezuFleetColumns *columns = &self->columns;
  const gint64 never = G_MAXINT64;
  guint index;

  chezu_fleet_columns_grow (columns);
  index = columns->n++;
  columns->id[index] = row->id;
  columns->course[index] = 0.0f;
  columns->x[index] = 0.0;
  columns->y[index] = 0.0;
  columns->time_ms[index] = 0;
  columns->speed_cm_s[index] = CHEZU_UNKNOWN;
  columns->kind[index] = CHEZU_VEHICLE_UNKNOWN;
  columns->region[index] = CHEZU_REGION_NONE;
  columns->alarm[index] = CHEZU_ALARM_NONE;
  columns->look[index] = CHEZU_STATE_LOST;
  columns->motion[index] = (ChezuMotion){ .blend_ms = CHEZU_MOTION_NO_BLEND };
  columns->rest[index] = (ChezuFleetRest){ .odometer_m = CHEZU_REST_NO_ODOMETER,
                                           .course_cdeg = CHEZU_REST_NO_COURSE };
  self->without_position++;
  if (index % CHEZU_FLEET_DUE_BLOCK == 0)
    g_array_append_val (self->due, never);
  chezu_fleet_ids_add (&self->ids, columns->id, index);
  return index;
}

static gboolean
may_blend (const ChezuFleet *self, gint64 before_ms, gint64 time_ms)
{
  if (self->is_past && (self->clock_rate <= 0.0 || self->clock_rate > BLEND_MAX_RATE))
    return FALSE;
  return time_ms >= before_ms && time_ms - before_ms <= BLEND_MAX_AGE_MS;
}

static void
note_reach (ChezuFleet *self, const ChezuMotion *motion, gint64 now_ms)
{
  ChezuMotion straight = *motion;

  straight.offset_x = 0.0f;
  straight.offset_y = 0.0f;
  self->reach = MAX (self->reach, (double)chezu_motion_reach (&straight));
  if (motion->blend_ms == CHEZU_MOTION_NO_BLEND)
    return;
  if (now_ms > self->blend_until_ms)
    self->blend_reach = 0.0;
  self->blend_reach = MAX (self->blend_reach, (double)(chezu_motion_reach (motion)));
  self->blend_until_ms = MAX (self->blend_until_ms, now_ms + CHEZU_MOTION_BLEND_MS);
}

double
chezu_fleet_get_reach (const ChezuFleet *self, gint64 now_ms)
{
  /* A clock that went back may meet a fix that is still being taken over. */
  gboolean blends = now_ms <= self->blend_until_ms;

  return blends ? MAX (self->reach, self->blend_reach) : self->reach;
}

static void
take_motion (ChezuFleet *self, guint index, const ChezuVehicleRow *row, gint64 now_ms)
{
  ChezuFleetColumns *columns = &self->columns;
  double lon = chezu_e7_to_degrees (row->fix.lon_e7);
  double lat = chezu_e7_to_degrees (row->fix.lat_e7);
  ChezuMotionFix latest
      = { columns->x[index], columns->y[index], columns->time_ms[index], columns->course[index] };
  ChezuMotionNews news = {
    .fix = &row->fix,
    .interval_ms = row->interval_ms,
    .stale_ms = chezu_fleet_stale_after_ms (row->interval_ms),
    .moves = chezu_fleet_fresh_state (&row->fix) == CHEZU_STATE_MOVING && !row->gone,
    .blends = may_blend (self, columns->time_ms[index], row->fix.time_ms),
  };

  chezu_plane_project (self->plane, lon, lat, &news.x, &news.y);
  chezu_motion_take (&columns->motion[index], &latest, &news, now_ms);
  note_reach (self, &columns->motion[index], now_ms);
  columns->x[index] = latest.x;
  columns->y[index] = latest.y;
  columns->course[index] = latest.course;
}

void
chezu_fleet_lead (ChezuFleet *self, guint index, const ChezuFix *next)
{
  ChezuFleetColumns *columns = &self->columns;
  ChezuMotionFix latest;
  double x;
  double y;

  g_return_if_fail (CHEZU_IS_FLEET (self));
  g_return_if_fail (index < columns->n);
  g_return_if_fail (columns->time_ms[index] != 0);

  latest = (ChezuMotionFix){ columns->x[index], columns->y[index], columns->time_ms[index],
                             columns->course[index] };
  chezu_plane_project (self->plane, chezu_e7_to_degrees (next->lon_e7),
                       chezu_e7_to_degrees (next->lat_e7), &x, &y);
  chezu_motion_lead (&columns->motion[index], &latest, x, y, next->time_ms);
  columns->course[index] = latest.course;
  note_reach (self, &columns->motion[index], next->time_ms);
}

static gboolean
is_news (const ChezuFleet *self, guint index, const ChezuVehicleRow *row)
{
  ChezuFleetLife life = life_of (&self->columns, index);

  return life.time_ms == 0 || life.stale_ms != chezu_fleet_stale_after_ms (row->interval_ms)
         || life.gone != row->gone
         || !chezu_fleet_columns_has_fix (&self->columns, index, &row->fix);
}

/* The vehicle has been taken out of the tally before. */
static void
take_fix (ChezuFleet *self, guint index, const ChezuVehicleRow *row, gint64 now_ms)
{
  ChezuFleetColumns *columns = &self->columns;
  const ChezuFleetRest *rest = &columns->rest[index];
  gboolean has_moved = columns->time_ms[index] == 0 || rest->lon_e7 != row->fix.lon_e7
                       || rest->lat_e7 != row->fix.lat_e7;
  guint8 fresh = (guint8)chezu_fleet_fresh_state (&row->fix);
  guint8 *look = &columns->look[index];

  if (is_news (self, index, row))
    take_motion (self, index, row, now_ms);
  chezu_fleet_columns_put_fix (columns, index, &row->fix);
  *look = (guint8)((*look & ~(CHEZU_LOOK_FRESH | CHEZU_LOOK_GONE)) | fresh << CHEZU_LOOK_FRESH_SHIFT
                   | (row->gone ? CHEZU_LOOK_GONE : 0));
  if (has_moved)
    columns->region[index]
        = chezu_region_set_locate (self->regions, chezu_e7_to_degrees (row->fix.lon_e7),
                                   chezu_e7_to_degrees (row->fix.lat_e7));
}

static void
note_change (ChezuFleet *self, guint index, gint64 changes_ms)
{
  gint64 *due = &g_array_index (self->due, gint64, index / CHEZU_FLEET_DUE_BLOCK);

  *due = MIN (*due, changes_ms);
  self->next_change_ms = MIN (self->next_change_ms, changes_ms);
}

static void
place_vehicle (ChezuFleet *self, guint index, const ChezuVehicleRow *row, gint64 now_ms)
{
  ChezuFleetColumns *columns = &self->columns;
  ChezuFleetLife life;
  gint64 changes_ms;

  if (columns->time_ms[index] == 0)
    self->without_position--;
  else
    self->tally[chezu_fleet_slot (self, index)][chezu_fleet_state (columns, index)]--;

  take_fix (self, index, row, now_ms);
  life = life_of (columns, index);
  set_state (self, index, (guint8)chezu_fleet_state_at (&life, self->settled_ms, &changes_ms));
  note_change (self, index, changes_ms);
  self->tally[chezu_fleet_slot (self, index)][chezu_fleet_state (columns, index)]++;
}

/* The tree learns of all rows together, of each vehicle once. */
static void
note_move (ChezuFleet *self, guint index)
{
  ChezuFleetMove move = { .vehicle = index, .is_new = self->columns.time_ms[index] == 0 };

  if (self->columns.look[index] & CHEZU_LOOK_TAKEN)
    return;
  self->columns.look[index] |= CHEZU_LOOK_TAKEN;
  move.before = chezu_fleet_spot_of (self, index);
  g_array_append_val (self->moves, move);
}

static void
take_row (ChezuFleet *self, const ChezuVehicleRow *row, gint64 now_ms)
{
  guint index = chezu_fleet_find (self, row->id);

  if (index == CHEZU_FLEET_NONE)
    index = append_vehicle (self, row);

  note_move (self, index);
  chezu_fleet_texts_take (self->texts, index, row);
  self->columns.kind[index] = (guint8)row->kind;
  self->newest_received_ms = MAX (self->newest_received_ms, row->received_ms);
  if (row->has_fix && row->fix.time_ms != 0)
    place_vehicle (self, index, row, now_ms);
  else
    set_state (self, index, chezu_fleet_state (&self->columns, index));
}

/* Vehicles that still have no position stay out of the tree. */
static void
move_all (ChezuFleet *self)
{
  guint n = 0;

  for (guint i = 0; i < self->moves->len; i++)
    {
      ChezuFleetMove move = g_array_index (self->moves, ChezuFleetMove, i);

      self->columns.look[move.vehicle] &= (guint8)~CHEZU_LOOK_TAKEN;
      if (self->columns.time_ms[move.vehicle] == 0)
        continue;
      move.after = chezu_fleet_spot_of (self, move.vehicle);
      g_array_index (self->moves, ChezuFleetMove, n++) = move;
    }
  chezu_fleet_tree_move (self->tree, (const ChezuFleetMove *)(gconstpointer)self->moves->data, n);
  g_array_set_size (self->moves, 0);
}

static void
update_view (ChezuFleet *self)
{
  const ChezuFleetColumns *columns = &self->columns;

  self->view = (ChezuFleetArrays){
    .n = columns->n,
    .id = columns->id,
    .course = columns->course,
    .x = columns->x,
    .y = columns->y,
    .time_ms = columns->time_ms,
    .speed_cm_s = columns->speed_cm_s,
    .kind = columns->kind,
    .region = columns->region,
    .alarm = columns->alarm,
  };
}

/**
 * chezu_fleet_apply_page:
 * @now_ms: when it is taken over: motion goes on from what was drawn then
 *
 * Takes well under a millisecond for 1,000 known vehicles. Emits nothing.
 */
void
chezu_fleet_apply_page (ChezuFleet *self, const ChezuVehiclePage *page, gint64 now_ms)
{
  g_return_if_fail (CHEZU_IS_FLEET (self));

  chezu_fleet_settle (self, now_ms);
  for (guint i = 0; i < page->rows->len; i++)
    take_row (self, &g_array_index (page->rows, ChezuVehicleRow, i), now_ms);
  move_all (self);

  self->last_seq = MAX (self->last_seq, page->last_seq);
  self->revision++;
  update_view (self);
}

/* --- Time */

/* Brings one vehicle's cached state to settled_ms.
 * Returns: when time alone changes it next */
static gint64
settle_vehicle (ChezuFleet *self, guint index)
{
  ChezuFleetColumns *columns = &self->columns;
  ChezuFleetLife life = life_of (columns, index);
  guint8 before = chezu_fleet_state (columns, index);
  gint64 changes_ms;
  guint8 now;
  ChezuFleetSpot spot_before;
  ChezuFleetSpot spot_after;

  if (life.time_ms == 0)
    return G_MAXINT64;
  now = (guint8)chezu_fleet_state_at (&life, self->settled_ms, &changes_ms);
  if (now == before)
    return changes_ms;

  spot_before = chezu_fleet_spot_of (self, index);
  set_state (self, index, now);
  spot_after = chezu_fleet_spot_of (self, index);
  chezu_fleet_tree_change_state (self->tree, &spot_before, &spot_after);
  self->tally[chezu_fleet_slot (self, index)][before]--;
  self->tally[chezu_fleet_slot (self, index)][now]++;
  self->revision++;
  return changes_ms;
}

static void
settle_block (ChezuFleet *self, guint block)
{
  guint end = MIN ((block + 1) * CHEZU_FLEET_DUE_BLOCK, self->columns.n);
  gint64 due_ms = G_MAXINT64;

  for (guint i = block * CHEZU_FLEET_DUE_BLOCK; i < end; i++)
    due_ms = MIN (due_ms, settle_vehicle (self, i));
  g_array_index (self->due, gint64, block) = due_ms;
}

void
chezu_fleet_settle (ChezuFleet *self, gint64 now_ms)
{
  gboolean backwards = now_ms < self->settled_ms;
  gint64 next_ms = G_MAXINT64;

  chezu_fleet_settle_alarms (self, now_ms);
  self->settled_ms = now_ms;
  if (!backwards && now_ms < self->next_change_ms)
    return;

  for (guint block = 0; block < self->due->len; block++)
    {
      if (backwards || g_array_index (self->due, gint64, block) <= now_ms)
        settle_block (self, block);
      next_ms = MIN (next_ms, g_array_index (self->due, gint64, block));
    }
  self->next_change_ms = next_ms;
}

/* --- All together */

void
chezu_fleet_filter_anew (ChezuFleet *self)
{
  ChezuFleetColumns *columns = &self->columns;
  guint room = columns->n / RECOUNT_SHARE;
  guint n_changed = 0;

  for (guint i = 0; i < columns->n; i++)
    {
      ChezuFleetSpot before;
      ChezuFleetSpot after;

      if (columns->time_ms[i] == 0 || is_wanted (self, i) == chezu_fleet_passes_filter (self, i))
        continue;
      before = chezu_fleet_spot_of (self, i);
      columns->look[i] ^= CHEZU_LOOK_SHOWN;
      if (n_changed++ >= room)
        continue;
      after = chezu_fleet_spot_of (self, i);
      chezu_fleet_tree_change_state (self->tree, &before, &after);
    }
  if (n_changed > room)
    chezu_fleet_tree_recount (self->tree);
  self->revision++;
}

/* Takes @regions and finds every vehicle's region anew. */
void
chezu_fleet_set_regions (ChezuFleet *self, ChezuRegionSet *regions)
{
  ChezuFleetColumns *columns = &self->columns;

  g_return_if_fail (CHEZU_IS_REGION_SET (regions));

  g_clear_object (&self->regions);
  self->regions = regions;
  memset (self->tally, 0, sizeof self->tally);
  for (guint i = 0; i < columns->n; i++)
    {
      const ChezuFleetRest *rest = &columns->rest[i];

      if (columns->time_ms[i] == 0)
        continue;
      columns->region[i] = chezu_region_set_locate (regions, chezu_e7_to_degrees (rest->lon_e7),
                                                    chezu_e7_to_degrees (rest->lat_e7));
      self->tally[chezu_fleet_slot (self, i)][chezu_fleet_state (columns, i)]++;
    }
  chezu_fleet_filter_anew (self);
}

void
chezu_fleet_project_anew (ChezuFleet *self)
{
  ChezuFleetColumns *columns = &self->columns;

  g_array_set_size (self->near, 0);
  for (guint i = 0; i < columns->n; i++)
    {
      const ChezuFleetRest *rest = &columns->rest[i];

      if (columns->time_ms[i] == 0)
        continue;
      chezu_plane_project (self->plane, chezu_e7_to_degrees (rest->lon_e7),
                           chezu_e7_to_degrees (rest->lat_e7), &columns->x[i], &columns->y[i]);
      g_array_append_val (self->near, i);
    }
  chezu_fleet_tree_build (self->tree, (const guint32 *)(gconstpointer)self->near->data,
                          self->near->len);
  self->revision++;
}
