/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet-fixture.h"

#include "base/chezu-geodesy.h"

#include <math.h>

void
fleet_fixture_set_up (FleetFixture *fixture, gconstpointer data)
{
  fixture->fleet = chezu_fleet_new (NULL);
  fixture->rows = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleRow));
  fixture->strings = g_string_chunk_new (256);
  fixture->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
}

void
fleet_fixture_tear_down (FleetFixture *fixture, gconstpointer data)
{
  g_array_unref (fixture->rows);
  g_string_chunk_free (fixture->strings);
  g_array_unref (fixture->marks);
  g_assert_finalize_object (fixture->fleet);
}

ChezuVehicleRow *
fleet_row (FleetFixture *fixture, gint64 id, double lon, double lat)
{
  g_autofree char *plate = g_strdup_printf ("鲁D%05" G_GINT64_FORMAT, id);
  const ChezuVehicleRow row = {
    .id = id,
    .seq = id,
    .source_id = 1,
    .received_ms = FLEET_T0 + 500,
    .has_fix = TRUE,
    .connected = TRUE,
    .interval_ms = 10000,
    .kind = CHEZU_VEHICLE_TRUCK,
    .fix = {
      .time_ms = FLEET_T0,
      .lon_e7 = chezu_degrees_to_e7 (lon),
      .lat_e7 = chezu_degrees_to_e7 (lat),
      .speed_cm_s = 0,
      .course_cdeg = 9000,
      .odometer_m = CHEZU_UNKNOWN,
      .altitude_m = CHEZU_ALTITUDE_UNKNOWN,
      .flags = CHEZU_FIX_IGNITION_KNOWN,
    },
    .plate = g_string_chunk_insert (fixture->strings, plate),
    .enterprise = "奚轮智运物流有限公司",
    .driver = "王建国",
  };

  g_array_append_val (fixture->rows, row);
  return &g_array_index (fixture->rows, ChezuVehicleRow, fixture->rows->len - 1);
}

void
fleet_apply (FleetFixture *fixture, gint64 now_ms)
{
  const ChezuVehiclePage page = { fixture->rows, fixture->strings, 1, FALSE };

  chezu_fleet_apply_page (fixture->fleet, &page, now_ms);
  g_array_set_size (fixture->rows, 0);
}

ChezuRegionRow *
fleet_square_region (const char *key, double west, double south, double east, double north)
{
  const double corners[] = { west, south, east, south, east, north, west, north, west, south };
  const guint starts[] = { 0, 5 };
  ChezuRegionRow *row = g_new0 (ChezuRegionRow, 1);

  row->key = g_strdup (key);
  row->name_zh = g_strdup (key);
  row->name_en = g_strdup (key);
  row->coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_vals (row->coordinates, corners, G_N_ELEMENTS (corners));
  row->ring_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_vals (row->ring_starts, starts, G_N_ELEMENTS (starts));
  return row;
}

void
fleet_set_regions (FleetFixture *fixture, ChezuRegionRow *first, ...)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_region_row_free);
  va_list others;

  va_start (others, first);
  for (ChezuRegionRow *row = first; row != NULL; row = va_arg (others, ChezuRegionRow *))
    g_ptr_array_add (rows, row);
  va_end (others);
  chezu_fleet_set_regions (fixture->fleet, chezu_region_set_new (rows));
}

ChezuFleetFrame
fleet_frame (double lon, double lat, double zoom, int width, int height)
{
  ChezuFleetFrame frame = { .scale = 256.0 * exp2 (zoom), .width = width, .height = height };

  chezu_mercator_project (lon, lat, &frame.x, &frame.y);
  frame.x -= width / 2.0 / frame.scale;
  frame.y -= height / 2.0 / frame.scale;
  return frame;
}

guint
fleet_collect (FleetFixture *fixture, const ChezuFleetFrame *frame, gint64 now_ms)
{
  guint total = 0;

  chezu_fleet_collect (fixture->fleet, frame, now_ms, fixture->marks);
  for (guint i = 0; i < fixture->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, i);
      guint in_states = 0;

      for (guint s = 0; s < CHEZU_N_STATES; s++)
        in_states += mark->state[s];
      g_assert_cmpuint (in_states, ==, mark->count);
      total += mark->count;
    }
  return total;
}

guint
fleet_count_discs (FleetFixture *fixture)
{
  guint n = 0;

  for (guint i = 0; i < fixture->marks->len; i++)
    n += g_array_index (fixture->marks, ChezuFleetMark, i).count > 1;
  return n;
}

const ChezuFleetMark *
fleet_largest_disc (FleetFixture *fixture)
{
  const ChezuFleetMark *largest = NULL;

  for (guint i = 0; i < fixture->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, i);

      if (mark->count > 1 && (largest == NULL || mark->count > largest->count))
        largest = mark;
    }
  return largest;
}
