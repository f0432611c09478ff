/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several vehicles that are selected: what they are, and what can be done with all of them. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"
#include "fleet/chezu-selection.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SELECTION_PANE (chezu_selection_pane_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuSelectionPane, chezu_selection_pane, CHEZU, SELECTION_PANE, AdwNavigationPage)

void chezu_selection_pane_set_fleet (ChezuSelectionPane *self, ChezuFleet *fleet);
/* Another selection, or other vehicles in it. */
void chezu_selection_pane_show (ChezuSelectionPane *self, ChezuSelection *selection);
/* The same vehicles, some time later. */
void chezu_selection_pane_refresh (ChezuSelectionPane *self);

/* Signal "activated" (gint64 vehicle id). */

G_END_DECLS
