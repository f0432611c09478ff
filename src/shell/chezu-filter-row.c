/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-filter-row.h"

#include "base/chezu-format.h"

struct _ChezuFilterRow
{
  GtkToggleButton parent_instance;

  guint32 bit;
  guint count;

  /* Template widgets */
  GtkBox *box;
  GtkLabel *name_label;
  GtkLabel *count_label;
};

G_DEFINE_FINAL_TYPE (ChezuFilterRow, chezu_filter_row, GTK_TYPE_TOGGLE_BUTTON)

static void
tell_accessible (ChezuFilterRow *self)
{
  g_autofree char *vehicles = chezu_format_vehicles (self->count);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->name_label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, vehicles, -1);
}

static void
chezu_filter_row_dispose (GObject *object)
{
  gtk_button_set_child (GTK_BUTTON (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_FILTER_ROW);

  G_OBJECT_CLASS (chezu_filter_row_parent_class)->dispose (object);
}

static void
chezu_filter_row_class_init (ChezuFilterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_filter_row_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-filter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuFilterRow, box);
  gtk_widget_class_bind_template_child (widget_class, ChezuFilterRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFilterRow, count_label);
}

static void
chezu_filter_row_init (ChezuFilterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * chezu_filter_row_new:
 * @mark: (transfer floating): a glyph or a swatch
 */
GtkWidget *
chezu_filter_row_new (GtkWidget *mark, const char *name, guint32 bit)
{
  ChezuFilterRow *self = g_object_new (CHEZU_TYPE_FILTER_ROW, NULL);

  self->bit = bit;
  gtk_widget_set_size_request (mark, 16, -1);
  gtk_box_prepend (self->box, mark);
  gtk_label_set_label (self->name_label, name);
  tell_accessible (self);
  return GTK_WIDGET (self);
}

guint32
chezu_filter_row_get_bit (ChezuFilterRow *self)
{
  g_return_val_if_fail (CHEZU_IS_FILTER_ROW (self), 0);
  return self->bit;
}

void
chezu_filter_row_set_count (ChezuFilterRow *self, guint count)
{
  g_autofree char *text = NULL;

  g_return_if_fail (CHEZU_IS_FILTER_ROW (self));

  if (self->count == count && *gtk_label_get_label (self->count_label) != '\0')
    return;

  self->count = count;
  text = chezu_format_count (count);
  gtk_label_set_label (self->count_label, text);
  tell_accessible (self);
}
