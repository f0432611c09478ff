/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plates beside vehicles, where there is room: they cover neither each other nor a symbol. */

#pragma once

#include "fleet/chezu-fleet.h"
#include "map/chezu-sprites.h"

G_BEGIN_DECLS

typedef struct
{
  const ChezuSprite *sprite;
  double x; /* its centre, pixels of the marks */
  double y;
} ChezuPlate;

typedef struct _ChezuPlates ChezuPlates;

ChezuPlates *chezu_plates_new (void);
void chezu_plates_free (ChezuPlates *self);

void chezu_plates_place (ChezuPlates *self,
                         ChezuFleet *fleet,
                         ChezuSprites *sprites,
                         GArray *marks,
                         guint apart,
                         double vehicle_size,
                         double scale);
guint chezu_plates_get_n (ChezuPlates *self);
const ChezuPlate *chezu_plates_get (ChezuPlates *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuPlates, chezu_plates_free)

G_END_DECLS
