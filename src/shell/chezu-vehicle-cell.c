/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicle-cell.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-state-glyph.h"

#include <glib/gi18n-lib.h>

struct _ChezuVehicleCell
{
  AdwBin parent_instance;

  /* Template widgets */
  ChezuStateGlyph *glyph;
  GtkLabel *plate_label;
  GtkLabel *detail_label;
  GtkLabel *value_label;
  GtkLabel *state_label;
};

G_DEFINE_FINAL_TYPE (ChezuVehicleCell, chezu_vehicle_cell, ADW_TYPE_BIN)

static void
chezu_vehicle_cell_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_VEHICLE_CELL);

  G_OBJECT_CLASS (chezu_vehicle_cell_parent_class)->dispose (object);
}

static void
chezu_vehicle_cell_class_init (ChezuVehicleCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_vehicle_cell_dispose;

  g_type_ensure (CHEZU_TYPE_STATE_GLYPH);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-vehicle-cell.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleCell, glyph);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleCell, plate_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleCell, detail_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleCell, value_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuVehicleCell, state_label);
}

static void
chezu_vehicle_cell_init (ChezuVehicleCell *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
chezu_vehicle_cell_new (void)
{
  return g_object_new (CHEZU_TYPE_VEHICLE_CELL, NULL);
}

static char *
describe_detail (ChezuFleet *fleet, guint index)
{
  const char *kind = chezu_vehicle_kind_name (chezu_fleet_peek (fleet)->kind[index]);
  const char *driver = chezu_fleet_get_driver (fleet, index);

  if (driver == NULL || *driver == '\0')
    return g_strdup (kind);
  return g_strdup_printf ("%s · %s", kind, driver);
}

/* A speed where there is one to tell, else how old the position is. */
static char *
describe_value (ChezuFleet *fleet, guint index, ChezuVehicleState state, gint64 now_ms)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);

  if (state == CHEZU_STATE_MOVING)
    return chezu_format_speed (arrays->speed_cm_s[index]);
  return chezu_format_age (arrays->time_ms[index], now_ms);
}

void
chezu_vehicle_cell_show (ChezuVehicleCell *self, ChezuFleet *fleet, guint index)
{
  gint64 now_ms = chezu_fleet_get_now_ms (fleet);
  ChezuVehicleState state = chezu_fleet_get_state (fleet, index, now_ms);
  g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
  g_autofree char *detail = describe_detail (fleet, index);
  g_autofree char *value = describe_value (fleet, index, state, now_ms);

  g_return_if_fail (CHEZU_IS_VEHICLE_CELL (self));

  chezu_state_glyph_set_state (self->glyph, state);
  gtk_label_set_label (self->plate_label, plate);
  gtk_label_set_label (self->detail_label, detail);
  gtk_label_set_label (self->value_label, value);
  gtk_label_set_label (self->state_label, chezu_vehicle_state_name (state));
}

/* Returns: (transfer full): the row as one sentence, for those who hear it */
char *
chezu_vehicle_cell_describe (ChezuFleet *fleet, guint index)
{
  gint64 now_ms = chezu_fleet_get_now_ms (fleet);
  ChezuVehicleState state = chezu_fleet_get_state (fleet, index, now_ms);
  g_autofree char *plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
  g_autofree char *detail = describe_detail (fleet, index);
  g_autofree char *value = describe_value (fleet, index, state, now_ms);

  return g_strdup_printf ("%s, %s, %s, %s", plate, chezu_vehicle_state_name (state), value, detail);
}
