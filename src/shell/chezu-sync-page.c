/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-sync-page.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-health.h"
#include "shell/chezu-quarantine-dialog.h"
#include "shell/chezu-source-dialog.h"
#include "shell/chezu-sync-card.h"
#include "store/chezu-quality-marks.h"

#include <glib/gi18n-lib.h>

/* Figures of a card beside each other: as many as have room. */
#define WIDE_COLUMNS 6
#define NARROW_COLUMNS 3

struct _ChezuSyncPage
{
  AdwBreakpointBin parent_instance;

  ChezuSession *session;
  GPtrArray *cards;    /* of ChezuSyncCard, borrowed */
  int n_columns;       /* of figures in a card */
  ChezuHealth *health; /* NULL without a session */

  /* Template widgets */
  AdwBreakpoint *single;
  GtkWidget *add_button;
  GtkWidget *empty_page;
  GtkBox *card_box;
  AdwActionRow *online_row;
  GtkLabel *online_label;
  AdwActionRow *qualified_row;
  GtkLabel *qualified_label;
  AdwActionRow *complete_row;
  GtkLabel *complete_label;
  AdwActionRow *drift_row;
  GtkLabel *drift_label;
  AdwActionRow *size_row;
  GtkLabel *size_label;
  AdwActionRow *fixes_row;
  GtkLabel *fixes_label;
  GtkLabel *since_label;
  AdwActionRow *kept_row;
  GtkLabel *kept_label;
  GtkLabel *vehicles_label;
  AdwActionRow *path_row;
  AdwActionRow *mode_row;
};

G_DEFINE_FINAL_TYPE (ChezuSyncPage, chezu_sync_page, ADW_TYPE_BREAKPOINT_BIN)

/* --- What the page tells beside the sources ----------------------------------------------------
 */

static void
show_index (AdwActionRow *row, GtkLabel *label, ChezuIndex index, const ChezuQualityRow *quality)
{
  double rate = chezu_index_rate (index, quality);
  g_autofree char *percent = chezu_format_percent (rate, 2);
  g_autofree char *basis = rate >= 0 ? chezu_index_describe (index, quality) : NULL;

  gtk_label_set_label (label, percent);
  adw_action_row_set_subtitle (row, basis);
}

static void
show_quality (ChezuSyncPage *self)
{
  const ChezuQualityRow *quality = chezu_health_get_quality (self->health);
  const ChezuQualityRow *tracks = chezu_health_get_tracks (self->health);

  if (quality != NULL)
    {
      show_index (self->online_row, self->online_label, CHEZU_INDEX_ONLINE, quality);
      show_index (self->qualified_row, self->qualified_label, CHEZU_INDEX_QUALIFIED, quality);
      show_index (self->drift_row, self->drift_label, CHEZU_INDEX_DRIFT, quality);
    }
  if (tracks != NULL)
    show_index (self->complete_row, self->complete_label, CHEZU_INDEX_COMPLETE, tracks);
  else
    adw_action_row_set_subtitle (self->complete_row, _ ("Measuring…"));
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

static void
show_figures (ChezuSyncPage *self, const ChezuStoreFigures *figures)
{
  g_autofree char *since = chezu_format_moment (figures->first_fix_ms, chezu_time_now_ms ());
  g_autofree char *segments = chezu_format_count (figures->segments);
  g_autofree char *waiting = chezu_format_count (figures->waiting);
  /* TRANSLATORS: how many segments hold the past, and how many fixes are not in one yet */
  g_autofree char *past = g_strdup_printf (_ ("%s segments · %s to be sealed"), segments, waiting);
  g_autofree char *cost = NULL;

  /* TRANSLATORS: bytes that a fix takes in the file: "7.9 bytes a fix" */
  if (figures->bytes_per_fix >= 0)
    cost = g_strdup_printf (_ ("%.1f bytes a fix"), figures->bytes_per_fix);
  gtk_label_set_label (self->since_label, since);
  adw_action_row_set_subtitle (self->fixes_row, past);
  adw_action_row_set_subtitle (self->size_row, cost);
}

static void
show_retention (ChezuSyncPage *self, const ChezuRetention *retention)
{
  const ChezuRetentionState *tracks = &retention->classes[CHEZU_RETENTION_TRACKS];
  g_autofree char *kept = NULL;
  g_autofree char *run = NULL;
  g_autofree char *moment = NULL;

  if (tracks->days > 0)
    kept = g_strdup_printf (ngettext ("%d day", "%d days", (gulong)tracks->days), tracks->days);
  else
    kept = g_strdup (_ ("Ever"));
  if (tracks->run_ms != 0)
    {
      moment = chezu_format_moment (tracks->run_ms, chezu_time_now_ms ());
      /* TRANSLATORS: when what was too old was erased last */
      run = g_strdup_printf (_ ("Erased last %s"), moment);
    }
  gtk_label_set_label (self->kept_label, kept);
  adw_action_row_set_subtitle (self->kept_row, run);
}

/* --- Cards -------------------------------------------------------------------------------------
 */

static void
edit_cb (ChezuSyncPage *self, gint64 source_id)
{
  const ChezuSourceRow *source = chezu_session_find_source (self->session, source_id);
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
  const ChezuSourceRow *source = chezu_session_find_source (self->session, source_id);

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
                               .today = chezu_health_get_source_quality (self->health, source->id),
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

/* --- Session -----------------------------------------------------------------------------------
 */

static void
health_changed_cb (ChezuSyncPage *self)
{
  const ChezuStoreTotals *totals = chezu_health_get_totals (self->health);
  const ChezuStoreFigures *figures = chezu_health_get_figures (self->health);
  const ChezuRetention *retention = chezu_health_get_retention (self->health);

  show_sources (self, chezu_session_get_sources (self->session));
  show_quality (self);
  if (totals != NULL)
    show_totals (self, totals);
  if (figures != NULL)
    show_figures (self, figures);
  if (retention != NULL)
    show_retention (self, retention);
}

static void
set_session (ChezuSyncPage *self, ChezuSession *session)
{
  if (!g_set_object (&self->session, session))
    return;

  /* It may still read, and has nobody to tell then. */
  if (self->health != NULL)
    g_signal_handlers_disconnect_by_data (self->health, self);
  g_clear_object (&self->health);
  if (session == NULL)
    return;

  self->health = chezu_health_new (chezu_session_get_store (session));
  g_signal_connect_swapped (self->health, "changed", G_CALLBACK (health_changed_cb), self);
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
  set_session (CHEZU_SYNC_PAGE (object), NULL);
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
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, online_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, online_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, qualified_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, qualified_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, complete_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, complete_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, drift_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, drift_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, size_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, size_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, fixes_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, fixes_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, since_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, kept_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncPage, kept_label);
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

  set_session (self, session);
  if (session == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  store = chezu_session_get_store (session);
  show_sources (self, chezu_session_get_sources (session));
  adw_action_row_set_subtitle (self->path_row, chezu_store_get_path (store));
  adw_action_row_set_subtitle (self->mode_row, describe_mode (chezu_store_get_mode (store)));
  chezu_health_refresh (self->health);
}
