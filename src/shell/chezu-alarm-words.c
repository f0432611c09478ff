/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-words.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "rule/chezu-rule-signal.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* A place that is farther away says nothing of where one is. */
#define NEAR_PLACE_M 30000.0

/* --- Where ---------------------------------------------------------------------------------- */

static char *
name_road (const ChezuRoad *road)
{
  gboolean chinese = chezu_language_is_chinese ();
  const char *name = !chinese && road->name_en != NULL ? road->name_en : road->name_zh;

  return road->ref != NULL && road->ref[0] != '\0' ? g_strdup_printf ("%s %s", road->ref, name)
                                                   : g_strdup (name);
}

/* Distances are counted from where the line begins; a real kilometre post nobody told us. */
static char *
describe_road (const ChezuRoadHit *hit, gboolean brief)
{
  const ChezuRoad *road = hit->road;
  g_autofree char *name = name_road (road);
  gboolean from_begin = hit->along_m <= road->length_m / 2;
  g_autofree char *distance = chezu_format_distance (
      from_begin ? hit->along_m : MAX (road->length_m - hit->along_m, 0.0));

  if (road->from_zh == NULL || road->to_zh == NULL)
    return g_steal_pointer (&name);
  if (brief)
    /* TRANSLATORS: a road, then the junctions before and behind: "G3 京台高速 滕州—枣庄" */
    return g_strdup_printf (_ ("%s %s–%s"), name, road->from_zh, road->to_zh);
  /* TRANSLATORS: a road, the junction before, the one behind, a distance, one of the two */
  return g_strdup_printf (_ ("%s, %s to %s, %s from %s"), name, road->from_zh, road->to_zh,
                          distance, from_begin ? road->from_zh : road->to_zh);
}

static char *
describe_nearest (const ChezuPlaceList *places, double lon, double lat)
{
  const ChezuPlaceRow *nearest = NULL;
  double least_m = NEAR_PLACE_M;
  g_autofree char *distance = NULL;
  const char *name;

  for (guint i = 0; places != NULL && i < places->rows->len; i++)
    {
      const ChezuPlaceRow *place = &g_array_index (places->rows, ChezuPlaceRow, i);
      double metres = chezu_distance_m (lon, lat, place->lon, place->lat);

      if (metres < least_m)
        {
          least_m = metres;
          nearest = place;
        }
    }
  if (nearest == NULL)
    return NULL;
  name = chezu_language_is_chinese () || nearest->name_en == NULL ? nearest->name_zh
                                                                  : nearest->name_en;
  distance = chezu_format_distance (least_m);
  /* TRANSLATORS: a place, then a distance: "Hongxiang Logistics Park, 3.2 km away" */
  return g_strdup_printf (_ ("%s, %s away"), name, distance);
}

char *
chezu_alarm_describe_place (const ChezuRoadIndex *roads,
                            const ChezuPlaceList *places,
                            double lon,
                            double lat,
                            gboolean brief)
{
  ChezuRoadHit hit;
  char *nearest;

  if (roads != NULL && chezu_road_index_find (roads, lon, lat, &hit))
    return describe_road (&hit, brief);
  nearest = describe_nearest (places, lon, lat);
  return nearest != NULL ? nearest : chezu_format_position (lon, lat);
}

/* --- How much ------------------------------------------------------------------------------- */

static char *
describe_speed (const ChezuAlarmItem *item)
{
  g_autofree char *limit = chezu_format_speed (item->limit_cm_s);

  /* TRANSLATORS: a speed and, with its unit, what is allowed: "112 / 80 km/h" */
  return g_strdup_printf (_ ("%.0f / %s"), item->speed_cm_s * 0.036, limit);
}

static char *
describe_seconds (const ChezuAlarmItem *item)
{
  g_autofree char *measured = chezu_format_duration ((gint64)(item->measured * CHEZU_SECOND_MS));

  return g_steal_pointer (&measured);
}

char *
chezu_alarm_describe_measure (const ChezuAlarmItem *item)
{
  if (item->limit_cm_s > 0 && item->speed_cm_s >= 0)
    return describe_speed (item);
  if (g_strcmp0 (item->unit, chezu_signal_unit_key (CHEZU_UNIT_SECONDS)) == 0)
    return describe_seconds (item);
  if (g_strcmp0 (item->unit, chezu_signal_unit_key (CHEZU_UNIT_METRES)) == 0)
    return chezu_format_distance (item->measured);
  if (g_strcmp0 (item->unit, chezu_signal_unit_key (CHEZU_UNIT_M_S2)) == 0)
    return g_strdup_printf (_ ("%.1f m/s²"), item->measured);
  if (g_strcmp0 (item->unit, chezu_signal_unit_key (CHEZU_UNIT_DAYS)) == 0)
    return item->measured <= 0 ? g_strdup (_ ("expired"))
                               : g_strdup_printf (ngettext ("%.0f day left", "%.0f days left",
                                                            (gulong)ceil (item->measured)),
                                                  ceil (item->measured));
  return NULL;
}

char *
chezu_alarm_describe_running (gint64 from_ms, gint64 to_ms)
{
  gint64 seconds = MAX (to_ms - from_ms, 0) / CHEZU_SECOND_MS;

  if (seconds < 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, seconds / 60, seconds % 60);
  return chezu_format_duration (seconds / 60 * 60 * CHEZU_SECOND_MS);
}

char *
chezu_alarm_describe_state (const ChezuAlarmItem *item, gint64 now_ms)
{
  const ChezuAlarmLife *life = &item->life;
  ChezuAlarmState state = chezu_alarm_life_state (life, now_ms);
  const char *who = state == CHEZU_ALARM_HANDLING       ? life->handler
                    : state == CHEZU_ALARM_ACKNOWLEDGED ? life->acknowledged_by
                    : state == CHEZU_ALARM_CLOSED       ? life->closed_by
                                                        : NULL;

  if (state == CHEZU_ALARM_CLOSED && life->result != CHEZU_ALARM_RESULT_NONE)
    return g_strdup_printf ("%s %s", who != NULL ? who : "",
                            chezu_alarm_result_name (life->result));
  if (who == NULL)
    return g_strdup (chezu_alarm_state_name (state));
  return g_strdup_printf ("%s %s", who, chezu_alarm_state_name (state));
}

char *
chezu_alarm_describe_entry (const ChezuAlarmEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ChezuAlarmResult result;

  if (chezu_alarm_result_from_key (entry->result, &result) && result != CHEZU_ALARM_RESULT_NONE)
    g_string_append (text, chezu_alarm_result_name (result));
  if (entry->addressee != NULL)
    g_string_append_printf (text, "%s→ %s", text->len > 0 ? " · " : "", entry->addressee);
  if (entry->text != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", entry->text);
  if (entry->outcome != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", entry->outcome);
  return g_string_free_and_steal (g_steal_pointer (&text));
}
