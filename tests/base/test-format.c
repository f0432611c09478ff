/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person reads: counts, units, ages, plates. */

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "base/chezu-units.h"

#include <locale.h>
#include <math.h>

#define assert_text(call, expected)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *text = call;                                                                  \
    g_assert_cmpstr (text, ==, expected);                                                          \
  }                                                                                                \
  G_STMT_END

static void
test_counts_are_grouped (void)
{
  assert_text (chezu_format_count (0), "0");
  assert_text (chezu_format_count (999), "999");
  assert_text (chezu_format_count (4159), "4,159");
  assert_text (chezu_format_count (-1234567), "-1,234,567");
  assert_text (chezu_format_vehicles (1), "1 vehicle");
  assert_text (chezu_format_vehicles (4159), "4,159 vehicles");
}

static void
test_unknown_is_a_dash_and_never_zero (void)
{
  assert_text (chezu_format_speed (CHEZU_UNKNOWN), "—");
  assert_text (chezu_format_course (CHEZU_UNKNOWN), "—");
  assert_text (chezu_format_distance (-1), "—");
  assert_text (chezu_format_age (0, 1000), "—");
  assert_text (chezu_format_plate (NULL), "—");
}

static void
test_units_are_the_fields_own (void)
{
  assert_text (chezu_format_speed (chezu_km_h_to_cm_s (64)), "64 km/h");
  assert_text (chezu_format_speed (0), "0 km/h");
  assert_text (chezu_format_course (14800), "148° SE");
  assert_text (chezu_format_course (35999), "0° N");
  assert_text (chezu_format_course (2249), "22° N");
  assert_text (chezu_format_course (2250), "23° NE");
  assert_text (chezu_format_distance (850), "850 m");
  assert_text (chezu_format_distance (999.6), "1.0 km");
  assert_text (chezu_format_distance (9400), "9.4 km");
  assert_text (chezu_format_distance (614000), "614 km");
  assert_text (chezu_format_area (850.4), "850 m²");
  assert_text (chezu_format_area (99999), "99,999 m²");
  assert_text (chezu_format_area (123456), "0.12 km²");
  assert_text (chezu_format_area (10187822), "10.2 km²");
  assert_text (chezu_format_area (10187822482.0), "10,188 km²");
  assert_text (chezu_format_area (-1), "—");
  assert_text (chezu_format_position (117.8312, 34.9447), "34.9447° N 117.8312° E");
  assert_text (chezu_format_position (-70.5, -33.4), "33.4000° S 70.5000° W");
}

static void
test_ages_grow_coarser (void)
{
  const gint64 now = G_GINT64_CONSTANT (1772600767000);

  assert_text (chezu_format_age (now + 500, now), "just now");
  assert_text (chezu_format_age (now - 999, now), "just now");
  assert_text (chezu_format_age (now - 3000, now), "3 s ago");
  assert_text (chezu_format_age (now - 59999, now), "59 s ago");
  assert_text (chezu_format_age (now - 6 * CHEZU_MINUTE_MS, now), "6 min ago");
  assert_text (chezu_format_age (now - 2 * CHEZU_HOUR_MS, now), "2 h ago");
  assert_text (chezu_format_age (now - 25 * CHEZU_HOUR_MS, now), "3 Mar 2026");
}

static void
test_plates_carry_a_dot_after_the_city_letter (void)
{
  assert_text (chezu_format_plate ("鲁D3F872"), "鲁D·3F872");
  assert_text (chezu_format_plate ("鲁D·3F872"), "鲁D·3F872");
  assert_text (chezu_format_plate ("鲁D"), "鲁D");
  assert_text (chezu_format_plate ("鲁"), "鲁");
  assert_text (chezu_format_plate ("Truck 7"), "Truck 7");
  assert_text (chezu_format_plate ("粤Z1234港"), "粤Z·1234港");
}

static void
test_percent_is_whole_only_when_complete (void)
{
  assert_text (chezu_format_rate (415.93), "416");
  assert_text (chezu_format_rate (12345.6), "12,346");
  assert_text (chezu_format_rate (99.96), "100");
  assert_text (chezu_format_rate (0), "0.0");
  assert_text (chezu_format_rate (-1), "—");
  assert_text (chezu_format_percent (0.9954, 2), "99.54%");
  assert_text (chezu_format_percent (0.29, 0), "29%");
  assert_text (chezu_format_percent (0.99996, 2), "99.99%");
  assert_text (chezu_format_percent (0, 1), "0.0%");
  assert_text (chezu_format_percent (1, 2), "100%");
  assert_text (chezu_format_percent (-1, 2), "—");
  assert_text (chezu_format_percent (NAN, 2), "—");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/format/counts-are-grouped", test_counts_are_grouped);
  g_test_add_func ("/base/format/unknown-is-a-dash-and-never-zero",
                   test_unknown_is_a_dash_and_never_zero);
  g_test_add_func ("/base/format/units-are-the-fields-own", test_units_are_the_fields_own);
  g_test_add_func ("/base/format/ages-grow-coarser", test_ages_grow_coarser);
  g_test_add_func ("/base/format/plates-carry-a-dot-after-the-city-letter",
                   test_plates_carry_a_dot_after_the_city_letter);
  g_test_add_func ("/base/format/percent-is-whole-only-when-complete",
                   test_percent_is_whole_only_when_complete);
  return g_test_run ();
}
