/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track as a table for other programs: RFC 4180 with a header, the columns of the SQL table `fix`
 * and the plate. GDAL takes lon and lat for the position with the open options
 * X_POSSIBLE_NAMES=lon and Y_POSSIBLE_NAMES=lat. */

#include "ctl/chezu-ctl-track.h"

#include <string.h>

static void
append_text (GString *out, const char *text)
{
  if (text == NULL)
    return;
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }

  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
begin (ChezuCtlTrack *track)
{
  g_string_append (track->out, "vehicle_id,plate,time,lon,lat,speed,course,altitude,odometer,"
                               "flags\r\n");
}

static void
add (ChezuCtlTrack *track, const ChezuFix *fix)
{
  GString *out = track->out;

  g_string_append_printf (out, "%" G_GINT64_FORMAT ",", track->vehicle_id);
  append_text (out, track->plate);
  g_string_append_c (out, ',');
  chezu_ctl_track_append_time (out, fix->time_ms);
  g_string_append_c (out, ',');
  chezu_ctl_track_append_degrees (out, fix->lon_e7);
  g_string_append_c (out, ',');
  chezu_ctl_track_append_degrees (out, fix->lat_e7);
  g_string_append_c (out, ',');
  if (fix->speed_cm_s != CHEZU_UNKNOWN)
    chezu_ctl_track_append_decimal (out, chezu_cm_s_to_km_h (fix->speed_cm_s), 3);
  g_string_append_c (out, ',');
  if (fix->course_cdeg != CHEZU_UNKNOWN)
    chezu_ctl_track_append_decimal (out, fix->course_cdeg / 100.0, 2);
  g_string_append_c (out, ',');
  if (fix->altitude_m != CHEZU_ALTITUDE_UNKNOWN)
    g_string_append_printf (out, "%d", fix->altitude_m);
  g_string_append_c (out, ',');
  if (fix->odometer_m != CHEZU_UNKNOWN)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, fix->odometer_m);
  g_string_append_printf (out, ",%u\r\n", fix->flags);
}

static void
do_nothing (ChezuCtlTrack *track)
{
}

const ChezuCtlTrackFormat chezu_ctl_track_csv = {
  .name = "csv",
  .endings = { ".csv" },
  .begin = begin,
  .begin_stretch = do_nothing,
  .add = add,
  .end_stretch = do_nothing,
  .end = do_nothing,
};
