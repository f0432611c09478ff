/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules that turn a latest fix and the time into one of the five states. */

#pragma once

#include "store/chezu-record.h"

G_BEGIN_DECLS

/* What the state of one vehicle depends on. */
typedef struct
{
  gint64 time_ms;  /* of its latest fix; 0 none yet */
  gint32 stale_ms; /* older than that: stale */
  guint8 fresh;    /* ChezuVehicleState while it is neither stale nor lost */
  guint8 gone;     /* an explicit offline event */
} ChezuFleetLife;

gint32 chezu_fleet_stale_after_ms (gint32 interval_ms);
ChezuVehicleState chezu_fleet_fresh_state (const ChezuFix *fix);
ChezuVehicleState
chezu_fleet_state_at (const ChezuFleetLife *life, gint64 now_ms, gint64 *changes_ms);

G_END_DECLS
