/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time machine: a fleet of its own that shows all vehicles as they were at any moment that the
 * local store knows of, standing or played. */

#pragma once

#include "fleet/chezu-fleet.h"
#include "store/chezu-alarm-table.h"

G_BEGIN_DECLS

#define CHEZU_PAST_RATE_MAX 600.0

/* How the vehicles of a day were, in parts of ten minutes. */
#define CHEZU_PAST_PART_MS (10 * 60 * 1000)
#define CHEZU_PAST_N_PARTS (24 * 6)

typedef struct
{
  gint64 day_ms;                     /* its midnight, local time */
  gint32 moving[CHEZU_PAST_N_PARTS]; /* vehicles that moved; -1 not known yet */
  gint32 known[CHEZU_PAST_N_PARTS];  /* vehicles that reported; -1 not known yet */
} ChezuPastDay;

#define CHEZU_TYPE_PAST (chezu_past_get_type ())
G_DECLARE_FINAL_TYPE (ChezuPast, chezu_past, CHEZU, PAST, GObject)

/* Main thread only. @live: whose vehicles, texts, regions, filter and plane it has. */
ChezuPast *chezu_past_new (ChezuStore *store, ChezuFleet *live);

/* Another object after "fleet-changed". */
ChezuFleet *chezu_past_get_fleet (ChezuPast *self);

/* Shows that moment as soon as it can be read; of several in a row only the last. Keeps the rate.
 */
void chezu_past_seek (ChezuPast *self, gint64 time_ms);
/* 0 stands still; at most CHEZU_PAST_RATE_MAX. */
void chezu_past_set_rate (ChezuPast *self, double rate);
double chezu_past_get_rate (ChezuPast *self);
/* What is wanted; what the fleet shows follows. */
gint64 chezu_past_get_time_ms (ChezuPast *self);

/* The moment that was asked for is shown. */
gboolean chezu_past_is_settled (ChezuPast *self);
/* When the history begins; 0 while it is not known, or there is none. */
gint64 chezu_past_get_first_ms (ChezuPast *self);
/* Of the day that is shown. */
const ChezuPastDay *chezu_past_get_day (ChezuPast *self);
/* Alarms of that day (of ChezuAlarmRow), as they are known; ascending in time. */
const GArray *chezu_past_peek_alarms (ChezuPast *self);
/* See chezu_history_read_days (). */
DexFuture *chezu_past_read_days (ChezuPast *self, const gint64 *starts_ms, guint n);
/* Why the history could not be read, or NULL. */
const char *chezu_past_get_problem (ChezuPast *self);

/* Signals: "moved" () when another moment is shown; "day-changed" () when more of the day is known;
 * "fleet-changed" (); "caught-up" () when playing reached the present; "ended" () when it came to
 * the end of the data, where it stands still. */

G_END_DECLS
