/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The refused records as somebody reads them who wants to know what a source sends. */

#include "store-fixture.h"
#include "store/chezu-quarantine-table.h"

static ChezuQuarantineList *
list (StoreFixture *fixture, gint64 source_id, guint limit)
{
  g_autoptr (GError) error = NULL;
  ChezuQuarantineList *got
      = store_take (chezu_quarantine_table_list (fixture->store, source_id, limit), &error);

  g_assert_no_error (error);
  return got;
}

static const ChezuQuarantineRow *
row (const ChezuQuarantineList *all, guint number)
{
  return g_ptr_array_index (all->rows, number);
}

static void
refuse (StoreFixture *fixture, gint64 source_id, ChezuRefusal reason, const char *record)
{
  ChezuBatch *batch = chezu_batch_new (source_id);

  chezu_batch_add_refusal (batch, reason, record, -1);
  store_commit (fixture->store, batch);
}

static void
test_newest_first (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuQuarantineList) all = NULL;

  refuse (fixture, fixture->source, CHEZU_REFUSAL_SPEED, "{\"n\":1}");
  refuse (fixture, fixture->source, CHEZU_REFUSAL_TIME_FUTURE, "{\"n\":2}");
  refuse (fixture, fixture->source, CHEZU_REFUSAL_MALFORMED, "{\"n\":");

  all = list (fixture, 0, 2);
  g_assert_cmpint (all->kept, ==, 3);
  g_assert_cmpuint (all->rows->len, ==, 2);
  g_assert_cmpint (row (all, 0)->reason, ==, CHEZU_REFUSAL_MALFORMED);
  g_assert_cmpstr (row (all, 0)->record, ==, "{\"n\":");
  g_assert_cmpstr (row (all, 0)->source, ==, "depot");
  g_assert_cmpint (row (all, 0)->time_ms, >, STORE_T0);
  g_assert_cmpint (row (all, 1)->reason, ==, CHEZU_REFUSAL_TIME_FUTURE);
}

static void
test_vehicle_is_named (StoreFixture *fixture, gconstpointer data)
{
  ChezuBatch *batch = chezu_batch_new (fixture->source);
  g_autoptr (ChezuQuarantineList) all = NULL;

  store_batch_add_truck (batch, 7);
  store_commit (fixture->store, batch);
  refuse (fixture, fixture->source, CHEZU_REFUSAL_SPEED, "{\"deviceId\":7,\"speed\":-3}");
  refuse (fixture, fixture->source, CHEZU_REFUSAL_NO_VEHICLE, "{\"deviceId\":8}");
  refuse (fixture, fixture->source, CHEZU_REFUSAL_MALFORMED, "{\"deviceId\":7,\"spe");
  refuse (fixture, fixture->source, CHEZU_REFUSAL_MALFORMED, "[7]");
  refuse (fixture, fixture->source, CHEZU_REFUSAL_MALFORMED, "");

  all = list (fixture, fixture->source, 100);
  g_assert_cmpuint (all->rows->len, ==, 5);
  g_assert_cmpstr (row (all, 4)->plate, ==, "鲁D00007");
  g_assert_cmpint (row (all, 4)->vehicle_id, >, 0);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_null (row (all, i)->plate);
      g_assert_cmpint (row (all, i)->vehicle_id, ==, 0);
    }
}

static void
test_one_source_alone (StoreFixture *fixture, gconstpointer data)
{
  gint64 other = store_add_source (fixture->store, "harbour");
  g_autoptr (ChezuQuarantineList) depot = NULL;
  g_autoptr (ChezuQuarantineList) nobody = NULL;

  refuse (fixture, fixture->source, CHEZU_REFUSAL_SPEED, "{}");
  refuse (fixture, other, CHEZU_REFUSAL_SPEED, "{}");

  depot = list (fixture, fixture->source, 100);
  g_assert_cmpint (depot->kept, ==, 1);
  g_assert_cmpstr (row (depot, 0)->source, ==, "depot");
  nobody = list (fixture, 99, 100);
  g_assert_cmpint (nobody->kept, ==, 0);
  g_assert_cmpuint (nobody->rows->len, ==, 0);
}

static void
add (const char *path, void (*test) (StoreFixture *, gconstpointer))
{
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, test, store_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  add ("/store/quarantine/newest-record-comes-first", test_newest_first);
  add ("/store/quarantine/vehicle-of-a-record-is-named", test_vehicle_is_named);
  add ("/store/quarantine/records-of-one-source-alone", test_one_source_alone);
  return g_test_run ();
}
