/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants to know of the data file beside how many rows it has: how the past is kept,
 * and what it costs. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 segments;
  gint64 waiting;       /* fixes in the arrival log; all of a round until it is over */
  gint64 first_fix_ms;  /* 0 none */
  double bytes_per_fix; /* of the whole file with its indexes; -1 where there are too few to say */
} ChezuStoreFigures;

/* Resolves to a ChezuStoreFigures (free with g_free). Takes some tenths of a second where there are
 * millions of segments. */
DexFuture *chezu_store_read_figures (ChezuStore *store);

G_END_DECLS
