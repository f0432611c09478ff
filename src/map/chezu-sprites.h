/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Symbols rendered once and kept: premultiplied ARGB in device pixels, ready to be blended. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-palette.h"
#include "map/chezu-sprite.h"

G_BEGIN_DECLS

/* Steps in which a stale vehicle fades until it is lost. */
#define CHEZU_SPRITES_FADES 4
/* Steps of the ring of an emergency from full to its faintest. */
#define CHEZU_SPRITES_PULSES 13
#define CHEZU_SPRITES_PULSE_LOW 0.45

typedef struct
{
  ChezuVehicleKind kind;
  ChezuVehicleState state;
  guint fade;    /* of a stale one, 0 … CHEZU_SPRITES_FADES - 1; else 0 */
  float angle;   /* radians clockwise from up */
  double size;   /* side of its box */
  guint phase_x; /* halves of a device pixel, 0 or 1 */
  guint phase_y;
} ChezuVehicleLook;

typedef struct _ChezuSprites ChezuSprites;

ChezuSprites *chezu_sprites_new (PangoContext *context, ChezuScheme scheme, double scale);
void chezu_sprites_free (ChezuSprites *self);

/* Sprites live until the next trim at least. */
const ChezuSprite *chezu_sprites_get_vehicle (ChezuSprites *self, const ChezuVehicleLook *look);
const ChezuSprite *
chezu_sprites_get_disc (ChezuSprites *self, guint count, const guint32 states[CHEZU_N_STATES]);
const ChezuSprite *chezu_sprites_get_selection (ChezuSprites *self, double radius);
const ChezuSprite *chezu_sprites_get_alarm (
    ChezuSprites *self, guint priority, double size, guint faded, gboolean doubled);
const ChezuSprite *chezu_sprites_get_badge (ChezuSprites *self, guint priority, double diameter);
const ChezuSprite *chezu_sprites_get_label (ChezuSprites *self, const char *text, gboolean strong);
void chezu_sprites_trim (ChezuSprites *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSprites, chezu_sprites_free)

G_END_DECLS
