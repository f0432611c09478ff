/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-gap-table.h"
#include "store/chezu-history.h"
#include "store/chezu-retention.h"
#include "store/chezu-verify.h"

#include <string.h>
#include <unistd.h>

#define VEHICLES 8
/* Of each vehicle one fix each twenty minutes, from so many days before the newest one. */
#define DAYS 400
#define STEP_MS (20 * CHEZU_MINUTE_MS)
#define FIRST_MS (STORE_T0 - DAYS * CHEZU_DAY_MS)
/* By the periods of a new store. */
#define LIMIT_MS (STORE_T0 - 366 * CHEZU_DAY_MS)

static gboolean
load_tracks (ChezuDatabase *db, gpointer data, GError **error)
{
  guint n_fixes = DAYS * CHEZU_DAY_MS / STEP_MS + 1;
  g_autofree ChezuFix *fixes = g_new0 (ChezuFix, n_fixes);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gint64 vehicle = 1; vehicle <= VEHICLES; vehicle++)
    {
      guint n_inserted;

      for (guint i = 0; i < n_fixes; i++)
        fixes[i] = (ChezuFix){
          .time_ms = FIRST_MS + i * STEP_MS,
          /* Noise, as good receivers have it, fills pages. */
          .lon_e7 = 1170000000 + g_rand_int_range (rand, 0, 70000),
          .lat_e7 = 348000000 + g_rand_int_range (rand, 0, 50000),
          .speed_cm_s = g_rand_int_range (rand, 0, 3000),
          .course_cdeg = g_rand_int_range (rand, 0, 36000),
          .odometer_m = i * 150,
          .altitude_m = 60,
        };
      if (!chezu_history_load (db, vehicle, fixes, n_fixes, &n_inserted, error))
        return FALSE;
    }
  return TRUE;
}

/* Alarms and events of old are of the last vehicle, whose track they do not spoil for the others.
 */
static void
add_happenings (StoreFixture *fixture)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);

  for (int i = 0; i < 500; i++)
    {
      store_batch_add_event (batch, VEHICLES, 1000 + i, STORE_T0 - i * CHEZU_DAY_MS, "deviceMoving",
                             NULL);
      store_batch_add_event (batch, VEHICLES, 5000 + i,
                             STORE_T0 - (1000 + i) * CHEZU_DAY_MS - CHEZU_HOUR_MS, "alarm", "sos");
    }
  store_commit (fixture->store, batch);
}

static void
fill (StoreFixture *fixture)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (GError) error = NULL;

  for (gint64 remote = 1; remote <= VEHICLES; remote++)
    {
      store_batch_add_truck (batch, remote);
      store_batch_add_fix (batch, remote, STORE_T0, 117.0, 34.8);
    }
  store_commit (fixture->store, batch);
  chezu_store_write_sync (fixture->store, load_tracks, NULL, &error);
  g_assert_no_error (error);
}

static void
execute (StoreFixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  store_execute (fixture->store, sql, &error);
  g_assert_no_error (error);
}

static ChezuRetentionReport *
run (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ChezuRetentionReport *report = store_take (chezu_retention_run (fixture->store, NULL), &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static void
assert_in_order (StoreFixture *fixture)
{
  const ChezuVerifyOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVerifyReport) report = chezu_verify (fixture->path, &options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      g_test_message ("%s: %s", finding->where, finding->text);
    }
  g_assert_cmpint (chezu_verify_report_count (report), ==, 0);
}

static GArray *
read_track (StoreFixture *fixture, gint64 vehicle)
{
  g_autoptr (GError) error = NULL;
  GArray *fixes
      = store_take (chezu_history_read (fixture->store, vehicle, G_MININT64, G_MAXINT64), &error);

  g_assert_no_error (error);
  return fixes;
}

/* Every fix from @from_ms on is there, and none before. */
static void
assert_track_from (StoreFixture *fixture, gint64 vehicle, gint64 from_ms)
{
  g_autoptr (GArray) fixes = read_track (fixture, vehicle);
  gint64 first_ms = FIRST_MS + (from_ms - FIRST_MS + STEP_MS - 1) / STEP_MS * STEP_MS;

  g_assert_cmpint (fixes->len, ==, (STORE_T0 - first_ms) / STEP_MS + 1);
  for (guint i = 0; i < fixes->len; i++)
    g_assert_cmpint (g_array_index (fixes, ChezuFix, i).time_ms, ==, first_ms + i * STEP_MS);
}

/* --- Periods ------------------------------------------------------------------------------ */

static void
assert_refused (StoreFixture *fixture, ChezuRetentionClass klass, int days, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (chezu_retention_set_sync (fixture->store, klass, days, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_minimum (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetention *retention = NULL;

  /* EVIDENCE-OF: 道路运输车辆动态监督管理办法, article 25: monitoring data for six months,
   * violations and their handling for three years. From 1 March to 1 September are 184 days. */
  assert_refused (fixture, CHEZU_RETENTION_TRACKS, 183, "184");
  assert_refused (fixture, CHEZU_RETENTION_EVENTS, 1, "six months");
  assert_refused (fixture, CHEZU_RETENTION_ALARMS, 1095, "1096");
  assert_refused (fixture, CHEZU_RETENTION_TRACKS, 99999, "36525");
  g_assert_true (chezu_retention_set_sync (fixture->store, CHEZU_RETENTION_TRACKS, 184, &error));
  g_assert_true (chezu_retention_set_sync (fixture->store, CHEZU_RETENTION_ALARMS, 0, &error));
  g_assert_true (chezu_retention_set_sync (fixture->store, CHEZU_RETENTION_QUARANTINE, 1, &error));
  g_assert_no_error (error);

  retention = chezu_retention_read_sync (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (retention->classes[CHEZU_RETENTION_TRACKS].days, ==, 184);
  g_assert_cmpint (retention->classes[CHEZU_RETENTION_EVENTS].days, ==, 366);
  g_assert_cmpint (retention->classes[CHEZU_RETENTION_ALARMS].days, ==, 0);
  g_assert_cmpint (retention->classes[CHEZU_RETENTION_QUARANTINE].days, ==, 1);
}

/* Less than the minimum cannot be had by writing it into the table, either. */
static void
test_minimum_by_hand (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  execute (fixture, "UPDATE retention SET days = 1 WHERE class = 'tracks'");
  report = run (fixture);
  g_assert_cmpint (report->before_ms[CHEZU_RETENTION_TRACKS], ==, STORE_T0 - 184 * CHEZU_DAY_MS);
}

/* --- Erasing ------------------------------------------------------------------------------ */

static void
test_tracks (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;
  g_autofree ChezuRetentionReport *again = NULL;
  gint64 n_pages;

  fill (fixture);
  n_pages = store_query_int (fixture->store, "PRAGMA page_count");
  report = run (fixture);

  for (gint64 vehicle = 1; vehicle <= VEHICLES; vehicle++)
    assert_track_from (fixture, vehicle, LIMIT_MS);
  g_assert_cmpint (report->rows[CHEZU_RETENTION_TRACKS], ==,
                   VEHICLES * (LIMIT_MS - FIRST_MS) / STEP_MS);
  g_assert_cmpint (report->bytes[CHEZU_RETENTION_TRACKS], >, 0);
  g_assert_cmpint (report->given_back, >, 0);
  g_assert_cmpint (store_query_int (fixture->store, "PRAGMA page_count"), <, n_pages);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT rows FROM retention_run WHERE class = 'tracks'"), ==,
      report->rows[CHEZU_RETENTION_TRACKS]);
  assert_in_order (fixture);

  again = run (fixture);
  g_assert_cmpint (again->rows[CHEZU_RETENTION_TRACKS], ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM retention_run"), ==,
                   2 * CHEZU_N_RETENTION_CLASSES);
  assert_in_order (fixture);
}

/* The limit falls between two fixes of a segment; what is on its other side stays to the last one.
 */
static void
test_cut (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  chezu_retention_set_sync (fixture->store, CHEZU_RETENTION_TRACKS, 370, &error);
  g_assert_no_error (error);
  for (int days = 370; days > 360; days--)
    {
      g_autofree ChezuRetentionReport *each = NULL;

      chezu_retention_set_sync (fixture->store, CHEZU_RETENTION_TRACKS, days, &error);
      g_assert_no_error (error);
      each = run (fixture);
      assert_track_from (fixture, 3, STORE_T0 - days * CHEZU_DAY_MS);
    }
  assert_in_order (fixture);
}

static void
test_for_ever (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  add_happenings (fixture);
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    g_assert_true (chezu_retention_set_sync (fixture->store, i, 0, &error));
  report = run (fixture);
  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    g_assert_cmpint (report->rows[i], ==, 0);
  assert_track_from (fixture, 1, FIRST_MS);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM event"), ==, 500);
}

static void
test_rows (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  add_happenings (fixture);
  report = run (fixture);
  /* An event a day, that of the limit's own instant included; alarms from the 1000th day on. */
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM event"), ==, 367);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm"), ==, 96);
  g_assert_cmpint (report->rows[CHEZU_RETENTION_EVENTS], ==, 500 - 367);
  g_assert_cmpint (report->rows[CHEZU_RETENTION_ALARMS], ==, 500 - 96);
  assert_in_order (fixture);
}

static void
test_quarantine (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  execute (fixture, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
                    "INSERT INTO quarantine (source, reason, time_ms, record) "
                    "SELECT (SELECT id FROM source), 'speed', 1767225600000 - i * 86400000, 'x' "
                    "FROM n");
  report = run (fixture);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM quarantine"), ==, 90);
}

/* The longest period wins: track around an alarm stays as long as the alarm. */
static void
test_around_alarm (StoreFixture *fixture, gconstpointer data)
{
  gint64 alarm_ms = STORE_T0 - 380 * CHEZU_DAY_MS;
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autofree ChezuRetentionReport *report = NULL;
  g_autoptr (GArray) kept = NULL;
  gint64 from_ms;
  gint64 to_ms;

  fill (fixture);
  store_batch_add_event (batch, 2, 1, alarm_ms, "alarm", "accident");
  store_commit (fixture->store, batch);
  from_ms = store_query_int (fixture->store, "SELECT max (from_ms) FROM segment WHERE vehicle = 2 "
                                             "AND from_ms <= 1734393600000");
  to_ms = store_query_int (fixture->store, "SELECT min (to_ms) FROM segment WHERE vehicle = 2 "
                                           "AND to_ms >= 1734393600000");
  g_assert_cmpint (alarm_ms, ==, G_GINT64_CONSTANT (1734393600000));
  report = run (fixture);

  assert_track_from (fixture, 1, LIMIT_MS);
  assert_track_from (fixture, 3, LIMIT_MS);
  kept = read_track (fixture, 2);
  g_assert_cmpint (g_array_index (kept, ChezuFix, 0).time_ms, ==, from_ms);
  for (guint i = 0; i < kept->len; i++)
    {
      gint64 time_ms = g_array_index (kept, ChezuFix, i).time_ms;

      g_assert_true (time_ms <= to_ms || time_ms >= LIMIT_MS);
    }
  assert_in_order (fixture);
}

static void
test_hold (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;
  g_autofree ChezuRetentionReport *later = NULL;

  fill (fixture);
  add_happenings (fixture);
  execute (fixture, "INSERT INTO retention_hold (vehicle, from_ms, to_ms, reason, since_ms) VALUES "
                    "(5, 0, 9e12, 'case 12', 0), (8, 0, 9e12, 'case 13', 0)");
  report = run (fixture);
  assert_track_from (fixture, 4, LIMIT_MS);
  assert_track_from (fixture, 5, FIRST_MS);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm"), ==, 500);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM event"), ==, 500);

  execute (fixture, "DELETE FROM retention_hold");
  later = run (fixture);
  assert_track_from (fixture, 5, LIMIT_MS);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM event"), ==, 367);
  assert_in_order (fixture);
}

/* This computer's clock is far beyond the newest fix, as one that was set wrong would be. */
static void
test_clock (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;

  g_assert_cmpint (chezu_time_now_ms (), >, STORE_T0 + 100 * CHEZU_DAY_MS);
  fill (fixture);
  report = run (fixture);
  g_assert_cmpint (report->before_ms[CHEZU_RETENTION_TRACKS], ==, LIMIT_MS);
  assert_track_from (fixture, 1, LIMIT_MS);
}

static void
test_empty (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = run (fixture);

  for (guint i = 0; i < CHEZU_N_RETENTION_CLASSES; i++)
    g_assert_cmpint (report->rows[i], ==, 0);
}

static void
test_survey (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *survey = NULL;
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  add_happenings (fixture);
  survey = chezu_retention_survey_sync (fixture->store, &error);
  g_assert_no_error (error);
  assert_track_from (fixture, 1, FIRST_MS);

  report = run (fixture);
  g_assert_cmpint (survey->rows[CHEZU_RETENTION_EVENTS], ==, report->rows[CHEZU_RETENTION_EVENTS]);
  g_assert_cmpint (survey->rows[CHEZU_RETENTION_ALARMS], ==, report->rows[CHEZU_RETENTION_ALARMS]);
  g_assert_cmpint (survey->rows[CHEZU_RETENTION_TRACKS], >, 0);
  g_assert_cmpint (survey->rows[CHEZU_RETENTION_TRACKS], <=, report->rows[CHEZU_RETENTION_TRACKS]);
}

static void
test_due (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *first = NULL;

  fill (fixture);
  first = store_take (chezu_retention_run_if_due (fixture->store, NULL), &error);
  g_assert_no_error (error);
  g_assert_nonnull (first);
  g_assert_null (store_take (chezu_retention_run_if_due (fixture->store, NULL), &error));
  g_assert_no_error (error);

  execute (fixture, "UPDATE retention_run SET ended_ms = ended_ms - 86400001");
  g_free (g_steal_pointer (&first));
  first = store_take (chezu_retention_run_if_due (fixture->store, NULL), &error);
  g_assert_nonnull (first);
}

/* Of what was erased nobody says that it is complete. */
static void
test_completeness (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree ChezuRetentionReport *report = NULL;
  g_autoptr (ChezuCompleteness) before = NULL;
  g_autoptr (ChezuCompleteness) after = NULL;

  fill (fixture);
  execute (fixture, "DELETE FROM gap; DELETE FROM continuity; UPDATE source SET proven_ms = "
                    "1767225600000; INSERT INTO continuity (vehicle, source, remote_id, from_ms) "
                    "SELECT id, source, remote_id, 0 FROM vehicle");
  before = store_take (chezu_gap_table_read_completeness (fixture->store, 1, FIRST_MS, LIMIT_MS),
                       &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (before->complete, ==, 1);

  report = run (fixture);
  after = store_take (chezu_gap_table_read_completeness (fixture->store, 1, FIRST_MS, LIMIT_MS),
                      &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (after->complete, ==, 0);
}

/* --- Broken off --------------------------------------------------------------------------- */

static void
test_closed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) running = NULL;

  fill (fixture);
  running = chezu_retention_run (fixture->store, NULL);
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  chezu_store_close (fixture->store);
  store_await (running);
  g_assert_null (dex_future_get_value (running, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED);
}

static void
test_stopped (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexPromise) stop = dex_promise_new ();
  g_autoptr (DexFuture) running = NULL;

  fill (fixture);
  running = chezu_retention_run (fixture->store, DEX_FUTURE (stop));
  dex_promise_resolve_boolean (stop, TRUE);
  store_await (running);
  g_assert_null (dex_future_get_value (running, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_in_order (fixture);
}

/* In the process that is going to be killed. */
static void
erase_for_ever (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);

  g_assert_no_error (error);
  for (;;)
    g_free (store_take (chezu_retention_run (store, NULL), &error));
}

static void
test_killed (StoreFixture *fixture, gconstpointer data)
{
  g_autofree ChezuRetentionReport *report = NULL;

  fill (fixture);
  add_happenings (fixture);
  store_fixture_close (fixture);
  for (int round = 0; round < 15; round++)
    {
      store_run_and_kill ("--erase", fixture->path, (gulong)g_random_int_range (10000, 120000));
      assert_in_order (fixture);
    }

  store_fixture_reopen (fixture);
  report = run (fixture);
  assert_track_from (fixture, 1, LIMIT_MS);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM alarm"), ==, 96);
  assert_in_order (fixture);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/retention/" path, StoreFixture, NULL, store_fixture_set_up, func,            \
              store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  if (argc == 3 && g_str_equal (argv[1], "--erase"))
    erase_for_ever (argv[2]);
  g_test_init (&argc, &argv, NULL);

  ADD ("less-than-the-law-asks-for-is-refused", test_minimum);
  ADD ("less-in-the-table-is-not-believed", test_minimum_by_hand);
  ADD ("old-track-goes-and-its-space-with-it", test_tracks);
  ADD ("a-segment-across-the-limit-is-cut", test_cut);
  ADD ("for-ever-is-for-ever", test_for_ever);
  ADD ("old-events-and-alarms-go", test_rows);
  ADD ("old-refused-records-go", test_quarantine);
  ADD ("track-around-an-alarm-stays", test_around_alarm);
  ADD ("what-is-held-stays", test_hold);
  ADD ("a-clock-that-was-set-wrong-erases-nothing", test_clock);
  ADD ("of-nothing-nothing-is-erased", test_empty);
  ADD ("a-survey-tells-and-erases-nothing", test_survey);
  ADD ("once-a-day-is-enough", test_due);
  ADD ("what-is-erased-is-not-complete", test_completeness);
  ADD ("closing-the-store-ends-a-run", test_closed);
  ADD ("whoever-asks-ends-a-run", test_stopped);
  ADD ("killed-at-any-instant-it-goes-on-next-time", test_killed);
  return g_test_run ();
}
