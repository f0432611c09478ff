/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-screenshot.h"

/**
 * chezu_screenshot_take:
 *
 * Draws @widget with the renderer of its window, so that the picture is what stands on the screen.
 *
 * Returns: (transfer full) (nullable): the picture; %NULL while the widget waits for its place,
 * which is over with the next frame
 */
GdkTexture *
chezu_screenshot_take (GtkWidget *widget)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL || renderer == NULL)
    return NULL;
  return gsk_renderer_render_texture (renderer, node,
                                      &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
}

gboolean
chezu_screenshot_save (GdkTexture *texture, const char *path, GError **error)
{
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);

  return g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize)g_bytes_get_size (png),
                              error);
}
