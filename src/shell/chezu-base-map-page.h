/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the preferences about base maps. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_BASE_MAP_PAGE (chezu_base_map_page_get_type ())
G_DECLARE_FINAL_TYPE (
    ChezuBaseMapPage, chezu_base_map_page, CHEZU, BASE_MAP_PAGE, AdwPreferencesPage)

G_END_DECLS
