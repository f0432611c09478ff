/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds a source or changes one: address, sign-in, and a test with a plain answer. */

#pragma once

#include <adwaita.h>

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SOURCE_DIALOG (chezu_source_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSourceDialog, chezu_source_dialog, CHEZU, SOURCE_DIALOG, AdwDialog)

/* @source: (nullable): the one to change; NULL adds one */
AdwDialog *chezu_source_dialog_new (ChezuStore *store, const ChezuSourceRow *source);

/* Signal "saved" (string name). */

G_END_DECLS
