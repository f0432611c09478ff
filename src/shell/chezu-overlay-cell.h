/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One overlay in the list of layers: legend, visibility, and what can be done with it. */

#pragma once

#include <gtk/gtk.h>

#include "shell/chezu-overlay-item.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAY_CELL (chezu_overlay_cell_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlayCell, chezu_overlay_cell, CHEZU, OVERLAY_CELL, GtkListBoxRow)

/* Acts through the window's actions: win.show-overlay, win.hide-overlay, win.zoom-to-overlay,
 * win.edit-overlay, win.raise-overlay, win.lower-overlay, win.remove-overlay, each with an id. */
GtkWidget *chezu_overlay_cell_new (ChezuOverlayItem *item);

G_END_DECLS
