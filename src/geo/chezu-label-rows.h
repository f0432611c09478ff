/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written on the base map: rows of the table chezu_label, and how names are set along
 * lines. */

#pragma once

#include "geo/chezu-lines.h"

G_BEGIN_DECLS

/* The same line read from left to right: −90 < angle ≤ 90. */
double chezu_upright_angle (double degrees);

/* Zooms are those of 256-pixel tiles. */
typedef struct
{
  const char *kind; /* static */
  char *name_zh;    /* owned */
  char *name_en;    /* owned */
  double lon, lat;
  int rank; /* smaller is more important */
  double min_zoom, max_zoom;
  double angle; /* degrees clockwise from east, upright: −90 < angle ≤ 90 */
} ChezuLabelRow;

typedef GArray ChezuLabelRows; /* of ChezuLabelRow */

ChezuLabelRows *chezu_label_rows_new (void);
void chezu_label_rows_add (ChezuLabelRows *rows, const ChezuLabelRow *row);

typedef struct
{
  double spacing; /* pixels between two names */
  double width;   /* pixels that a name takes along the line; 0 for what stands upright */
  int first_zoom, last_zoom;
} ChezuLabelSpread;

void chezu_label_rows_spread (ChezuLabelRows *rows,
                              const ChezuLabelRow *pattern,
                              const ChezuLine *line,
                              const ChezuLabelSpread *spread);

G_END_DECLS
