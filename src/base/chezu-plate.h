/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Number plates as they are stored and compared. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Not known" among the codes of plate colours (JT/T 697.7: 1 blue, 2 yellow, 3 black, 4 white,
 * 5 green, 93 yellow and green, 94 gradient green, 9 other). */
#define CHEZU_PLATE_COLOR_UNKNOWN 0

char *chezu_plate_clean (const char *name);

/* Whether a stored plate is one for certain, so that two vehicles that have it are the same. */
gboolean chezu_plate_identifies (const char *plate);

G_END_DECLS
