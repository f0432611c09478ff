/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store/chezu-database-private.h"
#include "store/chezu-outbox.h"

G_BEGIN_DECLS

/* A terminal said what became of a command: it answers the oldest text that waits for its answer,
 * if there is one. */
gboolean chezu_outbox_answer_in (
    ChezuDatabase *db, gint64 vehicle_id, gint64 time_ms, const char *answer, GError **error);

G_END_DECLS
