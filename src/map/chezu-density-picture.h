/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fleet from far away as a smooth surface: how many vehicles there are where. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-density-colors.h"

G_BEGIN_DECLS

/* Where an alarm stands, pixels of the frame. */
typedef struct
{
  float x;
  float y;
  guint8 priority;
} ChezuDensityBadge;

typedef struct _ChezuDensityPicture ChezuDensityPicture;

ChezuDensityPicture *chezu_density_picture_new (void);
void chezu_density_picture_free (ChezuDensityPicture *self);
void chezu_density_picture_clear (ChezuDensityPicture *self);

gboolean chezu_density_picture_make (ChezuDensityPicture *self,
                                     ChezuFleet *fleet,
                                     const ChezuFleetFrame *frame,
                                     ChezuScheme scheme,
                                     double scale,
                                     gboolean as_texture,
                                     gint64 now_ms);
void chezu_density_picture_snapshot (ChezuDensityPicture *self,
                                     GtkSnapshot *snapshot,
                                     double x,
                                     double y);

/* Of the last one that was made; FALSE when nothing is shown. */
gboolean chezu_density_picture_get_scale (const ChezuDensityPicture *self,
                                          ChezuDensityScale *scale);
const GArray *chezu_density_picture_peek_badges (const ChezuDensityPicture *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuDensityPicture, chezu_density_picture_free)

G_END_DECLS
