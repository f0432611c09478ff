/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-hover-card.h"

#include "base/chezu-format.h"
#include "base/chezu-text.h"
#include "map/chezu-picture.h"
#include "map/chezu-place-words.h"
#include "map/chezu-symbols.h"

#include <glib/gi18n-lib.h>

#define N_ROWS 4
#define GLYPH_BOX 16
#define GLYPH_SIZE 13.0

typedef struct
{
  GtkWidget *glyph;
  GtkWidget *name;
  GtkWidget *value;
} Row;

struct _ChezuHoverCard
{
  GtkBox parent_instance;

  ChezuScheme scheme;

  /* Template widgets */
  GtkLabel *title;
  GtkLabel *note;
  GtkGrid *rows;

  Row lines[N_ROWS];
};

G_DEFINE_FINAL_TYPE (ChezuHoverCard, chezu_hover_card, GTK_TYPE_BOX)

static void
set_glyph (ChezuHoverCard *self, Row *row, ChezuVehicleKind kind, ChezuVehicleState state)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, GLYPH_BOX * factor, GLYPH_BOX * factor);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (ChezuPicture) picture = NULL;

  cairo_scale (cr, factor, factor);
  cairo_translate (cr, GLYPH_BOX / 2.0, GLYPH_BOX / 2.0);
  chezu_symbol_draw_vehicle (cr, self->scheme, kind, state, 0, GLYPH_SIZE);
  cairo_destroy (cr);
  picture = chezu_picture_new (surface);
  gtk_image_set_from_paintable (GTK_IMAGE (row->glyph),
                                GDK_PAINTABLE (chezu_picture_get_texture (picture)));
  gtk_widget_set_visible (row->glyph, TRUE);
}

static Row *
show_row (ChezuHoverCard *self, guint index, const char *name, const char *value)
{
  Row *row = &self->lines[index];

  gtk_widget_set_visible (row->glyph, FALSE);
  gtk_widget_set_visible (row->name, TRUE);
  gtk_widget_set_visible (row->value, value != NULL);
  gtk_label_set_label (GTK_LABEL (row->name), name);
  gtk_label_set_label (GTK_LABEL (row->value), value != NULL ? value : "");
  return row;
}

static void
hide_rows_from (ChezuHoverCard *self, guint first)
{
  for (guint i = first; i < N_ROWS; i++)
    {
      gtk_widget_set_visible (self->lines[i].glyph, FALSE);
      gtk_widget_set_visible (self->lines[i].name, FALSE);
      gtk_widget_set_visible (self->lines[i].value, FALSE);
    }
}

static void
set_note (ChezuHoverCard *self, const char *note)
{
  gtk_widget_set_visible (GTK_WIDGET (self->note), note != NULL);
  gtk_label_set_label (self->note, note != NULL ? note : "");
}

static void
chezu_hover_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_HOVER_CARD);

  G_OBJECT_CLASS (chezu_hover_card_parent_class)->dispose (object);
}

static void
chezu_hover_card_class_init (ChezuHoverCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_hover_card_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/map/chezu-hover-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuHoverCard, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuHoverCard, note);
  gtk_widget_class_bind_template_child (widget_class, ChezuHoverCard, rows);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TOOLTIP);
}

static void
chezu_hover_card_init (ChezuHoverCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  for (int i = 0; i < N_ROWS; i++)
    {
      Row *row = &self->lines[i];

      row->glyph = gtk_image_new ();
      gtk_image_set_pixel_size (GTK_IMAGE (row->glyph), GLYPH_BOX);
      row->name = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (row->name), 0);
      gtk_widget_set_hexpand (row->name, TRUE);
      row->value = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (row->value), 1);
      gtk_widget_add_css_class (row->value, "numeric");
      gtk_grid_attach (self->rows, row->glyph, 0, i, 1, 1);
      gtk_grid_attach (self->rows, row->name, 1, i, 1, 1);
      gtk_grid_attach (self->rows, row->value, 2, i, 1, 1);
    }
}

void
chezu_hover_card_set_scheme (ChezuHoverCard *self, ChezuScheme scheme)
{
  g_return_if_fail (CHEZU_IS_HOVER_CARD (self));

  self->scheme = scheme;
}

/**
 * chezu_hover_card_show_disc:
 * @name: (nullable): of the town the disc lies at
 * @states: number of vehicles in each state
 */
void
chezu_hover_card_show_disc (ChezuHoverCard *self,
                            const char *name,
                            const guint32 states[CHEZU_N_STATES])
{
  static const ChezuVehicleState shown[]
      = { CHEZU_STATE_MOVING, CHEZU_STATE_IDLING, CHEZU_STATE_PARKED };
  guint silent = states[CHEZU_STATE_STALE] + states[CHEZU_STATE_LOST];
  guint total = silent;
  g_autofree char *silent_count = chezu_format_count (silent);
  g_autofree char *note = NULL;

  g_return_if_fail (CHEZU_IS_HOVER_CARD (self));

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *count = chezu_format_count (states[shown[i]]);
      Row *row = show_row (self, i, chezu_vehicle_state_name (shown[i]), count);

      set_glyph (self, row, CHEZU_VEHICLE_UNKNOWN, shown[i]);
      total += states[shown[i]];
    }
  set_glyph (self, show_row (self, 3, _ ("Stale or Lost"), silent_count), CHEZU_VEHICLE_UNKNOWN,
             CHEZU_STATE_STALE);

  note = chezu_format_vehicles (total);
  gtk_label_set_label (self->title, name != NULL ? name : note);
  set_note (self, name != NULL ? note : NULL);
}

void
chezu_hover_card_show_vehicle (ChezuHoverCard *self, ChezuFleet *fleet, guint index, gint64 now_ms)
{
  ChezuVehicleState state = chezu_fleet_get_state (fleet, index, now_ms);
  g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
  g_autofree char *speed = NULL;
  g_autofree char *age = NULL;
  ChezuVehicleKind kind = chezu_fleet_peek (fleet)->kind[index];
  const char *driver = chezu_fleet_get_driver (fleet, index);
  ChezuFix fix;

  g_return_if_fail (CHEZU_IS_HOVER_CARD (self));

  chezu_fleet_get_fix (fleet, index, &fix);
  speed = chezu_format_speed (fix.speed_cm_s);
  age = chezu_format_age (fix.time_ms, now_ms);
  gtk_label_set_label (self->title, plate);
  set_note (self, age);
  set_glyph (self, show_row (self, 0, chezu_vehicle_state_name (state), speed), kind, state);
  if (driver != NULL && *driver != '\0')
    show_row (self, 1, chezu_vehicle_kind_name (kind), driver);
  else
    show_row (self, 1, chezu_vehicle_kind_name (kind), NULL);
  hide_rows_from (self, 2);
}

void
chezu_hover_card_show_place (ChezuHoverCard *self, const ChezuPlaceRow *place)
{
  const char *name = chezu_language_is_chinese () ? place->name_zh : place->name_en;
  g_autofree char *hours = chezu_place_hours_text (place->opening_hours);

  g_return_if_fail (CHEZU_IS_HOVER_CARD (self));

  gtk_label_set_label (self->title, name != NULL && *name != '\0' ? name : place->name_zh);
  set_note (self, NULL);
  show_row (self, 0, chezu_place_kind_name (place->kind), NULL);
  show_row (self, 1, hours, NULL);
  hide_rows_from (self, 2);
}

void
chezu_hover_card_show_feature (ChezuHoverCard *self,
                               const ChezuOverlayFeature *feature,
                               const char *overlay)
{
  guint n_rows = 0;

  g_return_if_fail (CHEZU_IS_HOVER_CARD (self));

  gtk_label_set_label (self->title, feature->name != NULL ? feature->name : overlay);
  set_note (self, NULL);
  if (feature->name != NULL)
    show_row (self, n_rows++, overlay, NULL);
  if (feature->description != NULL)
    {
      /* A few words; a click tells the rest. */
      g_autofree char *words = chezu_text_clean (feature->description, -1, 40);

      show_row (self, n_rows++, words != NULL ? words : "", NULL);
    }
  hide_rows_from (self, n_rows);
}

/* Returns: (transfer full): the card read aloud */
char *
chezu_hover_card_dup_text (ChezuHoverCard *self)
{
  GString *text = g_string_new (gtk_label_get_label (self->title));

  g_return_val_if_fail (CHEZU_IS_HOVER_CARD (self), g_string_free_and_steal (text));

  if (gtk_widget_get_visible (GTK_WIDGET (self->note)))
    g_string_append_printf (text, ", %s", gtk_label_get_label (self->note));
  for (int i = 0; i < N_ROWS; i++)
    if (gtk_widget_get_visible (self->lines[i].name))
      g_string_append_printf (text, ", %s %s",
                              gtk_label_get_label (GTK_LABEL (self->lines[i].name)),
                              gtk_label_get_label (GTK_LABEL (self->lines[i].value)));
  return g_string_free_and_steal (text);
}
