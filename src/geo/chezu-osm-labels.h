/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written on the map of an extract. */

#pragma once

#include "geo/chezu-label-rows.h"
#include "geo/chezu-osm-file.h"

G_BEGIN_DECLS

typedef struct _ChezuOsmLabels ChezuOsmLabels;

ChezuOsmLabels *chezu_osm_labels_new (void);
void chezu_osm_labels_free (ChezuOsmLabels *self);

/* While the extract is read. */
void chezu_osm_labels_take (ChezuOsmLabels *self, const ChezuOsmThing *thing);

/* Then (transfer full): all rows. */
ChezuLabelRows *chezu_osm_labels_collect (ChezuOsmLabels *self);

/* The names of a thing in both languages, (nullable); either may be the local one. */
const char *chezu_osm_name_zh (const ChezuOsmThing *thing);
const char *chezu_osm_name_en (const ChezuOsmThing *thing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOsmLabels, chezu_osm_labels_free)

G_END_DECLS
