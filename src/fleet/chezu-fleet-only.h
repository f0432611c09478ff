/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some vehicles alone are shown, besides what the filter says. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

/* Those that the fleet does not know are passed over; "changed" follows. */
void chezu_fleet_show_only (ChezuFleet *self, const gint64 *ids, guint n_ids);
void chezu_fleet_show_all (ChezuFleet *self);
gboolean chezu_fleet_shows_only_some (ChezuFleet *self);

G_END_DECLS
