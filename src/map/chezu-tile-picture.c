/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-tile-picture.h"

struct _ChezuTilePicture
{
  GObject parent_instance;

  cairo_surface_t *surface;
  GskRenderNode *node; /* as it was drawn last; the same node again damages nothing */
  double width;        /* of the node */
  double height;
};

static void
draw (ChezuTilePicture *self, double width, double height)
{
  int surface_width = cairo_image_surface_get_width (self->surface);
  int surface_height = cairo_image_surface_get_height (self->surface);
  gboolean enlarged = width > surface_width || height > surface_height;
  cairo_t *cr;

  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  self->width = width;
  self->height = height;

  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_scale (cr, width / surface_width, height / surface_height);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  /* Beyond the edge it repeats itself, so that neighbours meet without a seam. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            enlarged ? CAIRO_FILTER_BILINEAR : CAIRO_FILTER_FAST);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static void
chezu_tile_picture_snapshot (GdkPaintable *paintable,
                             GdkSnapshot *snapshot,
                             double width,
                             double height)
{
  ChezuTilePicture *self = CHEZU_TILE_PICTURE (paintable);

  if (self->node == NULL || self->width != width || self->height != height)
    draw (self, width, height);
  gtk_snapshot_append_node (GTK_SNAPSHOT (snapshot), self->node);
}

static GdkPaintableFlags
chezu_tile_picture_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static int
chezu_tile_picture_get_intrinsic_width (GdkPaintable *paintable)
{
  return cairo_image_surface_get_width (CHEZU_TILE_PICTURE (paintable)->surface);
}

static int
chezu_tile_picture_get_intrinsic_height (GdkPaintable *paintable)
{
  return cairo_image_surface_get_height (CHEZU_TILE_PICTURE (paintable)->surface);
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = chezu_tile_picture_snapshot;
  iface->get_flags = chezu_tile_picture_get_flags;
  iface->get_intrinsic_width = chezu_tile_picture_get_intrinsic_width;
  iface->get_intrinsic_height = chezu_tile_picture_get_intrinsic_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuTilePicture,
                               chezu_tile_picture,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
chezu_tile_picture_finalize (GObject *object)
{
  ChezuTilePicture *self = CHEZU_TILE_PICTURE (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  G_OBJECT_CLASS (chezu_tile_picture_parent_class)->finalize (object);
}

static void
chezu_tile_picture_class_init (ChezuTilePictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_tile_picture_finalize;
}

static void
chezu_tile_picture_init (ChezuTilePicture *self)
{
}

/**
 * chezu_tile_picture_new:
 * @texture: what is on the tile; it is copied once and not kept
 *
 * Returns: (transfer full): a picture of the texture's size
 */
GdkPaintable *
chezu_tile_picture_new (GdkTexture *texture)
{
  ChezuTilePicture *self;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);

  self = g_object_new (CHEZU_TYPE_TILE_PICTURE, NULL);
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, gdk_texture_get_width (texture),
                                              gdk_texture_get_height (texture));
  cairo_surface_flush (self->surface);
  gdk_texture_download (texture, cairo_image_surface_get_data (self->surface),
                        (gsize)cairo_image_surface_get_stride (self->surface));
  cairo_surface_mark_dirty (self->surface);
  return GDK_PAINTABLE (self);
}
