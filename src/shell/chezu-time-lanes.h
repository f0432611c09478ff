/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day from midnight to midnight, or as much of it as one looks at: how many vehicles moved, when
 * there were alarms, how fast the selected one went, and the moment that is shown. The wheel looks
 * nearer, with Shift to either side; a double click shows the whole day. */

#pragma once

#include <gtk/gtk.h>

#include "fleet/chezu-past.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TIME_LANES (chezu_time_lanes_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTimeLanes, chezu_time_lanes, CHEZU, TIME_LANES, GtkWidget)

void chezu_time_lanes_show_day (ChezuTimeLanes *self, const ChezuPastDay *day);
/* @alarms: of ChezuAlarmRow, ascending in time; copied. */
void chezu_time_lanes_show_alarms (ChezuTimeLanes *self, const GArray *alarms);
void chezu_time_lanes_show_moment (ChezuTimeLanes *self, gint64 time_ms);
/* @name: (nullable): of the vehicle, NULL for no lane; the fixes of its day, ascending, are copied.
 * Of alarms those of the vehicle stand out. */
void chezu_time_lanes_show_track (ChezuTimeLanes *self,
                                  gint64 vehicle_id,
                                  const char *name,
                                  const ChezuFix *fixes,
                                  gsize n_fixes);

/* Signal "sought" (gint64 time_ms): somebody points at another moment. */

G_END_DECLS
