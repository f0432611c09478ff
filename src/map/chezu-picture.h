/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rendered picture that is shown again and again at changing places. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GTK's Cairo renderer copies a texture each time it draws it, the others upload a Cairo surface
 * each time: so a picture is kept as a surface, and becomes a texture for those renderers only. */
typedef struct _ChezuPicture ChezuPicture;

ChezuPicture *chezu_picture_new (cairo_surface_t *surface);
void chezu_picture_free (ChezuPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuPicture, chezu_picture_free)

GdkTexture *chezu_picture_get_texture (ChezuPicture *self);
double chezu_picture_get_width (const ChezuPicture *self);
double chezu_picture_get_height (const ChezuPicture *self);

/* Draws pictures into one snapshot; begin and end enclose them. */
typedef struct
{
  GtkSnapshot *snapshot;
  cairo_t *cr; /* NULL: textures */
} ChezuPictureSink;

void chezu_picture_sink_begin (ChezuPictureSink *sink, GtkWidget *widget, GtkSnapshot *snapshot);
void chezu_picture_sink_end (ChezuPictureSink *sink);
void chezu_picture_draw (ChezuPicture *self, ChezuPictureSink *sink, double x, double y);
void chezu_picture_draw_scaled (
    ChezuPicture *self, ChezuPictureSink *sink, double x, double y, double scale);

G_END_DECLS
