/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of a window, as it is drawn. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GdkTexture *chezu_screenshot_take (GtkWidget *widget);
gboolean chezu_screenshot_save (GdkTexture *texture, const char *path, GError **error);

G_END_DECLS
