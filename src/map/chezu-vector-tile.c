/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libshumate trusts the tiles that it draws: indexes out of range, unknown geometry types and
 * counts that promise more than there is end the process. So each tile is walked once before it is
 * handed over. The format: Mapbox Vector Tile Specification 2.1, in protocol buffers. */

#include "map/chezu-vector-tile.h"

#include "map/chezu-pbf.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (chezu-tile-error-quark, chezu_tile_error)

static gboolean
is_text (const ChezuPbfReader *bytes)
{
  return g_utf8_validate_len ((const char *)bytes->next, (gsize)(bytes->end - bytes->next), NULL);
}

/* --- Tiles --- */

typedef struct
{
  guint n_keys;
  guint n_values;
} LayerSize;

enum
{
  TILE_LAYER = 3,

  LAYER_NAME = 1,
  LAYER_FEATURE = 2,
  LAYER_KEY = 3,
  LAYER_VALUE = 4,
  LAYER_EXTENT = 5,
  LAYER_VERSION = 15,

  FEATURE_TAGS = 2,
  FEATURE_TYPE = 3,
  FEATURE_GEOMETRY = 4,

  VALUE_TEXT = 1,

  TYPE_POINT = 1,
  TYPE_LINE = 2,
  TYPE_POLYGON = 3,

  MOVE_TO = 1,
  LINE_TO = 2,
  CLOSE_PATH = 7,
};

static const char *
check_tags (ChezuPbfReader tags, const LayerSize *layer)
{
  while (tags.next < tags.end)
    {
      guint64 key, value;

      if (!chezu_pbf_read_varint (&tags, &key) || !chezu_pbf_read_varint (&tags, &value))
        return "tags do not come in pairs";
      if (key >= layer->n_keys || value >= layer->n_values)
        return "a tag points outside its table";
    }
  return NULL;
}

static gboolean
skip_numbers (ChezuPbfReader *reader, guint64 n)
{
  guint64 ignored;

  /* A number takes at least a byte, which bounds the loop. */
  if (n > (gsize)(reader->end - reader->next))
    return FALSE;
  while (n-- > 0)
    if (!chezu_pbf_read_varint (reader, &ignored))
      return FALSE;
  return TRUE;
}

static const char *
check_geometry (ChezuPbfReader geometry, guint type)
{
  gboolean drawing = FALSE;

  if (geometry.next == geometry.end)
    return "a geometry is empty";
  while (geometry.next < geometry.end)
    {
      guint64 command, count;

      if (!chezu_pbf_read_varint (&geometry, &command) || command > G_MAXUINT32)
        return "a command is damaged";
      count = command >> 3;
      switch (command & 7)
        {
        case MOVE_TO:
          if (count == 0 || (type != TYPE_POINT && count != 1))
            return "a line begins at several points";
          drawing = TRUE;
          break;
        case LINE_TO:
          if (count == 0 || !drawing || type == TYPE_POINT)
            return "a line goes on that has not begun";
          break;
        case CLOSE_PATH:
          if (count != 1 || !drawing || type != TYPE_POLYGON)
            return "a path is closed that is none";
          continue;
        default:
          return "a command is unknown";
        }
      if (!skip_numbers (&geometry, count * 2))
        return "a command promises more points than there are";
    }
  return NULL;
}

static const char *
check_feature (ChezuPbfReader feature, const LayerSize *layer)
{
  ChezuPbfField field;
  ChezuPbfReader tags = { NULL, NULL }, geometry = { NULL, NULL };
  guint64 type = 0;
  gboolean bad = FALSE;
  const char *wrong;

  while (chezu_pbf_read_field (&feature, &field, &bad))
    {
      /* Lists in several parts or unpacked are legal, made by nobody, and would be read as one. */
      if (field.number == FEATURE_TAGS)
        {
          if (field.wire != CHEZU_PBF_BYTES || tags.next != NULL)
            return "tags are in parts";
          tags = field.bytes;
        }
      else if (field.number == FEATURE_GEOMETRY)
        {
          if (field.wire != CHEZU_PBF_BYTES || geometry.next != NULL)
            return "a geometry is in parts";
          geometry = field.bytes;
        }
      else if (field.number == FEATURE_TYPE)
        type = field.wire == CHEZU_PBF_VARINT ? field.value : 0;
    }
  if (bad)
    return "a feature is damaged";
  if (type < TYPE_POINT || type > TYPE_POLYGON)
    return "a geometry is of no known type";
  wrong = check_tags (tags, layer);
  return wrong != NULL ? wrong : check_geometry (geometry, (guint)type);
}

static const char *
check_value (ChezuPbfReader value)
{
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&value, &field, &bad))
    if (field.number == VALUE_TEXT && (field.wire != CHEZU_PBF_BYTES || !is_text (&field.bytes)))
      return "a text is not UTF-8";
  return bad ? "a value is damaged" : NULL;
}

/* Keys and values may stand behind the features that use them, so they are counted first. */
static const char *
measure_layer (ChezuPbfReader layer, LayerSize *size)
{
  ChezuPbfField field;
  gboolean bad = FALSE, named = FALSE, filled = FALSE;
  const char *wrong = NULL;

  while (wrong == NULL && chezu_pbf_read_field (&layer, &field, &bad))
    {
      gboolean bytes = field.wire == CHEZU_PBF_BYTES;

      switch (field.number)
        {
        case LAYER_NAME:
          named = bytes && is_text (&field.bytes);
          break;
        case LAYER_FEATURE:
          filled = TRUE;
          wrong = bytes ? NULL : "a feature is damaged";
          break;
        case LAYER_KEY:
          size->n_keys++;
          wrong = bytes && is_text (&field.bytes) ? NULL : "a key is not UTF-8";
          break;
        case LAYER_VALUE:
          size->n_values++;
          wrong = bytes ? check_value (field.bytes) : "a value is damaged";
          break;
        case LAYER_EXTENT:
          if (field.wire != CHEZU_PBF_VARINT || field.value < 1 || field.value > G_MAXINT32)
            wrong = "a layer has no extent";
          break;
        default:
          break;
        }
    }
  if (wrong != NULL)
    return wrong;
  if (bad)
    return "a layer is damaged";
  if (!named)
    return "a layer has no name";
  return filled ? NULL : "a layer is empty";
}

static const char *
check_layer (ChezuPbfReader layer)
{
  LayerSize size = { 0, 0 };
  const char *wrong = measure_layer (layer, &size);
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (wrong == NULL && chezu_pbf_read_field (&layer, &field, &bad))
    if (field.number == LAYER_FEATURE)
      wrong = check_feature (field.bytes, &size);
  return wrong;
}

/**
 * chezu_vector_tile_check:
 * @data: a tile, not compressed
 *
 * Returns: whether libshumate can draw it without harm; no bytes at all are an empty tile, which it
 * can
 */
gboolean
chezu_vector_tile_check (const guint8 *data, gsize size, GError **error)
{
  ChezuPbfReader tile = { data, data + size };
  const char *wrong = size > CHEZU_TILE_MAX_SIZE ? "it is too large" : NULL;
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (wrong == NULL && chezu_pbf_read_field (&tile, &field, &bad))
    if (field.number == TILE_LAYER)
      wrong = field.wire == CHEZU_PBF_BYTES ? check_layer (field.bytes) : "a layer is damaged";
  if (wrong == NULL && bad)
    wrong = "it is cut off";
  if (wrong == NULL)
    return TRUE;
  /* The reason is for whoever makes tiles and stays in their language. */
  g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_TILE, _ ("A map tile was refused: %s"),
               wrong);
  return FALSE;
}

/* --- Compression --- */

static GBytes *
inflate (gconstpointer data, gsize size, GError **error)
{
  g_autoptr (GZlibDecompressor) decompressor
      = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GByteArray) inflated = g_byte_array_new ();
  guint8 buffer[16384];
  const guint8 *next = data;
  gsize left = size;

  for (;;)
    {
      gsize read = 0, written = 0;
      GConverterResult result
          = g_converter_convert (G_CONVERTER (decompressor), next, left, buffer, sizeof buffer,
                                 G_CONVERTER_INPUT_AT_END, &read, &written, error);

      if (result == G_CONVERTER_ERROR)
        return NULL;
      g_byte_array_append (inflated, buffer, (guint)written);
      next += read;
      left -= read;
      if (result == G_CONVERTER_FINISHED)
        return g_byte_array_free_to_bytes (g_steal_pointer (&inflated));
      if (inflated->len > CHEZU_TILE_MAX_SIZE)
        {
          g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_TILE,
                       _ ("A map tile was refused: %s"), "it is too large");
          return NULL;
        }
    }
}

/**
 * chezu_vector_tile_load:
 * @data: a tile as it is stored, compressed with gzip or not
 *
 * Returns: (transfer full): the tile, inflated and checked
 */
GBytes *
chezu_vector_tile_load (gconstpointer data, gsize size, GError **error)
{
  const guint8 *head = data;
  g_autoptr (GBytes) tile = NULL;

  if (size >= 2 && head[0] == 0x1F && head[1] == 0x8B)
    tile = inflate (data, size, error);
  else
    tile = g_bytes_new (data, size);
  if (tile == NULL)
    return NULL;
  if (!chezu_vector_tile_check (g_bytes_get_data (tile, NULL), g_bytes_get_size (tile), error))
    return NULL;
  return g_steal_pointer (&tile);
}
