/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the base map that needs no network. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean chezu_basemap_make (const char *tables_folder,
                             const char *waters_path,
                             const char *tiles_path,
                             const char *regions_path,
                             GError **error);

G_END_DECLS
