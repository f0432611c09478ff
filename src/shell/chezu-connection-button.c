/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-connection-button.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-source-words.h"

#include <glib/gi18n-lib.h>

/* Above each source but the first. */
#define SOURCE_SPACING 9

struct _ChezuConnectionButton
{
  AdwBin parent_instance;

  char *shown_class;
  char *connection; /* what is said of the present; NULL before the first word */
  gint64 past_ms;   /* the moment of the past that is shown; 0 none */

  /* Template widgets */
  GtkMenuButton *button;
  GtkWidget *dot;
  GtkWidget *clock;
  GtkLabel *label;
  GtkWidget *past_box;
  GtkLabel *past_label;
  GtkLabel *present_label;
  GtkBox *source_box;
};

G_DEFINE_FINAL_TYPE (ChezuConnectionButton, chezu_connection_button, ADW_TYPE_BIN)

static GtkWidget *
append_label (GtkBox *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return label;
}

static void
append_filling (GtkBox *box, const ChezuFilling *filling)
{
  g_autofree char *rest = chezu_filling_describe_rest (filling);
  g_autofree char *words = NULL;

  if (!filling->active)
    return;
  /* TRANSLATORS: %s is "about 12 min left" */
  words = *rest != '\0' ? g_strdup_printf (_ ("Filling in gaps, %s"), rest)
                        : g_strdup (_ ("Filling in gaps"));
  append_label (box, words, "dimmed");
}

static void
fill_popover (ChezuConnectionButton *self, ChezuSession *session)
{
  GPtrArray *sources = chezu_session_get_sources (session);
  gint64 now_ms = chezu_time_now_ms ();
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->source_box))) != NULL)
    gtk_box_remove (self->source_box, child);

  if (sources->len == 0)
    append_label (self->source_box, _ ("No Source Yet"), "heading");
  for (guint i = 0; i < sources->len; i++)
    {
      const ChezuSourceRow *source = g_ptr_array_index (sources, i);
      g_autofree char *state = chezu_source_describe (source, now_ms);
      GtkWidget *heading;

      heading = append_label (self->source_box, source->name, "heading");
      gtk_widget_set_margin_top (heading, i > 0 ? SOURCE_SPACING : 0);
      append_label (self->source_box, state, "dimmed");
      append_filling (self->source_box, chezu_session_get_filling (session, source->id));
    }
}

/* Who looks at the past is told so first; the present goes on, and the popover tells of both. */
static void
show_label (ChezuConnectionButton *self)
{
  gboolean past = self->past_ms != 0;
  g_autofree char *moment = chezu_format_moment (self->past_ms, chezu_time_now_ms ());
  g_autofree char *date = chezu_format_date (self->past_ms);
  g_autofree char *clock = chezu_format_clock (self->past_ms);
  /* TRANSLATORS: in place of the state of the connection: "Past 14:32:07" */
  g_autofree char *short_words = g_strdup_printf (_ ("Past %s"), moment);
  /* TRANSLATORS: date and clock time */
  g_autofree char *words = g_strdup_printf (_ ("You see %s, %s"), date, clock);
  /* TRANSLATORS: "The present goes on: Live · 1 s ago" */
  g_autofree char *present = g_strdup_printf (_ ("The present goes on: %s"),
                                              self->connection != NULL ? self->connection : "—");
  const char *label = past ? short_words : self->connection;

  gtk_widget_set_visible (self->dot, !past);
  gtk_widget_set_visible (self->clock, past);
  gtk_widget_set_visible (self->past_box, past);
  gtk_label_set_label (self->label, label != NULL ? label : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, label != NULL ? label : "",
                                  -1);
  if (!past)
    return;
  gtk_label_set_label (self->past_label, words);
  gtk_label_set_label (self->present_label, present);
}

static void
chezu_connection_button_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_CONNECTION_BUTTON);

  G_OBJECT_CLASS (chezu_connection_button_parent_class)->dispose (object);
}

static void
chezu_connection_button_finalize (GObject *object)
{
  ChezuConnectionButton *self = CHEZU_CONNECTION_BUTTON (object);

  g_free (self->shown_class);
  g_free (self->connection);

  G_OBJECT_CLASS (chezu_connection_button_parent_class)->finalize (object);
}

static void
chezu_connection_button_class_init (ChezuConnectionButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_connection_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_connection_button_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-connection-button.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, button);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, dot);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, label);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, clock);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, past_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, past_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, present_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuConnectionButton, source_box);
}

static void
chezu_connection_button_init (ChezuConnectionButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_connection_button_show (ChezuConnectionButton *self,
                              const ChezuConnection *connection,
                              ChezuSession *session)
{
  const char *css_class;

  g_return_if_fail (CHEZU_IS_CONNECTION_BUTTON (self));

  css_class = chezu_connection_level_class (connection->level);
  if (g_strcmp0 (self->shown_class, css_class) != 0)
    {
      if (self->shown_class != NULL)
        gtk_widget_remove_css_class (self->dot, self->shown_class);
      gtk_widget_add_css_class (self->dot, css_class);
      g_set_str (&self->shown_class, css_class);
    }

  g_set_str (&self->connection, connection->label);
  show_label (self);
  if (gtk_widget_get_visible (GTK_WIDGET (gtk_menu_button_get_popover (self->button))))
    fill_popover (self, session);
  else if (gtk_widget_get_first_child (GTK_WIDGET (self->source_box)) == NULL)
    fill_popover (self, session);
}

void
chezu_connection_button_set_past (ChezuConnectionButton *self, gint64 time_ms)
{
  g_return_if_fail (CHEZU_IS_CONNECTION_BUTTON (self));

  if (self->past_ms == time_ms)
    return;
  if ((self->past_ms != 0) != (time_ms != 0))
    {
      if (time_ms != 0)
        gtk_widget_add_css_class (GTK_WIDGET (self->button), "past");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->button), "past");
    }
  self->past_ms = time_ms;
  show_label (self);
}
