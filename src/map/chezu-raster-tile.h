/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the bytes of a tile to something that GTK draws. */

#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Decodes on a thread of its own. @as_texture: for renderers on a graphics card. Resolves to a
 * GdkPaintable; rejects when the bytes are no picture. */
DexFuture *chezu_raster_tile_decode (GBytes *bytes, gboolean as_texture);

G_END_DECLS
