/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A drill: within five minutes after the server was started terminals report one alarm of each sort
 * that a terminal or a backend can report, so that a desk can be tried and taught. */

#pragma once

#include "sim/chezu-sim-json.h"

G_BEGIN_DECLS

guint chezu_sim_drill_count (void);
/* When the alarm @number comes, of a drill that begins at @start_ms. */
gint64 chezu_sim_drill_time_ms (guint number, gint64 start_ms);
/* Appends an event of the Traccar API. FALSE where no vehicle is on line that could have it. */
gboolean
chezu_sim_drill_append (GString *out, const ChezuSimPen *pen, guint number, gint64 start_ms);

G_END_DECLS
