/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name and style of an overlay. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-overlay-item.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAY_DIALOG (chezu_overlay_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlayDialog, chezu_overlay_dialog, CHEZU, OVERLAY_DIALOG, AdwDialog)

AdwDialog *chezu_overlay_dialog_new (ChezuStore *store, ChezuOverlayItem *item);

G_END_DECLS
