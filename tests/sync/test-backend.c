/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Traccar backend by itself: what it asks a server for. */

#include <string.h>

#include "base/chezu-time.h"
#include "sync-fixture.h"
#include "sync/chezu-network.h"
#include "sync/chezu-traccar-backend.h"

typedef struct
{
  Fixture *fixture;
  ChezuSourceRow *row;
  gint64 from_ms;
  gint64 to_ms;
  DexPromise *promise;
} Visit;

static gboolean
visit (Visit *self, GError **error)
{
  const gint64 one = 1;
  g_autoptr (ChezuIntake) intake = chezu_intake_new (self->fixture->store, self->row->id, 5000);
  g_autoptr (ChezuTraccarBackend) traccar
      = chezu_traccar_backend_new (self->row, FAKE_PASSWORD, &self->fixture->options, NULL, error);
  ChezuBackend *backend = CHEZU_BACKEND (traccar);

  return traccar != NULL && dex_await (chezu_backend_sign_in (backend), error)
         && dex_await (chezu_backend_list_vehicles (backend, intake), error)
         && dex_await (chezu_backend_history (backend, intake, &one, 1, self->from_ms, self->to_ms),
                       error)
         && chezu_intake_flush (intake, error);
}

static DexFuture *
visit_fiber (gpointer user_data)
{
  Visit *self = user_data;
  GError *error = NULL;

  if (visit (self, &error))
    dex_promise_resolve_boolean (self->promise, TRUE);
  else
    dex_promise_reject (self->promise, error);
  return dex_future_new_true ();
}

static void
read_history (Fixture *fixture, gint64 from_ms, gint64 to_ms)
{
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (DexPromise) promise = dex_promise_new ();
  g_autoptr (GError) error = NULL;
  Visit self;

  fixture_add_source (fixture, fake_traccar_get_url (fixture->server));
  row = fixture_get_source (fixture);
  self = (Visit){ fixture, row, from_ms, to_ms, promise };
  chezu_network_run (visit_fiber, &self, NULL);
  fixture_await (dex_ref (DEX_FUTURE (promise)), &error);
  g_assert_no_error (error);
}

/* A day at a time, because older servers send all there is. */
static void
test_history_by_days (Fixture *fixture, gconstpointer data)
{
  g_autofree char *query = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  gint64 from_ms;
  gint64 to_ms;

  fixture_script_fleet (fixture, 1);
  read_history (fixture, fixture->now_ms - 3 * CHEZU_DAY_MS - 1000, fixture->now_ms);
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/positions"), ==, 4);

  query = fake_traccar_last_query (fixture->server, "/api/positions");
  parameters = soup_form_decode (query);
  g_assert_cmpstr (g_hash_table_lookup (parameters, "deviceId"), ==, "1");
  g_assert_true (chezu_time_parse_iso8601 (g_hash_table_lookup (parameters, "from"), &from_ms));
  g_assert_true (chezu_time_parse_iso8601 (g_hash_table_lookup (parameters, "to"), &to_ms));
  g_assert_cmpint (to_ms, ==, fixture->now_ms);
  g_assert_cmpint (from_ms, ==, fixture->now_ms - 1000);
}

/* Newer servers send only so many, without a sign: the rest is asked for from the last one on. */
static void
test_history_cut_by_server (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = fixture_position (fixture, 1, 1, 117.1, 34.8, 50000);
  g_autofree char *two = fixture_position (fixture, 2, 1, 117.1001, 34.8, 40000);
  g_autofree char *list = g_strdup_printf ("[%s,%s]", one, two);
  g_autofree char *query = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  gint64 from_ms;

  fixture->options.history_cut = 2;
  fixture_script_fleet (fixture, 1);
  fake_traccar_set (fixture->server, "/api/positions", list);
  read_history (fixture, fixture->now_ms - 60000, fixture->now_ms);

  /* The server repeats itself for ever; no progress is the end. */
  g_assert_cmpuint (fake_traccar_hits (fixture->server, "/api/positions"), ==, 2);
  query = fake_traccar_last_query (fixture->server, "/api/positions");
  parameters = soup_form_decode (query);
  g_assert_true (chezu_time_parse_iso8601 (g_hash_table_lookup (parameters, "from"), &from_ms));
  g_assert_cmpint (from_ms, ==, fixture->now_ms - 40000);
  g_assert_cmpint (fixture_get_int (fixture, "SELECT value FROM tally WHERE name = 'fix'"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/backend/history-is-asked-for-by-days", test_history_by_days);
  add_sync_test ("/sync/backend/history-that-the-server-cut-is-completed",
                 test_history_cut_by_server);
  return g_test_run ();
}
