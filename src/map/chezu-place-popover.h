/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a place, beside its symbol on the map. */

#pragma once

#include <gtk/gtk.h>

#include "map/chezu-palette.h"
#include "store/chezu-record.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_PLACE_POPOVER (chezu_place_popover_get_type ())
G_DECLARE_FINAL_TYPE (ChezuPlacePopover, chezu_place_popover, CHEZU, PLACE_POPOVER, GtkPopover)

GtkWidget *chezu_place_popover_new (void);

void chezu_place_popover_set_place (ChezuPlacePopover *self,
                                    const ChezuPlaceRow *place,
                                    GHashTable *services,
                                    ChezuScheme scheme);

/* Signal "nearest" (char *name of the place): its nearest vehicles are asked for. */

G_END_DECLS
