/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GDAL opens whatever looks like something, and follows addresses that stand in files. Between
 * entering and leaving it fetches nothing, and its complaints are kept. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *trouble;          /* what GDAL complained of first; NULL nothing */
  gboolean asked;         /* it wanted to fetch something */
  const char *object_max; /* megabytes that one GeoJSON object may take; NULL: the usual */
} ChezuConfinement;

/* Of the calling thread; @self must stay until the other. No more than one at a time. */
void chezu_confinement_enter (ChezuConfinement *self);
void chezu_confinement_leave (void);
void chezu_confinement_clear (ChezuConfinement *self);

G_END_DECLS
