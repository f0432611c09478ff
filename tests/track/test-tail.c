/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "track/chezu-tail.h"

#define ALL ((ChezuTailView){ .last = G_MAXINT64, .next_vehicle = G_MAXINT64 })

static void
append (ChezuTail *tail, gint64 id, gint64 vehicle_id, gint64 time_ms)
{
  const ChezuVehicleFix fix = {
    .vehicle_id = vehicle_id,
    .fix = {
      .time_ms = time_ms,
      .lon_e7 = G_MAXINT32,
      .lat_e7 = G_MININT32,
      .speed_cm_s = -1,
      .course_cdeg = 35999,
      .odometer_m = G_MAXINT64,
      .altitude_m = G_MININT16,
      .flags = G_MAXUINT16,
    },
  };

  chezu_tail_append (tail, id, &fix, 1);
}

/* Of vehicle 1, as "time time …". */
static char *
collect (ChezuTail *tail, ChezuTailView view, gint64 from_ms, gint64 to_ms)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  g_autoptr (GString) text = g_string_new (NULL);

  if (!chezu_tail_collect (tail, &view, 1, from_ms, to_ms, fixes))
    return g_strdup ("forgotten");
  for (guint i = 0; i < fixes->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                            g_array_index (fixes, ChezuFix, i).time_ms);
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
assert_collects (ChezuTail *tail, ChezuTailView view, const char *expected)
{
  g_autofree char *found = collect (tail, view, G_MININT64, G_MAXINT64);

  g_assert_cmpstr (found, ==, expected);
}

/* Arrivals 1 to 4 of vehicle 1, with times in and out of order, and one of another. */
static ChezuTail *
make_tail (void)
{
  ChezuTail *tail = chezu_tail_new ();
  ChezuTailView view = { .last = 4 };

  g_assert_cmpint (chezu_tail_begin (tail, &view), ==, 0);
  append (tail, 1, 1, 100);
  append (tail, 2, 1, 300);
  append (tail, 3, 1, 200);
  append (tail, 4, 1, 50);
  chezu_tail_end (tail, 4);
  chezu_tail_begin (tail, &view);
  append (tail, 5, 2, 100);
  chezu_tail_end (tail, 5);
  return tail;
}

static void
test_order (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();
  g_autofree char *some = collect (tail, ALL, 100, 300);
  g_autofree char *none = collect (tail, ALL, 300, 100);

  assert_collects (tail, ALL, "50 100 200 300");
  g_assert_cmpstr (some, ==, "100 200");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpint (chezu_tail_get_loaded (tail), ==, 5);
  g_assert_cmpuint (chezu_tail_get_size (tail), ==, 5);
}

static void
test_values (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  const ChezuFix *fix;

  g_assert_true (chezu_tail_collect (tail, &ALL, 2, G_MININT64, G_MAXINT64, fixes));
  g_assert_cmpuint (fixes->len, ==, 1);
  fix = &g_array_index (fixes, ChezuFix, 0);
  g_assert_cmpint (fix->lon_e7, ==, G_MAXINT32);
  g_assert_cmpint (fix->lat_e7, ==, G_MININT32);
  g_assert_cmpint (fix->speed_cm_s, ==, -1);
  g_assert_cmpint (fix->course_cdeg, ==, 35999);
  g_assert_cmpint (fix->odometer_m, ==, G_MAXINT64);
  g_assert_cmpint (fix->altitude_m, ==, G_MININT16);
  g_assert_cmpuint (fix->flags, ==, G_MAXUINT16);
}

static void
test_snapshots (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();

  assert_collects (tail, (ChezuTailView){ .last = 2, .next_vehicle = G_MAXINT64 }, "100 300");
  assert_collects (tail, (ChezuTailView){ .last = 0, .next_vehicle = G_MAXINT64 }, "");
}

static void
test_sealed (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();

  /* The round up to arrival 3 has not come to vehicle 1, is within it, or is past it. */
  assert_collects (
      tail, (ChezuTailView){ .last = 5, .upto = 3, .next_vehicle = 1, .next_ms = G_MININT64 },
      "50 100 200 300");
  assert_collects (tail, (ChezuTailView){ .last = 5, .upto = 3, .next_vehicle = 1, .next_ms = 200 },
                   "50 200 300");
  assert_collects (tail, (ChezuTailView){ .last = 5, .upto = 3, .next_vehicle = 2 }, "50");
}

static void
test_forgets (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();
  ChezuTailView later = { .floor = 3, .last = 7, .upto = 3, .next_vehicle = G_MAXINT64 };
  g_autoptr (GArray) vehicles = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_assert_cmpint (chezu_tail_begin (tail, &later), ==, 5);
  append (tail, 6, 1, 40);
  append (tail, 7, 1, 400);
  chezu_tail_end (tail, 7);
  assert_collects (tail, later, "40 50 400");
  g_assert_cmpuint (chezu_tail_get_size (tail), ==, 4);

  /* Who looks from before must help himself, unless all that he needs is there. */
  assert_collects (
      tail, (ChezuTailView){ .last = 5, .upto = 3, .next_vehicle = 1, .next_ms = G_MININT64 },
      "forgotten");
  g_assert_false (chezu_tail_list_vehicles (
      tail, &(ChezuTailView){ .last = 5, .upto = 3, .next_vehicle = 1 }, vehicles));
  assert_collects (tail, (ChezuTailView){ .last = 5, .upto = 3, .next_vehicle = 2 }, "50");

  /* An older snapshot does not bring back what was forgotten. */
  g_assert_cmpint (chezu_tail_begin (tail, &(ChezuTailView){ .last = 5 }), ==, 7);
  chezu_tail_end (tail, 5);
  g_assert_cmpint (chezu_tail_get_loaded (tail), ==, 7);
  g_assert_true (chezu_tail_list_vehicles (tail, &later, vehicles));
  g_assert_cmpuint (vehicles->len, ==, 2);
}

/* Rows that others took away before they were seen are not waited for. */
static void
test_skips (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();
  ChezuTailView later = { .floor = 90, .last = 95, .upto = 90, .next_vehicle = G_MAXINT64 };

  g_assert_cmpint (chezu_tail_begin (tail, &later), ==, 90);
  append (tail, 95, 1, 9);
  chezu_tail_end (tail, 95);
  assert_collects (tail, later, "9");
}

static void
test_memory (void)
{
  g_autoptr (ChezuTail) tail = chezu_tail_new ();
  ChezuTailView view = { .last = G_MAXINT64, .next_vehicle = G_MAXINT64 };
  guint n = 0;

  chezu_tail_begin (tail, &view);
  for (gint64 id = 1; id <= 100; id++)
    for (gint64 vehicle_id = 1; vehicle_id <= 500; vehicle_id++, n++)
      append (tail, id * 1000 + vehicle_id, vehicle_id, id * 1000);
  chezu_tail_end (tail, 101000);
  g_assert_cmpuint (chezu_tail_get_size (tail), ==, n);
  g_assert_cmpuint (chezu_tail_get_bytes (tail), <=, n * 64);

  view.floor = view.upto = 101000;
  chezu_tail_begin (tail, &view);
  chezu_tail_end (tail, 0);
  g_assert_cmpuint (chezu_tail_get_size (tail), ==, 0);
  g_assert_cmpuint (chezu_tail_get_bytes (tail), ==, 0);
}

static void
test_announced (void)
{
  g_autoptr (ChezuTail) tail = make_tail ();

  g_assert_cmpuint (chezu_tail_get_waiting (tail), ==, 5);
  chezu_tail_announce (tail, 10);
  g_assert_cmpuint (chezu_tail_get_waiting (tail), ==, 15);
  chezu_tail_begin (tail, &(ChezuTailView){ .last = 5 });
  chezu_tail_end (tail, 5);
  g_assert_cmpuint (chezu_tail_get_waiting (tail), ==, 5);
}

/* Late fixes, one by one and each followed by a look, among those of others. */
static void
test_late (void)
{
  g_autoptr (ChezuTail) tail = chezu_tail_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  ChezuTailView view = { .last = G_MAXINT64, .next_vehicle = G_MAXINT64 };

  for (gint64 id = 1; id <= 500; id++)
    {
      g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

      chezu_tail_begin (tail, &view);
      append (tail, id, 1, g_rand_int_range (rand, 0, 1000000) * 1000 + id);
      chezu_tail_end (tail, id);
      g_assert_true (chezu_tail_collect (tail, &view, 1, G_MININT64, G_MAXINT64, fixes));
      g_assert_cmpuint (fixes->len, ==, id);
      for (guint i = 1; i < fixes->len; i++)
        g_assert_cmpint (g_array_index (fixes, ChezuFix, i - 1).time_ms, <,
                         g_array_index (fixes, ChezuFix, i).time_ms);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/track/tail/times-are-in-order-whatever-the-arrivals-were", test_order);
  g_test_add_func ("/track/tail/every-value-is-kept", test_values);
  g_test_add_func ("/track/tail/a-snapshot-sees-what-had-arrived", test_snapshots);
  g_test_add_func ("/track/tail/what-is-sealed-is-left-out", test_sealed);
  g_test_add_func ("/track/tail/a-round-that-is-over-is-forgotten", test_forgets);
  g_test_add_func ("/track/tail/arrivals-that-went-unseen-are-passed-over", test_skips);
  g_test_add_func ("/track/tail/memory-follows-what-is-held", test_memory);
  g_test_add_func ("/track/tail/what-is-announced-counts-until-it-is-there", test_announced);
  g_test_add_func ("/track/tail/late-ones-find-their-place", test_late);
  return g_test_run ();
}
