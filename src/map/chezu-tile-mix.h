/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One tile made from parts of several, as libshumate may draw it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _ChezuTileMix ChezuTileMix;

/* Which part of a tile: so many levels below it, column and row from its north-west corner. */
typedef struct
{
  guint levels;
  guint column, row;
} ChezuTileWindow;

ChezuTileMix *chezu_tile_mix_new (void);
void chezu_tile_mix_free (ChezuTileMix *self);

void chezu_tile_mix_add (ChezuTileMix *self,
                         GBytes *tile,
                         const ChezuTileWindow *window,
                         const char *prefix);
GBytes *chezu_tile_mix_bake (ChezuTileMix *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTileMix, chezu_tile_mix_free)

G_END_DECLS
