/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-quarantine-dialog.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-quarantine-item.h"
#include "store/chezu-quarantine-table.h"

#include <glib/gi18n-lib.h>

/* More than anybody reads; the title tells how many there are. */
#define MAX_ROWS 1000

struct _ChezuQuarantineDialog
{
  AdwDialog parent_instance;

  ChezuStore *store;
  char *source; /* its name */
  gint64 source_id;
  gboolean reading;

  /* Template widgets */
  AdwNavigationView *navigation;
  AdwWindowTitle *list_title;
  GtkStack *stack;
  AdwStatusPage *problem_page;
  GtkColumnView *view;
  GtkNoSelection *selection;
  AdwNavigationPage *record_page;
  AdwActionRow *reason_row;
  AdwActionRow *vehicle_row;
  AdwActionRow *time_row;
  GtkTextView *text;
};

G_DEFINE_FINAL_TYPE (ChezuQuarantineDialog, chezu_quarantine_dialog, ADW_TYPE_DIALOG)

static char *
describe_count (ChezuQuarantineDialog *self, const ChezuQuarantineList *list)
{
  g_autofree char *kept = chezu_format_count (list->kept);
  g_autofree char *shown = chezu_format_count (list->rows->len);

  if (list->kept > list->rows->len)
    /* TRANSLATORS: name of a source, how many records are shown and how many there are */
    return g_strdup_printf (_ ("%s · the newest %s of %s records"), self->source, shown, kept);
  return g_strdup_printf (
      /* TRANSLATORS: name of a source and how many records there are */
      ngettext ("%s · %s record", "%s · %s records", (gulong)MIN (list->kept, G_MAXINT)),
      self->source, kept);
}

static void
show_list (ChezuQuarantineDialog *self, ChezuQuarantineList *list)
{
  g_autoptr (GListStore) records = g_list_store_new (CHEZU_TYPE_QUARANTINE_ITEM);
  g_autofree char *count = describe_count (self, list);

  g_ptr_array_set_free_func (list->rows, NULL);
  for (guint i = 0; i < list->rows->len; i++)
    {
      g_autoptr (ChezuQuarantineItem) record
          = chezu_quarantine_item_new (g_ptr_array_index (list->rows, i));

      g_list_store_append (records, record);
    }

  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (records));
  adw_window_title_set_subtitle (self->list_title, count);
  gtk_stack_set_visible_child_name (self->stack, list->kept > 0 ? "list" : "empty");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static DexFuture *
read_fiber (gpointer data)
{
  ChezuQuarantineDialog *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChezuQuarantineList) list = chezu_store_await (
      chezu_quarantine_table_list (self->store, self->source_id, MAX_ROWS), &error);

  self->reading = FALSE;
  if (self->stack == NULL)
    return dex_future_new_true ();

  if (list != NULL)
    show_list (self, list);
  else
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->problem_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "problem");
    }
  return dex_future_new_true ();
}

static void
refresh_cb (ChezuQuarantineDialog *self)
{
  if (self->reading)
    return;

  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

static char *
describe_time (gint64 time_ms)
{
  g_autofree char *date = chezu_format_date (time_ms);
  g_autofree char *clock = chezu_format_clock (time_ms);

  return g_strdup_printf ("%s %s", date, clock);
}

static void
activated_cb (ChezuQuarantineDialog *self, guint position)
{
  g_autoptr (ChezuQuarantineItem) record
      = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  const ChezuQuarantineRow *row;
  g_autofree char *plate = NULL;
  g_autofree char *time = NULL;
  g_autofree char *words = NULL;

  if (record == NULL)
    return;

  row = chezu_quarantine_item_get_row (record);
  plate = chezu_format_plate (row->plate);
  time = describe_time (row->time_ms);
  words = chezu_quarantine_item_format (record);
  adw_action_row_set_subtitle (self->reason_row, chezu_refusal_name (row->reason));
  adw_action_row_set_subtitle (self->vehicle_row, plate);
  adw_action_row_set_subtitle (self->time_row, time);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text), words, -1);
  adw_navigation_view_push (self->navigation, self->record_page);
}

static void
copy_cb (ChezuQuarantineDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;
  g_autofree char *words = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  words = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), words);
}

static void
chezu_quarantine_dialog_dispose (GObject *object)
{
  ChezuQuarantineDialog *self = CHEZU_QUARANTINE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_QUARANTINE_DIALOG);
  g_clear_object (&self->store);
  g_clear_pointer (&self->source, g_free);

  G_OBJECT_CLASS (chezu_quarantine_dialog_parent_class)->dispose (object);
}

static void
chezu_quarantine_dialog_class_init (ChezuQuarantineDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_quarantine_dialog_dispose;

  g_type_ensure (CHEZU_TYPE_QUARANTINE_ITEM);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-quarantine-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, list_title);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, problem_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, view);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, selection);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, record_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, vehicle_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, time_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuQuarantineDialog, text);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
chezu_quarantine_dialog_init (ChezuQuarantineDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
chezu_quarantine_dialog_new (ChezuStore *store, const ChezuSourceRow *source)
{
  ChezuQuarantineDialog *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);
  g_return_val_if_fail (source != NULL, NULL);

  self = g_object_new (CHEZU_TYPE_QUARANTINE_DIALOG, NULL);
  self->store = g_object_ref (store);
  self->source = g_strdup (source->name);
  self->source_id = source->id;
  refresh_cb (self);
  return ADW_DIALOG (self);
}
