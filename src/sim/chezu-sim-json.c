/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-json.h"

#include "base/chezu-time.h"
#include "sim/chezu-sim-groups.h"
#include "sim/chezu-sim-status.h"

#include <math.h>
#include <string.h>

void
chezu_sim_json_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      guchar c = (guchar)*at;

      if (c == '"' || c == '\\')
        {
          g_string_append_c (out, '\\');
          g_string_append_c (out, *at);
        }
      else if (c < 0x20)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
append_digits (GString *out, guint64 value, guint width)
{
  char digits[24];
  guint at = sizeof digits;

  do
    {
      digits[--at] = (char)('0' + value % 10);
      value /= 10;
    }
  while (value > 0 && at > 0);
  while (sizeof digits - at < width && at > 0)
    digits[--at] = '0';
  g_string_append_len (out, digits + at, (gssize)(sizeof digits - at));
}

static void
append_integer (GString *out, gint64 value)
{
  if (value < 0)
    g_string_append_c (out, '-');
  append_digits (out, value < 0 ? (guint64)-value : (guint64)value, 1);
}

/* A double as a Java server writes it: as short as it goes, with one decimal at least. Whatever the
 * locale, the point is a point. */
void
chezu_sim_json_number (GString *out, double value, guint decimals)
{
  double scale = 1.0;
  guint64 scaled, whole, part;

  for (guint i = 0; i < decimals; i++)
    scale *= 10.0;
  scaled = (guint64)llround (fabs (value) * scale);
  whole = scaled / (guint64)scale;
  part = scaled % (guint64)scale;
  while (decimals > 1 && part % 10 == 0)
    {
      part /= 10;
      decimals--;
    }
  if (value < 0.0 && scaled > 0)
    g_string_append_c (out, '-');
  append_digits (out, whole, 1);
  g_string_append_c (out, '.');
  append_digits (out, part, decimals);
}

/* Civil date from days since 1970, by Howard Hinnant's days algorithm: eras of 400 years that begin
 * in March. */
static void
append_date (GString *out, gint64 days)
{
  gint64 shifted = days + 719468;
  gint64 era = chezu_sim_floor_div (shifted, 146097);
  gint64 day_of_era = shifted - era * 146097;
  gint64 year_of_era
      = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 month = (5 * day_of_year + 2) / 153;
  gint64 day = day_of_year - (153 * month + 2) / 5 + 1;

  month += month < 10 ? 3 : -9;
  append_digits (out, (guint64)(year_of_era + era * 400 + (month <= 2)), 4);
  g_string_append_c (out, '-');
  append_digits (out, (guint64)month, 2);
  g_string_append_c (out, '-');
  append_digits (out, (guint64)day, 2);
}

void
chezu_sim_json_time (GString *out, const ChezuSimPen *pen, gint64 time_ms)
{
  static const char *const ends[] = { "+00:00", "Z", "+08:00" };
  gint64 shown_ms = time_ms + (pen->times == CHEZU_SIM_TIMES_EAST_8 ? CHEZU_SIM_ZONE_MS : 0);
  gint64 days = chezu_sim_floor_div (shown_ms, CHEZU_DAY_MS);
  gint64 rest = shown_ms - days * CHEZU_DAY_MS;

  if (pen->times == CHEZU_SIM_TIMES_EPOCH_MS)
    {
      append_integer (out, time_ms);
      return;
    }
  g_string_append_c (out, '"');
  append_date (out, days);
  g_string_append_c (out, 'T');
  append_digits (out, (guint64)(rest / CHEZU_HOUR_MS), 2);
  g_string_append_c (out, ':');
  append_digits (out, (guint64)(rest / CHEZU_MINUTE_MS % 60), 2);
  g_string_append_c (out, ':');
  append_digits (out, (guint64)(rest / CHEZU_SECOND_MS % 60), 2);
  g_string_append_c (out, '.');
  append_digits (out, (guint64)(rest % 1000), 3);
  g_string_append (out, ends[pen->times]);
  g_string_append_c (out, '"');
}

static void
member_time (GString *out, const ChezuSimPen *pen, const char *name, gint64 time_ms)
{
  g_string_append_printf (out, ",\"%s\":", name);
  chezu_sim_json_time (out, pen, time_ms);
}

static void
member_number (GString *out, const char *name, double value, guint decimals)
{
  g_string_append (out, ",\"");
  g_string_append (out, name);
  g_string_append (out, "\":");
  chezu_sim_json_number (out, value, decimals);
}

static void
append_alarms (GString *out, guint alarms)
{
  static const char *const names[] = { "overspeed", "fatigueDriving", "hardBraking", "accident" };
  gboolean first = TRUE;

  g_string_append (out, "\"alarm\":\"");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if ((alarms & (1u << i)) == 0)
        continue;
      if (!first)
        g_string_append_c (out, ',');
      g_string_append (out, names[i]);
      first = FALSE;
    }
  g_string_append (out, "\",");
}

static void
append_attributes (GString *out, const ChezuSimPen *pen, const ChezuSimFix *fix)
{
  ChezuSimName driver;

  g_string_append_c (out, '{');
  if (fix->alarms != 0)
    append_alarms (out, fix->alarms);
  if (fix->odd_types)
    g_string_append (out, fix->engine ? "\"ignition\":\"true\"" : "\"ignition\":\"false\"");
  else
    g_string_append (out, fix->engine ? "\"ignition\":true" : "\"ignition\":false");
  g_string_append (out, ",\"sat\":");
  append_integer (out, fix->satellites);
  g_string_append (out, ",\"odometer\":");
  append_integer (out, (gint64)fix->odometer_m);
  member_number (out, "distance", fix->distance_m, 2);
  member_number (out, "totalDistance", fix->odometer_m, 2);
  /* The server's threshold: 0.01 knots. */
  g_string_append (out, fix->speed_knots > 0.01 ? ",\"motion\":true" : ",\"motion\":false");
  if (fix->copy == CHEZU_SIM_COPY_LATE)
    g_string_append (out, ",\"archive\":true");
  chezu_sim_name_driver_id (pen->world, fix->vehicle, driver);
  g_string_append (out, ",\"driverUniqueId\":\"");
  g_string_append (out, driver);
  g_string_append (out, "\"}");
}

static void
append_network (GString *out, const ChezuSimFix *fix)
{
  /* Some terminals tell the cell they use; null members are left out. */
  if (fix->vehicle % 40 != 7)
    {
      g_string_append (out, "null");
      return;
    }
  g_string_append_printf (out,
                          "{\"radioType\":\"lte\",\"considerIp\":false,\"cellTowers\":[{"
                          "\"cellId\":%u,\"locationAreaCode\":%u,\"mobileCountryCode\":460,"
                          "\"mobileNetworkCode\":0}]}",
                          90000000u + fix->vehicle % 100000, 20000u + fix->vehicle % 3000);
}

void
chezu_sim_json_position (GString *out, const ChezuSimPen *pen, const ChezuSimFix *fix)
{
  g_string_append (out, "{\"id\":");
  append_integer (out,
                  chezu_sim_fix_get_id (pen->world, pen->clock, fix->vehicle, fix->fix, fix->copy));
  g_string_append (out, ",\"attributes\":");
  append_attributes (out, pen, fix);
  g_string_append (out, ",\"deviceId\":");
  append_integer (out, (gint64)fix->vehicle + 1);
  g_string_append (out, ",\"protocol\":\"jt808\"");
  member_time (out, pen, "serverTime", fix->server_ms);
  member_time (out, pen, "deviceTime", fix->fix_ms);
  member_time (out, pen, "fixTime", fix->fix_ms);
  g_string_append (out, fix->valid ? ",\"valid\":true" : ",\"valid\":false");
  member_number (out, "latitude", fix->lat, 7);
  member_number (out, "longitude", fix->lon, 7);
  member_number (out, "altitude", round (fix->altitude_m), 1);
  member_number (out, "speed", fix->speed_knots, 6);
  member_number (out, "course", round (fix->course), 1);
  g_string_append (out, ",\"address\":null,\"accuracy\":0.0,\"network\":");
  append_network (out, fix);
  g_string_append (out, ",\"geofenceIds\":null}");
}

static const char *
category_of (ChezuVehicleKind kind)
{
  /* Icon names of Traccar, which has none for dangerous goods. */
  return chezu_vehicle_kind_key (kind == CHEZU_VEHICLE_HAZMAT ? CHEZU_VEHICLE_TRUCK : kind);
}

void
chezu_sim_json_device (GString *out, const ChezuSimPen *pen, guint vehicle, gint64 now_ms)
{
  static const char *const states[] = { "online", "offline", "unknown" };
  const ChezuSimVehicle *self = chezu_sim_world_get_vehicle (pen->world, vehicle);
  ChezuSimStatus status;
  ChezuSimName name;
  ChezuSimPlateColour colour = chezu_sim_name_plate (pen->world, vehicle, name);

  chezu_sim_status_get (pen->world, pen->clock, vehicle, now_ms, &status);
  g_string_append_printf (out, "{\"id\":%u,\"attributes\":{", vehicle + 1);
  if (self->kind == CHEZU_VEHICLE_HAZMAT)
    g_string_append (out, "\"kind\":\"hazmat\",");
  g_string_append_printf (out, "\"plateColor\":%d},\"groupId\":%u,\"calendarId\":0,\"name\":",
                          (int)colour, chezu_sim_groups_of_vehicle (pen->world, vehicle));
  chezu_sim_json_text (out, name);
  chezu_sim_name_terminal (pen->world, vehicle, name);
  g_string_append_printf (out, ",\"uniqueId\":\"%s\",\"status\":\"%s\",\"lastUpdate\":", name,
                          states[status.connection]);
  if (status.heard_ms > 0)
    chezu_sim_json_time (out, pen, status.heard_ms);
  else
    g_string_append (out, "null");
  g_string_append (out, ",\"positionId\":");
  append_integer (out, status.position_id);
  chezu_sim_name_phone (pen->world, vehicle, name);
  g_string_append_printf (out, ",\"phone\":\"%s\",\"model\":\"%s\",\"contact\":", name,
                          chezu_sim_name_model (pen->world, vehicle));
  chezu_sim_name_driver (pen->world, vehicle, name);
  chezu_sim_json_text (out, name);
  g_string_append_printf (out, ",\"category\":\"%s\",\"disabled\":false,\"expirationTime\":null}",
                          category_of (self->kind));
}

void
chezu_sim_json_group (GString *out, const ChezuSimPen *pen, guint index)
{
  const ChezuSimGroup *self = g_ptr_array_index (pen->world->groups, index);

  g_string_append_printf (out, "{\"id\":%u,\"attributes\":{", index + 1);
  if (self->industry != NULL)
    {
      g_string_append (out, "\"industry\":");
      chezu_sim_json_text (out, self->industry);
    }
  g_string_append_printf (out, "},\"groupId\":%u,\"name\":", self->parent);
  chezu_sim_json_text (out, self->name);
  g_string_append_c (out, '}');
}

void
chezu_sim_json_driver (GString *out, const ChezuSimPen *pen, guint vehicle)
{
  ChezuSimName name;

  chezu_sim_name_driver (pen->world, vehicle, name);
  g_string_append_printf (out, "{\"id\":%u,\"attributes\":{},\"name\":", vehicle + 1);
  chezu_sim_json_text (out, name);
  chezu_sim_name_driver_id (pen->world, vehicle, name);
  g_string_append_printf (out, ",\"uniqueId\":\"%s\"}", name);
}

void
chezu_sim_json_user (GString *out, const ChezuSimPen *pen, gboolean reports_disabled)
{
  g_string_append_printf (
      out,
      "{\"id\":1,\"attributes\":{},\"name\":\"admin\",\"login\":null,\"email\":\"admin\","
      "\"phone\":null,\"readonly\":false,\"administrator\":true,\"map\":null,\"latitude\":0.0,"
      "\"longitude\":0.0,\"zoom\":0,\"coordinateFormat\":null,\"disabled\":false,"
      "\"expirationTime\":null,\"deviceLimit\":-1,\"userLimit\":0,\"deviceReadonly\":false,"
      "\"limitCommands\":false,\"disableReports\":%s,\"fixedEmail\":false,\"poiLayer\":null,"
      "\"totpKey\":null,\"temporary\":false,\"password\":null}",
      reports_disabled ? "true" : "false");
}

void
chezu_sim_json_server (GString *out)
{
  g_string_append (
      out,
      "{\"id\":1,\"attributes\":{},\"registration\":false,\"readonly\":false,"
      "\"deviceReadonly\":false,\"map\":null,\"bingKey\":null,\"mapUrl\":null,\"overlayUrl\":null,"
      "\"latitude\":0.0,\"longitude\":0.0,\"zoom\":0,\"forceSettings\":false,"
      "\"coordinateFormat\":null,\"limitCommands\":false,\"disableReports\":false,"
      "\"fixedEmail\":false,\"poiLayer\":null,\"announcement\":null,\"emailEnabled\":false,"
      "\"geocoderEnabled\":false,\"textEnabled\":false,\"storageSpace\":null,\"newServer\":false,"
      "\"openIdEnabled\":false,\"openIdForce\":false,\"version\":\"6.14.5\"}");
}
