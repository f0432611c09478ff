/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines as arrays of points in degrees: what the base map is made of before it becomes features. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double lon;
  double lat;
} ChezuPoint;

typedef GArray ChezuLine;     /* of ChezuPoint */
typedef GPtrArray ChezuLines; /* of ChezuLine, owned */

ChezuLine *chezu_line_new (void);
ChezuLines *chezu_lines_new (void);

static inline ChezuPoint *
chezu_line_point (const ChezuLine *line, guint index)
{
  return &g_array_index (line, ChezuPoint, index);
}

static inline ChezuLine *
chezu_lines_get (const ChezuLines *lines, guint index)
{
  return (ChezuLine *)g_ptr_array_index (lines, index);
}

gboolean chezu_line_is_closed (const ChezuLine *line);
double chezu_line_signed_area (const ChezuLine *line);
ChezuLine *chezu_line_simplify (const ChezuLine *line, double tolerance);
ChezuLine *chezu_line_smooth (const ChezuLine *line);

/* Integer key of a point on a grid of 1e-7 degrees: the same digits give the same key. */
gint64 chezu_point_key (ChezuPoint point);
/* For hash tables of 64-bit keys that differ in their upper half, which g_int64_hash () does not
 * see. */
guint chezu_key_hash (gconstpointer key);

ChezuLines *chezu_lines_cut (const ChezuLines *lines, guint longest);
ChezuLines *chezu_lines_join (const ChezuLines *pieces);
ChezuLines *chezu_lines_rings (const ChezuLines *pieces);

G_END_DECLS
