/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From SQLite's result codes to what a caller acts on and a dispatcher understands. */

#pragma once

#include "store/chezu-store.h"
#include "track/chezu-track-reader.h"

G_BEGIN_DECLS

/* Takes the words and the system's error number from @handle, which may be NULL. */
void chezu_store_error_set (GError **error, int result, sqlite3 *handle);
/* The same from a failure that was kept. */
void chezu_store_error_set_kept (GError **error, int result, int system_errno, const char *words);
/* The same from a failure of @tracks. */
void chezu_store_error_take_track (GError **error, GError *failure, ChezuTrackReader *tracks);

G_END_DECLS
