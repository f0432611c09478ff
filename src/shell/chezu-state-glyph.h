/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The silhouette of a vehicle's state, as on the map, for lists and panes. */

#pragma once

#include <gtk/gtk.h>

#include "base/chezu-vocabulary.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_STATE_GLYPH (chezu_state_glyph_get_type ())
G_DECLARE_FINAL_TYPE (ChezuStateGlyph, chezu_state_glyph, CHEZU, STATE_GLYPH, GtkWidget)

/* Properties "state" (ChezuVehicleState as uint) and "size" (pixels). */
GtkWidget *chezu_state_glyph_new (ChezuVehicleState state, int size);
void chezu_state_glyph_set_state (ChezuStateGlyph *self, ChezuVehicleState state);

G_END_DECLS
