/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vehicle's day as a list of trips and stops; a row leads to its moment. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-day.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_LEG_LIST (chezu_leg_list_get_type ())
G_DECLARE_FINAL_TYPE (ChezuLegList, chezu_leg_list, CHEZU, LEG_LIST, AdwBin)

/* @legs: (nullable): of ChezuLeg, ascending in time. Shows the latest ones, the newest first;
 * without any it hides itself. */
void chezu_leg_list_show (ChezuLegList *self, const GArray *legs);
/* The moment of the past that is shown; 0 for the present. */
void chezu_leg_list_mark (ChezuLegList *self, gint64 time_ms);

G_END_DECLS
