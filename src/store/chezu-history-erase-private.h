/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing of old track, some segments at a time. */

#pragma once

#include "store/chezu-statement.h"

G_BEGIN_DECLS

/* How far an erasing came: what is before is done. Begins with zeros. */
typedef struct
{
  gint64 vehicle_id;
  gint64 from_ms; /* of the last segment that was looked at */
} ChezuErasePlace;

typedef struct
{
  gint64 fixes;
  gboolean done; /* there is nothing more */
} ChezuErased;

/* On the writer thread. Erases fixes older than @before_ms from at most @max_segments segments:
 * those that are older as a whole go, the one across the limit is cut; what must stay
 * (chezu_retention_is_held ()) stays. Moves @place on. */
gboolean chezu_history_erase (ChezuDatabase *db,
                              gint64 before_ms,
                              guint max_segments,
                              ChezuErasePlace *place,
                              ChezuErased *erased,
                              GError **error);

G_END_DECLS
