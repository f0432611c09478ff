/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A data file that somebody damaged or made to hurt: it is looked at, verified and read without
 * being changed, and never more than that.
 *
 * The first byte says whether the rest is the file itself or, four bytes each, where (24 bits) and
 * to what a byte of a good store is changed.
 */

#include "store/chezu-batch.h"
#include "store/chezu-database-private.h"
#include "store/chezu-history.h"
#include "store/chezu-schema-private.h"
#include "store/chezu-source-table.h"
#include "store/chezu-verify.h"

#include <glib/gstdio.h>

#define VEHICLES 3
#define FIXES 200
#define T0_MS G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */
#define WAIT_MS 100

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static char *folder;
static char *path;
static char *template;
static gsize template_size;

/* --- A good store --------------------------------------------------------------------------- */

static ChezuBatch *
make_batch (gint64 source, gint64 from)
{
  ChezuBatch *batch = chezu_batch_new (source);

  for (gint64 id = 1; id <= VEHICLES; id++)
    {
      const ChezuDevice device = {
        .remote_id = id,
        .unique_id = "013900000001",
        .plate = "鲁D00001",
        .kind = CHEZU_VEHICLE_TRUCK,
      };

      chezu_batch_add_device (batch, &device);
      for (gint64 i = 0; i < FIXES; i++)
        {
          const ChezuPosition position = {
            .remote_id = id,
            .fix = {
              .time_ms = T0_MS + (from + i) * 10000,
              .lon_e7 = (gint32)(1170000000 + i * 1000),
              .lat_e7 = 348000000,
              .odometer_m = CHEZU_UNKNOWN,
              .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
            },
          };

          chezu_batch_add_position (batch, &position);
        }
    }
  return batch;
}

/* Half of it is sealed, half of it still stands in the log. */
static void
fill (void)
{
  const ChezuSourceRow row = {
    .name = (char *)"depot",
    .kind = (char *)"traccar",
    .url = (char *)"http://127.0.0.1:9",
    .user = (char *)"admin",
    .credential = CHEZU_CREDENTIAL_KEYRING,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuStore) store = chezu_store_open (path, &error);
  DexFuture *sealed = NULL;
  gint64 source = 0;

  g_assert_no_error (error);
  chezu_source_table_add_sync (store, &row, &source, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (ChezuBatch) batch = make_batch (source, i * FIXES);

      chezu_store_commit_batch_sync (store, batch, NULL, &error);
      g_assert_no_error (error);
      if (i > 0)
        break;
      sealed = chezu_history_seal (store);
      while (dex_future_is_pending (sealed))
        g_main_context_iteration (NULL, TRUE);
      dex_unref (sealed);
    }
  chezu_store_close (store);
}

static void
remove_folder (void)
{
  g_unlink (path);
  g_rmdir (folder);
}

static void
set_up (void)
{
  g_autofree char *shape = g_build_filename (
      g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir (),
      "chezu-fuzz-XXXXXX", NULL);

  dex_init ();
  folder = g_mkdtemp (g_steal_pointer (&shape));
  g_assert_nonnull (folder);
  path = g_build_filename (folder, "store.db", NULL);
  fill ();
  g_assert_true (g_file_get_contents (path, &template, &template_size, NULL));
  atexit (remove_folder);
}

/* --- A bad one ------------------------------------------------------------------------------ */

static void
write_file (const guint8 *data, gsize size)
{
  g_autofree char *damaged = NULL;

  if (size == 0 || data[0] % 2 != 0)
    {
      g_assert_true (g_file_set_contents_full (path, size > 0 ? (const char *)data + 1 : "",
                                               size > 0 ? (gssize)size - 1 : 0,
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
      return;
    }

  damaged = g_memdup2 (template, template_size);
  for (gsize i = 1; i + 4 <= size; i += 4)
    damaged[(data[i] << 16 | data[i + 1] << 8 | data[i + 2]) % template_size] = (char)data[i + 3];
  g_assert_true (g_file_set_contents_full (path, damaged, (gssize)template_size,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
read_tracks (void)
{
  ChezuDatabase *db = chezu_database_open (path, CHEZU_DATABASE_READ_ONLY, WAIT_MS, NULL);

  if (db == NULL)
    return;
  if (chezu_database_execute (db, "BEGIN", NULL))
    {
      for (gint64 id = 1; id <= VEHICLES; id++)
        {
          g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

          if (!chezu_history_collect (db, id, G_MININT64, G_MAXINT64, fixes, NULL))
            continue;
          for (guint i = 1; i < fixes->len; i++)
            g_assert_cmpint (g_array_index (fixes, ChezuFix, i).time_ms, >,
                             g_array_index (fixes, ChezuFix, i - 1).time_ms);
        }
      chezu_database_execute (db, "ROLLBACK", NULL);
    }
  chezu_database_close (db);
}

static void
verify (void)
{
  const ChezuVerifyOptions options = { .quick = FALSE };
  g_autoptr (ChezuVerifyReport) report = chezu_verify (path, &options, NULL);

  if (report != NULL)
    g_assert_cmpint (chezu_verify_report_count (report), >=, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ChezuSchemaState state;
  guint n_steps;
  const ChezuSchemaStep *steps = chezu_schema_get_steps (&n_steps);

  if (path == NULL)
    set_up ();
  write_file (data, size);
  if (chezu_schema_probe (path, steps[n_steps - 1].version, &state, NULL)
      && state != CHEZU_SCHEMA_NEW)
    {
      read_tracks ();
      verify ();
    }
  return 0;
}
