/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in the demo world, and what it looks like at a glance. */

#include "sim-fixture.h"

#include <glib/gstdio.h>
#include <math.h>

static char *
describe_fleet (guint n_vehicles, guint32 seed)
{
  Fixture fixture;
  ChezuSimPen pen;
  GString *json = g_string_new (NULL);

  fixture_init (&fixture, n_vehicles, seed, 1.0);
  pen = fixture_pen (&fixture);
  for (guint i = 0; i < n_vehicles; i++)
    {
      ChezuSimFix fix;

      chezu_sim_json_device (json, &pen, i, DAY_MS + 9 * CHEZU_HOUR_MS);
      if (chezu_sim_status_get_latest (fixture.world, &fixture.clock, i, DAY_MS + 9 * CHEZU_HOUR_MS,
                                       &fix))
        chezu_sim_json_position (json, &pen, &fix);
    }
  fixture_clear (&fixture);
  return g_string_free (json, FALSE);
}

static void
test_same_seed_same_bytes (void)
{
  g_autofree char *first = describe_fleet (500, 3);
  g_autofree char *second = describe_fleet (500, 3);
  g_autofree char *other = describe_fleet (500, 4);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, other);
}

static void
test_enterprises_have_their_vehicles (Fixture *fixture, gconstpointer data)
{
  guint counts[64] = { 0 };
  guint total = 0;

  for (guint i = 0; i < 4159; i++)
    counts[chezu_sim_world_get_vehicle (fixture->world, i)->organisation]++;
  for (guint i = 0; i < fixture->world->organisations->len; i++)
    {
      const ChezuSimOrganisation *owner = chezu_sim_world_get_organisation (fixture->world, i);

      g_assert_cmpuint (counts[i], ==, owner->n_vehicles);
      total += counts[i];
    }
  g_assert_cmpuint (fixture->world->organisations->len, ==, 17);
  g_assert_cmpuint (total, ==, 4159);
}

static void
test_other_sizes_are_scaled (void)
{
  static const guint sizes[] = { 1, 2, 100, 1000, 20000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Fixture fixture;
      guint kinds[CHEZU_N_VEHICLE_KINDS] = { 0 };

      fixture_init (&fixture, sizes[i], 1, 1.0);
      for (guint j = 0; j < sizes[i]; j++)
        {
          ChezuSimTruth truth;

          kinds[chezu_sim_world_get_vehicle (fixture.world, j)->kind]++;
          chezu_sim_truth_at (fixture.world, &fixture.clock, j, DAY_MS, &truth);
          g_assert_cmpfloat (truth.motion.lat, >, 18.0);
          g_assert_cmpfloat (truth.motion.lat, <, 54.0);
        }
      if (sizes[i] >= 100)
        for (guint kind = CHEZU_VEHICLE_TRUCK; kind < CHEZU_N_VEHICLE_KINDS; kind++)
          g_assert_cmpuint (kinds[kind], >, sizes[i] / 40);
      g_assert_cmpuint (kinds[CHEZU_VEHICLE_UNKNOWN], ==, 0);
      fixture_clear (&fixture);
    }
}

static gboolean
add_once (GHashTable *seen, const char *name)
{
  return g_hash_table_add (seen, g_strdup (name));
}

/* Forms of GA 36 as the domain page has them: an ordinary plate, new energy small and large. */
static void
test_names_are_well_formed_and_unique (void)
{
  g_autoptr (GRegex) plate
      = g_regex_new ("^[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z]"
                     "(?:[A-HJ-NP-Z0-9]{5}|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])$",
                     0, 0, NULL);
  g_autoptr (GRegex) phone = g_regex_new ("^1[0-9]{10}$", 0, 0, NULL);
  g_autoptr (GRegex) terminal = g_regex_new ("^0[0-9]{11}$", 0, 0, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Fixture fixture;
  guint n_home = 0;

  fixture_init (&fixture, 60000, 9, 1.0);
  for (guint i = 0; i < 60000; i++)
    {
      ChezuSimName name;
      guint found;

      chezu_sim_name_plate (fixture.world, i, name);
      g_assert_true (g_regex_match (plate, name, 0, NULL));
      g_assert_true (add_once (seen, name));
      n_home += g_str_has_prefix (name, "鲁D") ? 1 : 0;
      chezu_sim_name_phone (fixture.world, i, name);
      g_assert_true (g_regex_match (phone, name, 0, NULL));
      g_assert_true (add_once (seen, name));
      chezu_sim_name_driver_id (fixture.world, i, name);
      g_assert_true (add_once (seen, name));
      chezu_sim_name_terminal (fixture.world, i, name);
      g_assert_true (g_regex_match (terminal, name, 0, NULL));
      g_assert_true (add_once (seen, name));
      if (i % 20011 == 0)
        {
          g_assert_true (chezu_sim_name_find_terminal (fixture.world, name, &found));
          g_assert_cmpuint (found, ==, i);
        }
      chezu_sim_name_driver (fixture.world, i, name);
      g_assert_cmpint (g_utf8_strlen (name, -1), >=, 2);
      g_assert_cmpint (g_utf8_strlen (name, -1), <=, 3);
    }
  g_assert_cmpuint (n_home, >, 54000);
  g_assert_cmpuint (n_home, <, 60000);
  fixture_clear (&fixture);
}

static void
test_list_is_in_order_of_names (Fixture *fixture, gconstpointer data)
{
  g_autofree guint32 *order = chezu_sim_name_order (fixture->world);
  ChezuSimName last = "";

  for (guint i = 0; i < 4159; i++)
    {
      ChezuSimName plate;

      chezu_sim_name_plate (fixture->world, order[i], plate);
      g_assert_cmpint (strcmp (last, plate), <, 0);
      g_strlcpy (last, plate, sizeof last);
    }
}

static void
test_by_day_the_states_have_their_shares (Fixture *fixture, gconstpointer data)
{
  for (gint64 hour = 9; hour <= 17; hour += 2)
    {
      gint64 now_ms = DAY_MS + hour * CHEZU_HOUR_MS + 17 * CHEZU_MINUTE_MS;
      double moving = 0.0, idling = 0.0, parked = 0.0, overdue = 0.0, lost = 0.0;

      for (guint i = 0; i < 4157; i++)
        {
          ChezuSimStatus status;
          ChezuSimFix fix;

          g_assert_true (
              chezu_sim_status_get_latest (fixture->world, &fixture->clock, i, now_ms, &fix));
          chezu_sim_status_get (fixture->world, &fixture->clock, i, now_ms, &status);
          if (status.connection == CHEZU_SIM_OFFLINE
              || now_ms - status.heard_ms > 30 * CHEZU_MINUTE_MS)
            lost += 1.0 / 4157;
          else if (now_ms - status.heard_ms > CHEZU_MINUTE_MS)
            overdue += 1.0 / 4157;
          else if (fix.speed_knots * 1.852 >= 3.0)
            moving += 1.0 / 4157;
          else if (fix.engine)
            idling += 1.0 / 4157;
          else
            parked += 1.0 / 4157;
        }
      g_test_message ("%02d:17 moving %.3f idling %.3f parked %.3f overdue %.3f lost %.3f",
                      (int)hour, moving, idling, parked, overdue, lost);
      g_assert_cmpfloat_with_epsilon (moving, 0.43, 0.06);
      g_assert_cmpfloat_with_epsilon (idling, 0.055, 0.025);
      g_assert_cmpfloat_with_epsilon (parked, 0.40, 0.06);
      g_assert_cmpfloat_with_epsilon (overdue, 0.022, 0.015);
      g_assert_cmpfloat_with_epsilon (lost, 0.035, 0.02);
    }
}

/* Rectangles that lie well inside each grid tell it apart well enough for a count. */
static ChezuSimRegion
region_of (ChezuSimAtlas *atlas, double lon, double lat)
{
  double best = INFINITY;
  ChezuSimRegion region = CHEZU_SIM_REGION_OUTSIDE;

  for (guint i = 0; i < atlas->cities->len; i++)
    {
      const ChezuSimCity *city = g_ptr_array_index (atlas->cities, i);
      double distance = hypot ((city->lon - lon) * 0.8, city->lat - lat);

      if (distance < best)
        {
          best = distance;
          region = city->region;
        }
    }
  return region;
}

static void
test_grids_hold_their_numbers (Fixture *fixture, gconstpointer data)
{
  static const double wanted[] = { 312, 468, 2874, 391, 114 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuSimAtlas) atlas = chezu_sim_atlas_load (NULL, &error);
  double counts[CHEZU_SIM_N_REGIONS] = { 0 };

  g_assert_no_error (error);
  for (guint day = 0; day < 6; day++)
    for (guint i = 0; i < 4159; i++)
      {
        ChezuSimTruth truth;

        chezu_sim_truth_at (fixture->world, &fixture->clock, i,
                            DAY_MS + day * (CHEZU_DAY_MS + 4 * CHEZU_HOUR_MS), &truth);
        counts[region_of (atlas, truth.motion.lon, truth.motion.lat)] += 1.0 / 6.0;
      }
  for (guint i = 0; i < CHEZU_SIM_N_REGIONS; i++)
    {
      g_test_message ("region %u: %.0f, wanted %.0f", i, counts[i], wanted[i]);
      g_assert_cmpfloat (counts[i], >, wanted[i] * 0.85);
      g_assert_cmpfloat (counts[i], <, wanted[i] * 1.15 + 10.0);
    }
}

static void
test_a_million_vehicles_can_be_made (void)
{
  Fixture fixture;

  /* Eight megabytes of them; the rest of the world is shared. */
  g_assert_cmpuint (sizeof (ChezuSimVehicle), <=, 8);
  fixture_init (&fixture, 1000000, 1, 1.0);
  for (guint i = 0; i < 1000000; i += 9973)
    {
      ChezuSimFix fix;

      if (chezu_sim_radio_has_positions (fixture.world, i))
        g_assert_true (
            chezu_sim_status_get_latest (fixture.world, &fixture.clock, i, DAY_MS, &fix));
    }
  fixture_clear (&fixture);
}

static void
write_table (const char *folder, const char *name, const char *text)
{
  g_autofree char *demo = g_build_filename (folder, "demo", NULL);
  g_autofree char *path = g_build_filename (demo, name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (demo, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
expect_failure (const char *folder, GQuark domain, const char *words)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (GError) error = NULL;

  options.data_dir = folder;
  g_assert_null (chezu_sim_world_new (&options, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, domain);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

#define NETWORK "class,speed_limit_truck,speed_limit_car,wkt\n"
#define DISTRICT "speed_limit,wkt\n"
#define CITIES "name_zh,lon,lat,rank,province_code\n薛城,117.2,34.8,4,37\n"
#define PLACES "kind,lon,lat\n"
#define ORGANISATIONS "kind,name_zh,industry,town,vehicles,lon,lat\n"

static void
test_broken_tables_are_told (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("chezu-sim-XXXXXX", &error);
  static const char *const names[]
      = { "network.csv", "district.csv", "cities.csv", "places.csv", "organisations.csv" };
  g_autofree char *demo = g_build_filename (folder, "demo", NULL);

  g_assert_no_error (error);
  expect_failure (folder, G_IO_ERROR, "network.csv");

  write_table (folder, "network.csv",
               NETWORK "motorway,100,120,\"LINESTRING(117.1 34.8,117.3 34.8)\"\n");
  write_table (folder, "district.csv",
               DISTRICT "60,\"LINESTRING(117.20000 34.80000,117.2 34.9)\"\n");
  write_table (folder, "cities.csv", CITIES);
  write_table (folder, "places.csv", PLACES);
  write_table (folder, "organisations.csv", ORGANISATIONS);
  expect_failure (folder, CHEZU_SIM_ERROR, "nobody");

  write_table (folder, "organisations.csv",
               ORGANISATIONS "enterprise,甲,高端装备,乙镇,5,10.0,10.0\n");
  expect_failure (folder, CHEZU_SIM_ERROR, "甲");

  write_table (folder, "organisations.csv",
               ORGANISATIONS "enterprise,甲,个体货运,乙镇,many,117,34\n");
  expect_failure (folder, CHEZU_CSV_ERROR, "many");

  write_table (folder, "organisations.csv",
               ORGANISATIONS "enterprise,甲,个体货运,乙镇,5,117.2,34.8\n");
  expect_failure (folder, CHEZU_SIM_ERROR, "nowhere");

  write_table (folder, "network.csv", NETWORK "motorway,100,120,\"LINESTRING(117.1 34.8)\"\n");
  expect_failure (folder, CHEZU_SIM_ERROR, "LINESTRING(117.1 34.8)");
  write_table (folder, "network.csv", NETWORK "motorway,100,120,POINT(1 2)\n");
  expect_failure (folder, CHEZU_SIM_ERROR, "POINT");
  write_table (folder, "network.csv",
               NETWORK "motorway,1000,120,\"LINESTRING(117.1 34.8,117.3 34.8)\"\n");
  expect_failure (folder, CHEZU_SIM_ERROR, "LINESTRING");
  write_table (folder, "network.csv", "class,wkt\n");
  expect_failure (folder, CHEZU_CSV_ERROR, "speed_limit_truck");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (demo, names[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (demo), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim/world/same-seed-same-bytes", test_same_seed_same_bytes);
  g_test_add_func ("/sim/world/other-sizes-are-scaled", test_other_sizes_are_scaled);
  g_test_add_func ("/sim/world/names-are-well-formed-and-unique",
                   test_names_are_well_formed_and_unique);
  g_test_add_func ("/sim/world/a-million-vehicles-can-be-made",
                   test_a_million_vehicles_can_be_made);
  g_test_add_func ("/sim/world/broken-tables-are-told", test_broken_tables_are_told);
#define ADD(path, func) g_test_add (path, Fixture, NULL, whole_set_up, func, whole_tear_down)
  ADD ("/sim/world/enterprises-have-their-vehicles", test_enterprises_have_their_vehicles);
  ADD ("/sim/world/list-is-in-order-of-names", test_list_is_in_order_of_names);
  ADD ("/sim/world/by-day-the-states-have-their-shares", test_by_day_the_states_have_their_shares);
  ADD ("/sim/world/grids-hold-their-numbers", test_grids_hold_their_numbers);
#undef ADD
  return g_test_run ();
}
