/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plates or names beside vehicles, where there is room: they cover neither each other nor a symbol,
 * and stay where they are while they can. */

#pragma once

#include "fleet/chezu-fleet.h"
#include "fleet/chezu-selection.h"
#include "map/chezu-sprites.h"

G_BEGIN_DECLS

typedef struct
{
  const ChezuSprite *sprite;
  guint vehicle;
  double x; /* its centre, pixels of the marks */
  double y;
} ChezuPlate;

typedef struct
{
  int width; /* of what is drawn, logical pixels */
  int height;
  double vehicle_size;       /* side of a glyph's box */
  double scale;              /* device pixels to the logical pixel */
  guint apart;               /* 1 + index of the vehicle that bears its plate already, 0 none */
  gboolean all;              /* each vehicle may have one; else those selected or in alarm */
  gboolean with_drivers;     /* the driver's name, where it is known */
  ChezuSelection *selection; /* nullable */
  const GArray *names;       /* (nullable) (element-type graphene_rect_t): taken already */
} ChezuPlateRules;

typedef struct _ChezuPlates ChezuPlates;

ChezuPlates *chezu_plates_new (void);
void chezu_plates_free (ChezuPlates *self);

void chezu_plates_place (ChezuPlates *self,
                         ChezuFleet *fleet,
                         ChezuSprites *sprites,
                         const GArray *marks,
                         const ChezuPlateRules *rules,
                         gint64 now_ms);
guint chezu_plates_get_n (ChezuPlates *self);
const ChezuPlate *chezu_plates_get (ChezuPlates *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuPlates, chezu_plates_free)

G_END_DECLS
