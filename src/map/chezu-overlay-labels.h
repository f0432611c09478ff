/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written beside the features of overlays: few, and always the same ones. */

#pragma once

#include "map/chezu-map-labels.h"
#include "map/chezu-overlay-figure.h"

G_BEGIN_DECLS

/* Takes a while: belongs on another thread. */
ChezuMapLabels *chezu_overlay_labels_new (const ChezuOverlayFigure *figure);

/* Adds those of one overlay to what the map shows; @overlay: its id, so that keys of several
 * differ. */
void chezu_overlay_labels_add (ChezuMapLabels *labels, const ChezuMapLabels *own, gint64 overlay);

G_END_DECLS
