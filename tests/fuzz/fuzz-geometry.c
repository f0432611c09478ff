/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Geometries that others wrote into a GeoPackage: what is read lies within the blob, and none ends
 * before its end. */

#include "store/chezu-geometry-private.h"

#include <math.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_inspection (const guint8 *data, gsize size)
{
  ChezuGeometryInfo info;

  if (!chezu_geometry_inspect (data, size, &info))
    return;
  if (!info.empty)
    {
      g_assert_false (info.min_x > info.max_x);
      g_assert_false (info.min_y > info.max_y);
    }
  for (gsize length = 0; length < MIN (size, 256); length++)
    g_assert_false (chezu_geometry_inspect (data, length, &info));
}

static void
check_rings (const guint8 *data, gsize size)
{
  g_autoptr (GArray) coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!chezu_geometry_read_rings (data, size, coordinates, starts))
    return;
  g_assert_cmpuint (coordinates->len % 2, ==, 0);
  g_assert_true (coordinates->len * sizeof (double) <= size);
  for (guint i = 0; i < starts->len; i++)
    {
      guint start = g_array_index (starts, guint, i);

      g_assert_cmpuint (start, <=, coordinates->len / 2);
      g_assert_true (i == 0 || start >= g_array_index (starts, guint, i - 1));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  double lon, lat;

  if (chezu_geometry_read_point (data, size, &lon, &lat))
    g_assert_true (isfinite (lon) && isfinite (lat));
  check_inspection (data, size);
  check_rings (data, size);
  return 0;
}
