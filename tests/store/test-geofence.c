/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was inside which geofence when, whatever the order in which fixes come. */

#include "store-fixture.h"

#include "base/chezu-geodesy.h"
#include "base/chezu-time.h"
#include "store/chezu-geofence-set-private.h"
#include "store/chezu-geofence-table.h"
#include "store/chezu-verify.h"

#include <math.h>

#define LON 117.25
#define LAT 34.80
/* Of the circle that most tests have. */
#define RADIUS_M 1000.0

/* --- Helpers */

static gint64
run (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gint64 result;

  store_await (future);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  result = G_VALUE_HOLDS_INT64 (value) ? g_value_get_int64 (value) : 0;
  dex_unref (future);
  return result;
}

static void
run_badly (DexFuture *future, int code)
{
  g_autoptr (GError) error = NULL;

  store_await (future);
  g_assert_null (dex_future_get_value (future, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, code);
  dex_unref (future);
}

static void
put (ChezuGeofenceShape *shape, double lon, double lat)
{
  const ChezuGeofenceVertex vertex = { lon, lat };

  g_array_append_val (shape->vertices, vertex);
}

static ChezuGeofenceRow *
row_new (const char *name, ChezuGeofenceForm form, double radius_m)
{
  ChezuGeofenceRow *row = g_new0 (ChezuGeofenceRow, 1);

  row->name = g_strdup (name);
  row->visible = TRUE;
  row->shape.form = form;
  row->shape.radius_m = radius_m;
  row->shape.vertices = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVertex));
  return row;
}

static ChezuGeofenceRow *
circle_new (const char *name)
{
  ChezuGeofenceRow *row = row_new (name, CHEZU_GEOFENCE_CIRCLE, RADIUS_M);

  put (&row->shape, LON, LAT);
  return row;
}

static ChezuGeofenceRow *
square_new (const char *name, double half)
{
  ChezuGeofenceRow *row = row_new (name, CHEZU_GEOFENCE_POLYGON, 0.0);

  put (&row->shape, LON - half, LAT - half);
  put (&row->shape, LON + half, LAT - half);
  put (&row->shape, LON + half, LAT + half);
  put (&row->shape, LON - half, LAT + half);
  return row;
}

static gint64
add (StoreFixture *fixture, ChezuGeofenceRow *row)
{
  gint64 id = run (chezu_geofence_table_add (fixture->store, row));

  chezu_geofence_row_free (row);
  return id;
}

/* As if it had been there for ever: fixes of these tests are older than the test. */
static gint64
add_long_ago (StoreFixture *fixture, ChezuGeofenceRow *row)
{
  gint64 id = add (fixture, row);

  g_assert_true (store_execute (
      fixture->store, "UPDATE geofence SET created_ms = 0, changed_ms = 0, seq = seq + 1", NULL));
  return id;
}

static ChezuGeofenceRow *
read_row (StoreFixture *fixture, gint64 id)
{
  g_autoptr (GPtrArray) rows = store_take (chezu_geofence_table_list (fixture->store), NULL);

  for (guint i = 0; i < rows->len; i++)
    if (((ChezuGeofenceRow *)rows->pdata[i])->id == id)
      return chezu_geofence_row_copy (rows->pdata[i]);
  return NULL;
}

/* East of the middle, metres. */
static double
lon_at (double metres)
{
  return LON + metres / (111319.49 * cos (LAT * G_PI / 180.0) * 1.00108);
}

static void
know_trucks (StoreFixture *fixture, guint n)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  for (guint i = 1; i <= n; i++)
    store_batch_add_truck (batch, i);
  store_commit (fixture->store, batch);
}

/* Truck 1, so many metres east of the middle, seconds after the start. */
static void
see (StoreFixture *fixture, double metres, gint64 seconds)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  store_batch_add_fix (batch, 1, STORE_T0 + seconds * 1000, lon_at (metres), LAT);
  store_commit (fixture->store, batch);
}

/* "10-40 70-", seconds after the start; in the order of time. */
static char *
tell_visits (StoreFixture *fixture, gint64 id)
{
  g_autoptr (GArray) visits = store_take (
      chezu_geofence_table_read_visits (fixture->store, id, 0, 0, G_MAXINT64, 10000), NULL);
  GString *text = g_string_new (NULL);

  for (guint i = visits->len; i > 0; i--)
    {
      const ChezuGeofenceVisit *visit = &g_array_index (visits, ChezuGeofenceVisit, i - 1);

      if (text->len > 0)
        g_string_append_c (text, ' ');
      if (visit->was_inside)
        g_string_append_c (text, '~');
      g_string_append_printf (text, "%" G_GINT64_FORMAT "-", (visit->entered_ms - STORE_T0) / 1000);
      if (visit->left_ms != 0)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, (visit->left_ms - STORE_T0) / 1000);
    }
  return g_string_free (text, FALSE);
}

static void
assert_visits (StoreFixture *fixture, gint64 id, const char *expected)
{
  g_autofree char *told = tell_visits (fixture, id);

  g_assert_cmpstr (told, ==, expected);
}

/* --- Shapes */

static void
assert_refused (ChezuGeofenceRow *row, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (chezu_geofence_shape_check (&row->shape, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, words));
  chezu_geofence_row_free (row);
}

static void
bad_shapes_are_refused_in_words (void)
{
  ChezuGeofenceRow *row = row_new ("", CHEZU_GEOFENCE_POLYGON, 0.0);

  put (&row->shape, 117, 34);
  put (&row->shape, 118, 34);
  assert_refused (row, "three corners");

  row = row_new ("", CHEZU_GEOFENCE_POLYGON, 0.0);
  put (&row->shape, 117, 34);
  put (&row->shape, 118, 35);
  put (&row->shape, 118, 34);
  put (&row->shape, 117, 35);
  assert_refused (row, "crosses");

  row = row_new ("", CHEZU_GEOFENCE_POLYGON, 0.0);
  put (&row->shape, 117, 34);
  put (&row->shape, 118, 34);
  put (&row->shape, 117.5, 34);
  assert_refused (row, "crosses");

  row = row_new ("", CHEZU_GEOFENCE_POLYGON, 0.0);
  put (&row->shape, 117, 34);
  put (&row->shape, NAN, 34);
  put (&row->shape, 117.5, 35);
  assert_refused (row, "Corner 2");

  row = row_new ("", CHEZU_GEOFENCE_CIRCLE, 19.9);
  put (&row->shape, 117, 34);
  assert_refused (row, "radius");

  row = row_new ("", CHEZU_GEOFENCE_CIRCLE, NAN);
  put (&row->shape, 117, 34);
  assert_refused (row, "radius");

  row = row_new ("", CHEZU_GEOFENCE_CORRIDOR, 100);
  put (&row->shape, 117, 34);
  put (&row->shape, 117, 34);
  assert_refused (row, "two points");

  row = row_new ("", CHEZU_GEOFENCE_CORRIDOR, 20001);
  put (&row->shape, 117, 34);
  put (&row->shape, 118, 34);
  assert_refused (row, "wide");
}

static void
a_refused_shape_is_not_stored (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuGeofenceRow) row = row_new ("x", CHEZU_GEOFENCE_CIRCLE, 1.0);

  put (&row->shape, LON, LAT);
  run_badly (chezu_geofence_table_add (fixture->store, row), CHEZU_STORE_ERROR_INVALID);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM geofence"), ==, 0);
}

static void
a_circle_has_its_radius_everywhere (void)
{
  g_autoptr (ChezuGeofenceRow) row = row_new ("", CHEZU_GEOFENCE_CIRCLE, 150000.0);
  g_autoptr (GArray) rings = NULL;
  const GArray *ring;

  put (&row->shape, LON, 52.0);
  rings = chezu_geofence_shape_trace (&row->shape);
  g_assert_cmpuint (rings->len, ==, 1);
  ring = g_array_index (rings, GArray *, 0);
  g_assert_cmpuint (ring->len, ==, 129);
  g_assert_false (chezu_geofence_ring_is_hole (ring));
  for (guint i = 0; i < ring->len; i++)
    {
      const ChezuGeofenceVertex *vertex = &g_array_index (ring, ChezuGeofenceVertex, i);

      g_assert_cmpfloat_with_epsilon (chezu_geodesic_m (LON, 52.0, vertex->lon, vertex->lat),
                                      150000.0, 0.01);
    }
}

/* --- How deep */

static void
a_place_is_as_deep_as_its_distance_from_the_edge (void)
{
  g_autoptr (ChezuGeofenceRow) row = square_new ("", 0.1);
  g_autoptr (ChezuGeofence) fence = chezu_geofence_new (1, 0, &row->shape, NULL);
  double to_east = chezu_geodesic_m (LON + 0.09, LAT, LON + 0.1, LAT);

  g_assert_cmpfloat_with_epsilon (chezu_geofence_depth_m (fence, LON + 0.1, LAT), 0.0, 1e-6);
  g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON, LAT), >=, CHEZU_GEOFENCE_MARGIN_M);
  g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON + 0.2, LAT), <, -CHEZU_GEOFENCE_MARGIN_M);
  g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON + 0.1001, LAT), <, 0.0);
  g_assert_cmpfloat_with_epsilon (chezu_geofence_depth_m (fence, LON + 0.0999, LAT),
                                  to_east / 100.0, 0.05);
  g_assert_cmpfloat_with_epsilon (chezu_geofence_depth_m (fence, LON + 0.1001, LAT),
                                  -to_east / 100.0, 0.05);
}

static void
a_hole_is_outside (void)
{
  g_autoptr (ChezuGeofenceRow) row = square_new ("", 0.1);
  g_autoptr (ChezuGeofenceRow) inner = square_new ("", 0.05);
  g_autoptr (GArray) rings = chezu_geofence_shape_trace (&row->shape);
  GArray *hole = chezu_geofence_rings_add (rings);
  g_autoptr (ChezuGeofence) fence = NULL;

  g_array_append_vals (hole, inner->shape.vertices->data, inner->shape.vertices->len);
  chezu_geofence_ring_close (hole, FALSE);
  g_assert_true (chezu_geofence_ring_is_hole (hole));
  fence = chezu_geofence_new (1, 0, &row->shape, rings);
  g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON, LAT), <, 0.0);
  g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON + 0.07, LAT), >, 0.0);
}

/* The line comes back beside itself: between its two legs it is inside twice. */
static void
a_corridor_that_turns_back_has_no_hole (void)
{
  g_autoptr (ChezuGeofenceRow) row = row_new ("", CHEZU_GEOFENCE_CORRIDOR, 500.0);
  g_autoptr (ChezuGeofence) fence = NULL;

  put (&row->shape, LON, LAT);
  put (&row->shape, LON + 0.1, LAT);
  put (&row->shape, LON, LAT + 0.004);
  fence = chezu_geofence_new (1, 0, &row->shape, NULL);
  for (guint i = 0; i <= 100; i++)
    g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON + 0.001 * i, LAT + 0.001), >, 0.0);
  g_assert_cmpfloat (chezu_geofence_depth_m (fence, LON, LAT - 0.0046), <, 0.0);
  g_assert_cmpfloat_with_epsilon (chezu_geofence_depth_m (fence, LON - 0.001, LAT), 500.0 - 91.4,
                                  0.5);
}

/* Against a plain test of every edge, over a ring of many corners. */
static void
slabs_answer_as_all_edges_do (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (ChezuGeofenceRow) row = row_new ("", CHEZU_GEOFENCE_POLYGON, 0.0);
  g_autoptr (ChezuGeofence) fence = NULL;
  const guint n = 3000;

  for (guint i = 0; i < n; i++)
    {
      double angle = 2.0 * G_PI * i / n;
      double radius = 0.05 + 0.02 * sin (9.0 * angle) + g_rand_double_range (random, 0.0, 0.002);

      put (&row->shape, LON + radius * cos (angle), LAT + radius * sin (angle));
    }
  fence = chezu_geofence_new (1, 0, &row->shape, NULL);
  for (guint k = 0; k < 20000; k++)
    {
      double lon = LON + g_rand_double_range (random, -0.08, 0.08);
      double lat = LAT + g_rand_double_range (random, -0.08, 0.08);
      gboolean inside = FALSE;

      for (guint i = 0; i < n; i++)
        {
          const ChezuGeofenceVertex *a
              = &g_array_index (row->shape.vertices, ChezuGeofenceVertex, i);
          const ChezuGeofenceVertex *b
              = &g_array_index (row->shape.vertices, ChezuGeofenceVertex, (i + 1) % n);

          if ((a->lat > lat) != (b->lat > lat)
              && lon < a->lon + (b->lon - a->lon) * (lat - a->lat) / (b->lat - a->lat))
            inside = !inside;
        }
      g_assert_cmpint (chezu_geofence_depth_m (fence, lon, lat) >= 0.0, ==, inside);
    }
}

/* --- Rows */

static void
a_fence_comes_back_as_it_was_drawn (StoreFixture *fixture, gconstpointer data)
{
  ChezuGeofenceRow *row = row_new ("104 国道", CHEZU_GEOFENCE_CORRIDOR, 200.0);
  g_autoptr (ChezuGeofenceRow) read = NULL;
  gint64 id;

  put (&row->shape, 117.1, 34.7);
  put (&row->shape, 117.2, 34.8);
  put (&row->shape, 117.35, 34.81);
  row->note = g_strdup ("夜间");
  row->color = 3;
  id = add (fixture, row);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);

  read = read_row (fixture, id);
  g_assert_cmpstr (read->name, ==, "104 国道");
  g_assert_cmpstr (read->note, ==, "夜间");
  g_assert_cmpuint (read->color, ==, 3);
  g_assert_cmpint (read->shape.form, ==, CHEZU_GEOFENCE_CORRIDOR);
  g_assert_cmpfloat (read->shape.radius_m, ==, 200.0);
  g_assert_cmpuint (read->shape.vertices->len, ==, 3);
  g_assert_cmpfloat (g_array_index (read->shape.vertices, ChezuGeofenceVertex, 2).lon, ==, 117.35);
  g_assert_cmpuint (read->outline->len, ==, 2);
  g_assert_cmpfloat (read->bounds[0], <, 117.1);
}

static void
names_are_made_different (StoreFixture *fixture, gconstpointer data)
{
  gint64 first = add (fixture, circle_new ("Depot"));
  gint64 second = add (fixture, circle_new ("Depot"));
  g_autoptr (ChezuGeofenceRow) row = read_row (fixture, second);

  g_assert_cmpstr (row->name, ==, "Depot (2)");
  /* Its own name is not taken by itself. */
  run (chezu_geofence_table_change (fixture->store, row));
  chezu_geofence_row_free (g_steal_pointer (&row));
  row = read_row (fixture, second);
  g_assert_cmpstr (row->name, ==, "Depot (2)");
  run (chezu_geofence_table_remove (fixture->store, first));
  run_badly (chezu_geofence_table_remove (fixture->store, first), CHEZU_STORE_ERROR_NOT_FOUND);
}

static void
a_broken_row_is_left_out (StoreFixture *fixture, gconstpointer data)
{
  gint64 good = add (fixture, circle_new ("good"));
  g_autoptr (GPtrArray) rows = NULL;

  add (fixture, circle_new ("bad path"));
  add (fixture, circle_new ("bad geometry"));
  g_assert_true (store_execute (
      fixture->store,
      "UPDATE geofence SET path = '[[1,2,3],\"x\"]', seq = seq + 10 WHERE name = 'bad path'; "
      "UPDATE geofence SET geom = x'00', seq = seq + 20 WHERE name = 'bad geometry'",
      NULL));
  rows = store_take (chezu_geofence_table_list (fixture->store), NULL);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpint (((ChezuGeofenceRow *)rows->pdata[0])->id, ==, good);
  know_trucks (fixture, 1);
  see (fixture, 0, 0);
  assert_visits (fixture, good, "0-");
}

static void
the_version_tells_every_change (StoreFixture *fixture, gconstpointer data)
{
  g_autofree gint64 *before = store_take (chezu_geofence_table_read_version (fixture->store), NULL);
  g_autofree gint64 *after = NULL;
  gint64 id = add (fixture, circle_new ("a"));

  after = store_take (chezu_geofence_table_read_version (fixture->store), NULL);
  g_assert_cmpint (*after, !=, *before);

  know_trucks (fixture, 1);
  g_clear_pointer (&before, g_free);
  before = store_take (chezu_geofence_table_read_version (fixture->store), NULL);
  see (fixture, 5000, 0);
  g_clear_pointer (&after, g_free);
  after = store_take (chezu_geofence_table_read_version (fixture->store), NULL);
  g_assert_cmpint (*after, ==, *before);

  see (fixture, 100, 600);
  g_clear_pointer (&after, g_free);
  after = store_take (chezu_geofence_table_read_version (fixture->store), NULL);
  g_assert_cmpint (*after, !=, *before);
  assert_visits (fixture, id, "600-");
}

/* --- Entering and leaving */

static void
a_vehicle_enters_and_leaves (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));
  g_autoptr (ChezuGeofenceRow) row = NULL;
  g_autoptr (GArray) inside = NULL;

  know_trucks (fixture, 1);
  see (fixture, 1500, 0);
  see (fixture, 900, 60);
  row = read_row (fixture, id);
  g_assert_cmpuint (row->n_inside, ==, 1);
  see (fixture, 200, 120);
  see (fixture, 1500, 240);
  assert_visits (fixture, id, "60-240");
  inside = store_take (chezu_geofence_table_read_inside (fixture->store, id, 0), NULL);
  g_assert_cmpuint (inside->len, ==, 0);
  g_array_unref (g_steal_pointer (&inside));
  inside
      = store_take (chezu_geofence_table_read_inside (fixture->store, id, STORE_T0 + 150000), NULL);
  g_assert_cmpuint (inside->len, ==, 1);
}

/* domain.md, part 3: 30 m of hysteresis, or 30 s. */
static void
the_edge_is_crossed_beyond_30_m_or_after_30_s (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 1100, 0);
  see (fixture, 990, 10); /* 10 m inside: nobody knows */
  see (fixture, 1010, 20);
  see (fixture, 990, 30);
  see (fixture, 990, 59);
  assert_visits (fixture, id, "");
  see (fixture, 990, 60); /* exactly half a minute */
  assert_visits (fixture, id, "30-");
  see (fixture, 1010, 70);
  see (fixture, 990, 80);
  see (fixture, 1020, 90);
  assert_visits (fixture, id, "30-");
  see (fixture, 1031, 95); /* beyond the margin: it left when it first was outside */
  assert_visits (fixture, id, "30-90");
}

static void
a_restart_forgets_nothing (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 1100, 0);
  see (fixture, 990, 10);
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  see (fixture, 990, 40);
  assert_visits (fixture, id, "10-");
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  see (fixture, 1100, 80);
  assert_visits (fixture, id, "10-80");
}

static void
a_pause_ends_no_visit (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 0, 0);
  see (fixture, 100, 86400); /* a day, and across midnight */
  assert_visits (fixture, id, "0-");
  see (fixture, 3000, 2 * 86400);
  assert_visits (fixture, id, "0-172800");
}

static void
who_is_there_already_has_a_visit (StoreFixture *fixture, gconstpointer data)
{
  gint64 id;
  ChezuGeofenceRow *row;

  know_trucks (fixture, 1);
  see (fixture, 500, 100);
  id = add (fixture, circle_new ("a"));
  assert_visits (fixture, id, "~100-");

  /* The fence moves away and comes back. */
  row = read_row (fixture, id);
  row->shape.radius_m = 400;
  g_clear_pointer (&row->outline, g_array_unref);
  run (chezu_geofence_table_change (fixture->store, row));
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM geofence_visit WHERE left_ms IS NULL"),
      ==, 0);
  row->shape.radius_m = 600;
  run (chezu_geofence_table_change (fixture->store, row));
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM geofence_visit WHERE left_ms IS NULL"),
      ==, 1);
  chezu_geofence_row_free (row);
}

static void
another_name_is_no_other_shape (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));
  g_autoptr (ChezuGeofenceRow) row = read_row (fixture, id);
  gint64 changed_ms = row->changed_ms;

  know_trucks (fixture, 1);
  see (fixture, 0, 0);
  g_free (row->name);
  row->name = g_strdup ("b");
  row->color = 2;
  g_usleep (2000);
  run (chezu_geofence_table_change (fixture->store, row));
  chezu_geofence_row_free (g_steal_pointer (&row));
  row = read_row (fixture, id);
  g_assert_cmpstr (row->name, ==, "b");
  g_assert_cmpint (row->changed_ms, ==, changed_ms);
  assert_visits (fixture, id, "0-");
}

static void
a_removed_fence_can_be_had_back_with_its_visits (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 0, 0);
  run (chezu_geofence_table_remove (fixture->store, id));
  g_assert_null (read_row (fixture, id));
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(*) FROM geofence_visit WHERE left_ms IS NULL"),
      ==, 0);
  see (fixture, 10, 60);
  run (chezu_geofence_table_restore (fixture->store, id));
  assert_visits (fixture, id, "0-");

  run (chezu_geofence_table_remove (fixture->store, id));
  run (chezu_geofence_table_purge (fixture->store, G_MAXINT64));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM geofence"), ==, 1);
  g_assert_true (store_execute (fixture->store, "DELETE FROM geofence_visit", NULL));
  run (chezu_geofence_table_purge (fixture->store, G_MAXINT64));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM geofence"), ==, 0);
}

/* --- Late fixes */

static void
a_late_fix_cuts_a_visit_in_two (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add_long_ago (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 0, 0);
  see (fixture, 0, 1000);
  assert_visits (fixture, id, "0-");
  see (fixture, 2000, 500);
  assert_visits (fixture, id, "0-500 1000-");
  see (fixture, 100, 400);
  see (fixture, 1500, 450);
  assert_visits (fixture, id, "0-450 1000-");
}

static void
late_fixes_make_a_visit_that_nobody_saw (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add_long_ago (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 3000, 0);
  see (fixture, 3000, 1000);
  see (fixture, 0, 500);
  assert_visits (fixture, id, "500-1000");
  see (fixture, 1020, 700); /* near the edge: it left there, because what follows is outside */
  assert_visits (fixture, id, "500-700");
}

static void
before_it_was_drawn_nobody_entered (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, circle_new ("a"));

  know_trucks (fixture, 1);
  see (fixture, 3000, 1000);
  see (fixture, 0, 500);
  assert_visits (fixture, id, "");
}

/* --- Any order */

#define WALK 400

typedef struct
{
  double metres;
  gint64 seconds;
} Step;

/* Along the edge and across it. */
static void
walk (GRand *random, Step *steps)
{
  double metres = 1000.0;
  gint64 seconds = 0;

  for (guint i = 0; i < WALK; i++)
    {
      seconds += g_rand_int_range (random, 1, 40);
      metres = CLAMP (metres + g_rand_double_range (random, -25.0, 25.0), 900.0, 1100.0);
      steps[i] = (Step){ metres, seconds };
    }
}

/* What the rule says of the whole walk, written once more and in another way. */
static char *
expect (const Step *steps)
{
  GString *text = g_string_new (NULL);
  gboolean inside = FALSE;
  gint64 other_since = -1;

  for (guint i = 0; i < WALK; i++)
    {
      double outside_m = steps[i].metres - RADIUS_M;
      gboolean is_inside = outside_m <= 0.0;

      if (is_inside == inside)
        {
          other_since = -1;
          continue;
        }
      if (other_since < 0)
        other_since = steps[i].seconds;
      if (fabs (outside_m) <= 30.0 && steps[i].seconds - other_since < 30)
        continue;
      if (is_inside)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT "-", text->len > 0 ? " " : "",
                                other_since);
      else
        g_string_append_printf (text, "%" G_GINT64_FORMAT, other_since);
      inside = is_inside;
      other_since = -1;
    }
  return g_string_free (text, FALSE);
}

static void
shuffle (GRand *random, Step *steps, guint reach)
{
  for (guint i = 0; i < WALK; i++)
    {
      guint ahead = (guint)g_rand_int_range (random, 0, (gint)reach);
      guint other = MIN (WALK - 1, i + ahead);
      Step step = steps[i];

      steps[i] = steps[other];
      steps[other] = step;
    }
}

static void
any_order_gives_the_same_visits (StoreFixture *fixture, gconstpointer data)
{
  static const guint reaches[] = { 1, 3, 30, WALK };
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  gint64 id = add_long_ago (fixture, circle_new ("a"));

  for (guint round = 0; round < 24; round++)
    {
      Step steps[WALK];
      g_autofree char *expected = NULL;
      g_autofree char *told = NULL;

      g_assert_true (store_execute (
          fixture->store, "DELETE FROM geofence_visit; DELETE FROM geofence_pending", NULL));
      know_trucks (fixture, round + 1);
      walk (random, steps);
      expected = expect (steps);
      shuffle (random, steps, reaches[round % G_N_ELEMENTS (reaches)]);
      for (guint i = 0; i < WALK;)
        {
          ChezuBatch *batch = chezu_batch_new (fixture->source);
          guint n = (guint)g_rand_int_range (random, 1, 20);
          guint end = MIN (WALK, i + n);

          for (; i < end; i++)
            store_batch_add_fix (batch, round + 1, STORE_T0 + steps[i].seconds * 1000,
                                 lon_at (steps[i].metres), LAT);
          store_commit (fixture->store, batch);
        }
      told = tell_visits (fixture, id);
      g_assert_cmpstr (told, ==, expected);
    }
}

/* --- Verify */

static void
a_store_with_fences_is_sound (StoreFixture *fixture, gconstpointer data)
{
  const ChezuVerifyOptions options = { 0 };
  g_autoptr (ChezuVerifyReport) report = NULL;
  g_autoptr (GError) error = NULL;

  add (fixture, circle_new ("a"));
  add (fixture, square_new ("b", 0.02));
  know_trucks (fixture, 1);
  see (fixture, 0, 0);
  store_fixture_close (fixture);
  report = chezu_verify (fixture->path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chezu_verify_report_count (report), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define TEST(path, func)                                                                           \
  g_test_add ("/store/geofence/" path, StoreFixture, NULL, store_fixture_set_up, func,             \
              store_fixture_tear_down)

  g_test_add_func ("/store/geofence/bad-shapes-are-refused-in-words",
                   bad_shapes_are_refused_in_words);
  g_test_add_func ("/store/geofence/a-circle-has-its-radius-everywhere",
                   a_circle_has_its_radius_everywhere);
  g_test_add_func ("/store/geofence/a-place-is-as-deep-as-its-distance-from-the-edge",
                   a_place_is_as_deep_as_its_distance_from_the_edge);
  g_test_add_func ("/store/geofence/a-hole-is-outside", a_hole_is_outside);
  g_test_add_func ("/store/geofence/a-corridor-that-turns-back-has-no-hole",
                   a_corridor_that_turns_back_has_no_hole);
  g_test_add_func ("/store/geofence/slabs-answer-as-all-edges-do", slabs_answer_as_all_edges_do);
  TEST ("a-refused-shape-is-not-stored", a_refused_shape_is_not_stored);
  TEST ("a-fence-comes-back-as-it-was-drawn", a_fence_comes_back_as_it_was_drawn);
  TEST ("names-are-made-different", names_are_made_different);
  TEST ("a-broken-row-is-left-out", a_broken_row_is_left_out);
  TEST ("the-version-tells-every-change", the_version_tells_every_change);
  TEST ("a-vehicle-enters-and-leaves", a_vehicle_enters_and_leaves);
  TEST ("the-edge-is-crossed-beyond-30-m-or-after-30-s",
        the_edge_is_crossed_beyond_30_m_or_after_30_s);
  TEST ("a-restart-forgets-nothing", a_restart_forgets_nothing);
  TEST ("a-pause-ends-no-visit", a_pause_ends_no_visit);
  TEST ("who-is-there-already-has-a-visit", who_is_there_already_has_a_visit);
  TEST ("another-name-is-no-other-shape", another_name_is_no_other_shape);
  TEST ("a-removed-fence-can-be-had-back-with-its-visits",
        a_removed_fence_can_be_had_back_with_its_visits);
  TEST ("a-late-fix-cuts-a-visit-in-two", a_late_fix_cuts_a_visit_in_two);
  TEST ("late-fixes-make-a-visit-that-nobody-saw", late_fixes_make_a_visit_that_nobody_saw);
  TEST ("before-it-was-drawn-nobody-entered", before_it_was_drawn_nobody_entered);
  TEST ("any-order-gives-the-same-visits", any_order_gives_the_same_visits);
  TEST ("a-store-with-fences-is-sound", a_store_with_fences_is_sound);

  return g_test_run ();
}
