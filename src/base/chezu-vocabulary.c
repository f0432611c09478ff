/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-vocabulary.h"

#include <glib/gi18n-lib.h>

static const char *const vehicle_kind_keys[CHEZU_N_VEHICLE_KINDS] = {
  "unknown", "truck", "van", "bus", "taxi", "hazmat",
};
static const char *const vehicle_kind_names[CHEZU_N_VEHICLE_KINDS] = {
  N_ ("Vehicle"), N_ ("Heavy Truck"), N_ ("Van"), N_ ("Bus"), N_ ("Taxi"), N_ ("Dangerous Goods"),
};

static const char *const vehicle_state_keys[CHEZU_N_STATES] = {
  "moving", "idling", "parked", "stale", "lost",
};
static const char *const vehicle_state_names[CHEZU_N_STATES] = {
  N_ ("Moving"), N_ ("Idling"), N_ ("Parked"), N_ ("Stale"), N_ ("Lost"),
};

static const char *const place_kind_keys[CHEZU_N_PLACE_KINDS] = {
  "center", "driver_home", "driver_station", "service_area", "hospital",
  "hub",    "rescue",      "port",           "airport",      "rail",
};
static const char *const place_kind_names[CHEZU_N_PLACE_KINDS] = {
  N_ ("Service Center"), N_ ("Driver Home"),      N_ ("Driver Station"), N_ ("Service Area"),
  N_ ("Hospital"),       N_ ("Logistics Hub"),    N_ ("Recovery"),       N_ ("Port"),
  N_ ("Airport"),        N_ ("Railway Terminal"),
};

static const char *const source_state_keys[CHEZU_N_SOURCE_STATES] = {
  "idle", "connecting", "live", "retrying", "refused", "untrusted", "incompatible", "stopped",
};

static const char *const source_state_names[CHEZU_N_SOURCE_STATES] = {
  N_ ("Not Started"),
  N_ ("Connecting"),
  N_ ("Live"),
  N_ ("Retrying"),
  N_ ("Sign-In Refused"),
  N_ ("Identity Not Verified"),
  N_ ("Not a Vehicle Platform"),
  N_ ("Stopped"),
};

static const char *const refusal_keys[CHEZU_N_REFUSALS] = {
  "malformed", "no_vehicle",   "coordinates", "time_future",
  "time_past", "time_missing", "speed",       "jump",
};
static const char *const refusal_names[CHEZU_N_REFUSALS] = {
  N_ ("Unreadable record"),  N_ ("Unknown vehicle"), N_ ("Impossible coordinates"),
  N_ ("Time in the future"), N_ ("Time long past"),  N_ ("No usable time"),
  N_ ("Impossible speed"),   N_ ("Impossible jump"),
};

/* Returns the position of @key, or -1. */
static int
find_key (const char *const *keys, int n_keys, const char *key)
{
  for (int i = 0; key != NULL && i < n_keys; i++)
    if (g_str_equal (keys[i], key))
      return i;
  return -1;
}

const char *
chezu_vehicle_kind_key (ChezuVehicleKind kind)
{
  g_return_val_if_fail (kind < CHEZU_N_VEHICLE_KINDS, "unknown");
  return vehicle_kind_keys[kind];
}

/* A kind that this version does not know is drawn and counted as unknown. */
ChezuVehicleKind
chezu_vehicle_kind_from_key (const char *key)
{
  int found = find_key (vehicle_kind_keys, CHEZU_N_VEHICLE_KINDS, key);

  return found < 0 ? CHEZU_VEHICLE_UNKNOWN : (ChezuVehicleKind)found;
}

const char *
chezu_vehicle_kind_name (ChezuVehicleKind kind)
{
  g_return_val_if_fail (kind < CHEZU_N_VEHICLE_KINDS, NULL);
  return _ (vehicle_kind_names[kind]);
}

const char *
chezu_vehicle_state_key (ChezuVehicleState state)
{
  g_return_val_if_fail (state < CHEZU_N_STATES, NULL);
  return vehicle_state_keys[state];
}

const char *
chezu_vehicle_state_name (ChezuVehicleState state)
{
  g_return_val_if_fail (state < CHEZU_N_STATES, NULL);
  return _ (vehicle_state_names[state]);
}

const char *
chezu_place_kind_key (ChezuPlaceKind kind)
{
  g_return_val_if_fail (kind < CHEZU_N_PLACE_KINDS, NULL);
  return place_kind_keys[kind];
}

gboolean
chezu_place_kind_from_key (const char *key, ChezuPlaceKind *kind)
{
  int found = find_key (place_kind_keys, CHEZU_N_PLACE_KINDS, key);

  if (found < 0)
    return FALSE;
  *kind = (ChezuPlaceKind)found;
  return TRUE;
}

const char *
chezu_place_kind_name (ChezuPlaceKind kind)
{
  g_return_val_if_fail (kind < CHEZU_N_PLACE_KINDS, NULL);
  return _ (place_kind_names[kind]);
}

const char *
chezu_source_state_key (ChezuSourceState state)
{
  g_return_val_if_fail (state < CHEZU_N_SOURCE_STATES, NULL);
  return source_state_keys[state];
}

gboolean
chezu_source_state_from_key (const char *key, ChezuSourceState *state)
{
  int found = find_key (source_state_keys, CHEZU_N_SOURCE_STATES, key);

  if (found < 0)
    return FALSE;
  *state = (ChezuSourceState)found;
  return TRUE;
}

const char *
chezu_source_state_name (ChezuSourceState state)
{
  g_return_val_if_fail (state < CHEZU_N_SOURCE_STATES, NULL);
  return _ (source_state_names[state]);
}

const char *
chezu_refusal_key (ChezuRefusal refusal)
{
  g_return_val_if_fail (refusal < CHEZU_N_REFUSALS, NULL);
  return refusal_keys[refusal];
}

gboolean
chezu_refusal_from_key (const char *key, ChezuRefusal *refusal)
{
  int found = find_key (refusal_keys, CHEZU_N_REFUSALS, key);

  if (found < 0)
    return FALSE;
  *refusal = (ChezuRefusal)found;
  return TRUE;
}

const char *
chezu_refusal_name (ChezuRefusal refusal)
{
  g_return_val_if_fail (refusal < CHEZU_N_REFUSALS, NULL);
  return _ (refusal_names[refusal]);
}
