/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-sync-card.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-source-words.h"

#include <glib/gi18n-lib.h>

struct _ChezuSyncCard
{
  AdwPreferencesGroup parent_instance;

  /* Template widgets */
  AdwActionRow *state_row;
  AdwActionRow *transport_row;
  AdwActionRow *message_row;
  AdwActionRow *lag_row;
  AdwActionRow *accepted_row;
  AdwActionRow *duplicate_row;
  AdwActionRow *refused_row;
  AdwActionRow *problem_row;
};

G_DEFINE_FINAL_TYPE (ChezuSyncCard, chezu_sync_card, ADW_TYPE_PREFERENCES_GROUP)

static void
chezu_sync_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_SYNC_CARD);

  G_OBJECT_CLASS (chezu_sync_card_parent_class)->dispose (object);
}

static void
chezu_sync_card_class_init (ChezuSyncCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_sync_card_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-sync-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, state_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, transport_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, message_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, lag_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, accepted_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, duplicate_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, refused_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSyncCard, problem_row);
}

static void
chezu_sync_card_init (ChezuSyncCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
chezu_sync_card_new (void)
{
  return g_object_new (CHEZU_TYPE_SYNC_CARD, NULL);
}

static void
show_count (AdwActionRow *row, gint64 count)
{
  g_autofree char *text = chezu_format_count (count);

  adw_action_row_set_subtitle (row, text);
}

/* When the last message came; as a clock time too, because an age alone cannot be compared with a
 * log. */
static char *
describe_message (const ChezuSourceRow *source, gint64 now_ms)
{
  g_autofree char *clock = NULL;
  g_autofree char *age = NULL;

  if (source->last_message_ms == 0)
    return g_strdup ("—");

  clock = chezu_format_clock (source->last_message_ms);
  age = chezu_format_age (source->last_message_ms, now_ms);
  return g_strdup_printf ("%s · %s", clock, age);
}

void
chezu_sync_card_show (ChezuSyncCard *self, const ChezuSourceRow *source)
{
  gint64 now_ms = chezu_time_now_ms ();
  g_autofree char *title = g_markup_escape_text (source->name, -1);
  g_autofree char *url = g_markup_escape_text (source->url, -1);
  g_autofree char *state = chezu_source_describe (source, now_ms);
  g_autofree char *transport = chezu_source_describe_transport (source);
  g_autofree char *message = describe_message (source, now_ms);
  g_autofree char *lag = chezu_source_describe_lag (source);
  g_autofree char *refused = chezu_source_describe_refused (source);

  g_return_if_fail (CHEZU_IS_SYNC_CARD (self));

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self), url);
  adw_action_row_set_subtitle (self->state_row, state);
  adw_action_row_set_subtitle (self->transport_row, transport);
  adw_action_row_set_subtitle (self->message_row, message);
  adw_action_row_set_subtitle (self->lag_row, lag);
  show_count (self->accepted_row, source->accepted);
  show_count (self->duplicate_row, source->duplicate);
  adw_action_row_set_subtitle (self->refused_row, refused);
  gtk_widget_set_visible (GTK_WIDGET (self->problem_row), source->last_error != NULL);
  adw_action_row_set_subtitle (self->problem_row,
                               source->last_error != NULL ? source->last_error : "");
}
