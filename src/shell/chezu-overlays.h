/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overlays of a store as a list, kept as the store has them. */

#pragma once

#include "shell/chezu-overlay-item.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAYS (chezu_overlays_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlays, chezu_overlays, CHEZU, OVERLAYS, GObject)

/* A GListModel of ChezuOverlayItem, the topmost first. */
ChezuOverlays *chezu_overlays_new (ChezuStore *store);

/* NULL when it is gone; borrowed. */
ChezuOverlayItem *chezu_overlays_find (ChezuOverlays *self, gint64 id);
/* Its place in the list. */
gboolean chezu_overlays_find_position (ChezuOverlays *self, gint64 id, guint *position);
gboolean chezu_overlays_is_loaded (ChezuOverlays *self);

/* Signals: "changed" (): anything about any of them; "trouble" (char *): they cannot be read. */

G_END_DECLS
