/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a kilometre is in the middle of the map. */

#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_SCALE_BAR (chezu_scale_bar_get_type ())
G_DECLARE_FINAL_TYPE (ChezuScaleBar, chezu_scale_bar, CHEZU, SCALE_BAR, GtkWidget)

double chezu_scale_bar_choose_metres (double metres_per_pixel, double max_pixels);
char *chezu_scale_bar_format_length (double metres);

void chezu_scale_bar_set_viewport (ChezuScaleBar *self, ShumateViewport *viewport);

G_END_DECLS
