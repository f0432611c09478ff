/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run of fixes is cut where a segment begins, and each part finds its place.
 *
 * At the end of a track a part becomes a small segment of its own. When the small ones there fill a
 * page together, or are many, they are made into one: so a fix is encoded twice and not as often as
 * a page has parts, and what a round of sealing writes is little.
 *
 * Within a track segments are as the leaves of a B-tree: a part goes into the one before it when it
 * reaches into that or that has room left, and where it must be cut, the pieces are of one size, so
 * that each may take more.
 */

#include "store/chezu-segment-plan-private.h"

#include "store/chezu-store-error-private.h"
#include "track/chezu-track-private.h"

/* A segment that has less room than this is left alone at the end of a track. */
#define FULL_BYTES (CHEZU_SEGMENT_BYTES_MAX - CHEZU_SEGMENT_BYTES_MAX / 8)
/* Small segments are joined when they take so much, which becomes less by joining. */
#define JOIN_BYTES (CHEZU_SEGMENT_BYTES_MAX + CHEZU_SEGMENT_BYTES_MAX / 4)
#define JOIN_SEGMENTS 16

/* A segment as it was found. */
typedef struct
{
  gint64 id; /* 0: there was none */
  guint count;
  guint32 checksum;
  gsize size;
} Found;

/* One part of a run. */
typedef struct
{
  gint64 vehicle_id;
  gint64 last_ms;
  Found
      before[JOIN_SEGMENTS]; /* the last segments that begin at @last_ms or before, newest first */
  guint n_replaced;          /* of these */
  Found after;               /* the next one, if it is replaced */
  guint first_piece;
  guint n_pieces;
} Part;

typedef struct
{
  ChezuSegmentInfo info;
  gsize offset; /* of the BLOB in @bytes */
  gsize size;
} Piece;

struct _ChezuSegmentPlan
{
  GArray *parts;
  GArray *pieces;
  GByteArray *bytes;

  /* Scratch */
  GArray *merged;  /* of ChezuFix */
  GArray *decoded; /* of ChezuFix */
  GByteArray *blob;
};

ChezuSegmentPlan *
chezu_segment_plan_new (void)
{
  ChezuSegmentPlan *self = g_new0 (ChezuSegmentPlan, 1);

  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->bytes = g_byte_array_new ();
  self->merged = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->decoded = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  self->blob = g_byte_array_new ();
  return self;
}

void
chezu_segment_plan_free (ChezuSegmentPlan *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->parts);
  g_array_unref (self->pieces);
  g_byte_array_unref (self->bytes);
  g_array_unref (self->merged);
  g_array_unref (self->decoded);
  g_byte_array_unref (self->blob);
  g_free (self);
}

guint
chezu_segment_plan_get_size (ChezuSegmentPlan *self)
{
  return self->pieces->len;
}

/* --- Reading -------------------------------------------------------------------------------- */

/* @found: of id 0 when there is none. */
static gboolean
find_segment (ChezuTrackReader *tracks,
              ChezuTrackSql which,
              gint64 vehicle_id,
              gint64 time_ms,
              sqlite3_stmt **statement,
              ChezuTrackSegment *segment,
              GError **error)
{
  g_autoptr (GError) failure = NULL;

  *segment = (ChezuTrackSegment){ 0 };
  *statement = chezu_track_reader_take (tracks, which, error);
  if (*statement == NULL)
    return FALSE;

  sqlite3_bind_int64 (*statement, 1, vehicle_id);
  sqlite3_bind_int64 (*statement, 2, time_ms);
  if (chezu_track_reader_step (tracks, *statement, &failure))
    chezu_track_segment_read (segment, *statement);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static Found
as_found (const ChezuTrackSegment *segment)
{
  return (Found){ segment->id, segment->info.count, segment->info.checksum, segment->size };
}

static void
merge (ChezuSegmentPlan *self, const ChezuFix *fixes, guint n_fixes)
{
  const ChezuFix *there = (const ChezuFix *)(gpointer)self->decoded->data;
  guint n_there = self->decoded->len;
  guint i = 0;
  guint j = 0;

  g_array_set_size (self->merged, 0);
  while (i < n_there && j < n_fixes)
    {
      if (there[i].time_ms <= fixes[j].time_ms)
        {
          /* The first one stays. */
          j += there[i].time_ms == fixes[j].time_ms;
          g_array_append_vals (self->merged, &there[i++], 1);
        }
      else
        g_array_append_vals (self->merged, &fixes[j++], 1);
    }
  g_array_append_vals (self->merged, there + i, n_there - i);
  g_array_append_vals (self->merged, fixes + j, n_fixes - j);
}

static gboolean
has_room (const ChezuTrackSegment *segment)
{
  return segment->size < FULL_BYTES && segment->info.count < CHEZU_SEGMENT_FIXES_MAX;
}

/* --- Working out ---------------------------------------------------------------------------- */

static void
add_piece (ChezuSegmentPlan *self, const ChezuSegmentInfo *info)
{
  const Piece piece = { *info, self->bytes->len, self->blob->len };

  g_byte_array_append (self->bytes, self->blob->data, self->blob->len);
  g_array_append_val (self->pieces, piece);
}

static void
cut (ChezuSegmentPlan *self, ChezuSegmentCodec *codec, guint dictionary, gboolean evenly)
{
  const ChezuFix *fixes = (const ChezuFix *)(gpointer)self->merged->data;
  guint n = self->merged->len;

  while (n > 0)
    {
      ChezuSegmentInfo info;
      guint n_taken = chezu_segment_encode (codec, fixes, n, dictionary, self->blob, &info);

      if (evenly && n_taken < n)
        {
          guint n_pieces = (n + n_taken - 1) / n_taken;

          n_taken = chezu_segment_encode (codec, fixes, (n + n_pieces - 1) / n_pieces, dictionary,
                                          self->blob, &info);
        }
      add_piece (self, &info);
      fixes += n_taken;
      n -= n_taken;
    }
}

typedef struct
{
  ChezuDatabase *db;
  ChezuTrackReader *tracks;
  gint64 vehicle_id;
  guint dictionary;
  guint *n_new;
  gint64 done_ms; /* segments that begin here or before may be of an earlier part of the run */
} Adding;

/* FALSE without @error when the segment cannot be read; it stays as it is for whoever can. */
static gboolean
decode (ChezuSegmentPlan *self, Adding *adding, const ChezuTrackSegment *segment, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (chezu_track_reader_decode (adding->tracks, segment, self->decoded, &failure))
    return TRUE;
  if (!chezu_track_error_is_damage (failure))
    g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* What was decoded and @fixes become pieces of @part. */
static gboolean
cut_part (ChezuSegmentPlan *self,
          Adding *adding,
          Part *part,
          const ChezuFix *fixes,
          guint n_fixes,
          gboolean evenly,
          GError **error)
{
  ChezuSegmentCodec *codec
      = chezu_track_reader_get_codec (adding->tracks, adding->dictionary, error);

  if (codec == NULL)
    return FALSE;

  merge (self, fixes, n_fixes);
  if (self->merged->len == self->decoded->len)
    return TRUE;
  if (adding->n_new != NULL)
    *adding->n_new += self->merged->len - self->decoded->len;

  part->first_piece = self->pieces->len;
  cut (self, codec, adding->dictionary, evenly);
  part->n_pieces = self->pieces->len - part->first_piece;
  g_array_append_vals (self->parts, part, 1);
  return TRUE;
}

/* --- Within a track ------------------------------------------------------------------------- */

static gboolean
insert_part (ChezuSegmentPlan *self,
             Adding *adding,
             Part *part,
             const ChezuTrackSegment *before,
             const ChezuTrackSegment *after,
             const ChezuFix *fixes,
             guint n_fixes,
             gboolean is_last,
             GError **error)
{
  gboolean reaches_into = before->id != 0 && fixes[0].time_ms <= before->info.to_ms;
  g_autoptr (GError) failure = NULL;

  if (reaches_into || (before->id != 0 && has_room (before)))
    part->n_replaced = decode (self, adding, before, &failure);
  else if (is_last && after->id != 0 && has_room (after) && decode (self, adding, after, &failure))
    part->after = as_found (after);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  /* Of a segment that cannot be read we know the ends, by which it is known. */
  if (part->n_replaced == 0 && reaches_into && fixes[0].time_ms == before->info.from_ms)
    return cut_part (self, adding, part, fixes + 1, n_fixes - 1, TRUE, error);
  return cut_part (self, adding, part, fixes, n_fixes, TRUE, error);
}

/* --- At the end of a track ------------------------------------------------------------------ */

/* The small segments at the end, beginning with the one at which @at stands. */
static gboolean
find_small (Adding *adding,
            Part *part,
            sqlite3_stmt *at,
            ChezuTrackSegment *before,
            guint *n,
            GError **error)
{
  g_autoptr (GError) failure = NULL;

  for (*n = 0; *n < JOIN_SEGMENTS && before->id != 0 && before->info.from_ms > adding->done_ms
               && has_room (before);)
    {
      part->before[(*n)++] = as_found (before);
      before->id = 0;
      if (chezu_track_reader_step (adding->tracks, at, &failure))
        chezu_track_segment_read (before, at);
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Those behind one that cannot be read stay as they are, too. */
static gboolean
decode_small (ChezuSegmentPlan *self, Adding *adding, Part *part, guint n, GError **error)
{
  sqlite3_stmt *by_id = chezu_track_reader_take (adding->tracks, CHEZU_TRACK_SQL_BY_ID, error);
  g_autoptr (GError) failure = NULL;

  if (by_id == NULL)
    return FALSE;

  part->n_replaced = n;
  while (n-- > 0 && failure == NULL)
    {
      ChezuTrackSegment segment;

      sqlite3_reset (by_id);
      sqlite3_bind_int64 (by_id, 1, part->before[n].id);
      if (!chezu_track_reader_step (adding->tracks, by_id, &failure))
        break;
      chezu_track_segment_read (&segment, by_id);
      if (!decode (self, adding, &segment, &failure))
        {
          part->n_replaced = n;
          g_array_set_size (self->decoded, 0);
        }
    }
  chezu_track_reader_give_back (adding->tracks, CHEZU_TRACK_SQL_BY_ID, by_id);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
append_part (ChezuSegmentPlan *self,
             Adding *adding,
             Part *part,
             sqlite3_stmt *at,
             ChezuTrackSegment *before,
             const ChezuFix *fixes,
             guint n_fixes,
             GError **error)
{
  ChezuSegmentCodec *codec
      = chezu_track_reader_get_codec (adding->tracks, adding->dictionary, error);
  ChezuSegmentInfo info;
  gsize bytes;
  guint n_small;

  if (codec == NULL || !find_small (adding, part, at, before, &n_small, error))
    return FALSE;

  bytes = 0;
  for (guint i = 0; i < n_small; i++)
    bytes += part->before[i].size;
  if (chezu_segment_encode (codec, fixes, n_fixes, adding->dictionary, self->blob, &info) == n_fixes
      && bytes + self->blob->len < JOIN_BYTES && n_small < JOIN_SEGMENTS)
    {
      if (adding->n_new != NULL)
        *adding->n_new += n_fixes;
      part->first_piece = self->pieces->len;
      part->n_pieces = 1;
      add_piece (self, &info);
      g_array_append_vals (self->parts, part, 1);
      return TRUE;
    }
  return decode_small (self, adding, part, n_small, error)
         && cut_part (self, adding, part, fixes, n_fixes, FALSE, error);
}

/* --- A run ---------------------------------------------------------------------------------- */

static gboolean
add_part (ChezuSegmentPlan *self,
          Adding *adding,
          sqlite3_stmt *at,
          ChezuTrackSegment *before,
          const ChezuTrackSegment *after,
          const ChezuFix *fixes,
          guint n_fixes,
          gboolean is_last,
          GError **error)
{
  Part part = {
    .vehicle_id = adding->vehicle_id,
    .last_ms = fixes[n_fixes - 1].time_ms,
    .before = { as_found (before) },
  };

  g_array_set_size (self->decoded, 0);
  if (after->id != 0 || (before->id != 0 && fixes[0].time_ms <= before->info.to_ms))
    return insert_part (self, adding, &part, before, after, fixes, n_fixes, is_last, error);
  return append_part (self, adding, &part, at, before, fixes, n_fixes, error);
}

static gboolean
add_run (ChezuSegmentPlan *self,
         Adding *adding,
         const ChezuFix *fixes,
         guint n_fixes,
         guint size_max,
         guint *n_taken,
         GError **error)
{
  *n_taken = 0;
  while (n_fixes > 0 && self->pieces->len < size_max)
    {
      sqlite3_stmt *at = NULL;
      sqlite3_stmt *next = NULL;
      ChezuTrackSegment before;
      ChezuTrackSegment after;
      guint n_part = 1;
      gboolean succeeded;

      succeeded = find_segment (adding->tracks, CHEZU_TRACK_SQL_AT, adding->vehicle_id,
                                fixes[0].time_ms, &at, &before, error)
                  && find_segment (adding->tracks, CHEZU_TRACK_SQL_AFTER, adding->vehicle_id,
                                   fixes[0].time_ms, &next, &after, error);
      if (succeeded)
        {
          while (n_part < n_fixes && (after.id == 0 || fixes[n_part].time_ms < after.info.from_ms))
            n_part++;
          succeeded = add_part (self, adding, at, &before, &after, fixes, n_part, n_part == n_fixes,
                                error);
        }
      chezu_track_reader_give_back (adding->tracks, CHEZU_TRACK_SQL_AT, at);
      chezu_track_reader_give_back (adding->tracks, CHEZU_TRACK_SQL_AFTER, next);
      if (!succeeded)
        return FALSE;
      adding->done_ms = fixes[n_part - 1].time_ms;
      fixes += n_part;
      n_fixes -= n_part;
      *n_taken += n_part;
    }
  return TRUE;
}

gboolean
chezu_segment_plan_add (ChezuSegmentPlan *self,
                        ChezuDatabase *db,
                        gint64 vehicle_id,
                        const ChezuFix *fixes,
                        guint n_fixes,
                        guint size_max,
                        guint *n_taken,
                        guint *n_new,
                        GError **error)
{
  Adding adding = {
    .db = db,
    .tracks = chezu_database_get_tracks (db),
    .vehicle_id = vehicle_id,
    .n_new = n_new,
    .done_ms = G_MININT64,
  };
  GError *failure = NULL;
  gint64 dictionary;

  if (!chezu_database_query_int (db, "SELECT max (id) FROM dictionary", 0, &dictionary, error))
    return FALSE;
  adding.dictionary = (guint)dictionary;
  if (add_run (self, &adding, fixes, n_fixes, size_max, n_taken, &failure))
    return TRUE;
  chezu_store_error_take_track (error, failure, adding.tracks);
  return FALSE;
}

/* --- Writing -------------------------------------------------------------------------------- */

/* Whether the first rows of @select are what was found. */
static gboolean
is_still (ChezuStatement *select, const Found *found, guint n, gboolean *is_current, GError **error)
{
  *is_current = TRUE;
  for (guint i = 0; i < n && *is_current; i++)
    {
      Found now = { 0 };

      if (chezu_statement_next (select))
        now = (Found){ .id = chezu_statement_get_int (select, 0),
                       .count = (guint)chezu_statement_get_int (select, 1),
                       .checksum = (guint32)chezu_statement_get_int (select, 2) };
      *is_current = now.id == found[i].id && now.count == found[i].count
                    && now.checksum == found[i].checksum;
    }
  return chezu_statement_done (select, error);
}

static gboolean
check_part (ChezuDatabase *db, const Part *part, gboolean *is_current, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT id, count, checksum FROM segment WHERE vehicle = ?1 AND from_ms <= ?2 "
          "ORDER BY from_ms DESC");

  chezu_statement_bind_int (select, 1, part->vehicle_id);
  chezu_statement_bind_int (select, 2, part->last_ms);
  if (!is_still (select, part->before, MAX (1, part->n_replaced), is_current, error))
    return FALSE;
  if (!*is_current || part->after.id == 0)
    return TRUE;

  select = chezu_database_prepare (
      db, "SELECT id, count, checksum FROM segment WHERE vehicle = ?1 AND from_ms > ?2 "
          "ORDER BY from_ms LIMIT 1");
  chezu_statement_bind_int (select, 1, part->vehicle_id);
  chezu_statement_bind_int (select, 2, part->last_ms);
  return is_still (select, &part->after, 1, is_current, error);
}

static gboolean
delete_segment (ChezuDatabase *db, gint64 id, GError **error)
{
  ChezuStatement *delete = chezu_database_prepare (db, "DELETE FROM segment WHERE id = ?1");

  chezu_statement_bind_int (delete, 1, id);
  if (!chezu_statement_run (delete, error))
    return FALSE;

  delete = chezu_database_prepare (db, "DELETE FROM segment_box WHERE id = ?1");
  chezu_statement_bind_int (delete, 1, id);
  return chezu_statement_run (delete, error);
}

static gboolean
insert_box (ChezuDatabase *db, gint64 id, const ChezuSegmentInfo *info, GError **error)
{
  ChezuStatement *insert
      = chezu_database_prepare (db, "INSERT INTO segment_box VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

  chezu_statement_bind_int (insert, 1, id);
  chezu_statement_bind_int (insert, 2, info->min_lon_e7);
  chezu_statement_bind_int (insert, 3, info->max_lon_e7);
  chezu_statement_bind_int (insert, 4, info->min_lat_e7);
  chezu_statement_bind_int (insert, 5, info->max_lat_e7);
  chezu_statement_bind_int (insert, 6, chezu_track_box_second (info->from_ms));
  chezu_statement_bind_int (insert, 7, chezu_track_box_second (info->to_ms));
  return chezu_statement_run (insert, error);
}

static gboolean
insert_segment (ChezuDatabase *db,
                gint64 vehicle_id,
                const ChezuSegmentInfo *info,
                gconstpointer blob,
                gsize size,
                GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO segment (vehicle, from_ms, to_ms, count, min_lon_e7, max_lon_e7, "
          "min_lat_e7, max_lat_e7, checksum, dictionary, data) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");

  chezu_statement_bind_int (insert, 1, vehicle_id);
  chezu_statement_bind_int (insert, 2, info->from_ms);
  chezu_statement_bind_int (insert, 3, info->to_ms);
  chezu_statement_bind_int (insert, 4, info->count);
  chezu_statement_bind_int (insert, 5, info->min_lon_e7);
  chezu_statement_bind_int (insert, 6, info->max_lon_e7);
  chezu_statement_bind_int (insert, 7, info->min_lat_e7);
  chezu_statement_bind_int (insert, 8, info->max_lat_e7);
  chezu_statement_bind_int (insert, 9, info->checksum);
  chezu_statement_bind_int (insert, 10, info->dictionary);
  chezu_statement_bind_blob (insert, 11, blob, size);
  return chezu_statement_run (insert, error)
         && insert_box (db, chezu_database_last_insert_id (db), info, error);
}

static gboolean
apply_part (ChezuSegmentPlan *self, ChezuDatabase *db, const Part *part, GError **error)
{
  for (guint i = 0; i < part->n_replaced; i++)
    if (!delete_segment (db, part->before[i].id, error))
      return FALSE;
  if (part->after.id != 0 && !delete_segment (db, part->after.id, error))
    return FALSE;

  for (guint i = 0; i < part->n_pieces; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, part->first_piece + i);

      if (!insert_segment (db, part->vehicle_id, &piece->info, self->bytes->data + piece->offset,
                           piece->size, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
chezu_segment_plan_apply (ChezuSegmentPlan *self,
                          ChezuDatabase *db,
                          gboolean *is_current,
                          GError **error)
{
  const Part *parts = (const Part *)(gpointer)self->parts->data;

  *is_current = TRUE;
  for (guint i = 0; i < self->parts->len; i++)
    {
      if (!check_part (db, &parts[i], is_current, error))
        return FALSE;
      if (!*is_current)
        return TRUE;
    }
  for (guint i = 0; i < self->parts->len; i++)
    if (!apply_part (self, db, &parts[i], error))
      return FALSE;
  return TRUE;
}

gboolean
chezu_segment_plan_write (ChezuDatabase *db,
                          gint64 vehicle_id,
                          const ChezuFix *fixes,
                          guint n_fixes,
                          guint *n_new,
                          GError **error)
{
  g_autoptr (ChezuSegmentPlan) plan = chezu_segment_plan_new ();
  gboolean is_current;
  guint n_taken;

  *n_new = 0;
  if (!chezu_segment_plan_add (plan, db, vehicle_id, fixes, n_fixes, G_MAXUINT, &n_taken, n_new,
                               error)
      || !chezu_segment_plan_apply (plan, db, &is_current, error))
    return FALSE;

  /* What was worked out in this transaction nobody can have overtaken. */
  g_assert (is_current);
  return TRUE;
}
