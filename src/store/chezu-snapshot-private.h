/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store as it is at one instant, for whoever looks at all of it while others write. */

#pragma once

#include "store/chezu-database-private.h"

G_BEGIN_DECLS

/* Opens @path without changing it, as it lies, and begins a read transaction that ends with the
 * connection. */
ChezuDatabase *chezu_snapshot_open (const char *path, GError **error);

G_END_DECLS
