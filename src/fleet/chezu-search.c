/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over folded text. Of each group only the best few are kept, so the cost of a short query
 * that matches everything is that of a long one. */

#include "fleet/chezu-search.h"

#include "base/chezu-format.h"
#include "fleet/chezu-fleet-private.h"
#include "fleet/chezu-fold.h"

#include <string.h>

/* How well a text matches; smaller is better. */
typedef enum
{
  RANK_WHOLE,
  RANK_BEGINNING,
  RANK_INSIDE,
  RANK_NONE,
} Rank;

typedef struct
{
  Rank rank;
  const char *key; /* orders equals; borrowed */
  gsize item;      /* index or pointer */
} Match;

/* The best @room matches so far, best first. */
typedef struct
{
  Match *matches;
  guint n;
  guint room;
} Best;

static gboolean
is_better (const Match *a, const Match *b)
{
  if (a->rank != b->rank)
    return a->rank < b->rank;
  return strcmp (a->key, b->key) < 0;
}

static void
best_add (Best *best, Rank rank, const char *key, gsize item)
{
  const Match match = { rank, key, item };
  guint at;

  if (rank == RANK_NONE || best->room == 0)
    return;
  if (best->n == best->room && !is_better (&match, &best->matches[best->n - 1]))
    return;
  if (best->n < best->room)
    best->n++;

  for (at = best->n - 1; at > 0 && is_better (&match, &best->matches[at - 1]); at--)
    best->matches[at] = best->matches[at - 1];
  best->matches[at] = match;
}

static Rank
rank_key (const char *key, const char *query)
{
  const char *found = strstr (key, query);

  if (found == NULL)
    return RANK_NONE;
  if (found != key)
    return RANK_INSIDE;
  return key[strlen (query)] == '\0' ? RANK_WHOLE : RANK_BEGINNING;
}

/* A plate is also known by its letter and number, or by its number: D3F872, 3F872. */
static Rank
rank_plate (const char *key, const char *query)
{
  Rank rank = rank_key (key, query);
  const char *part = key;

  for (guint skipped = 0; rank == RANK_INSIDE && skipped < 2 && *part != '\0'; skipped++)
    {
      part = g_utf8_next_char (part);
      if (g_str_has_prefix (part, query))
        return RANK_BEGINNING;
    }
  return rank;
}

/* Of a name in several words the beginning of each counts. */
static Rank
rank_words (const char *name, const char *key, const char *query)
{
  Rank rank = rank_key (key, query);

  for (const char *word = name; rank == RANK_INSIDE && (word = strchr (word, ' ')) != NULL; word++)
    {
      g_autofree char *rest = chezu_fold (word);

      if (g_str_has_prefix (rest, query))
        return RANK_BEGINNING;
    }
  return rank;
}

static void
set_position (ChezuSearchHit *hit, ChezuFleet *fleet, double x, double y)
{
  chezu_plane_unproject (chezu_fleet_get_plane (fleet), x, y, &hit->lon, &hit->lat);
  hit->has_position = TRUE;
}

/* --- Vehicles and drivers */

static ChezuSearchHit *
vehicle_hit (ChezuFleet *fleet, ChezuSearchGroup group, guint vehicle)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);
  const char *driver = chezu_fleet_get_driver (fleet, vehicle);
  const char *enterprise = chezu_fleet_get_enterprise (fleet, vehicle);
  g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (fleet, vehicle));
  ChezuSearchHit *hit = g_new0 (ChezuSearchHit, 1);
  const char *first = group == CHEZU_SEARCH_VEHICLE ? driver : plate;

  hit->group = group;
  hit->vehicle = vehicle;
  hit->title = g_strdup (group == CHEZU_SEARCH_VEHICLE ? plate : driver);
  if (first != NULL && enterprise != NULL)
    hit->subtitle = g_strdup_printf ("%s · %s", first, enterprise);
  else
    hit->subtitle = g_strdup (first != NULL ? first : enterprise);
  if (arrays->time_ms[vehicle] != 0)
    set_position (hit, fleet, arrays->x[vehicle], arrays->y[vehicle]);
  return hit;
}

static void
search_vehicles (ChezuFleet *fleet, ChezuSearchGroup group, const char *query, Best *best)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);

  for (guint i = 0; i < arrays->n; i++)
    {
      ChezuFleetText text;

      chezu_fleet_texts_get (fleet->texts, i, &text);
      if (group == CHEZU_SEARCH_VEHICLE)
        best_add (best, rank_plate (text.plate_key, query), text.plate_key, i);
      else
        best_add (best, rank_key (text.driver_key, query), text.driver_key, i);
    }
}

/* --- Enterprises */

static int
compare_doubles (gconstpointer a, gconstpointer b, gpointer data)
{
  double one = *(const double *)a;
  double other = *(const double *)b;

  return one < other ? -1 : one > other;
}

static double
median (GArray *values)
{
  g_sort_array (values->data, values->len, sizeof (double), compare_doubles, NULL);
  return g_array_index (values, double, values->len / 2);
}

/* Where most of its vehicles are: the median, because one truck in the far south moves a mean. */
static void
locate_enterprise (ChezuFleet *fleet, const ChezuFleetName *enterprise, ChezuSearchHit *hit)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);
  g_autoptr (GArray) x = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) y = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < arrays->n; i++)
    {
      ChezuFleetText text;

      chezu_fleet_texts_get (fleet->texts, i, &text);
      if (text.enterprise != enterprise || arrays->time_ms[i] == 0)
        continue;
      g_array_append_val (x, arrays->x[i]);
      g_array_append_val (y, arrays->y[i]);
    }
  if (x->len > 0)
    set_position (hit, fleet, median (x), median (y));
}

static ChezuSearchHit *
enterprise_hit (ChezuFleet *fleet, const ChezuFleetName *enterprise)
{
  ChezuSearchHit *hit = g_new0 (ChezuSearchHit, 1);

  hit->group = CHEZU_SEARCH_ENTERPRISE;
  hit->vehicle = CHEZU_FLEET_NONE;
  hit->title = g_strdup (enterprise->name);
  hit->subtitle = chezu_format_vehicles (enterprise->n);
  locate_enterprise (fleet, enterprise, hit);
  return hit;
}

static void
search_enterprises (ChezuFleet *fleet, const char *query, Best *best)
{
  const GPtrArray *enterprises = chezu_fleet_peek_enterprises (fleet);

  for (guint i = 0; i < enterprises->len; i++)
    {
      const ChezuFleetName *enterprise = g_ptr_array_index (enterprises, i);

      if (enterprise->n > 0)
        best_add (best, rank_words (enterprise->name, enterprise->key, query), enterprise->key,
                  (gsize)enterprise);
    }
}

/* --- Places */

static Rank
rank_name (const char *name, const char *query)
{
  g_autofree char *key = chezu_fold (name);

  return name != NULL ? rank_words (name, key, query) : RANK_NONE;
}

static ChezuSearchHit *
place_hit (const ChezuPlaceRow *place)
{
  ChezuSearchHit *hit = g_new0 (ChezuSearchHit, 1);
  const char *name = chezu_language_is_chinese () ? place->name_zh : place->name_en;

  if (name == NULL)
    name = place->name_zh != NULL ? place->name_zh : place->name_en;

  hit->group = CHEZU_SEARCH_PLACE;
  hit->vehicle = CHEZU_FLEET_NONE;
  hit->place_id = place->id;
  hit->title = g_strdup (name);
  hit->subtitle = g_strdup (chezu_place_kind_name (place->kind));
  hit->lon = place->lon;
  hit->lat = place->lat;
  hit->has_position = TRUE;
  return hit;
}

static void
search_places (const ChezuPlaceList *places, const char *query, Best *best)
{
  for (guint i = 0; places != NULL && i < places->rows->len; i++)
    {
      const ChezuPlaceRow *place = &g_array_index (places->rows, ChezuPlaceRow, i);
      Rank zh = rank_name (place->name_zh, query);
      Rank en = rank_name (place->name_en, query);

      best_add (best, MIN (zh, en), place->code != NULL ? place->code : "", i);
    }
}

void
chezu_search_hit_free (ChezuSearchHit *self)
{
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self);
}

static void
search_group (ChezuFleet *fleet,
              const ChezuPlaceList *places,
              ChezuSearchGroup group,
              const char *query,
              Best *best,
              GPtrArray *hits)
{
  best->n = 0;
  switch (group)
    {
    case CHEZU_SEARCH_VEHICLE:
    case CHEZU_SEARCH_DRIVER:
      search_vehicles (fleet, group, query, best);
      break;
    case CHEZU_SEARCH_ENTERPRISE:
      search_enterprises (fleet, query, best);
      break;
    case CHEZU_SEARCH_PLACE:
      search_places (places, query, best);
      break;
    default:
      g_assert_not_reached ();
    }

  for (guint i = 0; i < best->n; i++)
    {
      gsize item = best->matches[i].item;

      if (group == CHEZU_SEARCH_ENTERPRISE)
        g_ptr_array_add (hits, enterprise_hit (fleet, GSIZE_TO_POINTER (item)));
      else if (group == CHEZU_SEARCH_PLACE)
        g_ptr_array_add (hits, place_hit (&g_array_index (places->rows, ChezuPlaceRow, item)));
      else
        g_ptr_array_add (hits, vehicle_hit (fleet, group, (guint)item));
    }
}

/**
 * chezu_search:
 * @places: (nullable): what else can be found
 * @query: as typed; an empty one finds nothing
 * @per_group: how many hits of each group to return
 *
 * Returns: (transfer full) (element-type ChezuSearchHit): vehicles, drivers, enterprises, places,
 * in each group those first whose text is the query, then those with a word that begins with it;
 *   equals by their text. The position is that of the latest fix; of an enterprise, where most of
 *   its vehicles are.
 */
GPtrArray *
chezu_search (ChezuFleet *fleet, const ChezuPlaceList *places, const char *query, guint per_group)
{
  g_autofree char *key = NULL;
  g_autofree Match *matches = NULL;
  GPtrArray *hits;
  Best best;

  g_return_val_if_fail (CHEZU_IS_FLEET (fleet), NULL);

  hits = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_search_hit_free);
  key = chezu_fold (query);
  matches = g_new (Match, per_group);
  best = (Best){ matches, 0, per_group };

  if (*key != '\0')
    for (ChezuSearchGroup group = CHEZU_SEARCH_VEHICLE; group <= CHEZU_SEARCH_PLACE; group++)
      search_group (fleet, places, group, key, &best, hits);
  return hits;
}
