/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Segments and what is not sealed yet, merged vehicle by vehicle. */

#include "track/chezu-track-private.h"

#include <string.h>

/* Beyond so many segments in a box, going through all of them in order costs less than sorting
 * them, and no memory. */
#define HITS_MAX 500000

typedef struct
{
  gint64 vehicle_id;
  gint64 from_ms;
  gint64 id;
} Hit;

struct _ChezuTrackCursor
{
  ChezuTrackReader *reader;
  ChezuTrackQuery query;
  gboolean is_started;
  ChezuTrackSnapshot snapshot;

  ChezuTrackSql which;
  sqlite3_stmt *segments;
  GArray *hits; /* of Hit; NULL: the statement itself comes in order */
  guint next_hit;
  gboolean has_segment;
  ChezuTrackSegment segment;

  GArray *vehicles; /* of gint64: that have something in the tail */
  guint next_vehicle;

  gint64 vehicle_id; /* whose turn it is; 0: nobody's */
  GArray *tail;      /* of ChezuFix: of that vehicle */
  guint next_tail;
  gint64 last_ms; /* of that vehicle's last fix that was handed out */

  GArray *decoded; /* of ChezuFix */
  GArray *merged;  /* of ChezuFix */
};

/**
 * chezu_track_cursor_new:
 * @query: copied
 *
 * Nothing is read before the first step. The cursor must go before @reader does and before the
 * transaction ends.
 */
ChezuTrackCursor *
chezu_track_cursor_new (ChezuTrackReader *reader, const ChezuTrackQuery *query)
{
  ChezuTrackCursor *self = g_new0 (ChezuTrackCursor, 1);

  self->reader = reader;
  self->query = *query;
  self->vehicles = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->tail = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->decoded = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->merged = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  return self;
}

void
chezu_track_cursor_free (ChezuTrackCursor *self)
{
  if (self == NULL)
    return;

  chezu_track_reader_give_back (self->reader, self->which, self->segments);
  chezu_track_snapshot_clear (&self->snapshot);
  g_clear_pointer (&self->hits, g_array_unref);
  g_array_unref (self->vehicles);
  g_array_unref (self->tail);
  g_array_unref (self->decoded);
  g_array_unref (self->merged);
  g_free (self);
}

/* --- Segments ------------------------------------------------------------------------------- */

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *x = a;
  const Hit *y = b;

  if (x->vehicle_id != y->vehicle_id)
    return x->vehicle_id < y->vehicle_id ? -1 : 1;
  return (x->from_ms > y->from_ms) - (x->from_ms < y->from_ms);
}

static void
bind_box (ChezuTrackCursor *self, sqlite3_stmt *statement, int parameter)
{
  const ChezuTrackQuery *query = &self->query;
  const gint32 bounds[]
      = { query->min_lon_e7, query->max_lon_e7, query->min_lat_e7, query->max_lat_e7 };
  const gint32 all[] = { G_MININT32, G_MAXINT32, G_MININT32, G_MAXINT32 };

  for (int i = 0; i < 4; i++)
    sqlite3_bind_int (statement, parameter + i, query->has_box ? bounds[i] : all[i]);
}

static gboolean
find_hits (ChezuTrackCursor *self, GError **error)
{
  sqlite3_stmt *select = chezu_track_reader_take (self->reader, CHEZU_TRACK_SQL_HITS, error);
  g_autoptr (GError) local_error = NULL;

  if (select == NULL)
    return FALSE;

  self->hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  bind_box (self, select, 1);
  sqlite3_bind_int (select, 5, chezu_track_box_second (self->query.from_ms));
  sqlite3_bind_int (select, 6, chezu_track_box_second (self->query.to_ms));
  while (self->hits->len <= HITS_MAX
         && chezu_track_reader_step (self->reader, select, &local_error))
    {
      const Hit hit = {
        .id = sqlite3_column_int64 (select, 0),
        .vehicle_id = sqlite3_column_int64 (select, 1),
        .from_ms = sqlite3_column_int64 (select, 2),
      };

      g_array_append_val (self->hits, hit);
    }
  chezu_track_reader_give_back (self->reader, CHEZU_TRACK_SQL_HITS, select);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (self->hits->len > HITS_MAX)
    g_clear_pointer (&self->hits, g_array_unref);
  else
    g_array_sort (self->hits, compare_hits);
  return TRUE;
}

static gboolean
open_segments (ChezuTrackCursor *self, GError **error)
{
  const ChezuTrackQuery *query = &self->query;
  gboolean has_period = query->from_ms != G_MININT64 || query->to_ms != G_MAXINT64;

  self->which = CHEZU_TRACK_SQL_OF_ALL;
  if (query->vehicle_id != 0)
    self->which = CHEZU_TRACK_SQL_OF_VEHICLE;
  else if (query->has_box || has_period)
    {
      if (!find_hits (self, error))
        return FALSE;
      self->which = self->hits != NULL ? CHEZU_TRACK_SQL_BY_ID : CHEZU_TRACK_SQL_OF_ALL_WITHIN;
    }

  self->segments = chezu_track_reader_take (self->reader, self->which, error);
  if (self->segments == NULL)
    return FALSE;

  if (self->which == CHEZU_TRACK_SQL_OF_VEHICLE)
    {
      sqlite3_bind_int64 (self->segments, 1, query->vehicle_id);
      sqlite3_bind_int64 (self->segments, 2, query->from_ms);
      sqlite3_bind_int64 (self->segments, 3, query->to_ms);
    }
  else if (self->which == CHEZU_TRACK_SQL_OF_ALL_WITHIN)
    {
      sqlite3_bind_int64 (self->segments, 1, query->from_ms);
      sqlite3_bind_int64 (self->segments, 2, query->to_ms);
      bind_box (self, self->segments, 3);
    }
  return TRUE;
}

static gboolean
misses (const ChezuTrackQuery *query, const ChezuSegmentInfo *info)
{
  return info->from_ms >= query->to_ms || info->to_ms < query->from_ms
         || (query->has_box
             && (info->min_lon_e7 > query->max_lon_e7 || info->max_lon_e7 < query->min_lon_e7
                 || info->min_lat_e7 > query->max_lat_e7 || info->max_lat_e7 < query->min_lat_e7));
}

static gboolean
step_segments (ChezuTrackCursor *self, GError **error)
{
  if (self->hits == NULL)
    return chezu_track_reader_step (self->reader, self->segments, error);

  if (self->next_hit == self->hits->len)
    return FALSE;
  sqlite3_reset (self->segments);
  sqlite3_bind_int64 (self->segments, 1, g_array_index (self->hits, Hit, self->next_hit++).id);
  return chezu_track_reader_step (self->reader, self->segments, error);
}

/* Sets has_segment. FALSE on failure. */
static gboolean
advance (ChezuTrackCursor *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  do
    {
      self->has_segment = step_segments (self, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (self->has_segment)
        chezu_track_segment_read (&self->segment, self->segments);
    }
  while (self->has_segment && misses (&self->query, &self->segment.info));
  return TRUE;
}

/* --- Merging -------------------------------------------------------------------------------- */

static gboolean
answers (const ChezuTrackQuery *query, const ChezuFix *fix)
{
  return fix->time_ms >= query->from_ms && fix->time_ms < query->to_ms
         && (!query->has_box
             || (fix->lon_e7 >= query->min_lon_e7 && fix->lon_e7 <= query->max_lon_e7
                 && fix->lat_e7 >= query->min_lat_e7 && fix->lat_e7 <= query->max_lat_e7));
}

/* The first of those that are known by one time stays, as it does when they are committed. */
static void
take_fix (ChezuTrackCursor *self, const ChezuFix *fix)
{
  if (fix->time_ms <= self->last_ms || !answers (&self->query, fix))
    return;
  g_array_append_vals (self->merged, fix, 1);
  self->last_ms = fix->time_ms;
}

static void
take_tail_before (ChezuTrackCursor *self, gint64 time_ms)
{
  for (; self->next_tail < self->tail->len; self->next_tail++)
    {
      const ChezuFix *fix = &g_array_index (self->tail, ChezuFix, self->next_tail);

      if (fix->time_ms >= time_ms)
        return;
      take_fix (self, fix);
    }
}

/* Most segments lie in the period as a whole and have nothing of the tail between their fixes. */
static gboolean
can_hand_out_as_it_is (ChezuTrackCursor *self)
{
  const ChezuTrackQuery *query = &self->query;
  const ChezuSegmentInfo *info = &self->segment.info;

  return !query->has_box && info->from_ms >= query->from_ms && info->to_ms < query->to_ms
         && info->from_ms > self->last_ms
         && (self->next_tail == self->tail->len
             || g_array_index (self->tail, ChezuFix, self->next_tail).time_ms > info->to_ms);
}

static gboolean
take_segment (ChezuTrackCursor *self, GError **error)
{
  g_array_set_size (self->decoded, 0);
  if (!chezu_track_reader_decode (self->reader, &self->segment, self->decoded, error))
    return FALSE;

  if (can_hand_out_as_it_is (self))
    {
      GArray *merged = self->merged;

      self->merged = self->decoded;
      self->decoded = merged;
      self->last_ms = self->segment.info.to_ms;
      return TRUE;
    }

  for (guint i = 0; i < self->decoded->len; i++)
    {
      const ChezuFix *fix = &g_array_index (self->decoded, ChezuFix, i);

      take_tail_before (self, fix->time_ms);
      take_fix (self, fix);
    }
  return TRUE;
}

static gboolean
start (ChezuTrackCursor *self, GError **error)
{
  self->is_started = TRUE;
  if (!chezu_track_reader_look (self->reader, &self->snapshot, error)
      || !open_segments (self, error) || !advance (self, error))
    return FALSE;
  if (self->query.vehicle_id == 0)
    return chezu_track_reader_list_vehicles (self->reader, &self->snapshot, self->vehicles, error);
  g_array_append_val (self->vehicles, self->query.vehicle_id);
  return TRUE;
}

/* FALSE at the end, and on failure. */
static gboolean
begin_vehicle (ChezuTrackCursor *self, GError **error)
{
  gint64 id = self->has_segment ? self->segment.vehicle_id : G_MAXINT64;

  if (self->next_vehicle < self->vehicles->len)
    id = MIN (id, g_array_index (self->vehicles, gint64, self->next_vehicle));
  if (id == G_MAXINT64)
    return FALSE;

  self->vehicle_id = id;
  self->next_tail = 0;
  self->last_ms = G_MININT64;
  g_array_set_size (self->tail, 0);
  if (self->next_vehicle == self->vehicles->len
      || g_array_index (self->vehicles, gint64, self->next_vehicle) != id)
    return TRUE;
  self->next_vehicle++;
  return chezu_track_reader_collect (self->reader, &self->snapshot, id, self->query.from_ms,
                                     self->query.to_ms, self->tail, error);
}

/* Takes what comes next into @merged, which may be nothing. FALSE at the end, and on failure. */
static gboolean
take_next (ChezuTrackCursor *self, GError **error)
{
  g_array_set_size (self->merged, 0);
  if (self->vehicle_id == 0 && !begin_vehicle (self, error))
    return FALSE;
  if (self->has_segment && self->segment.vehicle_id == self->vehicle_id)
    return take_segment (self, error) && advance (self, error);

  take_tail_before (self, G_MAXINT64);
  return TRUE;
}

gboolean
chezu_track_cursor_next (ChezuTrackCursor *self, ChezuTrackRun *run, GError **error)
{
  if (!self->is_started && !start (self, error))
    return FALSE;

  do
    {
      gint64 id;

      if (!take_next (self, error))
        return FALSE;
      id = self->vehicle_id;
      if (self->next_tail == self->tail->len
          && !(self->has_segment && self->segment.vehicle_id == id))
        self->vehicle_id = 0;
      *run = (ChezuTrackRun){ id, (const ChezuFix *)(gpointer)self->merged->data,
                              self->merged->len };
    }
  while (run->n_fixes == 0);
  return TRUE;
}
