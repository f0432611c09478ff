/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hundred thousand vehicles onto the plane of a shifted base map, and back, as lines of "name
 * value unit". */

#include "bench-clock.h"

#include "base/chezu-plane.h"

#define N 100000
#define REPEATS 31

typedef struct
{
  double lon;
  double lat;
} Place;

typedef void (*Move) (const ChezuPlane *plane, double *lon, double *lat);

/* All over China, as a fleet is; nothing of it in an order that a cache would like. */
static Place *
make_places (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2026);
  Place *places = g_new (Place, N);

  for (guint i = 0; i < N;)
    {
      places[i].lon = g_rand_double_range (random, 98, 125);
      places[i].lat = g_rand_double_range (random, 21, 48);
      i += chezu_outline_is_shifted (CHEZU_REACH_WHOLE, places[i].lon, places[i].lat);
    }
  return places;
}

static void
measure (const char *name, const ChezuPlane *plane, const Place *places, Move move)
{
  double ms[REPEATS];

  for (guint r = 0; r < REPEATS; r++)
    {
      g_autofree Place *moved = g_memdup2 (places, sizeof *places * N);
      gint64 start_us = g_get_monotonic_time ();

      for (guint i = 0; i < N; i++)
        move (plane, &moved[i].lon, &moved[i].lat);
      ms[r] = bench_since_ms (start_us);
    }
  g_print ("%s %.3g ms\n", name, bench_median (ms, REPEATS));
}

static void
shift_exactly (const ChezuPlane *plane, double *lon, double *lat)
{
  chezu_datum_from_wgs84 (chezu_plane_get_datum (plane), lon, lat);
}

int
main (int argc, char **argv)
{
  g_autofree Place *places = make_places ();
  const ChezuPlane *gcj = chezu_plane_get (CHEZU_DATUM_GCJ02);
  const ChezuPlane *bd = chezu_plane_get (CHEZU_DATUM_BD09);

  measure ("datum.shift_100k_ms", gcj, places, chezu_plane_shift);
  measure ("datum.shift_bd09_100k_ms", bd, places, chezu_plane_shift);
  measure ("datum.unshift_100k_ms", gcj, places, chezu_plane_unshift);
  measure ("datum.formula_100k_ms", gcj, places, shift_exactly);
  return 0;
}
