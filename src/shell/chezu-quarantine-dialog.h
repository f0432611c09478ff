/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one source sent and was not taken over, newest first, and each record as it came. */

#pragma once

#include <adwaita.h>

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_QUARANTINE_DIALOG (chezu_quarantine_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuQuarantineDialog, chezu_quarantine_dialog, CHEZU, QUARANTINE_DIALOG, AdwDialog)

AdwDialog *chezu_quarantine_dialog_new (ChezuStore *store, const ChezuSourceRow *source);

G_END_DECLS
