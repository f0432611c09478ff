/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is done about alarms is on record, and stays as it was written. */

#include "alarm-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-alarm-share.h"

#include <string.h>

/* --- The chain ----------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *change;
  ChezuVerifyRule rule;
} Tampering;

static const Tampering tamperings[] = {
  { "desk", "UPDATE alarm_event SET desk = (SELECT max (id) FROM desk) WHERE number = 3",
    CHEZU_VERIFY_ALARM_LOG },
  { "number", "UPDATE alarm_event SET number = 30 WHERE number = 3", CHEZU_VERIFY_ALARM_LOG },
  { "alarm-desk",
    "UPDATE alarm_event SET alarm_desk = (SELECT max (id) FROM desk) "
    "WHERE number = 3",
    CHEZU_VERIFY_ALARM_LOG },
  { "alarm-number", "UPDATE alarm_event SET alarm_number = 2 WHERE number = 3",
    CHEZU_VERIFY_ALARM_LOG },
  { "time", "UPDATE alarm_event SET time_ms = time_ms + 1 WHERE number = 3",
    CHEZU_VERIFY_ALARM_LOG },
  { "who", "UPDATE alarm_event SET who = 'lj' WHERE number = 3", CHEZU_VERIFY_ALARM_LOG },
  { "step", "UPDATE alarm_event SET step = 'taka' WHERE number = 3", CHEZU_VERIFY_ALARM_LOG },
  { "payload", "UPDATE alarm_event SET payload = '{}' WHERE number = 4", CHEZU_VERIFY_ALARM_LOG },
  { "previous", "UPDATE alarm_event SET previous = zeroblob (32) WHERE number = 3",
    CHEZU_VERIFY_ALARM_LOG },
  { "hash", "UPDATE alarm_event SET hash = zeroblob (32) WHERE number = 3",
    CHEZU_VERIFY_ALARM_LOG },
  { "id", "UPDATE alarm_event SET id = 100 WHERE number = 3", CHEZU_VERIFY_ALARM_STATE },
  { "removed", "DELETE FROM alarm_event WHERE number = 3", CHEZU_VERIFY_ALARM_LOG },
  { "cut-short", "DELETE FROM alarm_event WHERE number = 5", CHEZU_VERIFY_ALARM_LOG },
  { "uuid", "UPDATE desk SET uuid = '00000000-0000-4000-8000-000000000000' WHERE own = 1",
    CHEZU_VERIFY_ALARM_LOG },
  { "all-removed", "DELETE FROM alarm_event", CHEZU_VERIFY_ALARM_LOG },
  { "state", "UPDATE alarm_state SET result = 'false' WHERE result = 'handled'",
    CHEZU_VERIFY_ALARM_STATE },
  { "state-gone", "DELETE FROM alarm_state", CHEZU_VERIFY_ALARM_STATE },
  { "queue", "UPDATE alarm_state SET open = 1 WHERE open = 0", CHEZU_VERIFY_ALARM_STATE },
};

static void
test_change_shows (StoreFixture *fixture, gconstpointer data)
{
  const Tampering *tampering = data;
  const ChezuVerifyOptions options = { 0 };
  gint64 first = alarm_raise_now (fixture->store, 1, "overspeed");
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVerifyReport) report = NULL;
  const char *where = NULL;

  alarm_raise_now (fixture->store, 2, "overspeed");
  alarm_step (fixture->store, first, CHEZU_ALARM_STEP_TAKE);
  alarm_step (fixture->store, first, CHEZU_ALARM_STEP_ACT);
  alarm_step (fixture->store, first, CHEZU_ALARM_STEP_CLOSE);
  store_execute (fixture->store,
                 "INSERT INTO desk (uuid) VALUES ('11111111-1111-4111-8111-111111111111')", &error);
  g_assert_no_error (error);
  alarm_assert_clean (fixture);

  store_execute (fixture->store, tampering->change, &error);
  g_assert_no_error (error);
  report = chezu_verify (fixture->path, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (report->counts[tampering->rule], >, 0);
  for (guint i = 0; where == NULL && i < report->findings->len; i++)
    if (((ChezuFinding *)report->findings->pdata[i])->rule == tampering->rule)
      where = ((ChezuFinding *)report->findings->pdata[i])->where;
  g_assert_nonnull (where);
  if (tampering->rule == CHEZU_VERIFY_ALARM_LOG)
    g_assert_nonnull (strstr (where, " number "));
}

static void
test_states_are_made_again (StoreFixture *fixture, gconstpointer data)
{
  const ChezuVerifyOptions options = { 0 };
  gint64 first = alarm_raise_now (fixture->store, 1, "overspeed");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuVerifyReport) found = NULL;
  g_autoptr (ChezuVerifyReport) left = NULL;
  static const char *const all
      = "SELECT group_concat (concat_ws (' ', id, seq, type, state, priority, vehicle, plate, "
        "count, handler, result, raised_ms, noted_ms, touched_ms)) FROM alarm_state";

  alarm_step (fixture->store, first, CHEZU_ALARM_STEP_TAKE);
  alarm_raise_now (fixture->store, 2, "sos");
  before = store_query_text (fixture->store, all);
  store_execute (fixture->store, "DELETE FROM alarm_state", &error);
  g_assert_no_error (error);
  found = chezu_verify (fixture->path, &options, &error);
  g_assert_no_error (error);
  left = chezu_verify_repair (fixture->path, found, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chezu_verify_report_count (left), ==, 0);
  after = store_query_text (fixture->store, all);
  g_assert_cmpstr (before, ==, after);
}

/* --- Other desks --------------------------------------------------------------------------- */

/* Another machine with a store and an alarm of its own. */
static ChezuStore *
open_elsewhere (StoreFixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  ChezuStore *store = chezu_store_open (path, &error);

  g_assert_no_error (error);
  return store;
}

static void
take_log (ChezuStore *to, const char *lines)
{
  g_autoptr (GError) error = NULL;

  chezu_alarm_log_import_sync (to, lines, NULL, &error);
  g_assert_no_error (error);
}

static char *
export_own (ChezuStore *store)
{
  g_autoptr (GError) error = NULL;
  char *lines = chezu_alarm_log_export_sync (store, NULL, 0, &error);

  g_assert_no_error (error);
  return lines;
}

static char *
describe_alarms (ChezuStore *store)
{
  return store_query_text (
      store, "SELECT group_concat (text) FROM (SELECT concat_ws (' ', uuid, number, type, state, "
             "priority, plate, count, handler, acknowledged_by, result, raised_ms, noted_ms, "
             "touched_ms, ignored) AS text FROM alarm_state AS s JOIN desk AS d ON d.id = s.desk "
             "ORDER BY uuid, number)");
}

/* Two desks that know of the same alarm take it before they have met. */
static void
test_logs_merge_in_any_order (StoreFixture *fixture, gconstpointer data)
{
  static const guint orders[][3]
      = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  g_autoptr (ChezuStore) b = open_elsewhere (fixture, "b.db");
  g_autoptr (ChezuStore) c = open_elsewhere (fixture, "c.db");
  g_autofree char *expected = NULL;
  char *logs[3];
  gint64 id = alarm_raise_now (fixture->store, 1, "overspeed");

  alarm_raise_now (fixture->store, 2, "sos");
  logs[0] = export_own (fixture->store);
  take_log (b, logs[0]);
  take_log (c, logs[0]);
  g_free (logs[0]);
  /* In b and c the alarm has a number of their own. */
  alarm_step (b, store_query_int (b, "SELECT id FROM alarm_state WHERE type = 'overspeed'"),
              CHEZU_ALARM_STEP_TAKE);
  alarm_step (c, store_query_int (c, "SELECT id FROM alarm_state WHERE type = 'overspeed'"),
              CHEZU_ALARM_STEP_TAKE);
  alarm_step (c, store_query_int (c, "SELECT id FROM alarm_state WHERE type = 'overspeed'"),
              CHEZU_ALARM_STEP_CLOSE);
  alarm_step (fixture->store, id, CHEZU_ALARM_STEP_NOTE);
  logs[0] = export_own (fixture->store);
  logs[1] = export_own (b);
  logs[2] = export_own (c);

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autofree char *name = g_strdup_printf ("merged-%u.db", i);
      g_autoptr (ChezuStore) merged = open_elsewhere (fixture, name);
      g_autofree char *is = NULL;

      for (guint j = 0; j < 3; j++)
        take_log (merged, logs[orders[i][j]]);
      /* Again, and nothing comes of it. */
      take_log (merged, logs[i % 3]);
      is = describe_alarms (merged);
      if (expected == NULL)
        expected = g_strdup (is);
      g_assert_cmpstr (is, ==, expected);
      chezu_store_close (merged);
    }
  g_assert_cmpuint (strlen (expected), >, 0);
  /* The take that came second counts for nothing, and is on record. */
  take_log (fixture->store, logs[2]);
  take_log (fixture->store, logs[1]);
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT ignored FROM alarm_state WHERE type = 'overspeed'"),
      >, 0);
  alarm_assert_clean (fixture);
  for (guint i = 0; i < 3; i++)
    g_free (logs[i]);
  chezu_store_close (b);
  chezu_store_close (c);
}

static void
import_badly (ChezuStore *store, const char *lines)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (chezu_alarm_log_import_sync (store, lines, NULL, &error));
  g_assert_error (error, CHEZU_ALARM_ERROR, CHEZU_ALARM_ERROR_CHAIN);
  g_assert_cmpint (store_query_int (store, "SELECT count(*) FROM alarm_event"), ==, 0);
}

static void
test_changed_log_is_refused (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuStore) b = open_elsewhere (fixture, "b.db");
  g_autoptr (GString) changed = g_string_new (NULL);
  g_autofree char *lines = NULL;
  g_auto (GStrv) each = NULL;
  g_autofree char *holed = NULL;

  alarm_raise_now (fixture->store, 1, "overspeed");
  alarm_raise_now (fixture->store, 2, "sos");
  lines = export_own (fixture->store);
  each = g_strsplit (lines, "\n", -1);
  g_assert_cmpuint (g_strv_length (each), ==, 4);

  g_string_assign (changed, lines);
  g_assert_cmpuint (g_string_replace (changed, "overspeed", "overspeee", 1), ==, 1);
  import_badly (b, changed->str);
  holed = g_strjoin ("\n", each[0], each[2], NULL);
  import_badly (b, holed);
  import_badly (b, "{\"desk\":1}");
  import_badly (b, "no JSON");
  import_badly (b, "{\"log\":\"something-else\",\"desk\":\"x\"}");
  take_log (b, lines);
  g_assert_cmpint (store_query_int (b, "SELECT count(*) FROM alarm_state"), ==, 2);
  chezu_store_close (b);
}

/* --- From an older version ----------------------------------------------------------------- */

static void
test_older_store_keeps_its_alarms (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "old.db", NULL);
  ChezuStoreOptions options = { 0 };
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree char *insert = g_strdup_printf (
      "INSERT INTO vehicle (id, plate, seq, remote_id) VALUES (7, '鲁D7', 1, 7);"
      "INSERT INTO alarm (geom, vehicle, plate, time_ms, code, kind, speed_cm_s, received_ms) "
      "VALUES "
      "(chezu_point (1172500000, 348000000), 7, '鲁D7', %" G_GINT64_FORMAT
      ", 'sos', 'alarm', 100, %" G_GINT64_FORMAT "), "
      "(NULL, 7, '鲁D7', %" G_GINT64_FORMAT ", 'overspeed', 'alarm', NULL, %" G_GINT64_FORMAT "), "
      "(NULL, 7, '鲁D7', %" G_GINT64_FORMAT ", 'overspeed', 'alarm', NULL, %" G_GINT64_FORMAT ");"
      "UPDATE tally SET value = 3 WHERE name = 'alarm'",
      now_ms - 1000, now_ms, STORE_T0, STORE_T0 + 5000, STORE_T0 + CHEZU_MINUTE_MS,
      STORE_T0 + CHEZU_MINUTE_MS + 5000);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = NULL;
  const ChezuAlarmFilter queue = { .limit = 10 };
  g_autoptr (GPtrArray) items = NULL;
  guint n_steps;

  options.steps = chezu_schema_get_steps (&n_steps);
  options.n_steps = 8;
  store = chezu_store_open_with (path, &options, &error);
  g_assert_no_error (error);
  store_execute (store, insert, &error);
  g_assert_no_error (error);
  chezu_store_close (store);
  g_clear_object (&store);

  store = chezu_store_open (path, &error);
  g_assert_no_error (error);
  items = alarm_list (store, &queue);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpstr (((ChezuAlarmItem *)items->pdata[0])->type, ==, "sos");
  g_assert_cmpint (((ChezuAlarmItem *)items->pdata[0])->lon_e7, ==, 1172500000);
  g_assert_cmpint (store_query_int (store, "SELECT count(*) FROM alarm"), ==, 3);
  g_assert_cmpint (store_query_int (store, "SELECT count FROM alarm_state WHERE result = 'lapsed'"),
                   ==, 2);
  chezu_store_close (store);
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&path);
  g_assert_cmpint (alarm_count_findings (fixture, CHEZU_VERIFY_ALARM_LOG), ==, 0);
  g_assert_cmpint (alarm_count_findings (fixture, CHEZU_VERIFY_ALARM_STATE), ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/store/alarm-log/" path, StoreFixture, NULL, alarm_set_up, function,                \
              store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  for (guint i = 0; i < G_N_ELEMENTS (tamperings); i++)
    {
      g_autofree char *path
          = g_strconcat ("/store/alarm-log/change-shows/", tamperings[i].name, NULL);

      g_test_add (path, StoreFixture, &tamperings[i], alarm_set_up, test_change_shows,
                  store_fixture_tear_down);
    }
  ADD ("states-are-made-again-from-the-log", test_states_are_made_again);
  ADD ("logs-merge-in-any-order", test_logs_merge_in_any_order);
  ADD ("changed-log-is-refused", test_changed_log_is_refused);
  ADD ("older-store-keeps-its-alarms", test_older_store_keeps_its_alarms);
  return g_test_run ();
}
