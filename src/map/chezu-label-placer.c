/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-label-placer.h"

#include <math.h>

/* Free space around every text and symbol. */
#define CLEARANCE 2.0f
/* A name that stands gives way only when something reaches this far into it, so that a disc that
 * sways does not make it jump. */
#define PATIENCE 1.5f
/* New names keep clear of the edge of the view. */
#define EDGE 4.0f
#define BOXES_MAX 16
#define TRAFFIC_GRAIN 6.0f

/* What was placed last time. */
typedef struct
{
  guint64 key;
  gboolean has_text;
  ChezuSpot spot;
} Memory;

struct _ChezuLabelPlacer
{
  GHashTable *memories;                  /* key → Memory */
  GArray *placed;                        /* of ChezuPlacedLabel */
  GArray *taken;                         /* of ChezuBox */
  GArray *order;                         /* of Order */
  const ChezuLabelCandidate *candidates; /* of the run */
  const ChezuLabelScene *scene;

  GArray *traffic; /* of guint8: squares of the view with a single vehicle on them */
  guint traffic_columns;
  guint traffic_rows;
};

typedef struct
{
  guint candidate;
  const Memory *memory;
} Order;

gboolean
chezu_box_overlaps_circle (const ChezuBox *box, const ChezuCircle *circle)
{
  float dx = circle->x - CLAMP (circle->x, box->left, box->right);
  float dy = circle->y - CLAMP (circle->y, box->top, box->bottom);

  return dx * dx + dy * dy < circle->radius * circle->radius;
}

static guint
add_box (ChezuBox *boxes, guint n, float left, float top, float right, float bottom)
{
  boxes[n] = (ChezuBox){ left, top, right, bottom };
  return n + 1;
}

/* A slanted text is a row of squares along its line. */
static guint
add_slanted_boxes (const ChezuLabelCandidate *candidate, float x, float y, ChezuBox *boxes, guint n)
{
  guint count
      = (guint)CLAMP (ceilf (candidate->width / MAX (candidate->height, 1)), 1, BOXES_MAX - 1);
  float half = MAX (candidate->height, candidate->width / count) / 2;

  for (guint i = 0; i < count; i++)
    {
      float along = ((i + 0.5f) / count - 0.5f) * candidate->width;
      float center_x = x + along * cosf (candidate->angle);
      float center_y = y + along * sinf (candidate->angle);

      n = add_box (boxes, n, center_x - half, center_y - half, center_x + half, center_y + half);
    }
  return n;
}

static void
locate_text (const ChezuLabelCandidate *candidate, ChezuPlacedLabel *placed)
{
  float w = candidate->width;
  float h = candidate->height;
  float gap = candidate->gap;
  /* Diagonal spots: the text begins beside the point, a little above or below its middle. */
  float right = placed->x + gap;
  float left = placed->x - gap - w;
  float upper = placed->y - h * 0.78f;
  float lower = placed->y - h * 0.22f;

  switch (placed->spot)
    {
    case CHEZU_SPOT_UPPER_RIGHT:
      placed->text_x = right;
      placed->text_y = upper;
      break;
    case CHEZU_SPOT_LOWER_RIGHT:
      placed->text_x = right;
      placed->text_y = lower;
      break;
    case CHEZU_SPOT_UPPER_LEFT:
      placed->text_x = left;
      placed->text_y = upper;
      break;
    case CHEZU_SPOT_LOWER_LEFT:
      placed->text_x = left;
      placed->text_y = lower;
      break;
    case CHEZU_SPOT_ABOVE:
      placed->text_x = placed->x - w / 2;
      placed->text_y = placed->y - gap - h;
      break;
    case CHEZU_SPOT_BELOW:
      placed->text_x = placed->x - w / 2;
      placed->text_y = placed->y + gap;
      break;
    case CHEZU_SPOT_CENTER:
    case CHEZU_N_SPOTS:
    default:
      placed->text_x = candidate->angle != 0 ? placed->x : placed->x - w / 2;
      placed->text_y = candidate->angle != 0 ? placed->y : placed->y - h / 2;
      break;
    }
}

/**
 * chezu_label_boxes:
 * @boxes: (out caller-allocates): what text and symbol cover
 *
 * Returns: how many there are
 */
guint
chezu_label_boxes (const ChezuLabelCandidate *candidate,
                   const ChezuPlacedLabel *placed,
                   ChezuBox boxes[BOXES_MAX])
{
  float r = candidate->symbol_radius;
  guint n = 0;

  if (r > 0)
    n = add_box (boxes, n, placed->x - r, placed->y - r, placed->x + r, placed->y + r);
  if (!placed->has_text)
    return n;
  if (placed->spot == CHEZU_SPOT_CENTER && candidate->angle != 0)
    return add_slanted_boxes (candidate, placed->x, placed->y, boxes, n);
  return add_box (boxes, n, placed->text_x, placed->text_y, placed->text_x + candidate->width,
                  placed->text_y + candidate->height);
}

ChezuLabelPlacer *
chezu_label_placer_new (void)
{
  ChezuLabelPlacer *self = g_new0 (ChezuLabelPlacer, 1);

  self->memories = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->placed = g_array_new (FALSE, TRUE, sizeof (ChezuPlacedLabel));
  self->taken = g_array_new (FALSE, FALSE, sizeof (ChezuBox));
  self->order = g_array_new (FALSE, FALSE, sizeof (Order));
  self->traffic = g_array_new (FALSE, TRUE, sizeof (guint8));
  return self;
}

void
chezu_label_placer_free (ChezuLabelPlacer *self)
{
  g_hash_table_unref (self->memories);
  g_array_unref (self->placed);
  g_array_unref (self->taken);
  g_array_unref (self->order);
  g_array_unref (self->traffic);
  g_free (self);
}

/* The next placement starts from nothing, as after a change of zoom. */
void
chezu_label_placer_forget (ChezuLabelPlacer *self)
{
  g_hash_table_remove_all (self->memories);
}

static int
compare_order (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ChezuLabelCandidate *candidates = user_data;
  const Order *order_a = a;
  const Order *order_b = b;
  const ChezuLabelCandidate *candidate_a = &candidates[order_a->candidate];
  const ChezuLabelCandidate *candidate_b = &candidates[order_b->candidate];
  gboolean stood_a = order_a->memory != NULL && order_a->memory->has_text;
  gboolean stood_b = order_b->memory != NULL && order_b->memory->has_text;

  if (candidate_a->rank != candidate_b->rank)
    return candidate_a->rank < candidate_b->rank ? -1 : 1;
  if (stood_a != stood_b)
    return stood_a ? -1 : 1;
  if (candidate_a->weight != candidate_b->weight)
    return candidate_a->weight > candidate_b->weight ? -1 : 1;
  return candidate_a->key < candidate_b->key ? -1 : candidate_a->key > candidate_b->key;
}

static gboolean
is_free (const ChezuLabelPlacer *self, const ChezuBox *box, float clearance, gboolean stood)
{
  const ChezuBox *view = &self->scene->view;
  ChezuBox wide = { box->left - clearance, box->top - clearance, box->right + clearance,
                    box->bottom + clearance };

  /* What stands may leave the view as the map is moved; nothing new is cut by its edge. */
  if (stood ? !chezu_box_overlaps (box, view)
            : (box->left < view->left + EDGE || box->top < view->top + EDGE
               || box->right > view->right - EDGE || box->bottom > view->bottom - EDGE))
    return FALSE;

  for (guint i = 0; i < self->scene->n_discs; i++)
    if (chezu_box_overlaps_circle (&wide, &self->scene->discs[i]))
      return FALSE;
  for (guint i = 0; i < self->taken->len; i++)
    if (chezu_box_overlaps (&wide, &g_array_index (self->taken, ChezuBox, i)))
      return FALSE;
  return TRUE;
}

/* Marks the squares under a box, or tells whether one is marked. */
static gboolean
visit_traffic (ChezuLabelPlacer *self, const ChezuBox *box, gboolean mark)
{
  const ChezuBox *view = &self->scene->view;
  int left = MAX ((int)floorf ((box->left - view->left) / TRAFFIC_GRAIN), 0);
  int top = MAX ((int)floorf ((box->top - view->top) / TRAFFIC_GRAIN), 0);
  int right = MIN ((int)floorf ((box->right - view->left) / TRAFFIC_GRAIN),
                   (int)self->traffic_columns - 1);
  int bottom
      = MIN ((int)floorf ((box->bottom - view->top) / TRAFFIC_GRAIN), (int)self->traffic_rows - 1);

  for (int row = top; row <= bottom; row++)
    for (int column = left; column <= right; column++)
      {
        guint8 *cell = &g_array_index (self->traffic, guint8,
                                       (guint)row * self->traffic_columns + (guint)column);

        if (mark)
          *cell = 1;
        else if (*cell)
          return TRUE;
      }
  return FALSE;
}

static gboolean
is_in_traffic (ChezuLabelPlacer *self,
               const ChezuLabelCandidate *candidate,
               const ChezuPlacedLabel *placed)
{
  ChezuBox boxes[BOXES_MAX];
  guint n = chezu_label_boxes (candidate, placed, boxes);

  /* The text: its symbol, the first box, is where it is. */
  for (guint i = candidate->symbol_radius > 0 ? 1 : 0; i < n; i++)
    if (visit_traffic (self, &boxes[i], FALSE))
      return TRUE;
  return FALSE;
}

static gboolean
fits (const ChezuLabelPlacer *self,
      const ChezuLabelCandidate *candidate,
      const ChezuPlacedLabel *placed,
      gboolean stood)
{
  ChezuBox boxes[BOXES_MAX];
  guint n = chezu_label_boxes (candidate, placed, boxes);

  for (guint i = 0; i < n; i++)
    if (!is_free (self, &boxes[i], stood ? CLEARANCE - PATIENCE : CLEARANCE, stood))
      return FALSE;
  return TRUE;
}

static void
take (ChezuLabelPlacer *self, const ChezuLabelCandidate *candidate, const ChezuPlacedLabel *placed)
{
  ChezuBox boxes[BOXES_MAX];
  guint n = chezu_label_boxes (candidate, placed, boxes);
  Memory *memory = g_new (Memory, 1);

  g_array_append_vals (self->taken, boxes, n);
  g_array_append_val (self->placed, *placed);
  *memory = (Memory){ candidate->key, placed->has_text, placed->spot };
  g_hash_table_replace (self->memories, &memory->key, memory);
}

static void
set_point (const ChezuLabelCandidate *candidate, ChezuPlacedLabel *placed, guint point)
{
  placed->x = point == 0 ? candidate->x : candidate->others[2 * (point - 1)];
  placed->y = point == 0 ? candidate->y : candidate->others[2 * (point - 1) + 1];
}

static gboolean
try_spots (ChezuLabelPlacer *self,
           const ChezuLabelCandidate *candidate,
           ChezuPlacedLabel *placed,
           gboolean avoid_traffic)
{
  for (guint point = 0; point <= candidate->n_others; point++)
    {
      set_point (candidate, placed, point);
      for (placed->spot = 0; placed->spot < CHEZU_N_SPOTS; placed->spot++)
        {
          if ((candidate->spots & (1u << placed->spot)) == 0)
            continue;
          locate_text (candidate, placed);
          if (fits (self, candidate, placed, FALSE)
              && !(avoid_traffic && is_in_traffic (self, candidate, placed)))
            return TRUE;
        }
    }
  return FALSE;
}

/* Tries the spot of last time, then one away from single vehicles, then any. */
static gboolean
place_text (ChezuLabelPlacer *self,
            const ChezuLabelCandidate *candidate,
            ChezuPlacedLabel *placed,
            const Memory *memory)
{
  placed->has_text = TRUE;
  if (memory != NULL && memory->has_text && (candidate->spots & (1u << memory->spot)) != 0)
    {
      set_point (candidate, placed, 0);
      placed->spot = memory->spot;
      locate_text (candidate, placed);
      if (fits (self, candidate, placed, TRUE))
        return TRUE;
    }
  return try_spots (self, candidate, placed, TRUE)
         || (!candidate->shy && try_spots (self, candidate, placed, FALSE));
}

static gboolean
is_said_nearby (const ChezuLabelPlacer *self, const ChezuLabelCandidate *candidate)
{
  if (candidate->name == 0)
    return FALSE;
  for (guint i = 0; i < self->placed->len; i++)
    {
      const ChezuPlacedLabel *placed = &g_array_index (self->placed, ChezuPlacedLabel, i);
      const ChezuLabelCandidate *other = &self->candidates[placed->candidate];

      if (other->name == candidate->name && other->rank == candidate->rank
          && hypotf (placed->x - candidate->x, placed->y - candidate->y) < candidate->name_distance)
        return TRUE;
    }
  return FALSE;
}

static void
place (ChezuLabelPlacer *self,
       const ChezuLabelCandidate *candidate,
       guint index,
       const Memory *memory)
{
  ChezuPlacedLabel placed = { .key = candidate->key, .candidate = index };

  if (is_said_nearby (self, candidate))
    return;
  if (candidate->width > 0 && place_text (self, candidate, &placed, memory))
    {
      take (self, candidate, &placed);
      return;
    }

  placed.has_text = FALSE;
  placed.spot = CHEZU_SPOT_CENTER;
  set_point (candidate, &placed, 0);
  if (candidate->symbol_radius > 0 && (candidate->symbol_alone || candidate->width <= 0)
      && fits (self, candidate, &placed, memory != NULL))
    take (self, candidate, &placed);
}

/* Single vehicles come and go: names keep off them where there is a choice, at the grain of a small
 * square. */
static void
mark_traffic (ChezuLabelPlacer *self)
{
  const ChezuBox *view = &self->scene->view;

  self->traffic_columns = (guint)MAX ((view->right - view->left) / TRAFFIC_GRAIN, 0) + 1;
  self->traffic_rows = (guint)MAX ((view->bottom - view->top) / TRAFFIC_GRAIN, 0) + 1;
  g_array_set_size (self->traffic, 0);
  g_array_set_size (self->traffic, self->traffic_columns * self->traffic_rows);
  for (guint i = 0; i < self->scene->n_traffic; i++)
    visit_traffic (self, &self->scene->traffic[i], TRUE);
}

/**
 * chezu_label_placer_run:
 *
 * Places the candidates by rank. Within a rank what stood before comes first and stays where it
 * was, so that a name only ever gives way to a higher rank, to an obstacle or to the edge.
 *
 * Returns: (transfer none): of ChezuPlacedLabel, valid until the next run
 */
const GArray *
chezu_label_placer_run (ChezuLabelPlacer *self,
                        const ChezuLabelCandidate *candidates,
                        guint n_candidates,
                        const ChezuLabelScene *scene)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->memories);

  self->memories = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->candidates = candidates;
  self->scene = scene;
  g_array_set_size (self->placed, 0);
  g_array_set_size (self->taken, 0);
  g_array_set_size (self->order, 0);
  g_array_append_vals (self->taken, scene->boxes, scene->n_boxes);
  mark_traffic (self);

  for (guint i = 0; i < n_candidates; i++)
    {
      Order order = { i, g_hash_table_lookup (before, &candidates[i].key) };

      g_array_append_val (self->order, order);
    }
  g_array_sort_with_data (self->order, compare_order, (gpointer)candidates);

  for (guint i = 0; i < self->order->len; i++)
    {
      const Order *order = &g_array_index (self->order, Order, i);

      place (self, &candidates[order->candidate], order->candidate, order->memory);
    }
  self->candidates = NULL;
  self->scene = NULL;
  return self->placed;
}
