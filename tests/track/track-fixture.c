/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "track-fixture.h"

#include <math.h>

void
track_fixture_drive (ChezuFix *fixes, guint n, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double lon = 1172861000 + g_rand_int_range (rand, -1000000, 1000000);
  double lat = 348042800 + g_rand_int_range (rand, -1000000, 1000000);
  double course = g_rand_double_range (rand, 0, 360);
  double speed = 0;
  double odometer = g_rand_double_range (rand, 0, 1e8);

  for (guint i = 0; i < n; i++)
    {
      gboolean stands = i / 200 % 3 == 2;

      speed = stands ? 0 : CLAMP (speed + g_rand_double_range (rand, -150, 160), 0, 2400);
      course = fmod (course + (stands ? 0 : g_rand_double_range (rand, -8, 8)) + 360, 360);
      lat += speed * cos (course * G_PI / 180) * 90;
      lon += speed * sin (course * G_PI / 180) * 110;
      odometer += speed / 10;
      fixes[i] = (ChezuFix){
        .time_ms = 1767225600000 + (gint64)i * 10000 + seed % 10000,
        .lon_e7 = (gint32)lon,
        .lat_e7 = (gint32)lat,
        .speed_cm_s = (gint32)speed,
        .course_cdeg = (gint32)course * 100,
        .odometer_m = (gint64)odometer,
        .altitude_m = (gint16)(40 + 8 * sin (i / 50.0)),
        .flags = (guint16)(CHEZU_FIX_IGNITION_KNOWN | (stands ? 0 : CHEZU_FIX_IGNITION_ON)),
      };
    }
}

/* Mostly small, at times a limit of its type. */
static gint64
any_number (GRand *rand, gint64 least, gint64 most)
{
  switch (g_rand_int_range (rand, 0, 12))
    {
    case 0:
      return least;
    case 1:
      return most;
    case 2:
      return CHEZU_UNKNOWN;
    case 3:
    case 4:
      return CLAMP ((gint64)(((guint64)g_rand_int (rand) << 32) | g_rand_int (rand)), least, most);
    default:
      return g_rand_int_range (rand, 0, 100);
    }
}

void
track_fixture_chaos (ChezuFix *fixes, guint n, guint seed)
{
  static const gint64 steps[]
      = { 1, 1, 2, 10, 1000, 10000, 86400000, G_GINT64_CONSTANT (31556952000) };
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint64 time_ms = G_MININT64;

  for (guint i = 0; i < n; i++)
    {
      fixes[i] = (ChezuFix){
        .time_ms = time_ms,
        .lon_e7 = (gint32)any_number (rand, G_MININT32, G_MAXINT32),
        .lat_e7 = (gint32)any_number (rand, G_MININT32, G_MAXINT32),
        .speed_cm_s = (gint32)any_number (rand, G_MININT32, G_MAXINT32),
        .course_cdeg = (gint32)any_number (rand, G_MININT32, G_MAXINT32),
        .odometer_m = any_number (rand, G_MININT64, G_MAXINT64),
        .altitude_m = (gint16)any_number (rand, G_MININT16, G_MAXINT16),
        .flags = (guint16)any_number (rand, 0, G_MAXUINT16),
      };
      /* The last one is the last that there can be. */
      if (i + 2 == n)
        time_ms = G_MAXINT64;
      else if (i + 2 < n)
        time_ms += steps[g_rand_int_range (rand, 0, G_N_ELEMENTS (steps))];
    }
}

void
track_fixture_assert_same (const ChezuFix *a, const ChezuFix *b)
{
  g_assert_cmpint (a->time_ms, ==, b->time_ms);
  g_assert_cmpint (a->lon_e7, ==, b->lon_e7);
  g_assert_cmpint (a->lat_e7, ==, b->lat_e7);
  g_assert_cmpint (a->speed_cm_s, ==, b->speed_cm_s);
  g_assert_cmpint (a->course_cdeg, ==, b->course_cdeg);
  g_assert_cmpint (a->odometer_m, ==, b->odometer_m);
  g_assert_cmpint (a->altitude_m, ==, b->altitude_m);
  g_assert_cmpint (a->flags, ==, b->flags);
}
