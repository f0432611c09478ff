/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part of a tile as a tile of its own. Coordinates need no rewriting: a layer says how many units
 * its side has, so a part has fewer of the same, and each feature begins at a point that is
 * shifted. */

#include "map/chezu-pbf.h"
#include "map/chezu-vector-tile.h"

/* Numbers of the Mapbox Vector Tile Specification 2.1. */
enum
{
  TILE_LAYER = 3,
  LAYER_FEATURE = 2,
  LAYER_EXTENT = 5,
  FEATURE_GEOMETRY = 4,
  DEFAULT_EXTENT = 4096,
};

typedef struct
{
  gint64 x, y;
} Shift;

static gint64
unfold (guint64 value)
{
  return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

/* Signs in the lowest bit; the specification has 32-bit parameters. */
static guint64
fold (gint64 value)
{
  return (guint32)((guint32)value << 1) ^ (guint32)(value < 0 ? G_MAXUINT32 : 0);
}

static void
append_shifted_geometry (GByteArray *feature, ChezuPbfReader geometry, const Shift *shift)
{
  g_autoptr (GByteArray) shifted = g_byte_array_new ();
  guint64 command, x, y;

  /* A checked geometry begins with a point. */
  if (!chezu_pbf_read_varint (&geometry, &command) || !chezu_pbf_read_varint (&geometry, &x)
      || !chezu_pbf_read_varint (&geometry, &y))
    return;
  chezu_pbf_write_varint (shifted, command);
  chezu_pbf_write_varint (shifted, fold (unfold (x) - shift->x));
  chezu_pbf_write_varint (shifted, fold (unfold (y) - shift->y));
  g_byte_array_append (shifted, geometry.next, (guint)(geometry.end - geometry.next));
  chezu_pbf_write_bytes (feature, FEATURE_GEOMETRY, shifted->data, shifted->len);
}

static void
append_feature (GByteArray *layer, ChezuPbfReader reader, const Shift *shift)
{
  g_autoptr (GByteArray) feature = g_byte_array_new ();
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&reader, &field, &bad))
    if (field.number == FEATURE_GEOMETRY)
      append_shifted_geometry (feature, field.bytes, shift);
    else
      g_byte_array_append (feature, field.whole.next, (guint)(field.whole.end - field.whole.next));
  chezu_pbf_write_bytes (layer, LAYER_FEATURE, feature->data, feature->len);
}

static guint64
read_extent (ChezuPbfReader layer)
{
  ChezuPbfField field;
  guint64 extent = DEFAULT_EXTENT;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&layer, &field, &bad))
    if (field.number == LAYER_EXTENT)
      extent = field.value;
  return extent;
}

static void
append_layer (GByteArray *tile, ChezuPbfReader reader, guint levels, guint column, guint row)
{
  g_autoptr (GByteArray) layer = g_byte_array_new ();
  guint64 extent = read_extent (reader);
  const Shift shift = { (gint64)((extent * column) >> levels), (gint64)((extent * row) >> levels) };
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&reader, &field, &bad))
    if (field.number == LAYER_FEATURE)
      append_feature (layer, field.bytes, &shift);
    else if (field.number != LAYER_EXTENT)
      g_byte_array_append (layer, field.whole.next, (guint)(field.whole.end - field.whole.next));
  chezu_pbf_write_varint (layer, LAYER_EXTENT << 3 | CHEZU_PBF_VARINT);
  chezu_pbf_write_varint (layer, MAX (extent >> levels, 1));
  chezu_pbf_write_bytes (tile, TILE_LAYER, layer->data, layer->len);
}

/**
 * chezu_vector_tile_part:
 * @tile: checked
 * @levels: how many zoom levels the part lies below the tile, 16 at most
 * @column: of the part within the tile, 0 … 2^levels − 1, from the west
 * @row: likewise, from the north
 *
 * Returns: (transfer full): a tile of the part, with all features of the whole, most of them
 * outside
 */
GBytes *
chezu_vector_tile_part (GBytes *tile, guint levels, guint column, guint row)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (tile, &size);
  ChezuPbfReader reader = { data, data + size };
  GByteArray *part = g_byte_array_new ();
  ChezuPbfField field;
  gboolean bad = FALSE;

  g_return_val_if_fail (levels <= 16 && column < 1u << levels && row < 1u << levels, NULL);

  while (chezu_pbf_read_field (&reader, &field, &bad))
    if (field.number == TILE_LAYER)
      append_layer (part, field.bytes, levels, column, row);
  return g_byte_array_free_to_bytes (part);
}
