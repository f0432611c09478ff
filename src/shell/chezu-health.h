/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the health page tells beside the sources: the quality of today's data and what the store
 * holds, read beside the main thread, each as often as it is worth. */

#pragma once

#include "store/chezu-quality.h"
#include "store/chezu-retention.h"
#include "store/chezu-store-figures.h"
#include "store/chezu-vehicle-table.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_HEALTH (chezu_health_get_type ())
G_DECLARE_FINAL_TYPE (ChezuHealth, chezu_health, CHEZU, HEALTH, GObject)

ChezuHealth *chezu_health_new (ChezuStore *store);

/* Reads again what is due; "changed" () follows. Does nothing while it still reads. */
void chezu_health_refresh (ChezuHealth *self);

/* NULL while they are not known. */
const ChezuStoreTotals *chezu_health_get_totals (ChezuHealth *self);
const ChezuStoreFigures *chezu_health_get_figures (ChezuHealth *self);
const ChezuRetention *chezu_health_get_retention (ChezuHealth *self);

/* Of today. Counters are those of the last seconds; lengths of tracks are measured seldom. */
const ChezuQualityRow *chezu_health_get_quality (ChezuHealth *self);
const ChezuQualityRow *chezu_health_get_source_quality (ChezuHealth *self, gint64 source_id);
const ChezuQualityRow *chezu_health_get_tracks (ChezuHealth *self);

G_END_DECLS
