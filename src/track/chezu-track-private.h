/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reader and cursor share, and who seals: statements of a connection, and what its snapshot
 * sees. */

#pragma once

#include "track/chezu-segment.h"
#include "track/chezu-track-reader.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_TRACK_SQL_VIEW,          /* of the arrival log: see chezu-track-reader.c */
  CHEZU_TRACK_SQL_ARRIVALS,      /* ?1 < id <= ?2 */
  CHEZU_TRACK_SQL_DICTIONARY,    /* ?1 id */
  CHEZU_TRACK_SQL_OF_VEHICLE,    /* segments: ?1 vehicle, ?2 from, ?3 to */
  CHEZU_TRACK_SQL_OF_ALL,        /* segments by vehicle and time */
  CHEZU_TRACK_SQL_OF_ALL_WITHIN, /* the same, ?1 from, ?2 to, ?3 … ?6 box */
  CHEZU_TRACK_SQL_HITS,          /* of segment_box: ?1 … ?4 box, ?5 from, ?6 to in seconds */
  CHEZU_TRACK_SQL_BY_ID,         /* segment ?1 */
  CHEZU_TRACK_SQL_AT,    /* segments of vehicle ?1 that begin at ?2 or before, newest first */
  CHEZU_TRACK_SQL_AFTER, /* the first segment of vehicle ?1 that begins after ?2 */
  CHEZU_TRACK_N_SQL
} ChezuTrackSql;

/* A statement is taken for as long as it is needed, so that cursors do not share one. */
sqlite3_stmt *chezu_track_reader_take (ChezuTrackReader *self, ChezuTrackSql which, GError **error);
void
chezu_track_reader_give_back (ChezuTrackReader *self, ChezuTrackSql which, sqlite3_stmt *statement);
/* TRUE for a row; FALSE at the end, and on failure with @error set. */
gboolean chezu_track_reader_step (ChezuTrackReader *self, sqlite3_stmt *statement, GError **error);

/* With every dictionary that @id may name; 0 is none. */
ChezuSegmentCodec *
chezu_track_reader_get_codec (ChezuTrackReader *self, guint dictionary, GError **error);

/* A row of the table segment; the BLOB is borrowed from the statement. */
typedef struct
{
  gint64 id;
  gint64 vehicle_id;
  ChezuSegmentInfo info;
  gconstpointer blob;
  gsize size;
} ChezuTrackSegment;

void chezu_track_segment_read (ChezuTrackSegment *segment, sqlite3_stmt *row);
/* Appends to @fixes (of ChezuFix). */
gboolean chezu_track_reader_decode (ChezuTrackReader *self,
                                    const ChezuTrackSegment *segment,
                                    GArray *fixes,
                                    GError **error);

/* Whether only that which was read is lost, and others can still be. */
gboolean chezu_track_error_is_damage (const GError *error);

/* What a transaction sees of the log: up to @loaded in @tail, from there on in @uncommitted
 * (nullable). */
typedef struct
{
  ChezuTailView view;
  ChezuTail *tail;
  ChezuTail *uncommitted;
  gint64 loaded;
} ChezuTrackSnapshot;

/* Catches up and takes references. */
gboolean
chezu_track_reader_look (ChezuTrackReader *self, ChezuTrackSnapshot *snapshot, GError **error);
void chezu_track_snapshot_clear (ChezuTrackSnapshot *snapshot);
/* As chezu_tail_list_vehicles () and chezu_tail_collect (). What was forgotten meanwhile is read
 * again from the log. */
gboolean chezu_track_reader_list_vehicles (ChezuTrackReader *self,
                                           ChezuTrackSnapshot *snapshot,
                                           GArray *vehicles,
                                           GError **error);
gboolean chezu_track_reader_collect (ChezuTrackReader *self,
                                     ChezuTrackSnapshot *snapshot,
                                     gint64 vehicle_id,
                                     gint64 from_ms,
                                     gint64 to_ms,
                                     GArray *fixes,
                                     GError **error);

/* Seconds since 2020 as segment_box counts them; a time beyond its range becomes its end. */
gint32 chezu_track_box_second (gint64 time_ms);

G_END_DECLS
