/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-stack-pane.h"

#include "base/chezu-format.h"
#include "shell/chezu-vehicle-list.h"

struct _ChezuStackPane
{
  AdwNavigationPage parent_instance;

  /* Template widgets */
  AdwWindowTitle *title;
  ChezuVehicleList *list;
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuStackPane, chezu_stack_pane, ADW_TYPE_NAVIGATION_PAGE)

static void
list_activated_cb (ChezuStackPane *self, gint64 vehicle_id)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, vehicle_id);
}

static void
chezu_stack_pane_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_STACK_PANE);

  G_OBJECT_CLASS (chezu_stack_pane_parent_class)->dispose (object);
}

static void
chezu_stack_pane_class_init (ChezuStackPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_stack_pane_dispose;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_STACK_PANE, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (CHEZU_TYPE_VEHICLE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-stack-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuStackPane, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuStackPane, list);
  gtk_widget_class_bind_template_callback (widget_class, list_activated_cb);
}

static void
chezu_stack_pane_init (ChezuStackPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_stack_pane_set_fleet (ChezuStackPane *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_STACK_PANE (self));
  chezu_vehicle_list_set_fleet (self->list, fleet);
}

void
chezu_stack_pane_show (ChezuStackPane *self, GArray *indices)
{
  g_autofree char *count = NULL;

  g_return_if_fail (CHEZU_IS_STACK_PANE (self));

  count = chezu_format_vehicles (indices->len);
  adw_window_title_set_subtitle (self->title, count);
  chezu_vehicle_list_show (self->list, indices);
}

void
chezu_stack_pane_refresh (ChezuStackPane *self)
{
  g_return_if_fail (CHEZU_IS_STACK_PANE (self));
  chezu_vehicle_list_refresh (self->list);
}
