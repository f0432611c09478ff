/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-base-map-section.h"

#include "shell/chezu-base-maps.h"

#include <glib/gi18n-lib.h>

struct _ChezuBaseMapSection
{
  GtkBox parent_instance;

  ChezuBaseMaps *maps; /* of the program */
  GtkDropDown *choice;
  GPtrArray *ids; /* of char *, in the order of the choice */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (ChezuBaseMapSection, chezu_base_map_section, GTK_TYPE_BOX)

static void
show_maps (ChezuBaseMapSection *self)
{
  g_autoptr (GPtrArray) list = chezu_base_maps_list (self->maps);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  self->filling = TRUE;
  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; i < list->len; i++)
    {
      const ChezuTileSource *source = g_ptr_array_index (list, i);

      g_ptr_array_add (self->ids, g_strdup (source->id));
      gtk_string_list_append (names, source->name);
      if (g_strcmp0 (source->id, chezu_base_maps_get_chosen (self->maps)) == 0)
        chosen = i;
    }
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->choice, chosen);
  self->filling = FALSE;
}

static void
chosen_cb (ChezuBaseMapSection *self)
{
  guint chosen = gtk_drop_down_get_selected (self->choice);

  if (!self->filling && chosen < self->ids->len)
    chezu_base_maps_choose (self->maps, g_ptr_array_index (self->ids, chosen));
}

/* The list must not change under the hand that chooses from it. */
static gboolean
show_maps_cb (gpointer data)
{
  g_autoptr (ChezuBaseMapSection) self = data;

  show_maps (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ChezuBaseMapSection *self)
{
  g_idle_add (show_maps_cb, g_object_ref (self));
}

static void
chezu_base_map_section_finalize (GObject *object)
{
  g_ptr_array_unref (CHEZU_BASE_MAP_SECTION (object)->ids);
  G_OBJECT_CLASS (chezu_base_map_section_parent_class)->finalize (object);
}

static void
chezu_base_map_section_class_init (ChezuBaseMapSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_base_map_section_finalize;
}

static void
chezu_base_map_section_init (ChezuBaseMapSection *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Base Map"));

  self->maps = chezu_base_maps_get ();
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->choice = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption-heading");
  gtk_widget_add_css_class (heading, "dimmed");
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->choice));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Base Map"), -1);
  show_maps (self);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->maps, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}
