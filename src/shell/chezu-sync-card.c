/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-sync-card.h"

#include "base/chezu-format.h"
#include "base/chezu-source-advice.h"
#include "base/chezu-time.h"
#include "shell/chezu-connection.h"
#include "shell/chezu-figure.h"
#include "shell/chezu-source-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _ChezuSyncCard
{
  AdwBin parent_instance;

  gint64 source_id;
  char *dot_class;

  /* Template widgets */
  GtkWidget *dot;
  GtkLabel *name_label;
  GtkLabel *state_label;
  GtkLabel *address_label;
  GtkWidget *retry_button;
  GtkWidget *edit_button;
  GtkGrid *figures;
  ChezuFigure *rate_figure;
  ChezuFigure *lag_figure;
  ChezuFigure *accepted_figure;
  ChezuFigure *duplicate_figure;
  ChezuFigure *late_figure;
  ChezuFigure *refused_figure;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkLabel *advice_label;
  GtkLabel *filling_label;
  GtkLabel *rest_label;
  GtkProgressBar *bar;
  GtkLabel *gaps_label;
  GtkWidget *quarantine_box;
  GtkLabel *reasons_label;
};

enum
{
  SIGNAL_EDIT,
  SIGNAL_RECORDS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSyncCard, chezu_sync_card, ADW_TYPE_BIN)

static void
edit_cb (ChezuSyncCard *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, self->source_id);
}

static void
records_cb (ChezuSyncCard *self)
{
  g_signal_emit (self, signals[SIGNAL_RECORDS], 0, self->source_id);
}

static void
chezu_sync_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_SYNC_CARD);

  G_OBJECT_CLASS (chezu_sync_card_parent_class)->dispose (object);
}

static void
chezu_sync_card_finalize (GObject *object)
{
  g_free (CHEZU_SYNC_CARD (object)->dot_class);

  G_OBJECT_CLASS (chezu_sync_card_parent_class)->finalize (object);
}

static void
chezu_sync_card_class_init (ChezuSyncCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_sync_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_sync_card_finalize;

  signals[SIGNAL_EDIT] = g_signal_new ("edit", CHEZU_TYPE_SYNC_CARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_RECORDS] = g_signal_new ("records", CHEZU_TYPE_SYNC_CARD, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (CHEZU_TYPE_FIGURE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-sync-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, dot);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, name_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, state_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, address_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, retry_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, edit_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, figures);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, rate_figure);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, lag_figure);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, accepted_figure);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, duplicate_figure);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, late_figure);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, refused_figure);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, problem_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, problem_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, advice_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, filling_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, rest_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, bar);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, gaps_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, quarantine_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, reasons_label);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, records_cb);
}

static void
chezu_sync_card_init (ChezuSyncCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  chezu_figure_lay_out (self->figures, 6);
}

GtkWidget *
chezu_sync_card_new (void)
{
  return g_object_new (CHEZU_TYPE_SYNC_CARD, NULL);
}

static void
show_dot (ChezuSyncCard *self, ChezuConnectionLevel level)
{
  const char *css_class = chezu_connection_level_class (level);

  if (g_strcmp0 (self->dot_class, css_class) == 0)
    return;
  if (self->dot_class != NULL)
    gtk_widget_remove_css_class (self->dot, self->dot_class);
  gtk_widget_add_css_class (self->dot, css_class);
  g_set_str (&self->dot_class, css_class);
}

static void
show_head (ChezuSyncCard *self, const ChezuSyncFacts *facts, gint64 now_ms)
{
  const ChezuSourceRow *source = facts->source;
  ChezuConnectionLevel level = chezu_connection_level_of (source, now_ms);
  g_autofree char *state = chezu_source_describe_since (source, now_ms);
  g_autofree char *address = chezu_source_describe_address (source);

  show_dot (self, source->enabled ? level : CHEZU_CONNECTION_STOPPED);
  gtk_label_set_label (self->name_label, source->name);
  gtk_label_set_label (self->state_label, state);
  gtk_label_set_label (self->address_label, address);
  gtk_widget_set_visible (self->retry_button,
                          facts->may_retry && source->enabled && level != CHEZU_CONNECTION_LIVE);
  gtk_widget_set_visible (self->edit_button, facts->may_edit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  source->name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state, -1);
}

static void
show_count (ChezuFigure *figure, gint64 count)
{
  g_autofree char *text = chezu_format_count (count);

  chezu_figure_show (figure, text, NULL);
}

static void
show_figures (ChezuSyncCard *self, const ChezuSyncFacts *facts)
{
  const ChezuSourceRow *source = facts->source;
  const ChezuQualityCounts *counts;
  gboolean live = source->state == CHEZU_SOURCE_LIVE;
  g_autofree char *lag = live ? chezu_source_describe_lag (source) : g_strdup ("—");

  g_autofree char *rate = live ? chezu_format_rate (source->rate) : g_strdup ("—");

  chezu_figure_show (self->rate_figure, rate, NULL);
  chezu_figure_show (self->lag_figure, lag, NULL);
  if (facts->today == NULL)
    return;

  counts = &facts->today->counts;
  show_count (self->accepted_figure, counts->accepted);
  show_count (self->duplicate_figure, counts->duplicate);
  show_count (self->late_figure, counts->late);
  show_count (self->refused_figure, counts->received - counts->accepted - counts->duplicate);
}

static void
show_problem (ChezuSyncCard *self, const ChezuSourceRow *source)
{
  const char *advice = source->enabled ? chezu_source_advice (source->state) : NULL;
  const char *problem = source->enabled ? source->last_error : NULL;

  gtk_widget_set_visible (self->problem_box, problem != NULL || advice != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL);
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_label_set_label (self->advice_label, advice != NULL ? advice : "");
}

static void
show_gaps (ChezuSyncCard *self, const ChezuFilling *filling, gint64 now_ms)
{
  const ChezuGapProgress *progress = &filling->progress;
  g_autofree char *words = chezu_filling_describe (filling, now_ms);
  g_autofree char *rest = chezu_filling_describe_rest (filling);
  double fraction = chezu_filling_get_fraction (filling);
  gboolean told = progress->open > 0 || progress->closed > 0 || progress->given_up > 0;

  gtk_label_set_label (self->filling_label, filling->active ? _ ("Filling In") : _ ("Gaps"));
  gtk_label_set_label (self->rest_label, told ? rest : words);
  gtk_label_set_label (self->gaps_label, told ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->gaps_label), told);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), filling->active);
  if (fabs (gtk_progress_bar_get_fraction (self->bar) - fraction) > 0.0005)
    gtk_progress_bar_set_fraction (self->bar, fraction);
}

static void
show_quarantine (ChezuSyncCard *self, const ChezuSourceRow *source)
{
  g_autofree char *reasons = chezu_source_describe_reasons (source);

  gtk_label_set_label (self->reasons_label, reasons);
  gtk_widget_set_visible (self->quarantine_box, chezu_source_count_refused (source) > 0);
}

void
chezu_sync_card_show (ChezuSyncCard *self, const ChezuSyncFacts *facts)
{
  gint64 now_ms = chezu_time_now_ms ();

  g_return_if_fail (CHEZU_IS_SYNC_CARD (self));

  self->source_id = facts->source->id;
  show_head (self, facts, now_ms);
  show_figures (self, facts);
  show_problem (self, facts->source);
  show_gaps (self, facts->filling, now_ms);
  show_quarantine (self, facts->source);
}

void
chezu_sync_card_set_columns (ChezuSyncCard *self, int n_columns)
{
  g_return_if_fail (CHEZU_IS_SYNC_CARD (self));

  chezu_figure_lay_out (self->figures, n_columns);
}
