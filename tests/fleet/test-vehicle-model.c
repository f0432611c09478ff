/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

#include "fleet/chezu-vehicle-model.h"

#include <gio/gio.h>

#define N_RANDOM 300
#define N_ROUNDS 60

typedef struct
{
  FleetFixture base;
  ChezuVehicleModel *model;
  guint n_told; /* rows as those who listen know them */
} Fixture;

static void
items_changed_cb (Fixture *fixture, guint position, guint removed, guint added)
{
  g_assert_cmpuint (position + removed, <=, fixture->n_told);
  fixture->n_told = fixture->n_told - removed + added;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fleet_fixture_set_up (&fixture->base, NULL);
  chezu_fleet_set_clock (fixture->base.fleet, FLEET_T0, 0);
  fixture->model = chezu_vehicle_model_new ();
  chezu_vehicle_model_set_fleet (fixture->model, fixture->base.fleet);
  g_signal_connect_swapped (fixture->model, "items-changed", G_CALLBACK (items_changed_cb),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->model);
  fleet_fixture_tear_down (&fixture->base, NULL);
}

static void
add (Fixture *fixture, gint64 id, const char *plate, const char *driver, gint32 speed_cm_s)
{
  ChezuVehicleRow *row = fleet_row (&fixture->base, id, FLEET_LON, FLEET_LAT);

  row->plate = plate;
  row->driver = driver;
  row->enterprise = id % 2 == 0 ? "Xilun" : "Lincheng";
  row->organisation = id == 2   ? "Taozhuang\x1fXilun\x1f"
                                  "First"
                      : id == 4 ? "Taozhuang\x1fXilun\x1fSecond"
                                : NULL;
  row->fix.speed_cm_s = speed_cm_s;
}

static void
add_four (Fixture *fixture)
{
  add (fixture, 1, "鲁D3F872", "王建国", 1000);
  add (fixture, 2, "鲁D1A111", "李敏", 2000);
  add (fixture, 3, "鲁D2B222", NULL, CHEZU_UNKNOWN);
  add (fixture, 4, "苏A3F872", "王芳", 500);
  fleet_apply (&fixture->base, FLEET_T0);
  chezu_vehicle_model_refresh (fixture->model);
}

/* The ids of the rows, one after the other: "2341". */
static char *
spell_rows (Fixture *fixture)
{
  GListModel *list = G_LIST_MODEL (fixture->model);
  GString *text = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, fixture->n_told);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ChezuVehicleItem) item = g_list_model_get_item (list, i);
      guint index = chezu_vehicle_item_get_index (item);

      g_assert_cmpuint (index, ==, chezu_vehicle_model_get_index (fixture->model, i));
      g_string_append_printf (text, "%d", (int)chezu_fleet_peek (fixture->base.fleet)->id[index]);
    }
  return g_string_free_and_steal (text);
}

static void
assert_rows (Fixture *fixture, const char *expected)
{
  g_autofree char *rows = spell_rows (fixture);

  g_assert_cmpstr (rows, ==, expected);
}

static void
test_sorted_by_plate (Fixture *fixture, gconstpointer data)
{
  add_four (fixture);
  assert_rows (fixture, "4231");

  chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_PLATE, TRUE);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "1324");
}

static void
test_unknown_comes_last (Fixture *fixture, gconstpointer data)
{
  add_four (fixture);
  chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_SPEED, FALSE);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "4123");

  chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_SPEED, TRUE);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "2143");

  chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_DRIVER, TRUE);
  chezu_vehicle_model_refresh (fixture->model);
  g_assert_cmpuint (chezu_vehicle_model_find (fixture->model, 2), ==, 3);
}

static void
test_equals_by_plate (Fixture *fixture, gconstpointer data)
{
  add_four (fixture);
  chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_ENTERPRISE, FALSE);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "3142");
}

static void
test_filtered (Fixture *fixture, gconstpointer data)
{
  guint32 subset_of[] = { 0, 3 };
  g_autoptr (GArray) subset = g_array_new (FALSE, FALSE, sizeof (guint));

  add_four (fixture);
  chezu_vehicle_model_set_text (fixture->model, "3f8");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "41");

  chezu_vehicle_model_set_text (fixture->model, "王");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "41");

  chezu_vehicle_model_set_text (fixture->model, "xilun");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "42");

  chezu_vehicle_model_set_text (fixture->model, NULL);
  chezu_vehicle_model_set_organisation (fixture->model, "Lincheng");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "31");

  chezu_vehicle_model_set_organisation (fixture->model, "Taozhuang");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "42");

  chezu_vehicle_model_set_organisation (fixture->model, "Taozhuang\x1fXilun\x1fSecond");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "4");

  chezu_vehicle_model_set_organisation (fixture->model, NULL);
  g_array_append_vals (subset, subset_of, G_N_ELEMENTS (subset_of));
  chezu_vehicle_model_set_subset (fixture->model, subset);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "41");

  chezu_vehicle_model_set_subset (fixture->model, NULL);
  chezu_vehicle_model_set_kinds (fixture->model, 1u << CHEZU_VEHICLE_BUS);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "");
}

/* Nothing moves under a hand; what is asked for by hand is done. */
static void
test_held_still (Fixture *fixture, gconstpointer data)
{
  add_four (fixture);
  chezu_vehicle_model_set_held (fixture->model, TRUE);
  add (fixture, 5, "冀A00001", NULL, 0);
  add (fixture, 6, "鲁D99999", NULL, 0);
  fleet_apply (&fixture->base, FLEET_T0);
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "4231");
  g_assert_cmpuint (chezu_vehicle_model_get_n_waiting (fixture->model), ==, 2);

  chezu_vehicle_model_admit (fixture->model);
  assert_rows (fixture, "542316");
  g_assert_cmpuint (chezu_vehicle_model_get_n_waiting (fixture->model), ==, 0);
}

static void
test_a_row_is_one_object (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GObject) first = NULL;
  g_autoptr (GObject) again = NULL;

  add_four (fixture);
  first = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_PLATE, TRUE);
  chezu_vehicle_model_refresh (fixture->model);
  again = g_list_model_get_item (G_LIST_MODEL (fixture->model), 3);
  g_assert_true (first == again);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->model), 4));
}

/* Of another fleet the indices mean other vehicles. */
static void
test_another_fleet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuFleet) empty = chezu_fleet_new (NULL);

  add_four (fixture);
  chezu_vehicle_model_set_fleet (fixture->model, empty);
  assert_rows (fixture, "");
  chezu_vehicle_model_refresh (fixture->model);
  assert_rows (fixture, "");
}

static void
put_random_row (Fixture *fixture, GRand *random, gint64 id)
{
  ChezuVehicleRow *row = fleet_row (&fixture->base, id, FLEET_LON, FLEET_LAT);
  g_autofree char *plate = g_strdup_printf ("鲁D%05d", (int)(id * 7919 % 100000));

  row->plate = g_string_chunk_insert (fixture->base.strings, plate);
  row->kind = (ChezuVehicleKind)g_rand_int_range (random, 0, CHEZU_N_VEHICLE_KINDS);
  row->fix.speed_cm_s = g_rand_int_range (random, CHEZU_UNKNOWN, 12);
  row->fix.time_ms = FLEET_T0 - g_rand_int_range (random, 0, 100) * 100;
}

static guint32
speed_of (Fixture *fixture, guint position)
{
  guint index = chezu_vehicle_model_get_index (fixture->model, position);

  return (guint32)chezu_fleet_peek (fixture->base.fleet)->speed_cm_s[index];
}

/* Whatever happens: every vehicle that passes is there once, in order, and listeners know how many.
 */
static void
test_random_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint32 kinds = g_rand_int_range (random, 0, 1 << CHEZU_N_VEHICLE_KINDS);
      guint expected = 0;
      guint n;

      for (guint i = 0; i < 40; i++)
        put_random_row (fixture, random, g_rand_int_range (random, 1, N_RANDOM));
      fleet_apply (&fixture->base, FLEET_T0 + round);
      chezu_vehicle_model_set_sort (fixture->model, CHEZU_COLUMN_SPEED, FALSE);
      chezu_vehicle_model_set_kinds (fixture->model, kinds);
      chezu_vehicle_model_refresh (fixture->model);

      n = g_list_model_get_n_items (G_LIST_MODEL (fixture->model));
      g_assert_cmpuint (n, ==, fixture->n_told);
      for (guint i = 0; i < chezu_fleet_peek (fixture->base.fleet)->n; i++)
        {
          gboolean passes = kinds >> chezu_fleet_peek (fixture->base.fleet)->kind[i] & 1u;

          expected += passes;
          g_assert_true (passes == (chezu_vehicle_model_find (fixture->model, i) != G_MAXUINT));
        }
      g_assert_cmpuint (n, ==, expected);
      for (guint i = 1; i < n; i++)
        g_assert_cmpuint (speed_of (fixture, i - 1), <=, speed_of (fixture, i));
    }
}

#define ADD(path, test)                                                                            \
  g_test_add ("/fleet/vehicle-model/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("sorted-by-plate", test_sorted_by_plate);
  ADD ("unknown-comes-last", test_unknown_comes_last);
  ADD ("equals-by-plate", test_equals_by_plate);
  ADD ("filtered", test_filtered);
  ADD ("held-still", test_held_still);
  ADD ("a-row-is-one-object", test_a_row_is_one_object);
  ADD ("another-fleet", test_another_fleet);
  ADD ("random-changes", test_random_changes);
  return g_test_run ();
}
