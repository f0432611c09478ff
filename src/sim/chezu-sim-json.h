/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of the wire, appended to a growing text. */

#pragma once

#include "sim/chezu-sim-fix.h"
#include "sim/chezu-sim-names.h"

G_BEGIN_DECLS

/* What all writers need to know. */
typedef struct
{
  const ChezuSimWorld *world;
  const ChezuSimClock *clock;
  ChezuSimTimes times;
} ChezuSimPen;

void chezu_sim_json_text (GString *out, const char *text);
void chezu_sim_json_number (GString *out, double value, guint decimals);
void chezu_sim_json_time (GString *out, const ChezuSimPen *pen, gint64 time_ms);
void chezu_sim_json_position (GString *out, const ChezuSimPen *pen, const ChezuSimFix *fix);
void chezu_sim_json_device (GString *out, const ChezuSimPen *pen, guint vehicle, gint64 now_ms);
void chezu_sim_json_group (GString *out, const ChezuSimPen *pen, guint index);
void chezu_sim_json_driver (GString *out, const ChezuSimPen *pen, guint vehicle);
void chezu_sim_json_user (GString *out, const ChezuSimPen *pen, gboolean reports_disabled);
void chezu_sim_json_server (GString *out);

G_END_DECLS
