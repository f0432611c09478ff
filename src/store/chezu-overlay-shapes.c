/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-overlay-shapes.h"

#include <math.h>
#include <string.h>

#define LINE_MIN 2
#define RING_MIN 4

G_DEFINE_BOXED_TYPE (ChezuOverlayShapes,
                     chezu_overlay_shapes,
                     chezu_overlay_shapes_ref,
                     chezu_overlay_shapes_unref)

ChezuOverlayShapes *
chezu_overlay_shapes_new (void)
{
  ChezuOverlayShapes *self = g_new0 (ChezuOverlayShapes, 1);

  g_atomic_ref_count_init (&self->references);
  self->features = g_array_new (FALSE, FALSE, sizeof (ChezuOverlayFeature));
  self->parts = g_array_new (FALSE, FALSE, sizeof (ChezuOverlayPart));
  self->vertices = g_array_new (FALSE, FALSE, sizeof (ChezuOverlayVertex));
  self->strings = g_string_chunk_new (65536);
  return self;
}

ChezuOverlayShapes *
chezu_overlay_shapes_ref (ChezuOverlayShapes *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
chezu_overlay_shapes_unref (ChezuOverlayShapes *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_array_unref (self->features);
  g_array_unref (self->parts);
  g_array_unref (self->vertices);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* --- Filling --------------------------------------------------------------------------------- */

static const char *
take_text (ChezuOverlayShapes *self, const char *text)
{
  if (text == NULL || *text == '\0')
    return NULL;
  self->text_size += strlen (text) + 1;
  return g_string_chunk_insert (self->strings, text);
}

void
chezu_overlay_shapes_add_feature (ChezuOverlayShapes *self, const ChezuOverlayFeature *feature)
{
  const ChezuOverlayFeature own = {
    .kind = feature->kind,
    .first_part = self->parts->len,
    .name = take_text (self, feature->name),
    .description = take_text (self, feature->description),
    .attributes = take_text (self, feature->attributes),
    .label = take_text (self, feature->label),
  };

  g_array_append_val (self->features, own);
}

void
chezu_overlay_shapes_add_part (ChezuOverlayShapes *self, gboolean is_hole)
{
  const ChezuOverlayPart part = { .first_vertex = self->vertices->len, .is_hole = is_hole };

  g_array_append_val (self->parts, part);
}

void
chezu_overlay_shapes_add_vertex (ChezuOverlayShapes *self, double lon, double lat)
{
  const ChezuOverlayVertex vertex = { lon, lat };

  g_array_append_val (self->vertices, vertex);
}

void
chezu_overlay_shapes_drop_feature (ChezuOverlayShapes *self)
{
  guint first_part = chezu_overlay_shapes_get (self, self->features->len - 1)->first_part;

  if (first_part < self->parts->len)
    g_array_set_size (self->vertices,
                      g_array_index (self->parts, ChezuOverlayPart, first_part).first_vertex);
  g_array_set_size (self->parts, first_part);
  g_array_set_size (self->features, self->features->len - 1);
}

/* --- Asking ---------------------------------------------------------------------------------- */

guint
chezu_overlay_shapes_end_of_feature (const ChezuOverlayShapes *self, guint feature)
{
  return feature + 1 < self->features->len
             ? chezu_overlay_shapes_get (self, feature + 1)->first_part
             : self->parts->len;
}

guint
chezu_overlay_shapes_end_of_part (const ChezuOverlayShapes *self, guint part)
{
  return part + 1 < self->parts->len
             ? g_array_index (self->parts, ChezuOverlayPart, part + 1).first_vertex
             : self->vertices->len;
}

gboolean
chezu_overlay_shapes_get_bounds (const ChezuOverlayShapes *self, double bounds[4])
{
  bounds[0] = bounds[1] = INFINITY;
  bounds[2] = bounds[3] = -INFINITY;
  for (guint i = 0; i < self->vertices->len; i++)
    {
      const ChezuOverlayVertex *vertex = &g_array_index (self->vertices, ChezuOverlayVertex, i);

      bounds[0] = MIN (bounds[0], vertex->lon);
      bounds[1] = MIN (bounds[1], vertex->lat);
      bounds[2] = MAX (bounds[2], vertex->lon);
      bounds[3] = MAX (bounds[3], vertex->lat);
    }
  return self->vertices->len > 0;
}

void
chezu_overlay_shapes_count (const ChezuOverlayShapes *self, guint n[CHEZU_N_OVERLAY_KINDS])
{
  memset (n, 0, CHEZU_N_OVERLAY_KINDS * sizeof *n);
  for (guint i = 0; i < self->features->len; i++)
    n[chezu_overlay_shapes_get (self, i)->kind]++;
}

/* --- Thinning -------------------------------------------------------------------------------- */

/* What is left of @n vertices comes to @to, which may lie within or before @from. One look at each,
 * so that no line, however it winds, costs more than its length. */
static guint
thin_line (
    ChezuOverlayVertex *to, const ChezuOverlayVertex *from, guint n, guint least, double tolerance)
{
  const ChezuOverlayVertex last = from[n - 1];
  const ChezuOverlayVertex spare[] = { from[0], from[n / 3], from[2 * n / 3], last };
  guint n_kept = 1;

  to[0] = from[0];
  for (guint i = 1; i + 1 < n; i++)
    if (hypot (from[i].lon - to[n_kept - 1].lon, from[i].lat - to[n_kept - 1].lat) > tolerance)
      to[n_kept++] = from[i];
  to[n_kept++] = last;
  if (n_kept >= least)
    return n_kept;

  /* A ring that is smaller than the tolerance is still a ring. */
  memcpy (to, spare, sizeof spare);
  return G_N_ELEMENTS (spare);
}

void
chezu_overlay_shapes_thin (ChezuOverlayShapes *self, guint first_feature, double tolerance)
{
  ChezuOverlayVertex *vertices = (ChezuOverlayVertex *)(gpointer)self->vertices->data;
  guint first_part = first_feature < self->features->len
                         ? chezu_overlay_shapes_get (self, first_feature)->first_part
                         : self->parts->len;
  guint at = first_part < self->parts->len
                 ? g_array_index (self->parts, ChezuOverlayPart, first_part).first_vertex
                 : self->vertices->len;

  for (guint f = first_feature; f < self->features->len; f++)
    {
      const ChezuOverlayFeature *feature = chezu_overlay_shapes_get (self, f);
      guint least = feature->kind == CHEZU_OVERLAY_POLYGON ? RING_MIN : LINE_MIN;
      guint end = chezu_overlay_shapes_end_of_feature (self, f);

      for (guint p = feature->first_part; p < end; p++)
        {
          ChezuOverlayPart *part = &g_array_index (self->parts, ChezuOverlayPart, p);
          guint first = part->first_vertex;
          guint n = chezu_overlay_shapes_end_of_part (self, p) - first;

          part->first_vertex = at;
          if (feature->kind != CHEZU_OVERLAY_POINT && n > least)
            at += thin_line (vertices + at, vertices + first, n, least, tolerance);
          else
            {
              memmove (vertices + at, vertices + first, n * sizeof *vertices);
              at += n;
            }
        }
    }
  g_array_set_size (self->vertices, at);
}
