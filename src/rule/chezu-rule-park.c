/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parking for too long where nobody knows what it waits for. A car park, a station or a yard is a
 * known place, and so is where the vehicle stood as long before: its own yard, which no table
 * names. The first place of a vehicle is taken for that. */

#include "rule/chezu-rule-engine-private.h"

#define HAUNT_M 300.0

static gboolean
is_moving (const ChezuRuleMoment *at)
{
  return at->fix->speed_cm_s != CHEZU_UNKNOWN
         && at->fix->speed_cm_s > chezu_km_h_to_cm_s (at->rules->park.least_km_h);
}

static gboolean
is_away (const ChezuRuleMoment *at)
{
  const ChezuFix parked = { .lon_e7 = at->state->park_lon_e7, .lat_e7 = at->state->park_lat_e7 };

  return chezu_rule_metres (&parked, at->fix) > at->rules->park.radius_m;
}

static gboolean
is_at_known_place (const ChezuRuleMoment *at)
{
  const ChezuRuleContext *context = &at->engine->context;

  /* Where nobody knows any place, every place may be one. */
  return context->known_place == NULL
         || context->known_place (&at->vehicle->facts, at->state->park_lon_e7,
                                  at->state->park_lat_e7, context->data);
}

/* Whether it stood there before; from now on it did. Of too many the one that it left alone for
 * longest is forgotten. */
static gboolean
knows_place (ChezuRuleMoment *at)
{
  ChezuHaunt *haunts = at->state->haunts;
  ChezuHaunt *oldest = &haunts[0];
  const ChezuFix parked = { .lon_e7 = at->state->park_lon_e7, .lat_e7 = at->state->park_lat_e7 };
  gboolean is_first = TRUE;
  gboolean known = FALSE;

  for (guint i = 0; i < CHEZU_HAUNTS && !known; i++)
    {
      const ChezuFix place = { .lon_e7 = haunts[i].lon_e7, .lat_e7 = haunts[i].lat_e7 };

      known = haunts[i].last_s != 0 && chezu_rule_metres (&place, &parked) <= HAUNT_M;
      is_first = is_first && haunts[i].last_s == 0;
      if (known || haunts[i].last_s < oldest->last_s)
        oldest = &haunts[i];
    }
  *oldest
      = (ChezuHaunt){ parked.lon_e7, parked.lat_e7, (guint32)(at->fix->time_ms / CHEZU_SECOND_MS) };
  return known || is_first;
}

static void
speak (ChezuRuleMoment *at, ChezuSignalChange change, gint64 began_ms)
{
  ChezuRuleSignal signal = {
    .change = change,
    .began_ms = began_ms,
    .time_ms = at->fix->time_ms,
    .lon_e7 = at->fix->lon_e7,
    .lat_e7 = at->fix->lat_e7,
    .speed_cm_s = at->fix->speed_cm_s,
    .measured = (double)(at->fix->time_ms - at->state->park_ms) / CHEZU_SECOND_MS,
    .limit = at->rules->timing[CHEZU_RULE_PARK_OVER].hold_s,
    .unit = CHEZU_UNIT_SECONDS,
    .sounds = TRUE,
    .fixes = { at->state->park_ms, at->fix->time_ms },
    .n_fixes = 2,
  };

  chezu_rule_speak (at->engine, at->vehicle, CHEZU_RULE_PARK_OVER, &signal);
}

static void
drive_off (ChezuRuleMoment *at)
{
  if ((at->state->told & CHEZU_TOLD_PARK_OVER) != 0)
    speak (at, CHEZU_SIGNAL_RETURNED, at->fix->time_ms);
  at->state->told &= ~(guint32)(CHEZU_TOLD_PARK_OVER | CHEZU_TOLD_PARK_KNOWN);
  at->state->park_ms = 0;
}

void
chezu_rule_park_take (ChezuRuleMoment *at)
{
  ChezuRuleState *state = at->state;
  double hold_ms = chezu_rule_ms (at->rules->timing[CHEZU_RULE_PARK_OVER].hold_s);

  if (state->park_ms != 0 && (is_moving (at) || is_away (at)))
    drive_off (at);
  if (is_moving (at))
    return;
  if (state->park_ms == 0)
    {
      state->park_ms = at->fix->time_ms;
      state->park_lon_e7 = at->fix->lon_e7;
      state->park_lat_e7 = at->fix->lat_e7;
      return;
    }
  if ((state->told & (CHEZU_TOLD_PARK_OVER | CHEZU_TOLD_PARK_KNOWN)) != 0
      || (double)(at->fix->time_ms - state->park_ms) <= hold_ms
      || !chezu_rule_is_on (at->rules, CHEZU_RULE_PARK_OVER))
    return;
  if (knows_place (at) || is_at_known_place (at))
    {
      state->told |= CHEZU_TOLD_PARK_KNOWN;
      return;
    }
  state->told |= CHEZU_TOLD_PARK_OVER;
  speak (at, CHEZU_SIGNAL_RAISED, state->park_ms);
}
