/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much comes in: a bar for every ten minutes of the day before now, and the line above which it
 * is a flood (EEMUA 191). */

#pragma once

#include <gtk/gtk.h>

#include "store/chezu-alarm-queue.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_FLOOD_STRIP (chezu_flood_strip_get_type ())
G_DECLARE_FINAL_TYPE (ChezuFloodStrip, chezu_flood_strip, CHEZU, FLOOD_STRIP, GtkWidget)

void chezu_flood_strip_show (ChezuFloodStrip *self, const ChezuAlarmFlood *flood);

G_END_DECLS
