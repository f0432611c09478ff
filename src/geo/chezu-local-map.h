/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an OpenStreetMap extract to the detailed map of a place. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_LOCAL_MAP_READING,
  CHEZU_LOCAL_MAP_SHAPING, /* ground, sea, names */
  CHEZU_LOCAL_MAP_PACKING, /* tiles */
  CHEZU_N_LOCAL_MAP_STEPS
} ChezuLocalMapStep;

/* @share: of the step, 0 … 1; 0 where that is not known. FALSE stops. */
typedef gboolean (*ChezuLocalMapProgress) (ChezuLocalMapStep step,
                                           double share,
                                           gpointer user_data);

typedef struct
{
  const char *osm_path;
  const char *out_path;
  gboolean replace; /* what is there already */
  ChezuLocalMapProgress progress;
  gpointer user_data;
} ChezuLocalMapOrder;

/* What came of it. */
typedef struct
{
  guint64 n_features; /* drawn */
  guint64 n_labels;
  guint64 n_tiles;
  guint64 size; /* bytes */
  double west, south, east, north;
} ChezuLocalMapReport;

gboolean chezu_local_map_build (const ChezuLocalMapOrder *order,
                                ChezuLocalMapReport *report,
                                GError **error);

G_END_DECLS
