/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of base map among the layers. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CHEZU_TYPE_BASE_MAP_SECTION (chezu_base_map_section_get_type ())
G_DECLARE_FINAL_TYPE (ChezuBaseMapSection, chezu_base_map_section, CHEZU, BASE_MAP_SECTION, GtkBox)

G_END_DECLS
