/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests: a synchronizer whose day is short. */

#pragma once

#include "sync/chezu-sync-options.h"
#include "sync/chezu-synchronizer.h"

G_BEGIN_DECLS

ChezuSynchronizer *chezu_synchronizer_new_with_options (ChezuStore *store,
                                                        const ChezuSyncOptions *options);

G_END_DECLS
