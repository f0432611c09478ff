/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles that stand on one spot, which no zoom can part. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_STACK_PANE (chezu_stack_pane_get_type ())
G_DECLARE_FINAL_TYPE (ChezuStackPane, chezu_stack_pane, CHEZU, STACK_PANE, AdwNavigationPage)

void chezu_stack_pane_set_fleet (ChezuStackPane *self, ChezuFleet *fleet);
void chezu_stack_pane_show (ChezuStackPane *self, GArray *indices); /* of guint */
void chezu_stack_pane_refresh (ChezuStackPane *self);

/* Signal "activated" (gint64 vehicle id). */

G_END_DECLS
