/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrivals and segments read as one: by vehicle, by period, by box. */

#pragma once

#include "track/chezu-sqlite.h"
#include "track/chezu-tail.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 vehicle_id; /* 0: all */
  gint64 from_ms;
  gint64 to_ms; /* exclusive */
  gboolean has_box;
  gint32 min_lon_e7; /* inclusive */
  gint32 max_lon_e7;
  gint32 min_lat_e7;
  gint32 max_lat_e7;
} ChezuTrackQuery;

#define CHEZU_TRACK_QUERY_ALL ((ChezuTrackQuery){ .from_ms = G_MININT64, .to_ms = G_MAXINT64 })

/* Fixes of one vehicle, ascending, all of which answer the query; borrowed until the next step. */
typedef struct
{
  gint64 vehicle_id;
  const ChezuFix *fixes;
  guint n_fixes;
} ChezuTrackRun;

/* Statements, codec and dictionaries of one connection. @tail (nullable) is shared by the
 * connections to one file of a program; without it the reader keeps its own. To be used inside one
 * transaction of @db per cursor. */
typedef struct _ChezuTrackReader ChezuTrackReader;

ChezuTrackReader *chezu_track_reader_new (sqlite3 *db, ChezuTail *tail);
void chezu_track_reader_free (ChezuTrackReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrackReader, chezu_track_reader_free)

/* For a connection that writes: what it did not commit yet is kept decoded from one cursor to the
 * next. Its owner calls chezu_track_reader_forget () after a commit, and whenever something may
 * have been taken back. */
void chezu_track_reader_keep_uncommitted (ChezuTrackReader *self);
void chezu_track_reader_forget (ChezuTrackReader *self);

/* SQLite's extended code and the system's error number of the last CHEZU_TRACK_ERROR_DATABASE. */
int chezu_track_reader_get_failure (ChezuTrackReader *self, int *system_errno);

/* Runs come vehicle by vehicle, ascending in the vehicle's number and, within it, in time; no fix
 * twice. */
typedef struct _ChezuTrackCursor ChezuTrackCursor;

ChezuTrackCursor *chezu_track_cursor_new (ChezuTrackReader *reader, const ChezuTrackQuery *query);
void chezu_track_cursor_free (ChezuTrackCursor *self);
/* FALSE at the end, and on failure with @error set. */
gboolean chezu_track_cursor_next (ChezuTrackCursor *self, ChezuTrackRun *run, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrackCursor, chezu_track_cursor_free)

G_END_DECLS
