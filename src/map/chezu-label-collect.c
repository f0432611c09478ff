/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the label layer could show, and what is in its way. */

#include "map/chezu-label-layer-private.h"

#include "map/chezu-place-symbols.h"
#include "map/chezu-poi-symbols.h"
#include "map/chezu-viewport.h"

#include <math.h>

#define TEXT_GAP 4.0f
#define DISC_GAP 4.0f
/* A disc stands for a town whose dot would touch it. */
#define DISC_TOUCH 6.0f
/* So many vehicles make a name as important as a capital's. */
#define GREAT_DISC 300
/* What stands beside the name of a feature of an overlay. */
#define MARK_RADIUS 5.0f

/* The town that gives its name to a disc. */
typedef struct
{
  guint mark;
  const ChezuMapLabel *label;
  float distance;
} Claim;

ChezuFleetFrame
chezu_label_layer_get_frame (ChezuLabelLayer *self)
{
  return chezu_viewport_get_frame (shumate_layer_get_viewport (SHUMATE_LAYER (self)),
                                   gtk_widget_get_width (GTK_WIDGET (self)),
                                   gtk_widget_get_height (GTK_WIDGET (self)));
}

static float
get_symbol_radius (const ChezuMapLabel *label)
{
  switch (label->symbol)
    {
    case CHEZU_SYMBOL_TOWN:
      return (float)chezu_town_dot_radius (label->kind) + 0.7f;
    case CHEZU_SYMBOL_PLACE:
      return (float)chezu_place_symbol_size (label->kind) / 2 + 1.2f;
    case CHEZU_SYMBOL_MARK:
    case CHEZU_SYMBOL_POI:
      return (float)CHEZU_POI_SIZE / 2 + 1.2f;
    case CHEZU_SYMBOL_NONE:
    default:
      return 0;
    }
}

/* A disc may take its name from a town that has none of its own before the next level. */
#define CLAIM_LEVELS 1.0

static gboolean
is_asked_for (const ChezuMapLabel *label, const ChezuFleetFrame *frame, double zoom)
{
  const double margin = 60;
  double x = (label->x - frame->x) * frame->scale;
  double y = (label->y - frame->y) * frame->scale;

  return zoom >= label->min_zoom && zoom <= label->max_zoom && x > -margin && y > -margin
         && x < frame->width + margin && y < frame->height + margin;
}

/* What is long or wide has its name in several places, of which few are in view at once. */
static float
get_name_distance (const ChezuMapLabel *label)
{
  switch (label->style)
    {
    case CHEZU_TEXT_SEA:
      return 900;
    case CHEZU_TEXT_WATER:
      return 420;
    case CHEZU_TEXT_STREET:
      return 340;
    case CHEZU_TEXT_SHIELD:
      return 240;
    default:
      return 0;
    }
}

static void
add_candidate (ChezuLabelLayer *self,
               const ChezuMapLabel *label,
               const ChezuFleetFrame *frame,
               double zoom,
               const ChezuFleetMark *disc,
               float disc_reach)
{
  ChezuLabelSource source = {
    .label = label,
    .spec = { label->text, label->style, 0, label->angle },
    .x = label->x,
    .y = label->y,
    .symbol
    = label->symbol != CHEZU_SYMBOL_NONE && label->symbol != CHEZU_SYMBOL_MARK && disc == NULL,
  };
  ChezuLabelCandidate candidate = {
    .key = label->key,
    .rank = label->rank,
    .weight = label->weight,
    .angle = label->angle,
    .spots = label->symbol == CHEZU_SYMBOL_NONE ? CHEZU_SPOTS_CENTER : CHEZU_SPOTS_AROUND,
    .shy = label->rank == CHEZU_RANK_SHIELD || label->rank == CHEZU_RANK_STREET,
    .name_distance = get_name_distance (label),
  };

  if (disc != NULL)
    {
      /* The name moves to the side of the disc that stands for the town. */
      source.x = frame->x + disc->x / frame->scale;
      source.y = frame->y + disc->y / frame->scale;
      candidate.gap = disc_reach + DISC_GAP;
      if (disc->count >= GREAT_DISC)
        candidate.rank = CHEZU_RANK_CAPITAL;
    }
  else
    {
      candidate.symbol_radius = get_symbol_radius (label);
      candidate.symbol_alone
          = label->symbol == CHEZU_SYMBOL_PLACE || label->symbol == CHEZU_SYMBOL_POI;
      candidate.gap = candidate.symbol_radius + TEXT_GAP;
      if (label->symbol == CHEZU_SYMBOL_MARK)
        candidate.gap += MARK_RADIUS;
    }
  candidate.x = (float)((source.x - frame->x) * frame->scale);
  candidate.y = (float)((source.y - frame->y) * frame->scale);
  if (zoom >= label->text_min_zoom && *label->text != '\0')
    chezu_text_cache_measure (self->cache, &source.spec, &candidate.width, &candidate.height);

  if (candidate.name_distance > 0)
    candidate.name = g_str_hash (label->text) | 1;

  g_array_append_val (self->candidates, candidate);
  g_array_append_val (self->sources, source);
}

/* Returns: the disc that covers the point, CHEZU_FLEET_NONE if none */
static guint
find_disc (ChezuLabelLayer *self, float x, float y, float *distance)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (mark->count < 2)
        continue;
      *distance = hypotf (mark->x - x, mark->y - y);
      if (*distance < g_array_index (self->reaches, float, i) + DISC_TOUCH)
        return i;
    }
  return CHEZU_FLEET_NONE;
}

/* A metropolis or capital before others; else the town in the middle. */
static gboolean
is_better_claim (const ChezuMapLabel *label, float distance, const Claim *claim)
{
  gboolean large = label->rank == CHEZU_RANK_CAPITAL;
  gboolean claim_large = claim->label->rank == CHEZU_RANK_CAPITAL;

  if (large != claim_large)
    return large;
  return distance < claim->distance;
}

static void
claim_disc (GArray *claims, guint mark, const ChezuMapLabel *label, float distance)
{
  Claim claim = { mark, label, distance };

  for (guint i = 0; i < claims->len; i++)
    {
      Claim *other = &g_array_index (claims, Claim, i);

      if (other->mark != mark)
        continue;
      if (is_better_claim (label, distance, other))
        *other = claim;
      return;
    }
  g_array_append_val (claims, claim);
}

static void
collect_group (ChezuLabelLayer *self, ChezuLabelGroup group, const ChezuFleetFrame *frame)
{
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (Claim));
  const GArray *rows = self->groups[group] != NULL ? self->groups[group]->rows : NULL;
  double zoom = chezu_zoom_of_scale (frame->scale) + 0.01;

  if (rows == NULL || self->hidden[group])
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuMapLabel *label = &g_array_index (rows, ChezuMapLabel, i);
      float distance;
      guint disc;

      if (!is_asked_for (label, frame, zoom)
          && (label->symbol != CHEZU_SYMBOL_TOWN
              || !is_asked_for (label, frame, zoom + CLAIM_LEVELS)))
        continue;
      disc = label->symbol == CHEZU_SYMBOL_TOWN
                 ? find_disc (self, (float)((label->x - frame->x) * frame->scale),
                              (float)((label->y - frame->y) * frame->scale), &distance)
                 : CHEZU_FLEET_NONE;
      if (disc == CHEZU_FLEET_NONE && zoom >= label->min_zoom)
        add_candidate (self, label, frame, zoom, NULL, 0);
      else if (disc != CHEZU_FLEET_NONE)
        claim_disc (claims, disc, label, distance);
    }
  /* One name a disc: a ring of names around it would tell less. */
  for (guint i = 0; i < claims->len; i++)
    {
      const Claim *claim = &g_array_index (claims, Claim, i);

      add_candidate (self, claim->label, frame, zoom,
                     &g_array_index (self->marks, ChezuFleetMark, claim->mark),
                     g_array_index (self->reaches, float, claim->mark));
    }
}

static void
collect_regions (ChezuLabelLayer *self, const ChezuFleetFrame *frame)
{
  if (self->regions == NULL || self->regions_hidden
      || chezu_zoom_of_scale (frame->scale) > CHEZU_REGION_LABEL_ZOOM_MAX)
    return;

  for (guint i = 0; i < chezu_region_labels_get_n (self->regions); i++)
    {
      GArray *points = g_ptr_array_index (self->region_points, i);
      ChezuLabelCandidate candidate = {
        .key = CHEZU_LABEL_KEY_REGION | i,
        .rank = CHEZU_RANK_REGION,
        .weight = (float)(CHEZU_REGION_MAX - i),
        .spots = CHEZU_SPOTS_CENTER,
      };
      ChezuLabelSource source = { .region = i };
      const ChezuRegionRow *row
          = chezu_region_set_get (chezu_region_labels_get_set (self->regions), i);
      ChezuColor fill;
      ChezuColor text = CHEZU_COLOR_LABEL;

      chezu_color_of_region (row->key, &fill, &text);
      source.spec = (ChezuTextSpec){ self->region_texts[i], CHEZU_TEXT_REGION, text, 0 };
      chezu_text_cache_measure (self->cache, &source.spec, &candidate.width, &candidate.height);
      if (!chezu_region_labels_find_points (self->regions, i, frame, candidate.width,
                                            candidate.height, points))
        continue;
      candidate.x = g_array_index (points, float, 0);
      candidate.y = g_array_index (points, float, 1);
      candidate.others = &g_array_index (points, float, 2);
      candidate.n_others = points->len / 2 - 1;
      g_array_append_val (self->candidates, candidate);
      g_array_append_val (self->sources, source);
    }
}

gboolean
chezu_label_layer_is_fleet_drawn (ChezuLabelLayer *self)
{
  return !gtk_widget_get_visible (GTK_WIDGET (self->fleet_layer))
         || chezu_fleet_layer_is_settled (self->fleet_layer);
}

/* Takes over the marks as they are now. */
void
chezu_label_layer_look_at_fleet (ChezuLabelLayer *self)
{
  const GArray *marks;

  g_array_set_size (self->marks, 0);
  g_array_set_size (self->reaches, 0);
  if (self->fleet_layer == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->fleet_layer)))
    return;

  marks = chezu_fleet_layer_peek_marks (self->fleet_layer);
  g_array_append_vals (self->marks, marks->data, marks->len);
  for (guint i = 0; i < marks->len; i++)
    {
      float reach = (float)chezu_fleet_layer_get_mark_reach (
          self->fleet_layer, &g_array_index (marks, ChezuFleetMark, i));

      g_array_append_val (self->reaches, reach);
    }
}

static void
add_obstacle (ChezuLabelLayer *self, const graphene_rect_t *bounds, float gap)
{
  ChezuBox box = { bounds->origin.x - gap, bounds->origin.y - gap,
                   bounds->origin.x + bounds->size.width + gap,
                   bounds->origin.y + bounds->size.height + gap };

  g_array_append_val (self->obstacles, box);
}

static void
add_badges (ChezuLabelLayer *self)
{
  g_autoptr (GArray) badges = NULL;

  if (self->fleet_layer == NULL || !gtk_widget_get_visible (GTK_WIDGET (self->fleet_layer)))
    return;
  badges = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  chezu_fleet_layer_get_badges (self->fleet_layer, badges);
  for (guint i = 0; i < badges->len; i++)
    add_obstacle (self, &g_array_index (badges, graphene_rect_t, i), 1);
}

static void
collect_obstacles (ChezuLabelLayer *self)
{
  graphene_rect_t plate;

  for (guint i = 0; i < self->avoided->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (self->avoided, i);
      graphene_rect_t bounds;

      if (gtk_widget_is_visible (widget)
          && gtk_widget_compute_bounds (widget, GTK_WIDGET (self), &bounds))
        add_obstacle (self, &bounds, 2);
    }
  add_badges (self);
  if (self->marks->len > 0 && chezu_fleet_layer_get_selected_plate (self->fleet_layer, &plate))
    add_obstacle (self, &plate, 0);
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);
      float reach = g_array_index (self->reaches, float, i);
      ChezuBox box = { mark->x - reach, mark->y - reach, mark->x + reach, mark->y + reach };
      ChezuCircle disc = { mark->x, mark->y, reach };

      if (mark->count > 1)
        g_array_append_val (self->discs, disc);
      else
        g_array_append_val (self->traffic, box);
    }
}

/* Fills the scratch arrays with all that could be shown in @frame, and what is in its way. */
void
chezu_label_layer_collect (ChezuLabelLayer *self, const ChezuFleetFrame *frame)
{
  g_array_set_size (self->candidates, 0);
  g_array_set_size (self->sources, 0);
  g_array_set_size (self->obstacles, 0);
  g_array_set_size (self->discs, 0);
  g_array_set_size (self->traffic, 0);

  chezu_label_layer_look_at_fleet (self);
  collect_regions (self, frame);
  for (ChezuLabelGroup group = 0; group < CHEZU_N_LABEL_GROUPS; group++)
    collect_group (self, group, frame);
  collect_obstacles (self);
}

/* A name that stands at the disc, or could, before one that nobody sees at this zoom. */
static gboolean
is_better_name (const ChezuMapLabel *label, float distance, gboolean asked_for, const Claim *best)
{
  if (best->label == NULL)
    return TRUE;
  if (asked_for != (gboolean)best->mark)
    return asked_for;
  return is_better_claim (label, distance, best);
}

/**
 * chezu_label_layer_get_town_near:
 * @radius: of a disc around (x, y), pixels
 *
 * Returns: (transfer none) (nullable): the name the disc bears; without one, that of the town
 *   nearest to its middle
 */
const char *
chezu_label_layer_get_town_near (ChezuLabelLayer *self, double x, double y, double radius)
{
  const GArray *rows;
  ChezuFleetFrame frame;
  double zoom;
  Claim best = { 0 };

  g_return_val_if_fail (CHEZU_IS_LABEL_LAYER (self), NULL);

  if (self->groups[CHEZU_LABELS_BASE] == NULL)
    return NULL;
  rows = self->groups[CHEZU_LABELS_BASE]->rows;
  frame = chezu_label_layer_get_frame (self);
  zoom = chezu_zoom_of_scale (frame.scale) + 0.01 + CLAIM_LEVELS;
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuMapLabel *label = &g_array_index (rows, ChezuMapLabel, i);
      float distance = (float)hypot ((label->x - frame.x) * frame.scale - x,
                                     (label->y - frame.y) * frame.scale - y);

      gboolean asked_for;

      if (label->symbol != CHEZU_SYMBOL_TOWN || distance >= radius + DISC_TOUCH)
        continue;
      asked_for = is_asked_for (label, &frame, zoom);
      if (is_better_name (label, distance, asked_for, &best))
        best = (Claim){ (guint)asked_for, label, distance };
    }
  return best.label != NULL ? best.label->text : NULL;
}
