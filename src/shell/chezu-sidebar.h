/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages, and filters by state and grid with what each of them would show. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-fleet.h"
#include "shell/chezu-connection.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SIDEBAR (chezu_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSidebar, chezu_sidebar, CHEZU, SIDEBAR, AdwBin)

void chezu_sidebar_set_fleet (ChezuSidebar *self, ChezuFleet *fleet);
void chezu_sidebar_set_connection (ChezuSidebar *self, const ChezuConnection *connection);

/* How many alarms are open, and how urgent the worst of them is (0 none). */
void chezu_sidebar_set_alarms (ChezuSidebar *self, guint n, guint8 worst);

/* Property "page" (string): "map", "alarms", "vehicles" or "sync". */
const char *chezu_sidebar_get_page (ChezuSidebar *self);
gboolean chezu_sidebar_set_page (ChezuSidebar *self, const char *page);
gboolean chezu_sidebar_set_page_number (ChezuSidebar *self, guint number);

gboolean chezu_sidebar_clear_filters (ChezuSidebar *self); /* FALSE: there were none */
void chezu_sidebar_pop_up_menu (ChezuSidebar *self);

G_END_DECLS
