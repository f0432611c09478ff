/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The backend that a source's kind calls for. */

#pragma once

#include "store/chezu-source-table.h"
#include "sync/chezu-backend.h"
#include "sync/chezu-sync-options.h"

G_BEGIN_DECLS

ChezuBackend *chezu_backend_make (const ChezuSourceRow *row,
                                  const char *secret,
                                  const ChezuSyncOptions *options,
                                  DexFuture *stop,
                                  GError **error);

G_END_DECLS
