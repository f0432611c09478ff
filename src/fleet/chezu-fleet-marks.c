/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are anchored to the Mercator square and their size belongs to the nearest whole zoom level,
 * so panning changes nothing and zooming regroups only between two levels. A cell becomes a disc
 * at 13 vehicles and dissolves at 10; discs that would cover each other join, and part again only
 * when they are well clear; both need to know what was drawn before, which stands in `memory`.
 *
 * Every vehicle of a cell is counted, also those off the screen: invariant of the sums. */

#include "fleet/chezu-fleet-marks.h"

#include <math.h>
#include <string.h>

#define CELL_PX 72.0
#define DISC_FROM 13
#define DISC_DISSOLVES_AT 10
/* From this zoom on only what lies in one cell of the last zoom gathers: zooming cannot part it. */
#define STACK_ZOOM 14.0
#define STACK_LEVEL 18
#define STACK_CELL_PX 16.0
/* The largest glyph reaches that far over the edge of the frame. */
#define FRAME_MARGIN_PX 48.0
/* What may join a disc that is cut by the edge of the frame. */
#define FRAME_MARGIN_CELLS 2.0
/* Centres nearer than this part of both radii join; farther than that they part. */
#define JOIN_WITHIN 1.05f
#define PART_BEYOND 1.3f
#define JOIN_ROUNDS 4
/* A vehicle that deep under a disc would be hidden: it counts as part of it. */
#define COVERED_WITHIN 0.8f

typedef struct
{
  guint64 key; /* of the cell */
  double sum_x;
  double sum_y;
  float sum_vx;
  float sum_vy;
  guint count;
  guint vehicle;
  guint disc;
  guint state[CHEZU_N_STATES];
} Bin;

/* A disc while it is being decided about. */
typedef struct
{
  guint64 key;
  guint bin;
  guint joined; /* candidate that took it over, or NONE */
  double sum_x;
  double sum_y;
  float sum_vx;
  float sum_vy;
  guint count;
  guint state[CHEZU_N_STATES];
} Candidate;

#define NONE G_MAXUINT

enum
{
  WAS_DISC = 1,
  WAS_JOINED = 2,
  FLAGS_BITS = 2,
};

struct _ChezuFleetMarks
{
  ChezuFleetFrame frame;
  guint level;
  double cell; /* Mercator units */
  gint64 left; /* range of cells that are looked at */
  gint64 top;
  gint64 right;
  gint64 bottom;

  GArray *entries;    /* of ChezuMarksEntry */
  GArray *bins;       /* of Bin */
  GArray *candidates; /* of Candidate */
  GArray *discs;      /* of ChezuMarksDisc */
  guint *by_x;        /* discs sorted by x */
  guint by_x_allocated;
  guint *slots; /* open addressing: bin + 1 */
  guint n_slots;

  GHashTable *memory; /* key → stamp and flags of the last time it was seen */
  guint stamp;
};

float
chezu_fleet_disc_radius (guint count)
{
  return 8.5f + 5.25f * log10f ((float)MAX (count, 1u));
}

static guint
hash_key (gconstpointer key)
{
  return (guint)((GPOINTER_TO_SIZE (key) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32);
}

ChezuFleetMarks *
chezu_fleet_marks_new (void)
{
  ChezuFleetMarks *self = g_new0 (ChezuFleetMarks, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (ChezuMarksEntry));
  self->bins = g_array_new (FALSE, FALSE, sizeof (Bin));
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self->discs = g_array_new (FALSE, FALSE, sizeof (ChezuMarksDisc));
  self->memory = g_hash_table_new (hash_key, NULL);
  self->n_slots = 4096;
  self->slots = g_new0 (guint, self->n_slots);
  return self;
}

void
chezu_fleet_marks_free (ChezuFleetMarks *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->bins);
  g_array_unref (self->candidates);
  g_array_unref (self->discs);
  g_hash_table_unref (self->memory);
  g_free (self->by_x);
  g_free (self->slots);
  g_free (self);
}

static guint64
key_of (const ChezuFleetMarks *self, gint64 column, gint64 row)
{
  return ((guint64)self->level << 52) | ((guint64)column << 26) | (guint64)row;
}

static void
choose_cells (ChezuFleetMarks *self)
{
  double zoom = log2 (self->frame.scale / 256.0) + 1e-6;

  if (zoom >= STACK_ZOOM)
    {
      self->level = STACK_LEVEL;
      self->cell = STACK_CELL_PX / (256.0 * exp2 (STACK_LEVEL));
    }
  else
    {
      self->level = (guint)CLAMP (floor (zoom + 0.5), 0.0, STACK_ZOOM - 1.0);
      self->cell = CELL_PX / (256.0 * exp2 (self->level));
    }
}

/* What is left over of the previous frame is forgotten, except for the memory of its discs. */
void
chezu_fleet_marks_begin (ChezuFleetMarks *self, const ChezuFleetFrame *frame)
{
  double margin;
  gint64 n_cells;

  self->frame = *frame;
  choose_cells (self);
  n_cells = (gint64)ceil (1.0 / self->cell);
  margin = MAX (FRAME_MARGIN_PX / frame->scale, FRAME_MARGIN_CELLS * self->cell);

  self->left = (gint64)floor ((frame->x - margin) / self->cell);
  self->top = (gint64)floor ((frame->y - margin) / self->cell);
  self->right = (gint64)floor ((frame->x + frame->width / frame->scale + margin) / self->cell);
  self->bottom = (gint64)floor ((frame->y + frame->height / frame->scale + margin) / self->cell);
  self->left = CLAMP (self->left, 0, n_cells);
  self->top = CLAMP (self->top, 0, n_cells);
  self->right = CLAMP (self->right, -1, n_cells);
  self->bottom = CLAMP (self->bottom, -1, n_cells);

  g_array_set_size (self->entries, 0);
  g_array_set_size (self->bins, 0);
  g_array_set_size (self->candidates, 0);
  g_array_set_size (self->discs, 0);
  memset (self->slots, 0, self->n_slots * sizeof (guint));
}

/* The rectangle in which every vehicle has to be added; Mercator. */
void
chezu_fleet_marks_get_bounds (
    const ChezuFleetMarks *self, double *x0, double *y0, double *x1, double *y1)
{
  *x0 = (double)self->left * self->cell;
  *y0 = (double)self->top * self->cell;
  *x1 = (double)(self->right + 1) * self->cell;
  *y1 = (double)(self->bottom + 1) * self->cell;
}

static guint
find_slot (const ChezuFleetMarks *self, guint64 key)
{
  guint mask = self->n_slots - 1;
  guint slot = hash_key (GSIZE_TO_POINTER (key)) & mask;

  while (self->slots[slot] != 0
         && g_array_index (self->bins, Bin, self->slots[slot] - 1).key != key)
    slot = (slot + 1) & mask;
  return slot;
}

static void
grow_slots (ChezuFleetMarks *self)
{
  self->n_slots *= 4;
  self->slots = g_renew (guint, self->slots, self->n_slots);
  memset (self->slots, 0, self->n_slots * sizeof (guint));
  for (guint i = 0; i < self->bins->len; i++)
    self->slots[find_slot (self, g_array_index (self->bins, Bin, i).key)] = i + 1;
}

static guint
bin_of (ChezuFleetMarks *self, guint64 key)
{
  guint slot = find_slot (self, key);

  if (self->slots[slot] == 0)
    {
      const Bin bin = { .key = key, .disc = CHEZU_MARKS_NO_DISC };

      if (self->bins->len * 2 >= self->n_slots)
        {
          grow_slots (self);
          slot = find_slot (self, key);
        }
      g_array_append_val (self->bins, bin);
      self->slots[slot] = self->bins->len;
    }
  return self->slots[slot] - 1;
}

/**
 * chezu_fleet_marks_add:
 * @x: Mercator
 * @entry: vehicle, state, course, vx and vy (Mercator units a second) and apart are taken
 */
void
chezu_fleet_marks_add (ChezuFleetMarks *self, double x, double y, const ChezuMarksEntry *entry)
{
  gint64 column = (gint64)floor (x / self->cell);
  gint64 row = (gint64)floor (y / self->cell);
  ChezuMarksEntry placed = *entry;
  float scale = (float)self->frame.scale;
  Bin *bin;

  if (column < self->left || column > self->right || row < self->top || row > self->bottom)
    return;

  placed.x = (float)((x - self->frame.x) * self->frame.scale);
  placed.y = (float)((y - self->frame.y) * self->frame.scale);
  placed.vx *= scale;
  placed.vy *= scale;
  placed.disc = CHEZU_MARKS_NO_DISC;
  placed.bin = NONE;

  if (!placed.apart)
    {
      placed.bin = bin_of (self, key_of (self, column, row));
      bin = &g_array_index (self->bins, Bin, placed.bin);
      bin->sum_x += placed.x;
      bin->sum_y += placed.y;
      bin->sum_vx += placed.vx;
      bin->sum_vy += placed.vy;
      bin->state[placed.state]++;
      if (bin->count++ == 0)
        bin->vehicle = placed.vehicle;
    }
  g_array_append_val (self->entries, placed);
}

static guint
recall (const ChezuFleetMarks *self, guint64 key)
{
  guint value = GPOINTER_TO_UINT (g_hash_table_lookup (self->memory, GSIZE_TO_POINTER (key)));

  return value & ((1u << FLAGS_BITS) - 1);
}

static void
remember (ChezuFleetMarks *self, guint64 key, guint flags)
{
  g_hash_table_insert (self->memory, GSIZE_TO_POINTER (key),
                       GUINT_TO_POINTER ((self->stamp << FLAGS_BITS) | flags));
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *one = a;
  const Candidate *other = b;

  if (one->count != other->count)
    return one->count > other->count ? -1 : 1;
  return one->key < other->key ? -1 : one->key > other->key;
}

static void
find_candidates (ChezuFleetMarks *self)
{
  for (guint i = 0; i < self->bins->len; i++)
    {
      const Bin *bin = &g_array_index (self->bins, Bin, i);
      Candidate candidate;

      if (bin->count <= DISC_DISSOLVES_AT
          || (bin->count < DISC_FROM && recall (self, bin->key) == 0))
        continue;

      candidate = (Candidate){
        .key = bin->key,
        .bin = i,
        .joined = NONE,
        .sum_x = bin->sum_x,
        .sum_y = bin->sum_y,
        .sum_vx = bin->sum_vx,
        .sum_vy = bin->sum_vy,
        .count = bin->count,
      };
      memcpy (candidate.state, bin->state, sizeof candidate.state);
      g_array_append_val (self->candidates, candidate);
    }
  g_array_sort (self->candidates, compare_candidates);
}

static gboolean
covers (const ChezuFleetMarks *self, const Candidate *larger, const Candidate *smaller)
{
  float dx = (float)(larger->sum_x / larger->count - smaller->sum_x / smaller->count);
  float dy = (float)(larger->sum_y / larger->count - smaller->sum_y / smaller->count);
  float reach = chezu_fleet_disc_radius (larger->count) + chezu_fleet_disc_radius (smaller->count);

  if (dx > 2.0f * reach || dx < -2.0f * reach)
    return FALSE;
  reach *= recall (self, smaller->key) & WAS_JOINED ? PART_BEYOND : JOIN_WITHIN;
  return dx * dx + dy * dy < reach * reach;
}

static void
take_over (Candidate *larger, guint larger_index, Candidate *smaller)
{
  smaller->joined = larger_index;
  larger->sum_x += smaller->sum_x;
  larger->sum_y += smaller->sum_y;
  larger->sum_vx += smaller->sum_vx;
  larger->sum_vy += smaller->sum_vy;
  larger->count += smaller->count;
  for (guint s = 0; s < CHEZU_N_STATES; s++)
    larger->state[s] += smaller->state[s];
}

/* Joining moves a centre and may bring it over a third disc: hence several rounds. */
static void
join_candidates (ChezuFleetMarks *self)
{
  Candidate *all = (Candidate *)(gpointer)self->candidates->data;
  gboolean joined = TRUE;

  for (guint round = 0; joined && round < JOIN_ROUNDS; round++)
    {
      joined = FALSE;
      for (guint i = 0; i < self->candidates->len; i++)
        for (guint j = i + 1; all[i].joined == NONE && j < self->candidates->len; j++)
          if (all[j].joined == NONE && covers (self, &all[i], &all[j]))
            {
              take_over (&all[i], i, &all[j]);
              joined = TRUE;
            }
    }
}

/* Joined candidates come after the one that took them over. */
static void
make_discs (ChezuFleetMarks *self)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (self->candidates, Candidate, i);
      Bin *bin = &g_array_index (self->bins, Bin, candidate->bin);
      ChezuMarksDisc disc;

      remember (self, candidate->key, candidate->joined == NONE ? WAS_DISC : WAS_JOINED);
      if (candidate->joined != NONE)
        {
          guint taken_by = g_array_index (self->candidates, Candidate, candidate->joined).bin;

          bin->disc = g_array_index (self->bins, Bin, taken_by).disc;
          continue;
        }

      disc = (ChezuMarksDisc){
        .x = (float)(candidate->sum_x / candidate->count),
        .y = (float)(candidate->sum_y / candidate->count),
        .vx = candidate->sum_vx / (float)candidate->count,
        .vy = candidate->sum_vy / (float)candidate->count,
        .radius = chezu_fleet_disc_radius (candidate->count),
        .count = candidate->count,
        .vehicle = bin->vehicle,
      };
      memcpy (disc.state, candidate->state, sizeof disc.state);
      bin->disc = self->discs->len;
      g_array_append_val (self->discs, disc);
    }
}

static int
compare_by_x (gconstpointer a, gconstpointer b, gpointer data)
{
  const ChezuMarksDisc *discs = data;
  float one = discs[*(const guint *)a].x;
  float other = discs[*(const guint *)b].x;

  return one < other ? -1 : one > other;
}

static float
sort_by_x (ChezuFleetMarks *self)
{
  float largest = 0.0f;

  if (self->by_x_allocated < self->discs->len)
    {
      self->by_x_allocated = self->discs->len * 2;
      self->by_x = g_renew (guint, self->by_x, self->by_x_allocated);
    }
  for (guint i = 0; i < self->discs->len; i++)
    {
      self->by_x[i] = i;
      largest = MAX (largest, g_array_index (self->discs, ChezuMarksDisc, i).radius);
    }
  g_sort_array (self->by_x, self->discs->len, sizeof (guint), compare_by_x, self->discs->data);
  return largest;
}

/* The disc that hides a vehicle, if any. */
static guint
covering_disc (const ChezuFleetMarks *self, const ChezuMarksEntry *entry, float largest)
{
  const ChezuMarksDisc *discs = (const ChezuMarksDisc *)(gconstpointer)self->discs->data;
  guint low = 0;
  guint high = self->discs->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (discs[self->by_x[middle]].x < entry->x - largest)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < self->discs->len && discs[self->by_x[low]].x <= entry->x + largest; low++)
    {
      const ChezuMarksDisc *disc = &discs[self->by_x[low]];
      float within = disc->radius * COVERED_WITHIN;
      float dx = disc->x - entry->x;
      float dy = disc->y - entry->y;

      if (dx * dx + dy * dy < within * within)
        return self->by_x[low];
    }
  return CHEZU_MARKS_NO_DISC;
}

static void
assign_entries (ChezuFleetMarks *self)
{
  ChezuMarksDisc *discs = (ChezuMarksDisc *)(gpointer)self->discs->data;
  float largest = sort_by_x (self);

  for (guint i = 0; i < self->entries->len; i++)
    {
      ChezuMarksEntry *entry = &g_array_index (self->entries, ChezuMarksEntry, i);

      if (entry->apart)
        continue;
      entry->disc = g_array_index (self->bins, Bin, entry->bin).disc;
      if (entry->disc != CHEZU_MARKS_NO_DISC)
        continue;
      entry->disc = covering_disc (self, entry, largest);
      if (entry->disc == CHEZU_MARKS_NO_DISC)
        continue;
      discs[entry->disc].count++;
      discs[entry->disc].state[entry->state]++;
    }
}

/* Cells of this frame that hold a disc no longer start anew; those elsewhere stay as they were. */
static void
forget_dissolved (ChezuFleetMarks *self)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->memory);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint64 bits = GPOINTER_TO_SIZE (key);
      gint64 column = (gint64)((bits >> 26) & 0x3FFFFFF);
      gint64 row = (gint64)(bits & 0x3FFFFFF);

      if (bits >> 52 == self->level && column >= self->left && column <= self->right
          && row >= self->top && row <= self->bottom
          && GPOINTER_TO_UINT (value) >> FLAGS_BITS != self->stamp)
        g_hash_table_iter_remove (&iter);
    }
}

void
chezu_fleet_marks_finish (ChezuFleetMarks *self)
{
  self->stamp = (self->stamp + 1) & (G_MAXUINT >> FLAGS_BITS);
  find_candidates (self);
  join_candidates (self);
  make_discs (self);
  if (self->discs->len > 0)
    assign_entries (self);
  forget_dissolved (self);
}

const ChezuMarksEntry *
chezu_fleet_marks_get_entries (const ChezuFleetMarks *self, guint *n)
{
  *n = self->entries->len;
  return (const ChezuMarksEntry *)(gconstpointer)self->entries->data;
}

const ChezuMarksDisc *
chezu_fleet_marks_get_discs (const ChezuFleetMarks *self, guint *n)
{
  *n = self->discs->len;
  return (const ChezuMarksDisc *)(gconstpointer)self->discs->data;
}
