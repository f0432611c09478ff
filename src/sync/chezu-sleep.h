/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long this computer has slept. */

#pragma once

#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

/* Microseconds since it was started, in all. */
gint64 chezu_sleep_asleep_us (const ChezuSyncOptions *options);

G_END_DECLS
