/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-sync-page.h"

#include "base/chezu-format.h"
#include "shell/chezu-sync-card.h"
#include "store/chezu-vehicle-table.h"

#include <glib/gi18n-lib.h>

struct _ChezuSyncPage
{
  AdwBin parent_instance;

  GPtrArray *cards; /* of ChezuSyncCard, borrowed */
  gboolean reading_totals;

  /* Template widgets */
  GtkBox *card_box;
  AdwActionRow *path_row;
  AdwActionRow *mode_row;
  AdwActionRow *vehicles_row;
  AdwActionRow *fixes_row;
  AdwActionRow *size_row;
};

G_DEFINE_FINAL_TYPE (ChezuSyncPage, chezu_sync_page, ADW_TYPE_BIN)

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

  adw_action_row_set_subtitle (self->vehicles_row, vehicles);
  adw_action_row_set_subtitle (self->fixes_row, fixes);
  adw_action_row_set_subtitle (self->size_row, size);
}

static DexFuture *
read_totals_fiber (gpointer data)
{
  Reading *reading = data;
  ChezuSyncPage *self = reading->page;
  g_autofree ChezuStoreTotals *totals
      = chezu_store_await (chezu_store_read_totals (reading->store), NULL);

  self->reading_totals = FALSE;
  if (totals != NULL && self->vehicles_row != NULL)
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

static void
show_sources (ChezuSyncPage *self, GPtrArray *sources)
{
  while (self->cards->len > sources->len)
    gtk_box_remove (self->card_box, g_ptr_array_steal_index (self->cards, self->cards->len - 1));
  while (self->cards->len < sources->len)
    {
      GtkWidget *card = chezu_sync_card_new ();

      g_ptr_array_add (self->cards, card);
      gtk_box_append (self->card_box, card);
    }
  for (guint i = 0; i < sources->len; i++)
    chezu_sync_card_show (g_ptr_array_index (self->cards, i), g_ptr_array_index (sources, i));
  gtk_widget_set_visible (GTK_WIDGET (self->card_box), sources->len > 0);
}

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
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, card_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, path_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, mode_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, vehicles_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, fixes_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, size_row);
}

static void
chezu_sync_page_init (ChezuSyncPage *self)
{
  self->cards = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Called with each tick of @session; what nobody sees is not asked for. */
void
chezu_sync_page_show (ChezuSyncPage *self, ChezuSession *session)
{
  ChezuStore *store = chezu_session_get_store (session);

  g_return_if_fail (CHEZU_IS_SYNC_PAGE (self));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  show_sources (self, chezu_session_get_sources (session));
  adw_action_row_set_subtitle (self->path_row, chezu_store_get_path (store));
  adw_action_row_set_subtitle (self->mode_row, describe_mode (chezu_store_get_mode (store)));
  read_totals (self, store);
}
