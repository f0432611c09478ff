/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-place-words.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const day_keys[] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };
static const char *const day_names[]
    = { NC_ ("day", "Mon"), NC_ ("day", "Tue"), NC_ ("day", "Wed"), NC_ ("day", "Thu"),
        NC_ ("day", "Fri"), NC_ ("day", "Sat"), NC_ ("day", "Sun") };

static const char *
get_day_name (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (day_keys); i++)
    if (g_str_equal (key, day_keys[i]))
      return g_dpgettext2 (NULL, "day", day_names[i]);
  return NULL;
}

/* "Mo-Fr" or "Sa", NULL for anything else. */
static char *
describe_day_span (const char *span)
{
  g_auto (GStrv) ends = g_strsplit (span, "-", 2);
  const char *first = ends[0] != NULL ? get_day_name (ends[0]) : NULL;
  const char *last = first != NULL && ends[1] != NULL ? get_day_name (ends[1]) : NULL;

  if (first == NULL || (ends[1] != NULL && last == NULL))
    return NULL;
  if (last == NULL)
    return g_strdup (first);
  if (g_str_equal (span, "Mo-Su"))
    return g_strdup (_ ("daily"));
  /* TRANSLATORS: from one day of the week to another: "Mon–Fri" */
  return g_strdup_printf (C_ ("days", "%s–%s"), first, last);
}

static char *
describe_days (const char *days)
{
  g_auto (GStrv) spans = g_strsplit (days, ",", -1);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; spans[i] != NULL; i++)
    {
      g_autofree char *span = describe_day_span (spans[i]);

      if (span == NULL)
        {
          g_string_free (text, TRUE);
          return NULL;
        }
      if (i > 0)
        g_string_append (text, C_ ("list of days", ", "));
      g_string_append (text, span);
    }
  return g_string_free_and_steal (text);
}

static gboolean
is_times (const char *times)
{
  return *times != '\0' && strspn (times, "0123456789:-,") == strlen (times);
}

/* "Mo-Fr 08:30-17:30" */
static char *
describe_rule (const char *rule)
{
  g_auto (GStrv) parts = g_strsplit (rule, " ", 2);
  g_autofree char *days = NULL;
  g_autoptr (GString) times = NULL;

  if (parts[0] == NULL || parts[1] == NULL || !is_times (parts[1]))
    return NULL;
  days = describe_days (parts[0]);
  if (days == NULL)
    return NULL;
  times = g_string_new (parts[1]);
  g_string_replace (times, "-", "–", 0);
  g_string_replace (times, ",", ", ", 0);
  return g_strdup_printf ("%s %s", days, times->str);
}

/**
 * chezu_place_hours_text:
 * @opening_hours: in OpenStreetMap's syntax, of which days of the week with spans of time and
 *   "24/7" are understood
 *
 * Returns: (transfer full): in words; what is not understood stays as it is
 */
char *
chezu_place_hours_text (const char *opening_hours)
{
  g_auto (GStrv) rules = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (opening_hours == NULL || *opening_hours == '\0')
    return g_strdup ("—");
  if (g_str_equal (opening_hours, "24/7"))
    return g_strdup (_ ("day and night"));

  rules = g_strsplit (opening_hours, ";", -1);
  for (gsize i = 0; rules[i] != NULL; i++)
    {
      g_autofree char *rule = describe_rule (g_strstrip (rules[i]));

      if (rule == NULL)
        return g_strdup (opening_hours);
      if (i > 0)
        g_string_append (text, C_ ("list of opening hours", "; "));
      g_string_append (text, rule);
    }
  return g_string_free_and_steal (g_steal_pointer (&text));
}

/**
 * chezu_place_services_text:
 * @codes: joined by ";"
 * @names: (nullable): code → name; a code without a name is left out
 */
char *
chezu_place_services_text (const char *codes, GHashTable *names)
{
  g_auto (GStrv) parts = NULL;
  GString *text;

  if (codes == NULL || *codes == '\0' || names == NULL)
    return g_strdup ("—");

  parts = g_strsplit (codes, ";", -1);
  text = g_string_new (NULL);
  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const char *name = g_hash_table_lookup (names, parts[i]);

      if (name == NULL)
        continue;
      if (text->len > 0)
        g_string_append (text, C_ ("list of services", ", "));
      g_string_append (text, name);
    }
  if (text->len == 0)
    g_string_append (text, "—");
  return g_string_free_and_steal (text);
}

/**
 * chezu_place_capacity_text:
 * @unit: as the tables name it: "beds", "seats", "truck_bays", …
 */
char *
chezu_place_capacity_text (gint32 capacity, const char *unit)
{
  static const struct
  {
    const char *unit;
    const char *one;
    const char *many;
  } units[] = {
    { "beds", N_ ("%s bed"), N_ ("%s beds") },
    { "seats", N_ ("%s seat"), N_ ("%s seats") },
    { "people", N_ ("%s person"), N_ ("%s people") },
    { "truck_bays", N_ ("%s truck bay"), N_ ("%s truck bays") },
    { "tow_trucks", N_ ("%s tow truck"), N_ ("%s tow trucks") },
    { "berths", N_ ("%s berth"), N_ ("%s berths") },
    { "platforms", N_ ("%s platform"), N_ ("%s platforms") },
    { "stands", N_ ("%s stand"), N_ ("%s stands") },
  };
  g_autofree char *count = NULL;

  if (capacity < 0)
    return g_strdup ("—");
  count = chezu_format_count (capacity);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_strcmp0 (units[i].unit, unit) == 0)
      {
        g_autoptr (GString) text
            = g_string_new (g_dngettext (NULL, units[i].one, units[i].many, (gulong)capacity));

        g_string_replace (text, "%s", count, 1);
        return g_string_free_and_steal (g_steal_pointer (&text));
      }
  return g_steal_pointer (&count);
}
