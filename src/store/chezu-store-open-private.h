/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a path to a connection: new, older, newer, read-only, locked, damaged or somebody else's. */

#pragma once

#include "store/chezu-store-private.h"

G_BEGIN_DECLS

typedef struct
{
  ChezuDatabase *db;          /* owned: the writer's connection */
  ChezuDatabaseAccess access; /* of the readers */
  ChezuStoreMode mode;
} ChezuOpened;

/* @options are complete. Waits as long as they say for other programs. */
gboolean chezu_store_open_connection (const char *path,
                                      const ChezuStoreOptions *options,
                                      ChezuOpened *opened,
                                      GError **error);

G_END_DECLS
