/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is written on the base map, from the tables. */

#pragma once

#include "geo/chezu-label-rows.h"

G_BEGIN_DECLS

ChezuLabelRows *chezu_basemap_labels_collect (const char *tables_folder,
                                              const char *waters_path,
                                              const ChezuLines *rivers,
                                              GError **error);

G_END_DECLS
