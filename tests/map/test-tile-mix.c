/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libshumate gets: parts lie where they should, and nothing is handed on that it would choke
 * on. */

#include "map/chezu-pbf.h"
#include "map/chezu-tile-mix.h"
#include "map/chezu-tile-shape.h"
#include "map/chezu-vector-tile.h"

#include <math.h>
#include <string.h>

/* --- Making tiles --- */

static void
put_number (GByteArray *out, guint field, guint64 value)
{
  chezu_pbf_write_varint (out, field << 3 | CHEZU_PBF_VARINT);
  chezu_pbf_write_varint (out, value);
}

static void
put_text (GByteArray *out, guint field, const char *text)
{
  chezu_pbf_write_bytes (out, field, (const guint8 *)text, strlen (text));
}

typedef struct
{
  int x, y;
} Step;

static guint32
fold (int value)
{
  return ((guint32)value << 1) ^ (value < 0 ? G_MAXUINT32 : 0);
}

/* A feature that goes through @points; type 2 is a line, 3 a ring. */
static void
put_feature (GByteArray *layer, guint type, const Step *points, guint n)
{
  g_autoptr (GByteArray) feature = g_byte_array_new ();
  g_autoptr (GByteArray) geometry = g_byte_array_new ();
  static const guint8 tags[] = { 0, 0, 1, 1 };

  for (guint i = 0; i < n; i++)
    {
      if (i == 0)
        chezu_pbf_write_varint (geometry, 9);
      if (i == 1)
        chezu_pbf_write_varint (geometry, 2 | (n - 1) << 3);
      chezu_pbf_write_varint (geometry, fold (points[i].x - (i > 0 ? points[i - 1].x : 0)));
      chezu_pbf_write_varint (geometry, fold (points[i].y - (i > 0 ? points[i - 1].y : 0)));
    }
  if (type == 3)
    chezu_pbf_write_varint (geometry, 15);
  chezu_pbf_write_bytes (feature, 2, tags, sizeof tags);
  put_number (feature, 3, type);
  chezu_pbf_write_bytes (feature, 4, geometry->data, geometry->len);
  chezu_pbf_write_bytes (layer, 2, feature->data, feature->len);
}

static GBytes *
bake (const char *name, guint extent, guint type, const Step *points, guint n, const char *kind)
{
  GByteArray *tile = g_byte_array_new ();
  g_autoptr (GByteArray) layer = g_byte_array_new ();
  const char *const values[] = { "secret", kind };

  put_text (layer, 1, name);
  put_feature (layer, type, points, n);
  put_text (layer, 3, "owner");
  put_text (layer, 3, "class");
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GByteArray) value = g_byte_array_new ();

      put_text (value, 1, values[i]);
      chezu_pbf_write_bytes (layer, 4, value->data, value->len);
    }
  put_number (layer, 5, extent);
  chezu_pbf_write_bytes (tile, 3, layer->data, layer->len);
  return g_byte_array_free_to_bytes (tile);
}

/* --- Reading tiles --- */

typedef struct
{
  guint n_layers, n_features, n_points, n_keys;
  char *name;     /* of the last layer */
  GString *texts; /* of all values */
  Step first;     /* point of the last feature */
  Step low, high;
  guint64 extent;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_free (reading->name);
  g_string_free (reading->texts, TRUE);
}

static int
unfold (guint64 value)
{
  return (int)((gint64)(value >> 1) ^ -(gint64)(value & 1));
}

static void
read_geometry (Reading *reading, ChezuPbfReader geometry)
{
  Step pen = { 0, 0 };
  guint64 command, x, y;
  gboolean first = TRUE;

  while (geometry.next < geometry.end)
    {
      g_assert_true (chezu_pbf_read_varint (&geometry, &command));
      for (guint64 i = (command & 7) == 7 ? 0 : command >> 3; i > 0; i--)
        {
          g_assert_true (chezu_pbf_read_varint (&geometry, &x));
          g_assert_true (chezu_pbf_read_varint (&geometry, &y));
          pen.x += unfold (x);
          pen.y += unfold (y);
          if (first)
            reading->first = pen;
          first = FALSE;
          reading->n_points++;
          reading->low = (Step){ MIN (reading->low.x, pen.x), MIN (reading->low.y, pen.y) };
          reading->high = (Step){ MAX (reading->high.x, pen.x), MAX (reading->high.y, pen.y) };
        }
    }
}

static void
read_layer (Reading *reading, ChezuPbfReader layer)
{
  ChezuPbfField field, inner;
  gboolean bad = FALSE;

  reading->n_layers++;
  while (chezu_pbf_read_field (&layer, &field, &bad))
    switch (field.number)
      {
      case 1:
        g_free (reading->name);
        reading->name = g_strndup ((const char *)field.bytes.next,
                                   (gsize)(field.bytes.end - field.bytes.next));
        break;
      case 2:
        reading->n_features++;
        while (chezu_pbf_read_field (&field.bytes, &inner, &bad))
          if (inner.number == 4)
            read_geometry (reading, inner.bytes);
        break;
      case 3:
        reading->n_keys++;
        break;
      case 4:
        g_assert_true (chezu_pbf_read_field (&field.bytes, &inner, &bad));
        g_string_append_len (reading->texts, (const char *)inner.bytes.next,
                             inner.bytes.end - inner.bytes.next);
        g_string_append_c (reading->texts, ' ');
        break;
      case 5:
        reading->extent = field.value;
        break;
      default:
        break;
      }
  g_assert_false (bad);
}

static void
read_tile (Reading *reading, GBytes *tile)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (tile, &size);
  ChezuPbfReader reader = { data, data + size };
  ChezuPbfField field;
  gboolean bad = FALSE;

  *reading = (Reading){ .texts = g_string_new (NULL),
                        .low = { G_MAXINT, G_MAXINT },
                        .high = { G_MININT, G_MININT } };
  g_assert_true (chezu_vector_tile_check (data, size, NULL));
  while (chezu_pbf_read_field (&reader, &field, &bad))
    read_layer (reading, field.bytes);
  g_assert_false (bad);
}

/* The only part of the only tile, read. */
static void
mix_one (Reading *reading, GBytes *tile, const ChezuTileWindow *window, const char *prefix)
{
  g_autoptr (ChezuTileMix) mix = chezu_tile_mix_new ();
  g_autoptr (GBytes) baked = NULL;

  g_assert_true (
      chezu_vector_tile_check (g_bytes_get_data (tile, NULL), g_bytes_get_size (tile), NULL));
  chezu_tile_mix_add (mix, tile, window, prefix);
  baked = chezu_tile_mix_bake (mix);
  read_tile (reading, baked);
}

/* --- Parts --- */

static void
test_parts_lie_where_they_should (void)
{
  /* A short line a third across and two thirds down. */
  static const Step line[] = { { 1000, 2000 }, { 1010, 2010 } };
  static const struct
  {
    guint extent;
    ChezuTileWindow window;
    Step expected;
  } cases[] = {
    { 4096, { 0, 0, 0 }, { 1000, 2000 } },
    { 8192, { 0, 0, 0 }, { 500, 1000 } },
    { 4096, { 1, 0, 0 }, { 2000, 4000 } },
    { 4096, { 2, 0, 1 }, { 4000, 8000 - 4096 } },
    { 65536, { 4, 0, 0 }, { 1000, 2000 } },
    { 65536, { 9, 7, 15 }, { 32000 - 7 * 4096, 64000 - 15 * 4096 } },
    { 4096, { 13, 2000, 4000 }, { 0, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) tile = bake ("street", cases[i].extent, 2, line, 2, "primary");
      Reading reading;

      g_test_message ("case %u", i);
      mix_one (&reading, tile, &cases[i].window, "");
      g_assert_cmpuint (reading.n_features, ==, 1);
      g_assert_cmpuint (reading.extent, ==, CHEZU_TILE_UNITS);
      g_assert_cmpint (reading.first.x, ==, cases[i].expected.x);
      g_assert_cmpint (reading.first.y, ==, cases[i].expected.y);
      reading_clear (&reading);
    }
}

static void
test_what_lies_elsewhere_is_left_out (void)
{
  static const Step line[] = { { 100, 100 }, { 200, 200 } };
  g_autoptr (GBytes) tile = bake ("street", 4096, 2, line, 2, "primary");
  Reading reading;

  mix_one (&reading, tile, &(ChezuTileWindow){ 3, 7, 7 }, "");
  g_assert_cmpuint (reading.n_layers, ==, 0);
  reading_clear (&reading);
}

/* --- Cuts --- */

static void
test_lines_are_cut_around_the_window (void)
{
  /* Out on the left, back in on the right, out again below. */
  static const Step line[] = { { -90000, 100 }, { 2000, 100 },  { 90000, 100 },
                               { 90000, 3000 }, { 3000, 3000 }, { 3000, 90000 } };
  g_autoptr (GBytes) tile = bake ("street", 4096, 2, line, G_N_ELEMENTS (line), "primary");
  Reading reading;

  mix_one (&reading, tile, &(ChezuTileWindow){ 0, 0, 0 }, "");
  g_assert_cmpuint (reading.n_features, ==, 1);
  g_assert_cmpuint (reading.n_points, ==, 6);
  g_assert_cmpint (reading.low.x, ==, -512);
  g_assert_cmpint (reading.high.x, ==, CHEZU_TILE_UNITS + 512);
  g_assert_cmpint (reading.high.y, ==, CHEZU_TILE_UNITS + 512);
  reading_clear (&reading);
}

static void
test_a_ring_around_the_window_fills_it (void)
{
  static const Step ring[]
      = { { -90000, -90000 }, { 90000, -90000 }, { 90000, 90000 }, { -90000, 90000 } };
  g_autoptr (GBytes) tile = bake ("land", 4096, 3, ring, G_N_ELEMENTS (ring), "ground");
  Reading reading;

  mix_one (&reading, tile, &(ChezuTileWindow){ 5, 9, 9 }, "");
  g_assert_cmpuint (reading.n_points, ==, 4);
  g_assert_cmpint (reading.low.x, ==, -512);
  g_assert_cmpint (reading.low.y, ==, -512);
  g_assert_cmpint (reading.high.x, ==, CHEZU_TILE_UNITS + 512);
  g_assert_cmpint (reading.high.y, ==, CHEZU_TILE_UNITS + 512);
  reading_clear (&reading);
}

/* A dash pattern along two thousand million units takes a renderer minutes. */
static void
test_no_point_is_far_outside (void)
{
  static const Step line[] = { { G_MININT / 2, 0 }, { G_MAXINT / 2, 10 }, { -5, G_MAXINT / 2 } };

  for (guint type = 2; type <= 3; type++)
    {
      g_autoptr (GBytes) tile = bake ("street", 1, type, line, G_N_ELEMENTS (line), "x");
      Reading reading;

      mix_one (&reading, tile, &(ChezuTileWindow){ 0, 0, 0 }, "");
      if (reading.n_points > 0)
        {
          g_assert_cmpint (reading.low.x, >=, -512);
          g_assert_cmpint (reading.low.y, >=, -512);
          g_assert_cmpint (reading.high.x, <=, CHEZU_TILE_UNITS + 512);
          g_assert_cmpint (reading.high.y, <=, CHEZU_TILE_UNITS + 512);
        }
      reading_clear (&reading);
    }
}

/* --- Tags and layers --- */

static void
test_only_known_tags_are_handed_on (void)
{
  static const Step line[] = { { 10, 10 }, { 20, 20 } };
  g_autoptr (GBytes) tile = bake ("street", 4096, 2, line, 2, "primary");
  Reading reading;

  mix_one (&reading, tile, &(ChezuTileWindow){ 0, 0, 0 }, "local-");
  g_assert_cmpstr (reading.name, ==, "local-street");
  g_assert_cmpstr (reading.texts->str, ==, "primary ");
  g_assert_cmpuint (reading.n_keys, ==, 2);
  reading_clear (&reading);
}

static void
test_layers_of_one_name_become_one (void)
{
  static const Step line[] = { { 10, 10 }, { 20, 20 } };
  g_autoptr (GBytes) first = bake ("street", 4096, 2, line, 2, "primary");
  g_autoptr (GBytes) second = bake ("street", 8192, 2, line, 2, "secondary");
  g_autoptr (GBytes) other = bake ("land", 4096, 2, line, 2, "ground");
  g_autoptr (ChezuTileMix) mix = chezu_tile_mix_new ();
  g_autoptr (GBytes) baked = NULL;
  const ChezuTileWindow whole = { 0, 0, 0 };
  Reading reading;

  chezu_tile_mix_add (mix, other, &whole, "");
  chezu_tile_mix_add (mix, first, &whole, "");
  chezu_tile_mix_add (mix, second, &whole, "");
  baked = chezu_tile_mix_bake (mix);
  read_tile (&reading, baked);
  g_assert_cmpuint (reading.n_layers, ==, 2);
  g_assert_cmpuint (reading.n_features, ==, 3);
  g_assert_cmpstr (reading.texts->str, ==, "ground primary secondary ");
  /* The last to come lies above. */
  g_assert_cmpint (reading.first.x, ==, 5);
  reading_clear (&reading);
}

static void
test_nothing_is_an_empty_tile (void)
{
  g_autoptr (ChezuTileMix) mix = chezu_tile_mix_new ();
  g_autoptr (GBytes) baked = chezu_tile_mix_bake (mix);

  g_assert_cmpuint (g_bytes_get_size (baked), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/tile-mix/parts-lie-where-they-should", test_parts_lie_where_they_should);
  g_test_add_func ("/map/tile-mix/what-lies-elsewhere-is-left-out",
                   test_what_lies_elsewhere_is_left_out);
  g_test_add_func ("/map/tile-mix/lines-are-cut-around-the-window",
                   test_lines_are_cut_around_the_window);
  g_test_add_func ("/map/tile-mix/a-ring-around-the-window-fills-it",
                   test_a_ring_around_the_window_fills_it);
  g_test_add_func ("/map/tile-mix/no-point-is-far-outside", test_no_point_is_far_outside);
  g_test_add_func ("/map/tile-mix/only-known-tags-are-handed-on",
                   test_only_known_tags_are_handed_on);
  g_test_add_func ("/map/tile-mix/layers-of-one-name-become-one",
                   test_layers_of_one_name_become_one);
  g_test_add_func ("/map/tile-mix/nothing-is-an-empty-tile", test_nothing_is_an_empty_tile);

  return g_test_run ();
}
