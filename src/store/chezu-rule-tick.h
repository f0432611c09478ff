/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time passes: what rules have to say of vehicles that are silent. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Called every few seconds by whoever follows a source and has everything from it since @since_ms
 * without a break. Both times are of the source's clock, Unix milliseconds. */
DexFuture *chezu_rule_tick (ChezuStore *store, gint64 source_id, gint64 since_ms, gint64 now_ms);

G_END_DECLS
