/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/chezu-ctl-world.h"
#include "store/chezu-history.h"
#include "store/chezu-store.h"
#include <string.h>
#include <glib/gstdio.h>
#include <sys/resource.h>

#define FROM_MS G_GINT64_CONSTANT (1772582400000)
#define EVERY 16
#define VEHICLES 4159
#define CHUNK 10000

static double since (gint64 s) { return (double)(g_get_monotonic_time () - s) / 1e6; }
static long rss (void) { g_autofree char *t = NULL; g_file_get_contents ("/proc/self/status", &t, NULL, NULL); return atol (strstr (t, "VmRSS:") + 6) / 1024; }
static gint64 size_of (const char *p) { GStatBuf b; return g_stat (p, &b) == 0 ? b.st_size : 0; }
typedef struct { ChezuHistoryItem items[CHUNK]; guint n; } Chunk;
static gboolean add (ChezuDatabase *db, gpointer data, GError **error) { Chunk *c = data; return chezu_history_add (db, c->items, c->n, error); }

static gint64 max_commit_us;

typedef struct { ChezuTrackQuery q; guint64 n; guint vehicles; double s; } Q;
static gpointer run_query (ChezuDatabase *db, gpointer data, GError **error)
{
  Q *q = data; gint64 s = g_get_monotonic_time (); ChezuTrackRun run; gint64 last = 0;
  g_autoptr (ChezuTrackCursor) c = chezu_history_query (db, &q->q);
  q->n = 0; q->vehicles = 0;
  while (chezu_track_cursor_next (c, &run, error)) { q->n += run.n_fixes; if (run.vehicle_id != last) q->vehicles++; last = run.vehicle_id; }
  q->s = since (s);
  return NULL;
}
static gpointer sql (ChezuDatabase *db, gpointer data, GError **error)
{
  ChezuStatement *st = chezu_database_prepare (db, data);
  if (chezu_statement_next (st)) g_print ("%s = %s\n", (char *)data, chezu_statement_get_text (st, 0));
  chezu_statement_done (st, error); return NULL;
}
static void await (DexFuture *f) { while (dex_future_is_pending (f)) if (!g_main_context_iteration (NULL, FALSE)) g_usleep (200); g_autoptr(GError) e=NULL; if (!dex_future_get_value (f, &e)) g_print ("FAILED %s\n", e->message); dex_unref (f); }

static void queries (ChezuStore *store, gint64 to_ms)
{
  GError *error = NULL;
  for (int i = 0; i < 3; i++)
    {
      Q day = { { .vehicle_id = 2000, .from_ms = FROM_MS, .to_ms = FROM_MS + 86400000 } };
      Q box = { { .from_ms = to_ms - 2*3600000, .to_ms = to_ms - 3600000, .has_box = TRUE, .min_lon_e7 = 1172300000, .max_lon_e7 = 1173400000, .min_lat_e7 = 347600000, .max_lat_e7 = 348500000 } };
      Q hour = { { .from_ms = to_ms - 2*3600000, .to_ms = to_ms - 3600000 } };
      chezu_store_read_sync (store, run_query, &day, &error); if (error) g_error ("%s", error->message);
      chezu_store_read_sync (store, run_query, &box, &error); if (error) g_error ("%s", error->message);
      chezu_store_read_sync (store, run_query, &hour, &error);
      g_print ("day %" G_GUINT64_FORMAT " %.2f ms; box %" G_GUINT64_FORMAT " of %u %.1f ms; hour %" G_GUINT64_FORMAT " %.1f ms\n", day.n, day.s*1e3, box.n, box.vehicles, box.s*1e3, hour.n, hour.s*1e3);
    }
}

int main (int argc, char **argv)
{
  double hours = atof (argv[2]); const char *path = argv[1];
  GError *error = NULL; gint64 s; 
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (ChezuSimWorld) world = NULL;
  ChezuSimClock clock;
  GArray *tracks[VEHICLES / EVERY + 1]; guint n_tracks = 0;
  gint64 to_ms = FROM_MS + (gint64)(hours * 3600000);
  g_autoptr (ChezuStore) store = NULL;
  guint64 n = 0; guint at[VEHICLES];
  Chunk *chunk = g_new0 (Chunk, 1);
  gint64 *newest = g_new (gint64, VEHICLES);
  dex_init ();
  if (argc > 3) { s = g_get_monotonic_time (); store = chezu_store_open (path, &error); g_print ("open %.3f s\n", since (s)); queries (store, to_ms); g_print ("rss %ld MB\n", rss ()); 
    { Q all = { CHEZU_TRACK_QUERY_ALL }; chezu_store_read_sync (store, run_query, &all, &error); g_print ("all %" G_GUINT64_FORMAT " in %.2f s: %.1f M/s rss %ld\n", all.n, all.s, (double)all.n / all.s / 1e6, rss ()); return 0; } }
  world = chezu_sim_world_new (&options, &error);
  chezu_sim_clock_init (&clock, options.n_vehicles, options.rate_s, 1);
  for (guint v = 0; v < options.n_vehicles; v += EVERY) { tracks[n_tracks] = g_array_new (FALSE, FALSE, sizeof (ChezuFix)); chezu_ctl_world_collect (world, &clock, v, FROM_MS, to_ms, tracks[n_tracks]); n_tracks++; }
  memset (at, 0, sizeof at);
  for (guint v = 0; v < VEHICLES; v++) newest[v] = G_MININT64;
  store = chezu_store_open (path, &error);
  g_print ("base rss %ld MB\n", rss ());
  s = g_get_monotonic_time ();
  for (gint64 t = FROM_MS; t < to_ms; t += 10000)
    for (guint v = 0; v < VEHICLES; v++)
      {
        GArray *track = tracks[v % n_tracks];
        while (at[v] < track->len && g_array_index (track, ChezuFix, at[v]).time_ms < t + 10000)
          {
            ChezuHistoryItem *item = &chunk->items[chunk->n++];
            item->vehicle_id = v + 1; item->newest_ms = newest[v]; item->fix = g_array_index (track, ChezuFix, at[v]++);
            item->fix.lon_e7 += (gint32)(v / n_tracks) * 137; item->fix.time_ms += v / n_tracks;
            n++;
            if (chunk->n == CHUNK)
              {
                gint64 c = g_get_monotonic_time ();
                if (!chezu_store_write_sync (store, add, chunk, &error)) g_error ("%s", error->message);
                c = g_get_monotonic_time () - c; if (c > max_commit_us) max_commit_us = c;
                for (guint i = 0; i < CHUNK; i++) newest[chunk->items[i].vehicle_id - 1] = chunk->items[i].fix.time_ms;
                chunk->n = 0;
                if (n % 2000000 == 0) g_print ("%" G_GUINT64_FORMAT " %.0f/s rss %ld wal %ld MB file %ld MB, worst commit %.1f ms\n", n, (double)n / since (s), rss (), (long)(size_of (g_strconcat (path, "-wal", NULL)) >> 20), (long)(size_of (path) >> 20), (double)max_commit_us / 1e3), max_commit_us = 0;
              }
          }
      }
  g_print ("ingest %" G_GUINT64_FORMAT " in %.1f s: %.0f/s rss %ld\n", n, since (s), (double)n / since (s), rss ());
  await (chezu_history_seal (store));
  g_print ("sealed after %.1f s: %.0f/s rss %ld; file %.2f bytes a fix\n", since (s), (double)n / since (s), rss (), (double)size_of (path) / (double)n);
  chezu_store_read_sync (store, sql, (gpointer)"SELECT count(*)||' segments, '||sum(count)||' fixes, '||sum(length(data)) FROM segment", &error);
  chezu_store_read_sync (store, sql, (gpointer)"PRAGMA freelist_count", &error);
  chezu_store_read_sync (store, sql, (gpointer)"PRAGMA page_count", &error);
  chezu_store_read_sync (store, sql, (gpointer)"SELECT count(*) FROM dictionary", &error);
  queries (store, to_ms);
  s = g_get_monotonic_time (); g_clear_object (&store); g_print ("close %.3f s, %.2f bytes a fix\n", since (s), (double)size_of (path) / (double)n);
  return 0;
}
