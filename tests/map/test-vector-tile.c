/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tiles from outside: good ones pass unchanged, hostile ones are refused. */

#include "map/chezu-pbf.h"
#include "map/chezu-vector-tile.h"

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

static void
put_numbers (GByteArray *out, guint field, const guint32 *values, guint n)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  for (guint i = 0; i < n; i++)
    chezu_pbf_write_varint (packed, values[i]);
  chezu_pbf_write_bytes (out, field, packed->data, packed->len);
}

/* A line from (2, 3) to (12, 13), with one tag. */
static const guint32 line[] = { 9, 4, 6, 10, 20, 20 };
static const guint32 tags[] = { 0, 0 };

typedef struct
{
  const guint32 *geometry;
  guint n_geometry;
  const guint32 *tags;
  guint n_tags;
  guint type;
  guint extent;
} Recipe;

static const Recipe good = { line, 6, tags, 2, 2, 4096 };

static GByteArray *
bake (const Recipe *recipe)
{
  GByteArray *tile = g_byte_array_new ();
  g_autoptr (GByteArray) layer = g_byte_array_new ();
  g_autoptr (GByteArray) feature = g_byte_array_new ();
  g_autoptr (GByteArray) value = g_byte_array_new ();

  put_numbers (feature, 2, recipe->tags, recipe->n_tags);
  put_number (feature, 3, recipe->type);
  put_numbers (feature, 4, recipe->geometry, recipe->n_geometry);
  put_text (value, 1, "车祖");

  put_number (layer, 15, 2);
  put_text (layer, 1, "road");
  chezu_pbf_write_bytes (layer, 2, feature->data, feature->len);
  put_text (layer, 3, "name");
  chezu_pbf_write_bytes (layer, 4, value->data, value->len);
  put_number (layer, 5, recipe->extent);
  chezu_pbf_write_bytes (tile, 3, layer->data, layer->len);
  return tile;
}

static gboolean
passes (const Recipe *recipe)
{
  g_autoptr (GByteArray) tile = bake (recipe);

  return chezu_vector_tile_check (tile->data, tile->len, NULL);
}

static void
assert_refused (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (chezu_vector_tile_check (data, size, &error));
  g_assert_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_TILE);
}

/* --- Checks --- */

static void
test_good_tiles_pass (void)
{
  static const guint32 polygon[] = { 9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15 };
  static const guint32 points[] = { 17, 2, 2, 4, 4 };
  Recipe recipe = good;

  g_assert_true (passes (&recipe));
  recipe = (Recipe){ polygon, G_N_ELEMENTS (polygon), tags, 2, 3, 4096 };
  g_assert_true (passes (&recipe));
  recipe = (Recipe){ points, G_N_ELEMENTS (points), tags, 0, 1, 65536 };
  g_assert_true (passes (&recipe));
  g_assert_true (chezu_vector_tile_check (NULL, 0, NULL));
}

static void
test_tags_outside_their_tables_are_refused (void)
{
  static const guint32 key[] = { 1, 0 }, value[] = { 0, 1 }, odd[] = { 0 };
  static const guint32 huge[] = { G_MAXUINT32, 0 };
  const guint32 *const all[] = { key, value, odd, huge };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      Recipe recipe = good;

      recipe.tags = all[i];
      recipe.n_tags = all[i] == odd ? 1 : 2;
      g_assert_false (passes (&recipe));
    }
}

static void
test_unknown_geometry_types_are_refused (void)
{
  static const guint types[] = { 0, 4, 5, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      Recipe recipe = good;

      recipe.type = types[i];
      g_assert_false (passes (&recipe));
    }
}

static void
test_commands_that_promise_too_much_are_refused (void)
{
  /* Half a milliard points, one too many, one number too few, none at all, no start, an unknown
   * command. */
  static const guint32 many[] = { 9, 4, 6, 0xFFFFFFFA, 20, 20 };
  static const guint32 more[] = { 9, 4, 6, 18, 20, 20 };
  static const guint32 half[] = { 9, 4, 6, 10, 20 };
  static const guint32 none[] = { 9, 4, 6, 2 };
  static const guint32 startless[] = { 10, 20, 20 };
  static const guint32 unknown[] = { 9, 4, 6, 11, 20, 20 };
  static const guint32 closed_line[] = { 9, 4, 6, 10, 20, 20, 15 };
  static const guint32 two_starts[] = { 17, 4, 6, 4, 6, 10, 20, 20 };
  static const struct
  {
    const guint32 *geometry;
    guint n;
  } all[] = { { many, 6 },    { more, 6 },        { half, 5 },       { none, 4 }, { startless, 3 },
              { unknown, 6 }, { closed_line, 7 }, { two_starts, 8 }, { many, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      Recipe recipe = good;

      recipe.geometry = all[i].geometry;
      recipe.n_geometry = all[i].n;
      g_assert_false (passes (&recipe));
    }
}

static void
test_a_layer_needs_extent_name_and_features (void)
{
  Recipe recipe = good;
  g_autoptr (GByteArray) nameless = g_byte_array_new ();
  g_autoptr (GByteArray) empty = g_byte_array_new ();
  g_autoptr (GByteArray) layer = g_byte_array_new ();

  recipe.extent = 0;
  g_assert_false (passes (&recipe));

  put_text (layer, 1, "road");
  chezu_pbf_write_bytes (empty, 3, layer->data, layer->len);
  assert_refused (empty->data, empty->len);

  chezu_pbf_write_bytes (nameless, 3, (const guint8 *)"", 0);
  assert_refused (nameless->data, nameless->len);
}

static void
test_texts_that_are_no_utf8_are_refused (void)
{
  g_autoptr (GByteArray) tile = bake (&good);

  /* The first byte of 车. */
  for (guint i = 0; i < tile->len; i++)
    if (tile->data[i] == 0xE8)
      tile->data[i] = 0xFF;
  assert_refused (tile->data, tile->len);
}

/* Wherever a tile breaks off it is refused or still whole, and nothing is read behind its end. */
static void
test_cut_off_tiles_are_refused (void)
{
  g_autoptr (GByteArray) tile = bake (&good);

  for (guint length = 1; length < tile->len; length++)
    {
      g_autofree guint8 *copy = g_memdup2 (tile->data, length);

      assert_refused (copy, length);
    }
}

/* Any byte may be wrong; the check must come to an answer. */
static void
test_damaged_tiles_come_to_an_answer (void)
{
  g_autoptr (GByteArray) tile = bake (&good);
  guint refused = 0;

  for (guint i = 0; i < tile->len; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autofree guint8 *copy = g_memdup2 (tile->data, tile->len);

        copy[i] ^= (guint8)(1u << bit);
        if (!chezu_vector_tile_check (copy, tile->len, NULL))
          refused++;
      }
  g_assert_cmpuint (refused, >, tile->len);
}

static void
test_large_tiles_are_refused (void)
{
  gsize size = CHEZU_TILE_MAX_SIZE + 1;
  g_autofree guint8 *zeros = g_malloc0 (size);

  assert_refused (zeros, size);
}

/* --- Compression --- */

static GBytes *
compress (const guint8 *data, gsize size)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  GBytes *compressed = g_converter_convert_bytes (G_CONVERTER (compressor), bytes, &error);

  g_assert_no_error (error);
  return compressed;
}

static void
test_compressed_and_plain_tiles_are_the_same (void)
{
  g_autoptr (GByteArray) tile = bake (&good);
  g_autoptr (GBytes) compressed = compress (tile->data, tile->len);
  g_autoptr (GBytes) expected = g_bytes_new (tile->data, tile->len);
  g_autoptr (GBytes) inflated = chezu_vector_tile_load (g_bytes_get_data (compressed, NULL),
                                                        g_bytes_get_size (compressed), NULL);
  g_autoptr (GBytes) plain = chezu_vector_tile_load (tile->data, tile->len, NULL);

  g_assert_true (g_bytes_equal (inflated, expected));
  g_assert_true (g_bytes_equal (plain, expected));
}

static void
test_bombs_are_not_inflated (void)
{
  gsize size = 20 * (gsize)CHEZU_TILE_MAX_SIZE;
  g_autofree guint8 *zeros = g_malloc0 (size);
  g_autoptr (GBytes) bomb = compress (zeros, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (
      chezu_vector_tile_load (g_bytes_get_data (bomb, NULL), g_bytes_get_size (bomb), &error));
  g_assert_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_TILE);
}

static void
test_broken_compression_is_refused (void)
{
  g_autoptr (GByteArray) tile = bake (&good);
  g_autoptr (GBytes) compressed = compress (tile->data, tile->len);

  for (gsize length = 2; length < g_bytes_get_size (compressed); length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (chezu_vector_tile_load (g_bytes_get_data (compressed, NULL), length, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/vector-tile/good-tiles-pass", test_good_tiles_pass);
  g_test_add_func ("/map/vector-tile/tags-outside-their-tables-are-refused",
                   test_tags_outside_their_tables_are_refused);
  g_test_add_func ("/map/vector-tile/unknown-geometry-types-are-refused",
                   test_unknown_geometry_types_are_refused);
  g_test_add_func ("/map/vector-tile/commands-that-promise-too-much-are-refused",
                   test_commands_that_promise_too_much_are_refused);
  g_test_add_func ("/map/vector-tile/a-layer-needs-extent-name-and-features",
                   test_a_layer_needs_extent_name_and_features);
  g_test_add_func ("/map/vector-tile/texts-that-are-no-utf8-are-refused",
                   test_texts_that_are_no_utf8_are_refused);
  g_test_add_func ("/map/vector-tile/cut-off-tiles-are-refused", test_cut_off_tiles_are_refused);
  g_test_add_func ("/map/vector-tile/damaged-tiles-come-to-an-answer",
                   test_damaged_tiles_come_to_an_answer);
  g_test_add_func ("/map/vector-tile/large-tiles-are-refused", test_large_tiles_are_refused);
  g_test_add_func ("/map/vector-tile/compressed-and-plain-are-the-same",
                   test_compressed_and_plain_tiles_are_the_same);
  g_test_add_func ("/map/vector-tile/bombs-are-not-inflated", test_bombs_are_not_inflated);
  g_test_add_func ("/map/vector-tile/broken-compression-is-refused",
                   test_broken_compression_is_refused);

  return g_test_run ();
}
