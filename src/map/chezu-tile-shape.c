/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines are cut segment by segment (Liang and Barsky 1984), rings edge by edge of the window
 * (Sutherland and Hodgman 1974). The window has a margin, so that no cut is ever seen: the widest
 * line and its round ends fit into it. */

#include "map/chezu-tile-shape.h"

#include <math.h>

#define MARGIN 512.0
#define LOW (-MARGIN)
#define HIGH (CHEZU_TILE_UNITS + MARGIN)

enum
{
  MOVE_TO = 1,
  LINE_TO = 2,
  CLOSE_PATH = 7,
};

typedef struct
{
  double x, y;
} Point;

struct _ChezuTileShaper
{
  GArray *part; /* of Point: the line or ring that is read */
  GArray *cut;  /* of Point, twice, for rings */
  GArray *other;
  gint64 pen_x, pen_y; /* of what is written */
};

ChezuTileShaper *
chezu_tile_shaper_new (void)
{
  ChezuTileShaper *self = g_new0 (ChezuTileShaper, 1);

  self->part = g_array_new (FALSE, FALSE, sizeof (Point));
  self->cut = g_array_new (FALSE, FALSE, sizeof (Point));
  self->other = g_array_new (FALSE, FALSE, sizeof (Point));
  return self;
}

void
chezu_tile_shaper_free (ChezuTileShaper *self)
{
  g_array_unref (self->part);
  g_array_unref (self->cut);
  g_array_unref (self->other);
  g_free (self);
}

static inline Point *
get_points (const GArray *points)
{
  return (Point *)(gpointer)points->data;
}

/* --- Numbers --- */

static gint64
unfold (guint64 value)
{
  return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

/* Signs in the lowest bit. */
static guint64
fold (gint64 value)
{
  return ((guint64)value << 1) ^ (value < 0 ? G_MAXUINT64 : 0);
}

static void
write_command (GByteArray *out, guint command, guint count)
{
  chezu_pbf_write_varint (out, command | (guint64)count << 3);
}

static void
write_step (ChezuTileShaper *self, GByteArray *out, const Point *point)
{
  gint64 x = llround (point->x), y = llround (point->y);

  chezu_pbf_write_varint (out, fold (x - self->pen_x));
  chezu_pbf_write_varint (out, fold (y - self->pen_y));
  self->pen_x = x;
  self->pen_y = y;
}

/* Points that fall on the one before are left out. */
static guint
round_points (Point *points, guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    {
      const Point rounded = { round (points[i].x), round (points[i].y) };

      if (kept == 0 || rounded.x != points[kept - 1].x || rounded.y != points[kept - 1].y)
        points[kept++] = rounded;
    }
  return kept;
}

static void
write_path (ChezuTileShaper *self, GByteArray *out, Point *points, guint n, gboolean ring)
{
  n = round_points (points, n);
  if (ring && n > 1 && points[0].x == points[n - 1].x && points[0].y == points[n - 1].y)
    n--;
  if (n < (ring ? 3 : 2))
    return;
  write_command (out, MOVE_TO, 1);
  write_step (self, out, &points[0]);
  write_command (out, LINE_TO, n - 1);
  for (guint i = 1; i < n; i++)
    write_step (self, out, &points[i]);
  if (ring)
    write_command (out, CLOSE_PATH, 1);
}

/* --- Cutting --- */

typedef enum
{
  INSIDE,
  OUTSIDE,
  ACROSS,
} Standing;

static Standing
find_standing (const GArray *part)
{
  const Point *points = get_points (part);
  double west = INFINITY, north = INFINITY, east = -INFINITY, south = -INFINITY;

  for (guint i = 0; i < part->len; i++)
    {
      west = MIN (west, points[i].x);
      east = MAX (east, points[i].x);
      north = MIN (north, points[i].y);
      south = MAX (south, points[i].y);
    }
  if (west > HIGH || east < LOW || north > HIGH || south < LOW)
    return OUTSIDE;
  return west >= LOW && east <= HIGH && north >= LOW && south <= HIGH ? INSIDE : ACROSS;
}

/* Shortens what of the way from 0 to 1 lies on the right side of one edge. */
static gboolean
cut_share (double toward, double distance, double *from, double *to)
{
  double share;

  if (toward == 0.0)
    return distance >= 0.0;
  share = distance / toward;
  if (toward < 0.0)
    *from = MAX (*from, share);
  else
    *to = MIN (*to, share);
  return *from <= *to;
}

static gboolean
cut_segment (const Point *a, const Point *b, double *from, double *to)
{
  double dx = b->x - a->x, dy = b->y - a->y;

  *from = 0.0;
  *to = 1.0;
  return cut_share (-dx, a->x - LOW, from, to) && cut_share (dx, HIGH - a->x, from, to)
         && cut_share (-dy, a->y - LOW, from, to) && cut_share (dy, HIGH - a->y, from, to);
}

static Point
between (const Point *a, const Point *b, double share)
{
  return (Point){ a->x + share * (b->x - a->x), a->y + share * (b->y - a->y) };
}

static void
flush_line (ChezuTileShaper *self, GByteArray *out)
{
  write_path (self, out, get_points (self->cut), self->cut->len, FALSE);
  g_array_set_size (self->cut, 0);
}

static void
cut_line (ChezuTileShaper *self, GByteArray *out)
{
  const Point *points = get_points (self->part);

  g_array_set_size (self->cut, 0);
  for (guint i = 1; i < self->part->len; i++)
    {
      double from, to;
      Point first, last;

      if (!cut_segment (&points[i - 1], &points[i], &from, &to))
        {
          flush_line (self, out);
          continue;
        }
      first = between (&points[i - 1], &points[i], from);
      last = between (&points[i - 1], &points[i], to);
      if (from > 0.0)
        flush_line (self, out);
      if (self->cut->len == 0)
        g_array_append_val (self->cut, first);
      g_array_append_val (self->cut, last);
      if (to < 1.0)
        flush_line (self, out);
    }
  flush_line (self, out);
}

/* How far a point is on the right side of an edge: west, east, north, south. */
static double
get_depth (const Point *point, guint edge)
{
  switch (edge)
    {
    case 0:
      return point->x - LOW;
    case 1:
      return HIGH - point->x;
    case 2:
      return point->y - LOW;
    default:
      return HIGH - point->y;
    }
}

static void
cut_edge (const GArray *ring, GArray *out, guint edge)
{
  const Point *points = get_points (ring);

  g_array_set_size (out, 0);
  for (guint i = 0; i < ring->len; i++)
    {
      const Point *a = &points[i > 0 ? i - 1 : ring->len - 1];
      const Point *b = &points[i];
      double depth_a = get_depth (a, edge), depth_b = get_depth (b, edge);

      if ((depth_a < 0.0) != (depth_b < 0.0))
        {
          Point on = between (a, b, depth_a / (depth_a - depth_b));

          g_array_append_val (out, on);
        }
      if (depth_b >= 0.0)
        g_array_append_val (out, *b);
    }
}

static void
cut_ring (ChezuTileShaper *self, GByteArray *out)
{
  cut_edge (self->part, self->cut, 0);
  cut_edge (self->cut, self->other, 1);
  cut_edge (self->other, self->cut, 2);
  cut_edge (self->cut, self->other, 3);
  write_path (self, out, get_points (self->other), self->other->len, TRUE);
}

static void
finish_part (ChezuTileShaper *self, GByteArray *out, gboolean ring)
{
  Standing standing = self->part->len > 0 ? find_standing (self->part) : OUTSIDE;

  if (standing == INSIDE)
    write_path (self, out, get_points (self->part), self->part->len, ring);
  else if (standing == ACROSS && ring)
    cut_ring (self, out);
  else if (standing == ACROSS)
    cut_line (self, out);
  g_array_set_size (self->part, 0);
}

/* --- Reading --- */

typedef struct
{
  ChezuPbfReader bytes;
  gint64 x, y;
} Pen;

static gboolean
read_point (Pen *pen, const ChezuTileMove *move, Point *point)
{
  guint64 x, y;

  if (!chezu_pbf_read_varint (&pen->bytes, &x) || !chezu_pbf_read_varint (&pen->bytes, &y))
    return FALSE;
  /* The specification has 32-bit parameters; more would not be a number after some steps. */
  pen->x += (gint32)unfold (x & G_MAXUINT32);
  pen->y += (gint32)unfold (y & G_MAXUINT32);
  *point
      = (Point){ (double)pen->x * move->scale - move->x, (double)pen->y * move->scale - move->y };
  return TRUE;
}

static void
write_points (ChezuTileShaper *self, GByteArray *out)
{
  const Point *points = get_points (self->part);
  guint n = 0;

  for (guint pass = 0; pass < 2; pass++)
    {
      if (pass == 1 && n > 0)
        write_command (out, MOVE_TO, n);
      for (guint i = 0; i < self->part->len; i++)
        if (points[i].x >= LOW && points[i].x <= HIGH && points[i].y >= LOW && points[i].y <= HIGH)
          {
            if (pass == 0)
              n++;
            else
              write_step (self, out, &points[i]);
          }
    }
}

static void
read_parts (ChezuTileShaper *self,
            Pen *pen,
            ChezuTileShapeType type,
            const ChezuTileMove *move,
            GByteArray *out)
{
  guint64 command;

  while (pen->bytes.next < pen->bytes.end && chezu_pbf_read_varint (&pen->bytes, &command))
    {
      Point point;

      if ((command & 7) == CLOSE_PATH)
        continue;
      if ((command & 7) == MOVE_TO && type != CHEZU_TILE_POINTS)
        finish_part (self, out, type == CHEZU_TILE_RINGS);
      for (guint64 i = command >> 3; i > 0 && read_point (pen, move, &point); i--)
        g_array_append_val (self->part, point);
    }
  if (type == CHEZU_TILE_POINTS)
    write_points (self, out);
  else
    finish_part (self, out, type == CHEZU_TILE_RINGS);
}

/**
 * chezu_tile_shaper_run:
 * @geometry: checked by chezu_vector_tile_check ()
 * @out: takes the geometry as it is in the window, which has CHEZU_TILE_UNITS to a side
 */
gboolean
chezu_tile_shaper_run (ChezuTileShaper *self,
                       ChezuPbfReader geometry,
                       ChezuTileShapeType type,
                       const ChezuTileMove *move,
                       GByteArray *out)
{
  Pen pen = { geometry, 0, 0 };
  guint before = out->len;

  self->pen_x = self->pen_y = 0;
  g_array_set_size (self->part, 0);
  read_parts (self, &pen, type, move, out);
  return out->len > before;
}
