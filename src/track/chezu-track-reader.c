/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A snapshot of the file decides what is seen; the tail only saves decoding. A connection that may
 * have written itself never feeds the tail, which holds for everybody what was committed: its own
 * rows are decoded into a small tail of their own.
 */

#include "track/chezu-track-private.h"

#include "track/chezu-arrival.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define SEGMENT_COLUMNS                                                                            \
  "id, vehicle, from_ms, to_ms, count, min_lon_e7, max_lon_e7, min_lat_e7, max_lat_e7, checksum, " \
  "dictionary, data"

#define EPOCH_MS G_GINT64_CONSTANT (1577836800000) /* 2020-01-01 */

/* Segments of a vehicle do not overlap, so of those that begin before a period the last one alone
 * may reach into it. */
static const char *const sql[CHEZU_TRACK_N_SQL] = {
  [CHEZU_TRACK_SQL_VIEW] = "SELECT upto, next_vehicle, next_ms, (SELECT min (id) FROM arrival), "
                           "(SELECT max (id) FROM arrival) FROM seal",
  [CHEZU_TRACK_SQL_ARRIVALS]
  = "SELECT id, data FROM arrival WHERE id > ?1 AND id <= ?2 ORDER BY id",
  [CHEZU_TRACK_SQL_DICTIONARY] = "SELECT data FROM dictionary WHERE id = ?1",
  [CHEZU_TRACK_SQL_OF_VEHICLE]
  = "SELECT " SEGMENT_COLUMNS " FROM segment WHERE vehicle = ?1 AND from_ms >= coalesce ("
    "(SELECT max (from_ms) FROM segment WHERE vehicle = ?1 AND from_ms <= ?2), ?2) "
    "AND from_ms < ?3 AND to_ms >= ?2 ORDER BY from_ms",
  [CHEZU_TRACK_SQL_OF_ALL]
  = "SELECT " SEGMENT_COLUMNS " FROM segment INDEXED BY segment_vehicle ORDER BY vehicle, from_ms",
  [CHEZU_TRACK_SQL_OF_ALL_WITHIN]
  = "SELECT " SEGMENT_COLUMNS " FROM segment INDEXED BY segment_vehicle "
    "WHERE from_ms < ?2 AND to_ms >= ?1 AND min_lon_e7 <= ?4 AND max_lon_e7 >= ?3 "
    "AND min_lat_e7 <= ?6 AND max_lat_e7 >= ?5 ORDER BY vehicle, from_ms",
  [CHEZU_TRACK_SQL_HITS]
  = "SELECT segment.id, vehicle, from_ms FROM segment_box AS box CROSS JOIN segment "
    "ON segment.id = box.id WHERE box.min_lon_e7 <= ?2 AND box.max_lon_e7 >= ?1 "
    "AND box.min_lat_e7 <= ?4 AND box.max_lat_e7 >= ?3 AND box.min_s <= ?6 AND box.max_s >= ?5",
  [CHEZU_TRACK_SQL_BY_ID] = "SELECT " SEGMENT_COLUMNS " FROM segment WHERE id = ?1",
  [CHEZU_TRACK_SQL_AT] = "SELECT " SEGMENT_COLUMNS " FROM segment WHERE vehicle = ?1 "
                         "AND from_ms <= ?2 ORDER BY from_ms DESC",
  [CHEZU_TRACK_SQL_AFTER] = "SELECT " SEGMENT_COLUMNS " FROM segment WHERE vehicle = ?1 "
                            "AND from_ms > ?2 ORDER BY from_ms LIMIT 1",
};

struct _ChezuTrackReader
{
  sqlite3 *db; /* not owned */
  ChezuTail *tail;
  ChezuTail *uncommitted; /* NULL: nothing was looked at */
  gint64 uncommitted_after;
  gboolean keeps_uncommitted;
  ChezuSegmentCodec *codec;                 /* NULL until it is needed */
  GPtrArray *statements[CHEZU_TRACK_N_SQL]; /* that nobody uses */
  GArray *decoded;                          /* of ChezuVehicleFix, scratch */
  int failure;
  int failure_errno;
};

ChezuTrackReader *
chezu_track_reader_new (sqlite3 *db, ChezuTail *tail)
{
  ChezuTrackReader *self = g_new0 (ChezuTrackReader, 1);

  self->db = db;
  self->tail = tail != NULL ? chezu_tail_ref (tail) : chezu_tail_new ();
  self->decoded = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  for (guint i = 0; i < CHEZU_TRACK_N_SQL; i++)
    self->statements[i] = g_ptr_array_new ();
  return self;
}

void
chezu_track_reader_free (ChezuTrackReader *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < CHEZU_TRACK_N_SQL; i++)
    {
      for (guint j = 0; j < self->statements[i]->len; j++)
        sqlite3_finalize (self->statements[i]->pdata[j]);
      g_ptr_array_unref (self->statements[i]);
    }
  g_clear_pointer (&self->codec, chezu_segment_codec_free);
  g_clear_pointer (&self->uncommitted, chezu_tail_unref);
  g_array_unref (self->decoded);
  chezu_tail_unref (self->tail);
  g_free (self);
}

/* --- Statements ----------------------------------------------------------------------------- */

static gboolean
fail (ChezuTrackReader *self, GError **error)
{
  self->failure = sqlite3_extended_errcode (self->db);
  self->failure_errno = sqlite3_system_errno (self->db);
  g_set_error (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DATABASE,
               _ ("The tracks could not be read: %s"), sqlite3_errmsg (self->db));
  return FALSE;
}

int
chezu_track_reader_get_failure (ChezuTrackReader *self, int *system_errno)
{
  *system_errno = self->failure_errno;
  return self->failure;
}

sqlite3_stmt *
chezu_track_reader_take (ChezuTrackReader *self, ChezuTrackSql which, GError **error)
{
  GPtrArray *idle = self->statements[which];
  sqlite3_stmt *statement = NULL;

  if (idle->len > 0)
    return g_ptr_array_steal_index_fast (idle, idle->len - 1);
  if (sqlite3_prepare_v3 (self->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    fail (self, error);
  return statement;
}

void
chezu_track_reader_give_back (ChezuTrackReader *self, ChezuTrackSql which, sqlite3_stmt *statement)
{
  if (statement == NULL)
    return;
  sqlite3_reset (statement);
  g_ptr_array_add (self->statements[which], statement);
}

gboolean
chezu_track_reader_step (ChezuTrackReader *self, sqlite3_stmt *statement, GError **error)
{
  int result = sqlite3_step (statement);

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE)
    fail (self, error);
  return FALSE;
}

/* --- Dictionaries --------------------------------------------------------------------------- */

static gboolean
load_dictionary (ChezuTrackReader *self, guint id, GError **error)
{
  sqlite3_stmt *select = chezu_track_reader_take (self, CHEZU_TRACK_SQL_DICTIONARY, error);
  g_autoptr (GError) local_error = NULL;
  gboolean loaded = FALSE;

  if (select == NULL)
    return FALSE;

  sqlite3_bind_int64 (select, 1, id);
  if (chezu_track_reader_step (self, select, &local_error))
    loaded = chezu_segment_codec_add_dictionary (self->codec, id, sqlite3_column_blob (select, 0),
                                                 (gsize)sqlite3_column_bytes (select, 0),
                                                 &local_error);
  else if (local_error == NULL)
    g_set_error (&local_error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DICTIONARY,
                 _ ("The dictionary %u of the tracks is missing"), id);
  chezu_track_reader_give_back (self, CHEZU_TRACK_SQL_DICTIONARY, select);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return loaded;
}

ChezuSegmentCodec *
chezu_track_reader_get_codec (ChezuTrackReader *self, guint dictionary, GError **error)
{
  if (self->codec == NULL)
    self->codec = chezu_segment_codec_new ();
  if (dictionary != 0 && !chezu_segment_codec_has_dictionary (self->codec, dictionary)
      && !load_dictionary (self, dictionary, error))
    return NULL;
  return self->codec;
}

/* --- Segments ------------------------------------------------------------------------------- */

void
chezu_track_segment_read (ChezuTrackSegment *segment, sqlite3_stmt *row)
{
  segment->id = sqlite3_column_int64 (row, 0);
  segment->vehicle_id = sqlite3_column_int64 (row, 1);
  segment->info.from_ms = sqlite3_column_int64 (row, 2);
  segment->info.to_ms = sqlite3_column_int64 (row, 3);
  segment->info.count = (guint)sqlite3_column_int64 (row, 4);
  segment->info.min_lon_e7 = sqlite3_column_int (row, 5);
  segment->info.max_lon_e7 = sqlite3_column_int (row, 6);
  segment->info.min_lat_e7 = sqlite3_column_int (row, 7);
  segment->info.max_lat_e7 = sqlite3_column_int (row, 8);
  segment->info.checksum = (guint32)sqlite3_column_int64 (row, 9);
  segment->info.dictionary = (guint)sqlite3_column_int64 (row, 10);
  segment->blob = sqlite3_column_blob (row, 11);
  segment->size = (gsize)sqlite3_column_bytes (row, 11);
}

gboolean
chezu_track_reader_decode (ChezuTrackReader *self,
                           const ChezuTrackSegment *segment,
                           GArray *fixes,
                           GError **error)
{
  ChezuSegmentCodec *codec = chezu_track_reader_get_codec (self, segment->info.dictionary, error);

  if (codec != NULL
      && chezu_segment_decode (codec, &segment->info, segment->blob, segment->size, fixes, error))
    return TRUE;
  /* TRANSLATORS: stands before what is wrong with it */
  g_prefix_error (error, _ ("Segment %" PRId64 " of vehicle %" PRId64 ": "), segment->id,
                  segment->vehicle_id);
  return FALSE;
}

gboolean
chezu_track_error_is_damage (const GError *error)
{
  return g_error_matches (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED)
         || g_error_matches (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DICTIONARY);
}

/* --- The arrival log ------------------------------------------------------------------------ */

static gboolean
read_view (ChezuTrackReader *self, ChezuTailView *view, GError **error)
{
  sqlite3_stmt *select = chezu_track_reader_take (self, CHEZU_TRACK_SQL_VIEW, error);
  gboolean found;

  if (select == NULL)
    return FALSE;

  found = chezu_track_reader_step (self, select, error);
  if (found)
    {
      gboolean is_empty = sqlite3_column_type (select, 3) == SQLITE_NULL;

      view->upto = sqlite3_column_int64 (select, 0);
      view->next_vehicle = sqlite3_column_int64 (select, 1);
      view->next_ms = sqlite3_column_int64 (select, 2);
      /* A row goes only after all vehicles of it are sealed. */
      view->floor = is_empty || view->next_vehicle == G_MAXINT64
                        ? view->upto
                        : sqlite3_column_int64 (select, 3) - 1;
      view->last = is_empty ? view->upto : sqlite3_column_int64 (select, 4);
    }
  else if (error != NULL && *error == NULL)
    g_set_error_literal (error, CHEZU_TRACK_ERROR, CHEZU_TRACK_ERROR_DAMAGED,
                         _ ("The row that says how far tracks are sealed is missing"));
  chezu_track_reader_give_back (self, CHEZU_TRACK_SQL_VIEW, select);
  return found;
}

/* A record that cannot be read must not keep all others from being seen. Who seals sets it aside
 * for whoever can mend it. */
static gboolean
take_row (ChezuTrackReader *self, ChezuTail *tail, sqlite3_stmt *row, GError **error)
{
  gint64 id = sqlite3_column_int64 (row, 0);
  g_autoptr (GError) failure = NULL;

  g_array_set_size (self->decoded, 0);
  if (chezu_arrival_decode (sqlite3_column_blob (row, 1), (gsize)sqlite3_column_bytes (row, 1),
                            self->decoded, &failure))
    chezu_tail_append (tail, id, (const ChezuVehicleFix *)(gpointer)self->decoded->data,
                       self->decoded->len);
  else if (chezu_track_error_is_damage (failure))
    chezu_tail_append_damaged (tail, id);
  else
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  return TRUE;
}

/* Into a tail that was begun. */
static gboolean
load (ChezuTrackReader *self, ChezuTail *tail, gint64 after, gint64 last, GError **error)
{
  sqlite3_stmt *select = chezu_track_reader_take (self, CHEZU_TRACK_SQL_ARRIVALS, error);
  g_autoptr (GError) local_error = NULL;

  if (select == NULL)
    return FALSE;

  sqlite3_bind_int64 (select, 1, after);
  sqlite3_bind_int64 (select, 2, last);
  while (chezu_track_reader_step (self, select, &local_error)
         && take_row (self, tail, select, &local_error))
    continue;
  chezu_track_reader_give_back (self, CHEZU_TRACK_SQL_ARRIVALS, select);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
feed (ChezuTrackReader *self, ChezuTail *tail, const ChezuTailView *view, GError **error)
{
  gint64 after = chezu_tail_begin (tail, view);
  gboolean succeeded = after >= view->last || load (self, tail, after, view->last, error);

  chezu_tail_end (tail, succeeded ? view->last : after);
  return succeeded;
}

void
chezu_track_reader_keep_uncommitted (ChezuTrackReader *self)
{
  self->keeps_uncommitted = TRUE;
}

void
chezu_track_reader_forget (ChezuTrackReader *self)
{
  g_clear_pointer (&self->uncommitted, chezu_tail_unref);
}

gboolean
chezu_track_reader_look (ChezuTrackReader *self, ChezuTrackSnapshot *snapshot, GError **error)
{
  ChezuTailView view;

  if (!read_view (self, &view, error))
    return FALSE;

  if (sqlite3_txn_state (self->db, "main") != SQLITE_TXN_WRITE)
    {
      if (!feed (self, self->tail, &view, error))
        return FALSE;
      *snapshot = (ChezuTrackSnapshot){ view, chezu_tail_ref (self->tail), NULL, view.last };
      return TRUE;
    }

  if (!self->keeps_uncommitted)
    chezu_track_reader_forget (self);
  if (self->uncommitted == NULL)
    {
      self->uncommitted_after = MIN (chezu_tail_get_loaded (self->tail), view.last);
      self->uncommitted = chezu_tail_new_after (self->uncommitted_after);
    }
  if (!feed (self, self->uncommitted, &view, error))
    return FALSE;
  *snapshot = (ChezuTrackSnapshot){ view, chezu_tail_ref (self->tail),
                                    chezu_tail_ref (self->uncommitted), self->uncommitted_after };
  return TRUE;
}

void
chezu_track_snapshot_clear (ChezuTrackSnapshot *snapshot)
{
  g_clear_pointer (&snapshot->tail, chezu_tail_unref);
  g_clear_pointer (&snapshot->uncommitted, chezu_tail_unref);
}

/* Others of this program are ahead of our snapshot and forgot what it needs: all of the log that
 * it sees is read once more, for it alone. */
static gboolean
read_again (ChezuTrackReader *self, ChezuTrackSnapshot *snapshot, GError **error)
{
  g_autoptr (ChezuTail) tail = chezu_tail_new ();

  if (!feed (self, tail, &snapshot->view, error))
    return FALSE;
  chezu_track_snapshot_clear (snapshot);
  snapshot->tail = g_steal_pointer (&tail);
  snapshot->loaded = snapshot->view.last;
  return TRUE;
}

gboolean
chezu_track_reader_list_vehicles (ChezuTrackReader *self,
                                  ChezuTrackSnapshot *snapshot,
                                  GArray *vehicles,
                                  GError **error)
{
  guint n = 0;

  if (!chezu_tail_list_vehicles (snapshot->tail, &snapshot->view, vehicles)
      && (!read_again (self, snapshot, error)
          || !chezu_tail_list_vehicles (snapshot->tail, &snapshot->view, vehicles)))
    return FALSE;
  if (snapshot->uncommitted == NULL)
    return TRUE;

  chezu_tail_list_vehicles (snapshot->uncommitted, &snapshot->view, vehicles);
  for (guint i = 0; i < vehicles->len; i++)
    if (n == 0 || g_array_index (vehicles, gint64, i) != g_array_index (vehicles, gint64, n - 1))
      g_array_index (vehicles, gint64, n++) = g_array_index (vehicles, gint64, i);
  g_array_set_size (vehicles, n);
  return TRUE;
}

static int
compare_fixes (gconstpointer a, gconstpointer b)
{
  const ChezuFix *x = a;
  const ChezuFix *y = b;

  return (x->time_ms > y->time_ms) - (x->time_ms < y->time_ms);
}

gboolean
chezu_track_reader_collect (ChezuTrackReader *self,
                            ChezuTrackSnapshot *snapshot,
                            gint64 vehicle_id,
                            gint64 from_ms,
                            gint64 to_ms,
                            GArray *fixes,
                            GError **error)
{
  ChezuTailView committed = snapshot->view;
  guint start = fixes->len;
  guint n_committed;

  committed.last = snapshot->loaded;
  if (!chezu_tail_collect (snapshot->tail, &committed, vehicle_id, from_ms, to_ms, fixes))
    {
      if (!read_again (self, snapshot, error))
        return FALSE;
      chezu_tail_collect (snapshot->tail, &snapshot->view, vehicle_id, from_ms, to_ms, fixes);
    }
  n_committed = fixes->len;
  if (snapshot->uncommitted != NULL)
    chezu_tail_collect (snapshot->uncommitted, &snapshot->view, vehicle_id, from_ms, to_ms, fixes);
  if (n_committed > start && fixes->len > n_committed)
    qsort (&g_array_index (fixes, ChezuFix, start), fixes->len - start, sizeof (ChezuFix),
           compare_fixes);
  return TRUE;
}

gint32
chezu_track_box_second (gint64 time_ms)
{
  gint64 ms
      = CLAMP (time_ms, EPOCH_MS + (gint64)G_MININT32 * 1000, EPOCH_MS + (gint64)G_MAXINT32 * 1000)
        - EPOCH_MS;

  return (gint32)(ms >= 0 ? ms / 1000 : -((999 - ms) / 1000));
}
