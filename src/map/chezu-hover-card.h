/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few words on what the pointer is at: a disc, a vehicle, a place. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-palette.h"
#include "store/chezu-overlay-shapes.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_HOVER_CARD (chezu_hover_card_get_type ())
G_DECLARE_FINAL_TYPE (ChezuHoverCard, chezu_hover_card, CHEZU, HOVER_CARD, GtkBox)

void chezu_hover_card_set_scheme (ChezuHoverCard *self, ChezuScheme scheme);

void chezu_hover_card_show_disc (ChezuHoverCard *self,
                                 const char *name,
                                 const guint32 states[CHEZU_N_STATES]);
void
chezu_hover_card_show_vehicle (ChezuHoverCard *self, ChezuFleet *fleet, guint index, gint64 now_ms);
void chezu_hover_card_show_place (ChezuHoverCard *self, const ChezuPlaceRow *place);
/* @overlay: the name of the overlay that it belongs to */
void chezu_hover_card_show_feature (ChezuHoverCard *self,
                                    const ChezuOverlayFeature *feature,
                                    const char *overlay);

char *chezu_hover_card_dup_text (ChezuHoverCard *self);

G_END_DECLS
