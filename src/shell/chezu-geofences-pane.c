/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-geofences-pane.h"

#include "base/chezu-format.h"
#include "map/chezu-geofence-tool.h"
#include "shell/chezu-overlay-swatch.h"

#include <glib/gi18n-lib.h>

/* Fewer are found without searching. */
#define SEARCH_FROM 8

struct _ChezuGeofencesPane
{
  AdwNavigationPage parent_instance;

  ChezuGeofences *geofences;
  gboolean counted;

  /* Template widgets */
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkListBox *list;
};

enum
{
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuGeofencesPane, chezu_geofences_pane, ADW_TYPE_NAVIGATION_PAGE)

/* --- Rows: kept from one change to the next, so that none moves under the pointer */

/* What a row shows, and the parts that change. */
typedef struct
{
  gint64 id;
  char *name;
  ChezuOverlaySwatch *swatch;
  GtkLabel *count;
  GtkToggleButton *eye;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_free (row);
}

static Row *
get_row (GtkListBoxRow *widget)
{
  return g_object_get_data (G_OBJECT (widget), "geofence");
}

static GtkWidget *
eye_new (const ChezuGeofenceRow *fence)
{
  GtkWidget *eye = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (eye), "view-reveal-symbolic");
  gtk_widget_set_valign (eye, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (eye, "flat");
  gtk_widget_set_tooltip_text (eye, _ ("Show on the Map"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (eye), "x", fence->id);
  return eye;
}

static GtkWidget *
row_new (const ChezuGeofenceRow *fence)
{
  GtkWidget *widget = adw_action_row_new ();
  Row *row = g_new0 (Row, 1);

  row->id = fence->id;
  row->swatch = CHEZU_OVERLAY_SWATCH (chezu_overlay_swatch_new ());
  row->count = GTK_LABEL (gtk_label_new (NULL));
  row->eye = GTK_TOGGLE_BUTTON (eye_new (fence));
  gtk_widget_add_css_class (GTK_WIDGET (row->count), "numeric");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (widget), 1);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (widget), GTK_WIDGET (row->swatch));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), GTK_WIDGET (row->count));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), GTK_WIDGET (row->eye));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  g_object_set_data_full (G_OBJECT (widget), "geofence", row, row_free);
  return widget;
}

static void
fill_row (ChezuGeofencesPane *self, GtkListBoxRow *widget, const ChezuGeofenceRow *fence)
{
  static const guint area[CHEZU_N_OVERLAY_KINDS] = { 0, 0, 1 };
  const ChezuOverlayStyle style
      = { .color = fence->color, .width = 2.0, .opacity = fence->visible ? 1.0 : 0.4 };
  Row *row = get_row (widget);
  g_autofree char *size = chezu_geofence_shape_describe (&fence->shape);
  g_autofree char *count = chezu_format_count (fence->n_inside);

  g_free (row->name);
  row->name = g_utf8_casefold (fence->name, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), fence->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), size);
  gtk_label_set_label (row->count, self->counted ? count : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (row->count), _ ("Vehicles Inside"));
  chezu_overlay_swatch_show (row->swatch, &style, area);
  gtk_button_set_icon_name (GTK_BUTTON (row->eye),
                            fence->visible ? "view-reveal-symbolic" : "view-conceal-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row->eye),
                                  fence->visible ? "win.hide-geofence" : "win.show-geofence");
  gtk_toggle_button_set_active (row->eye, fence->visible);
}

static gboolean
matches (GtkListBoxRow *widget, gpointer user_data)
{
  ChezuGeofencesPane *self = user_data;
  g_autofree char *wanted
      = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  return strstr (get_row (widget)->name, wanted) != NULL;
}

static void
search_changed_cb (ChezuGeofencesPane *self)
{
  gtk_list_box_invalidate_filter (self->list);
}

/* --- Keeping up */

static gboolean
has_same_rows (ChezuGeofencesPane *self, const GPtrArray *fences)
{
  for (guint i = 0; i < fences->len; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int)i);

      if (row == NULL || get_row (row)->id != ((const ChezuGeofenceRow *)fences->pdata[i])->id)
        return FALSE;
    }
  return gtk_list_box_get_row_at_index (self->list, (int)fences->len) == NULL;
}

static void
update (ChezuGeofencesPane *self)
{
  GPtrArray *fences = self->geofences != NULL ? chezu_geofences_peek (self->geofences) : NULL;
  guint n = fences != NULL ? fences->len : 0;

  if (fences == NULL || !has_same_rows (self, fences))
    {
      gtk_list_box_remove_all (self->list);
      for (guint i = 0; i < n; i++)
        {
          GtkWidget *row = row_new (fences->pdata[i]);

          fill_row (self, GTK_LIST_BOX_ROW (row), fences->pdata[i]);
          gtk_list_box_append (self->list, row);
        }
    }
  for (guint i = 0; i < n; i++)
    fill_row (self, gtk_list_box_get_row_at_index (self->list, (int)i), fences->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->search), n >= SEARCH_FROM);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
}

static void
row_activated_cb (ChezuGeofencesPane *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, get_row (row)->id);
}

/* --- Class */

static void
chezu_geofences_pane_dispose (GObject *object)
{
  ChezuGeofencesPane *self = CHEZU_GEOFENCES_PANE (object);

  if (self->geofences != NULL)
    g_signal_handlers_disconnect_by_data (self->geofences, self);
  g_clear_object (&self->geofences);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_GEOFENCES_PANE);

  G_OBJECT_CLASS (chezu_geofences_pane_parent_class)->dispose (object);
}

static void
chezu_geofences_pane_class_init (ChezuGeofencesPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_geofences_pane_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_GEOFENCES_PANE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-geofences-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencesPane, search);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencesPane, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencesPane, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
chezu_geofences_pane_init (ChezuGeofencesPane *self)
{
  self->counted = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_filter_func (self->list, matches, self, NULL);
  update (self);
}

void
chezu_geofences_pane_set_geofences (ChezuGeofencesPane *self, ChezuGeofences *geofences)
{
  g_return_if_fail (CHEZU_IS_GEOFENCES_PANE (self));

  if (self->geofences != NULL)
    g_signal_handlers_disconnect_by_data (self->geofences, self);
  g_set_object (&self->geofences, geofences);
  if (geofences != NULL)
    g_signal_connect_object (geofences, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
chezu_geofences_pane_set_counted (ChezuGeofencesPane *self, gboolean counted)
{
  g_return_if_fail (CHEZU_IS_GEOFENCES_PANE (self));

  if (self->counted == counted)
    return;
  self->counted = counted;
  update (self);
}
