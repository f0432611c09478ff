/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overlays among the layers: their legend, and how to add one. */

#pragma once

#include <gtk/gtk.h>

#include "shell/chezu-overlays.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_OVERLAY_SECTION (chezu_overlay_section_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOverlaySection, chezu_overlay_section, CHEZU, OVERLAY_SECTION, GtkBox)

/* @overlays: (nullable) */
void chezu_overlay_section_set_overlays (ChezuOverlaySection *self, ChezuOverlays *overlays);

G_END_DECLS
