/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual table against a plain table with the same rows: whatever is asked, both answer the
 * same. */

#include "track/chezu-fix-table.h"

#include <string.h>

#include "track-fixture.h"
#include "track/chezu-arrival.h"
#include "track/chezu-segment.h"

#define VEHICLES 5
#define FIXES 260 /* of each */
#define SEALED 200

/* What the table reads: as in the schema, without what only programs need. */
#define SCHEMA                                                                                     \
  "CREATE TABLE vehicle (id INTEGER PRIMARY KEY, plate TEXT);"                                     \
  "CREATE INDEX vehicle_plate ON vehicle (plate) WHERE plate IS NOT NULL;"                         \
  "CREATE TABLE tally (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;" TRACK_FIXTURE_SCHEMA  \
  "CREATE VIRTUAL TABLE segment_box USING rtree_i32 (id, min_lon_e7, max_lon_e7, min_lat_e7, "     \
  "max_lat_e7, min_s, max_s);"                                                                     \
  "CREATE TABLE dictionary (id INTEGER PRIMARY KEY NOT NULL, made_ms INTEGER, data BLOB);"         \
  "CREATE TABLE plain (vehicle_id INTEGER NOT NULL, time INTEGER NOT NULL, lon REAL NOT NULL, "    \
  "lat REAL NOT NULL, speed REAL, course REAL, altitude INTEGER, odometer INTEGER, "               \
  "flags INTEGER NOT NULL, PRIMARY KEY (vehicle_id, time)) WITHOUT ROWID;"

#define BOX_EPOCH_MS G_GINT64_CONSTANT (1577836800000)

typedef struct
{
  sqlite3 *db;
  ChezuFix fixes[VEHICLES][FIXES];
} Fixture;

static void
run (Fixture *fixture, const char *sql)
{
  int result = sqlite3_exec (fixture->db, sql, NULL, NULL, NULL);

  if (result != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (fixture->db));
}

static sqlite3_stmt *
prepare (Fixture *fixture, const char *sql)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (fixture->db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (fixture->db));
  return statement;
}

static void
bind_real_or_null (sqlite3_stmt *statement, int parameter, gboolean known, double value)
{
  if (known)
    sqlite3_bind_double (statement, parameter, value);
}

static void
add_plain (Fixture *fixture, gint64 vehicle, const ChezuFix *fix)
{
  sqlite3_stmt *insert
      = prepare (fixture, "INSERT INTO plain VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");

  sqlite3_bind_int64 (insert, 1, vehicle);
  sqlite3_bind_int64 (insert, 2, fix->time_ms);
  sqlite3_bind_double (insert, 3, chezu_e7_to_degrees (fix->lon_e7));
  sqlite3_bind_double (insert, 4, chezu_e7_to_degrees (fix->lat_e7));
  bind_real_or_null (insert, 5, fix->speed_cm_s != CHEZU_UNKNOWN,
                     chezu_cm_s_to_km_h (fix->speed_cm_s));
  bind_real_or_null (insert, 6, fix->course_cdeg != CHEZU_UNKNOWN, fix->course_cdeg / 100.0);
  bind_real_or_null (insert, 7, fix->altitude_m != CHEZU_ALTITUDE_UNKNOWN, fix->altitude_m);
  if (fix->odometer_m != CHEZU_UNKNOWN)
    sqlite3_bind_int64 (insert, 8, fix->odometer_m);
  sqlite3_bind_int (insert, 9, fix->flags);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_finalize (insert);
}

static void
add_segment (Fixture *fixture, gint64 vehicle, const ChezuSegmentInfo *info, GByteArray *blob)
{
  sqlite3_stmt *insert = prepare (fixture, "INSERT INTO segment (vehicle, from_ms, to_ms, count, "
                                           "min_lon_e7, max_lon_e7, min_lat_e7, max_lat_e7, "
                                           "checksum, dictionary, data) VALUES "
                                           "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10)");
  sqlite3_stmt *box
      = prepare (fixture, "INSERT INTO segment_box VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
  const gint32 bounds[]
      = { info->min_lon_e7, info->max_lon_e7, info->min_lat_e7, info->max_lat_e7 };

  sqlite3_bind_int64 (insert, 1, vehicle);
  sqlite3_bind_int64 (insert, 2, info->from_ms);
  sqlite3_bind_int64 (insert, 3, info->to_ms);
  sqlite3_bind_int64 (insert, 4, info->count);
  for (int i = 0; i < 4; i++)
    sqlite3_bind_int (insert, 5 + i, bounds[i]);
  sqlite3_bind_int64 (insert, 9, info->checksum);
  sqlite3_bind_blob (insert, 10, blob->data, (int)blob->len, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_finalize (insert);

  sqlite3_bind_int64 (box, 1, sqlite3_last_insert_rowid (fixture->db));
  for (int i = 0; i < 4; i++)
    sqlite3_bind_int (box, 2 + i, bounds[i]);
  sqlite3_bind_int64 (box, 6, (info->from_ms - BOX_EPOCH_MS) / 1000);
  sqlite3_bind_int64 (box, 7, (info->to_ms - BOX_EPOCH_MS) / 1000);
  g_assert_cmpint (sqlite3_step (box), ==, SQLITE_DONE);
  sqlite3_finalize (box);
}

static void
seal (Fixture *fixture, gint64 vehicle, const ChezuFix *fixes, guint n_fixes)
{
  g_autoptr (ChezuSegmentCodec) codec = chezu_segment_codec_new ();
  g_autoptr (GByteArray) blob = g_byte_array_new ();

  for (guint done = 0; done < n_fixes;)
    {
      ChezuSegmentInfo info;

      /* Several to a vehicle, as there would be. */
      done += chezu_segment_encode (codec, fixes + done, MIN (n_fixes - done, 70), 0, blob, &info);
      add_segment (fixture, vehicle, &info, blob);
    }
}

static void
arrive (Fixture *fixture, GArray *fixes)
{
  g_autoptr (GByteArray) record = g_byte_array_new ();
  sqlite3_stmt *insert = prepare (fixture, "INSERT INTO arrival (data) VALUES (?1)");

  chezu_arrival_encode ((const ChezuVehicleFix *)(gpointer)fixes->data, fixes->len, record);
  sqlite3_bind_blob (insert, 1, record->data, (int)record->len, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_finalize (insert);
}

/* Some of what a receiver may not know, and positions that stand still. */
static void
roughen (ChezuFix *fixes)
{
  for (guint i = 0; i < FIXES; i += 7)
    {
      fixes[i].speed_cm_s = i % 2 == 0 ? CHEZU_UNKNOWN : fixes[i].speed_cm_s;
      fixes[i].course_cdeg = i % 3 == 0 ? CHEZU_UNKNOWN : fixes[i].course_cdeg;
      fixes[i].odometer_m = i % 5 == 0 ? CHEZU_UNKNOWN : fixes[i].odometer_m;
      fixes[i].altitude_m = i % 4 == 0 ? CHEZU_ALTITUDE_UNKNOWN : fixes[i].altitude_m;
    }
}

/* Of each vehicle two thirds are sealed; of the rest, every tenth came late and lies between what
 * is sealed. */
static void
fill (Fixture *fixture)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));

  for (guint v = 0; v < VEHICLES; v++)
    {
      g_autoptr (GArray) sealed = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

      track_fixture_drive (fixture->fixes[v], FIXES, v + 1);
      roughen (fixture->fixes[v]);
      for (guint i = 0; i < FIXES; i++)
        {
          const ChezuVehicleFix fix = { v + 1, fixture->fixes[v][i] };

          add_plain (fixture, v + 1, &fix.fix);
          if (i < SEALED && i % 10 != 3)
            g_array_append_val (sealed, fix.fix);
          else
            g_array_append_val (waiting, fix);
        }
      seal (fixture, v + 1, (const ChezuFix *)(gpointer)sealed->data, sealed->len);
    }
  arrive (fixture, waiting);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (sqlite3_open (":memory:", &fixture->db), ==, SQLITE_OK);
  sqlite3_extended_result_codes (fixture->db, TRUE);
  g_assert_cmpint (chezu_fix_table_register (fixture->db, NULL), ==, SQLITE_OK);
  run (fixture, SCHEMA);
  run (fixture, "INSERT INTO vehicle VALUES (1, '鲁D11111'), (2, '鲁D22222'), (3, NULL), "
                "(4, '鲁D44444'), (9, '鲁D99999')");
  run (fixture, "BEGIN");
  fill (fixture);
  run (fixture, "COMMIT");
  run (fixture, "INSERT INTO tally SELECT 'fix', count (*) FROM plain");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  /* Not the forgiving way: nothing may be left open. */
  g_assert_cmpint (sqlite3_close (fixture->db), ==, SQLITE_OK);
}

/* --- Asking both ---------------------------------------------------------------------------- */

static void
append_value (GString *text, sqlite3_stmt *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_FLOAT)
    g_string_append_printf (text, "%.17g|", sqlite3_column_double (statement, column));
  else
    g_string_append_printf (text, "%s|",
                            sqlite3_column_type (statement, column) == SQLITE_NULL
                                ? "NULL"
                                : (const char *)sqlite3_column_text (statement, column));
}

static char *
ask (Fixture *fixture, const char *sql)
{
  sqlite3_stmt *statement = prepare (fixture, sql);
  GString *text = g_string_new (NULL);
  int result;

  while ((result = sqlite3_step (statement)) == SQLITE_ROW)
    {
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        append_value (text, statement, i);
      g_string_append_c (text, '\n');
    }
  if (result != SQLITE_DONE)
    g_error ("%s: %s", sql, sqlite3_errmsg (fixture->db));
  sqlite3_finalize (statement);
  return g_string_free_and_steal (text);
}

/* @sql with "$T" where the table stands. */
static char *
assert_same (Fixture *fixture, const char *sql)
{
  g_autoptr (GString) of_virtual = g_string_new (sql);
  g_autoptr (GString) of_plain = g_string_new (sql);
  g_autofree char *expected = NULL;
  g_autofree char *answer = NULL;

  g_string_replace (of_virtual, "$T", "fix", 0);
  g_string_replace (of_plain, "$T", "plain", 0);
  answer = ask (fixture, of_virtual->str);
  expected = ask (fixture, of_plain->str);
  if (!g_str_equal (answer, expected))
    g_error ("%s:\n%.500s\ninstead of\n%.500s", of_virtual->str, answer, expected);
  return g_steal_pointer (&answer);
}

/* Enough to tell any two different sets of rows apart. */
#define DIGEST                                                                                     \
  "SELECT count (*), total (vehicle_id * 7 + flags), total (time % 100000007), total (lon), "      \
  "count (speed), total (altitude), max (odometer) FROM $T WHERE "

static char *
assert_same_where (Fixture *fixture, const char *condition)
{
  g_autofree char *sql = g_strconcat (DIGEST, condition, NULL);

  return assert_same (fixture, sql);
}

static const char *const columns[]
    = { "vehicle_id", "time", "lon", "lat", "speed", "course", "altitude", "odometer", "flags" };
#define PUSHED_DOWN 4 /* of them, from the first */
static const char *const operators[] = { "=", "<", "<=", ">", ">=", "!=", "IS", "IS NOT" };

/* Values of every type, at, beside and far from what the columns hold. */
static GPtrArray *
make_values (Fixture *fixture)
{
  static const char *const fixed[] = {
    "NULL",
    "0",
    "1",
    "2.0",
    "2.5",
    "-1",
    "117",
    "34",
    "1e300",
    "-1e300",
    "9e999",
    "-9e999",
    "'abc'",
    "''",
    "' 3 '",
    "'3'",
    "'3.0'",
    "'117.3'",
    "x'33'",
    "x''",
    "(SELECT 3)",
    "214.7483647",
    "214.74836471",
    "-214.7483648",
    "-215",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "-9223372036854775809.5",
    "1767225600000",
    "1767226600001.5",
    "'1767226600002'",
    "CAST (3 AS TEXT)",
    "TRUE",
  };
  GPtrArray *values = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (values, g_strdup (fixed[i]));
  for (guint v = 0; v < VEHICLES; v += 2)
    for (guint i = 0; i < FIXES; i += 97)
      {
        const ChezuFix *fix = &fixture->fixes[v][i];
        double lon = chezu_e7_to_degrees (fix->lon_e7);
        double lat = chezu_e7_to_degrees (fix->lat_e7);

        g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT, fix->time_ms));
        g_ptr_array_add (values, g_strdup_printf ("%" G_GINT64_FORMAT ".25", fix->time_ms));
        g_ptr_array_add (values, g_strdup_printf ("%.17g", lon));
        g_ptr_array_add (values, g_strdup_printf ("%.17g", nextafter (lon, 1000)));
        g_ptr_array_add (values, g_strdup_printf ("%.17g", nextafter (lon, -1000)));
        g_ptr_array_add (values, g_strdup_printf ("%.17g", lat));
        g_ptr_array_add (values, g_strdup_printf ("'%.17g'", nextafter (lat, -1000)));
      }
  return values;
}

static void
test_every_comparison (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) values = make_values (fixture);

  for (gsize c = 0; c < G_N_ELEMENTS (columns); c++)
    for (gsize o = 0; o < G_N_ELEMENTS (operators); o++)
      for (guint v = 0; v < (c < PUSHED_DOWN ? values->len : 16); v++)
        {
          g_autofree char *condition
              = g_strdup_printf ("%s %s %s", columns[c], operators[o], (char *)values->pdata[v]);

          g_free (assert_same_where (fixture, condition));
        }
}

static char *
any_condition (GPtrArray *values)
{
  const char *column = columns[g_test_rand_int_range (0, PUSHED_DOWN + 1)];
  const char *first = values->pdata[g_test_rand_int_range (0, (int)values->len)];
  const char *second = values->pdata[g_test_rand_int_range (0, (int)values->len)];

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      return g_strdup_printf ("%s BETWEEN %s AND %s", column, first, second);
    case 1:
      return g_strdup_printf ("%s IN (%s, %s, 2)", column, first, second);
    case 2:
      return g_strdup_printf ("vehicle_id = %d", g_test_rand_int_range (0, VEHICLES + 2));
    default:
      return g_strdup_printf ("%s %s %s", column,
                              operators[g_test_rand_int_range (0, G_N_ELEMENTS (operators))],
                              first);
    }
}

static void
test_several_conditions_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) values = make_values (fixture);

  for (int i = 0; i < 1500; i++)
    {
      g_autofree char *a = any_condition (values);
      g_autofree char *b = any_condition (values);
      g_autofree char *c = any_condition (values);
      g_autofree char *condition
          = g_strdup_printf (i % 3 == 0 ? "%s AND %s OR %s" : "%s AND (%s) AND %s", a, b, c);

      g_free (assert_same_where (fixture, condition));
    }
}

static void
test_whole_rows (Fixture *fixture, gconstpointer data)
{
  static const char *const questions[] = {
    "SELECT * FROM $T ORDER BY vehicle_id, time",
    "SELECT * FROM $T WHERE vehicle_id = 2 ORDER BY time",
    "SELECT * FROM $T WHERE lon BETWEEN 117.27 AND 117.31 ORDER BY vehicle_id, time",
    "SELECT * FROM $T WHERE vehicle_id IN (4, 2, 2, 99, NULL) ORDER BY vehicle_id, time",
    "SELECT * FROM $T ORDER BY time DESC, vehicle_id LIMIT 20",
    "SELECT * FROM $T WHERE vehicle_id = 3 ORDER BY time LIMIT 20 OFFSET 200",
    "SELECT vehicle_id, count (*), min (time), max (time) FROM $T GROUP BY vehicle_id",
    "SELECT DISTINCT vehicle_id FROM $T ORDER BY 1 DESC",
    "SELECT DISTINCT vehicle_id, flags FROM $T ORDER BY 1, 2",
    "SELECT time, vehicle_id FROM $T WHERE time < 1767225650000 GROUP BY 1, 2 ORDER BY 1, 2",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    g_free (assert_same (fixture, questions[i]));
}

static void
test_joins (Fixture *fixture, gconstpointer data)
{
  static const char *const questions[] = {
    "SELECT v.id, plate, count (time), max (time) FROM vehicle v LEFT JOIN $T "
    "ON vehicle_id = v.id AND time > 1767228600000 GROUP BY v.id ORDER BY v.id",
    "SELECT count (*), total (a.lon - b.lon) FROM $T a JOIN $T b "
    "ON b.vehicle_id = a.vehicle_id AND b.time = a.time + 10000",
    "SELECT count (*) FROM vehicle v JOIN $T ON vehicle_id = v.id WHERE plate = '鲁D22222'",
    "SELECT v.id, (SELECT lon FROM $T WHERE vehicle_id = v.id AND time <= 1767227000000 "
    "ORDER BY time DESC LIMIT 1) FROM vehicle v ORDER BY v.id",
    "SELECT count (*) FROM $T WHERE vehicle_id IN (SELECT id FROM vehicle WHERE plate NOT NULL)",
    "SELECT count (*) FROM $T a WHERE EXISTS (SELECT 1 FROM $T b WHERE b.vehicle_id = 2 "
    "AND b.time = a.time)",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    g_free (assert_same (fixture, questions[i]));
}

/* --- Plans ---------------------------------------------------------------------------------- */

static gboolean
sorts (Fixture *fixture, const char *sql)
{
  g_autofree char *explain = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autofree char *plan = ask (fixture, explain);

  return strstr (plan, "TEMP B-TREE") != NULL;
}

static void
test_the_order_of_rows_is_used (Fixture *fixture, gconstpointer data)
{
  g_assert_false (sorts (fixture, "SELECT * FROM fix ORDER BY vehicle_id, time"));
  g_assert_false (sorts (fixture, "SELECT * FROM fix ORDER BY vehicle_id, time, lon DESC"));
  g_assert_false (sorts (fixture, "SELECT * FROM fix WHERE vehicle_id = 2 ORDER BY time"));
  g_assert_false (sorts (fixture, "SELECT count (*) FROM fix GROUP BY vehicle_id"));

  g_assert_true (sorts (fixture, "SELECT * FROM fix ORDER BY time"));
  g_assert_true (sorts (fixture, "SELECT * FROM fix ORDER BY vehicle_id DESC"));
  g_assert_true (sorts (fixture, "SELECT * FROM fix ORDER BY vehicle_id, lon"));
  g_assert_true (sorts (fixture, "SELECT * FROM fix WHERE vehicle_id = 2 ORDER BY time DESC"));
  g_assert_true (
      sorts (fixture, "SELECT * FROM fix WHERE vehicle_id IN (2, 1) ORDER BY vehicle_id, time"));
}

/* A vehicle's fixes are looked up by its number, not by going through everybody's for each. */
static void
test_a_join_asks_for_one_vehicle_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autofree char *plan = NULL;
  const char *vehicle;
  const char *fix;

  run (fixture, "UPDATE tally SET value = 36000000; INSERT INTO vehicle VALUES (4159, NULL)");
  plan = ask (fixture, "EXPLAIN QUERY PLAN SELECT * FROM fix JOIN vehicle v ON v.id = vehicle_id "
                       "WHERE v.plate = '鲁D22222'");
  vehicle = strstr (plan, " v ");
  fix = strstr (plan, "fix VIRTUAL TABLE INDEX 0:aa");
  g_assert_true (vehicle != NULL && fix != NULL && vehicle < fix);
}

static void
test_it_can_only_be_read (Fixture *fixture, gconstpointer data)
{
  static const char *const writes[] = {
    "DELETE FROM fix",
    "UPDATE fix SET lon = 0",
    "INSERT INTO fix (vehicle_id, time, lon, lat, flags) VALUES (1, 2, 3, 4, 5)",
    "CREATE VIRTUAL TABLE another USING fix",
    "SELECT rowid FROM fix",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (writes); i++)
    g_assert_cmpint (sqlite3_exec (fixture->db, writes[i], NULL, NULL, NULL), ==, SQLITE_ERROR);
}

/* --- What goes wrong ------------------------------------------------------------------------ */

static int
step_through (Fixture *fixture, const char *sql)
{
  sqlite3_stmt *statement = prepare (fixture, sql);
  int result;

  do
    result = sqlite3_step (statement);
  while (result == SQLITE_ROW);
  sqlite3_finalize (statement);
  return result;
}

static void
test_a_damaged_segment_is_named (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = ask (fixture, "SELECT count (*) FROM fix WHERE vehicle_id = 1");

  run (fixture, "UPDATE segment SET data = zeroblob (length (data)) WHERE id = "
                "(SELECT min (id) FROM segment WHERE vehicle = 2)");
  g_assert_cmpint (step_through (fixture, "SELECT count (*) FROM fix WHERE vehicle_id = 2") & 0xff,
                   ==, SQLITE_CORRUPT);
  {
    g_autofree char *id = ask (fixture, "SELECT min (id) FROM segment WHERE vehicle = 2");

    *strchr (id, '|') = '\0';
    step_through (fixture, "SELECT count (*) FROM fix");
    g_assert_nonnull (strstr (sqlite3_errmsg (fixture->db), id));
  }

  /* The others are still there. */
  {
    g_autofree char *after = ask (fixture, "SELECT count (*) FROM fix WHERE vehicle_id = 1");

    g_assert_cmpstr (after, ==, before);
  }
}

static void
test_a_file_that_is_no_store_says_so (Fixture *fixture, gconstpointer data)
{
  run (fixture, "DROP TABLE seal");
  g_assert_cmpint (step_through (fixture, "SELECT count (*) FROM fix"), !=, SQLITE_DONE);
  g_assert_nonnull (strstr (sqlite3_errmsg (fixture->db), "seal"));
}

static int
stop (void *data)
{
  return 1;
}

static void
test_a_long_question_can_be_interrupted (Fixture *fixture, gconstpointer data)
{
  sqlite3_progress_handler (fixture->db, 100, stop, NULL);
  g_assert_cmpint (step_through (fixture, "SELECT total (lon) FROM fix"), ==, SQLITE_INTERRUPT);
  sqlite3_progress_handler (fixture->db, 0, NULL, NULL);
  g_free (assert_same_where (fixture, "TRUE"));
}

/* A transaction sees what it wrote itself, and no more of it when it is taken back. */
static void
test_what_is_not_committed_is_seen_inside_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  const ChezuVehicleFix fix = { 9, { .time_ms = 1767225600000, .lon_e7 = 1, .lat_e7 = 2 } };
  g_autofree char *before = NULL;
  g_autofree char *inside = NULL;
  g_autofree char *after = NULL;

  g_array_append_val (fixes, fix);
  before = ask (fixture, "SELECT count (*) FROM fix WHERE vehicle_id = 9");
  run (fixture, "BEGIN");
  arrive (fixture, fixes);
  inside = ask (fixture, "SELECT count (*) FROM fix WHERE vehicle_id = 9");
  run (fixture, "ROLLBACK");
  after = ask (fixture, "SELECT count (*) FROM fix WHERE vehicle_id = 9");

  g_assert_cmpstr (before, ==, "0|\n");
  g_assert_cmpstr (inside, ==, "1|\n");
  g_assert_cmpstr (after, ==, "0|\n");
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/track/fix-table/every-comparison-answers-like-a-plain-table", test_every_comparison);
  ADD ("/track/fix-table/several-conditions-at-once", test_several_conditions_at_once);
  ADD ("/track/fix-table/whole-rows-are-the-same", test_whole_rows);
  ADD ("/track/fix-table/joins", test_joins);
  ADD ("/track/fix-table/the-order-of-rows-is-used", test_the_order_of_rows_is_used);
  ADD ("/track/fix-table/a-join-asks-for-one-vehicle-at-a-time",
       test_a_join_asks_for_one_vehicle_at_a_time);
  ADD ("/track/fix-table/it-can-only-be-read", test_it_can_only_be_read);
  ADD ("/track/fix-table/a-damaged-segment-is-named", test_a_damaged_segment_is_named);
  ADD ("/track/fix-table/a-file-that-is-no-store-says-so", test_a_file_that_is_no_store_says_so);
  ADD ("/track/fix-table/a-long-question-can-be-interrupted",
       test_a_long_question_can_be_interrupted);
  ADD ("/track/fix-table/what-is-not-committed-is-seen-inside-alone",
       test_what_is_not_committed_is_seen_inside_alone);
  return g_test_run ();
}
