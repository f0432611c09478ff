/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whoever seals prepares beside the transaction and throws away what it prepared when the segments
 * around are not what they were, so erasing needs no understanding with it.
 */

#include "store/chezu-history-erase-private.h"

#include "store/chezu-retention-private.h"
#include "store/chezu-segment-plan-private.h"
#include "store/chezu-store-error-private.h"
#include "store/chezu-tally-private.h"
#include "track/chezu-track-private.h"

typedef struct
{
  gint64 id;
  gint64 vehicle_id;
  gint64 from_ms;
  gint64 to_ms;
  gint64 count;
} Segment;

static gboolean
take_segment (ChezuStatement *select, Segment *segment, gboolean *found, GError **error)
{
  *found = chezu_statement_next (select);
  if (*found)
    *segment = (Segment){
      .id = chezu_statement_get_int (select, 0),
      .vehicle_id = chezu_statement_get_int (select, 1),
      .from_ms = chezu_statement_get_int (select, 2),
      .to_ms = chezu_statement_get_int (select, 3),
      .count = chezu_statement_get_int (select, 4),
    };
  return chezu_statement_done (select, error);
}

/* The next segment of the vehicle, or the first of the next one. */
static gboolean
find_next (ChezuDatabase *db,
           gint64 before_ms,
           const ChezuErasePlace *place,
           Segment *segment,
           gboolean *found,
           GError **error)
{
  ChezuStatement *of_vehicle = chezu_database_prepare (
      db, "SELECT id, vehicle, from_ms, to_ms, count FROM segment "
          "WHERE vehicle = ?1 AND from_ms > ?2 AND from_ms < ?3 ORDER BY from_ms LIMIT 1");
  ChezuStatement *of_next;

  chezu_statement_bind_int (of_vehicle, 1, place->vehicle_id);
  chezu_statement_bind_int (of_vehicle, 2, place->from_ms);
  chezu_statement_bind_int (of_vehicle, 3, before_ms);
  if (!take_segment (of_vehicle, segment, found, error) || *found)
    return error == NULL || *error == NULL;

  of_next = chezu_database_prepare (db, "SELECT id, vehicle, from_ms, to_ms, count FROM segment "
                                        "WHERE vehicle > ?1 ORDER BY vehicle, from_ms LIMIT 1");
  chezu_statement_bind_int (of_next, 1, place->vehicle_id);
  return take_segment (of_next, segment, found, error);
}

static gboolean
erase_segment (ChezuDatabase *db, const Segment *segment, GError **error)
{
  ChezuStatement *row = chezu_database_prepare (db, "DELETE FROM segment WHERE id = ?1");
  ChezuStatement *box = chezu_database_prepare (db, "DELETE FROM segment_box WHERE id = ?1");

  chezu_statement_bind_int (row, 1, segment->id);
  chezu_statement_bind_int (box, 1, segment->id);
  return chezu_statement_run (row, error) && chezu_statement_run (box, error);
}

/* What of a segment that reaches across the limit stays is written again. */
static gboolean
write_rest (ChezuDatabase *db, gint64 vehicle_id, GArray *fixes, GError **error)
{
  guint n_new;

  return chezu_segment_plan_write (db, vehicle_id, (const ChezuFix *)(gpointer)fixes->data,
                                   fixes->len, &n_new, error);
}

static gboolean
decode_segment (ChezuDatabase *db, gint64 id, GArray *fixes, GError **error)
{
  ChezuTrackReader *tracks = chezu_database_get_tracks (db);
  sqlite3_stmt *by_id = chezu_track_reader_take (tracks, CHEZU_TRACK_SQL_BY_ID, error);
  ChezuTrackSegment row;
  gboolean decoded = FALSE;

  if (by_id == NULL)
    return FALSE;

  sqlite3_bind_int64 (by_id, 1, id);
  if (chezu_track_reader_step (tracks, by_id, error))
    {
      chezu_track_segment_read (&row, by_id);
      decoded = chezu_track_reader_decode (tracks, &row, fixes, error);
    }
  chezu_track_reader_give_back (tracks, CHEZU_TRACK_SQL_BY_ID, by_id);
  return decoded;
}

static void
drop_older (GArray *fixes, gint64 before_ms)
{
  guint n_older = 0;

  while (n_older < fixes->len && g_array_index (fixes, ChezuFix, n_older).time_ms < before_ms)
    n_older++;
  g_array_remove_range (fixes, 0, n_older);
}

/* One that cannot be read stays until all of it is older. */
static gboolean
cut_segment (
    ChezuDatabase *db, gint64 before_ms, const Segment *segment, gint64 *n_fixes, GError **error)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  GError *failure = NULL;

  if (!decode_segment (db, segment->id, fixes, &failure))
    {
      if (!chezu_track_error_is_damage (failure))
        {
          chezu_store_error_take_track (error, failure, chezu_database_get_tracks (db));
          return FALSE;
        }
      g_error_free (failure);
      return TRUE;
    }

  drop_older (fixes, before_ms);
  *n_fixes = segment->count - fixes->len;
  return erase_segment (db, segment, error) && write_rest (db, segment->vehicle_id, fixes, error);
}

static gboolean
erase_within (
    ChezuDatabase *db, gint64 before_ms, const Segment *segment, gint64 *n_fixes, GError **error)
{
  gboolean held;

  *n_fixes = 0;
  if (segment->from_ms >= before_ms)
    return TRUE;
  if (!chezu_retention_is_held (db, segment->vehicle_id, segment->from_ms,
                                MIN (segment->to_ms, before_ms - 1), &held, error))
    return FALSE;
  if (held)
    return TRUE;
  if (segment->to_ms >= before_ms)
    return cut_segment (db, before_ms, segment, n_fixes, error);

  *n_fixes = segment->count;
  return erase_segment (db, segment, error);
}

gboolean
chezu_history_erase (ChezuDatabase *db,
                     gint64 before_ms,
                     guint max_segments,
                     ChezuErasePlace *place,
                     ChezuErased *erased,
                     GError **error)
{
  *erased = (ChezuErased){ 0 };
  for (guint i = 0; i < max_segments && !erased->done; i++)
    {
      Segment segment;
      gboolean found;
      gint64 n_fixes;

      if (!find_next (db, before_ms, place, &segment, &found, error))
        return FALSE;
      erased->done = !found;
      if (!found)
        break;

      *place = (ChezuErasePlace){ segment.vehicle_id, segment.from_ms };
      if (!erase_within (db, before_ms, &segment, &n_fixes, error))
        return FALSE;
      erased->fixes += n_fixes;
    }
  return erased->fixes == 0 || chezu_tally_add (db, "fix", -erased->fixes, error);
}
