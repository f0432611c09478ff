/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-time.h"

gint64
chezu_time_now_ms (void)
{
  return g_get_real_time () / 1000;
}

/**
 * chezu_time_parse_iso8601:
 * @text: a date and time with an offset or `Z`
 * @time_ms: (out): Unix milliseconds
 *
 * Reads an instant as telematics servers write it. A time without an offset names no instant and is
 * refused.
 *
 * Returns: whether @text was such a time; @time_ms is left alone otherwise
 */
gboolean
chezu_time_parse_iso8601 (const char *text, gint64 *time_ms)
{
  g_autoptr (GDateTime) parsed = NULL;

  g_return_val_if_fail (time_ms != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  parsed = g_date_time_new_from_iso8601 (text, NULL);
  if (parsed == NULL)
    return FALSE;

  *time_ms = g_date_time_to_unix_usec (parsed) / 1000;
  return TRUE;
}

/**
 * chezu_time_format_iso8601:
 *
 * Writes @time_ms as a Traccar server does: `2026-03-04T05:06:07.000+00:00`.
 *
 * Returns: (transfer full): the text
 */
char *
chezu_time_format_iso8601 (gint64 time_ms)
{
  gint64 millisecond = ((time_ms % 1000) + 1000) % 1000;
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((time_ms - millisecond) / 1000);
  g_autofree char *seconds = NULL;

  if (time == NULL)
    return g_strdup ("");

  seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03d+00:00", seconds, (int)millisecond);
}

/**
 * chezu_time_start_of_day_ms:
 *
 * Returns: the midnight in @zone with which the day of @time_ms began
 */
gint64
chezu_time_start_of_day_ms (gint64 time_ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);
  g_autoptr (GDateTime) local = NULL;
  g_autoptr (GDateTime) midnight = NULL;

  g_return_val_if_fail (utc != NULL, 0);

  local = g_date_time_to_timezone (utc, zone);
  midnight = g_date_time_new (zone, g_date_time_get_year (local), g_date_time_get_month (local),
                              g_date_time_get_day_of_month (local), 0, 0, 0);
  return g_date_time_to_unix (midnight) * 1000;
}
