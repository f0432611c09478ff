/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recorded tracks of any number of vehicles, fix by fix: CSV, GPX, GeoJSON and what else GDAL
 * reads. Whatever the file holds, memory stays bounded and every refusal names the row. */

#pragma once

#include "geo/chezu-track-columns.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChezuTrackFile ChezuTrackFile;

typedef struct
{
  guint64 row;         /* its line in a table, else the number of its feature from 1 on */
  const char *vehicle; /* what the row calls it, or the track's name, or that of the file */
  ChezuFix fix;        /* in the datum of the file */
  gboolean refused;
  guint reason;     /* a ChezuRefusal, when it is */
  const char *text; /* what stands in the row; not ended by a nul */
  gsize length;
} ChezuTrackRecord;

/* @columns (nullable): what the file calls its columns, "time=GPSTIME,lon=X"; else it is guessed.
 * Fails with a CHEZU_TRACK_FILE_ERROR, whose message names the file. */
ChezuTrackFile *chezu_track_file_open (const char *path, const char *columns, GError **error);
void chezu_track_file_free (ChezuTrackFile *self);

/* In the order of the file; borrowed until the next. FALSE at the end, or on failure with @error
 * set. */
gboolean chezu_track_file_next (ChezuTrackFile *self, ChezuTrackRecord *record, GError **error);

/* The same of bytes that stand for a file of this name. */
ChezuTrackFile *
chezu_track_file_open_bytes (GBytes *bytes, const char *name, const char *columns, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrackFile, chezu_track_file_free)

G_END_DECLS
