/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time machine's controls: play, step, speed, day, and the lanes of the day. */

#pragma once

#include <adwaita.h>

#include "fleet/chezu-past.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_TIME_BAR (chezu_time_bar_get_type ())
G_DECLARE_FINAL_TYPE (ChezuTimeBar, chezu_time_bar, CHEZU, TIME_BAR, AdwBin)

/* @past: (nullable) */
void chezu_time_bar_set_past (ChezuTimeBar *self, ChezuPast *past);
/* See chezu_time_lanes_show_track (). */
void chezu_time_bar_show_track (
    ChezuTimeBar *self, gint64 vehicle_id, const char *name, const ChezuFix *fixes, gsize n_fixes);

void chezu_time_bar_toggle (ChezuTimeBar *self);
void chezu_time_bar_step (ChezuTimeBar *self, gint64 by_ms);
/* At the nearest of the rates that there are. */
void chezu_time_bar_play (ChezuTimeBar *self, double rate);
/* One rate faster or slower. */
void chezu_time_bar_change_rate (ChezuTimeBar *self, int by);
void chezu_time_bar_go_to_edge (ChezuTimeBar *self, gboolean end);

G_END_DECLS
