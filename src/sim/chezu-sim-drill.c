/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-drill.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-hash.h"
#include "sim/chezu-sim-status.h"

#define FIRST_MS (15 * CHEZU_SECOND_MS)
#define STEP_MS (5 * CHEZU_SECOND_MS)
/* Above all numbers that reports and their events have. */
#define FIRST_ID (G_GINT64_CONSTANT (1) << 52)
#define TRIES 200

typedef struct
{
  const char *type;  /* of the event */
  const char *alarm; /* NULL: none */
} Sort;

/* Raw values of JT/T 808 stand in place of a word where a backend keeps them. */
static const Sort sorts[] = {
  { "alarm", "accident" },      { "alarm", "sos" },         { "alarm", "fatigueDriving" },
  { "alarm", "overspeed" },     { "alarm", "hardBraking" }, { "alarm", "hardAcceleration" },
  { "alarm", "hardCornering" }, { "alarm", "0x65/1" },      { "alarm", "0x65/2" },
  { "alarm", "0x64/1" },        { "alarm", "powerCut" },    { "alarm", "gpsAntennaCut" },
  { "alarm", "fallDown" },      { "geofenceEnter", NULL },  { "geofenceExit", NULL },
  { "geofenceCrossed", NULL },  { "deviceInactive", NULL }, { "deviceFuelDrop", NULL },
  { "driverChanged", NULL },    { "maintenance", NULL },    { "proximityEnter", NULL },
  { "alarm", "parking" },       { "alarm", "vibration" },   { "alarm", "movement" },
  { "alarm", "removing" },      { "alarm", "temperature" }, { "alarm", "lowPower" },
  { "alarm", "fault" },         { "alarm", "general" },     { "alarm", "b13" },
  { "alarm", "b14" },           { "alarm", "b18" },         { "alarm", "b22" },
  { "alarm", "b23" },           { "alarm", "0x11" },        { "alarm", "0x25.10" },
  { "alarm", "2013:b3" },       { "alarm", "0x14.0" },      { "alarm", "0x14.4" },
  { "alarm", "2019:b16" },      { "alarm", "2019:b17" },    { "alarm", "0x64/2" },
  { "alarm", "0x64/3" },        { "alarm", "0x64/4" },      { "alarm", "0x64/5" },
  { "alarm", "0x64/6" },        { "alarm", "0x64/7" },      { "alarm", "y:0x64/18" },
  { "alarm", "0x65/3" },        { "alarm", "0x65/4" },      { "alarm", "0x65/5" },
  { "alarm", "y:0x65/10" },     { "alarm", "y:0x65/11" },   { "alarm", "y:0x65/12" },
  { "alarm", "y:0x65/13" },
};

G_STATIC_ASSERT (FIRST_MS + G_N_ELEMENTS (sorts) * STEP_MS < 5 * CHEZU_MINUTE_MS);

guint
chezu_sim_drill_count (void)
{
  return G_N_ELEMENTS (sorts);
}

gint64
chezu_sim_drill_time_ms (guint number, gint64 start_ms)
{
  return start_ms + FIRST_MS + number * STEP_MS;
}

/* One that reported a moment ago, and a moving one: nobody crashes in a yard. */
static gboolean
find_fix (const ChezuSimPen *pen, guint number, gint64 time_ms, ChezuSimFix *fix)
{
  guint64 draw = chezu_sim_hash (pen->world->seed, CHEZU_SIM_DRAW_SIGNAL, number, 77);

  for (guint i = 0; i < TRIES; i++)
    {
      guint vehicle = chezu_sim_below (chezu_sim_next (&draw), pen->world->n_vehicles);

      if (chezu_sim_status_get_latest (pen->world, pen->clock, vehicle, time_ms, fix) && fix->valid
          && time_ms - fix->fix_ms < CHEZU_MINUTE_MS && fix->fix_ms <= time_ms
          && (fix->speed_knots > 5.0 || i > TRIES / 2))
        return TRUE;
    }
  return FALSE;
}

gboolean
chezu_sim_drill_append (GString *out, const ChezuSimPen *pen, guint number, gint64 start_ms)
{
  const Sort *sort = &sorts[number];
  gint64 time_ms = chezu_sim_drill_time_ms (number, start_ms);
  ChezuSimFix fix;

  if (!find_fix (pen, number, time_ms, &fix))
    return FALSE;
  g_string_append_printf (out, "{\"id\":%" G_GINT64_FORMAT ",\"attributes\":{",
                          FIRST_ID + start_ms % (CHEZU_DAY_MS * 365) * 1000 + number);
  if (sort->alarm != NULL)
    g_string_append_printf (out, "\"alarm\":\"%s\"", sort->alarm);
  g_string_append_printf (out, "},\"deviceId\":%u,\"type\":\"%s\",\"eventTime\":", fix.vehicle + 1,
                          sort->type);
  chezu_sim_json_time (out, pen, time_ms);
  g_string_append_printf (
      out, ",\"positionId\":%" G_GINT64_FORMAT ",\"geofenceId\":0,\"maintenanceId\":0}",
      chezu_sim_fix_get_id (pen->world, pen->clock, fix.vehicle, fix.fix, fix.copy));
  return TRUE;
}
