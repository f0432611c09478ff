/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-leg-list.h"

#include "base/chezu-format.h"
#include "shell/chezu-moment-row.h"

#include <glib/gi18n-lib.h>

#define LEGS_MAX 60

struct _ChezuLegList
{
  AdwBin parent_instance;

  gint64 shown_ms; /* end of the last leg that is shown */
  guint n_shown;

  /* Template widgets */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ChezuLegList, chezu_leg_list, ADW_TYPE_BIN)

static char *
describe (const ChezuLeg *leg)
{
  g_autofree char *duration = chezu_format_duration (leg->to_ms - leg->from_ms);
  g_autofree char *distance = NULL;

  switch (leg->kind)
    {
    case CHEZU_LEG_STOP:
      return g_strdup_printf ("%s · %s", _ ("Stop"), duration);
    case CHEZU_LEG_UNKNOWN:
      return g_strdup_printf ("%s · %s", _ ("No Data"), duration);
    case CHEZU_LEG_TRIP:
    default:
      if (leg->distance_m < 0)
        return g_strdup_printf ("%s · %s", _ ("Trip"), duration);
      distance = chezu_format_distance (leg->distance_m);
      return g_strdup_printf ("%s · %s · %s", _ ("Trip"), distance, duration);
    }
}

static GtkWidget *
new_row (const ChezuLeg *leg)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *from = chezu_format_clock (leg->from_ms);
  g_autofree char *to = chezu_format_clock (leg->to_ms);
  /* TRANSLATORS: a period of the day, from and to */
  g_autofree char *title = g_strdup_printf (_ ("%s–%s"), from, to);
  g_autofree char *subtitle = describe (leg);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (row, "property");
  gtk_widget_add_css_class (row, "numeric");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  chezu_moment_row_set (row, leg->from_ms, leg->to_ms);
  return row;
}

static void
activated_cb (ChezuLegList *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.past", "x",
                              chezu_moment_row_get_from (GTK_WIDGET (row)));
}

static void
chezu_leg_list_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_LEG_LIST);

  G_OBJECT_CLASS (chezu_leg_list_parent_class)->dispose (object);
}

static void
chezu_leg_list_class_init (ChezuLegListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_leg_list_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-leg-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuLegList, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
chezu_leg_list_init (ChezuLegList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_leg_list_show (ChezuLegList *self, const GArray *legs)
{
  guint n = legs != NULL ? legs->len : 0;
  gint64 end_ms = n > 0 ? g_array_index (legs, ChezuLeg, n - 1).to_ms : 0;

  g_return_if_fail (CHEZU_IS_LEG_LIST (self));

  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  if (n == self->n_shown && end_ms == self->shown_ms)
    return;
  self->n_shown = n;
  self->shown_ms = end_ms;
  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < MIN (n, LEGS_MAX); i++)
    gtk_list_box_append (self->list, new_row (&g_array_index (legs, ChezuLeg, n - 1 - i)));
}

void
chezu_leg_list_mark (ChezuLegList *self, gint64 time_ms)
{
  g_return_if_fail (CHEZU_IS_LEG_LIST (self));

  chezu_moment_list_mark (self->list, time_ms);
}
