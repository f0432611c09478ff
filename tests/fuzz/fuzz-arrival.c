/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a record of the arrival log, under a checksum that is made right: a clear refusal,
 * or fixes that survive being written once more. */

#include "track/chezu-arrival.h"

#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gboolean
is_same (const ChezuVehicleFix *a, const ChezuVehicleFix *b)
{
  return a->vehicle_id == b->vehicle_id && a->fix.time_ms == b->fix.time_ms
         && a->fix.lon_e7 == b->fix.lon_e7 && a->fix.lat_e7 == b->fix.lat_e7
         && a->fix.speed_cm_s == b->fix.speed_cm_s && a->fix.course_cdeg == b->fix.course_cdeg
         && a->fix.odometer_m == b->fix.odometer_m && a->fix.altitude_m == b->fix.altitude_m
         && a->fix.flags == b->fix.flags;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  g_autoptr (GArray) again = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *copy = g_malloc (size + 4);
  guint32 crc = GUINT32_TO_LE ((guint32)crc32_z (0, data, size));

  if (size > 0)
    memcpy (copy, data, size);
  memcpy (copy + size, &crc, sizeof crc);
  if (!chezu_arrival_decode (copy, size + sizeof crc, fixes, &error))
    {
      g_assert (error != NULL && fixes->len == 0);
      return 0;
    }

  chezu_arrival_encode ((const ChezuVehicleFix *)(gconstpointer)fixes->data, fixes->len, record);
  g_assert (chezu_arrival_decode (record->data, record->len, again, NULL));
  g_assert (again->len == fixes->len);
  for (guint i = 0; i < fixes->len; i++)
    g_assert (is_same (&g_array_index (fixes, ChezuVehicleFix, i),
                       &g_array_index (again, ChezuVehicleFix, i)));
  return 0;
}
