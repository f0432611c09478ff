/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Search as one types: plates, drivers, enterprises, places, towns. */

#pragma once

#include "fleet/chezu-fleet.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SEARCH_VEHICLE,
  CHEZU_SEARCH_DRIVER,
  CHEZU_SEARCH_ENTERPRISE,
  CHEZU_SEARCH_PLACE,
} ChezuSearchGroup;

typedef struct
{
  ChezuSearchGroup group;
  guint vehicle;   /* fleet index (VEHICLE, DRIVER) */
  gint64 place_id; /* PLACE */
  char *title;
  char *subtitle;
  double lon;
  double lat;
  gboolean has_position;
} ChezuSearchHit;

void chezu_search_hit_free (ChezuSearchHit *self);

/* Hits ordered by group, then by how well they match: beginning of the word before inside; at most
 * @per_group of each group. Ignores case, "·", spaces and full-width forms. Costs a few
 * milliseconds with 100,000 vehicles. */
GPtrArray *
chezu_search (ChezuFleet *fleet, const ChezuPlaceList *places, const char *query, guint per_group);

G_END_DECLS
