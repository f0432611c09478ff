/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits of a run, and what they mean in SQL. */

#pragma once

#include "store/chezu-database-private.h"
#include "store/chezu-retention.h"

G_BEGIN_DECLS

/* What is around an alarm that is kept stays as its evidence. */
#define CHEZU_RETENTION_AROUND_ALARM_MS (10 * CHEZU_MINUTE_MS)

gboolean chezu_retention_read (ChezuDatabase *db, ChezuRetention *retention, GError **error);

/* Whether anything of a vehicle in a period (both ends included) must stay. */
gboolean chezu_retention_is_held (ChezuDatabase *db,
                                  gint64 vehicle_id,
                                  gint64 from_ms,
                                  gint64 to_ms,
                                  gboolean *held,
                                  GError **error);

G_END_DECLS
