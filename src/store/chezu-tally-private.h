/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many rows a large table has: counted as they come and go, so that nobody needs to count them.
 */

#pragma once

#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* @name: "fix", "event" or "alarm". @n_more: negative where rows went. Belongs in the transaction
 * of the rows. */
gboolean chezu_tally_add (ChezuDatabase *db, const char *name, gint64 n_more, GError **error);

G_END_DECLS
