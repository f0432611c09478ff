/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track as GPX 1.1: one trk with a trkseg for each stretch. What GPX has no word for stands in
 * extensions twice: speed (m/s) and course in Garmin's TrackPointExtension v2, which most programs
 * read, and under the names and in the units of the SQL table `fix` in the namespace from which
 * GDAL makes fields. */

#include "chezu-config.h"
#include "ctl/chezu-ctl-track.h"

#define OPENING                                                                                    \
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                                   \
  "<gpx version=\"1.1\" creator=\"Chezu " CHEZU_VERSION "\""                                       \
  " xmlns=\"http://www.topografix.com/GPX/1/1\""                                                   \
  " xmlns:ogr=\"http://osgeo.org/gdal\""                                                           \
  " xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v2\""                      \
  " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""                                       \
  " xsi:schemaLocation=\"http://www.topografix.com/GPX/1/1"                                        \
  " http://www.topografix.com/GPX/1/1/gpx.xsd"                                                     \
  " http://www.garmin.com/xmlschemas/TrackPointExtension/v2"                                       \
  " https://www8.garmin.com/xmlschemas/TrackPointExtensionv2.xsd\">\n"

static void
begin (ChezuCtlTrack *track)
{
  g_autofree char *name = g_markup_escape_text (track->plate != NULL ? track->plate : "", -1);

  g_string_append (track->out, OPENING);
  g_string_append (track->out, "<trk>\n");
  if (*name != '\0')
    g_string_append_printf (track->out, "<name>%s</name>\n", name);
  g_string_append_printf (track->out, "<number>%" G_GINT64_FORMAT "</number>\n", track->vehicle_id);
}

static void
begin_stretch (ChezuCtlTrack *track)
{
  g_string_append (track->out, "<trkseg>\n");
}

static void
append_fields (GString *out, const ChezuFix *fix)
{
  if (fix->speed_cm_s != CHEZU_UNKNOWN)
    {
      g_string_append (out, "<ogr:speed>");
      chezu_ctl_track_append_decimal (out, chezu_cm_s_to_km_h (fix->speed_cm_s), 3);
      g_string_append (out, "</ogr:speed>");
    }
  if (fix->course_cdeg != CHEZU_UNKNOWN)
    {
      g_string_append (out, "<ogr:course>");
      chezu_ctl_track_append_decimal (out, fix->course_cdeg / 100.0, 2);
      g_string_append (out, "</ogr:course>");
    }
  if (fix->odometer_m != CHEZU_UNKNOWN)
    g_string_append_printf (out, "<ogr:odometer>%" G_GINT64_FORMAT "</ogr:odometer>",
                            fix->odometer_m);
  g_string_append_printf (out, "<ogr:flags>%u</ogr:flags>", fix->flags);
}

static void
append_garmin (GString *out, const ChezuFix *fix)
{
  if (fix->speed_cm_s == CHEZU_UNKNOWN && fix->course_cdeg == CHEZU_UNKNOWN)
    return;

  g_string_append (out, "<gpxtpx:TrackPointExtension>");
  if (fix->speed_cm_s != CHEZU_UNKNOWN)
    {
      g_string_append (out, "<gpxtpx:speed>");
      chezu_ctl_track_append_decimal (out, fix->speed_cm_s / 100.0, 2);
      g_string_append (out, "</gpxtpx:speed>");
    }
  if (fix->course_cdeg != CHEZU_UNKNOWN)
    {
      g_string_append (out, "<gpxtpx:course>");
      chezu_ctl_track_append_decimal (out, fix->course_cdeg / 100.0, 2);
      g_string_append (out, "</gpxtpx:course>");
    }
  g_string_append (out, "</gpxtpx:TrackPointExtension>");
}

static void
add (ChezuCtlTrack *track, const ChezuFix *fix)
{
  GString *out = track->out;

  /* The schema's longitudes end before 180. */
  g_string_append (out, "<trkpt lat=\"");
  chezu_ctl_track_append_degrees (out, fix->lat_e7);
  g_string_append (out, "\" lon=\"");
  chezu_ctl_track_append_degrees (out, fix->lon_e7 == 180 * CHEZU_E7 ? -fix->lon_e7 : fix->lon_e7);
  g_string_append (out, "\">");
  if (fix->altitude_m != CHEZU_ALTITUDE_UNKNOWN)
    g_string_append_printf (out, "<ele>%d</ele>", fix->altitude_m);
  g_string_append (out, "<time>");
  chezu_ctl_track_append_time (out, fix->time_ms);
  g_string_append (out, "</time>");
  if ((fix->flags & CHEZU_FIX_INVALID) != 0)
    g_string_append (out, "<fix>none</fix>");
  g_string_append (out, "<extensions>");
  append_fields (out, fix);
  append_garmin (out, fix);
  g_string_append (out, "</extensions>");
  g_string_append (out, "</trkpt>\n");
}

static void
end_stretch (ChezuCtlTrack *track)
{
  g_string_append (track->out, "</trkseg>\n");
}

static void
end (ChezuCtlTrack *track)
{
  g_string_append (track->out, "</trk>\n</gpx>\n");
}

const ChezuCtlTrackFormat chezu_ctl_track_gpx = {
  .name = "gpx",
  .endings = { ".gpx" },
  .begin = begin,
  .begin_stretch = begin_stretch,
  .add = add,
  .end_stretch = end_stretch,
  .end = end,
};
