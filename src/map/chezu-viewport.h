/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between libshumate's viewport and the Mercator square: one place that knows about tile sizes and
 * zoom levels. */

#pragma once

#include <shumate/shumate.h>

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

/* The reference source has tiles of 512 pixels, so libshumate's zoom is one less than what maps
 * usually call zoom (256-pixel tiles). Everything in Chezu speaks of the usual zoom. */
ChezuFleetFrame chezu_viewport_get_frame (ShumateViewport *viewport, int width, int height);
double chezu_viewport_get_zoom (ShumateViewport *viewport);
void chezu_viewport_set_zoom (ShumateViewport *viewport, double zoom);

double chezu_zoom_of_scale (double scale); /* of pixels to the Mercator unit */
double chezu_scale_of_zoom (double zoom);

static inline void
chezu_frame_project (
    const ChezuFleetFrame *frame, double x, double y, float *pixel_x, float *pixel_y)
{
  *pixel_x = (float)((x - frame->x) * frame->scale);
  *pixel_y = (float)((y - frame->y) * frame->scale);
}

G_END_DECLS
