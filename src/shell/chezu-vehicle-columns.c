/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-vehicle-columns.h"

#include "base/chezu-format.h"
#include "base/chezu-units.h"
#include "shell/chezu-state-glyph.h"

#include <glib/gi18n-lib.h>

#define COLUMN_KEY "chezu-column"
#define GLYPH_SIZE 16

typedef struct
{
  const char *title;
  int width; /* of the column, pixels; -1: takes what is left */
  gboolean is_number;
} Look;

static const Look looks[CHEZU_N_COLUMNS] = {
  [CHEZU_COLUMN_PLATE] = { NC_ ("column", "Plate"), 132, FALSE },
  [CHEZU_COLUMN_STATE] = { NC_ ("column", "State"), 104, FALSE },
  [CHEZU_COLUMN_KIND] = { NC_ ("column", "Kind"), 144, FALSE },
  [CHEZU_COLUMN_SPEED] = { NC_ ("column", "Speed"), 104, TRUE },
  [CHEZU_COLUMN_AGE] = { NC_ ("column", "Last Report"), 116, TRUE },
  [CHEZU_COLUMN_REGION] = { NC_ ("column", "Grid"), 116, FALSE },
  [CHEZU_COLUMN_ENTERPRISE] = { NC_ ("column", "Enterprise"), -1, FALSE },
  [CHEZU_COLUMN_DRIVER] = { NC_ ("column", "Driver"), 104, FALSE },
  [CHEZU_COLUMN_MODEL] = { NC_ ("column", "Model"), 140, FALSE },
  [CHEZU_COLUMN_COURSE] = { NC_ ("column", "Course"), 104, TRUE },
  [CHEZU_COLUMN_ODOMETER] = { NC_ ("column", "Odometer"), 128, TRUE },
};

struct _ChezuVehicleCells
{
  ChezuFleet *fleet; /* nullable */
  GPtrArray *bound;  /* of GtkColumnViewCell on the screen, borrowed */
};

const char *
chezu_vehicle_column_title (ChezuVehicleColumn column)
{
  g_return_val_if_fail (column < CHEZU_N_COLUMNS, NULL);

  return g_dpgettext2 (NULL, "column", looks[column].title);
}

/* --- Text --------------------------------------------------------------------------------------
 */

static char *
copy_text (const char *text)
{
  return g_strdup (text != NULL && *text != '\0' ? text : "—");
}

static char *
describe_region (ChezuFleet *fleet, guint8 region)
{
  ChezuRegionSet *regions = chezu_fleet_get_regions (fleet);

  if (region == CHEZU_REGION_NONE || region >= chezu_region_set_get_n (regions))
    return g_strdup (_ ("Outside"));
  return g_strdup (chezu_region_set_get_short_name (regions, region));
}

/* Of what is only known with a position. */
static char *
describe_fix (ChezuVehicleColumn column, ChezuFleet *fleet, guint index)
{
  gint64 now_ms = chezu_fleet_get_now_ms (fleet);
  ChezuFix fix;

  chezu_fleet_get_fix (fleet, index, &fix);
  if (fix.time_ms == 0)
    return g_strdup ("—");
  switch (column)
    {
    case CHEZU_COLUMN_STATE:
      return g_strdup (chezu_vehicle_state_name (chezu_fleet_get_state (fleet, index, now_ms)));
    case CHEZU_COLUMN_SPEED:
      return fix.speed_cm_s >= 0 ? chezu_format_speed (fix.speed_cm_s) : g_strdup ("—");
    case CHEZU_COLUMN_AGE:
      return chezu_format_age (fix.time_ms, now_ms);
    case CHEZU_COLUMN_REGION:
      return describe_region (fleet, chezu_fleet_peek (fleet)->region[index]);
    case CHEZU_COLUMN_COURSE:
      return fix.course_cdeg >= 0 ? chezu_format_course (fix.course_cdeg) : g_strdup ("—");
    default:
      return fix.odometer_m > 0 ? chezu_format_distance ((double)fix.odometer_m) : g_strdup ("—");
    }
}

char *
chezu_vehicle_column_text (ChezuVehicleColumn column, ChezuFleet *fleet, guint index)
{
  g_autofree char *plate = NULL;

  switch (column)
    {
    case CHEZU_COLUMN_PLATE:
      plate = chezu_format_plate (chezu_fleet_get_plate (fleet, index));
      return copy_text (plate);
    case CHEZU_COLUMN_KIND:
      return g_strdup (chezu_vehicle_kind_name (chezu_fleet_peek (fleet)->kind[index]));
    case CHEZU_COLUMN_ENTERPRISE:
      return copy_text (chezu_fleet_get_enterprise (fleet, index));
    case CHEZU_COLUMN_DRIVER:
      return copy_text (chezu_fleet_get_driver (fleet, index));
    case CHEZU_COLUMN_MODEL:
      return copy_text (chezu_fleet_get_model (fleet, index));
    case CHEZU_COLUMN_STATE:
    case CHEZU_COLUMN_SPEED:
    case CHEZU_COLUMN_AGE:
    case CHEZU_COLUMN_REGION:
    case CHEZU_COLUMN_COURSE:
    case CHEZU_COLUMN_ODOMETER:
      return describe_fix (column, fleet, index);
    case CHEZU_N_COLUMNS:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* --- Cells -------------------------------------------------------------------------------------
 */

static ChezuVehicleColumn
column_of (GtkColumnViewCell *cell)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), COLUMN_KEY));
}

static void
show_cell (ChezuVehicleCells *self, GtkColumnViewCell *cell)
{
  ChezuVehicleItem *item = gtk_column_view_cell_get_item (cell);
  ChezuVehicleColumn column = column_of (cell);
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  g_autofree char *text = NULL;
  guint index;

  if (item == NULL || self->fleet == NULL)
    return;
  index = chezu_vehicle_item_get_index (item);
  if (index >= chezu_fleet_peek (self->fleet)->n)
    return;
  text = chezu_vehicle_column_text (column, self->fleet, index);
  if (column == CHEZU_COLUMN_STATE)
    {
      chezu_state_glyph_set_state (
          CHEZU_STATE_GLYPH (gtk_widget_get_first_child (child)),
          chezu_fleet_get_state (self->fleet, index, chezu_fleet_get_now_ms (self->fleet)));
      gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (child)), text);
    }
  else
    gtk_label_set_label (GTK_LABEL (child), text);
}

static GtkWidget *
new_label (ChezuVehicleColumn column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), looks[column].is_number ? 1.0f : 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer user_data)
{
  ChezuVehicleColumn column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), COLUMN_KEY));
  GtkWidget *child = new_label (column);

  g_object_set_data (G_OBJECT (cell), COLUMN_KEY, GUINT_TO_POINTER (column));
  if (column == CHEZU_COLUMN_STATE)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

      gtk_box_append (GTK_BOX (box), chezu_state_glyph_new (CHEZU_STATE_LOST, GLYPH_SIZE));
      gtk_box_append (GTK_BOX (box), child);
      child = box;
    }
  gtk_column_view_cell_set_child (cell, child);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, ChezuVehicleCells *self)
{
  g_ptr_array_add (self->bound, cell);
  show_cell (self, cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, ChezuVehicleCells *self)
{
  g_ptr_array_remove_fast (self->bound, cell);
}

ChezuVehicleCells *
chezu_vehicle_cells_new (void)
{
  ChezuVehicleCells *self = g_new0 (ChezuVehicleCells, 1);

  self->bound = g_ptr_array_new ();
  return self;
}

/* After the columns that were made with it. */
void
chezu_vehicle_cells_free (ChezuVehicleCells *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->fleet);
  g_ptr_array_unref (self->bound);
  g_free (self);
}

void
chezu_vehicle_cells_set_fleet (ChezuVehicleCells *self, ChezuFleet *fleet)
{
  g_set_object (&self->fleet, fleet);
}

void
chezu_vehicle_cells_refresh (ChezuVehicleCells *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    show_cell (self, g_ptr_array_index (self->bound, i));
}

/* The model sorts; the header only has to say by what. */
static int
compare_nothing (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return GTK_ORDERING_EQUAL;
}

GtkColumnViewColumn *
chezu_vehicle_cells_make_column (ChezuVehicleCells *self, ChezuVehicleColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_nothing, NULL, NULL));
  GtkColumnViewColumn *made;

  g_object_set_data (G_OBJECT (factory), COLUMN_KEY, GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);

  made = gtk_column_view_column_new (chezu_vehicle_column_title (column), factory);
  gtk_column_view_column_set_id (made, chezu_vehicle_column_key (column));
  gtk_column_view_column_set_sorter (made, sorter);
  gtk_column_view_column_set_resizable (made, TRUE);
  if (looks[column].width > 0)
    gtk_column_view_column_set_fixed_width (made, looks[column].width);
  else
    gtk_column_view_column_set_expand (made, TRUE);
  return made;
}
