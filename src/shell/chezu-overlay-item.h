/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An overlay as the window has it: what the store says of it, and its features. */

#pragma once

#include "store/chezu-overlay-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAY_ITEM (chezu_overlay_item_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlayItem, chezu_overlay_item, CHEZU, OVERLAY_ITEM, GObject)

ChezuOverlayItem *chezu_overlay_item_new (const ChezuOverlayRow *row, ChezuOverlayShapes *shapes);

const ChezuOverlayRow *chezu_overlay_item_get_row (ChezuOverlayItem *self);
ChezuOverlayShapes *chezu_overlay_item_get_shapes (ChezuOverlayItem *self);

/* Signal "changed" (): what is said of it is other. */
void chezu_overlay_item_update (ChezuOverlayItem *self,
                                const ChezuOverlayRow *row,
                                ChezuOverlayShapes *shapes);

/* "1,204 points, 3 areas" */
char *chezu_overlay_item_describe (ChezuOverlayItem *self);

G_END_DECLS
