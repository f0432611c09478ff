/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What those who write history share. */

#pragma once

#include "store/chezu-history.h"

G_BEGIN_DECLS

/* So many fixes more, or fewer, are there. */
gboolean chezu_history_tally (ChezuDatabase *db, gint64 n_more, GError **error);

/* The rows of version 1 become segments, inside the transaction that migrates. */
gboolean chezu_history_migrate (ChezuDatabase *db, GError **error);

G_END_DECLS
