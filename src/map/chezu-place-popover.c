/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-place-popover.h"

#include "base/chezu-format.h"
#include "map/chezu-picture.h"
#include "map/chezu-place-symbols.h"
#include "map/chezu-place-words.h"

#include <glib/gi18n-lib.h>

#define SYMBOL_SIZE 36

struct _ChezuPlacePopover
{
  GtkPopover parent_instance;

  /* Template widgets */
  GtkImage *symbol;
  GtkLabel *name_label;
  GtkLabel *kind_label;
  GtkGrid *facts;
};

enum
{
  SIGNAL_NEAREST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuPlacePopover, chezu_place_popover, GTK_TYPE_POPOVER)

static void
show_symbol (ChezuPlacePopover *self, ChezuPlaceKind kind, ChezuScheme scheme)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SYMBOL_SIZE * factor,
                                                         SYMBOL_SIZE * factor);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (ChezuPicture) picture = NULL;

  cairo_scale (cr, factor, factor);
  cairo_translate (cr, SYMBOL_SIZE / 2.0, SYMBOL_SIZE / 2.0);
  chezu_place_symbol_draw (cr, scheme, kind, SYMBOL_SIZE - 4, FALSE);
  cairo_destroy (cr);
  picture = chezu_picture_new (surface);
  gtk_image_set_from_paintable (self->symbol, GDK_PAINTABLE (chezu_picture_get_texture (picture)));
  gtk_image_set_pixel_size (self->symbol, SYMBOL_SIZE);
}

static void
add_fact (ChezuPlacePopover *self, int row, const char *title, const char *value)
{
  GtkWidget *title_label = gtk_label_new (title);
  GtkWidget *value_label = gtk_label_new (value);

  gtk_widget_add_css_class (title_label, "caption");
  gtk_widget_add_css_class (title_label, "dim-label");
  gtk_widget_set_valign (title_label, GTK_ALIGN_BASELINE_FILL);
  gtk_label_set_xalign (GTK_LABEL (title_label), 0);
  gtk_widget_set_valign (value_label, GTK_ALIGN_BASELINE_FILL);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_wrap (GTK_LABEL (value_label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value_label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (value_label), 48);
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_widget_set_can_focus (value_label, FALSE);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title_label, NULL, -1);
  gtk_grid_attach (self->facts, title_label, 0, row, 1, 1);
  gtk_grid_attach (self->facts, value_label, 1, row, 1, 1);
}

static void
nearest_cb (ChezuPlacePopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_NEAREST], 0, gtk_label_get_label (self->name_label));
}

static const char *
or_unknown (const char *text)
{
  return text != NULL && *text != '\0' ? text : "—";
}

static void
chezu_place_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_PLACE_POPOVER);

  G_OBJECT_CLASS (chezu_place_popover_parent_class)->dispose (object);
}

static void
chezu_place_popover_class_init (ChezuPlacePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_place_popover_dispose;

  signals[SIGNAL_NEAREST] = g_signal_new ("nearest", CHEZU_TYPE_PLACE_POPOVER, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/map/chezu-place-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuPlacePopover, symbol);
  gtk_widget_class_bind_template_child (widget_class, ChezuPlacePopover, name_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuPlacePopover, kind_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuPlacePopover, facts);
  gtk_widget_class_bind_template_callback (widget_class, nearest_cb);
}

static void
chezu_place_popover_init (ChezuPlacePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
chezu_place_popover_new (void)
{
  return g_object_new (CHEZU_TYPE_PLACE_POPOVER, NULL);
}

/**
 * chezu_place_popover_set_place:
 * @services: (nullable): service code → name
 */
void
chezu_place_popover_set_place (ChezuPlacePopover *self,
                               const ChezuPlaceRow *place,
                               GHashTable *services,
                               ChezuScheme scheme)
{
  gboolean chinese = chezu_language_is_chinese ();
  const char *name = chinese ? place->name_zh : place->name_en;
  g_autofree char *hours = chezu_place_hours_text (place->opening_hours);
  g_autofree char *offered = chezu_place_services_text (place->services, services);
  g_autofree char *capacity = chezu_place_capacity_text (place->capacity, place->capacity_unit);

  g_return_if_fail (CHEZU_IS_PLACE_POPOVER (self));

  show_symbol (self, place->kind, scheme);
  gtk_label_set_label (self->name_label, name != NULL && *name != '\0' ? name : place->name_zh);
  gtk_label_set_label (self->kind_label, chezu_place_kind_name (place->kind));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_label (self->name_label), -1);

  while (gtk_widget_get_first_child (GTK_WIDGET (self->facts)) != NULL)
    gtk_grid_remove (self->facts, gtk_widget_get_first_child (GTK_WIDGET (self->facts)));
  add_fact (self, 0, _ ("Services"), offered);
  add_fact (self, 1, _ ("Address"), or_unknown (place->address_zh));
  add_fact (self, 2, _ ("Phone"), or_unknown (place->phone));
  add_fact (self, 3, _ ("Open"), hours);
  add_fact (self, 4, _ ("Capacity"), capacity);
}
