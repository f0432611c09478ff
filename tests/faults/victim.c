/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program that is going to be killed, and that seals as no other does, so that any instant is one
 * of sealing:
 *
 *     victim STORE fill   commits FIXES fixes of VEHICLES vehicles without sealing, and ends
 *     victim STORE seal   seals them
 *     victim STORE sync   synchronizes the sources, sealing what comes at once
 */

#include "store/chezu-batch.h"
#include "store/chezu-history.h"
#include "store/chezu-source-table.h"
#include "store/chezu-store-private.h"
#include "sync/chezu-sync-options.h"
#include "sync/chezu-synchronizer-private.h"

#include <stdio.h>

#define VEHICLES 200
#define FIXES 560000
#define FIXES_AT_ONCE 20000
#define T0_MS G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */
/* While sealing goes on all the time, so many have come before it begins anew. */
#define SEAL_FIXES 40
#define FIRST_MS (60 * 1000)

static ChezuStore *
open_store (const char *path, guint seal_fixes, GError **error)
{
  const ChezuStoreOptions options = { .seal_fixes = seal_fixes };

  return chezu_store_open_with (path, &options, error);
}

static void
add_device (ChezuBatch *batch, gint64 remote_id)
{
  g_autofree char *unique = g_strdup_printf ("0139%08" G_GINT64_FORMAT, remote_id);
  const ChezuDevice device = {
    .remote_id = remote_id,
    .unique_id = unique,
    .kind = CHEZU_VEHICLE_TRUCK,
    .plate_color = CHEZU_PLATE_COLOR_UNKNOWN,
  };

  chezu_batch_add_device (batch, &device);
}

/* Some hundred metres, and not to be put into few bytes, so that sealing takes its time. */
static gint32
scatter (gint64 number)
{
  guint32 x = (guint32)number * 2654435761u;

  x = (x ^ x >> 15) * 2246822519u;
  return (gint32)(x >> 17);
}

static void
add_fix (ChezuBatch *batch, gint64 number)
{
  gint64 remote_id = 1 + number % VEHICLES;
  gint64 turn = number / VEHICLES;
  const ChezuPosition position = {
    .remote_id = remote_id,
    .fix = {
      .time_ms = T0_MS + turn * 10000,
      .lon_e7 = (gint32)(1170000000 + remote_id * 10000 + turn * 731) + scatter (number),
      .lat_e7 = (gint32)(348000000 + turn * 211) + scatter (number + 7),
      .speed_cm_s = (gint32)(number % 3000),
      .course_cdeg = (gint32)(number * 13 % 36000),
      .odometer_m = CHEZU_UNKNOWN,
      .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
    },
  };

  chezu_batch_add_position (batch, &position);
}

static gboolean
fill (const char *path, GError **error)
{
  const ChezuSourceRow row = {
    .name = (char *)"depot",
    .kind = (char *)"traccar",
    .url = (char *)"http://127.0.0.1:9",
    .user = (char *)"admin",
    .credential = CHEZU_CREDENTIAL_KEYRING,
  };
  g_autoptr (ChezuStore) store = open_store (path, G_MAXUINT, error);
  gint64 source;

  if (store == NULL || !chezu_source_table_add_sync (store, &row, &source, error))
    return FALSE;
  for (gint64 first = 0; first < FIXES; first += FIXES_AT_ONCE)
    {
      g_autoptr (ChezuBatch) batch = chezu_batch_new (source);

      for (gint64 id = 1; first == 0 && id <= VEHICLES; id++)
        add_device (batch, id);
      for (gint64 number = first; number < first + FIXES_AT_ONCE; number++)
        add_fix (batch, number);
      if (!chezu_store_commit_batch_sync (store, batch, NULL, error))
        return FALSE;
    }
  chezu_store_close (store);
  return TRUE;
}

G_NORETURN static void
wait_to_be_killed (void)
{
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
seal (const char *path, GError **error)
{
  g_autoptr (ChezuStore) store = open_store (path, 1, error);

  if (store == NULL)
    return FALSE;
  wait_to_be_killed ();
}

static gboolean
synchronize (const char *path, GError **error)
{
  g_autoptr (ChezuStore) store = open_store (path, SEAL_FIXES, error);
  g_autoptr (ChezuSynchronizer) synchronizer = NULL;
  ChezuSyncOptions options = CHEZU_SYNC_OPTIONS_DEFAULT;

  if (store == NULL)
    return FALSE;
  options.gap_first_ms = FIRST_MS;
  synchronizer = chezu_synchronizer_new_with_options (store, &options);
  dex_future_disown (chezu_synchronizer_start (synchronizer));
  wait_to_be_killed ();
}

static gboolean
run (const char *path, const char *what, GError **error)
{
  if (g_str_equal (what, "fill"))
    return fill (path, error);
  if (g_str_equal (what, "seal"))
    return seal (path, error);
  return synchronize (path, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    return 2;
  dex_init ();
  if (run (argv[1], argv[2], &error))
    return 0;
  fprintf (stderr, "%s\n", error->message);
  return 1;
}
