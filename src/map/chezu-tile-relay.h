/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A map source that passes everything on to another and knows how many tiles are on their way. */

#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_TILE_RELAY (chezu_tile_relay_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTileRelay, chezu_tile_relay, CHEZU, TILE_RELAY, ShumateMapSource)

ChezuTileRelay *chezu_tile_relay_new (ShumateMapSource *source, GtkWidget *widget);

/* Signal "idle": the last tile that was on its way has arrived. */
guint chezu_tile_relay_get_n_pending (ChezuTileRelay *self);

G_END_DECLS
