/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The features of an overlay in few large arrays: points, lines and polygons with holes, and what
 * is said of each. */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_OVERLAY_POINT,
  CHEZU_OVERLAY_LINE,
  CHEZU_OVERLAY_POLYGON,
  CHEZU_N_OVERLAY_KINDS
} ChezuOverlayKind;

typedef struct
{
  double lon; /* degrees, WGS-84 */
  double lat;
} ChezuOverlayVertex;

/* One line of several, one ring, or all points of a feature. */
typedef struct
{
  guint first_vertex;
  gboolean is_hole; /* of the ring before it that is none */
} ChezuOverlayPart;

/* Texts are plain and of one line. */
typedef struct
{
  ChezuOverlayKind kind;
  guint first_part;
  const char *name;        /* nullable */
  const char *description; /* nullable */
  const char *attributes;  /* nullable: a JSON object of texts */
  const char *label;       /* nullable: what to write beside it */
} ChezuOverlayFeature;

typedef struct
{
  gatomicrefcount references;
  GArray *features; /* of ChezuOverlayFeature */
  GArray *parts;    /* of ChezuOverlayPart */
  GArray *vertices; /* of ChezuOverlayVertex */
  GStringChunk *strings;
  gsize text_size; /* bytes of all texts */
} ChezuOverlayShapes;

ChezuOverlayShapes *chezu_overlay_shapes_new (void);
ChezuOverlayShapes *chezu_overlay_shapes_ref (ChezuOverlayShapes *self);
void chezu_overlay_shapes_unref (ChezuOverlayShapes *self);

/* Copies the texts of @feature; parts and vertices that come next belong to it. */
void chezu_overlay_shapes_add_feature (ChezuOverlayShapes *self,
                                       const ChezuOverlayFeature *feature);
void chezu_overlay_shapes_add_part (ChezuOverlayShapes *self, gboolean is_hole);
void chezu_overlay_shapes_add_vertex (ChezuOverlayShapes *self, double lon, double lat);
/* Takes the last feature back. */
void chezu_overlay_shapes_drop_feature (ChezuOverlayShapes *self);

static inline const ChezuOverlayFeature *
chezu_overlay_shapes_get (const ChezuOverlayShapes *self, guint index)
{
  return &g_array_index (self->features, ChezuOverlayFeature, index);
}

/* Behind the last part of a feature, and behind the last vertex of a part. */
guint chezu_overlay_shapes_end_of_feature (const ChezuOverlayShapes *self, guint feature);
guint chezu_overlay_shapes_end_of_part (const ChezuOverlayShapes *self, guint part);

/* Leaves out vertices of lines and rings, from a feature on, that lie within @tolerance degrees of
 * the one before that stays; no line gets shorter than two vertices, no ring than four. */
void chezu_overlay_shapes_thin (ChezuOverlayShapes *self, guint first_feature, double tolerance);

/* Of all features: FALSE when there is no vertex. West, south, east, north. */
gboolean chezu_overlay_shapes_get_bounds (const ChezuOverlayShapes *self, double bounds[4]);
void chezu_overlay_shapes_count (const ChezuOverlayShapes *self, guint n[CHEZU_N_OVERLAY_KINDS]);

#define CHEZU_TYPE_OVERLAY_SHAPES (chezu_overlay_shapes_get_type ())
GType chezu_overlay_shapes_get_type (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuOverlayShapes, chezu_overlay_shapes_unref)

G_END_DECLS
