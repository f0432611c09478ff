/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the overlay table share. All on the writer thread. */

#pragma once

#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* Overlay @id has changed. */
gboolean chezu_overlay_table_bump (ChezuDatabase *db, gint64 id, GError **error);
gboolean chezu_overlay_table_tell_bounds (ChezuDatabase *db, GError **error);

G_END_DECLS
