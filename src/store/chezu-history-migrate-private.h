/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the past of an older schema goes. */

#pragma once

#include "store/chezu-history.h"

G_BEGIN_DECLS

/* The rows of version 1 become segments, inside the transaction that migrates. */
gboolean chezu_history_migrate (ChezuDatabase *db, GError **error);

G_END_DECLS
