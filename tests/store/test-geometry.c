/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-geometry-private.h"

#include <math.h>
#include <string.h>

static void
test_point_bytes (void)
{
  /* As GDAL 3.10 writes POINT (1 2) in EPSG:4326. */
  static const guint8 expected[CHEZU_GEOMETRY_POINT_SIZE]
      = { 'G', 'P', 0, 1, 0xe6, 0x10, 0, 0, 1, 1, 0, 0, 0, 0,   0,
          0,   0,   0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40 };
  guint8 blob[CHEZU_GEOMETRY_POINT_SIZE];
  double lon;
  double lat;

  chezu_geometry_write_point (1.0, 2.0, blob);
  g_assert_cmpmem (blob, sizeof blob, expected, sizeof expected);
  g_assert_true (chezu_geometry_read_point (blob, sizeof blob, &lon, &lat));
  g_assert_cmpfloat (lon, ==, 1.0);
  g_assert_cmpfloat (lat, ==, 2.0);
}

static void
test_foreign_point (void)
{
  /* Big endian, an envelope of x and y, and a Z value. */
  static const guint8 blob[]
      = { 0x47, 0x50, 0x0,  0x2,  0x0,  0x0,  0x10, 0xe6, 0x3f, 0xf0, 0x0,  0x0,  0x0, 0x0,
          0x0,  0x0,  0x3f, 0xf0, 0x0,  0x0,  0x0,  0x0,  0x0,  0x0,  0x40, 0x0,  0x0, 0x0,
          0x0,  0x0,  0x0,  0x0,  0x40, 0x0,  0x0,  0x0,  0x0,  0x0,  0x0,  0x0,  0x0, 0x0,
          0x0,  0x3,  0xe9, 0x3f, 0xf0, 0x0,  0x0,  0x0,  0x0,  0x0,  0x0,  0x40, 0x0, 0x0,
          0x0,  0x0,  0x0,  0x0,  0x0,  0x40, 0x8,  0x0,  0x0,  0x0,  0x0,  0x0,  0x0 };
  double lon;
  double lat;

  g_assert_true (chezu_geometry_read_point (blob, sizeof blob, &lon, &lat));
  g_assert_cmpfloat (lon, ==, 1.0);
  g_assert_cmpfloat (lat, ==, 2.0);
}

typedef struct
{
  GArray *coordinates;
  GArray *ring_starts;
  GArray *polygon_starts;
} Shape;

static void
shape_init (Shape *shape)
{
  shape->coordinates = g_array_new (FALSE, FALSE, sizeof (double));
  shape->ring_starts = g_array_new (FALSE, FALSE, sizeof (guint));
  shape->polygon_starts = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
shape_clear (Shape *shape)
{
  g_array_unref (shape->coordinates);
  g_array_unref (shape->ring_starts);
  g_array_unref (shape->polygon_starts);
}

/* A square with a square hole, and a triangle. */
static GBytes *
make_blob (Shape *shape)
{
  static const double coordinates[]
      = { 0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 3, 3, 6, 3, 6, 6, 3, 6, 3, 3, 20, 0, 25, 0, 20, 5, 20, 0 };
  static const guint ring_starts[] = { 0, 5, 10, 14 };
  static const guint polygon_starts[] = { 0, 2, 3 };

  shape_init (shape);
  g_array_append_vals (shape->coordinates, coordinates, G_N_ELEMENTS (coordinates));
  g_array_append_vals (shape->ring_starts, ring_starts, G_N_ELEMENTS (ring_starts));
  g_array_append_vals (shape->polygon_starts, polygon_starts, G_N_ELEMENTS (polygon_starts));
  return chezu_geometry_write_multipolygon (shape->coordinates, shape->ring_starts,
                                            shape->polygon_starts);
}

static void
test_multipolygon (void)
{
  Shape shape;
  Shape back;
  g_autoptr (GBytes) blob = make_blob (&shape);

  shape_init (&back);
  g_assert_true (chezu_geometry_read_rings (g_bytes_get_data (blob, NULL), g_bytes_get_size (blob),
                                            back.coordinates, back.ring_starts));
  g_assert_cmpmem (back.coordinates->data, back.coordinates->len * sizeof (double),
                   shape.coordinates->data, shape.coordinates->len * sizeof (double));
  g_assert_cmpmem (back.ring_starts->data, back.ring_starts->len * sizeof (guint),
                   shape.ring_starts->data, shape.ring_starts->len * sizeof (guint));
  shape_clear (&shape);
  shape_clear (&back);
}

static void
test_cut (void)
{
  Shape shape;
  g_autoptr (GBytes) blob = make_blob (&shape);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (blob, &size);

  for (gsize length = 0; length < size; length++)
    {
      /* Copied, so that a tool that watches memory sees a read behind the end. */
      g_autofree guint8 *cut = g_memdup2 (bytes, length);
      Shape back;

      shape_init (&back);
      g_assert_false (chezu_geometry_read_rings (cut, length, back.coordinates, back.ring_starts));
      shape_clear (&back);
    }
  shape_clear (&shape);
}

static void
test_damaged (void)
{
  Shape shape;
  g_autoptr (GBytes) blob = make_blob (&shape);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (blob, &size);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int round = 0; round < 20000; round++)
    {
      g_autofree guint8 *damaged = g_memdup2 (bytes, size);
      Shape back;

      for (int i = 0; i < 3; i++)
        damaged[g_rand_int_range (random, 0, (gint32)size)]
            = (guint8)g_rand_int_range (random, 0, 256);
      shape_init (&back);
      /* Either answer is right as long as the rings stay within the coordinates. */
      if (chezu_geometry_read_rings (damaged, size, back.coordinates, back.ring_starts))
        g_assert_cmpuint (g_array_index (back.ring_starts, guint, back.ring_starts->len - 1) * 2,
                          ==, back.coordinates->len);
      shape_clear (&back);
    }
  shape_clear (&shape);
}

static void
test_no_point (void)
{
  guint8 blob[CHEZU_GEOMETRY_POINT_SIZE];
  double lon;
  double lat;

  chezu_geometry_write_point (NAN, 2.0, blob);
  g_assert_false (chezu_geometry_read_point (blob, sizeof blob, &lon, &lat));
  g_assert_false (chezu_geometry_read_point (NULL, 0, &lon, &lat));
  g_assert_false (chezu_geometry_read_point ("GP", 2, &lon, &lat));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/geometry/a-point-is-what-others-write", test_point_bytes);
  g_test_add_func ("/store/geometry/a-point-of-others-is-read", test_foreign_point);
  g_test_add_func ("/store/geometry/a-multipolygon-comes-back", test_multipolygon);
  g_test_add_func ("/store/geometry/a-blob-cut-anywhere-is-refused", test_cut);
  g_test_add_func ("/store/geometry/a-damaged-blob-does-no-harm", test_damaged);
  g_test_add_func ("/store/geometry/what-is-no-point-is-none", test_no_point);
  return g_test_run ();
}
