/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded file in the order of its times, however large it is and however it is sorted: read
 * once into a scratch database that nobody else sees. */

#pragma once

#include "geo/chezu-track-file.h"

G_BEGIN_DECLS

typedef struct _ChezuTrackIndex ChezuTrackIndex;

/* A row that was refused. */
typedef struct
{
  guint64 row;
  gint64 time_ms; /* 0: none that can be used */
  int vehicle;    /* -1: none that has a fix */
  guint reason;   /* a ChezuRefusal */
  char *text;
} ChezuTrackRefusal;

/* Reads all of @path, which takes its time, and puts the scratch database into @folder. Fails with
 * a CHEZU_TRACK_FILE_ERROR, also when no row could be used, or with G_IO_ERROR_CANCELLED. */
ChezuTrackIndex *chezu_track_index_build (const char *path,
                                          const char *columns,
                                          const char *folder,
                                          GCancellable *cancellable,
                                          GError **error);
void chezu_track_index_free (ChezuTrackIndex *self);

/* Vehicles are numbered from 0 in the order in which they appear in the file. */
guint chezu_track_index_get_n_vehicles (ChezuTrackIndex *self);
const char *chezu_track_index_get_vehicle (ChezuTrackIndex *self, guint vehicle);
guint64 chezu_track_index_get_n_fixes (ChezuTrackIndex *self);
gint64 chezu_track_index_get_first_ms (ChezuTrackIndex *self);
gint64 chezu_track_index_get_last_ms (ChezuTrackIndex *self);

/* How many rows were refused, and the first of them (of ChezuTrackRefusal). */
guint64 chezu_track_index_get_n_refused (ChezuTrackIndex *self);
const GPtrArray *chezu_track_index_get_refusals (ChezuTrackIndex *self);

/* The fixes of all vehicles, one after the other in the order of their times: the one that is next,
 * FALSE at the end or on failure with @error set; and on to the one behind it. */
gboolean
chezu_track_index_peek (ChezuTrackIndex *self, guint *vehicle, ChezuFix *fix, GError **error);
void chezu_track_index_advance (ChezuTrackIndex *self);

/* Of one vehicle: appends to @fixes (of ChezuFix), ascending, at most @max with from_ms <= time_ms
 * <= to_ms. */
gboolean chezu_track_index_collect (ChezuTrackIndex *self,
                                    guint vehicle,
                                    gint64 from_ms,
                                    gint64 to_ms,
                                    guint max,
                                    GArray *fixes,
                                    GError **error);
/* Its last one up to @until_ms; FALSE when there is none, or on failure with @error set. */
gboolean chezu_track_index_find_latest (
    ChezuTrackIndex *self, guint vehicle, gint64 until_ms, ChezuFix *fix, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrackIndex, chezu_track_index_free)

G_END_DECLS
