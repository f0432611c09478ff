/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of a part of the world that stands still: painted on another thread, with a margin, so
 * that panning moves it and a new one is painted behind. */

#pragma once

#include <shumate/shumate.h>

#include "fleet/chezu-fleet.h"
#include "map/chezu-palette.h"

G_BEGIN_DECLS

typedef struct
{
  ChezuFleetFrame frame;
  ChezuScheme scheme;
  int scale_factor;
} ChezuPaintedFrame;

/* On a thread of its own. Returns: (transfer full): an image surface of the frame's size with its
 * scale factor as device scale; NULL: there is nothing to see. */
typedef cairo_surface_t *(*ChezuPaintFunc) (gpointer scene,
                                            const ChezuPaintedFrame *wanted,
                                            GCancellable *cancellable);

typedef struct _ChezuPainted ChezuPainted;

/* Of a layer, which owns it and lives longer; the layer redraws as it changes. Scenes are counted
 * by the two functions, as several may be in work. */
ChezuPainted *chezu_painted_new (ShumateLayer *layer,
                                 ChezuPaintFunc paint,
                                 GBoxedCopyFunc ref_scene,
                                 GDestroyNotify unref_scene);
void chezu_painted_free (ChezuPainted *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuPainted, chezu_painted_free)

/* @scene: (nullable): what to paint from now on; what is shown stays until it is painted. */
void chezu_painted_set_scene (ChezuPainted *self, gpointer scene);
void chezu_painted_set_scheme (ChezuPainted *self, ChezuScheme scheme);

/* Where the layer is or looks has changed. */
void chezu_painted_update (ChezuPainted *self);
void chezu_painted_snapshot (ChezuPainted *self, GtkSnapshot *snapshot);
gboolean chezu_painted_is_settled (ChezuPainted *self);

G_END_DECLS
