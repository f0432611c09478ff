/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A track as GeoJSON (RFC 7946): a LineString for each stretch, whose property coordTimes holds the
 * time of each of its positions and speeds the speed. A stretch of one fix is a Point. */

#include "ctl/chezu-ctl-track.h"

#include <yyjson.h>

static void
append_json_text (GString *out, const char *text)
{
  yyjson_mut_doc *document = yyjson_mut_doc_new (NULL);
  char *json;

  yyjson_mut_doc_set_root (document, text != NULL ? yyjson_mut_str (document, text)
                                                  : yyjson_mut_null (document));
  json = yyjson_mut_write (document, 0, NULL);
  g_string_append (out, json != NULL ? json : "null");
  free (json);
  yyjson_mut_doc_free (document);
}

static void
begin (ChezuCtlTrack *track)
{
  g_string_append (track->out, "{\"type\":\"FeatureCollection\",\"features\":[");
}

static void
begin_stretch (ChezuCtlTrack *track)
{
  g_array_set_size (track->stretch, 0);
}

static void
add (ChezuCtlTrack *track, const ChezuFix *fix)
{
  g_array_append_val (track->stretch, *fix);
}

/* Positions of one line have all the same number of coordinates. */
static gboolean
all_have_altitudes (GArray *stretch)
{
  for (guint i = 0; i < stretch->len; i++)
    if (g_array_index (stretch, ChezuFix, i).altitude_m == CHEZU_ALTITUDE_UNKNOWN)
      return FALSE;
  return TRUE;
}

static void
append_position (GString *out, const ChezuFix *fix, gboolean with_altitude)
{
  g_string_append_c (out, '[');
  chezu_ctl_track_append_degrees (out, fix->lon_e7);
  g_string_append_c (out, ',');
  chezu_ctl_track_append_degrees (out, fix->lat_e7);
  if (with_altitude)
    g_string_append_printf (out, ",%d", fix->altitude_m);
  g_string_append_c (out, ']');
}

static void
append_geometry (GString *out, GArray *stretch)
{
  gboolean with_altitude = all_have_altitudes (stretch);

  if (stretch->len == 1)
    {
      g_string_append (out, "{\"type\":\"Point\",\"coordinates\":");
      append_position (out, &g_array_index (stretch, ChezuFix, 0), with_altitude);
      g_string_append_c (out, '}');
      return;
    }

  g_string_append (out, "{\"type\":\"LineString\",\"coordinates\":[");
  for (guint i = 0; i < stretch->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_position (out, &g_array_index (stretch, ChezuFix, i), with_altitude);
    }
  g_string_append (out, "]}");
}

static void
append_times (GString *out, GArray *stretch)
{
  for (guint i = 0; i < stretch->len; i++)
    {
      g_string_append (out, i > 0 ? ",\"" : "\"");
      chezu_ctl_track_append_time (out, g_array_index (stretch, ChezuFix, i).time_ms);
      g_string_append_c (out, '"');
    }
}

static void
append_speeds (GString *out, GArray *stretch)
{
  for (guint i = 0; i < stretch->len; i++)
    {
      gint32 speed_cm_s = g_array_index (stretch, ChezuFix, i).speed_cm_s;

      if (i > 0)
        g_string_append_c (out, ',');
      if (speed_cm_s == CHEZU_UNKNOWN)
        g_string_append (out, "null");
      else
        chezu_ctl_track_append_decimal (out, chezu_cm_s_to_km_h (speed_cm_s), 1);
    }
}

static void
append_properties (ChezuCtlTrack *track)
{
  GString *out = track->out;
  GArray *stretch = track->stretch;
  ChezuMileage mileage = { 0 };

  chezu_mileage_add (&mileage, (const ChezuFix *)(gpointer)stretch->data, stretch->len);
  g_string_append_printf (out,
                          "{\"vehicle_id\":%" G_GINT64_FORMAT ",\"plate\":", track->vehicle_id);
  append_json_text (out, track->plate);
  g_string_append (out, ",\"from\":\"");
  chezu_ctl_track_append_time (out, g_array_index (stretch, ChezuFix, 0).time_ms);
  g_string_append (out, "\",\"to\":\"");
  chezu_ctl_track_append_time (out, g_array_index (stretch, ChezuFix, stretch->len - 1).time_ms);
  g_string_append_printf (out, "\",\"count\":%u,\"mileage_m\":", stretch->len);
  chezu_ctl_track_append_decimal (out, chezu_mileage_get_m (&mileage), 0);
  g_string_append (out, ",\"coordTimes\":[");
  append_times (out, stretch);
  g_string_append (out, "],\"speeds\":[");
  append_speeds (out, stretch);
  g_string_append (out, "]}");
}

static void
end_stretch (ChezuCtlTrack *track)
{
  g_string_append (track->out, track->n_stretches == 0 ? "\n" : ",\n");
  g_string_append (track->out, "{\"type\":\"Feature\",\"geometry\":");
  append_geometry (track->out, track->stretch);
  g_string_append (track->out, ",\"properties\":");
  append_properties (track);
  g_string_append_c (track->out, '}');
}

static void
end (ChezuCtlTrack *track)
{
  g_string_append (track->out, "\n]}\n");
}

const ChezuCtlTrackFormat chezu_ctl_track_geojson = {
  .name = "geojson",
  .endings = { ".geojson", ".json" },
  .stretch_max = CHEZU_CTL_TRACK_STRETCH_MAX,
  .begin = begin,
  .begin_stretch = begin_stretch,
  .add = add,
  .end_stretch = end_stretch,
  .end = end,
};
