/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-labels.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"
#include "map/chezu-poi-symbols.h"

#include <math.h>

/* The programme's own places show from zoom 9 with their names from 10, all others when near. */
#define PLACE_ZOOM 9
#define PLACE_NAME_ZOOM 10
#define SERVICE_ZOOM 10
#define SERVICE_NAME_ZOOM 12
#define ZOOM_END 99

ChezuMapLabels *
chezu_map_labels_new (void)
{
  ChezuMapLabels *self = g_new0 (ChezuMapLabels, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (ChezuMapLabel));
  self->strings = g_string_chunk_new (4096);
  return self;
}

void
chezu_map_labels_free (ChezuMapLabels *self)
{
  g_array_unref (self->rows);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* @label: its text is copied */
/* Moves the labels, each of which knows where it is in WGS-84, to another plane. */
void
chezu_map_labels_set_plane (ChezuMapLabels *self, const ChezuPlane *plane)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      ChezuMapLabel *label = &g_array_index (self->rows, ChezuMapLabel, i);

      chezu_plane_project (plane, label->lon, label->lat, &label->x, &label->y);
    }
}

void
chezu_map_labels_add (ChezuMapLabels *self, const ChezuMapLabel *label)
{
  ChezuMapLabel copy = *label;

  copy.text = g_string_chunk_insert (self->strings, label->text);
  g_array_append_val (self->rows, copy);
}

typedef struct
{
  ChezuTextStyle style;
  ChezuLabelRank rank;
  ChezuLabelSymbol symbol;
  guint8 kind; /* of the symbol */
} Look;

static const Look looks[CHEZU_N_LABEL_KINDS] = {
  [CHEZU_LABEL_METROPOLIS] = { CHEZU_TEXT_METROPOLIS, CHEZU_RANK_CAPITAL, CHEZU_SYMBOL_TOWN, 1 },
  [CHEZU_LABEL_CAPITAL] = { CHEZU_TEXT_CAPITAL, CHEZU_RANK_CAPITAL, CHEZU_SYMBOL_TOWN, 2 },
  [CHEZU_LABEL_PREFECTURE] = { CHEZU_TEXT_PREFECTURE, CHEZU_RANK_PREFECTURE, CHEZU_SYMBOL_TOWN, 3 },
  [CHEZU_LABEL_TOWN] = { CHEZU_TEXT_TOWN, CHEZU_RANK_TOWN, CHEZU_SYMBOL_TOWN, 4 },
  [CHEZU_LABEL_QUARTER] = { CHEZU_TEXT_QUARTER, CHEZU_RANK_QUARTER, CHEZU_SYMBOL_NONE, 0 },
  [CHEZU_LABEL_PARK] = { CHEZU_TEXT_QUARTER, CHEZU_RANK_QUARTER, CHEZU_SYMBOL_NONE, 0 },
  [CHEZU_LABEL_WATER] = { CHEZU_TEXT_WATER, CHEZU_RANK_WATER, CHEZU_SYMBOL_NONE, 0 },
  [CHEZU_LABEL_SHIELD] = { CHEZU_TEXT_SHIELD, CHEZU_RANK_SHIELD, CHEZU_SYMBOL_NONE, 0 },
  [CHEZU_LABEL_STREET] = { CHEZU_TEXT_STREET, CHEZU_RANK_STREET, CHEZU_SYMBOL_NONE, 0 },
  [CHEZU_LABEL_REST] = { CHEZU_TEXT_SERVICE, CHEZU_RANK_SERVICE, CHEZU_SYMBOL_POI, CHEZU_POI_REST },
  [CHEZU_LABEL_FUEL] = { CHEZU_TEXT_SERVICE, CHEZU_RANK_POI, CHEZU_SYMBOL_POI, CHEZU_POI_FUEL },
  [CHEZU_LABEL_PARKING]
  = { CHEZU_TEXT_SERVICE, CHEZU_RANK_POI, CHEZU_SYMBOL_POI, CHEZU_POI_PARKING },
};

/* The ranks of seas and bays. */
#define SEA_RANK_MAX 399

static const char *
pick_name (const char *name_zh, const char *name_en)
{
  const char *first = chezu_language_is_chinese () ? name_zh : name_en;
  const char *second = chezu_language_is_chinese () ? name_en : name_zh;

  if (first != NULL && *first != '\0')
    return first;
  return second != NULL ? second : "";
}

static ChezuMapLabel
make_label (const ChezuLabel *from, guint64 key)
{
  const Look *look = &looks[from->kind];
  ChezuMapLabel label = {
    .key = key,
    .text = pick_name (from->name_zh, from->name_en),
    .style = look->style,
    .rank = look->rank,
    .symbol = look->symbol,
    .kind = look->kind,
    .min_zoom = from->min_zoom,
    .max_zoom = from->max_zoom,
    .angle = from->angle * (float)(G_PI / 180),
    .lon = from->lon,
    .lat = from->lat,
    .x = from->x,
    .y = from->y,
  };

  if (from->kind == CHEZU_LABEL_WATER && from->rank <= SEA_RANK_MAX)
    label.style = CHEZU_TEXT_SEA;
  if (look->symbol == CHEZU_SYMBOL_POI)
    label.text_min_zoom = label.min_zoom + 1;
  return label;
}

/* --- Of several maps --- */

/* Two towns of one name that are nearer than this, some twenty kilometres, are one. */
#define TOWN_REACH 5e-4

typedef struct
{
  ChezuMapLabels *labels;
  const GPtrArray *locals; /* (nullable) of ChezuLabelStore */
  GHashTable *towns;       /* name → const ChezuLabel */
} Merge;

static gboolean
is_town (const ChezuLabel *label)
{
  return looks[label->kind].symbol == CHEZU_SYMBOL_TOWN;
}

static gboolean
is_known_as (const Merge *merge, const ChezuLabel *town, const char *name)
{
  const ChezuLabel *other = g_hash_table_lookup (merge->towns, name);

  return other != NULL && hypot (other->x - town->x, other->y - town->y) < TOWN_REACH;
}

/* The first local map of the list, up to @end, that speaks of the point. */
static ChezuLabelStore *
find_local (const Merge *merge, const ChezuLabel *label, guint end)
{
  for (guint i = 0; i < end; i++)
    if (chezu_label_store_has_ground (g_ptr_array_index (merge->locals, i), label->x, label->y))
      return g_ptr_array_index (merge->locals, i);
  return NULL;
}

/* From the zoom where a local map begins only seas and towns keep the names of the map below. */
static gboolean
is_replaced (const ChezuLabel *label)
{
  return !is_town (label) && !(label->kind == CHEZU_LABEL_WATER && label->rank <= SEA_RANK_MAX);
}

/* @n_above: how many of the local maps lie above @store */
static void
add_names (Merge *merge, ChezuLabelStore *store, guint n_above, guint64 first_key)
{
  guint n;
  const ChezuLabel *labels = chezu_label_store_get (store, &n);

  for (guint i = 0; i < n; i++)
    {
      ChezuMapLabel label = make_label (&labels[i], first_key + i);
      ChezuLabelStore *above
          = is_replaced (&labels[i]) ? find_local (merge, &labels[i], n_above) : NULL;

      if (above != NULL)
        label.max_zoom = MIN (label.max_zoom, chezu_label_store_get_first_zoom (above));
      if (label.min_zoom >= label.max_zoom)
        continue;
      if (is_town (&labels[i])
          && (is_known_as (merge, &labels[i], labels[i].name_zh)
              || is_known_as (merge, &labels[i], labels[i].name_en)))
        continue;
      /* The store has them by rank. */
      label.weight = -(float)labels[i].rank - (float)i / (float)n;
      chezu_map_labels_add (merge->labels, &label);
      if (is_town (&labels[i]))
        {
          g_hash_table_insert (merge->towns, (gpointer)labels[i].name_zh, (gpointer)&labels[i]);
          g_hash_table_insert (merge->towns, (gpointer)labels[i].name_en, (gpointer)&labels[i]);
        }
    }
}

/**
 * chezu_map_labels_new_for_base:
 * @store: of the map that is everywhere
 * @locals: (nullable): of ChezuLabelStore, of the local maps, the first above the others
 *
 * Where a local map has something to say, the names of streets, quarters and waters and the numbers
 * of roads are its own. A town that two maps have is named once.
 */
ChezuMapLabels *
chezu_map_labels_new_for_base (ChezuLabelStore *store, const GPtrArray *locals)
{
  guint n_locals = locals != NULL ? locals->len : 0;
  Merge merge = { chezu_map_labels_new (), locals, g_hash_table_new (g_str_hash, g_str_equal) };

  add_names (&merge, store, n_locals, 1);
  for (guint i = 0; i < n_locals; i++)
    add_names (&merge, g_ptr_array_index (locals, i), i, CHEZU_LABEL_KEY_LOCAL * (i + 1));
  g_hash_table_unref (merge.towns);
  return merge.labels;
}

/* The rarer the more it weighs. */
static float
get_weight (ChezuPlaceKind kind)
{
  static const float weights[CHEZU_N_PLACE_KINDS] = {
    [CHEZU_PLACE_CENTER] = 9,       [CHEZU_PLACE_DRIVER_HOME] = 8, [CHEZU_PLACE_DRIVER_STATION] = 7,
    [CHEZU_PLACE_AIRPORT] = 6,      [CHEZU_PLACE_PORT] = 5,        [CHEZU_PLACE_RAIL] = 4,
    [CHEZU_PLACE_HOSPITAL] = 3,     [CHEZU_PLACE_RESCUE] = 2,      [CHEZU_PLACE_HUB] = 2,
    [CHEZU_PLACE_SERVICE_AREA] = 1,
  };

  return weights[kind];
}

/* Keys carry the place's id. */
ChezuMapLabels *
chezu_map_labels_new_for_places (const ChezuPlaceList *places)
{
  ChezuMapLabels *self = chezu_map_labels_new ();

  for (guint i = 0; i < places->rows->len; i++)
    {
      const ChezuPlaceRow *place = &g_array_index (places->rows, ChezuPlaceRow, i);
      gboolean own = place->kind <= CHEZU_PLACE_DRIVER_STATION;
      ChezuMapLabel label = {
        .key = CHEZU_LABEL_KEY_PLACE | (guint64)place->id,
        .text = pick_name (place->name_zh, place->name_en),
        .style = own ? CHEZU_TEXT_PLACE : CHEZU_TEXT_SERVICE,
        .rank = own ? CHEZU_RANK_PLACE : CHEZU_RANK_SERVICE,
        .symbol = CHEZU_SYMBOL_PLACE,
        .kind = (guint8)place->kind,
        .weight = get_weight (place->kind),
        .min_zoom = own ? PLACE_ZOOM : SERVICE_ZOOM,
        .max_zoom = ZOOM_END,
        .text_min_zoom = own ? PLACE_NAME_ZOOM : SERVICE_NAME_ZOOM,
        .lon = place->lon,
        .lat = place->lat,
      };

      chezu_mercator_project (place->lon, place->lat, &label.x, &label.y);
      chezu_map_labels_add (self, &label);
    }
  return self;
}
