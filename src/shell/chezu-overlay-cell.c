/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-overlay-cell.h"

#include "shell/chezu-overlay-swatch.h"

#include <glib/gi18n-lib.h>

struct _ChezuOverlayCell
{
  GtkListBoxRow parent_instance;

  ChezuOverlayItem *item; /* Owned reference */
  gboolean updating;

  /* Template widgets */
  ChezuOverlaySwatch *swatch;
  GtkLabel *name_label;
  GtkLabel *count_label;
  GtkToggleButton *visible_button;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (ChezuOverlayCell, chezu_overlay_cell, GTK_TYPE_LIST_BOX_ROW)

static void
update (ChezuOverlayCell *self)
{
  const ChezuOverlayRow *row = chezu_overlay_item_get_row (self->item);
  g_autofree char *count = chezu_overlay_item_describe (self->item);
  /* TRANSLATORS: %s is the name of an overlay */
  g_autofree char *more = g_strdup_printf (_ ("More about %s"), row->name);
  /* TRANSLATORS: %s is the name of an overlay */
  g_autofree char *show = g_strdup_printf (_ ("Show %s"), row->name);

  chezu_overlay_swatch_show (self->swatch, &row->style, row->n_features);
  gtk_label_set_label (self->name_label, row->name);
  gtk_label_set_label (self->count_label, count);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), row->name);
  gtk_button_set_icon_name (GTK_BUTTON (self->visible_button),
                            row->style.visible ? "view-reveal-symbolic" : "view-conceal-symbolic");
  self->updating = TRUE;
  gtk_toggle_button_set_active (self->visible_button, row->style.visible);
  self->updating = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, row->name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, count, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->visible_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, show, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  more, -1);
}

static void
toggled_cb (ChezuOverlayCell *self)
{
  if (self->updating)
    return;
  gtk_widget_activate_action (
      GTK_WIDGET (self),
      gtk_toggle_button_get_active (self->visible_button) ? "win.show-overlay" : "win.hide-overlay",
      "x", chezu_overlay_item_get_row (self->item)->id);
}

static void
add_action (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static void
make_menu (ChezuOverlayCell *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();
  gint64 id = chezu_overlay_item_get_row (self->item)->id;

  add_action (menu, _ ("_Zoom To"), "win.zoom-to-overlay", id);
  add_action (menu, _ ("_Name and Style…"), "win.edit-overlay", id);
  add_action (menu, _ ("Make _Geofences"), "win.geofences-of-overlay", id);
  add_action (order, _ ("Move _Up"), "win.raise-overlay", id);
  add_action (order, _ ("Move _Down"), "win.lower-overlay", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  add_action (end, _ ("_Remove"), "win.remove-overlay", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

static void
chezu_overlay_cell_dispose (GObject *object)
{
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_OVERLAY_CELL);
  g_clear_object (&CHEZU_OVERLAY_CELL (object)->item);

  G_OBJECT_CLASS (chezu_overlay_cell_parent_class)->dispose (object);
}

static void
chezu_overlay_cell_class_init (ChezuOverlayCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_overlay_cell_dispose;

  g_type_ensure (CHEZU_TYPE_OVERLAY_SWATCH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-overlay-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayCell, swatch);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayCell, name_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayCell, count_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayCell, visible_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayCell, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
chezu_overlay_cell_init (ChezuOverlayCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
chezu_overlay_cell_new (ChezuOverlayItem *item)
{
  ChezuOverlayCell *self = g_object_new (CHEZU_TYPE_OVERLAY_CELL, NULL);

  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  make_menu (self);
  update (self);
  return GTK_WIDGET (self);
}
