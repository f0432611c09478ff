/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The speed of one vehicle over its day, as a chart in which a moment can be pointed at. */

#pragma once

#include <gtk/gtk.h>

#include "store/chezu-record.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_SPEED_PROFILE (chezu_speed_profile_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSpeedProfile, chezu_speed_profile, CHEZU, SPEED_PROFILE, GtkWidget)

/* @fixes: ascending in time; @legs: of them (chezu_day_list_legs ()). Both are copied. */
void chezu_speed_profile_show (ChezuSpeedProfile *self,
                               const ChezuFix *fixes,
                               gsize n_fixes,
                               const GArray *legs);
/* The moment that the map shows; 0 none. */
void chezu_speed_profile_set_playhead (ChezuSpeedProfile *self, gint64 time_ms);
/* Of what is shown; CHEZU_UNKNOWN when nothing tells. */
gint32 chezu_speed_profile_get_top (ChezuSpeedProfile *self);
/* What is pointed at, by the pointer or by keys; 0 none. */
gint64 chezu_speed_profile_get_pointed (ChezuSpeedProfile *self);
/* Returns: (transfer full) (nullable): the same in words: "10:42:15 · 64 km/h" */
char *chezu_speed_profile_describe_pointed (ChezuSpeedProfile *self);

/* Signals: "pointed" () when another moment is pointed at; "chosen" (gint64 time_ms) by a click or
 * Enter. */

/* From the first to the last fix, rounded to whole steps of the axis. */
typedef struct
{
  gint64 from_ms;
  gint64 to_ms;
  gint64 step_ms; /* from one label to the next */
} ChezuSpeedAxis;

ChezuSpeedAxis chezu_speed_axis_choose (gint64 first_ms, gint64 last_ms, gint64 midnight_ms);

G_END_DECLS
