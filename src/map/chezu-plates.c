/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Greedy by rank: selected vehicles, those in an alarm of priority 1 or 2, all others; within a
 * rank those that were placed before come first and try their old side first. A new label wants
 * more room than one that stands already, and one that had to go waits a while: vehicles that pass
 * each other make nothing flicker.
 *
 * What symbols cover is a picture of bits, so that a hundred thousand of them cost little. */

#include "map/chezu-plates.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-format.h"
#include "map/chezu-symbols.h"

#include <string.h>

/* More cannot be read, and text costs. */
#define MAX_PLATES 300
#define MAX_TRIES 2000
#define TILE_PX 4.0f
#define GAP_PX 2.0f
#define RING_GAP_PX 4.0f
/* So much of a symbol's edge may be covered: less than a tile, so that no vehicle is in the way of
 * its own label; more by a label that stands. */
#define TOUCH_PX 1.5f
#define YIELD_PX 5.0f
/* What a new label keeps clear of other labels. */
#define CLEAR_PX 4.0f
#define AWAY_MS 4000

typedef struct
{
  float left;
  float top;
  float right;
  float bottom;
} Box;

/* A bit for each tile that a symbol covers. */
typedef struct
{
  guint64 *tiles;
  gsize n_allocated;
  int n_words; /* to a row */
  int n_rows;
} Room;

/* What is known of a vehicle's label from frames before. */
typedef struct
{
  guint8 side;
  gboolean stands;
  gint64 away_until_ms;
  guint stamp;
} Memory;

struct _ChezuPlates
{
  GArray *plates;     /* of ChezuPlate */
  GArray *boxes;      /* of Box, beside them */
  GHashTable *memory; /* vehicle → Memory */
  Room room;
  guint stamp;
  guint n_tries;
};

enum
{
  SIDE_UPPER_RIGHT,
  SIDE_LOWER_RIGHT,
  SIDE_UPPER_LEFT,
  SIDE_LOWER_LEFT,
  SIDE_ABOVE,
  SIDE_BELOW,
  N_SIDES
};

typedef enum
{
  RANK_SELECTED,
  RANK_ALARM,
  RANK_COMMON,
  N_RANKS,
  RANK_NONE
} Rank;

ChezuPlates *
chezu_plates_new (void)
{
  ChezuPlates *self = g_new0 (ChezuPlates, 1);

  self->plates = g_array_new (FALSE, FALSE, sizeof (ChezuPlate));
  self->boxes = g_array_new (FALSE, FALSE, sizeof (Box));
  self->memory = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
chezu_plates_free (ChezuPlates *self)
{
  g_array_unref (self->plates);
  g_array_unref (self->boxes);
  g_hash_table_unref (self->memory);
  g_free (self->room.tiles);
  g_free (self);
}

/* --- Room */

static void
room_start (Room *room, int width, int height)
{
  gsize n;

  room->n_words = (int)((float)width / TILE_PX) / 64 + 1;
  room->n_rows = (int)((float)height / TILE_PX) + 1;
  n = (gsize)room->n_words * (gsize)room->n_rows;
  if (n > room->n_allocated)
    {
      room->n_allocated = n;
      room->tiles = g_renew (guint64, room->tiles, n);
    }
  memset (room->tiles, 0, n * sizeof (guint64));
}

static inline int
tile_of (float position, int n_tiles)
{
  return CLAMP ((int)(position / TILE_PX), 0, n_tiles - 1);
}

/* The bits from @first to @last of the word with number @word. */
static inline guint64
bits_between (int word, int first, int last)
{
  int from = MAX (first - word * 64, 0);
  int to = MIN (last - word * 64, 63);

  return (G_MAXUINT64 << from) & (G_MAXUINT64 >> (63 - to));
}

static void
room_take (Room *room, const Box *box)
{
  int n_columns = room->n_words * 64;
  int first = tile_of (box->left, n_columns);
  int last = tile_of (box->right, n_columns);
  int bottom = tile_of (box->bottom, room->n_rows);

  for (int row = tile_of (box->top, room->n_rows); row <= bottom; row++)
    for (int word = first / 64; word <= last / 64; word++)
      room->tiles[row * room->n_words + word] |= bits_between (word, first, last);
}

static gboolean
room_is_free (const Room *room, const Box *box)
{
  int n_columns = room->n_words * 64;
  int first = tile_of (box->left, n_columns);
  int last = tile_of (box->right, n_columns);
  int bottom = tile_of (box->bottom, room->n_rows);

  for (int row = tile_of (box->top, room->n_rows); row <= bottom; row++)
    for (int word = first / 64; word <= last / 64; word++)
      if ((room->tiles[row * room->n_words + word] & bits_between (word, first, last)) != 0)
        return FALSE;
  return TRUE;
}

static Box
box_of_mark (const ChezuFleetMark *mark, const ChezuPlateRules *rules)
{
  /* Text may come nearer to a glyph than its halo. */
  float reach = (float)rules->vehicle_size * 0.42f;

  if (mark->count > 1)
    reach = (float)chezu_symbol_disc_reach (mark->count);
  else if (mark->alarm != CHEZU_ALARM_NONE)
    reach = (float)rules->vehicle_size;
  /* The selected vehicle has arcs around it and its plate below. */
  if (mark->count == 1 && mark->vehicle + 1 == rules->apart)
    return (Box){ mark->x - 2.0f * reach - 20.0f, mark->y - 2.5f * reach,
                  mark->x + 2.0f * reach + 20.0f, mark->y + 2.5f * reach + 20.0f };
  return (Box){ mark->x - reach, mark->y - reach, mark->x + reach, mark->y + reach };
}

static void
room_fill (Room *room, const GArray *marks, const ChezuPlateRules *rules)
{
  room_start (room, rules->width, rules->height);
  for (guint i = 0; i < marks->len; i++)
    {
      Box box = box_of_mark (&g_array_index (marks, ChezuFleetMark, i), rules);

      room_take (room, &box);
    }
  for (guint i = 0; rules->names != NULL && i < rules->names->len; i++)
    {
      const graphene_rect_t *name = &g_array_index (rules->names, graphene_rect_t, i);
      Box box = { name->origin.x, name->origin.y, name->origin.x + name->size.width,
                  name->origin.y + name->size.height };

      room_take (room, &box);
    }
}

/* --- Placing */

static Box
grow (const Box *box, float by)
{
  return (Box){ box->left - by, box->top - by, box->right + by, box->bottom + by };
}

static gboolean
overlap (const Box *a, const Box *b)
{
  return a->left < b->right && a->right > b->left && a->top < b->bottom && a->bottom > b->top;
}

static gboolean
is_free (const ChezuPlates *self, const Box *box, gboolean stands)
{
  Box wanted = grow (box, stands ? -YIELD_PX : -TOUCH_PX);

  if (!room_is_free (&self->room, &wanted))
    return FALSE;
  wanted = grow (box, stands ? 0.0f : CLEAR_PX);
  for (guint i = 0; i < self->boxes->len; i++)
    if (overlap (&g_array_index (self->boxes, Box, i), &wanted))
      return FALSE;
  return TRUE;
}

static Box
box_of_side (const ChezuFleetMark *mark, guint side, float half_width, float half_height, float gap)
{
  float x = mark->x;
  float y = mark->y;

  switch (side)
    {
    case SIDE_UPPER_RIGHT:
    case SIDE_LOWER_RIGHT:
      x += gap + half_width;
      break;
    case SIDE_UPPER_LEFT:
    case SIDE_LOWER_LEFT:
      x -= gap + half_width;
      break;
    default:
      break;
    }
  switch (side)
    {
    case SIDE_UPPER_RIGHT:
    case SIDE_UPPER_LEFT:
      y -= half_height * 0.6f;
      break;
    case SIDE_LOWER_RIGHT:
    case SIDE_LOWER_LEFT:
      y += half_height * 0.6f;
      break;
    case SIDE_ABOVE:
      y -= gap + half_height;
      break;
    default:
      y += gap + half_height;
      break;
    }
  return (Box){ x - half_width, y - half_height, x + half_width, y + half_height };
}

static Rank
rank_of (const ChezuFleetMark *mark, const ChezuFleetArrays *fleet, const ChezuPlateRules *rules)
{
  if (mark->count > 1 || mark->vehicle + 1 == rules->apart)
    return RANK_NONE;
  if (rules->selection != NULL
      && chezu_selection_contains (rules->selection, fleet->id[mark->vehicle]))
    return RANK_SELECTED;
  if (mark->alarm == CHEZU_ALARM_P1 || mark->alarm == CHEZU_ALARM_P2)
    return RANK_ALARM;
  return rules->all ? RANK_COMMON : RANK_NONE;
}

static const ChezuSprite *
get_text (ChezuFleet *fleet, ChezuSprites *sprites, const ChezuPlateRules *rules, guint vehicle)
{
  const char *driver = rules->with_drivers ? chezu_fleet_get_driver (fleet, vehicle) : NULL;
  const char *plate = driver == NULL ? chezu_fleet_get_plate (fleet, vehicle) : NULL;
  g_autofree char *shown = NULL;

  if (driver != NULL)
    return chezu_sprites_get_label (sprites, driver, FALSE);
  if (plate == NULL)
    return NULL;
  shown = chezu_format_plate (plate);
  return chezu_sprites_get_label (sprites, shown, FALSE);
}

static gboolean
try_side (ChezuPlates *self,
          const ChezuFleetMark *mark,
          const ChezuSprite *sprite,
          const ChezuPlateRules *rules,
          guint side,
          gboolean stands)
{
  float size = (float)rules->vehicle_size;
  float gap = mark->alarm != CHEZU_ALARM_NONE ? size + RING_GAP_PX : size * 0.5f + GAP_PX;
  Box box = box_of_side (mark, side, (float)(sprite->width / 2.0 / rules->scale),
                         (float)(sprite->height / 2.0 / rules->scale), gap);
  ChezuPlate plate = {
    .sprite = sprite,
    .vehicle = mark->vehicle,
    .x = (box.left + box.right) / 2.0,
    .y = (box.top + box.bottom) / 2.0,
  };

  if (!is_free (self, &box, stands))
    return FALSE;
  g_array_append_val (self->plates, plate);
  g_array_append_val (self->boxes, box);
  return TRUE;
}

static Memory *
remember (ChezuPlates *self, guint vehicle)
{
  Memory *memory = g_hash_table_lookup (self->memory, GUINT_TO_POINTER (vehicle));

  if (memory == NULL)
    {
      memory = g_new0 (Memory, 1);
      g_hash_table_insert (self->memory, GUINT_TO_POINTER (vehicle), memory);
    }
  return memory;
}

/* @memory: (nullable): of a vehicle that had a label */
static void
place (ChezuPlates *self,
       const ChezuFleetMark *mark,
       const ChezuSprite *sprite,
       const ChezuPlateRules *rules,
       Memory *memory,
       gint64 now_ms)
{
  gboolean stands = memory != NULL && memory->stands;

  for (guint i = 0; i < N_SIDES; i++)
    {
      guint side = stands ? (memory->side + i) % N_SIDES : i;

      if (!try_side (self, mark, sprite, rules, side, stands && i == 0))
        continue;
      memory = remember (self, mark->vehicle);
      memory->side = (guint8)side;
      memory->stands = TRUE;
      memory->stamp = self->stamp;
      return;
    }
  if (stands)
    {
      memory->stands = FALSE;
      memory->away_until_ms = now_ms + AWAY_MS;
      memory->stamp = self->stamp;
    }
}

/* In two passes: those that stand, then those that would like to. */
static void
place_rank (ChezuPlates *self,
            ChezuFleet *fleet,
            ChezuSprites *sprites,
            const GArray *marks,
            const ChezuPlateRules *rules,
            Rank rank,
            gint64 now_ms)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < marks->len && self->plates->len < MAX_PLATES; i++)
      {
        const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);
        const ChezuSprite *sprite;
        Memory *memory;

        if (rank_of (mark, arrays, rules) != rank)
          continue;
        memory = g_hash_table_lookup (self->memory, GUINT_TO_POINTER (mark->vehicle));
        if ((memory != NULL && memory->stands) != (pass == 0))
          continue;
        if (pass == 1)
          {
            gboolean is_away = memory != NULL && memory->away_until_ms > now_ms
                               && memory->away_until_ms <= now_ms + AWAY_MS;

            if (memory != NULL && memory->stamp == self->stamp)
              continue;
            if (is_away)
              {
                memory->stamp = self->stamp;
                continue;
              }
            if (self->n_tries++ >= MAX_TRIES)
              return;
          }
        sprite = get_text (fleet, sprites, rules, mark->vehicle);
        if (sprite != NULL)
          place (self, mark, sprite, rules, memory, now_ms);
      }
}

static gboolean
is_forgotten (gpointer key, gpointer value, gpointer data)
{
  return ((const Memory *)value)->stamp != ((const ChezuPlates *)data)->stamp;
}

/**
 * chezu_plates_place:
 * @marks: (element-type ChezuFleetMark): what is drawn; single vehicles get labels
 * @now_ms: of the fleet
 */
void
chezu_plates_place (ChezuPlates *self,
                    ChezuFleet *fleet,
                    ChezuSprites *sprites,
                    const GArray *marks,
                    const ChezuPlateRules *rules,
                    gint64 now_ms)
{
  gboolean any = rules->all;

  g_array_set_size (self->plates, 0);
  g_array_set_size (self->boxes, 0);
  self->stamp++;
  self->n_tries = 0;
  for (guint i = 0; !any && i < marks->len; i++)
    any = rank_of (&g_array_index (marks, ChezuFleetMark, i), chezu_fleet_peek (fleet), rules)
          != RANK_NONE;
  if (any)
    {
      room_fill (&self->room, marks, rules);
      for (Rank rank = 0; rank < N_RANKS; rank++)
        place_rank (self, fleet, sprites, marks, rules, rank, now_ms);
    }
  g_hash_table_foreach_remove (self->memory, is_forgotten, self);
}

guint
chezu_plates_get_n (ChezuPlates *self)
{
  return self->plates->len;
}

const ChezuPlate *
chezu_plates_get (ChezuPlates *self, guint index)
{
  return &g_array_index (self->plates, ChezuPlate, index);
}
