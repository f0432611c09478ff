/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-feature-popover.h"

#include <string.h>
#include <yyjson.h>

struct _ChezuFeaturePopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkLabel *name_label;
  GtkLabel *overlay_label;
  GtkLabel *description_label;
  GtkWidget *scroller;
  GtkGrid *facts;
};

G_DEFINE_FINAL_TYPE (ChezuFeaturePopover, chezu_feature_popover, GTK_TYPE_POPOVER)

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE_FILL);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_fact (ChezuFeaturePopover *self, int row, const char *name, const char *value)
{
  GtkWidget *name_label = make_label (name, "dim-label");
  GtkWidget *value_label = make_label (value, "numeric");

  gtk_widget_add_css_class (name_label, "caption");
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 18);
  gtk_label_set_max_width_chars (GTK_LABEL (value_label), 36);
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_widget_set_can_focus (value_label, FALSE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  name_label, NULL, -1);
  gtk_grid_attach (self->facts, name_label, 0, row, 1, 1);
  gtk_grid_attach (self->facts, value_label, 1, row, 1, 1);
}

/* What is said above need not be said again. */
static gboolean
is_new (const ChezuOverlayFeature *feature, const char *value)
{
  return g_strcmp0 (value, feature->name) != 0 && g_strcmp0 (value, feature->description) != 0;
}

static void
show_attributes (ChezuFeaturePopover *self, const ChezuOverlayFeature *feature)
{
  yyjson_doc *doc = feature->attributes != NULL
                        ? yyjson_read (feature->attributes, strlen (feature->attributes), 0)
                        : NULL;
  yyjson_val *name;
  yyjson_val *value;
  size_t i;
  size_t n;
  int row = 0;

  yyjson_obj_foreach (yyjson_doc_get_root (doc), i, n, name, value)
  {
    if (yyjson_is_str (value) && is_new (feature, yyjson_get_str (value)))
      add_fact (self, row++, yyjson_get_str (name), yyjson_get_str (value));
  }
  yyjson_doc_free (doc);
  gtk_widget_set_visible (self->scroller, row > 0);
}

static void
chezu_feature_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_FEATURE_POPOVER);

  G_OBJECT_CLASS (chezu_feature_popover_parent_class)->dispose (object);
}

static void
chezu_feature_popover_class_init (ChezuFeaturePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_feature_popover_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/map/chezu-feature-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuFeaturePopover, name_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFeaturePopover, overlay_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFeaturePopover, description_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFeaturePopover, scroller);
  gtk_widget_class_bind_template_child (widget_class, ChezuFeaturePopover, facts);
}

static void
chezu_feature_popover_init (ChezuFeaturePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Copies what it shows. */
GtkWidget *
chezu_feature_popover_new (const ChezuOverlayHit *hit)
{
  ChezuFeaturePopover *self = g_object_new (CHEZU_TYPE_FEATURE_POPOVER, NULL);
  const ChezuOverlayFeature *feature = hit->feature;
  const char *name = feature->name != NULL ? feature->name : hit->overlay;

  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->overlay_label, hit->overlay);
  gtk_widget_set_visible (GTK_WIDGET (self->overlay_label), feature->name != NULL);
  gtk_label_set_label (self->description_label, feature->description);
  gtk_widget_set_visible (GTK_WIDGET (self->description_label), feature->description != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  show_attributes (self, feature);
  return GTK_WIDGET (self);
}
