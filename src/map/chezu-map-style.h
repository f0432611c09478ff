/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which colours the map wears, and the style sheet of what floats over it. */

#pragma once

#include "map/chezu-palette.h"

G_BEGIN_DECLS

void chezu_map_style_ensure (void);
ChezuScheme chezu_map_style_get_scheme (void);
gboolean chezu_map_style_is_high_contrast (void);

G_END_DECLS
