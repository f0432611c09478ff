/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-format.h"

#include "base/chezu-time.h"
#include "base/chezu-units.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

gboolean
chezu_language_is_chinese (void)
{
  /* TRANSLATORS: the code of the language that this catalogue translates to, such as "zh" */
  return g_str_equal (C_ ("language", "en"), "zh");
}

/* Thousands in groups of three, in both languages: 4,159. */
char *
chezu_format_count (gint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  GString *grouped = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      g_string_append_c (grouped, digits[i]);
      if (digits[i] != '-' && i + 1 < length && (length - i - 1) % 3 == 0)
        g_string_append_c (grouped, ',');
    }
  return g_string_free_and_steal (grouped);
}

char *
chezu_format_vehicles (gint64 count)
{
  g_autofree char *number = chezu_format_count (count);

  return g_strdup_printf (ngettext ("%s vehicle", "%s vehicles", (gulong)MIN (count, G_MAXINT)),
                          number);
}

char *
chezu_format_speed (gint32 speed_cm_s)
{
  if (speed_cm_s < 0)
    return g_strdup ("—");
  return g_strdup_printf (_ ("%.0f km/h"), chezu_cm_s_to_km_h (speed_cm_s));
}

char *
chezu_format_course (gint32 course_cdeg)
{
  static const char *const winds[8] = {
    NC_ ("course", "N"), NC_ ("course", "NE"), NC_ ("course", "E"), NC_ ("course", "SE"),
    NC_ ("course", "S"), NC_ ("course", "SW"), NC_ ("course", "W"), NC_ ("course", "NW"),
  };

  if (course_cdeg < 0)
    return g_strdup ("—");
  return g_strdup_printf ("%d° %s", (int)lround (course_cdeg / 100.0) % 360,
                          g_dpgettext2 (NULL, "course", winds[(course_cdeg + 2250) / 4500 % 8]));
}

/* Metres under a kilometre, then tenths, from 100 km whole kilometres. */
char *
chezu_format_distance (double metres)
{
  g_autofree char *count = NULL;

  if (metres < 0 || !isfinite (metres))
    return g_strdup ("—");
  if (metres < 999.5)
    return g_strdup_printf (_ ("%.0f m"), metres);
  if (metres < 99950)
    return g_strdup_printf (_ ("%.1f km"), metres / 1000);

  count = chezu_format_count (llround (metres / 1000));
  return g_strdup_printf (_ ("%s km"), count);
}

/* Square metres up to a tenth of a square kilometre, then hundredths, tenths and from 100 km² whole
 * square kilometres. */
char *
chezu_format_area (double square_metres)
{
  g_autofree char *count = NULL;

  if (square_metres < 0 || !isfinite (square_metres))
    return g_strdup ("—");
  if (square_metres < 99999.5)
    {
      count = chezu_format_count (llround (square_metres));
      return g_strdup_printf (_ ("%s m²"), count);
    }
  if (square_metres < 9.995e6)
    return g_strdup_printf (_ ("%.2f km²"), square_metres / 1e6);
  if (square_metres < 99.95e6)
    return g_strdup_printf (_ ("%.1f km²"), square_metres / 1e6);
  count = chezu_format_count (llround (square_metres / 1e6));
  return g_strdup_printf (_ ("%s km²"), count);
}

/**
 * chezu_format_age:
 *
 * How long ago something was: “just now”, “3 s ago”, “6 min ago”, “2 h ago”, and past a day the
 * date. A time in the future is as good as now: clocks differ a little.
 */
char *
chezu_format_age (gint64 time_ms, gint64 now_ms)
{
  gint64 age_ms = now_ms - time_ms;

  if (time_ms == 0)
    return g_strdup ("—");
  if (age_ms < CHEZU_SECOND_MS)
    return g_strdup (_ ("just now"));
  if (age_ms < CHEZU_MINUTE_MS)
    return g_strdup_printf (_ ("%d s ago"), (int)(age_ms / CHEZU_SECOND_MS));
  if (age_ms < CHEZU_HOUR_MS)
    return g_strdup_printf (_ ("%d min ago"), (int)(age_ms / CHEZU_MINUTE_MS));
  if (age_ms < CHEZU_DAY_MS)
    return g_strdup_printf (_ ("%d h ago"), (int)(age_ms / CHEZU_HOUR_MS));
  return chezu_format_date (time_ms);
}

static char *
format_local (gint64 time_ms, const char *format)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_ms / 1000);

  if (time == NULL)
    return g_strdup ("—");
  return g_date_time_format (time, format);
}

char *
chezu_format_clock (gint64 time_ms)
{
  return format_local (time_ms, "%H:%M:%S");
}

char *
chezu_format_date (gint64 time_ms)
{
  /* TRANSLATORS: a date as g_date_time_format() writes it: 2 Mar 2025 */
  return format_local (time_ms, _ ("%-d %b %Y"));
}

/**
 * chezu_format_moment:
 *
 * The clock time of what was today, with the date before it when it was another day.
 */
char *
chezu_format_moment (gint64 time_ms, gint64 now_ms)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  if (time_ms == 0)
    return g_strdup ("—");
  if (chezu_time_start_of_day_ms (time_ms, zone) == chezu_time_start_of_day_ms (now_ms, zone))
    return chezu_format_clock (time_ms);
  /* TRANSLATORS: date and time as g_date_time_format() writes it: 2 Mar 14:32 */
  return format_local (time_ms, _ ("%-d %b %H:%M"));
}

char *
chezu_format_duration (gint64 duration_ms)
{
  int minutes = (int)(duration_ms / CHEZU_MINUTE_MS);

  if (duration_ms < CHEZU_MINUTE_MS)
    return g_strdup_printf (_ ("%d s"), (int)(duration_ms / CHEZU_SECOND_MS));
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), minutes);
  return g_strdup_printf (_ ("%d h %d min"), minutes / 60, minutes % 60);
}

char *
chezu_format_position (double lon, double lat)
{
  return g_strdup_printf ("%.4f° %s %.4f° %s", fabs (lat), lat < 0 ? "S" : "N", fabs (lon),
                          lon < 0 ? "W" : "E");
}

/**
 * chezu_format_plate:
 * @plate: as stored, without a separator
 *
 * A Chinese plate is shown with U+00B7 after the letter of its city: 鲁D·3F872. Anything else is
 * shown as it is.
 */
char *
chezu_format_plate (const char *plate)
{
  const char *letter;
  const char *rest;

  if (plate == NULL || *plate == '\0')
    return g_strdup ("—");

  letter = g_utf8_next_char (plate);
  if (g_utf8_get_char (plate) < 0x4E00 || !g_ascii_isupper (*letter))
    return g_strdup (plate);

  rest = letter + 1;
  if (*rest == '\0' || g_str_has_prefix (rest, "·"))
    return g_strdup (plate);
  return g_strdup_printf ("%.*s·%s", (int)(rest - plate), plate, rest);
}

/* Tenths under a hundred, then whole numbers in groups. */
char *
chezu_format_rate (double per_second)
{
  if (!(per_second >= 0))
    return g_strdup ("—");
  if (per_second < 99.95)
    return g_strdup_printf ("%.1f", per_second);
  return chezu_format_count (llround (per_second));
}

/**
 * chezu_format_percent:
 * @fraction: 0 … 1; negative is unknown
 *
 * Rounded down, so that what is not complete is never called 100%.
 */
char *
chezu_format_percent (double fraction, int decimals)
{
  double steps = pow (10, decimals);

  if (!(fraction >= 0))
    return g_strdup ("—");
  if (fraction >= 1)
    return g_strdup ("100%");
  /* What is a whole step in decimal may be a little less in binary. */
  return g_strdup_printf ("%.*f%%", decimals, floor (fraction * 100 * steps + 1e-6) / steps);
}
