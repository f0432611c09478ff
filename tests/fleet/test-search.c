/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

#include "fleet/chezu-fold.h"
#include "fleet/chezu-search.h"

typedef struct
{
  FleetFixture base;
  ChezuPlaceList places;
} Fixture;

static void
add_vehicle (Fixture *fixture, gint64 id, const char *plate, const char *driver, const char *firm)
{
  ChezuVehicleRow *row = fleet_row (&fixture->base, id, FLEET_LON + (double)id / 100.0, FLEET_LAT);

  row->plate = plate;
  row->driver = driver;
  row->enterprise = firm;
}

static void
add_place (Fixture *fixture, gint64 id, ChezuPlaceKind kind, const char *zh, const char *en)
{
  const ChezuPlaceRow row = {
    .id = id, .code = "P", .kind = kind, .lon = 117.3, .lat = 34.8, .name_zh = zh, .name_en = en
  };

  g_array_append_val (fixture->places.rows, row);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fleet_fixture_set_up (&fixture->base, NULL);
  fixture->places.rows = g_array_new (FALSE, FALSE, sizeof (ChezuPlaceRow));

  add_vehicle (fixture, 1, "鲁D3F872", "王建国", "Xilun Smart Haulage");
  add_vehicle (fixture, 2, "鲁D87210", "李敏", "Xilun Smart Haulage");
  add_vehicle (fixture, 3, "鲁D872", "王芳", "Lincheng Chain");
  add_vehicle (fixture, 4, "苏A3F872", NULL, NULL);
  add_vehicle (fixture, 5, NULL, "Müller", NULL);
  fleet_apply (&fixture->base, FLEET_T0);

  add_place (fixture, 11, CHEZU_PLACE_DRIVER_STATION, "枣庄站驿站",
             "Zaozhuang Railway Station Driver Station");
  add_place (fixture, 12, CHEZU_PLACE_DRIVER_HOME, "奚仲山司机之家", "Xizhong Hill Driver Home");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_array_unref (fixture->places.rows);
  fleet_fixture_tear_down (&fixture->base, NULL);
}

static GPtrArray *
search (Fixture *fixture, const char *query)
{
  return chezu_search (fixture->base.fleet, &fixture->places, query, 5);
}

static const ChezuSearchHit *
hit_at (GPtrArray *hits, guint index)
{
  g_assert_cmpuint (index, <, hits->len);
  return g_ptr_array_index (hits, index);
}

static void
assert_first (Fixture *fixture, const char *query, ChezuSearchGroup group, const char *title)
{
  g_autoptr (GPtrArray) hits = search (fixture, query);

  g_assert_cmpint (hit_at (hits, 0)->group, ==, group);
  g_assert_cmpstr (hit_at (hits, 0)->title, ==, title);
}

static void
test_plate_however_it_is_typed (Fixture *fixture, gconstpointer data)
{
  const char *const queries[] = { "鲁D·3F872",      "鲁D3F872",  "鲁d3f872", "鲁 D 3F872",
                                  "鲁Ｄ３Ｆ８７２", "鲁D・3f87", "d3f872",   "D·3F8" };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    assert_first (fixture, queries[i], CHEZU_SEARCH_VEHICLE, "鲁D·3F872");
}

static void
test_whole_before_beginning_before_inside (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = search (fixture, "鲁D872");
  g_autoptr (GPtrArray) by_number = search (fixture, "872");

  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpstr (hit_at (hits, 0)->title, ==, "鲁D·872");
  g_assert_cmpstr (hit_at (hits, 1)->title, ==, "鲁D·87210");

  /* The number of a plate is a beginning, its last figures are inside. */
  g_assert_cmpuint (by_number->len, ==, 4);
  g_assert_cmpstr (hit_at (by_number, 0)->title, ==, "鲁D·872");
  g_assert_cmpstr (hit_at (by_number, 1)->title, ==, "鲁D·87210");
  g_assert_cmpstr (hit_at (by_number, 2)->title, ==, "苏A·3F872");
  g_assert_cmpstr (hit_at (by_number, 3)->title, ==, "鲁D·3F872");
}

static void
test_drivers_come_with_their_vehicle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = search (fixture, "王");

  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpint (hit_at (hits, 0)->group, ==, CHEZU_SEARCH_DRIVER);
  g_assert_cmpstr (hit_at (hits, 0)->title, ==, "王建国");
  g_assert_cmpstr (hit_at (hits, 0)->subtitle, ==, "鲁D·3F872 · Xilun Smart Haulage");
  g_assert_cmpuint (hit_at (hits, 0)->vehicle, ==, 0);
  g_assert_true (hit_at (hits, 0)->has_position);
  g_assert_cmpfloat_with_epsilon (hit_at (hits, 0)->lon, FLEET_LON + 0.01, 1e-6);

  assert_first (fixture, "MÜLL", CHEZU_SEARCH_DRIVER, "Müller");
}

static void
test_enterprise_counts_its_vehicles (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = search (fixture, "haul");

  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (hit_at (hits, 0)->group, ==, CHEZU_SEARCH_ENTERPRISE);
  g_assert_cmpstr (hit_at (hits, 0)->title, ==, "Xilun Smart Haulage");
  g_assert_cmpstr (hit_at (hits, 0)->subtitle, ==, "2 vehicles");
  g_assert_true (hit_at (hits, 0)->has_position);
}

static void
test_enterprise_without_vehicles_is_not_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = NULL;

  add_vehicle (fixture, 3, "鲁D872", "王芳", "Xilun Smart Haulage");
  fleet_apply (&fixture->base, FLEET_T0);
  hits = search (fixture, "lincheng");
  g_assert_cmpuint (hits->len, ==, 0);
}

static void
test_places_in_both_languages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) hits = search (fixture, "driver");

  assert_first (fixture, "奚仲", CHEZU_SEARCH_PLACE, "Xizhong Hill Driver Home");
  assert_first (fixture, "railway st", CHEZU_SEARCH_PLACE,
                "Zaozhuang Railway Station Driver Station");
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_cmpint (hit_at (hits, 0)->place_id, ==, 11);
  g_assert_cmpfloat (hit_at (hits, 0)->lon, ==, 117.3);
}

static void
test_empty_query_finds_nothing (Fixture *fixture, gconstpointer data)
{
  const char *const queries[] = { "", "  ", "·", "鲁D9Z" };

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) hits = search (fixture, queries[i]);

      g_assert_cmpuint (hits->len, ==, 0);
    }
}

static void
test_each_group_is_limited (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) few = NULL;
  g_autoptr (GPtrArray) none = NULL;

  for (gint64 id = 100; id < 200; id++)
    fleet_row (&fixture->base, id, FLEET_LON, FLEET_LAT);
  fleet_apply (&fixture->base, FLEET_T0);

  few = chezu_search (fixture->base.fleet, NULL, "鲁D00", 3);
  none = chezu_search (fixture->base.fleet, NULL, "鲁D00", 0);
  g_assert_cmpuint (few->len, ==, 3);
  g_assert_cmpstr (hit_at (few, 0)->title, ==, "鲁D·00100");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_plate_is_found_exactly (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (chezu_fleet_find_plate (fixture->base.fleet, "鲁d·872"), ==, 2);
  g_assert_cmpuint (chezu_fleet_find_plate (fixture->base.fleet, "鲁D8"), ==, CHEZU_FLEET_NONE);
  g_assert_cmpuint (chezu_fleet_find_plate (fixture->base.fleet, ""), ==, CHEZU_FLEET_NONE);
}

static void
test_folding (void)
{
  const char *const pairs[][2] = {
    { "鲁D·3F872", "鲁d3f872" }, { "ＡＢＣ　１２３", "abc123" },
    { "  a\tb\n", "ab" },        { "Straße", "strasse" },
    { "ﾃｽﾄ", "テスト" },         { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *folded = chezu_fold (pairs[i][0]);

      g_assert_cmpstr (folded, ==, pairs[i][1]);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/fleet/search/plate-however-it-is-typed", test_plate_however_it_is_typed);
  ADD ("/fleet/search/whole-before-beginning-before-inside",
       test_whole_before_beginning_before_inside);
  ADD ("/fleet/search/drivers-come-with-their-vehicle", test_drivers_come_with_their_vehicle);
  ADD ("/fleet/search/enterprise-counts-its-vehicles", test_enterprise_counts_its_vehicles);
  ADD ("/fleet/search/enterprise-without-vehicles-is-not-found",
       test_enterprise_without_vehicles_is_not_found);
  ADD ("/fleet/search/places-in-both-languages", test_places_in_both_languages);
  ADD ("/fleet/search/empty-query-finds-nothing", test_empty_query_finds_nothing);
  ADD ("/fleet/search/each-group-is-limited", test_each_group_is_limited);
  ADD ("/fleet/search/plate-is-found-exactly", test_plate_is_found_exactly);
  g_test_add_func ("/fleet/search/folding", test_folding);

  return g_test_run ();
}
