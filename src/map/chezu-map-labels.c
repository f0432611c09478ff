/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-labels.h"

#include "base/chezu-format.h"
#include "base/chezu-geodesy.h"

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
  guint8 town; /* rank of its dot, 0 none */
} Look;

static const Look looks[CHEZU_N_LABEL_KINDS] = {
  [CHEZU_LABEL_METROPOLIS] = { CHEZU_TEXT_METROPOLIS, CHEZU_RANK_CAPITAL, 1 },
  [CHEZU_LABEL_CAPITAL] = { CHEZU_TEXT_CAPITAL, CHEZU_RANK_CAPITAL, 2 },
  [CHEZU_LABEL_PREFECTURE] = { CHEZU_TEXT_PREFECTURE, CHEZU_RANK_PREFECTURE, 3 },
  [CHEZU_LABEL_TOWN] = { CHEZU_TEXT_TOWN, CHEZU_RANK_TOWN, 4 },
  [CHEZU_LABEL_QUARTER] = { CHEZU_TEXT_QUARTER, CHEZU_RANK_QUARTER, 0 },
  [CHEZU_LABEL_PARK] = { CHEZU_TEXT_QUARTER, CHEZU_RANK_QUARTER, 0 },
  [CHEZU_LABEL_WATER] = { CHEZU_TEXT_WATER, CHEZU_RANK_WATER, 0 },
  [CHEZU_LABEL_SHIELD] = { CHEZU_TEXT_SHIELD, CHEZU_RANK_SHIELD, 0 },
  [CHEZU_LABEL_STREET] = { CHEZU_TEXT_STREET, CHEZU_RANK_STREET, 0 },
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

ChezuMapLabels *
chezu_map_labels_new_for_base (ChezuLabelStore *store)
{
  ChezuMapLabels *self = chezu_map_labels_new ();
  guint n;
  const ChezuLabel *labels = chezu_label_store_get (store, &n);

  for (guint i = 0; i < n; i++)
    {
      const Look *look = &looks[labels[i].kind];
      ChezuMapLabel label = {
        .key = i + 1,
        .text = pick_name (labels[i].name_zh, labels[i].name_en),
        .style = look->style,
        .rank = look->rank,
        .symbol = look->town != 0 ? CHEZU_SYMBOL_TOWN : CHEZU_SYMBOL_NONE,
        .kind = look->town,
        .weight = -(float)i, /* the store has them by rank */
        .min_zoom = labels[i].min_zoom,
        .max_zoom = labels[i].max_zoom,
        .angle = labels[i].angle * (float)(G_PI / 180),
        .x = labels[i].x,
        .y = labels[i].y,
      };

      if (labels[i].kind == CHEZU_LABEL_WATER && labels[i].rank <= SEA_RANK_MAX)
        label.style = CHEZU_TEXT_SEA;
      chezu_map_labels_add (self, &label);
    }
  return self;
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
      };

      chezu_mercator_project (place->lon, place->lat, &label.x, &label.y);
      chezu_map_labels_add (self, &label);
    }
  return self;
}
