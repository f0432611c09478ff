/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-event-words.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *key;
  const char *name;
} Word;

static const Word kinds[] = {
  { "deviceOnline", N_ ("Came Online") },     { "deviceOffline", N_ ("Went Offline") },
  { "deviceUnknown", N_ ("Silent") },         { "deviceInactive", N_ ("Long Offline") },
  { "deviceMoving", N_ ("Started Moving") },  { "deviceStopped", N_ ("Stopped") },
  { "deviceOverspeed", N_ ("Speeding") },     { "deviceFuelDrop", N_ ("Fuel Drop") },
  { "deviceFuelIncrease", N_ ("Refuelled") }, { "geofenceEnter", N_ ("Region Entry") },
  { "geofenceExit", N_ ("Region Exit") },     { "ignitionOn", N_ ("Ignition On") },
  { "ignitionOff", N_ ("Ignition Off") },     { "driverChanged", N_ ("Driver Changed") },
  { "maintenance", N_ ("Maintenance Due") },
};

static const Word alarms[] = {
  { "accident", N_ ("Collision") },
  { "sos", N_ ("SOS") },
  { "overspeed", N_ ("Speeding") },
  { "fatigueDriving", N_ ("Fatigue Driving") },
  { "hardBraking", N_ ("Harsh Braking") },
  { "hardAcceleration", N_ ("Harsh Acceleration") },
  { "hardCornering", N_ ("Harsh Cornering") },
  { "fallDown", N_ ("Rollover") },
  { "parking", N_ ("Parking Overtime") },
  { "powerCut", N_ ("Main Power Lost") },
  { "powerOff", N_ ("Main Power Lost") },
  { "lowPower", N_ ("Low Voltage") },
  { "lowBattery", N_ ("Low Battery") },
  { "tampering", N_ ("Terminal Tampered") },
  { "gpsAntennaCut", N_ ("Antenna Fault") },
  { "temperature", N_ ("Cargo Temperature") },
  { "fault", N_ ("Part Fault") },
};

static const char *
find_word (const Word *words, gsize n_words, const char *key)
{
  for (gsize i = 0; key != NULL && i < n_words; i++)
    if (g_str_equal (words[i].key, key))
      return _ (words[i].name);
  return NULL;
}

/**
 * chezu_event_describe:
 * @kind: event type as the backend spells it
 * @alarm: (nullable): its alarm value, several joined by commas
 *
 * Returns: (transfer full): words for the event; what has no words yet is shown as it came
 */
char *
chezu_event_describe (const char *kind, const char *alarm)
{
  const char *name = find_word (kinds, G_N_ELEMENTS (kinds), kind);
  g_auto (GStrv) values = NULL;
  g_autoptr (GPtrArray) names = NULL;

  if (alarm == NULL || *alarm == '\0')
    return g_strdup (name != NULL ? name : kind != NULL ? kind : "—");

  values = g_strsplit (alarm, ",", -1);
  names = g_ptr_array_new ();
  for (guint i = 0; values[i] != NULL; i++)
    {
      const char *word = find_word (alarms, G_N_ELEMENTS (alarms), values[i]);

      g_ptr_array_add (names, (gpointer)(word != NULL ? word : values[i]));
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (" · ", (char **)names->pdata);
}
