/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn on the map, as switches that are remembered. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-overlays.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_LAYERS_POPOVER (chezu_layers_popover_get_type ())
G_DECLARE_FINAL_TYPE (ChezuLayersPopover, chezu_layers_popover, CHEZU, LAYERS_POPOVER, GtkPopover)

/* @overlays: (nullable) */
void chezu_layers_popover_set_overlays (ChezuLayersPopover *self, ChezuOverlays *overlays);

G_END_DECLS
