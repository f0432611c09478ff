/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small picture of what an overlay looks like on the map. */

#pragma once

#include <gtk/gtk.h>

#include "store/chezu-overlay-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAY_SWATCH (chezu_overlay_swatch_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlaySwatch, chezu_overlay_swatch, CHEZU, OVERLAY_SWATCH, GtkWidget)

GtkWidget *chezu_overlay_swatch_new (void);
/* @kinds: how many features of each kind it has */
void chezu_overlay_swatch_show (ChezuOverlaySwatch *self,
                                const ChezuOverlayStyle *style,
                                const guint kinds[CHEZU_N_OVERLAY_KINDS]);

G_END_DECLS
