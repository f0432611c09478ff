/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds a base map or changes one. */

#pragma once

#include <adwaita.h>

#include "tiles/chezu-tile-source.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_BASE_MAP_DIALOG (chezu_base_map_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ChezuBaseMapDialog, chezu_base_map_dialog, CHEZU, BASE_MAP_DIALOG, AdwDialog)

/* @source: (nullable): to change; a new one without */
AdwDialog *chezu_base_map_dialog_new (const ChezuTileSource *source);

G_END_DECLS
