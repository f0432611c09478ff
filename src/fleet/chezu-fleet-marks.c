/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells are anchored to the plane and their size belongs to the nearest whole zoom level, so
 * panning changes nothing and zooming regroups only between two levels. A cell becomes a disc at 13
 * vehicles and dissolves at 10; discs that would cover each other join, and part again only when
 * they are well clear; both need to know what was drawn before, which stands in `memory`.
 *
 * Every vehicle of a cell is counted, also those off the screen: invariant of the sums. */

#include "fleet/chezu-fleet-marks.h"

#include "base/chezu-alarm-priority.h"
#include "fleet/chezu-fleet-order.h"

#include <math.h>
#include <string.h>

#define DISC_FROM 13
/* From this zoom on only what lies in one cell of the finest level gathers: zooming cannot part it.
 */
#define STREET_ZOOM 14.0
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
/* To find the disc over a vehicle: squares of that size, hashed into so many lists. */
#define SQUARE_PX 64.0f
#define N_SQUARES 1024u

/* A disc while it is being decided about. */
typedef struct
{
  guint64 key;
  guint32 column;
  guint32 row;
  guint joined; /* candidate that took it over, or NONE */
  guint disc;
  double sum_x; /* pixels of the frame */
  double sum_y;
  float x;
  float y;
  float radius;
  guint count;
  guint vehicle;
  guint state[CHEZU_N_STATES];
  guint8 alarm;
} Candidate;

typedef struct
{
  guint disc;
  guint next; /* of the same square, 1 + index */
} Cover;

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
  ChezuFleetWindow window;
  gboolean shows_streets;

  GArray *entries;    /* of ChezuMarksEntry */
  GArray *candidates; /* of Candidate */
  GArray *discs;      /* of ChezuMarksDisc */
  GArray *cells;      /* of ChezuMarksCell */
  GArray *covers;     /* of Cover */
  guint squares[N_SQUARES];
  ChezuFleetOrder order;

  GHashTable *memory;                   /* key → stamp and flags of the last time it was seen */
  const ChezuFleetMarks *remembers_for; /* whose memory is read, and not written; NULL: own */
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
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  self->discs = g_array_new (FALSE, FALSE, sizeof (ChezuMarksDisc));
  self->cells = g_array_new (FALSE, FALSE, sizeof (ChezuMarksCell));
  self->covers = g_array_new (FALSE, FALSE, sizeof (Cover));
  self->memory = g_hash_table_new (hash_key, NULL);
  return self;
}

void
chezu_fleet_marks_free (ChezuFleetMarks *self)
{
  g_array_unref (self->entries);
  g_array_unref (self->candidates);
  g_array_unref (self->discs);
  g_array_unref (self->cells);
  g_array_unref (self->covers);
  g_hash_table_unref (self->memory);
  chezu_fleet_order_clear (&self->order);
  g_free (self);
}

/* --- Cells */

static guint64
key_of (const ChezuFleetMarks *self, guint32 column, guint32 row)
{
  return ((guint64)self->window.level << 52) | ((guint64)column << 26) | row;
}

static gint32
cell_at (double coordinate, double side)
{
  double cells = floor (coordinate / side);

  return (gint32)CLAMP (cells, -1.0, 4.0 / CHEZU_FLEET_TREE_SIDE * 0x1p20);
}

static void
choose_level (ChezuFleetMarks *self)
{
  double zoom = log2 (self->frame.scale / 256.0) + 1e-6;

  self->shows_streets = zoom >= STREET_ZOOM;
  self->window.level = self->shows_streets
                           ? CHEZU_FLEET_TREE_LEVEL_MAX
                           : (guint)CLAMP (floor (zoom + 0.5), 0.0, STREET_ZOOM - 1.0);
}

/**
 * chezu_fleet_marks_begin:
 * @reach: how far from its cell a vehicle may be drawn, plane
 * @memory: (nullable): marks whose memory of discs counts instead of the own, and stays as it is
 *
 * What is left over of the previous frame is forgotten, except for the memory of its discs.
 */
void
chezu_fleet_marks_begin (ChezuFleetMarks *self,
                         const ChezuFleetFrame *frame,
                         double reach,
                         const ChezuFleetMarks *memory)
{
  double margin = FRAME_MARGIN_PX / frame->scale;
  double side;

  self->frame = *frame;
  self->remembers_for = memory;
  choose_level (self);
  side = chezu_fleet_tree_side (self->window.level);
  if (!self->shows_streets)
    margin = MAX (margin, MAX (FRAME_MARGIN_CELLS * side, reach));

  self->window.left = cell_at (frame->x - margin, side);
  self->window.top = cell_at (frame->y - margin, side);
  self->window.right = cell_at (frame->x + frame->width / frame->scale + margin, side);
  self->window.bottom = cell_at (frame->y + frame->height / frame->scale + margin, side);

  g_array_set_size (self->entries, 0);
  g_array_set_size (self->candidates, 0);
  g_array_set_size (self->discs, 0);
  g_array_set_size (self->cells, 0);
}

gboolean
chezu_fleet_marks_shows_streets (const ChezuFleetMarks *self)
{
  return self->shows_streets;
}

/* In which all cells have to be offered. */
const ChezuFleetWindow *
chezu_fleet_marks_get_window (const ChezuFleetMarks *self)
{
  return &self->window;
}

static guint
recall (const ChezuFleetMarks *self, guint64 key)
{
  const ChezuFleetMarks *who = self->remembers_for != NULL ? self->remembers_for : self;
  guint value = GPOINTER_TO_UINT (g_hash_table_lookup (who->memory, GSIZE_TO_POINTER (key)));

  return value & ((1u << FLAGS_BITS) - 1);
}

static void
remember (ChezuFleetMarks *self, guint64 key, guint flags)
{
  if (self->remembers_for == NULL)
    g_hash_table_insert (self->memory, GSIZE_TO_POINTER (key),
                         GUINT_TO_POINTER ((self->stamp << FLAGS_BITS) | flags));
}

gboolean
chezu_fleet_marks_wants_disc (const ChezuFleetMarks *self, guint32 column, guint32 row, guint count)
{
  return count >= DISC_FROM
         || (count > CHEZU_MARKS_DISSOLVES_AT && recall (self, key_of (self, column, row)) != 0);
}

static void
settle_candidate (Candidate *candidate)
{
  candidate->x = (float)(candidate->sum_x / candidate->count);
  candidate->y = (float)(candidate->sum_y / candidate->count);
  candidate->radius = chezu_fleet_disc_radius (candidate->count);
}

static double
to_pixels (guint64 sum, guint count, double origin, double scale)
{
  return (chezu_fleet_tree_dequantize ((double)sum / count) - origin) * scale * count;
}

/* @vehicle: one of the cell */
void
chezu_fleet_marks_add_cell (ChezuFleetMarks *self,
                            guint32 column,
                            guint32 row,
                            const ChezuFleetSum *sum,
                            guint vehicle,
                            guint8 alarm)
{
  const ChezuFleetFrame *frame = &self->frame;
  Candidate candidate = {
    .key = key_of (self, column, row),
    .column = column,
    .row = row,
    .joined = NONE,
    .disc = CHEZU_MARKS_NO_DISC,
    .count = chezu_fleet_sum_count (sum),
    .vehicle = vehicle,
    .alarm = alarm,
  };

  candidate.sum_x = to_pixels (sum->sum_x, candidate.count, frame->x, frame->scale);
  candidate.sum_y = to_pixels (sum->sum_y, candidate.count, frame->y, frame->scale);
  memcpy (candidate.state, sum->state, sizeof candidate.state);
  settle_candidate (&candidate);
  g_array_append_val (self->candidates, candidate);
}

void
chezu_fleet_marks_add (ChezuFleetMarks *self, const ChezuMarksEntry *entry)
{
  g_array_append_vals (self->entries, entry, 1);
}

/* --- Discs */

static gboolean
covers (const ChezuFleetMarks *self, const Candidate *larger, const Candidate *smaller)
{
  float dx = larger->x - smaller->x;
  float dy = larger->y - smaller->y;
  float distance2 = dx * dx + dy * dy;
  float reach = larger->radius + smaller->radius;

  if (distance2 >= reach * reach * PART_BEYOND * PART_BEYOND)
    return FALSE;
  reach *= recall (self, smaller->key) & WAS_JOINED ? PART_BEYOND : JOIN_WITHIN;
  return distance2 < reach * reach;
}

static void
take_over (Candidate *larger, guint larger_index, Candidate *smaller)
{
  smaller->joined = larger_index;
  larger->sum_x += smaller->sum_x;
  larger->sum_y += smaller->sum_y;
  larger->count += smaller->count;
  larger->alarm = chezu_alarm_worse (larger->alarm, smaller->alarm);
  for (guint s = 0; s < CHEZU_N_STATES; s++)
    larger->state[s] += smaller->state[s];
  settle_candidate (larger);
}

/* The largest first; equals as they came, which is the same wherever the frame is. */
static void
sort_candidates (ChezuFleetMarks *self)
{
  guint n = self->candidates->len;

  chezu_fleet_order_begin (&self->order, n);
  for (guint i = 0; i < n; i++)
    chezu_fleet_order_add (&self->order, ~g_array_index (self->candidates, Candidate, i).count, i);
  chezu_fleet_order_sort (&self->order, 0);
}

/* Those that were taken over leave the list.
 * Returns: whether there were any */
static gboolean
join_once (ChezuFleetMarks *self)
{
  Candidate *all = (Candidate *)(gpointer)self->candidates->data;
  guint32 *left = self->order.items;
  guint n = self->order.n;
  guint n_left = 0;

  for (guint i = 0; i < n; i++)
    for (guint j = i + 1; all[left[i]].joined == NONE && j < n; j++)
      if (all[left[j]].joined == NONE && covers (self, &all[left[i]], &all[left[j]]))
        take_over (&all[left[i]], left[i], &all[left[j]]);

  for (guint i = 0; i < n; i++)
    if (all[left[i]].joined == NONE)
      left[n_left++] = left[i];
  self->order.n = n_left;
  return n_left < n;
}

/* Joining moves a centre and may bring it over a third disc: hence several rounds. */
static void
join_candidates (ChezuFleetMarks *self)
{
  for (guint round = 0; round < JOIN_ROUNDS && join_once (self); round++)
    ;
}

static void
make_disc (ChezuFleetMarks *self, Candidate *candidate)
{
  ChezuMarksDisc disc = {
    .x = candidate->x,
    .y = candidate->y,
    .radius = candidate->radius,
    .count = candidate->count,
    .vehicle = candidate->vehicle,
    .alarm = candidate->alarm,
  };

  memcpy (disc.state, candidate->state, sizeof disc.state);
  candidate->disc = self->discs->len;
  g_array_append_val (self->discs, disc);
}

static guint
disc_of (const Candidate *all, guint candidate)
{
  while (all[candidate].joined != NONE)
    candidate = all[candidate].joined;
  return all[candidate].disc;
}

/* What is left in the order are those that nobody took over. */
static void
make_discs (ChezuFleetMarks *self)
{
  Candidate *all = (Candidate *)(gpointer)self->candidates->data;

  for (guint i = 0; i < self->order.n; i++)
    make_disc (self, &all[self->order.items[i]]);
  for (guint i = 0; i < self->candidates->len; i++)
    {
      const ChezuMarksCell cell = { all[i].column, all[i].row, disc_of (all, i) };

      remember (self, all[i].key, all[i].joined == NONE ? WAS_DISC : WAS_JOINED);
      g_array_append_val (self->cells, cell);
    }
}

/* --- Vehicles under discs */

static guint *
square_at (ChezuFleetMarks *self, gint32 column, gint32 row)
{
  guint hash = (guint)column * 0x9E3779B9u ^ (guint)row * 0x85EBCA6Bu;

  return &self->squares[(hash >> 16 ^ hash) % N_SQUARES];
}

static gint32
square_of (float coordinate)
{
  return (gint32)floorf (coordinate / SQUARE_PX);
}

static void
spread_disc (ChezuFleetMarks *self, guint index)
{
  const ChezuMarksDisc *disc = &g_array_index (self->discs, ChezuMarksDisc, index);
  float within = disc->radius * COVERED_WITHIN;

  for (gint32 row = square_of (disc->y - within); row <= square_of (disc->y + within); row++)
    for (gint32 column = square_of (disc->x - within); column <= square_of (disc->x + within);
         column++)
      {
        guint *first = square_at (self, column, row);
        const Cover cover = { index, *first };

        g_array_append_val (self->covers, cover);
        *first = self->covers->len;
      }
}

/* The disc that hides a vehicle, if any: they do not overlap, so there is one at most. */
static guint
covering_disc (ChezuFleetMarks *self, const ChezuMarksEntry *entry)
{
  guint next = *square_at (self, square_of (entry->x), square_of (entry->y));

  while (next != 0)
    {
      const Cover *cover = &g_array_index (self->covers, Cover, next - 1);
      const ChezuMarksDisc *disc = &g_array_index (self->discs, ChezuMarksDisc, cover->disc);
      float within = disc->radius * COVERED_WITHIN;
      float dx = disc->x - entry->x;
      float dy = disc->y - entry->y;

      if (dx * dx + dy * dy < within * within)
        return cover->disc;
      next = cover->next;
    }
  return CHEZU_MARKS_NO_DISC;
}

static void
cover_entries (ChezuFleetMarks *self)
{
  g_array_set_size (self->covers, 0);
  memset (self->squares, 0, sizeof self->squares);
  /* Radii are those of the cells: what is hidden makes no disc larger. */
  for (guint i = 0; i < self->discs->len; i++)
    spread_disc (self, i);

  for (guint i = 0; i < self->entries->len; i++)
    {
      ChezuMarksEntry *entry = &g_array_index (self->entries, ChezuMarksEntry, i);
      ChezuMarksDisc *disc;

      if (entry->rank != CHEZU_MARKS_COMMON)
        continue;
      entry->disc = covering_disc (self, entry);
      if (entry->disc == CHEZU_MARKS_NO_DISC)
        continue;
      disc = &g_array_index (self->discs, ChezuMarksDisc, entry->disc);
      disc->count++;
      disc->state[entry->state]++;
      disc->alarm = chezu_alarm_worse (disc->alarm, entry->alarm);
    }
}

/* Cells of this frame that hold a disc no longer start anew; those elsewhere stay as they were. */
static void
forget_dissolved (ChezuFleetMarks *self)
{
  const ChezuFleetWindow *window = &self->window;
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, self->memory);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint64 bits = GPOINTER_TO_SIZE (key);
      gint32 column = (gint32)((bits >> 26) & 0x3FFFFFF);
      gint32 row = (gint32)(bits & 0x3FFFFFF);

      if (bits >> 52 == window->level && column >= window->left && column <= window->right
          && row >= window->top && row <= window->bottom
          && GPOINTER_TO_UINT (value) >> FLAGS_BITS != self->stamp)
        g_hash_table_iter_remove (&iter);
    }
}

void
chezu_fleet_marks_finish (ChezuFleetMarks *self)
{
  self->stamp = (self->stamp + 1) & (G_MAXUINT >> FLAGS_BITS);
  sort_candidates (self);
  join_candidates (self);
  make_discs (self);
  if (self->discs->len > 0)
    cover_entries (self);
  if (self->remembers_for == NULL)
    forget_dissolved (self);
}

const ChezuMarksEntry *
chezu_fleet_marks_get_entries (const ChezuFleetMarks *self, guint *n)
{
  *n = self->entries->len;
  return (const ChezuMarksEntry *)(gconstpointer)self->entries->data;
}

/* The largest first, but for what they hide. */
const ChezuMarksDisc *
chezu_fleet_marks_get_discs (const ChezuFleetMarks *self, guint *n)
{
  *n = self->discs->len;
  return (const ChezuMarksDisc *)(gconstpointer)self->discs->data;
}

const ChezuMarksCell *
chezu_fleet_marks_get_cells (const ChezuFleetMarks *self, guint *n)
{
  *n = self->cells->len;
  return (const ChezuMarksCell *)(gconstpointer)self->cells->data;
}
