/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of any length, row by row: UTF-8 or GB 18030; commas, semicolons or tabs; quotes as in
 * RFC 4180. Memory is bounded by one row. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ChezuTrackCsv ChezuTrackCsv;

/* Reads the header. @name: what errors call it. Fails with a CHEZU_TRACK_FILE_ERROR. */
ChezuTrackCsv *chezu_track_csv_new (GInputStream *stream, const char *name, GError **error);
void chezu_track_csv_free (ChezuTrackCsv *self);

/* Of the header, then of each row; borrowed until the next. FALSE at the end, or on failure with
 * @error set. Rows without any cell are passed over. */
const char *const *chezu_track_csv_get_names (ChezuTrackCsv *self, guint *n_names);
gboolean chezu_track_csv_next (ChezuTrackCsv *self,
                               const char *const **cells,
                               guint *n_cells,
                               GError **error);
/* The line that the row begins with, 1 is the header's, and its first bytes as they are. */
guint64 chezu_track_csv_get_line (ChezuTrackCsv *self);
const char *chezu_track_csv_get_text (ChezuTrackCsv *self, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTrackCsv, chezu_track_csv_free)

G_END_DECLS
