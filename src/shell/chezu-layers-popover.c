/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-layers-popover.h"

#include "shell/chezu-base-map-section.h"
#include "shell/chezu-overlay-section.h"
#include "shell/chezu-settings.h"

struct _ChezuLayersPopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkSwitch *regions_switch;
  GtkSwitch *places_switch;
  GtkSwitch *geofences_switch;
  GtkSwitch *trail_switch;
  GtkDropDown *trail_choice;
  GtkSwitch *plates_switch;
  GtkDropDown *label_choice;
  AdwToggleGroup *far_choice;
  ChezuOverlaySection *overlay_section;
};

G_DEFINE_FINAL_TYPE (ChezuLayersPopover, chezu_layers_popover, GTK_TYPE_POPOVER)

static void
chezu_layers_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_LAYERS_POPOVER);

  G_OBJECT_CLASS (chezu_layers_popover_parent_class)->dispose (object);
}

static void
chezu_layers_popover_class_init (ChezuLayersPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_layers_popover_dispose;

  g_type_ensure (CHEZU_TYPE_BASE_MAP_SECTION);
  g_type_ensure (CHEZU_TYPE_OVERLAY_SECTION);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-layers-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, regions_switch);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, places_switch);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, geofences_switch);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, trail_switch);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, trail_choice);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, plates_switch);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, label_choice);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, far_choice);
  gtk_widget_class_bind_template_child (widget_class, ChezuLayersPopover, overlay_section);
}

static void
trail_chosen_cb (ChezuLayersPopover *self)
{
  g_settings_set_enum (chezu_settings_get (), "trail-color",
                       (int)gtk_drop_down_get_selected (self->trail_choice));
}

static void
show_trail_choice (ChezuLayersPopover *self)
{
  gtk_drop_down_set_selected (self->trail_choice,
                              (guint)g_settings_get_enum (chezu_settings_get (), "trail-color"));
}

static void
label_chosen_cb (ChezuLayersPopover *self)
{
  g_settings_set_enum (chezu_settings_get (), "label-text",
                       (int)gtk_drop_down_get_selected (self->label_choice));
}

static void
show_label_choice (ChezuLayersPopover *self)
{
  gtk_drop_down_set_selected (self->label_choice,
                              (guint)g_settings_get_enum (chezu_settings_get (), "label-text"));
}

static void
chezu_layers_popover_init (ChezuLayersPopover *self)
{
  GSettings *settings = chezu_settings_get ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_settings_bind (settings, "show-regions", self->regions_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "show-places", self->places_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "show-geofences", self->geofences_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "show-trail", self->trail_switch, "active", G_SETTINGS_BIND_DEFAULT);
  show_trail_choice (self);
  g_signal_connect_object (settings, "changed::trail-color", G_CALLBACK (show_trail_choice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->trail_choice, "notify::selected", G_CALLBACK (trail_chosen_cb),
                           self, G_CONNECT_SWAPPED);
  g_settings_bind (settings, "show-plates", self->plates_switch, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "far-view", self->far_choice, "active-name", G_SETTINGS_BIND_DEFAULT);
  show_label_choice (self);
  g_signal_connect_object (settings, "changed::label-text", G_CALLBACK (show_label_choice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->label_choice, "notify::selected", G_CALLBACK (label_chosen_cb),
                           self, G_CONNECT_SWAPPED);
}

void
chezu_layers_popover_set_overlays (ChezuLayersPopover *self, ChezuOverlays *overlays)
{
  g_return_if_fail (CHEZU_IS_LAYERS_POPOVER (self));

  chezu_overlay_section_set_overlays (self->overlay_section, overlays);
}
