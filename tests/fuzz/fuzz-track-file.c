/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a recorded file: the first one chooses the form. Either a clear refusal that names
 * the file, or fixes that are on this earth and in this time. */

#include "geo/chezu-track-file.h"

#include "base/chezu-time.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check (const ChezuTrackRecord *record)
{
  const ChezuFix *fix = &record->fix;

  g_assert_nonnull (record->vehicle);
  if (record->refused)
    return;
  g_assert_cmpint (ABS (fix->lon_e7), <=, 180 * CHEZU_E7);
  g_assert_cmpint (ABS (fix->lat_e7), <=, 90 * CHEZU_E7);
  g_assert_cmpint (fix->time_ms, >, 0);
  g_assert_cmpint (fix->time_ms, <, chezu_time_now_ms () + 2 * CHEZU_DAY_MS);
  g_assert_cmpint (fix->speed_cm_s, >=, CHEZU_UNKNOWN);
  g_assert_cmpint (fix->speed_cm_s, <=, 11200);
  g_assert_cmpint (fix->course_cdeg, <, 36000);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const names[] = { "fuzz.csv", "fuzz.gpx", "fuzz.geojson", "fuzz.kml" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ChezuTrackFile) file = NULL;
  ChezuTrackRecord record;

  if (size == 0)
    return 0;
  bytes = g_bytes_new (data + 1, size - 1);
  file = chezu_track_file_open_bytes (bytes, names[data[0] % G_N_ELEMENTS (names)], NULL, &error);
  g_assert ((file == NULL) == (error != NULL));

  /* A short file may name many points, but not without end. */
  for (guint n = 0; file != NULL && n < 100000 && chezu_track_file_next (file, &record, &error);
       n++)
    check (&record);
  g_assert_true (error == NULL || strstr (error->message, "fuzz.") != NULL);
  return 0;
}
