/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-cells.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-symbols.h"
#include "shell/chezu-alarm-badge.h"
#include "shell/chezu-alarm-words.h"

#include <glib/gi18n-lib.h>

#define COLUMN_KEY "chezu-column"

typedef struct
{
  const char *title;
  int width; /* pixels; -1: takes what is left */
  gboolean is_number;
} Look;

static const Look looks[CHEZU_N_ALARM_COLUMNS] = {
  [CHEZU_ALARM_COLUMN_BADGE] = { NC_ ("column", "P"), 48, FALSE },
  [CHEZU_ALARM_COLUMN_TYPE] = { NC_ ("column", "Type"), 156, FALSE },
  [CHEZU_ALARM_COLUMN_PLATE] = { NC_ ("column", "Plate"), 112, FALSE },
  [CHEZU_ALARM_COLUMN_PLACE] = { NC_ ("column", "Place"), -1, FALSE },
  [CHEZU_ALARM_COLUMN_PEOPLE] = { NC_ ("column", "Driver and Enterprise"), 136, FALSE },
  [CHEZU_ALARM_COLUMN_RAISED] = { NC_ ("column", "Raised"), 84, TRUE },
  [CHEZU_ALARM_COLUMN_RUNNING] = { NC_ ("column", "Running"), 108, TRUE },
  [CHEZU_ALARM_COLUMN_STATE] = { NC_ ("column", "State"), 140, FALSE },
};

struct _ChezuAlarmCells
{
  ChezuAlarmQueueModel *model; /* borrowed */
  ChezuFleet *fleet;           /* nullable */
  GPtrArray *bound;            /* of GtkColumnViewCell on the screen, borrowed */
  GPtrArray *headers;          /* of GtkListHeader on the screen, borrowed */
};

/* --- Text ----------------------------------------------------------------------------------- */

char *
chezu_alarm_describe_people (ChezuFleet *fleet, gint64 vehicle_id)
{
  guint index = fleet != NULL ? chezu_fleet_find (fleet, vehicle_id) : CHEZU_FLEET_NONE;
  const char *driver;
  const char *enterprise;

  if (index == CHEZU_FLEET_NONE)
    return g_strdup ("—");
  driver = chezu_fleet_get_driver (fleet, index);
  enterprise = chezu_fleet_get_enterprise (fleet, index);
  if (driver != NULL && *driver != '\0' && enterprise != NULL && *enterprise != '\0')
    return g_strdup_printf ("%s %s", driver, enterprise);
  if (driver != NULL && *driver != '\0')
    return g_strdup (driver);
  return g_strdup (enterprise != NULL && *enterprise != '\0' ? enterprise : "—");
}

static char *
describe_type (ChezuDeskAlarm *row)
{
  guint count = chezu_desk_alarm_get_item (row)->life.count;

  return count > 1 ? g_strdup_printf ("%s × %u", chezu_desk_alarm_get_name (row), count)
                   : g_strdup (chezu_desk_alarm_get_name (row));
}

static char *
describe_where (ChezuDeskAlarm *row)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (row);
  const char *place = chezu_desk_alarm_get_brief_place (row);
  g_autofree char *measure = chezu_alarm_describe_measure (item);
  g_autoptr (GString) text = g_string_new (measure);

  if (place != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "  " : "", place);
  if (item->life.late)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "  " : "", _ ("Late Data"));
  if (text->len == 0)
    g_string_append (text, "—");
  return g_string_free_and_steal (g_steal_pointer (&text));
}

static char *
describe (ChezuAlarmCells *self, ChezuAlarmColumn column, ChezuDeskAlarm *row, gint64 now_ms)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (row);
  g_autofree char *plate = NULL;

  switch (column)
    {
    case CHEZU_ALARM_COLUMN_TYPE:
      return describe_type (row);
    case CHEZU_ALARM_COLUMN_PLATE:
      plate = chezu_format_plate (item->plate);
      return g_strdup (plate != NULL && *plate != '\0' ? plate : "—");
    case CHEZU_ALARM_COLUMN_PLACE:
      return describe_where (row);
    case CHEZU_ALARM_COLUMN_PEOPLE:
      return chezu_alarm_describe_people (self->fleet, item->vehicle_id);
    case CHEZU_ALARM_COLUMN_RAISED:
      return now_ms - item->life.raised_ms < CHEZU_DAY_MS
                 ? chezu_format_clock (item->life.raised_ms)
                 : chezu_format_date (item->life.raised_ms);
    case CHEZU_ALARM_COLUMN_RUNNING:
      return chezu_alarm_describe_running (
          item->life.raised_ms,
          item->life.state == CHEZU_ALARM_CLOSED ? item->life.closed_ms : now_ms);
    case CHEZU_ALARM_COLUMN_STATE:
      return chezu_alarm_describe_state (item, now_ms);
    case CHEZU_ALARM_COLUMN_BADGE:
    case CHEZU_N_ALARM_COLUMNS:
    default:
      return g_strdup ("");
    }
}

/* --- Cells ---------------------------------------------------------------------------------- */

static ChezuAlarmColumn
column_of (GtkColumnViewCell *cell)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), COLUMN_KEY));
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* What nobody acknowledged stands out; what is done while it is looked at steps back. */
static void
show_weight (ChezuAlarmCells *self,
             GtkWidget *label,
             ChezuAlarmColumn column,
             ChezuDeskAlarm *row,
             gint64 now_ms)
{
  const ChezuAlarmLife *life = &chezu_desk_alarm_get_item (row)->life;
  gboolean gone = chezu_alarm_queue_model_is_gone (self->model, row);
  gboolean waits = life->state == CHEZU_ALARM_RAISED || life->state == CHEZU_ALARM_RETURNED;
  gint64 due_ms = chezu_desk_alarm_get_due_ms (row);
  gboolean quiet = column == CHEZU_ALARM_COLUMN_PEOPLE || column == CHEZU_ALARM_COLUMN_RAISED;

  set_class (label, "waiting", waits && !gone && !quiet);
  set_class (label, "dimmed", gone || !waits || quiet);
  set_class (label, "overdue",
             column == CHEZU_ALARM_COLUMN_RUNNING && due_ms != 0 && due_ms < now_ms && !gone);
}

static void
show_cell (ChezuAlarmCells *self, GtkColumnViewCell *cell, gint64 now_ms)
{
  ChezuDeskAlarm *row = gtk_column_view_cell_get_item (cell);
  ChezuAlarmColumn column = column_of (cell);
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  g_autofree char *text = NULL;

  if (row == NULL)
    return;
  if (column == CHEZU_ALARM_COLUMN_BADGE)
    {
      chezu_alarm_badge_set_priority (CHEZU_ALARM_BADGE (child),
                                      chezu_desk_alarm_get_item (row)->life.priority);
      return;
    }
  text = describe (self, column, row, now_ms);
  gtk_label_set_label (GTK_LABEL (child), text);
  gtk_widget_set_tooltip_text (child, column == CHEZU_ALARM_COLUMN_PLACE ? text : NULL);
  show_weight (self, child, column, row, now_ms);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, ChezuAlarmCells *self)
{
  ChezuAlarmColumn column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), COLUMN_KEY));
  GtkWidget *child;

  g_object_set_data (G_OBJECT (cell), COLUMN_KEY, GUINT_TO_POINTER (column));
  if (column == CHEZU_ALARM_COLUMN_BADGE)
    child = chezu_alarm_badge_new (0, (int)CHEZU_BADGE_LIST);
  else
    {
      child = gtk_label_new (NULL);
      gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
      gtk_label_set_xalign (GTK_LABEL (child), looks[column].is_number ? 1.0f : 0.0f);
      gtk_widget_add_css_class (child, "numeric");
    }
  gtk_column_view_cell_set_child (cell, child);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, ChezuAlarmCells *self)
{
  g_ptr_array_add (self->bound, cell);
  show_cell (self, cell, chezu_time_now_ms ());
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, ChezuAlarmCells *self)
{
  g_ptr_array_remove_fast (self->bound, cell);
}

GtkColumnViewColumn *
chezu_alarm_cells_make_column (ChezuAlarmCells *self, ChezuAlarmColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *made
      = gtk_column_view_column_new (g_dpgettext2 (NULL, "column", looks[column].title), factory);

  g_object_set_data (G_OBJECT (factory), COLUMN_KEY, GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  if (looks[column].width > 0)
    gtk_column_view_column_set_fixed_width (made, looks[column].width);
  gtk_column_view_column_set_expand (made, looks[column].width < 0);
  return made;
}

/* --- Rows ----------------------------------------------------------------------------------- */

/* What is read out: the cells are words without a sentence. */
static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkColumnViewRow *row, ChezuAlarmCells *self)
{
  ChezuDeskAlarm *alarm = gtk_column_view_row_get_item (row);
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (alarm);
  g_autofree char *plate = chezu_format_plate (item->plate);
  g_autofree char *state = chezu_alarm_describe_state (item, chezu_time_now_ms ());
  /* TRANSLATORS: priority, alarm, plate, state: "P2 Fatigue driving, 鲁D·12345, Raised" */
  g_autofree char *label
      = g_strdup_printf (_ ("P%u %s, %s, %s"), item->life.priority,
                         chezu_desk_alarm_get_name (alarm), plate != NULL ? plate : "—", state);

  gtk_column_view_row_set_accessible_label (row, label);
}

GtkListItemFactory *
chezu_alarm_cells_make_rows (ChezuAlarmCells *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), self);
  return factory;
}

/* --- Headers -------------------------------------------------------------------------------- */

static void
show_header (ChezuAlarmCells *self, GtkListHeader *header)
{
  ChezuDeskAlarm *row = gtk_list_header_get_item (header);
  g_autofree char *text = NULL;
  guint8 priority;

  if (row == NULL)
    return;
  priority = chezu_desk_alarm_get_item (row)->life.priority;
  if (chezu_alarm_queue_model_get_tab (self->model) == CHEZU_ALARM_TAB_CLOSED)
    text = g_strdup (_ ("Closed lately"));
  else
    /* TRANSLATORS: heading of alarms of a priority, and how many: "Priority 2 · 3" */
    text = g_strdup_printf (_ ("Priority %u · %u"), priority,
                            chezu_alarm_queue_model_count_priority (self->model, priority));
  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), text);
}

static void
setup_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, ChezuAlarmCells *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_header_set_child (header, label);
}

static void
bind_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, ChezuAlarmCells *self)
{
  g_ptr_array_add (self->headers, header);
  show_header (self, header);
}

static void
unbind_header_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, ChezuAlarmCells *self)
{
  g_ptr_array_remove_fast (self->headers, header);
}

GtkListItemFactory *
chezu_alarm_cells_make_headers (ChezuAlarmCells *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_header_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_header_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_header_cb), self);
  return factory;
}

/* --- All of them ---------------------------------------------------------------------------- */

ChezuAlarmCells *
chezu_alarm_cells_new (ChezuAlarmQueueModel *model)
{
  ChezuAlarmCells *self = g_new0 (ChezuAlarmCells, 1);

  self->model = model;
  self->bound = g_ptr_array_new ();
  self->headers = g_ptr_array_new ();
  return self;
}

void
chezu_alarm_cells_free (ChezuAlarmCells *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->fleet);
  g_ptr_array_unref (self->bound);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

void
chezu_alarm_cells_set_fleet (ChezuAlarmCells *self, ChezuFleet *fleet)
{
  g_return_if_fail (self != NULL);
  g_set_object (&self->fleet, fleet);
}

void
chezu_alarm_cells_refresh (ChezuAlarmCells *self)
{
  gint64 now_ms = chezu_time_now_ms ();

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->bound->len; i++)
    show_cell (self, self->bound->pdata[i], now_ms);
  for (guint i = 0; i < self->headers->len; i++)
    show_header (self, self->headers->pdata[i]);
}
