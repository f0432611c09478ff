/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What gpkg_contents says of a layer, kept true with every change of it. */

#pragma once

#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* On the writer thread, once for each transaction that changed @layer: its time of last change is
 * now, its bounds are those of its spatial index. Layers without one keep theirs. */
gboolean chezu_layer_touch (ChezuDatabase *db, const char *layer, GError **error);

G_END_DECLS
