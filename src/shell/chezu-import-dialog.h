/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that become overlays: which they are, in which datum, and why one cannot. */

#pragma once

#include <adwaita.h>

#include "store/chezu-store.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_IMPORT_DIALOG (chezu_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ChezuImportDialog, chezu_import_dialog, CHEZU, IMPORT_DIALOG, AdwDialog)

/* @paths: of local files */
AdwDialog *chezu_import_dialog_new (ChezuStore *store, const char *const *paths);

/* Signal "imported" (GArray of gint64, const char *): these overlays are in the store now; what to
 * tell of it. */

G_END_DECLS
