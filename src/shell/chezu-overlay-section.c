/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-overlay-section.h"

#include "shell/chezu-overlay-cell.h"

struct _ChezuOverlaySection
{
  GtkBox parent_instance;

  ChezuOverlays *overlays; /* Owned reference, nullable */

  /* Template widgets */
  GtkWidget *scroller;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ChezuOverlaySection, chezu_overlay_section, GTK_TYPE_BOX)

static GtkWidget *
make_cell (gpointer item, gpointer data)
{
  return chezu_overlay_cell_new (item);
}

static void
items_changed_cb (ChezuOverlaySection *self)
{
  gtk_widget_set_visible (self->scroller,
                          self->overlays != NULL
                              && g_list_model_get_n_items (G_LIST_MODEL (self->overlays)) > 0);
}

static void
chezu_overlay_section_dispose (GObject *object)
{
  chezu_overlay_section_set_overlays (CHEZU_OVERLAY_SECTION (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_OVERLAY_SECTION);

  G_OBJECT_CLASS (chezu_overlay_section_parent_class)->dispose (object);
}

static void
chezu_overlay_section_class_init (ChezuOverlaySectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_overlay_section_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-overlay-section.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlaySection, scroller);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlaySection, list);
}

static void
chezu_overlay_section_init (ChezuOverlaySection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_overlay_section_set_overlays (ChezuOverlaySection *self, ChezuOverlays *overlays)
{
  g_return_if_fail (CHEZU_IS_OVERLAY_SECTION (self));

  if (self->overlays == overlays)
    return;
  if (self->overlays != NULL)
    g_signal_handlers_disconnect_by_data (self->overlays, self);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (overlays), make_cell, NULL, NULL);
  g_set_object (&self->overlays, overlays);
  if (overlays != NULL)
    g_signal_connect_object (overlays, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
  items_changed_cb (self);
}
