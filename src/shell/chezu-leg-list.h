/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vehicle's day as a list of trips and stops; a row leads to its moment. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-day.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_LEG_LIST (chezu_leg_list_get_type ())
G_DECLARE_FINAL_TYPE (ChezuLegList, chezu_leg_list, CHEZU, LEG_LIST, AdwBin)

/* Shows the latest legs of these fixes, the newest first; without any it hides itself. */
void chezu_leg_list_show (ChezuLegList *self, const ChezuFix *fixes, gsize n_fixes);

G_END_DECLS
