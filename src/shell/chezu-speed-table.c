/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-speed-table.h"

#include "base/chezu-format.h"
#include "shell/chezu-day-moment.h"

#include <glib/gi18n-lib.h>

/* Some ten rows; a whole day would push everything else off the page. */
#define HEIGHT_MAX 320

/* --- A row -------------------------------------------------------------------------------------*/

#define CHEZU_TYPE_SPEED_ROW (chezu_speed_row_get_type ())
G_DECLARE_FINAL_TYPE (ChezuSpeedRow, chezu_speed_row, CHEZU, SPEED_ROW, GObject)

struct _ChezuSpeedRow
{
  GObject parent_instance;

  ChezuDaySlot slot;
};

G_DEFINE_FINAL_TYPE (ChezuSpeedRow, chezu_speed_row, G_TYPE_OBJECT)

static void
chezu_speed_row_class_init (ChezuSpeedRowClass *klass)
{
}

static void
chezu_speed_row_init (ChezuSpeedRow *self)
{
}

static ChezuSpeedRow *
chezu_speed_row_new (const ChezuDaySlot *slot)
{
  ChezuSpeedRow *self = g_object_new (CHEZU_TYPE_SPEED_ROW, NULL);

  self->slot = *slot;
  return self;
}

/* --- The table ---------------------------------------------------------------------------------*/

typedef enum
{
  COLUMN_TIME,
  COLUMN_MEAN,
  COLUMN_TOP,
  COLUMN_DISTANCE,
  N_COLUMNS
} Column;

static const char *const titles[N_COLUMNS] = {
  [COLUMN_TIME] = N_ ("From"),
  [COLUMN_MEAN] = N_ ("Mean Speed"),
  [COLUMN_TOP] = N_ ("Top Speed"),
  [COLUMN_DISTANCE] = N_ ("Distance"),
};

struct _ChezuSpeedTable
{
  AdwBin parent_instance;

  GListStore *rows; /* of ChezuSpeedRow */
  gint64 shown_ms;  /* of the newest fix that is in it */
  gsize n_shown;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSpeedTable, chezu_speed_table, ADW_TYPE_BIN)

static char *
describe (Column column, const ChezuDaySlot *slot)
{
  g_autoptr (GDateTime) time = NULL;

  switch (column)
    {
    case COLUMN_MEAN:
      return chezu_format_speed (slot->mean_speed_cm_s);
    case COLUMN_TOP:
      return chezu_format_speed (slot->top_speed_cm_s);
    case COLUMN_DISTANCE:
      return chezu_format_distance (slot->distance_m);
    case COLUMN_TIME:
    case N_COLUMNS:
    default:
      time = g_date_time_new_from_unix_local (slot->from_ms / 1000);
      return g_date_time_format (time, "%H:%M");
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (data) == COLUMN_TIME ? 0.0f : 1.0f);
  gtk_widget_add_css_class (label, "numeric");
  gtk_column_view_cell_set_child (cell, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer data)
{
  ChezuSpeedRow *row = gtk_column_view_cell_get_item (cell);
  g_autofree char *text = describe (GPOINTER_TO_UINT (data), &row->slot);

  gtk_label_set_label (GTK_LABEL (gtk_column_view_cell_get_child (cell)), text);
}

static void
activate_cb (ChezuSpeedTable *self, guint position)
{
  g_autoptr (ChezuSpeedRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, row->slot.from_ms);
}

static void
add_column (GtkColumnView *view, Column column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) made = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (column));
  made = gtk_column_view_column_new (_ (titles[column]), factory);
  gtk_column_view_column_set_expand (made, TRUE);
  gtk_column_view_append_column (view, made);
}

static void
chezu_speed_table_dispose (GObject *object)
{
  g_clear_object (&CHEZU_SPEED_TABLE (object)->rows);

  G_OBJECT_CLASS (chezu_speed_table_parent_class)->dispose (object);
}

static void
chezu_speed_table_class_init (ChezuSpeedTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_speed_table_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CHEZU_TYPE_SPEED_TABLE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
chezu_speed_table_init (ChezuSpeedTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkNoSelection *selection;
  GtkWidget *view;

  self->rows = g_list_store_new (CHEZU_TYPE_SPEED_ROW);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  view = gtk_column_view_new (GTK_SELECTION_MODEL (selection));
  for (guint column = 0; column < N_COLUMNS; column++)
    add_column (GTK_COLUMN_VIEW (view), column);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Speed Profile"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT_MAX);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

/* Slots that are past stay what they are, unless fixes came late; whoever reads keeps his place. */
void
chezu_speed_table_show (ChezuSpeedTable *self, const ChezuFix *fixes, gsize n_fixes)
{
  g_autoptr (GArray) slots = NULL;
  gint64 newest_ms = n_fixes > 0 ? fixes[n_fixes - 1].time_ms : 0;

  g_return_if_fail (CHEZU_IS_SPEED_TABLE (self));

  if (newest_ms == self->shown_ms && n_fixes == self->n_shown)
    return;
  self->shown_ms = newest_ms;
  self->n_shown = n_fixes;
  slots = chezu_day_slots_new (fixes, n_fixes);
  for (guint i = 0; i < slots->len; i++)
    {
      const ChezuDaySlot *slot = &g_array_index (slots, ChezuDaySlot, i);
      g_autoptr (ChezuSpeedRow) shown = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      g_autoptr (ChezuSpeedRow) row = NULL;
      gpointer added[1];

      if (shown != NULL && memcmp (&shown->slot, slot, sizeof *slot) == 0)
        continue;
      row = chezu_speed_row_new (slot);
      added[0] = row;
      g_list_store_splice (self->rows, i, shown != NULL ? 1 : 0, added, 1);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > slots->len)
    g_list_store_splice (self->rows, slots->len,
                         g_list_model_get_n_items (G_LIST_MODEL (self->rows)) - slots->len, NULL,
                         0);
}
