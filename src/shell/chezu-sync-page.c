/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-sync-page.h"

#include "base/chezu-format.h"
#include "shell/chezu-quarantine-dialog.h"
#include "shell/chezu-source-dialog.h"
#include "shell/chezu-sync-card.h"
#include "store/chezu-vehicle-table.h"

#include <glib/gi18n-lib.h>

/* Figures of a card beside each other: as many as have room. */
#define WIDE_COLUMNS 6
#define NARROW_COLUMNS 3

struct _ChezuSyncPage
{
  AdwBreakpointBin parent_instance;

  ChezuSession *session;
  GPtrArray *cards; /* of ChezuSyncCard, borrowed */
  int n_columns;    /* of figures in a card */
  gboolean reading_totals;

  /* Template widgets */
  AdwBreakpoint *single;
  GtkWidget *add_button;
  GtkWidget *empty_page;
  GtkBox *card_box;
  GtkLabel *size_label;
  GtkLabel *fixes_label;
  GtkLabel *vehicles_label;
  AdwActionRow *path_row;
  AdwActionRow *mode_row;
};

G_DEFINE_FINAL_TYPE (ChezuSyncPage, chezu_sync_page, ADW_TYPE_BREAKPOINT_BIN)

typedef struct
{
  ChezuSyncPage *page;
  ChezuStore *store;
} Reading;

static void
reading_free (Reading *self)
{
  g_clear_object (&self->page);
  g_clear_object (&self->store);
  g_free (self);
}

static void
show_totals (ChezuSyncPage *self, const ChezuStoreTotals *totals)
{
  g_autofree char *vehicles = chezu_format_count (totals->vehicles);
  g_autofree char *fixes = chezu_format_count (totals->fixes);
  g_autofree char *size = g_format_size ((guint64)totals->bytes);

  gtk_label_set_label (self->vehicles_label, vehicles);
  gtk_label_set_label (self->fixes_label, fixes);
  gtk_label_set_label (self->size_label, size);
}

static DexFuture *
read_totals_fiber (gpointer data)
{
  Reading *reading = data;
  ChezuSyncPage *self = reading->page;
  g_autofree ChezuStoreTotals *totals
      = chezu_store_await (chezu_store_read_totals (reading->store), NULL);

  self->reading_totals = FALSE;
  if (totals != NULL && self->vehicles_label != NULL)
    show_totals (self, totals);
  return dex_future_new_true ();
}

static void
read_totals (ChezuSyncPage *self, ChezuStore *store)
{
  Reading *reading;

  if (self->reading_totals)
    return;

  self->reading_totals = TRUE;
  reading = g_new0 (Reading, 1);
  reading->page = g_object_ref (self);
  reading->store = g_object_ref (store);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_totals_fiber, reading, (GDestroyNotify)reading_free));
}

/* --- Cards -------------------------------------------------------------------------------------
 */

static const ChezuSourceRow *
find_source (ChezuSyncPage *self, gint64 id)
{
  GPtrArray *sources = chezu_session_get_sources (self->session);

  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (sources, i);

      if (source->id == id)
        return source;
    }
  return NULL;
}

static void
edit_cb (ChezuSyncPage *self, gint64 source_id)
{
  const ChezuSourceRow *source = find_source (self, source_id);
  AdwDialog *dialog;

  if (source == NULL)
    return;
  dialog = chezu_source_dialog_new (chezu_session_get_store (self->session), source);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (chezu_session_refresh_sources),
                           self->session, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
records_cb (ChezuSyncPage *self, gint64 source_id)
{
  const ChezuSourceRow *source = find_source (self, source_id);

  if (source != NULL)
    adw_dialog_present (
        chezu_quarantine_dialog_new (chezu_session_get_store (self->session), source),
        GTK_WIDGET (self));
}

static void
add_card (ChezuSyncPage *self)
{
  GtkWidget *card = chezu_sync_card_new ();

  chezu_sync_card_set_columns (CHEZU_SYNC_CARD (card), self->n_columns);
  g_signal_connect_object (card, "edit", G_CALLBACK (edit_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (card, "records", G_CALLBACK (records_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->cards, card);
  gtk_box_append (self->card_box, card);
}

static void
show_sources (ChezuSyncPage *self, GPtrArray *sources)
{
  gboolean may_retry = chezu_session_can_retry (self->session);
  gboolean may_edit
      = chezu_store_get_mode (chezu_session_get_store (self->session)) == CHEZU_STORE_WRITABLE;

  while (self->cards->len > sources->len)
    gtk_box_remove (self->card_box, g_ptr_array_steal_index (self->cards, self->cards->len - 1));
  while (self->cards->len < sources->len)
    add_card (self);
  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (sources, i);
      ChezuSyncFacts facts = { .source = source,
                               .filling = chezu_session_get_filling (self->session, source->id),
                               .may_retry = may_retry,
                               .may_edit = may_edit && !chezu_session_is_demo (self->session) };

      chezu_sync_card_show (g_ptr_array_index (self->cards, i), &facts);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->card_box), sources->len > 0);
  gtk_widget_set_visible (self->empty_page, sources->len == 0);
  gtk_widget_set_visible (self->add_button, may_edit && !chezu_session_is_demo (self->session));
}

/* --- Room --------------------------------------------------------------------------------------
 */

static void
set_columns (ChezuSyncPage *self, int n_columns)
{
  self->n_columns = n_columns;
  for (guint i = 0; i < self->cards->len; i++)
    chezu_sync_card_set_columns (g_ptr_array_index (self->cards, i), n_columns);
}

static void
breakpoint_cb (ChezuSyncPage *self)
{
  AdwBreakpoint *current = adw_breakpoint_bin_get_current_breakpoint (ADW_BREAKPOINT_BIN (self));
  gboolean wide = current == NULL || current == self->single;

  set_columns (self, wide ? WIDE_COLUMNS : NARROW_COLUMNS);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static const char *
describe_mode (ChezuStoreMode mode)
{
  switch (mode)
    {
    case CHEZU_STORE_READ_ONLY_FILE:
      return _ ("Read-only; new data is not saved");
    case CHEZU_STORE_READ_ONLY_NEWER:
      return _ ("From a newer version; opened read-only");
    case CHEZU_STORE_WRITABLE:
    default:
      return _ ("Read and written");
    }
}

static void
chezu_sync_page_dispose (GObject *object)
{
  g_clear_object (&CHEZU_SYNC_PAGE (object)->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_SYNC_PAGE);

  G_OBJECT_CLASS (chezu_sync_page_parent_class)->dispose (object);
}

static void
chezu_sync_page_finalize (GObject *object)
{
  g_ptr_array_unref (CHEZU_SYNC_PAGE (object)->cards);

  G_OBJECT_CLASS (chezu_sync_page_parent_class)->finalize (object);
}

static void
chezu_sync_page_class_init (ChezuSyncPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_sync_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_sync_page_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-sync-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, single);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, card_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, size_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, fixes_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, vehicles_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, path_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, mode_row);
  gtk_widget_class_bind_template_callback (widget_class, breakpoint_cb);
}

static void
chezu_sync_page_init (ChezuSyncPage *self)
{
  self->cards = g_ptr_array_new ();
  self->n_columns = WIDE_COLUMNS;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Called with each tick of @session (nullable: there is none any more); what nobody sees is not
 * asked for. */
void
chezu_sync_page_show (ChezuSyncPage *self, ChezuSession *session)
{
  ChezuStore *store;

  g_return_if_fail (CHEZU_IS_SYNC_PAGE (self));

  g_set_object (&self->session, session);
  if (session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  store = chezu_session_get_store (session);
  show_sources (self, chezu_session_get_sources (session));
  adw_action_row_set_subtitle (self->path_row, chezu_store_get_path (store));
  adw_action_row_set_subtitle (self->mode_row, describe_mode (chezu_store_get_mode (store)));
  read_totals (self, store);
}
