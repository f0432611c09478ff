/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the server makes of reports and of their absence: events. */

#pragma once

#include "sim/chezu-sim-json.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SIM_EVENT_ONLINE,
  CHEZU_SIM_EVENT_OFFLINE,
  CHEZU_SIM_EVENT_UNKNOWN,
  CHEZU_SIM_EVENT_IGNITION_ON,
  CHEZU_SIM_EVENT_IGNITION_OFF,
  CHEZU_SIM_EVENT_OVERSPEED,
  CHEZU_SIM_EVENT_ALARM, /* one for each bit of ChezuSimAlarms follows from here */
  CHEZU_SIM_N_EVENTS = CHEZU_SIM_EVENT_ALARM + 4,
} ChezuSimEventKind;

typedef struct
{
  ChezuSimEventKind kind;
  guint vehicle;
  gint64 fix;
  ChezuSimCopy copy;
  gint64 time_ms;
  gboolean has_position;
  double speed_knots;
  double limit_knots;
} ChezuSimEvent;

const char *chezu_sim_event_get_type (const ChezuSimEvent *event);
const char *chezu_sim_event_get_alarm (const ChezuSimEvent *event);
gboolean chezu_sim_event_is_pushed (const ChezuSimEvent *event);

guint chezu_sim_events_of (const ChezuSimWorld *world,
                           const ChezuSimClock *clock,
                           const ChezuSimFix *fix,
                           ChezuSimEvent events[CHEZU_SIM_N_EVENTS]);
guint chezu_sim_events_at (const ChezuSimWorld *world,
                           const ChezuSimClock *clock,
                           guint vehicle,
                           gint64 fix,
                           gint64 now_ms,
                           ChezuSimEvent events[CHEZU_SIM_N_EVENTS]);
GArray *chezu_sim_events_find_fixes (const ChezuSimWorld *world,
                                     const ChezuSimClock *clock,
                                     guint vehicle,
                                     gint64 from_ms,
                                     gint64 to_ms);
gboolean chezu_sim_event_from_id (const ChezuSimWorld *world,
                                  const ChezuSimClock *clock,
                                  gint64 id,
                                  gint64 now_ms,
                                  ChezuSimEvent *event);
void chezu_sim_json_event (GString *out,
                           const ChezuSimPen *pen,
                           const ChezuSimEvent *event,
                           gboolean with_message);

G_END_DECLS
