/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing of a tile is handed on as it came. What libshumate gets has layers of one size, one or
 * two tags to a feature, each text once, and no point far outside: a tile that would take it hours
 * or gigabytes becomes one like others, and a part of a tile costs what is in the part. */

#include "map/chezu-tile-mix.h"

#include "map/chezu-pbf.h"
#include "map/chezu-tile-shape.h"

#include <string.h>

/* Numbers of the Mapbox Vector Tile Specification 2.1. */
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

  DEFAULT_EXTENT = 4096,
};

/* All that the style asks for. */
static const char *const keys[] = { "class", "brunnel" };
#define N_KEYS G_N_ELEMENTS (keys)

/* A layer of the mix. */
typedef struct
{
  GByteArray *features;
  GByteArray *values;
  GHashTable *texts; /* text → number of its value */
} Heap;

struct _ChezuTileMix
{
  GHashTable *heaps; /* name → Heap */
  GPtrArray *names;  /* in the order of coming */
  ChezuTileShaper *shaper;
};

/* A layer of a tile. */
typedef struct
{
  GPtrArray *values;     /* texts, NULL what is none */
  gint64 wanted[N_KEYS]; /* numbers of the keys; −1 the tile has none */
  guint64 n_keys;
  ChezuTileMove move;
  ChezuPbfReader name;
} Layer;

static void
heap_free (Heap *heap)
{
  g_byte_array_unref (heap->features);
  g_byte_array_unref (heap->values);
  g_hash_table_unref (heap->texts);
  g_free (heap);
}

ChezuTileMix *
chezu_tile_mix_new (void)
{
  ChezuTileMix *self = g_new0 (ChezuTileMix, 1);

  self->heaps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)heap_free);
  self->names = g_ptr_array_new ();
  self->shaper = chezu_tile_shaper_new ();
  return self;
}

void
chezu_tile_mix_free (ChezuTileMix *self)
{
  g_hash_table_unref (self->heaps);
  g_ptr_array_unref (self->names);
  chezu_tile_shaper_free (self->shaper);
  g_free (self);
}

static char *
take_text (const ChezuPbfReader *bytes)
{
  return g_strndup ((const char *)bytes->next, (gsize)(bytes->end - bytes->next));
}

/* --- Reading a layer --- */

static char *
read_value (ChezuPbfReader value)
{
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&value, &field, &bad))
    if (field.number == VALUE_TEXT && field.wire == CHEZU_PBF_BYTES)
      return take_text (&field.bytes);
  return NULL;
}

static void
note_key (Layer *layer, const ChezuPbfReader *bytes)
{
  gsize length = (gsize)(bytes->end - bytes->next);

  for (guint i = 0; i < N_KEYS; i++)
    if (layer->wanted[i] < 0 && strlen (keys[i]) == length
        && memcmp (keys[i], bytes->next, length) == 0)
      layer->wanted[i] = (gint64)layer->n_keys;
  layer->n_keys++;
}

static void
read_tables (Layer *layer, ChezuPbfReader reader, const ChezuTileWindow *window)
{
  double extent = DEFAULT_EXTENT;
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&reader, &field, &bad))
    switch (field.number)
      {
      case LAYER_NAME:
        layer->name = field.bytes;
        break;
      case LAYER_KEY:
        note_key (layer, &field.bytes);
        break;
      case LAYER_VALUE:
        g_ptr_array_add (layer->values, read_value (field.bytes));
        break;
      case LAYER_EXTENT:
        extent = (double)field.value;
        break;
      default:
        break;
      }
  layer->move.scale = CHEZU_TILE_UNITS * (double)(1u << window->levels) / extent;
  layer->move.x = (double)CHEZU_TILE_UNITS * window->column;
  layer->move.y = (double)CHEZU_TILE_UNITS * window->row;
}

/* --- Writing --- */

static Heap *
get_heap (ChezuTileMix *self, const char *prefix, const ChezuPbfReader *name)
{
  g_autofree char *bare = take_text (name);
  g_autofree char *full = g_strconcat (prefix, bare, NULL);
  Heap *heap = g_hash_table_lookup (self->heaps, full);

  if (heap == NULL)
    {
      heap = g_new0 (Heap, 1);
      heap->features = g_byte_array_new ();
      heap->values = g_byte_array_new ();
      heap->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_ptr_array_add (self->names, full);
      g_hash_table_insert (self->heaps, g_steal_pointer (&full), heap);
    }
  return heap;
}

static guint
get_value (Heap *heap, const char *text)
{
  gpointer number;
  g_autoptr (GByteArray) value = NULL;

  if (g_hash_table_lookup_extended (heap->texts, text, NULL, &number))
    return GPOINTER_TO_UINT (number);
  value = g_byte_array_new ();
  chezu_pbf_write_bytes (value, VALUE_TEXT, (const guint8 *)text, strlen (text));
  chezu_pbf_write_bytes (heap->values, LAYER_VALUE, value->data, value->len);
  number = GUINT_TO_POINTER (g_hash_table_size (heap->texts));
  g_hash_table_insert (heap->texts, g_strdup (text), number);
  return GPOINTER_TO_UINT (number);
}

static void
append_tags (Heap *heap, const Layer *layer, ChezuPbfReader reader, GByteArray *feature)
{
  g_autoptr (GByteArray) tags = g_byte_array_new ();
  guint64 key, value;

  while (reader.next < reader.end && chezu_pbf_read_varint (&reader, &key)
         && chezu_pbf_read_varint (&reader, &value))
    for (guint i = 0; i < N_KEYS; i++)
      {
        const char *text
            = value < layer->values->len ? g_ptr_array_index (layer->values, value) : NULL;

        if (layer->wanted[i] < 0 || key != (guint64)layer->wanted[i] || text == NULL)
          continue;
        chezu_pbf_write_varint (tags, i);
        chezu_pbf_write_varint (tags, get_value (heap, text));
      }
  if (tags->len > 0)
    chezu_pbf_write_bytes (feature, FEATURE_TAGS, tags->data, tags->len);
}

static void
add_feature (ChezuTileMix *self, Heap *heap, const Layer *layer, ChezuPbfReader reader)
{
  g_autoptr (GByteArray) shape = g_byte_array_new ();
  g_autoptr (GByteArray) feature = NULL;
  ChezuPbfReader tags = { NULL, NULL }, geometry = { NULL, NULL };
  ChezuTileShapeType type = CHEZU_TILE_POINTS;
  ChezuPbfField field;
  gboolean bad = FALSE;

  while (chezu_pbf_read_field (&reader, &field, &bad))
    switch (field.number)
      {
      case FEATURE_TAGS:
        tags = field.bytes;
        break;
      case FEATURE_TYPE:
        type = (ChezuTileShapeType)field.value;
        break;
      case FEATURE_GEOMETRY:
        geometry = field.bytes;
        break;
      default:
        break;
      }
  if (!chezu_tile_shaper_run (self->shaper, geometry, type, &layer->move, shape))
    return;
  feature = g_byte_array_new ();
  append_tags (heap, layer, tags, feature);
  chezu_pbf_write_varint (feature, FEATURE_TYPE << 3 | CHEZU_PBF_VARINT);
  chezu_pbf_write_varint (feature, type);
  chezu_pbf_write_bytes (feature, FEATURE_GEOMETRY, shape->data, shape->len);
  chezu_pbf_write_bytes (heap->features, LAYER_FEATURE, feature->data, feature->len);
}

static void
add_layer (ChezuTileMix *self,
           ChezuPbfReader reader,
           const ChezuTileWindow *window,
           const char *prefix)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  Layer layer = { .values = values, .wanted = { -1, -1 } };
  ChezuPbfField field;
  gboolean bad = FALSE;
  Heap *heap;

  read_tables (&layer, reader, window);
  heap = get_heap (self, prefix, &layer.name);
  while (chezu_pbf_read_field (&reader, &field, &bad))
    if (field.number == LAYER_FEATURE)
      add_feature (self, heap, &layer, field.bytes);
}

/**
 * chezu_tile_mix_add:
 * @tile: checked by chezu_vector_tile_check ()
 * @window: what of it fills the tile that is made; 18 levels at most
 * @prefix: of the names of its layers
 *
 * Adds what of the tile is in the window, above what was added to layers of the same name before.
 */
void
chezu_tile_mix_add (ChezuTileMix *self,
                    GBytes *tile,
                    const ChezuTileWindow *window,
                    const char *prefix)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (tile, &size);
  ChezuPbfReader reader = { data, data + size };
  ChezuPbfField field;
  gboolean bad = FALSE;

  g_return_if_fail (window->levels <= 18);

  while (chezu_pbf_read_field (&reader, &field, &bad))
    if (field.number == TILE_LAYER)
      add_layer (self, field.bytes, window, prefix);
}

static void
write_number (GByteArray *out, guint field, guint64 value)
{
  chezu_pbf_write_varint (out, field << 3 | CHEZU_PBF_VARINT);
  chezu_pbf_write_varint (out, value);
}

/* Returns: (transfer full): a tile, without bytes where there is nothing */
GBytes *
chezu_tile_mix_bake (ChezuTileMix *self)
{
  GByteArray *tile = g_byte_array_new ();

  for (guint i = 0; i < self->names->len; i++)
    {
      const char *name = g_ptr_array_index (self->names, i);
      const Heap *heap = g_hash_table_lookup (self->heaps, name);
      g_autoptr (GByteArray) layer = NULL;

      if (heap->features->len == 0)
        continue;
      layer = g_byte_array_new ();
      write_number (layer, LAYER_VERSION, 2);
      chezu_pbf_write_bytes (layer, LAYER_NAME, (const guint8 *)name, strlen (name));
      g_byte_array_append (layer, heap->features->data, heap->features->len);
      for (guint j = 0; j < N_KEYS; j++)
        chezu_pbf_write_bytes (layer, LAYER_KEY, (const guint8 *)keys[j], strlen (keys[j]));
      g_byte_array_append (layer, heap->values->data, heap->values->len);
      write_number (layer, LAYER_EXTENT, CHEZU_TILE_UNITS);
      chezu_pbf_write_bytes (tile, TILE_LAYER, layer->data, layer->len);
    }
  return g_byte_array_free_to_bytes (tile);
}
