/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-when.h"

#include "base/chezu-time.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* A hundred years: what is more was not meant. */
#define SPAN_MAX_MS (36525 * CHEZU_DAY_MS)

const char *
chezu_when_describe (void)
{
  return _ ("2026-04-14, “2026-04-14 08:30”, 2026-04-14T08:30:00+08:00, 08:30, today, yesterday, "
            "“yesterday 18:00”, now, 2h ago, in 2h");
}

static gint64
unit_ms (const char *unit)
{
  static const struct
  {
    const char *name;
    gint64 ms;
  } units[] = {
    { "s", CHEZU_SECOND_MS },   { "sec", CHEZU_SECOND_MS },     { "second", CHEZU_SECOND_MS },
    { "m", CHEZU_MINUTE_MS },   { "min", CHEZU_MINUTE_MS },     { "minute", CHEZU_MINUTE_MS },
    { "h", CHEZU_HOUR_MS },     { "hour", CHEZU_HOUR_MS },      { "d", CHEZU_DAY_MS },
    { "day", CHEZU_DAY_MS },    { "w", 7 * CHEZU_DAY_MS },      { "week", 7 * CHEZU_DAY_MS },
    { "hours", CHEZU_HOUR_MS }, { "minutes", CHEZU_MINUTE_MS }, { "seconds", CHEZU_SECOND_MS },
    { "days", CHEZU_DAY_MS },   { "weeks", 7 * CHEZU_DAY_MS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_ascii_strcasecmp (unit, units[i].name) == 0)
      return units[i].ms;
  return 0;
}

/* "2h", "30 min", "1.5 days" */
static gboolean
parse_span (const char *text, gint64 *span_ms)
{
  g_autofree char *rest = NULL;
  double number;
  gint64 unit;
  char *end;

  if (!g_ascii_isdigit (*text))
    return FALSE;
  number = g_ascii_strtod (text, &end);
  rest = g_strstrip (g_strdup (end));
  unit = unit_ms (rest);
  if (unit == 0 || !(number * (double)unit <= (double)SPAN_MAX_MS))
    return FALSE;

  *span_ms = (gint64)(number * (double)unit);
  return TRUE;
}

/* "2h ago", "in 30 min" */
static gboolean
parse_distance (const char *text, gint64 now_ms, gint64 *time_ms)
{
  g_autofree char *before = NULL;
  gint64 span_ms;

  if (g_ascii_strncasecmp (text, "in ", strlen ("in ")) == 0)
    {
      if (!parse_span (text + strlen ("in "), &span_ms))
        return FALSE;
      *time_ms = now_ms + span_ms;
      return TRUE;
    }

  if (!g_str_has_suffix (text, " ago"))
    return FALSE;
  before = g_strndup (text, strlen (text) - strlen (" ago"));
  if (!parse_span (before, &span_ms))
    return FALSE;
  *time_ms = now_ms - span_ms;
  return TRUE;
}

/* "8:30", "08:30:15" */
static gboolean
parse_clock (const char *text, int *hour, int *minute, double *second)
{
  int length = 0;

  *second = 0;
  if (strspn (text, "0123456789:") != strlen (text)
      || sscanf (text, "%2d:%2d%n", hour, minute, &length) < 2)
    return FALSE;
  if (text[length] != '\0')
    {
      int rest = 0;

      if (sscanf (text + length, ":%2lf%n", second, &rest) < 1 || text[length + rest] != '\0')
        return FALSE;
    }
  return *hour < 24 && *minute < 60 && *second < 60;
}

/* A day that is @days before the one of @now_ms, at @clock (or its beginning). A wall clock's time:
 * a day may have 23 or 25 hours. */
static gboolean
on_day (gint64 now_ms, int days, const char *clock, GTimeZone *zone, gint64 *time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) day = local != NULL ? g_date_time_add_days (local, -days) : NULL;
  g_autoptr (GDateTime) time = NULL;
  int hour = 0;
  int minute = 0;
  double second = 0;

  if (day == NULL || (clock != NULL && !parse_clock (clock, &hour, &minute, &second)))
    return FALSE;

  time = g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day), hour, minute, second);
  if (time == NULL)
    return FALSE;
  *time_ms = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

/* "today", "yesterday", each with a time of day or without; a time of day alone is today's. */
static gboolean
parse_day_word (const char *text, gint64 now_ms, GTimeZone *zone, gint64 *time_ms)
{
  static const char *const words[] = { "today", "yesterday" };

  for (int days = 0; days < (int)G_N_ELEMENTS (words); days++)
    {
      gsize length = strlen (words[days]);

      if (g_ascii_strncasecmp (text, words[days], length) != 0)
        continue;
      if (text[length] == '\0')
        return on_day (now_ms, days, NULL, zone, time_ms);
      return text[length] == ' ' && on_day (now_ms, days, text + length + 1, zone, time_ms);
    }
  return on_day (now_ms, 0, text, zone, time_ms);
}

/* A date alone, or date and time with a space or a T between them, with an offset or in @zone. */
static gboolean
parse_date (const char *text, GTimeZone *zone, gint64 *time_ms)
{
  gsize length = strlen (text);
  g_autoptr (GString) full = g_string_new (text);
  g_autoptr (GDateTime) time = NULL;

  if (length >= 10 && text[10] == ' ')
    full->str[10] = 'T';
  if (length == 10)
    g_string_append (full, "T00:00:00");
  else if (length == 16 && text[13] == ':')
    g_string_append (full, ":00");

  time = g_date_time_new_from_iso8601 (full->str, zone);
  if (time == NULL)
    return FALSE;
  *time_ms = g_date_time_to_unix_usec (time) / 1000;
  return TRUE;
}

/**
 * chezu_when_parse:
 * @now_ms: what "now" is
 * @zone: in which days begin and where times without an offset are
 * @time_ms: (out): left alone on failure
 *
 * Reads an instant as a person writes it; see chezu_when_describe(). A day alone is its beginning.
 * The words are English in every language, as options are.
 */
gboolean
chezu_when_parse (const char *text, gint64 now_ms, GTimeZone *zone, gint64 *time_ms, GError **error)
{
  g_autofree char *clean = g_strstrip (g_strdup (text));

  if (g_ascii_strcasecmp (clean, "now") == 0)
    {
      *time_ms = now_ms;
      return TRUE;
    }
  if (parse_distance (clean, now_ms, time_ms) || parse_day_word (clean, now_ms, zone, time_ms)
      || parse_date (clean, zone, time_ms))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("“%s” is no time. Write it like one of these: %s"), text, chezu_when_describe ());
  return FALSE;
}
