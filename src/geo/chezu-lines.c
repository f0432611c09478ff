/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines as arrays of points: simplifying, smoothing, joining end to end. */

#include "geo/chezu-lines.h"

#include <math.h>

ChezuLine *
chezu_line_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (ChezuPoint));
}

ChezuLines *
chezu_lines_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
}

gint64
chezu_point_key (ChezuPoint point)
{
  guint64 x = (guint64)llround ((point.lon + 180.0) * 1e7);
  guint64 y = (guint64)llround ((point.lat + 90.0) * 1e7);

  return (gint64)(x << 32 | y);
}

guint
chezu_key_hash (gconstpointer key)
{
  /* Knuth's multiplicative hash, by 2^64 over the golden ratio. */
  return (guint)((*(const guint64 *)key * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15)) >> 32);
}

gboolean
chezu_line_is_closed (const ChezuLine *line)
{
  return line->len > 3
         && chezu_point_key (*chezu_line_point (line, 0))
                == chezu_point_key (*chezu_line_point (line, line->len - 1));
}

/**
 * chezu_line_signed_area:
 *
 * Returns: the area of the ring in square degrees, positive when it runs counter-clockwise; the
 * last point may or may not repeat the first
 */
double
chezu_line_signed_area (const ChezuLine *line)
{
  double twice = 0.0;

  for (guint i = 0; i < line->len; i++)
    {
      const ChezuPoint *a = chezu_line_point (line, i);
      const ChezuPoint *b = chezu_line_point (line, (i + 1) % line->len);

      twice += a->lon * b->lat - b->lon * a->lat;
    }
  return twice / 2.0;
}

/* Square of the distance between a point and the segment from A to B, in degrees at the equator's
 * scale. */
static double
squared_distance (const ChezuPoint *point, const ChezuPoint *a, const ChezuPoint *b)
{
  double dx = b->lon - a->lon, dy = b->lat - a->lat;
  double length = dx * dx + dy * dy;
  double t = 0.0;

  if (length > 0.0)
    t = CLAMP (((point->lon - a->lon) * dx + (point->lat - a->lat) * dy) / length, 0.0, 1.0);
  dx = point->lon - (a->lon + t * dx);
  dy = point->lat - (a->lat + t * dy);
  return dx * dx + dy * dy;
}

typedef struct
{
  guint first;
  guint last;
} Span;

/**
 * chezu_line_simplify:
 * @tolerance: degrees
 *
 * Douglas and Peucker's way of leaving out points, 1973. The ends stay; a closed line is held at
 * its start and at the point farthest from it. The same line gives the same points in either
 * direction.
 *
 * Returns: (transfer full): a new line
 */
ChezuLine *
chezu_line_simplify (const ChezuLine *line, double tolerance)
{
  ChezuLine *result = chezu_line_new ();
  g_autofree gboolean *keep = g_new0 (gboolean, line->len + 1);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  double limit = tolerance * tolerance;

  if (line->len > 2)
    {
      Span whole = { 0, line->len - 1 };

      g_array_append_val (spans, whole);
    }
  keep[0] = TRUE;
  keep[MAX (line->len, 1) - 1] = TRUE;

  while (spans->len > 0)
    {
      Span span = g_array_index (spans, Span, spans->len - 1);
      const ChezuPoint *first = chezu_line_point (line, span.first);
      const ChezuPoint *last = chezu_line_point (line, span.last);
      gboolean ring = span.first == 0 && span.last == line->len - 1 && chezu_line_is_closed (line);
      double farthest = -1.0;
      guint split = span.first;

      g_array_set_size (spans, spans->len - 1);
      for (guint i = span.first + 1; i < span.last; i++)
        {
          double distance = squared_distance (chezu_line_point (line, i), first, last);

          if (distance > farthest)
            {
              farthest = distance;
              split = i;
            }
        }
      if (farthest > limit || (ring && farthest > 0.0))
        {
          Span before = { span.first, split }, after = { split, span.last };

          keep[split] = TRUE;
          if (before.last - before.first > 1)
            g_array_append_val (spans, before);
          if (after.last - after.first > 1)
            g_array_append_val (spans, after);
        }
    }

  for (guint i = 0; i < line->len; i++)
    if (keep[i])
      g_array_append_val (result, *chezu_line_point (line, i));
  return result;
}

/**
 * chezu_line_smooth:
 *
 * One round of Chaikin's corner cutting (1974): each corner becomes two points at a quarter of its
 * sides. Open lines keep their ends, closed ones stay closed.
 *
 * Returns: (transfer full): a new line of about twice as many points
 */
ChezuLine *
chezu_line_smooth (const ChezuLine *line)
{
  ChezuLine *result = chezu_line_new ();
  gboolean closed = chezu_line_is_closed (line);

  if (!closed && line->len > 0)
    g_array_append_val (result, *chezu_line_point (line, 0));
  for (guint i = 0; i + 1 < line->len; i++)
    {
      const ChezuPoint *a = chezu_line_point (line, i);
      const ChezuPoint *b = chezu_line_point (line, i + 1);
      ChezuPoint early = { 0.75 * a->lon + 0.25 * b->lon, 0.75 * a->lat + 0.25 * b->lat };
      ChezuPoint late = { 0.25 * a->lon + 0.75 * b->lon, 0.25 * a->lat + 0.75 * b->lat };

      if (closed || i > 0)
        g_array_append_val (result, early);
      if (closed || i + 2 < line->len)
        g_array_append_val (result, late);
    }
  if (closed)
    {
      ChezuPoint first = *chezu_line_point (result, 0);

      g_array_append_val (result, first);
    }
  else if (line->len > 1)
    g_array_append_val (result, *chezu_line_point (line, line->len - 1));
  return result;
}

/**
 * chezu_lines_cut:
 * @longest: points of a piece, 2 at least
 *
 * Returns: (transfer full): the same lines in pieces that share their ends
 */
ChezuLines *
chezu_lines_cut (const ChezuLines *lines, guint longest)
{
  ChezuLines *pieces = chezu_lines_new ();

  for (guint i = 0; i < lines->len; i++)
    {
      const ChezuLine *line = chezu_lines_get (lines, i);

      for (guint first = 0; first + 1 < line->len; first += longest - 1)
        {
          ChezuLine *piece = chezu_line_new ();

          g_array_append_vals (piece, chezu_line_point (line, first),
                               MIN (longest, line->len - first));
          g_ptr_array_add (pieces, piece);
        }
    }
  return pieces;
}

/* --- Joining --- */

typedef struct
{
  guint pieces[2];
  guint n; /* how many ends meet here; only two are remembered */
} Node;

static void
note_end (GHashTable *nodes, ChezuPoint point, guint piece)
{
  gint64 key = chezu_point_key (point);
  Node *node = g_hash_table_lookup (nodes, &key);

  if (node == NULL)
    {
      node = g_new0 (Node, 1);
      g_hash_table_insert (nodes, g_memdup2 (&key, sizeof key), node);
    }
  if (node->n < 2)
    node->pieces[node->n] = piece;
  node->n++;
}

/* The piece that continues @piece at @point, or -1 where nothing, or more than one thing,
 * continues. */
static int
continuation (GHashTable *nodes, ChezuPoint point, guint piece, const gboolean *used)
{
  gint64 key = chezu_point_key (point);
  const Node *node = g_hash_table_lookup (nodes, &key);
  guint other;

  if (node == NULL || node->n != 2)
    return -1;
  other = node->pieces[0] == piece ? node->pieces[1] : node->pieces[0];
  return used[other] ? -1 : (int)other;
}

static void
append_piece (ChezuLine *line, const ChezuLine *piece, gboolean reversed)
{
  for (guint i = 1; i < piece->len; i++)
    g_array_append_val (line, *chezu_line_point (piece, reversed ? piece->len - 1 - i : i));
}

static void
grow (ChezuLine *line, guint piece, const ChezuLines *pieces, GHashTable *nodes, gboolean *used)
{
  int next;

  while ((next = continuation (nodes, *chezu_line_point (line, line->len - 1), piece, used)) >= 0)
    {
      const ChezuLine *other = chezu_lines_get (pieces, (guint)next);
      gint64 end = chezu_point_key (*chezu_line_point (line, line->len - 1));

      used[next] = TRUE;
      append_piece (line, other, chezu_point_key (*chezu_line_point (other, 0)) != end);
      piece = (guint)next;
    }
}

static void
reverse (ChezuLine *line)
{
  for (guint i = 0, j = line->len; i + 1 < j; i++)
    {
      ChezuPoint held = *chezu_line_point (line, i);

      j--;
      *chezu_line_point (line, i) = *chezu_line_point (line, j);
      *chezu_line_point (line, j) = held;
    }
}

/**
 * chezu_lines_join:
 *
 * Joins pieces where exactly two ends meet, so that dashes run on and simplifying sees whole lines.
 *
 * Returns: (transfer full): new lines
 */
ChezuLines *
chezu_lines_join (const ChezuLines *pieces)
{
  ChezuLines *lines = chezu_lines_new ();
  g_autoptr (GHashTable) nodes
      = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free, g_free);
  g_autofree gboolean *used = g_new0 (gboolean, pieces->len + 1);

  for (guint i = 0; i < pieces->len; i++)
    {
      const ChezuLine *piece = chezu_lines_get (pieces, i);

      used[i] = piece->len < 2;
      if (used[i])
        continue;
      note_end (nodes, *chezu_line_point (piece, 0), i);
      note_end (nodes, *chezu_line_point (piece, piece->len - 1), i);
    }

  for (guint i = 0; i < pieces->len; i++)
    {
      ChezuLine *line;

      if (used[i])
        continue;
      used[i] = TRUE;
      line = chezu_line_new ();
      g_array_append_val (line, *chezu_line_point (chezu_lines_get (pieces, i), 0));
      append_piece (line, chezu_lines_get (pieces, i), FALSE);
      grow (line, i, pieces, nodes, used);
      reverse (line);
      grow (line, i, pieces, nodes, used);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

/* --- Rings --- */

typedef struct
{
  const ChezuLines *pieces;
  GHashTable *at_point; /* gint64 → GArray of the pieces that end there */
  gboolean *used;

  GArray *trail; /* Step: the way so far */
} RingSearch;

typedef struct
{
  gint64 from;
  guint piece;
  gboolean reversed;
} Step;

static void
note_piece (RingSearch *search, ChezuPoint point, guint piece)
{
  gint64 key = chezu_point_key (point);
  GArray *here = g_hash_table_lookup (search->at_point, &key);

  if (here == NULL)
    {
      here = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (search->at_point, g_memdup2 (&key, sizeof key), here);
    }
  g_array_append_val (here, piece);
}

static gboolean
step_on (RingSearch *search, gint64 *position)
{
  GArray *here = g_hash_table_lookup (search->at_point, position);

  for (guint i = 0; here != NULL && i < here->len; i++)
    {
      guint index = g_array_index (here, guint, i);
      const ChezuLine *piece = chezu_lines_get (search->pieces, index);
      gint64 first = chezu_point_key (*chezu_line_point (piece, 0));
      gint64 last = chezu_point_key (*chezu_line_point (piece, piece->len - 1));
      Step step = { *position, index, first != *position };

      if (search->used[index])
        continue;
      search->used[index] = TRUE;
      g_array_append_val (search->trail, step);
      *position = step.reversed ? first : last;
      return TRUE;
    }
  return FALSE;
}

/* Cuts the loop that the trail has closed at @position, if it has, off its end. */
static ChezuLine *
cut_loop (RingSearch *search, gint64 position)
{
  for (guint i = 0; i < search->trail->len; i++)
    if (g_array_index (search->trail, Step, i).from == position)
      {
        ChezuLine *ring = chezu_line_new ();

        for (guint j = i; j < search->trail->len; j++)
          {
            const Step *step = &g_array_index (search->trail, Step, j);
            const ChezuLine *piece = chezu_lines_get (search->pieces, step->piece);

            if (ring->len == 0)
              g_array_append_val (ring,
                                  *chezu_line_point (piece, step->reversed ? piece->len - 1 : 0));
            append_piece (ring, piece, step->reversed);
          }
        g_array_set_size (search->trail, i);
        return ring;
      }
  return NULL;
}

/**
 * chezu_lines_rings:
 *
 * Puts pieces together to rings that touch themselves nowhere, also where more than two pieces
 * meet. Pieces that lead nowhere are left out.
 *
 * Returns: (transfer full): closed lines
 */
ChezuLines *
chezu_lines_rings (const ChezuLines *pieces)
{
  ChezuLines *rings = chezu_lines_new ();
  g_autofree gboolean *used = g_new0 (gboolean, pieces->len + 1);
  g_autoptr (GArray) trail = g_array_new (FALSE, FALSE, sizeof (Step));
  g_autoptr (GHashTable) at_point = g_hash_table_new_full (chezu_key_hash, g_int64_equal, g_free,
                                                           (GDestroyNotify)g_array_unref);
  RingSearch search = { pieces, at_point, used, trail };

  for (guint i = 0; i < pieces->len; i++)
    {
      const ChezuLine *piece = chezu_lines_get (pieces, i);

      used[i] = piece->len < 2;
      if (used[i])
        continue;
      note_piece (&search, *chezu_line_point (piece, 0), i);
      note_piece (&search, *chezu_line_point (piece, piece->len - 1), i);
    }

  for (guint i = 0; i < pieces->len; i++)
    {
      gint64 position;

      if (used[i])
        continue;
      position = chezu_point_key (*chezu_line_point (chezu_lines_get (pieces, i), 0));
      for (;;)
        {
          ChezuLine *ring = cut_loop (&search, position);

          if (ring != NULL)
            g_ptr_array_add (rings, ring);
          else if (step_on (&search, &position))
            continue;
          else if (trail->len == 0)
            break;
          else
            {
              /* A dead end: one step back. */
              position = g_array_index (trail, Step, trail->len - 1).from;
              g_array_set_size (trail, trail->len - 1);
            }
        }
    }
  return rings;
}
