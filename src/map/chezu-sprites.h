/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols rendered once and kept: premultiplied ARGB in device pixels, ready to be blended. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-palette.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 serial; /* never used again for another picture */
  guint stamp;    /* of the last frame that used it */
  int left;       /* of the picture, from the symbol's centre */
  int top;
  int width;
  int height;
  guint32 *pixels;
  guint16 (*spans)[2]; /* of each row: first opaque pixel, and the one after the last */
} ChezuSprite;

typedef struct _ChezuSprites ChezuSprites;

ChezuSprites *chezu_sprites_new (PangoContext *context, ChezuScheme scheme, double scale);
void chezu_sprites_free (ChezuSprites *self);

/* Sprites live until the next trim at least. Phases are halves of a device pixel, 0 or 1. */
const ChezuSprite *chezu_sprites_get_vehicle (ChezuSprites *self,
                                              ChezuVehicleKind kind,
                                              ChezuVehicleState state,
                                              float angle,
                                              double size,
                                              guint phase_x,
                                              guint phase_y);
const ChezuSprite *
chezu_sprites_get_disc (ChezuSprites *self, guint count, const guint32 states[CHEZU_N_STATES]);
const ChezuSprite *chezu_sprites_get_selection (ChezuSprites *self, double radius);
const ChezuSprite *chezu_sprites_get_plate (ChezuSprites *self, const char *plate, gboolean strong);
void chezu_sprites_trim (ChezuSprites *self);

void chezu_sprite_blend (
    const ChezuSprite *self, int x, int y, guint32 *pixels, int width, int height, int stride);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSprites, chezu_sprites_free)

G_END_DECLS
