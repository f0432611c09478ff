/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with everything that is selected. */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"
#include "fleet/chezu-fleet-only.h"

#include <glib/gi18n-lib.h>

static void
zoom_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  guint n;
  const gint64 *ids = chezu_selection_peek (self->selection, &n);

  chezu_window_show_page (self, "map");
  chezu_map_view_show_vehicles (self->map, ids, n);
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  g_autoptr (GString) plates = g_string_new (NULL);
  g_autofree char *count = NULL;
  g_autofree char *words = NULL;
  guint n;
  guint copied = 0;
  const gint64 *ids = chezu_selection_peek (self->selection, &n);

  if (fleet == NULL)
    return;
  for (guint i = 0; i < n; i++)
    {
      guint index = chezu_fleet_find (fleet, ids[i]);
      g_autofree char *plate = NULL;

      if (index == CHEZU_FLEET_NONE)
        continue;
      plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
      g_string_append_printf (plates, "%s\n", plate);
      copied++;
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), plates->str);
  count = chezu_format_count (copied);
  words = g_strdup_printf (ngettext ("%s plate copied", "%s plates copied", copied), count);
  chezu_window_tell (self, words);
}

/* The others are hidden until it is done again, or nothing is selected any more. */
static void
only_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  guint n;
  const gint64 *ids = chezu_selection_peek (self->selection, &n);

  if (fleet == NULL)
    return;
  if (chezu_fleet_shows_only_some (fleet) || n == 0)
    chezu_fleet_show_all (fleet);
  else
    chezu_fleet_show_only (fleet, ids, n);
  chezu_selection_pane_refresh (self->selection_pane);
}

static void
clear_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  chezu_selection_clear (CHEZU_WINDOW (widget)->selection);
}

void
chezu_window_install_selection_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.selection-zoom", NULL, zoom_cb);
  gtk_widget_class_install_action (widget_class, "win.selection-only", NULL, only_cb);
  gtk_widget_class_install_action (widget_class, "win.selection-copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "win.selection-clear", NULL, clear_cb);
}
