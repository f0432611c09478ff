/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A fifth of a degree square is mostly of one kind, which a byte tells. Only where the outline
 * itself runs the edges that cross the point's parallel are counted, from a list for each hundredth
 * of a degree. Both are made from the rings when they are first asked for, in some milliseconds. */

#include "base/chezu-outline.h"

#include "base/chezu-outline-data.h"

#include <math.h>

#define WEST 73
#define EAST 136
#define SOUTH 3
#define NORTH 54
#define CELLS_PER_DEGREE 5
#define COLUMNS ((EAST - WEST) * CELLS_PER_DEGREE)
#define ROWS ((NORTH - SOUTH) * CELLS_PER_DEGREE)
#define BANDS_PER_DEGREE 100
#define BANDS ((NORTH - SOUTH) * BANDS_PER_DEGREE)
#define UNITS_PER_DEGREE 10000.0

/* What a place that was worked back may be off by, degrees. */
#define BACK_ERROR 3e-8

/* A cell that the outline crosses. */
#define MIXED 0xff

typedef struct
{
  float from_lon, from_lat;
  float to_lon, to_lat;
  gboolean special;
} Edge;

typedef struct
{
  guint8 cells[ROWS][COLUMNS];
  GArray *bands[BANDS]; /* of Edge, those that reach into the band */
} Outline;

static int
read_number (const char **text)
{
  guint value = 0;
  guint shift = 0;
  guint letter;

  do
    {
      letter = (guint)(*(*text)++ - 63);
      value |= (letter & 0x1f) << shift;
      shift += 5;
    }
  while (letter >= 0x20);
  return (value & 1) != 0 ? (int)~(value >> 1) : (int)(value >> 1);
}

static void
mark_cells (Outline *self, const Edge *edge)
{
  int west = (int)floorf ((MIN (edge->from_lon, edge->to_lon) - WEST) * CELLS_PER_DEGREE);
  int east = (int)floorf ((MAX (edge->from_lon, edge->to_lon) - WEST) * CELLS_PER_DEGREE);
  int south = (int)floorf ((MIN (edge->from_lat, edge->to_lat) - SOUTH) * CELLS_PER_DEGREE);
  int north = (int)floorf ((MAX (edge->from_lat, edge->to_lat) - SOUTH) * CELLS_PER_DEGREE);

  for (int row = MAX (south, 0); row <= MIN (north, ROWS - 1); row++)
    for (int column = MAX (west, 0); column <= MIN (east, COLUMNS - 1); column++)
      self->cells[row][column] = MIXED;
}

static void
add_edge (Outline *self, const Edge *edge)
{
  int south = (int)floorf ((MIN (edge->from_lat, edge->to_lat) - SOUTH) * BANDS_PER_DEGREE);
  int north = (int)floorf ((MAX (edge->from_lat, edge->to_lat) - SOUTH) * BANDS_PER_DEGREE);

  mark_cells (self, edge);
  for (int band = MAX (south, 0); band <= MIN (north, BANDS - 1); band++)
    g_array_append_val (self->bands[band], *edge);
}

static void
add_ring (Outline *self, const char *text, gboolean special)
{
  int lon = read_number (&text);
  int lat = read_number (&text);
  float first_lon = (float)(lon / UNITS_PER_DEGREE);
  float first_lat = (float)(lat / UNITS_PER_DEGREE);
  Edge edge = { first_lon, first_lat, first_lon, first_lat, special };

  while (*text != '\0')
    {
      lon += read_number (&text);
      lat += read_number (&text);
      edge.to_lon = (float)(lon / UNITS_PER_DEGREE);
      edge.to_lat = (float)(lat / UNITS_PER_DEGREE);
      add_edge (self, &edge);
      edge.from_lon = edge.to_lon;
      edge.from_lat = edge.to_lat;
    }
  edge.to_lon = first_lon;
  edge.to_lat = first_lat;
  add_edge (self, &edge);
}

/* Even or odd, by the edges east of the point. */
static ChezuArea
find_exactly (const Outline *self, double lon, double lat)
{
  int band = (int)floor ((lat - SOUTH) * BANDS_PER_DEGREE);
  const GArray *edges = self->bands[CLAMP (band, 0, BANDS - 1)];
  gboolean inside[2] = { FALSE, FALSE };

  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);
      double share;

      if ((edge->from_lat > lat) == (edge->to_lat > lat))
        continue;
      share = (lat - edge->from_lat) / ((double)edge->to_lat - edge->from_lat);
      if (edge->from_lon + share * ((double)edge->to_lon - edge->from_lon) > lon)
        inside[edge->special] = !inside[edge->special];
    }
  if (inside[TRUE])
    return CHEZU_AREA_SPECIAL;
  return inside[FALSE] ? CHEZU_AREA_MAINLAND : CHEZU_AREA_NONE;
}

static void
fill_cells (Outline *self)
{
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++)
      if (self->cells[row][column] != MIXED)
        self->cells[row][column] = (guint8)find_exactly (
            self, WEST + (column + 0.5) / CELLS_PER_DEGREE, SOUTH + (row + 0.5) / CELLS_PER_DEGREE);
}

static Outline *
make_outline (void)
{
  Outline *self = g_new0 (Outline, 1);

  for (guint i = 0; i < BANDS; i++)
    self->bands[i] = g_array_new (FALSE, FALSE, sizeof (Edge));
  for (const char *const *ring = mainland_rings; *ring != NULL; ring++)
    add_ring (self, *ring, FALSE);
  for (const char *const *ring = special_rings; *ring != NULL; ring++)
    add_ring (self, *ring, TRUE);
  fill_cells (self);
  return self;
}

/**
 * chezu_outline_find:
 * @lon: degrees, WGS-84
 * @lat: degrees, WGS-84
 *
 * The outline is that of DCW's provinces, true to some 200 m on land; at sea it lies about twelve
 * nautical miles off the coast.
 */
ChezuArea
chezu_outline_find (double lon, double lat)
{
  static gsize once;
  static const Outline *outline;
  guint8 cell;

  /* Also what is no number. */
  if (!(lon >= WEST && lon < EAST && lat >= SOUTH && lat < NORTH))
    return CHEZU_AREA_NONE;
  if (g_once_init_enter (&once))
    {
      outline = make_outline ();
      g_once_init_leave (&once, 1);
    }
  cell = outline->cells[(int)((lat - SOUTH) * CELLS_PER_DEGREE)]
                       [(int)((lon - WEST) * CELLS_PER_DEGREE)];
  return cell != MIXED ? (ChezuArea)cell : find_exactly (outline, lon, lat);
}

gboolean
chezu_outline_is_shifted (ChezuReach reach, double lon, double lat)
{
  ChezuArea area = chezu_outline_find (lon, lat);

  return area == CHEZU_AREA_MAINLAND || (area == CHEZU_AREA_SPECIAL && reach == CHEZU_REACH_WHOLE);
}

gboolean
chezu_outline_was_shifted (ChezuReach reach, double lon, double lat)
{
  return chezu_outline_is_shifted (reach, lon, lat)
         || chezu_outline_is_shifted (reach, lon - BACK_ERROR, lat)
         || chezu_outline_is_shifted (reach, lon + BACK_ERROR, lat)
         || chezu_outline_is_shifted (reach, lon, lat - BACK_ERROR)
         || chezu_outline_is_shifted (reach, lon, lat + BACK_ERROR);
}
