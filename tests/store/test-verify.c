/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every rule is broken by hand in a copy, found, and mended where it says that it can be. The copy
 * is of a store that has something of everything.
 */

#include "store-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-database-private.h"
#include "store/chezu-history.h"
#include "store/chezu-place-table.h"
#include "store/chezu-verify.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define VEHICLES 12
#define TRACK_FIXES 3000

static const ChezuVerifyOptions thoroughly = { 0 };

static gboolean
load_tracks (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autofree ChezuFix *fixes = g_new0 (ChezuFix, TRACK_FIXES);

  for (gint64 vehicle = 1; vehicle <= 3; vehicle++)
    {
      guint n_inserted;

      /* Never at the same millisecond, so that one's segments can pass for another's. */
      for (guint i = 0; i < TRACK_FIXES; i++)
        fixes[i] = (ChezuFix){
          .time_ms = STORE_T0 - CHEZU_DAY_MS + i * 10000 + vehicle,
          .lon_e7 = 1170000000 + (gint32)(i * 1013 % 70001),
          .lat_e7 = 348000000 + (gint32)(i * i % 50021),
          .speed_cm_s = (gint32)(i * 7 % 3000),
          .course_cdeg = (gint32)(i * 97 % 36000),
          .odometer_m = i * 150,
          .altitude_m = 60,
        };
      if (!chezu_history_load (db, vehicle, fixes, TRACK_FIXES, &n_inserted, error))
        return FALSE;
      g_assert_cmpuint (n_inserted, ==, TRACK_FIXES);
    }
  return TRUE;
}

static void
add_happenings (ChezuBatch *batch)
{
  for (int i = 0; i < 40; i++)
    {
      const ChezuEvent alarm = {
        .remote_id = 1 + i % VEHICLES,
        .event_id = 100 + i,
        .time_ms = STORE_T0 + i * 1000,
        .kind = "alarm",
        .alarm = "sos",
        .has_position = TRUE,
        .lon_e7 = 1171000000 + i * 1000,
        .lat_e7 = 348000000,
      };

      chezu_batch_add_event (batch, &alarm);
      store_batch_add_event (batch, 1 + i % VEHICLES, 200 + i, STORE_T0 + i * 1000, "deviceMoving",
                             NULL);
    }
  chezu_batch_add_refusal (batch, CHEZU_REFUSAL_SPEED, "x", 1);
}

/* Ends with the store closed: one file without a log. */
static void
set_up (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch;
  g_autoptr (GError) error = NULL;

  store_fixture_set_up (fixture, data);
  batch = chezu_batch_new (fixture->source);
  for (gint64 remote = 1; remote <= VEHICLES; remote++)
    {
      store_batch_add_truck (batch, remote);
      for (int i = 0; i < 5; i++)
        store_batch_add_fix (batch, remote, STORE_T0 + i * 10000,
                             117.0 + (double)remote * 0.01 + i * 0.0001, 34.8);
    }
  add_happenings (batch);
  store_commit (fixture->store, batch);
  store_fixture_load_reference (fixture);
  chezu_store_write_sync (fixture->store, load_tracks, NULL, &error);
  g_assert_no_error (error);
  store_fixture_close (fixture);
}

/* By a connection of our own, which knows the functions of the triggers; references are not kept.
 */
static void
damage (StoreFixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuDatabase) db
      = chezu_database_open (fixture->path, CHEZU_DATABASE_READ_WRITE, 1000, &error);

  g_assert_no_error (error);
  chezu_database_execute (db, "PRAGMA foreign_keys = OFF", &error);
  g_assert_no_error (error);
  chezu_database_execute (db, sql, &error);
  g_assert_no_error (error);
}

static ChezuVerifyReport *
verify (StoreFixture *fixture, const ChezuVerifyOptions *options)
{
  g_autoptr (GError) error = NULL;
  ChezuVerifyReport *report = chezu_verify (fixture->path, options, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static void
print_findings (const ChezuVerifyReport *report)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      g_test_message ("%s: %s: %s%s", chezu_verify_rule_key (finding->rule), finding->where,
                      finding->text, finding->repaired ? " (repaired)" : "");
    }
}

static const ChezuFinding *
find (const ChezuVerifyReport *report, ChezuVerifyRule rule, const char *where)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = g_ptr_array_index (report->findings, i);

      if (finding->rule == rule && (where == NULL || g_str_equal (finding->where, where)))
        return finding;
    }
  print_findings (report);
  g_error ("nothing was found of %s at %s", chezu_verify_rule_key (rule), where);
}

static void
test_clean (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuVerifyReport) report = verify (fixture, &thoroughly);

  print_findings (report);
  g_assert_cmpint (chezu_verify_report_count (report), ==, 0);
  g_assert_cmpint (report->n_segments, >, 3);
  g_assert_cmpint (report->n_arrivals, ==, 1);
  g_assert_cmpint (report->n_fixes, ==, 3 * TRACK_FIXES + VEHICLES * 5);
  /* Vehicles, places, a region, alarms. */
  g_assert_cmpint (report->n_features, ==, VEHICLES + 210 + 1 + 40);
}

typedef struct
{
  const char *name;
  const char *sql;
  ChezuVerifyRule rule;
  const char *where; /* NULL: anywhere */
  gboolean repairable;
} Damage;

#define HIDE_INDEX                                                                                 \
  "CREATE TABLE hidden AS SELECT * FROM sqlite_schema WHERE name = 'event_time'; "                 \
  "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'event_time'; "             \
  "PRAGMA writable_schema = RESET; "
#define SHOW_INDEX                                                                                 \
  "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM hidden; "                  \
  "PRAGMA writable_schema = RESET; DROP TABLE hidden"

static const Damage damages[] = {
  { "an-index-lacks-a-row",
    HIDE_INDEX "UPDATE event SET time_ms = time_ms + 7 WHERE id = 9; " SHOW_INDEX,
    CHEZU_VERIFY_INDEX, "event_time", TRUE },
  { "an-event-of-a-vehicle-that-is-not-there", "UPDATE event SET vehicle = 999 WHERE id = 3",
    CHEZU_VERIFY_REFERENCE, "event 3", FALSE },
  { "a-segment-of-a-vehicle-that-is-not-there",
    "UPDATE segment SET vehicle = 999 WHERE id = (SELECT max (id) FROM segment)",
    CHEZU_VERIFY_REFERENCE, NULL, FALSE },
  { "an-arrival-of-a-vehicle-that-is-not-there",
    "UPDATE alarm SET vehicle = 1 WHERE vehicle = 12; UPDATE event SET vehicle = 1 WHERE vehicle = "
    "12; DELETE FROM continuity WHERE vehicle = 12; DELETE FROM gap WHERE vehicle = 12; DELETE "
    "FROM terminal WHERE vehicle = 12; DELETE FROM vehicle WHERE id = 12",
    CHEZU_VERIFY_REFERENCE, "arrival 1", FALSE },
  { "the-head-of-the-file-says-another-version", "PRAGMA user_version = 7", CHEZU_VERIFY_IDENTITY,
    "user_version", TRUE },
  { "an-index-is-missing", "DROP INDEX alarm_time", CHEZU_VERIFY_SCHEMA, "alarm_time", TRUE },
  { "a-trigger-is-missing", "DROP TRIGGER rtree_vehicle_geom_update6", CHEZU_VERIFY_SCHEMA,
    "rtree_vehicle_geom_update6", TRUE },
  { "a-trigger-is-another",
    "DROP TRIGGER rtree_place_geom_delete; CREATE TRIGGER rtree_place_geom_delete AFTER DELETE ON "
    "place BEGIN SELECT 1; END",
    CHEZU_VERIFY_SCHEMA, "rtree_place_geom_delete", TRUE },
  { "a-spatial-index-is-missing", "DROP TABLE rtree_place_geom", CHEZU_VERIFY_SCHEMA,
    "rtree_place_geom", TRUE },
  { "the-index-of-segments-is-missing", "DROP TABLE segment_box", CHEZU_VERIFY_SCHEMA,
    "segment_box", TRUE },
  { "a-table-is-missing", "DROP TABLE retention_hold", CHEZU_VERIFY_SCHEMA, "retention_hold",
    FALSE },
  { "a-table-is-another", "ALTER TABLE retention_hold DROP COLUMN reason", CHEZU_VERIFY_SCHEMA,
    "retention_hold", FALSE },
  { "a-reference-system-is-missing", "DELETE FROM gpkg_spatial_ref_sys WHERE srs_id = -1",
    CHEZU_VERIFY_CONTENTS, "gpkg_spatial_ref_sys “-1”", TRUE },
  { "a-layer-is-not-told-of", "DELETE FROM gpkg_contents WHERE table_name = 'alarm'",
    CHEZU_VERIFY_CONTENTS, "gpkg_contents “alarm”", TRUE },
  { "a-layer-has-the-wrong-type",
    "UPDATE gpkg_geometry_columns SET geometry_type_name = 'LINESTRING' WHERE table_name = 'place'",
    CHEZU_VERIFY_CONTENTS, "gpkg_geometry_columns “place”", TRUE },
  { "an-extension-is-not-told-of", "DELETE FROM gpkg_extensions WHERE table_name = 'region'",
    CHEZU_VERIFY_CONTENTS, "gpkg_extensions “region geom gpkg_rtree_index”", TRUE },
  { "bounds-are-too-narrow",
    "UPDATE gpkg_contents SET max_x = min_x + 0.001 WHERE table_name = 'vehicle'",
    CHEZU_VERIFY_BOUNDS, "vehicle", TRUE },
  { "bounds-are-missing", "UPDATE gpkg_contents SET min_x = NULL WHERE table_name = 'place'",
    CHEZU_VERIFY_BOUNDS, "place", TRUE },
  { "a-vehicle's-point-is-none", "UPDATE vehicle SET geom = x'47500001' WHERE id = 3",
    CHEZU_VERIFY_GEOMETRY, "vehicle 3", TRUE },
  { "a-vehicle's-point-is-elsewhere", "UPDATE vehicle SET geom = chezu_point (0, 0) WHERE id = 4",
    CHEZU_VERIFY_GEOMETRY, "vehicle 4", TRUE },
  { "a-place's-point-is-none", "UPDATE place SET geom = x'47500001' WHERE id = 5",
    CHEZU_VERIFY_GEOMETRY, "place 5", FALSE },
  { "a-place-is-an-area", "UPDATE place SET geom = (SELECT geom FROM region) WHERE id = 6",
    CHEZU_VERIFY_GEOMETRY, "place 6", FALSE },
  { "the-index-lacks-a-vehicle", "DELETE FROM rtree_vehicle_geom WHERE id = 5",
    CHEZU_VERIFY_LAYER_INDEX, "vehicle 5", TRUE },
  { "the-index-has-an-alarm-elsewhere", "UPDATE rtree_alarm_geom SET maxx = maxx + 1 WHERE id = 2",
    CHEZU_VERIFY_LAYER_INDEX, "alarm 2", TRUE },
  { "the-index-has-a-place-that-is-not-there",
    "INSERT INTO rtree_place_geom VALUES (77777, 1, 1, 1, 1)", CHEZU_VERIFY_LAYER_INDEX,
    "place 77777", TRUE },
  { "the-nodes-of-an-index-are-damaged",
    "UPDATE rtree_place_geom_node SET data = zeroblob (length (data)) WHERE nodeno = 2",
    CHEZU_VERIFY_LAYER_INDEX, NULL, TRUE },
  { "a-segment-is-damaged",
    "UPDATE segment SET data = CAST (substr (data, 1, 100) || x'FFFF' || substr (data, 103) AS "
    "BLOB) WHERE id = (SELECT min (id) FROM segment)",
    CHEZU_VERIFY_SEGMENT, "segment 1", FALSE },
  { "a-segment's-checksum-is-wrong", "UPDATE segment SET checksum = checksum + 1 WHERE id = 1",
    CHEZU_VERIFY_SEGMENT, "segment 1", FALSE },
  { "a-segment's-dictionary-is-missing", "UPDATE segment SET dictionary = 77 WHERE id = 1",
    CHEZU_VERIFY_SEGMENT, "segment 1", FALSE },
  { "a-segment's-count-is-wrong", "UPDATE segment SET count = count + 1 WHERE id = 1",
    CHEZU_VERIFY_SEGMENT_SUMMARY, "segment 1", TRUE },
  { "a-segment's-span-is-wrong", "UPDATE segment SET to_ms = to_ms + 1 WHERE id = 1",
    CHEZU_VERIFY_SEGMENT_SUMMARY, "segment 1", TRUE },
  { "a-segment's-bounds-are-wrong", "UPDATE segment SET min_lon_e7 = 0 WHERE id = 1",
    CHEZU_VERIFY_SEGMENT_SUMMARY, "segment 1", TRUE },
  { "segments-overlap", "UPDATE segment SET vehicle = 1 WHERE vehicle = 2",
    CHEZU_VERIFY_SEGMENT_OVERLAP, NULL, FALSE },
  { "the-index-lacks-a-segment", "DELETE FROM segment_box WHERE id = 1", CHEZU_VERIFY_SEGMENT_BOX,
    "segment 1", TRUE },
  { "the-index-has-a-segment-elsewhere",
    "UPDATE segment_box SET min_lat_e7 = min_lat_e7 + 1 WHERE id = 2", CHEZU_VERIFY_SEGMENT_BOX,
    "segment 2", TRUE },
  { "the-index-has-a-segment-at-another-time",
    "UPDATE segment_box SET max_s = max_s + 60 WHERE id = 2", CHEZU_VERIFY_SEGMENT_BOX, "segment 2",
    TRUE },
  { "the-index-has-a-segment-that-is-not-there",
    "INSERT INTO segment_box VALUES (4711, 1, 1, 1, 1, 1, 1)", CHEZU_VERIFY_SEGMENT_BOX,
    "segment 4711", TRUE },
  { "an-arrival-is-damaged", "UPDATE arrival SET data = substr (data, 2)", CHEZU_VERIFY_ARRIVAL,
    "arrival 1", FALSE },
  { "nobody-knows-how-far-sealing-came", "DELETE FROM seal", CHEZU_VERIFY_SEAL, "seal", TRUE },
  { "sealing-came-too-far", "UPDATE seal SET upto = 99, next_vehicle = 1", CHEZU_VERIFY_SEAL,
    "seal", TRUE },
  { "fixes-are-counted-wrong", "UPDATE tally SET value = value + 1 WHERE name = 'fix'",
    CHEZU_VERIFY_TALLY, "tally “fix”", TRUE },
  { "alarms-are-not-counted", "DELETE FROM tally WHERE name = 'alarm'", CHEZU_VERIFY_TALLY,
    "tally “alarm”", TRUE },
};

/* What a table says of itself and holds, to prove that a repair loses nothing. */
static char *
take_stock (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuDatabase) db
      = chezu_database_open (fixture->path, CHEZU_DATABASE_QUERY_ONLY, 1000, &error);
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT concat_ws (' ', (SELECT count(*) FROM vehicle), (SELECT count(*) FROM alarm), "
          "(SELECT count(*) FROM event), (SELECT count(*) FROM place), "
          "(SELECT count(*) FROM segment), (SELECT sum (length (data)) FROM segment), "
          "(SELECT sum (length (data)) FROM arrival), (SELECT count(*) FROM quarantine))");
  char *stock;

  g_assert_true (chezu_statement_next (select));
  stock = g_strdup (chezu_statement_get_text (select, 0));
  g_assert_true (chezu_statement_done (select, &error));
  return stock;
}

static void
test_damage (StoreFixture *fixture, gconstpointer data)
{
  const Damage *done = data;
  g_autoptr (ChezuVerifyReport) found = NULL;
  g_autoptr (ChezuVerifyReport) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *stock = NULL;
  const ChezuFinding *finding;

  damage (fixture, done->sql);
  found = verify (fixture, &thoroughly);
  print_findings (found);
  finding = find (found, done->rule, done->where);
  g_assert_cmpint (finding->repairable, ==, done->repairable);
  g_assert_false (finding->repaired);

  before = take_stock (fixture);
  after = chezu_verify_repair (fixture->path, found, &thoroughly, &error);
  g_assert_no_error (error);
  print_findings (after);
  stock = take_stock (fixture);
  g_assert_cmpstr (stock, ==, before);

  /* It did what it claims, and nothing else. */
  g_assert_cmpint (finding->repaired, ==, done->repairable);
  if (done->repairable)
    g_assert_cmpint (chezu_verify_report_count (after), ==, 0);
  else
    find (after, done->rule, done->where);
}

/* The page is that of the quarantine, of which there is no second copy. */
static void
test_bad_page (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuVerifyReport) found = NULL;
  g_autoptr (ChezuVerifyReport) after = NULL;
  g_autoptr (GError) error = NULL;
  guint8 garbage[4096];
  gint64 page;
  int fd;

  {
    g_autoptr (ChezuDatabase) db
        = chezu_database_open (fixture->path, CHEZU_DATABASE_READ_WRITE, 1000, &error);

    chezu_database_query_int (db, "SELECT rootpage FROM sqlite_schema WHERE name = 'quarantine'", 0,
                              &page, &error);
    g_assert_no_error (error);
  }
  memset (garbage, 0x5a, sizeof garbage);
  fd = g_open (fixture->path, O_WRONLY, 0);
  g_assert_cmpint (pwrite (fd, garbage, sizeof garbage, (page - 1) * (gint64)sizeof garbage), ==,
                   (gssize)sizeof garbage);
  close (fd);

  found = verify (fixture, &thoroughly);
  print_findings (found);
  g_assert_false (find (found, CHEZU_VERIFY_DATABASE, NULL)->repairable);
  /* The rest was looked at nevertheless. */
  g_assert_cmpint (found->n_segments, >, 3);

  after = chezu_verify_repair (fixture->path, found, &thoroughly, &error);
  g_assert_no_error (error);
  find (after, CHEZU_VERIFY_DATABASE, NULL);
}

static void
test_many_findings (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuVerifyReport) found = NULL;
  g_autoptr (ChezuVerifyReport) after = NULL;
  g_autoptr (GError) error = NULL;

  damage (fixture, "DELETE FROM rtree_place_geom; UPDATE tally SET value = 0; DELETE FROM "
                   "segment_box; UPDATE vehicle SET geom = NULL");
  found = verify (fixture, &thoroughly);
  g_assert_cmpint (found->counts[CHEZU_VERIFY_LAYER_INDEX], >=, 210);
  g_assert_cmpuint (found->findings->len, <, 210);

  after = chezu_verify_repair (fixture->path, found, &thoroughly, &error);
  g_assert_no_error (error);
  print_findings (after);
  g_assert_cmpint (chezu_verify_report_count (after), ==, 0);
}

static void
test_quick (StoreFixture *fixture, gconstpointer data)
{
  const ChezuVerifyOptions quickly = { .quick = TRUE };
  g_autoptr (ChezuVerifyReport) clean = verify (fixture, &quickly);
  g_autoptr (ChezuVerifyReport) found = NULL;

  print_findings (clean);
  g_assert_cmpint (chezu_verify_report_count (clean), ==, 0);
  damage (fixture, "UPDATE segment SET checksum = checksum + 1 WHERE id = 1");
  found = verify (fixture, &quickly);
  find (found, CHEZU_VERIFY_SEGMENT, "segment 1");
}

static gboolean
stop_at_once (const char *what, gint64 done, gint64 total, gpointer data)
{
  return FALSE;
}

static void
test_broken_off (StoreFixture *fixture, gconstpointer data)
{
  const ChezuVerifyOptions impatient = { .progress = stop_at_once };
  g_autoptr (GError) error = NULL;

  g_assert_null (chezu_verify (fixture->path, &impatient, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_not_a_store (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *notes = g_build_filename (fixture->folder, "notes.txt", NULL);
  g_autofree char *nothing = g_build_filename (fixture->folder, "nothing", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (notes, "these are my notes", -1, &error);
  g_assert_no_error (error);
  g_assert_null (chezu_verify (notes, &thoroughly, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_A_STORE);
  g_clear_error (&error);
  g_assert_null (chezu_verify (nothing, &thoroughly, &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (nothing, G_FILE_TEST_EXISTS));
}

/* A round of sealing that has only begun, and one that is halfway. */
static void
test_while_sealed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuVerifyReport) begun = NULL;
  g_autoptr (ChezuVerifyReport) halfway = NULL;

  damage (fixture, "UPDATE seal SET upto = 1, next_vehicle = -9223372036854775808, "
                   "next_ms = -9223372036854775808");
  begun = verify (fixture, &thoroughly);
  print_findings (begun);
  g_assert_cmpint (chezu_verify_report_count (begun), ==, 0);

  /* What the log has of the first six vehicles is in segments, so it is not counted twice. */
  damage (fixture, "UPDATE seal SET next_vehicle = 7; "
                   "UPDATE tally SET value = value - 30 WHERE name = 'fix'");
  halfway = verify (fixture, &thoroughly);
  print_findings (halfway);
  g_assert_cmpint (chezu_verify_report_count (halfway), ==, 0);
}

/* What is looked at is one instant, whatever is written meanwhile. */
static gpointer
write_on (gpointer data)
{
  StoreFixture *fixture = data;

  for (int i = 1; i <= 200; i++)
    {
      ChezuBatch *batch = chezu_batch_new (fixture->source);

      for (gint64 remote = 1; remote <= VEHICLES; remote++)
        store_batch_add_fix (batch, remote, STORE_T0 + CHEZU_HOUR_MS + i * 1000, 117.2, 34.9);
      store_batch_add_event (batch, 1, 1000 + i, STORE_T0 + i, "alarm", "sos");
      store_commit (fixture->store, batch);
    }
  return NULL;
}

static void
test_while_written (StoreFixture *fixture, gconstpointer data)
{
  GThread *writer;

  store_fixture_reopen (fixture);
  writer = g_thread_new ("writer", write_on, fixture);
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (ChezuVerifyReport) report = verify (fixture, &thoroughly);

      print_findings (report);
      g_assert_cmpint (chezu_verify_report_count (report), ==, 0);
    }
  g_thread_join (writer);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/verify/" path, StoreFixture, NULL, set_up, func, store_fixture_tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  ADD ("a-whole-store-is-in-order", test_clean);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *path = g_strconcat ("/store/verify/", damages[i].name, NULL);

      g_test_add (path, StoreFixture, &damages[i], set_up, test_damage, store_fixture_tear_down);
    }
  ADD ("a-bad-page-is-told-and-left-alone", test_bad_page);
  ADD ("many-of-a-kind-are-counted-and-mended-at-once", test_many_findings);
  ADD ("a-quick-look-trusts-checksums", test_quick);
  ADD ("whoever-has-had-enough-breaks-it-off", test_broken_off);
  ADD ("what-is-no-store-is-an-error-and-no-finding", test_not_a_store);
  ADD ("a-store-that-is-being-sealed-is-in-order", test_while_sealed);
  ADD ("a-store-that-is-written-is-in-order-at-every-instant", test_while_written);
  return g_test_run ();
}
