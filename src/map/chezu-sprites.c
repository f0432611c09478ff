/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sprite is found by a key that says everything that its picture depends on; what never differs
 * between two pictures of one cache (scheme, scale, fonts) is no part of it. */

#include "map/chezu-sprites.h"

#include "base/chezu-format.h"
#include "map/chezu-symbols.h"

#include <math.h>
#include <string.h>

/* The nose of a glyph is drawn within half a pixel of where it should be. */
#define ANGLE_STEPS 128
#define SMALL_ANGLE_STEPS 64
#define SMALL_BELOW_PX 25.0
#define TRIM_ABOVE_PIXELS (4 * 1024 * 1024)
#define PLATE_PX 12.0
#define PLATE_HALO 3.2

typedef enum
{
  KEY_VEHICLE = 1,
  KEY_DISC,
  KEY_SELECTION,
  KEY_PLATE,
} KeyType;

/* Compared as bytes: always zeroed first. */
typedef struct
{
  guint32 type;
  guint32 values[7];
  const char *text; /* owned by the table; NULL for all but plates */
} Key;

struct _ChezuSprites
{
  PangoContext *context;
  ChezuScheme scheme;
  double scale;
  GHashTable *table; /* Key → ChezuSprite */
  gsize n_pixels;
  guint stamp; /* of the frame that is being made */
};

/* Serials outlive the caches: a new cache's sprites are told from those of the old one. */
static guint64 last_serial;

static guint
key_hash (gconstpointer data)
{
  const Key *key = data;
  guint64 hash = key->type;

  for (guint i = 0; i < G_N_ELEMENTS (key->values); i++)
    hash = (hash ^ key->values[i]) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  if (key->text != NULL)
    hash ^= g_str_hash (key->text);
  return (guint)(hash >> 32);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;

  return one->type == other->type && memcmp (one->values, other->values, sizeof one->values) == 0
         && g_strcmp0 (one->text, other->text) == 0;
}

static void
key_free (gpointer data)
{
  Key *key = data;

  g_free ((char *)key->text);
  g_free (key);
}

static void
sprite_free (gpointer data)
{
  ChezuSprite *sprite = data;

  g_free (sprite->pixels);
  g_free (sprite->spans);
  g_free (sprite);
}

/**
 * chezu_sprites_new:
 * @scale: device pixels to the logical pixel
 */
ChezuSprites *
chezu_sprites_new (PangoContext *context, ChezuScheme scheme, double scale)
{
  ChezuSprites *self = g_new0 (ChezuSprites, 1);

  self->context = g_object_ref (context);
  self->scheme = scheme;
  self->scale = scale;
  self->table = g_hash_table_new_full (key_hash, key_equal, key_free, sprite_free);
  return self;
}

void
chezu_sprites_free (ChezuSprites *self)
{
  g_hash_table_unref (self->table);
  g_object_unref (self->context);
  g_free (self);
}

/* --- From Cairo to pixels */

static void
find_spans (ChezuSprite *sprite)
{
  for (int row = 0; row < sprite->height; row++)
    {
      const guint32 *pixels = sprite->pixels + (gsize)row * (gsize)sprite->width;
      int first = 0;
      int end = sprite->width;

      while (first < end && pixels[first] == 0)
        first++;
      while (end > first && pixels[end - 1] == 0)
        end--;
      sprite->spans[row][0] = (guint16)first;
      sprite->spans[row][1] = (guint16)end;
    }
}

/* A picture that reaches @reach_x, @reach_y logical pixels to each side of its centre. */
static cairo_t *
start_picture (ChezuSprites *self, double reach_x, double reach_y, ChezuSprite *sprite)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  sprite->left = -(int)ceil (reach_x * self->scale);
  sprite->top = -(int)ceil (reach_y * self->scale);
  sprite->width = 1 - 2 * sprite->left;
  sprite->height = 1 - 2 * sprite->top;

  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, sprite->width, sprite->height);
  cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  cairo_translate (cr, -sprite->left, -sprite->top);
  cairo_scale (cr, self->scale, self->scale);
  return cr;
}

static const ChezuSprite *
finish_picture (ChezuSprites *self, cairo_t *cr, const Key *key, const ChezuSprite *geometry)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  ChezuSprite *sprite = g_memdup2 (geometry, sizeof *geometry);
  Key *own = g_memdup2 (key, sizeof *key);
  const guint8 *data;
  gsize row_bytes = (gsize)sprite->width * sizeof (guint32);

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  sprite->serial = ++last_serial;
  sprite->stamp = self->stamp;
  sprite->pixels = g_new (guint32, (gsize)sprite->width * (gsize)sprite->height);
  for (int row = 0; row < sprite->height; row++)
    memcpy (sprite->pixels + (gsize)row * (gsize)sprite->width,
            data + (gsize)row * (gsize)cairo_image_surface_get_stride (surface), row_bytes);
  sprite->spans = g_malloc_n ((gsize)sprite->height, sizeof *sprite->spans);
  find_spans (sprite);
  cairo_destroy (cr);

  own->text = g_strdup (key->text);
  self->n_pixels += (gsize)sprite->width * (gsize)sprite->height;
  g_hash_table_insert (self->table, own, sprite);
  return sprite;
}

static const ChezuSprite *
find (ChezuSprites *self, const Key *key)
{
  ChezuSprite *sprite = g_hash_table_lookup (self->table, key);

  if (sprite != NULL)
    sprite->stamp = self->stamp;
  return sprite;
}

/* --- The symbols */

static guint
angle_step (ChezuSprites *self, ChezuVehicleState state, float angle, double size, guint *n_steps)
{
  float turns = angle / (2.0f * (float)G_PI);

  *n_steps = size * self->scale < SMALL_BELOW_PX ? SMALL_ANGLE_STEPS : ANGLE_STEPS;
  if (state == CHEZU_STATE_PARKED || state == CHEZU_STATE_LOST)
    return 0;
  turns -= floorf (turns);
  return (guint)lroundf (turns * (float)*n_steps) % *n_steps;
}

const ChezuSprite *
chezu_sprites_get_vehicle (ChezuSprites *self,
                           ChezuVehicleKind kind,
                           ChezuVehicleState state,
                           float angle,
                           double size,
                           guint phase_x,
                           guint phase_y)
{
  gboolean has_kind = state == CHEZU_STATE_MOVING || state == CHEZU_STATE_STALE;
  guint n_steps;
  guint step = angle_step (self, state, angle, size, &n_steps);
  Key key
      = { KEY_VEHICLE, { has_kind ? kind : 0, state, step, (guint)(size * 2), phase_x, phase_y } };
  const ChezuSprite *known = find (self, &key);
  ChezuSprite sprite = { 0 };
  double reach = chezu_symbol_vehicle_reach (size) + 0.5;
  cairo_t *cr;

  if (known != NULL)
    return known;

  cr = start_picture (self, reach, reach, &sprite);
  cairo_translate (cr, phase_x * 0.5 / self->scale, phase_y * 0.5 / self->scale);
  chezu_symbol_draw_vehicle (cr, self->scheme, kind, state, step * 2.0 * G_PI / n_steps, size);
  return finish_picture (self, cr, &key, &sprite);
}

/* Where a part of the ring ends, in pixels along it. */
static guint32
ring_end (ChezuSprites *self, guint n, guint count)
{
  double length = 2.0 * G_PI * chezu_fleet_disc_radius (count) * self->scale;

  return (guint32)lround (length * n / count);
}

/**
 * chezu_sprites_get_disc:
 *
 * Rings that differ by less than a pixel are one: of two thousand vehicles some change their state
 * each second, and nobody could see it.
 */
const ChezuSprite *
chezu_sprites_get_disc (ChezuSprites *self, guint count, const guint32 states[CHEZU_N_STATES])
{
  guint moving = states[CHEZU_STATE_MOVING];
  guint running = moving + states[CHEZU_STATE_IDLING];
  guint fresh = running + states[CHEZU_STATE_PARKED];
  Key key = { KEY_DISC,
              { count, ring_end (self, moving, count), ring_end (self, running, count),
                ring_end (self, fresh, count) } };
  const ChezuSprite *known = find (self, &key);
  g_autoptr (PangoLayout) text = NULL;
  ChezuSprite sprite = { 0 };
  double reach = chezu_symbol_disc_reach (count);
  cairo_t *cr;

  if (known != NULL)
    return known;

  text = pango_layout_new (self->context);
  cr = start_picture (self, reach, reach, &sprite);
  /* Around the middle of the pixel that the centre falls on. */
  cairo_translate (cr, 0.5 / self->scale, 0.5 / self->scale);
  chezu_symbol_draw_disc (cr, self->scheme, count, states, text);
  return finish_picture (self, cr, &key, &sprite);
}

const ChezuSprite *
chezu_sprites_get_selection (ChezuSprites *self, double radius)
{
  Key key = { KEY_SELECTION, { (guint)(radius * 4.0) } };
  const ChezuSprite *known = find (self, &key);
  ChezuSprite sprite = { 0 };
  cairo_t *cr;

  if (known != NULL)
    return known;

  cr = start_picture (self, radius + 3.5, radius + 3.5, &sprite);
  cairo_translate (cr, 0.5 / self->scale, 0.5 / self->scale);
  chezu_symbol_draw_selection (cr, self->scheme, radius);
  return finish_picture (self, cr, &key, &sprite);
}

static PangoLayout *
layout_plate (ChezuSprites *self, const char *plate, gboolean strong)
{
  PangoLayout *layout = pango_layout_new (self->context);
  g_autofree char *shown = chezu_format_plate (plate);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int)(PLATE_PX * PANGO_SCALE)));
  pango_attr_list_insert (
      attributes, pango_attr_weight_new (strong ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_MEDIUM));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  /* Han glyphs in the forms of the mainland. */
  pango_attr_list_insert (attributes,
                          pango_attr_language_new (pango_language_from_string ("zh-cn")));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, shown, -1);
  return layout;
}

/**
 * chezu_sprites_get_plate:
 * @plate: as stored
 * @strong: in the weight of what is selected
 *
 * Returns: the text with its halo, centred
 */
const ChezuSprite *
chezu_sprites_get_plate (ChezuSprites *self, const char *plate, gboolean strong)
{
  Key key = { KEY_PLATE, { (guint)strong }, plate };
  const ChezuSprite *known = find (self, &key);
  g_autoptr (PangoLayout) layout = NULL;
  ChezuSprite sprite = { 0 };
  PangoRectangle logical;
  double width;
  double height;
  cairo_t *cr;

  if (known != NULL)
    return known;

  layout = layout_plate (self, plate, strong);
  pango_layout_get_extents (layout, NULL, &logical);
  width = (double)logical.width / PANGO_SCALE;
  height = (double)logical.height / PANGO_SCALE;
  cr = start_picture (self, width / 2.0 + PLATE_HALO, height / 2.0 + PLATE_HALO / 2.0, &sprite);
  chezu_symbol_draw_text (cr, self->scheme, layout, -width / 2.0, -height / 2.0, PLATE_HALO);
  return finish_picture (self, cr, &key, &sprite);
}

static gboolean
is_unused (gpointer key, gpointer value, gpointer data)
{
  ChezuSprites *self = data;
  const ChezuSprite *sprite = value;

  if (sprite->stamp == self->stamp)
    return FALSE;
  self->n_pixels -= (gsize)sprite->width * (gsize)sprite->height;
  return TRUE;
}

/* To be called between two frames: when it has become much, what the last one did not use goes. */
void
chezu_sprites_trim (ChezuSprites *self)
{
  if (self->n_pixels > TRIM_ABOVE_PIXELS)
    g_hash_table_foreach_remove (self->table, is_unused, self);
  self->stamp++;
}

/* --- Blending */

/* Premultiplied source over premultiplied destination, two channels at a time. */
static inline guint32
over (guint32 source, guint32 destination)
{
  guint32 rest = 255 - (source >> 24);
  guint32 low = (destination & 0x00FF00FF) * rest + 0x00800080;
  guint32 high = ((destination >> 8) & 0x00FF00FF) * rest + 0x00800080;

  low = ((low + ((low >> 8) & 0x00FF00FF)) >> 8) & 0x00FF00FF;
  high = (high + ((high >> 8) & 0x00FF00FF)) & 0xFF00FF00;
  return source + (low | high);
}

/**
 * chezu_sprite_blend:
 * @x: where its centre comes, in pixels of @pixels; any number, what lies outside is cut off
 * @pixels: premultiplied ARGB, @stride pixels from row to row
 */
void
chezu_sprite_blend (
    const ChezuSprite *self, int x, int y, guint32 *pixels, int width, int height, int stride)
{
  int left = x + self->left;
  int top = y + self->top;
  int first_row = MAX (0, -top);
  int end_row = MIN (self->height, height - top);

  for (int row = first_row; row < end_row; row++)
    {
      const guint32 *source = self->pixels + (gsize)row * (gsize)self->width;
      guint32 *destination = pixels + (gssize)(top + row) * stride + left;
      int first = MAX ((int)self->spans[row][0], -left);
      int end = MIN ((int)self->spans[row][1], width - left);

      for (int column = first; column < end; column++)
        {
          guint32 pixel = source[column];

          destination[column] = pixel >> 24 == 255 ? pixel : over (pixel, destination[column]);
        }
    }
}
