/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Greedy, in the order of the vehicles. A plate that was placed is placed first and tries its old
 * side first, so that it stays while its vehicle moves. */

#include "map/chezu-plates.h"

#include "base/chezu-format.h"
#include "map/chezu-symbols.h"

/* More cannot be read, and text costs. */
#define MAX_PLATES 300
#define CELL_PX 64.0f
#define GAP_PX 2.0f

typedef struct
{
  float left;
  float top;
  float right;
  float bottom;
} Box;

typedef struct
{
  Box box;
  guint next; /* entry + 1 in the same cell */
} Entry;

/* What is taken already, by cells. */
typedef struct
{
  GHashTable *heads; /* cell → entry + 1 */
  GArray *entries;
} Room;

struct _ChezuPlates
{
  GArray *plates;    /* of ChezuPlate */
  GHashTable *sides; /* vehicle → side + 1, of the last placement */
  Room room;
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

ChezuPlates *
chezu_plates_new (void)
{
  ChezuPlates *self = g_new0 (ChezuPlates, 1);

  self->plates = g_array_new (FALSE, FALSE, sizeof (ChezuPlate));
  self->sides = g_hash_table_new (NULL, NULL);
  self->room.heads = g_hash_table_new (NULL, NULL);
  self->room.entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
chezu_plates_free (ChezuPlates *self)
{
  g_array_unref (self->plates);
  g_hash_table_unref (self->sides);
  g_hash_table_unref (self->room.heads);
  g_array_unref (self->room.entries);
  g_free (self);
}

/* --- Room */

static int
cell_of (float position)
{
  return (int)(position / CELL_PX) - (position < 0.0f ? 1 : 0);
}

static gpointer
cell_key (int column, int row)
{
  return GUINT_TO_POINTER (((guint)(column + 0x4000) << 16) | (guint)(row + 0x4000));
}

static void
room_take (Room *room, const Box *box)
{
  for (int row = cell_of (box->top); row <= cell_of (box->bottom); row++)
    for (int column = cell_of (box->left); column <= cell_of (box->right); column++)
      {
        gpointer key = cell_key (column, row);
        Entry entry = { *box, GPOINTER_TO_UINT (g_hash_table_lookup (room->heads, key)) };

        g_array_append_val (room->entries, entry);
        g_hash_table_insert (room->heads, key, GUINT_TO_POINTER (room->entries->len));
      }
}

static gboolean
overlap (const Box *a, const Box *b)
{
  return a->left < b->right && a->right > b->left && a->top < b->bottom && a->bottom > b->top;
}

static gboolean
room_is_free (const Room *room, const Box *box)
{
  for (int row = cell_of (box->top); row <= cell_of (box->bottom); row++)
    for (int column = cell_of (box->left); column <= cell_of (box->right); column++)
      {
        guint at = GPOINTER_TO_UINT (g_hash_table_lookup (room->heads, cell_key (column, row)));

        while (at != 0)
          {
            const Entry *entry = &g_array_index (room->entries, Entry, at - 1);

            if (overlap (&entry->box, box))
              return FALSE;
            at = entry->next;
          }
      }
  return TRUE;
}

static void
room_fill (Room *room, GArray *marks, guint apart, double vehicle_size)
{
  /* Text may come nearer to a glyph than its halo. */
  float half = (float)vehicle_size * 0.42f;

  g_hash_table_remove_all (room->heads);
  g_array_set_size (room->entries, 0);
  for (guint i = 0; i < marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);
      float reach = mark->count > 1 ? (float)chezu_symbol_disc_reach (mark->count) : half;
      Box box = { mark->x - reach, mark->y - reach, mark->x + reach, mark->y + reach };

      /* The selected vehicle has arcs around it and its plate below. */
      if (mark->count == 1 && mark->vehicle + 1 == apart)
        box = (Box){ mark->x - 2.0f * reach - 20.0f, mark->y - 2.5f * reach,
                     mark->x + 2.0f * reach + 20.0f, mark->y + 2.5f * reach + 20.0f };
      room_take (room, &box);
    }
}

/* --- Placing */

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

static gboolean
place (ChezuPlates *self,
       const ChezuFleetMark *mark,
       const ChezuSprite *sprite,
       guint preferred,
       float gap,
       double scale,
       guint *side)
{
  float half_width = (float)(sprite->width / 2.0 / scale);
  float half_height = (float)(sprite->height / 2.0 / scale);

  for (guint i = 0; i < N_SIDES; i++)
    {
      ChezuPlate plate = { .sprite = sprite };
      Box box;

      *side = (preferred + i) % N_SIDES;
      box = box_of_side (mark, *side, half_width, half_height, gap);
      if (!room_is_free (&self->room, &box))
        continue;

      room_take (&self->room, &box);
      plate.x = (box.left + box.right) / 2.0;
      plate.y = (box.top + box.bottom) / 2.0;
      g_array_append_val (self->plates, plate);
      return TRUE;
    }
  return FALSE;
}

/**
 * chezu_plates_place:
 * @marks: (element-type ChezuFleetMark): what is drawn; single vehicles get plates
 * @apart: 1 + index of the vehicle that bears its plate already, 0 none
 * @vehicle_size: side of a glyph's box
 * @scale: device pixels to the logical pixel
 */
void
chezu_plates_place (ChezuPlates *self,
                    ChezuFleet *fleet,
                    ChezuSprites *sprites,
                    GArray *marks,
                    guint apart,
                    double vehicle_size,
                    double scale)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->sides);
  float gap = (float)vehicle_size * 0.5f + GAP_PX;

  self->sides = g_hash_table_new (NULL, NULL);
  g_array_set_size (self->plates, 0);
  room_fill (&self->room, marks, apart, vehicle_size);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < marks->len && self->plates->len < MAX_PLATES; i++)
      {
        const ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);
        gpointer key = GUINT_TO_POINTER (mark->vehicle);
        guint known = GPOINTER_TO_UINT (g_hash_table_lookup (before, key));
        g_autofree char *shown = NULL;
        const char *text;
        guint side;

        if (mark->count > 1 || mark->vehicle + 1 == apart || (known != 0) != (pass == 0))
          continue;
        text = chezu_fleet_get_plate (fleet, mark->vehicle);
        if (text == NULL)
          continue;
        shown = chezu_format_plate (text);
        if (place (self, mark, chezu_sprites_get_label (sprites, shown, FALSE),
                   known != 0 ? known - 1 : 0, gap, scale, &side))
          g_hash_table_insert (self->sides, key, GUINT_TO_POINTER (side + 1));
      }
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
