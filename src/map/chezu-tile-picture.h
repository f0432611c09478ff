/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tile as GTK's Cairo renderer draws it cheapest: a surface in a node that is kept, where a
 * texture would be copied whole for every part of it that is drawn anew. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_TILE_PICTURE (chezu_tile_picture_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTilePicture, chezu_tile_picture, CHEZU, TILE_PICTURE, GObject)

GdkPaintable *chezu_tile_picture_new (GdkTexture *texture);

G_END_DECLS
