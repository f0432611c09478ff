/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One point of a trail that something beside the map speaks of: a ring around it. */

#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_MOMENT_LAYER (chezu_moment_layer_get_type ())
G_DECLARE_FINAL_TYPE (ChezuMomentLayer, chezu_moment_layer, CHEZU, MOMENT_LAYER, ShumateLayer)

ChezuMomentLayer *chezu_moment_layer_new (ShumateViewport *viewport);

/* @lon: degrees, WGS-84 */
void chezu_moment_layer_show (ChezuMomentLayer *self, double lon, double lat);
void chezu_moment_layer_hide (ChezuMomentLayer *self);
gboolean chezu_moment_layer_is_shown (ChezuMomentLayer *self);

G_END_DECLS
