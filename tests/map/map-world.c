/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map-world.h"

#include "base/chezu-csv.h"
#include "base/chezu-format.h"
#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "store/chezu-batch.h"
#include "store/chezu-source-table.h"

#include <glib/gstdio.h>
#include <math.h>

/* Of the fleet, in parts of a hundred, near the district. */
#define SHARE_AT_HOME 44

/* Runs the default main context until the fiber's future is there. */
static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  dex_future_get_value (future, &error);
  g_assert_no_error (error);
  dex_unref (future);
}

typedef struct
{
  double lon[2];
  double lat[2];
} Segment;

/* The segments of all lines of a table that has a column "wkt". */
static GArray *
read_segments (const char *table)
{
  GArray *segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  g_autofree char *path = chezu_path_shipped (table);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ChezuCsv) csv = chezu_csv_load (file, &error);
  int column;

  g_assert_no_error (error);
  column = chezu_csv_find_column (csv, "wkt", NULL);
  for (guint row = 0; row < chezu_csv_get_n_rows (csv); row++)
    {
      const char *text = strchr (chezu_csv_get (csv, row, column), '(');
      Segment segment;
      guint n = 0;

      while (text != NULL && *text != '\0' && *text != ')')
        {
          char *end;

          segment.lon[n] = g_ascii_strtod (text + 1, &end);
          segment.lat[n] = g_ascii_strtod (end, &end);
          text = end;
          if (++n < 2)
            continue;
          g_array_append_val (segments, segment);
          segment.lon[0] = segment.lon[1];
          segment.lat[0] = segment.lat[1];
          n = 1;
        }
    }
  return segments;
}

static void
add_vehicle (ChezuBatch *batch, GRand *random, guint i, const GArray *segments, gint64 now_ms)
{
  const Segment *segment
      = &g_array_index (segments, Segment, (guint)g_rand_int_range (random, 0, (int)segments->len));
  double t = g_rand_double (random);
  double dx = (segment->lon[1] - segment->lon[0]) * cos (segment->lat[0] * G_PI / 180);
  double course = atan2 (dx, segment->lat[1] - segment->lat[0]) * 180 / G_PI;
  int state = g_rand_int_range (random, 0, 100);
  g_autofree char *plate
      = g_strdup_printf ("鲁D%c%04d", 'A' + (int)(i % 20), (int)(i * 7919 % 10000));
  ChezuDevice device = {
    .remote_id = i + 1,
    .plate = plate,
    .unique_id = plate,
    .kind = CHEZU_VEHICLE_TRUCK + i % (CHEZU_N_VEHICLE_KINDS - 1),
    .driver = "王建国",
    .connected = TRUE,
  };
  ChezuPosition position = {
    .remote_id = i + 1,
    .fix = {
      .time_ms = now_ms - (state < 90 ? g_rand_int_range (random, 0, 9000)
                           : state < 96 ? 400 * CHEZU_SECOND_MS
                                        : CHEZU_HOUR_MS),
      .lon_e7 = chezu_degrees_to_e7 (segment->lon[0] + t * (segment->lon[1] - segment->lon[0])),
      .lat_e7 = chezu_degrees_to_e7 (segment->lat[0] + t * (segment->lat[1] - segment->lat[0])),
      .speed_cm_s = state < 46 ? g_rand_int_range (random, 800, 2500) : 0,
      .course_cdeg = chezu_degrees_to_course_cdeg (course),
      .odometer_m = CHEZU_UNKNOWN,
      .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
      .flags = CHEZU_FIX_IGNITION_KNOWN | (state < 52 ? CHEZU_FIX_IGNITION_ON : 0),
    },
  };

  chezu_batch_add_device (batch, &device);
  chezu_batch_add_position (batch, &position);
}

static void
changed_cb (ChezuFleet *fleet, gboolean *changed)
{
  *changed = TRUE;
}

/* Commits, and waits until the fleet has seen it. */
static void
commit (MapWorld *self, ChezuBatch *batch)
{
  g_autoptr (GError) error = NULL;
  gboolean changed = FALSE;
  gulong handler = g_signal_connect (self->fleet, "changed", G_CALLBACK (changed_cb), &changed);

  chezu_store_commit_batch_sync (self->store, batch, NULL, &error);
  g_assert_no_error (error);
  while (!changed)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (self->fleet, handler);
}

void
map_world_add_stack (MapWorld *self, guint n, double lon, double lat)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (1);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *plate = g_strdup_printf ("鲁Q%05u", i);
      ChezuDevice device
          = { .remote_id = 100000 + i, .plate = plate, .unique_id = plate, .connected = TRUE };
      ChezuPosition position = {
        .remote_id = device.remote_id,
        .fix = { .time_ms = chezu_time_now_ms (),
                 .lon_e7 = chezu_degrees_to_e7 (lon),
                 .lat_e7 = chezu_degrees_to_e7 (lat),
                 .course_cdeg = CHEZU_UNKNOWN,
                 .odometer_m = CHEZU_UNKNOWN,
                 .altitude_m = CHEZU_ALTITUDE_UNKNOWN },
      };

      chezu_batch_add_device (batch, &device);
      chezu_batch_add_position (batch, &position);
    }
  commit (self, batch);
}

void
map_world_advance (MapWorld *self, gint64 time_ms)
{
  g_autoptr (ChezuBatch) batch = chezu_batch_new (1);
  const ChezuFleetArrays *arrays = chezu_fleet_peek (self->fleet);

  for (guint i = 0; i < arrays->n; i++)
    {
      ChezuPosition position = { .remote_id = i + 1 };
      double metres;

      chezu_fleet_get_fix (self->fleet, i, &position.fix);
      metres = position.fix.speed_cm_s / 100.0 * (double)(time_ms - position.fix.time_ms) / 1000;
      position.fix.lat_e7 += (gint32)(cos (arrays->course[i]) * metres / 111320 * CHEZU_E7);
      position.fix.lon_e7 += (gint32)(sin (arrays->course[i]) * metres / 91000 * CHEZU_E7);
      position.fix.time_ms = time_ms;
      chezu_batch_add_position (batch, &position);
    }
  commit (self, batch);
}

static void
fill_fleet (MapWorld *self, guint n_vehicles)
{
  g_autoptr (GArray) roads = read_segments ("demo/network.csv");
  g_autoptr (GArray) streets = read_segments ("demo/district.csv");
  g_autoptr (ChezuBatch) batch = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GError) error = NULL;
  ChezuSourceRow source = { .name = (char *)"demo",
                            .kind = (char *)"traccar",
                            .url = (char *)"http://127.0.0.1:1",
                            .enabled = TRUE };
  gint64 now_ms = chezu_time_now_ms ();

  await (chezu_source_table_add (self->store, &source));
  batch = chezu_batch_new (1);
  for (guint i = 0; i < n_vehicles; i++)
    add_vehicle (batch, random, i, i % 100 < SHARE_AT_HOME ? streets : roads, now_ms);
  chezu_store_commit_batch_sync (self->store, batch, NULL, &error);
  g_assert_no_error (error);
}

static void
read_services (MapWorld *self)
{
  g_autofree char *path = chezu_path_shipped ("demo/services.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ChezuCsv) csv = chezu_csv_load (file, &error);
  int code;
  int name;

  g_assert_no_error (error);
  code = chezu_csv_find_column (csv, "code", NULL);
  name = chezu_csv_find_column (csv, chezu_language_is_chinese () ? "name_zh" : "name_en", NULL);
  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint row = 0; row < chezu_csv_get_n_rows (csv); row++)
    g_hash_table_insert (self->services, g_strdup (chezu_csv_get (csv, row, code)),
                         g_strdup (chezu_csv_get (csv, row, name)));
}

static DexFuture *
load_fiber (gpointer data)
{
  MapWorld *self = data;
  g_autoptr (GError) error = NULL;

  dex_await (chezu_fleet_load (self->fleet), &error);
  g_assert_no_error (error);
  self->places = chezu_store_await (chezu_place_table_list (self->store), &error);
  g_assert_no_error (error);
  return dex_future_new_true ();
}

MapWorld *
map_world_new (guint n_vehicles, const char *regions_geojson)
{
  MapWorld *self = g_new0 (MapWorld, 1);
  g_autofree char *places = chezu_path_shipped ("demo/places.csv");
  g_autofree char *regions = regions_geojson != NULL ? g_strdup (regions_geojson)
                                                     : chezu_path_shipped ("regions.geojson");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("chezu-map-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "chezu.db", NULL);
  self->store = chezu_store_open (path, &error);
  g_assert_no_error (error);
  chezu_store_load_reference_sync (self->store, places, regions, &error);
  g_assert_no_error (error);
  fill_fleet (self, n_vehicles);
  read_services (self);

  self->fleet = chezu_fleet_new (self->store);
  await (dex_scheduler_spawn (NULL, 0, load_fiber, self, NULL));
  return self;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
map_world_free (MapWorld *self)
{
  g_assert_finalize_object (self->fleet);
  chezu_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->places, chezu_place_list_free);
  g_hash_table_unref (self->services);
  remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}
