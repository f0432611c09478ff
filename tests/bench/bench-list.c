/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list of vehicles costs at 100,000 rows, beside GTK's own models over as many objects. */

#include "base/chezu-units.h"
#include "bench-clock.h"
#include "fleet/chezu-fleet-private.h"
#include "fleet/chezu-vehicle-model.h"

#include <gtk/gtk.h>

#define N_VEHICLES 100000
#define ON_SCREEN 40
#define REPEATS 15
#define T0 G_GINT64_CONSTANT (1767225600000)

static ChezuFleet *
make_fleet (void)
{
  ChezuFleet *fleet = chezu_fleet_new (NULL);
  g_autoptr (ChezuVehiclePage) page = g_new0 (ChezuVehiclePage, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  page->rows = g_array_sized_new (FALSE, TRUE, sizeof (ChezuVehicleRow), N_VEHICLES);
  page->strings = g_string_chunk_new (65536);
  for (guint i = 0; i < N_VEHICLES; i++)
    {
      g_autofree char *plate = g_strdup_printf ("鲁D%05X", (i * 7919u) % N_VEHICLES);
      g_autofree char *driver = g_strdup_printf ("王%u", g_rand_int_range (random, 0, 40000));
      g_autofree char *enterprise = g_strdup_printf ("运输公司 %u", i % 300);
      ChezuVehicleRow row = { .id = i + 1, .seq = i + 1, .has_fix = TRUE, .interval_ms = 10000 };

      row.kind = (ChezuVehicleKind)(1 + i % 5);
      row.plate = g_string_chunk_insert (page->strings, plate);
      row.driver = g_string_chunk_insert (page->strings, driver);
      row.enterprise = g_string_chunk_insert_const (page->strings, enterprise);
      row.fix.time_ms = T0 - g_rand_int_range (random, 0, 600000);
      row.fix.lon_e7 = chezu_degrees_to_e7 (g_rand_double_range (random, 100, 120));
      row.fix.lat_e7 = chezu_degrees_to_e7 (g_rand_double_range (random, 25, 40));
      row.fix.speed_cm_s = g_rand_int_range (random, 0, 2800);
      g_array_append_val (page->rows, row);
    }
  chezu_fleet_set_clock (fleet, T0, 0);
  chezu_fleet_apply_page (fleet, page, T0);
  return fleet;
}

static void
look_at_rows (GListModel *list)
{
  for (guint i = 0; i < ON_SCREEN; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (list, i);

      g_assert_nonnull (item);
    }
}

static void
measure_first_rows (ChezuFleet *fleet)
{
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();
      g_autoptr (ChezuVehicleModel) model = chezu_vehicle_model_new ();

      chezu_vehicle_model_set_fleet (model, fleet);
      chezu_vehicle_model_refresh (model);
      look_at_rows (G_LIST_MODEL (model));
      ms[i] = bench_since_ms (start_us);
    }
  g_print ("list.first_rows_ms %.3g ms\n", bench_median (ms, REPEATS));
}

static void
measure_keystrokes (ChezuVehicleModel *model)
{
  static const char *const typed[] = { "1", "1a", "1a2", "1a", "1" };
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      chezu_vehicle_model_set_text (model, typed[i % G_N_ELEMENTS (typed)]);
      chezu_vehicle_model_admit (model);
      ms[i] = bench_since_ms (start_us);
    }
  g_print ("list.filter_ms %.3g ms\n", bench_median (ms, REPEATS));
  chezu_vehicle_model_set_text (model, NULL);
}

static void
measure_sort (ChezuVehicleModel *model, ChezuVehicleColumn column, const char *name)
{
  double ms[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 start_us = g_get_monotonic_time ();

      chezu_vehicle_model_set_sort (model, column, i % 2 == 1);
      chezu_vehicle_model_admit (model);
      ms[i] = bench_since_ms (start_us);
    }
  g_print ("list.%s_ms %.3g ms\n", name, bench_median (ms, REPEATS));
}

/* --- The peer: a GtkStringObject a vehicle in GTK's filter and sort models. --------------------
 */

static void
measure_gtk (ChezuFleet *fleet)
{
  GtkStringList *plates = gtk_string_list_new (NULL);
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkStringFilter *filter = gtk_string_filter_new (gtk_expression_ref (expression));
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;
  gint64 start_us;

  for (guint i = 0; i < N_VEHICLES; i++)
    gtk_string_list_append (plates, chezu_fleet_get_plate (fleet, i));
  start_us = g_get_monotonic_time ();
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (plates), GTK_FILTER (filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered),
                                    GTK_SORTER (gtk_string_sorter_new (expression)));
  look_at_rows (G_LIST_MODEL (sorted));
  g_print ("list.first_rows_gtk_ms %.3g ms\n", bench_since_ms (start_us));

  start_us = g_get_monotonic_time ();
  gtk_string_filter_set_search (filter, "1A");
  look_at_rows (G_LIST_MODEL (sorted));
  g_print ("list.filter_gtk_ms %.3g ms\n", bench_since_ms (start_us));
  g_object_unref (sorted);
}

int
main (void)
{
  g_autoptr (ChezuFleet) fleet = make_fleet ();
  g_autoptr (ChezuVehicleModel) model = chezu_vehicle_model_new ();

  measure_first_rows (fleet);
  chezu_vehicle_model_set_fleet (model, fleet);
  chezu_vehicle_model_refresh (model);
  measure_keystrokes (model);
  measure_sort (model, CHEZU_COLUMN_SPEED, "sort_speed");
  measure_sort (model, CHEZU_COLUMN_DRIVER, "sort_driver");
  measure_gtk (fleet);
  return 0;
}
