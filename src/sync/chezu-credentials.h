/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords and tokens: in the Secret Service, or in a file that nobody else can read. Never in the
 * store. */

#pragma once

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

DexFuture *
chezu_credentials_lookup (const ChezuSourceRow *row); /* resolves to the secret (string) */
DexFuture *chezu_credentials_store (const ChezuSourceRow *row,
                                    const char *secret); /* into the Secret Service */
DexFuture *chezu_credentials_forget (const ChezuSourceRow *row);
/* Writes @secret into a new file of mode 0600. */
gboolean chezu_credentials_write_file (const char *path, const char *secret, GError **error);

G_END_DECLS
