/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type about a source, and what stands in the store after they changed it. */

#include "base/chezu-address.h"
#include "shell/chezu-options.h"
#include "shell/chezu-source-form.h"

#include <glib/gstdio.h>

static void
test_addresses (void)
{
  const struct
  {
    const char *typed;
    const char *url;
  } cases[] = {
    { "https://fleet.example", "https://fleet.example" },
    { "  fleet.example  ", "https://fleet.example" },
    { "http://10.0.0.5:8082/", "http://10.0.0.5:8082" },
    { "http://10.0.0.5:8082/api", "http://10.0.0.5:8082" },
    { "https://fleet.example/traccar/api/", "https://fleet.example/traccar" },
    { "https://fleet.example/apiary", "https://fleet.example/apiary" },
    { "https://user:secret@fleet.example/", "https://fleet.example" },
    { "https://fleet.example/?a=b#c", "https://fleet.example" },
    { "[2001:db8::1]:8082", "https://[2001:db8::1]:8082" },
    { "localhost:8082", "http://localhost:8082" },
    { "127.0.0.1:8082/api", "http://127.0.0.1:8082" },
    { "[::1]:8082", "http://[::1]:8082" },
    { "https://localhost", "https://localhost" },
    { "localhost.example", "https://localhost.example" },
    { "", NULL },
    { "ftp://fleet.example", NULL },
    { "https://", NULL },
    { "two words", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = chezu_address_clean (cases[i].typed);

      g_assert_cmpstr (url, ==, cases[i].url);
    }
}

static ChezuSourceForm
complete_form (void)
{
  return (ChezuSourceForm){
    .name = "Depot", .url = "https://fleet.example", .user = "wang", .secret = "s3cret"
  };
}

static void
test_completeness (void)
{
  ChezuSourceForm form = complete_form ();
  ChezuSourceRow kept = { .credential = CHEZU_CREDENTIAL_KEYRING };

  g_assert_true (chezu_source_form_is_complete (&form, NULL));
  form.secret = "";
  g_assert_false (chezu_source_form_is_complete (&form, NULL));
  g_assert_true (chezu_source_form_is_complete (&form, &kept));
  form.user = "";
  g_assert_false (chezu_source_form_is_complete (&form, &kept));
  form.token = TRUE;
  g_assert_true (chezu_source_form_is_complete (&form, &kept));
}

static void
test_row (void)
{
  ChezuSourceForm form = complete_form ();
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (ChezuSourceRow) token = NULL;

  form.name = "De\npot\t";
  row = chezu_source_form_make_row (&form, NULL);
  g_assert_cmpstr (row->name, ==, "De pot");
  g_assert_cmpstr (row->kind, ==, "traccar");
  g_assert_cmpstr (row->user, ==, "wang");
  g_assert_cmpint (row->credential, ==, CHEZU_CREDENTIAL_KEYRING);
  g_assert_true (row->enabled);

  form.token = TRUE;
  token = chezu_source_form_make_row (&form, row);
  g_assert_null (token->user);
  g_assert_cmpint (token->credential, ==, CHEZU_CREDENTIAL_KEYRING_TOKEN);
}

/* Editing the address must not move a password out of the file in which an administrator keeps it.
 */
static void
test_kept_secret (void)
{
  ChezuSourceForm form = complete_form ();
  ChezuSourceRow original = { .id = 7,
                              .name = (char *)"Depot",
                              .kind = (char *)"traccar",
                              .url = (char *)"https://old.example",
                              .credential = CHEZU_CREDENTIAL_PASSWORD_FILE,
                              .credential_file = (char *)"/etc/chezu/password",
                              .enabled = FALSE };
  g_autoptr (ChezuSourceRow) row = NULL;

  form.secret = "";
  row = chezu_source_form_make_row (&form, &original);
  g_assert_cmpint (row->id, ==, 7);
  g_assert_cmpint (row->credential, ==, CHEZU_CREDENTIAL_PASSWORD_FILE);
  g_assert_cmpstr (row->credential_file, ==, "/etc/chezu/password");
  g_assert_false (row->enabled);
  g_assert_null (chezu_source_form_make_secret (&form));
}

static void
test_datum_and_offset (void)
{
  ChezuSourceForm form = complete_form ();
  g_autoptr (ChezuSourceRow) row = NULL;

  form.datum = CHEZU_DATUM_GCJ02;
  form.time_offset_s = -28800;
  row = chezu_source_form_make_row (&form, NULL);
  g_assert_cmpint (row->datum, ==, CHEZU_DATUM_GCJ02);
  g_assert_cmpint (row->time_offset_ms, ==, -28800000);
}

static void
test_replay (void)
{
  ChezuSourceForm form = complete_form ();
  g_autoptr (ChezuSourceRow) row = NULL;
  g_autoptr (ChezuSourceRow) platform = NULL;

  form.replay = TRUE;
  g_assert_false (chezu_source_form_is_complete (&form, NULL));
  form.file = "/data/night.gpx";
  form.speedup = 60;
  form.original_times = TRUE;
  form.ca_file = "/etc/ca.pem";
  g_assert_true (chezu_source_form_is_complete (&form, NULL));

  row = chezu_source_form_make_row (&form, NULL);
  g_assert_cmpstr (row->kind, ==, "replay");
  g_assert_cmpstr (row->url, ==, "/data/night.gpx");
  g_assert_null (row->user);
  g_assert_null (row->ca_file);
  g_assert_cmpint (row->credential, ==, CHEZU_CREDENTIAL_NONE);
  g_assert_cmpfloat (row->speedup, ==, 60);
  g_assert_true (row->original_times);
  g_assert_null (chezu_source_form_make_secret (&form));

  /* It becomes a platform again: then it needs a secret. */
  form.replay = FALSE;
  form.secret = "";
  g_assert_false (chezu_source_form_is_complete (&form, row));
  form.secret = "s3cret";
  platform = chezu_source_form_make_row (&form, row);
  g_assert_cmpstr (platform->kind, ==, "traccar");
  g_assert_cmpstr (platform->url, ==, "https://fleet.example");
  g_assert_cmpint (platform->credential, ==, CHEZU_CREDENTIAL_KEYRING);
}

/* --- In the store ------------------------------------------------------------------------------
 */

typedef struct
{
  char *folder;
  ChezuStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->folder = g_dir_make_tmp ("chezu-shell-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "chezu.db", NULL);
  fixture->store = chezu_store_open (path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  chezu_store_close (fixture->store);
  g_assert_finalize_object (fixture->store);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
update (Fixture *fixture, const ChezuSourceRow *row, GError **error)
{
  g_autoptr (DexFuture) future = chezu_source_table_update (fixture->store, row);

  /* It is the writer's thread that resolves it, and that wakes nobody here. */
  while (dex_future_is_pending (future))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  dex_future_get_value (future, error);
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  ChezuSourceForm form = complete_form ();
  g_autoptr (ChezuSourceRow) row = chezu_source_form_make_row (&form, NULL);
  g_autoptr (ChezuSourceRow) changed = NULL;
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (GError) error = NULL;
  const ChezuSourceRow *read;

  chezu_source_table_add_sync (fixture->store, row, &row->id, &error);
  g_assert_no_error (error);
  form.name = "Depot North";
  form.url = "https://north.example";
  changed = chezu_source_form_make_row (&form, row);
  update (fixture, changed, &error);
  g_assert_no_error (error);

  sources = chezu_source_table_list_sync (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sources->len, ==, 1);
  read = g_ptr_array_index (sources, 0);
  g_assert_cmpint (read->id, ==, row->id);
  g_assert_cmpstr (read->name, ==, "Depot North");
  g_assert_cmpstr (read->url, ==, "https://north.example");
}

static void
test_change_to_a_taken_name (Fixture *fixture, gconstpointer data)
{
  ChezuSourceForm form = complete_form ();
  g_autoptr (ChezuSourceRow) first = chezu_source_form_make_row (&form, NULL);
  g_autoptr (ChezuSourceRow) second = NULL;
  g_autoptr (GError) error = NULL;

  chezu_source_table_add_sync (fixture->store, first, &first->id, &error);
  form.name = "Other";
  second = chezu_source_form_make_row (&form, NULL);
  chezu_source_table_add_sync (fixture->store, second, &second->id, &error);
  g_assert_no_error (error);

  g_free (second->name);
  second->name = g_strdup ("Depot");
  update (fixture, second, &error);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_EXISTS);
}

static void
test_change_what_is_gone (Fixture *fixture, gconstpointer data)
{
  ChezuSourceForm form = complete_form ();
  g_autoptr (ChezuSourceRow) row = chezu_source_form_make_row (&form, NULL);
  g_autoptr (GError) error = NULL;

  row->id = 77;
  update (fixture, row, &error);
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);
}

/* --- Command line ------------------------------------------------------------------------------
 */

static void
test_sizes (void)
{
  static const char *const bad[]
      = { "", "1920", "1920x", "x1080", "1920x1080x", "1920,1080", "0x0", "99999x99999", "-5x200" };
  int width;
  int height;

  g_assert_true (chezu_options_parse_size ("1920x1080", &width, &height));
  g_assert_cmpint (width, ==, 1920);
  g_assert_cmpint (height, ==, 1080);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (chezu_options_parse_size (bad[i], &width, &height));
}

static void
test_views (void)
{
  static const char *const bad[] = { "",         "117",      "117,34",    "117,34,", "117,34,5,6",
                                     "200,34,5", "117,91,5", "117,34,99", "a,b,c",   "nan,1,2" };
  double lon;
  double lat;
  double zoom;

  g_assert_true (chezu_options_parse_view ("-117.25,34.5,12.5", &lon, &lat, &zoom));
  g_assert_cmpfloat (lon, ==, -117.25);
  g_assert_cmpfloat (lat, ==, 34.5);
  g_assert_cmpfloat (zoom, ==, 12.5);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (chezu_options_parse_view (bad[i], &lon, &lat, &zoom));
}

static void
test_demo_stores (void)
{
  ChezuDemoOptions usual = CHEZU_DEMO_OPTIONS_DEFAULT;
  ChezuDemoOptions other = usual;
  ChezuDemoOptions faster = usual;
  g_autofree char *usual_path = chezu_demo_store_path (&usual);
  g_autofree char *other_path = NULL;
  g_autofree char *faster_path = NULL;

  other.seed = 2;
  faster.rate_s = 1;
  other_path = chezu_demo_store_path (&other);
  faster_path = chezu_demo_store_path (&faster);
  g_assert_cmpstr (usual_path, !=, other_path);
  g_assert_cmpstr (usual_path, ==, faster_path);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  dex_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shell/source/addresses-as-people-paste-them", test_addresses);
  g_test_add_func ("/shell/source/a-sign-in-needs-its-parts", test_completeness);
  g_test_add_func ("/shell/source/a-form-becomes-a-row", test_row);
  g_test_add_func ("/shell/source/a-secret-stays-where-it-was", test_kept_secret);
  g_test_add_func ("/shell/source/datum-and-clock-are-its-own", test_datum_and_offset);
  g_test_add_func ("/shell/source/a-recorded-file-asks-for-no-sign-in", test_replay);
  ADD ("/shell/source/changing-keeps-its-number", test_change);
  ADD ("/shell/source/a-taken-name-is-refused", test_change_to_a_taken_name);
  ADD ("/shell/source/one-that-is-gone-cannot-be-changed", test_change_what_is_gone);
  g_test_add_func ("/shell/options/a-size-is-two-numbers", test_sizes);
  g_test_add_func ("/shell/options/a-view-is-three-numbers-in-the-world", test_views);
  g_test_add_func ("/shell/options/worlds-do-not-share-a-store", test_demo_stores);
  return g_test_run ();
}
