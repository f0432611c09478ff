/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which vehicle a terminal of a source belongs to, and what its terminals make of a vehicle. */

#pragma once

#include "store/chezu-batch-private.h"

G_BEGIN_DECLS

/* Each runs in the transaction of a batch, on the writer thread. */
gboolean chezu_terminal_take (ChezuCommit *commit, const ChezuDevice *device, GError **error);
gboolean chezu_terminal_set_connected (ChezuCommit *commit,
                                       const ChezuCommitTarget *target,
                                       gboolean connected,
                                       GError **error);
/* Its source does not name it any more. */
gboolean chezu_terminal_unlist (ChezuCommit *commit, gint64 id, gint64 vehicle_id, GError **error);

/* Brings what is shown of a vehicle up to what its terminals say. @seq: the last that was given
 * out; moves on when something changed. */
gboolean
chezu_terminal_describe (ChezuDatabase *db, gint64 vehicle_id, gint64 *seq, GError **error);

G_END_DECLS
