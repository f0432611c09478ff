/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sprite is found by a key that says everything that its picture depends on; what never differs
 * between two pictures of one cache (scheme, scale, fonts) is no part of it. */

#include "map/chezu-sprites.h"

#include "base/chezu-format.h"
#include "map/chezu-symbols.h"

#include <math.h>
#include <string.h>

/* The nose of a glyph is drawn within half a pixel of where it should be. Powers of two. */
#define ANGLE_STEPS 128
#define SMALL_ANGLE_STEPS 64
#define SMALL_BELOW_PX 25.0
#define N_PHASES 4
#define N_LOOKS (CHEZU_N_VEHICLE_KINDS * CHEZU_N_STATES * CHEZU_SPRITES_FADES)
#define TRIM_ABOVE_PIXELS (4 * 1024 * 1024)
#define LABEL_PX 12.0
#define LABEL_HALO 3.2

typedef enum
{
  KEY_VEHICLE = 1,
  KEY_DISC,
  KEY_SELECTION,
  KEY_ALARM,
  KEY_BADGE,
  KEY_LABEL,
} KeyType;

/* Compared as bytes: always zeroed first. */
typedef struct
{
  guint32 type;
  guint32 values[7];
  const char *text; /* owned by the table; NULL for all but labels */
} Key;

struct _ChezuSprites
{
  PangoContext *context;
  ChezuScheme scheme;
  double scale;
  GHashTable *table; /* Key → ChezuSprite */
  gsize n_pixels;
  guint stamp; /* of the frame that is being made */

  /* Vehicles of one size, to be found without a key: by look, step and phase. NULL: not yet. */
  ChezuSprite **vehicles;
  double vehicle_size;
  guint n_steps;
};

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
  self->table
      = g_hash_table_new_full (key_hash, key_equal, key_free, (GDestroyNotify)chezu_sprite_free);
  return self;
}

void
chezu_sprites_free (ChezuSprites *self)
{
  g_hash_table_unref (self->table);
  g_object_unref (self->context);
  g_free (self->vehicles);
  g_free (self);
}

/* --- From Cairo to pixels */

/* A picture that reaches @reach_x, @reach_y logical pixels to each side of its centre. */
static cairo_t *
start_picture (ChezuSprites *self, double reach_x, double reach_y, ChezuSprite *place)
{
  cairo_surface_t *surface;
  cairo_t *cr;

  place->left = -(int)ceil (reach_x * self->scale);
  place->top = -(int)ceil (reach_y * self->scale);

  surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1 - 2 * place->left, 1 - 2 * place->top);
  cr = cairo_create (surface);
  cairo_surface_destroy (surface);
  cairo_translate (cr, -place->left, -place->top);
  cairo_scale (cr, self->scale, self->scale);
  return cr;
}

static ChezuSprite *
finish_picture (ChezuSprites *self, cairo_t *cr, const Key *key, const ChezuSprite *place)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  Key *own = g_memdup2 (key, sizeof *key);
  ChezuSprite *sprite;

  cairo_surface_flush (surface);
  sprite = chezu_sprite_new (
      cairo_image_surface_get_data (surface), (gsize)cairo_image_surface_get_stride (surface),
      cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface));
  cairo_destroy (cr);
  sprite->left += place->left;
  sprite->top += place->top;
  sprite->stamp = self->stamp;

  own->text = g_strdup (key->text);
  self->n_pixels += (gsize)sprite->width * (gsize)sprite->height;
  g_hash_table_insert (self->table, own, sprite);
  return sprite;
}

static ChezuSprite *
find (ChezuSprites *self, const Key *key)
{
  ChezuSprite *sprite = g_hash_table_lookup (self->table, key);

  if (sprite != NULL)
    sprite->stamp = self->stamp;
  return sprite;
}

/* --- The symbols */

static gboolean
has_kind (ChezuVehicleState state)
{
  return state == CHEZU_STATE_MOVING || state == CHEZU_STATE_STALE;
}

static guint
angle_step (const ChezuSprites *self, ChezuVehicleState state, float angle)
{
  const float whole = 1024.0f; /* turns more, so that nothing is below zero */

  if (state == CHEZU_STATE_PARKED || state == CHEZU_STATE_LOST)
    return 0;
  return (guint)((angle / (2.0f * (float)G_PI) + whole) * (float)self->n_steps + 0.5f)
         & (self->n_steps - 1);
}

/* From now on vehicles are asked for in this size. */
static void
start_size (ChezuSprites *self, double size)
{
  self->vehicle_size = size;
  self->n_steps = size * self->scale < SMALL_BELOW_PX ? SMALL_ANGLE_STEPS : ANGLE_STEPS;
  g_free (self->vehicles);
  self->vehicles = g_new0 (ChezuSprite *, (gsize)N_LOOKS * self->n_steps * N_PHASES);
}

static ChezuSprite *
make_vehicle (ChezuSprites *self, const ChezuVehicleLook *look, guint kind, guint step)
{
  Key key = { KEY_VEHICLE,
              { kind, look->state, step, (guint)(look->size * 2), look->phase_x, look->phase_y,
                look->fade } };
  ChezuSprite *known = find (self, &key);
  ChezuSprite place = { 0 };
  double reach = chezu_symbol_vehicle_reach (look->size) + 0.5;
  cairo_t *cr;

  if (known != NULL)
    return known;

  cr = start_picture (self, reach, reach, &place);
  cairo_translate (cr, look->phase_x * 0.5 / self->scale, look->phase_y * 0.5 / self->scale);
  chezu_symbol_draw_fading_vehicle (cr, self->scheme, look->kind, look->state,
                                    step * 2.0 * G_PI / self->n_steps, look->size,
                                    1.0 - (double)look->fade / CHEZU_SPRITES_FADES);
  return finish_picture (self, cr, &key, &place);
}

/**
 * chezu_sprites_get_vehicle:
 *
 * Costs some nanoseconds when the sprite is known and of the size that was asked for last.
 */
const ChezuSprite *
chezu_sprites_get_vehicle (ChezuSprites *self, const ChezuVehicleLook *look)
{
  guint kind = has_kind (look->state) ? look->kind : CHEZU_VEHICLE_UNKNOWN;
  ChezuSprite **place;
  guint step;

  if (look->size != self->vehicle_size)
    start_size (self, look->size);
  step = angle_step (self, look->state, look->angle);
  place = &self->vehicles[((((gsize)kind * CHEZU_N_STATES + look->state) * CHEZU_SPRITES_FADES
                            + look->fade)
                               * self->n_steps
                           + step)
                              * N_PHASES
                          + look->phase_y * 2 + look->phase_x];
  if (*place == NULL)
    *place = make_vehicle (self, look, kind, step);
  (*place)->stamp = self->stamp;
  return *place;
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
  ChezuSprite place = { 0 };
  double reach = chezu_symbol_disc_reach (count);
  cairo_t *cr;

  if (known != NULL)
    return known;

  text = pango_layout_new (self->context);
  cr = start_picture (self, reach, reach, &place);
  /* Around the middle of the pixel that the centre falls on. */
  cairo_translate (cr, 0.5 / self->scale, 0.5 / self->scale);
  chezu_symbol_draw_disc (cr, self->scheme, count, states, text);
  return finish_picture (self, cr, &key, &place);
}

const ChezuSprite *
chezu_sprites_get_selection (ChezuSprites *self, double radius)
{
  Key key = { KEY_SELECTION, { (guint)(radius * 4.0) } };
  const ChezuSprite *known = find (self, &key);
  ChezuSprite place = { 0 };
  cairo_t *cr;

  if (known != NULL)
    return known;

  cr = start_picture (self, radius + 3.5, radius + 3.5, &place);
  cairo_translate (cr, 0.5 / self->scale, 0.5 / self->scale);
  chezu_symbol_draw_selection (cr, self->scheme, radius);
  return finish_picture (self, cr, &key, &place);
}

/**
 * chezu_sprites_get_alarm:
 * @priority: 1 … 4
 * @size: of the vehicle's box
 * @faded: of the ring, 0 … CHEZU_SPRITES_PULSES - 1
 *
 * Returns: the ring around a vehicle, and the badge at its upper right
 */
const ChezuSprite *
chezu_sprites_get_alarm (
    ChezuSprites *self, guint priority, double size, guint faded, gboolean doubled)
{
  Key key = { KEY_ALARM, { priority, (guint)(size * 2), faded, (guint)doubled } };
  const ChezuSprite *known = find (self, &key);
  g_autoptr (PangoLayout) text = NULL;
  ChezuSprite place = { 0 };
  double reach = size * 0.98 + CHEZU_BADGE_SMALL + 4.0;
  cairo_t *cr;

  if (known != NULL)
    return known;

  text = pango_layout_new (self->context);
  cr = start_picture (self, reach, reach, &place);
  cairo_translate (cr, 0.5 / self->scale, 0.5 / self->scale);
  chezu_symbol_draw_pulsing_ring (
      cr, self->scheme, priority, size,
      1.0 - (1.0 - CHEZU_SPRITES_PULSE_LOW) * faded / (CHEZU_SPRITES_PULSES - 1), doubled);
  cairo_translate (cr, size * 0.78, -size * 0.78);
  chezu_symbol_draw_badge (cr, self->scheme, priority, CHEZU_BADGE_SMALL, text);
  return finish_picture (self, cr, &key, &place);
}

const ChezuSprite *
chezu_sprites_get_badge (ChezuSprites *self, guint priority, double diameter)
{
  Key key = { KEY_BADGE, { priority, (guint)(diameter * 2) } };
  const ChezuSprite *known = find (self, &key);
  g_autoptr (PangoLayout) text = NULL;
  ChezuSprite place = { 0 };
  cairo_t *cr;

  if (known != NULL)
    return known;

  text = pango_layout_new (self->context);
  cr = start_picture (self, diameter, diameter, &place);
  cairo_translate (cr, 0.5 / self->scale, 0.5 / self->scale);
  chezu_symbol_draw_badge (cr, self->scheme, priority, diameter, text);
  return finish_picture (self, cr, &key, &place);
}

static PangoLayout *
layout_label (ChezuSprites *self, const char *text, gboolean strong)
{
  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new_absolute ((int)(LABEL_PX * PANGO_SCALE)));
  pango_attr_list_insert (
      attributes, pango_attr_weight_new (strong ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_MEDIUM));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  /* Han glyphs in the forms of the mainland. */
  pango_attr_list_insert (attributes,
                          pango_attr_language_new (pango_language_from_string ("zh-cn")));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/**
 * chezu_sprites_get_label:
 * @text: as it is to be read
 * @strong: in the weight of what is selected
 *
 * Returns: the text with its halo, centred
 */
const ChezuSprite *
chezu_sprites_get_label (ChezuSprites *self, const char *text, gboolean strong)
{
  Key key = { KEY_LABEL, { (guint)strong }, text };
  const ChezuSprite *known = find (self, &key);
  g_autoptr (PangoLayout) layout = NULL;
  ChezuSprite place = { 0 };
  PangoRectangle logical;
  double width;
  double height;
  cairo_t *cr;

  if (known != NULL)
    return known;

  layout = layout_label (self, text, strong);
  pango_layout_get_extents (layout, NULL, &logical);
  width = (double)logical.width / PANGO_SCALE;
  height = (double)logical.height / PANGO_SCALE;
  cr = start_picture (self, width / 2.0 + LABEL_HALO, height / 2.0 + LABEL_HALO / 2.0, &place);
  chezu_symbol_draw_text (cr, self->scheme, layout, -width / 2.0, -height / 2.0, LABEL_HALO);
  return finish_picture (self, cr, &key, &place);
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
  if (self->n_pixels > TRIM_ABOVE_PIXELS
      && g_hash_table_foreach_remove (self->table, is_unused, self) > 0)
    {
      g_clear_pointer (&self->vehicles, g_free);
      self->vehicle_size = 0.0;
    }
  self->stamp++;
}
