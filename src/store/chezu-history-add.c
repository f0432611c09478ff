/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a list of fixes to one record of the arrival log, without those that are known.
 *
 * Nearly every fix is newer than all of its vehicle, so that nothing needs to be looked up. Those
 * that are not are sorted by vehicle and time and walked along what is there: among themselves, in
 * the tail, in the segment around them.
 */

#include "store/chezu-history.h"

#include "store/chezu-database-private.h"
#include "store/chezu-store-error-private.h"
#include "store/chezu-tally-private.h"
#include "track/chezu-arrival.h"
#include "track/chezu-track-private.h"

/* The newest fix of a vehicle, stored or so far in the list. */
typedef struct
{
  gint64 vehicle_id;
  gint64 newest_ms;
  gboolean has_doubts; /* some fix is not newer than all before it */
} Newest;

typedef struct
{
  gint64 vehicle_id;
  gint64 time_ms;
  guint index;       /* in the list: the first one stays */
  gboolean is_newer; /* than everything stored: only others of the list can be the same */
} Doubt;

typedef struct
{
  ChezuDatabase *db;
  ChezuTrackReader *tracks;
  ChezuHistoryItem *items;
  guint n_items;
  GHashTable *newest; /* &vehicle_id → Newest in @vehicles */
  GArray *vehicles;   /* of Newest */

  ChezuTrackSnapshot snapshot;
  sqlite3_stmt *at;
  GArray *known;     /* of ChezuFix: of one vehicle, in the tail */
  gint64 segment_id; /* whose fixes are in @segment; 0 none */
  GArray *segment;   /* of ChezuFix */
} Adding;

/* --- What is newer than everything ---------------------------------------------------------- */

static Newest *
find_newest (Adding *self, const ChezuHistoryItem *item)
{
  Newest *newest = g_hash_table_lookup (self->newest, &item->vehicle_id);
  const Newest first = { .vehicle_id = item->vehicle_id, .newest_ms = item->newest_ms };

  if (newest != NULL)
    return newest;

  g_array_append_val (self->vehicles, first);
  newest = &g_array_index (self->vehicles, Newest, self->vehicles->len - 1);
  g_hash_table_insert (self->newest, &newest->vehicle_id, newest);
  return newest;
}

/* Returns whether some are in doubt. */
static gboolean
sort_out (Adding *self)
{
  gboolean has_doubts = FALSE;

  for (guint i = 0; i < self->n_items; i++)
    {
      ChezuHistoryItem *item = &self->items[i];
      Newest *newest = find_newest (self, item);

      /* A reconnect repeats the last fix of everybody. */
      item->duplicate = item->fix.time_ms == newest->newest_ms;
      if (item->fix.time_ms > newest->newest_ms)
        newest->newest_ms = item->fix.time_ms;
      else if (!item->duplicate)
        has_doubts = newest->has_doubts = TRUE;
    }
  return has_doubts;
}

/* --- What may be known ---------------------------------------------------------------------- */

static int
compare_doubts (gconstpointer a, gconstpointer b)
{
  const Doubt *x = a;
  const Doubt *y = b;

  if (x->vehicle_id != y->vehicle_id)
    return x->vehicle_id < y->vehicle_id ? -1 : 1;
  if (x->time_ms != y->time_ms)
    return x->time_ms < y->time_ms ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

/* All fixes of the vehicles in doubt, since each may be the same as a later one. */
static GArray *
list_doubts (Adding *self)
{
  GArray *doubts = g_array_new (FALSE, FALSE, sizeof (Doubt));

  for (guint i = 0; i < self->n_items; i++)
    {
      const ChezuHistoryItem *item = &self->items[i];
      const Newest *newest = g_hash_table_lookup (self->newest, &item->vehicle_id);
      const Doubt doubt
          = { item->vehicle_id, item->fix.time_ms, i, item->fix.time_ms > item->newest_ms };

      if (newest->has_doubts && !item->duplicate)
        g_array_append_val (doubts, doubt);
    }
  g_array_sort (doubts, compare_doubts);
  return doubts;
}

static gboolean
contains (GArray *fixes, gint64 time_ms)
{
  guint low = 0;
  guint high = fixes->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (fixes, ChezuFix, middle).time_ms < time_ms)
        low = middle + 1;
      else
        high = middle;
    }
  return low < fixes->len && g_array_index (fixes, ChezuFix, low).time_ms == time_ms;
}

/* What a segment that cannot be read held is not known, so what comes now is new. */
static gboolean
read_segment (Adding *self, const ChezuTrackSegment *segment, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (self->segment_id == segment->id)
    return TRUE;

  g_array_set_size (self->segment, 0);
  if (!chezu_track_reader_decode (self->tracks, segment, self->segment, &failure)
      && !chezu_track_error_is_damage (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  self->segment_id = segment->id;
  return TRUE;
}

static gboolean
look_into_segment (Adding *self, const Doubt *doubt, gboolean *found, GError **error)
{
  g_autoptr (GError) failure = NULL;
  ChezuTrackSegment segment;

  *found = FALSE;
  if (self->at == NULL)
    self->at = chezu_track_reader_take (self->tracks, CHEZU_TRACK_SQL_AT, error);
  if (self->at == NULL)
    return FALSE;

  sqlite3_reset (self->at);
  sqlite3_bind_int64 (self->at, 1, doubt->vehicle_id);
  sqlite3_bind_int64 (self->at, 2, doubt->time_ms);
  if (!chezu_track_reader_step (self->tracks, self->at, &failure))
    {
      if (failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  chezu_track_segment_read (&segment, self->at);
  if (doubt->time_ms > segment.info.to_ms)
    return TRUE;
  *found = doubt->time_ms == segment.info.from_ms || doubt->time_ms == segment.info.to_ms;
  if (*found)
    return TRUE;
  if (!read_segment (self, &segment, error))
    return FALSE;
  *found = contains (self->segment, doubt->time_ms);
  return TRUE;
}

/* @doubts: of one vehicle, ascending. */
static gboolean
settle_vehicle (Adding *self, const Doubt *doubts, guint n_doubts, GError **error)
{
  g_array_set_size (self->known, 0);
  if (!chezu_track_reader_collect (self->tracks, &self->snapshot, doubts[0].vehicle_id,
                                   doubts[0].time_ms, doubts[n_doubts - 1].time_ms + 1, self->known,
                                   error))
    return FALSE;

  for (guint i = 0; i < n_doubts; i++)
    {
      gboolean found = (i > 0 && doubts[i].time_ms == doubts[i - 1].time_ms)
                       || contains (self->known, doubts[i].time_ms);

      if (!found && !doubts[i].is_newer && !look_into_segment (self, &doubts[i], &found, error))
        return FALSE;
      self->items[doubts[i].index].duplicate = found;
    }
  return TRUE;
}

static gboolean
settle (Adding *self, GArray *doubts, GError **error)
{
  const Doubt *all = (const Doubt *)(gpointer)doubts->data;

  if (!chezu_track_reader_look (self->tracks, &self->snapshot, error))
    return FALSE;

  for (guint start = 0, end; start < doubts->len; start = end)
    {
      for (end = start + 1; end < doubts->len && all[end].vehicle_id == all[start].vehicle_id;)
        end++;
      if (!settle_vehicle (self, all + start, end - start, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_duplicates (Adding *self, GError **error)
{
  g_autoptr (GArray) doubts = NULL;
  GError *failure = NULL;
  gboolean succeeded;

  if (!sort_out (self))
    return TRUE;

  doubts = list_doubts (self);
  self->known = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->segment = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  succeeded = settle (self, doubts, &failure);
  chezu_track_reader_give_back (self->tracks, CHEZU_TRACK_SQL_AT, self->at);
  chezu_track_snapshot_clear (&self->snapshot);
  g_array_unref (self->known);
  g_array_unref (self->segment);
  if (!succeeded)
    chezu_store_error_take_track (error, failure, self->tracks);
  return succeeded;
}

/* --- Writing -------------------------------------------------------------------------------- */

static gboolean
insert_record (ChezuDatabase *db, GArray *fixes, GError **error)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  ChezuStatement *insert = chezu_database_prepare (db, "INSERT INTO arrival (data) VALUES (?1)");

  chezu_arrival_encode ((const ChezuVehicleFix *)(gpointer)fixes->data, fixes->len, record);
  chezu_statement_bind_blob (insert, 1, record->data, record->len);
  return chezu_statement_run (insert, error);
}

gboolean
chezu_history_add (ChezuDatabase *db, ChezuHistoryItem *items, guint n_items, GError **error)
{
  g_autoptr (GArray) fixes = g_array_sized_new (FALSE, FALSE, sizeof (ChezuVehicleFix), n_items);
  g_autoptr (GArray) vehicles = g_array_sized_new (FALSE, FALSE, sizeof (Newest), n_items);
  g_autoptr (GHashTable) newest = g_hash_table_new (g_int64_hash, g_int64_equal);
  Adding adding = {
    .db = db,
    .tracks = chezu_database_get_tracks (db),
    .items = items,
    .n_items = n_items,
    .newest = newest,
    .vehicles = vehicles,
  };

  if (!find_duplicates (&adding, error))
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      const ChezuVehicleFix fix = { items[i].vehicle_id, items[i].fix };

      if (!items[i].duplicate)
        g_array_append_val (fixes, fix);
    }
  if (fixes->len == 0)
    return TRUE;
  if (!chezu_database_check_room (db, error))
    return FALSE;
  chezu_database_count_added (db, fixes->len);
  return insert_record (db, fixes, error) && chezu_tally_add (db, "fix", fixes->len, error);
}
