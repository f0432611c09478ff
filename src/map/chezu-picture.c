/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-picture.h"

struct _ChezuPicture
{
  cairo_surface_t *surface;
  GdkTexture *texture; /* made when first asked for */
  double width;        /* logical pixels */
  double height;
};

/**
 * chezu_picture_new:
 * @surface: (transfer full): an ARGB32 image surface with its scale factor as device scale; never
 *   drawn on again
 */
ChezuPicture *
chezu_picture_new (cairo_surface_t *surface)
{
  ChezuPicture *self;
  double scale_x;
  double scale_y;

  g_return_val_if_fail (cairo_image_surface_get_format (surface) == CAIRO_FORMAT_ARGB32, NULL);

  self = g_new0 (ChezuPicture, 1);
  self->surface = surface;
  cairo_surface_get_device_scale (surface, &scale_x, &scale_y);
  self->width = cairo_image_surface_get_width (surface) / scale_x;
  self->height = cairo_image_surface_get_height (surface) / scale_y;
  return self;
}

void
chezu_picture_free (ChezuPicture *self)
{
  g_clear_object (&self->texture);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_free (self);
}

/* Returns: (transfer none): the same pixels, shared */
GdkTexture *
chezu_picture_get_texture (ChezuPicture *self)
{
  g_autoptr (GBytes) bytes = NULL;
  int stride;
  int height;

  if (self->texture != NULL)
    return self->texture;

  stride = cairo_image_surface_get_stride (self->surface);
  height = cairo_image_surface_get_height (self->surface);
  cairo_surface_flush (self->surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (self->surface),
                                      (gsize)stride * height, (GDestroyNotify)cairo_surface_destroy,
                                      cairo_surface_reference (self->surface));
  self->texture = gdk_memory_texture_new (cairo_image_surface_get_width (self->surface), height,
                                          GDK_MEMORY_DEFAULT, bytes, stride);
  return self->texture;
}

double
chezu_picture_get_width (const ChezuPicture *self)
{
  return self->width;
}

double
chezu_picture_get_height (const ChezuPicture *self)
{
  return self->height;
}

void
chezu_picture_sink_begin (ChezuPictureSink *sink, GtkWidget *widget, GtkSnapshot *snapshot)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  sink->snapshot = snapshot;
  sink->cr = NULL;
  if (renderer == NULL || GSK_IS_CAIRO_RENDERER (renderer))
    sink->cr = gtk_snapshot_append_cairo (
        snapshot,
        &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
}

void
chezu_picture_sink_end (ChezuPictureSink *sink)
{
  g_clear_pointer (&sink->cr, cairo_destroy);
}

void
chezu_picture_draw (ChezuPicture *self, ChezuPictureSink *sink, double x, double y)
{
  chezu_picture_draw_scaled (self, sink, x, y, 1.0);
}

/**
 * chezu_picture_draw_scaled:
 * @x: of the upper left corner, logical pixels; whole device pixels keep it sharp and cheap
 */
void
chezu_picture_draw_scaled (
    ChezuPicture *self, ChezuPictureSink *sink, double x, double y, double scale)
{
  if (sink->cr == NULL)
    {
      gtk_snapshot_append_scaled_texture (
          sink->snapshot, chezu_picture_get_texture (self),
          scale == 1.0 ? GSK_SCALING_FILTER_NEAREST : GSK_SCALING_FILTER_LINEAR,
          &GRAPHENE_RECT_INIT (x, y, self->width * scale, self->height * scale));
      return;
    }

  cairo_save (sink->cr);
  cairo_translate (sink->cr, x, y);
  cairo_scale (sink->cr, scale, scale);
  cairo_set_source_surface (sink->cr, self->surface, 0, 0);
  /* Only ever scaled while a zoom runs; smooth scaling of a whole window takes the frame's time. */
  cairo_pattern_set_filter (cairo_get_source (sink->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (sink->cr, 0, 0, self->width, self->height);
  cairo_fill (sink->cr);
  cairo_restore (sink->cr);
}
