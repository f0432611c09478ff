/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A long random life of a history, step by step beside the simplest thing that does the same: for
 * each vehicle, a tree of fixes by time. */

#include "store-fixture.h"

#include "store/chezu-history.h"

#include <string.h>

#define VEHICLES 6
#define STEPS 400
#define ITEMS_MAX 400
#define JOBS_MAX 4
/* Without what fills up the struct. */
#define FIX_BYTES (G_STRUCT_OFFSET (ChezuFix, flags) + sizeof (guint16))

typedef struct
{
  StoreFixture store;
  GRand *rand;
  GTree *tracks[VEHICLES + 1]; /* by the vehicle's number: &time → ChezuFix */
  guint steps[5];
} Fixture;

static int
compare_times (gconstpointer a, gconstpointer b, gpointer data)
{
  const gint64 *x = a;
  const gint64 *y = b;

  return (*x > *y) - (*x < *y);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  store_fixture_set_up (&fixture->store, data);
  fixture->rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  for (int i = 1; i <= VEHICLES; i++)
    fixture->tracks[i] = g_tree_new_full (compare_times, NULL, NULL, g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (int i = 1; i <= VEHICLES; i++)
    g_tree_unref (fixture->tracks[i]);
  g_rand_free (fixture->rand);
  store_fixture_tear_down (&fixture->store, data);
}

/* --- Fixes ---------------------------------------------------------------------------------- */

static int
pick (Fixture *fixture, int n)
{
  return g_rand_int_range (fixture->rand, 0, n);
}

static gint64
newest_ms (Fixture *fixture, gint64 vehicle_id)
{
  GTreeNode *last = g_tree_node_last (fixture->tracks[vehicle_id]);

  return last == NULL ? G_MININT64 : *(const gint64 *)g_tree_node_key (last);
}

static ChezuFix
make_fix (Fixture *fixture, gint64 time_ms)
{
  ChezuFix fix;

  memset (&fix, 0, sizeof fix);
  fix.time_ms = time_ms;
  fix.lon_e7 = 1170000000 + pick (fixture, 2000000);
  fix.lat_e7 = 348000000 + pick (fixture, 2000000);
  fix.speed_cm_s = pick (fixture, 10) == 0 ? CHEZU_UNKNOWN : pick (fixture, 3000);
  fix.course_cdeg = pick (fixture, 36000);
  fix.odometer_m = pick (fixture, 10) == 0 ? CHEZU_UNKNOWN : time_ms / 100;
  fix.altitude_m = (gint16)pick (fixture, 9000);
  fix.flags = (guint16)pick (fixture, 16);
  return fix;
}

/* Mostly on from the newest, sometimes back to where others are, to the millisecond. */
static gint64
make_time (Fixture *fixture, gint64 from_ms)
{
  if (from_ms == G_MININT64)
    from_ms = STORE_T0;
  switch (pick (fixture, 8))
    {
    case 0:
      return STORE_T0 + pick (fixture, 2000) * G_GINT64_CONSTANT (1000);
    case 1:
      return from_ms - pick (fixture, 20) * G_GINT64_CONSTANT (1000);
    case 2:
      return STORE_T0 - pick (fixture, 1000000) * G_GINT64_CONSTANT (7001);
    default:
      return from_ms + pick (fixture, 4) * G_GINT64_CONSTANT (1000);
    }
}

/* Returns whether it was new. */
static gboolean
put (Fixture *fixture, gint64 vehicle_id, const ChezuFix *fix)
{
  ChezuFix *kept;

  if (g_tree_lookup (fixture->tracks[vehicle_id], &fix->time_ms) != NULL)
    return FALSE;
  kept = g_memdup2 (fix, sizeof *fix);
  g_tree_insert (fixture->tracks[vehicle_id], &kept->time_ms, kept);
  return TRUE;
}

/* --- What may happen ------------------------------------------------------------------------ */

typedef struct
{
  ChezuHistoryItem items[ITEMS_MAX];
  guint n_items;
  gboolean is_new[ITEMS_MAX]; /* as the model has it */
  gboolean fails;
} Job;

static gboolean
add_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Job *job = data;

  if (!chezu_history_add (db, job->items, job->n_items, error))
    return FALSE;
  if (job->fails)
    g_set_error_literal (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS, "taken back");
  return !job->fails;
}

static Job *
make_job (Fixture *fixture)
{
  Job *job = g_new0 (Job, 1);
  gint64 newest[VEHICLES + 1];
  gint64 last[VEHICLES + 1];

  for (int i = 1; i <= VEHICLES; i++)
    newest[i] = last[i] = newest_ms (fixture, i);
  job->fails = pick (fixture, 8) == 0;
  job->n_items = (guint)pick (fixture, ITEMS_MAX);
  for (guint i = 0; i < job->n_items; i++)
    {
      gint64 vehicle_id = 1 + pick (fixture, VEHICLES);
      gint64 time_ms = make_time (fixture, last[vehicle_id]);

      last[vehicle_id] = MAX (last[vehicle_id], time_ms);
      job->items[i] = (ChezuHistoryItem){
        .vehicle_id = vehicle_id,
        .newest_ms = newest[vehicle_id],
        .fix = make_fix (fixture, time_ms),
      };
    }
  return job;
}

static gboolean
hold_up (ChezuDatabase *db, gpointer data, GError **error)
{
  g_usleep (1000);
  return TRUE;
}

/* Several that share a transaction: each meets what those before it did not commit yet, and what
 * was taken back. */
static void
step_add (Fixture *fixture)
{
  Job *jobs[JOBS_MAX];
  DexFuture *futures[JOBS_MAX + 1];
  guint n = 1 + (guint)pick (fixture, JOBS_MAX);

  futures[n] = chezu_store_write (fixture->store.store, hold_up, NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      jobs[i] = make_job (fixture);
      futures[i] = chezu_store_write (fixture->store.store, add_in_transaction, jobs[i], NULL);
      for (guint j = 0; j < jobs[i]->n_items && !jobs[i]->fails; j++)
        jobs[i]->is_new[j] = put (fixture, jobs[i]->items[j].vehicle_id, &jobs[i]->items[j].fix);
    }
  store_await (futures[n]);
  dex_unref (futures[n]);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      store_await (futures[i]);
      dex_future_get_value (futures[i], &error);
      dex_unref (futures[i]);
      if (jobs[i]->fails)
        g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS);
      else
        g_assert_no_error (error);
      for (guint j = 0; j < jobs[i]->n_items && !jobs[i]->fails; j++)
        g_assert_true (jobs[i]->items[j].duplicate == !jobs[i]->is_new[j]);
      g_free (jobs[i]);
    }
}

typedef struct
{
  gint64 vehicle_id;
  GArray *fixes;
  guint n_inserted;
} Load;

static gboolean
load_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Load *load = data;

  return chezu_history_load (db, load->vehicle_id, (const ChezuFix *)(gpointer)load->fixes->data,
                             load->fixes->len, &load->n_inserted, error);
}

static void
step_load (Fixture *fixture)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));
  Load load = { 1 + pick (fixture, VEHICLES), fixes, 0 };
  g_autoptr (GError) error = NULL;
  gint64 time_ms = make_time (fixture, newest_ms (fixture, load.vehicle_id));
  guint n = (guint)pick (fixture, 3000);
  guint n_new = 0;

  for (guint i = 0; i < n; i++)
    {
      const ChezuFix fix = make_fix (fixture, time_ms);

      g_array_append_val (fixes, fix);
      n_new += put (fixture, load.vehicle_id, &fix);
      time_ms += 1 + pick (fixture, 3000);
    }
  g_assert_true (chezu_store_write_sync (fixture->store.store, load_in_transaction, &load, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (load.n_inserted, ==, n_new);
}

static void
step_seal (Fixture *fixture)
{
  DexFuture *future = chezu_history_seal (fixture->store.store);
  g_autoptr (GError) error = NULL;

  store_await (future);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
  dex_unref (future);
  g_assert_cmpint (store_query_int (fixture->store.store, "SELECT count(*) FROM arrival"), ==, 0);
}

static void
step_reopen (Fixture *fixture)
{
  store_fixture_close (&fixture->store);
  store_fixture_reopen (&fixture->store);
}

/* --- What must be the same ------------------------------------------------------------------ */

static gboolean
answers (const ChezuTrackQuery *query, gint64 vehicle_id, const ChezuFix *fix)
{
  return (query->vehicle_id == 0 || query->vehicle_id == vehicle_id)
         && fix->time_ms >= query->from_ms && fix->time_ms < query->to_ms
         && (!query->has_box
             || (fix->lon_e7 >= query->min_lon_e7 && fix->lon_e7 <= query->max_lon_e7
                 && fix->lat_e7 >= query->min_lat_e7 && fix->lat_e7 <= query->max_lat_e7));
}

/* The next fix of the model that answers @query, after @node of @vehicle_id. */
static GTreeNode *
find_next (Fixture *fixture, const ChezuTrackQuery *query, gint64 *vehicle_id, GTreeNode *node)
{
  for (;;)
    {
      node = node != NULL ? g_tree_node_next (node) : NULL;
      while (node == NULL && *vehicle_id < VEHICLES)
        node = g_tree_node_first (fixture->tracks[++*vehicle_id]);
      if (node == NULL || answers (query, *vehicle_id, g_tree_node_value (node)))
        return node;
    }
}

typedef struct
{
  Fixture *fixture;
  ChezuTrackQuery query;
} Comparison;

static gpointer
compare (ChezuDatabase *db, gpointer data, GError **error)
{
  const Comparison *comparison = data;
  const ChezuTrackQuery *query = &comparison->query;
  g_autoptr (ChezuTrackCursor) cursor = chezu_history_query (db, query);
  ChezuTrackRun run;
  gint64 vehicle_id = 0;
  GTreeNode *node = NULL;

  while (chezu_track_cursor_next (cursor, &run, error))
    for (guint i = 0; i < run.n_fixes; i++)
      {
        node = find_next (comparison->fixture, query, &vehicle_id, node);
        g_assert_nonnull (node);
        g_assert_cmpint (run.vehicle_id, ==, vehicle_id);
        g_assert_cmpmem (&run.fixes[i], FIX_BYTES, g_tree_node_value (node), FIX_BYTES);
      }
  g_assert_null (find_next (comparison->fixture, query, &vehicle_id, node));
  return NULL;
}

static void
check (Fixture *fixture, const ChezuTrackQuery *query)
{
  Comparison comparison = { fixture, *query };
  g_autoptr (GError) error = NULL;

  chezu_store_read_sync (fixture->store.store, compare, &comparison, &error);
  g_assert_no_error (error);
}

static void
check_some (Fixture *fixture)
{
  ChezuTrackQuery query = CHEZU_TRACK_QUERY_ALL;

  if (pick (fixture, 2) == 0)
    query.vehicle_id = 1 + pick (fixture, VEHICLES);
  if (pick (fixture, 2) == 0)
    {
      query.from_ms = STORE_T0 + pick (fixture, 3000) * G_GINT64_CONSTANT (1000);
      query.to_ms = query.from_ms + pick (fixture, 1000) * G_GINT64_CONSTANT (1000);
    }
  if (pick (fixture, 2) == 0)
    {
      query.has_box = TRUE;
      query.min_lon_e7 = 1170000000 + pick (fixture, 1500000);
      query.max_lon_e7 = query.min_lon_e7 + pick (fixture, 500000);
      query.min_lat_e7 = 348000000 + pick (fixture, 1500000);
      query.max_lat_e7 = query.min_lat_e7 + pick (fixture, 500000);
    }
  check (fixture, &query);
}

static void
check_file (Fixture *fixture)
{
  g_autofree char *integrity = store_query_text (fixture->store.store, "PRAGMA integrity_check");
  gint64 n_fixes = 0;

  for (int i = 1; i <= VEHICLES; i++)
    n_fixes += g_tree_nnodes (fixture->tracks[i]);
  g_assert_cmpint (store_count_fixes (fixture->store.store), ==, n_fixes);
  g_assert_cmpstr (integrity, ==, "ok");
  g_assert_cmpint (store_query_int (fixture->store.store,
                                    "SELECT count(*) FROM segment AS a JOIN segment AS b "
                                    "ON b.vehicle = a.vehicle AND b.from_ms > a.from_ms "
                                    "AND b.from_ms <= a.to_ms"),
                   ==, 0);
  g_assert_cmpint (store_query_int (fixture->store.store,
                                    "SELECT (SELECT count(*) FROM segment) "
                                    "- (SELECT count(*) FROM segment JOIN segment_box USING (id))"),
                   ==, 0);
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < STEPS; i++)
    {
      int what = pick (fixture, 40);

      if (what < 24)
        step_add (fixture);
      else if (what < 28)
        step_load (fixture);
      else if (what < 35)
        step_seal (fixture);
      else if (what < 36)
        step_reopen (fixture);
      else
        check (fixture, &CHEZU_TRACK_QUERY_ALL);
      check_some (fixture);
    }
  check_file (fixture);
  step_seal (fixture);
  check (fixture, &CHEZU_TRACK_QUERY_ALL);
  check_file (fixture);
}

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/history-model/a-random-life-is-that-of-the-model", Fixture,
              GUINT_TO_POINTER (7), set_up, test_life, tear_down);
  g_test_add ("/store/history-model/another-life-is-too", Fixture, GUINT_TO_POINTER (8), set_up,
              test_life, tear_down);
  return g_test_run ();
}
