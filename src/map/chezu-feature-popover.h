/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of a feature of an overlay. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-overlay-layer.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_FEATURE_POPOVER (chezu_feature_popover_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuFeaturePopover, chezu_feature_popover, CHEZU, FEATURE_POPOVER, GtkPopover)

GtkWidget *chezu_feature_popover_new (const ChezuOverlayHit *hit);

G_END_DECLS
