/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is selected on the map, one or many, and the ways to it. */

#include "map/chezu-map-view-private.h"

#include "base/chezu-format.h"
#include "map/chezu-lasso-tool.h"
#include "map/chezu-ruler-tool.h"
#include "map/chezu-viewport.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The lead may be another vehicle. */
static void
selection_changed_cb (ChezuMapView *self)
{
  gint64 lead = chezu_selection_get_lead (self->selection);

  chezu_fleet_layer_set_selected (self->fleet_layer, lead);
  if (self->selected == lead)
    return;
  chezu_map_view_set_following (self, FALSE);
  self->selected = lead;
  gtk_widget_set_visible (self->follow_button, lead != 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.follow", lead != 0);
  g_object_notify (G_OBJECT (self), "selected");
}

/**
 * chezu_map_view_set_selection:
 * @selection: (nullable): shared with whoever else shows what is selected; %NULL for one of its own
 */
void
chezu_map_view_set_selection (ChezuMapView *self, ChezuSelection *selection)
{
  g_autoptr (ChezuSelection) own = NULL;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (selection == NULL || CHEZU_IS_SELECTION (selection));

  if (selection == NULL)
    selection = own = chezu_selection_new ();
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, selection_changed_cb, self);
  g_set_object (&self->selection, selection);
  chezu_fleet_layer_set_selection (self->fleet_layer, selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  selection_changed_cb (self);
}

ChezuSelection *
chezu_map_view_get_selection (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), NULL);

  return self->selection;
}

/* One vehicle alone, or none. */
void
chezu_map_view_set_selected (ChezuMapView *self, gint64 vehicle_id)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_selection_replace (self->selection, &vehicle_id, vehicle_id != 0 ? 1 : 0);
}

gint64
chezu_map_view_get_selected (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), 0);

  return self->selected;
}

static void
announce (ChezuMapView *self)
{
  guint n = chezu_selection_get_n (self->selection);
  g_autofree char *count = chezu_format_count (n);
  g_autofree char *text
      = g_strdup_printf (ngettext ("%s vehicle selected", "%s vehicles selected", n), count);

  gtk_accessible_announce (GTK_ACCESSIBLE (self), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * chezu_map_view_select_within:
 * @points: corners of a polygon, pixels of the view
 * @add: to what is selected already, else instead of it
 */
void
chezu_map_view_select_within (ChezuMapView *self,
                              const ChezuLassoPoint *points,
                              gsize n_points,
                              gboolean add)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  ChezuFleetFrame frame;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  if (self->fleet == NULL)
    return;
  frame = chezu_map_view_get_frame (self);
  if (self->selected != 0)
    frame.apart = chezu_fleet_find (self->fleet, self->selected) + 1;
  chezu_lasso_collect (self->fleet, &frame, chezu_fleet_get_now_ms (self->fleet), points, n_points,
                       ids);
  if (add)
    chezu_selection_add (self->selection, (const gint64 *)(gpointer)ids->data, ids->len);
  else
    chezu_selection_replace (self->selection, (const gint64 *)(gpointer)ids->data, ids->len);
  announce (self);
}

/* All vehicles of a disc, or out with them when all are selected. */
static void
toggle_disc (ChezuMapView *self, double x, double y)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 *id = chezu_fleet_peek (self->fleet)->id;
  gboolean all = TRUE;
  ChezuFleetMark mark;

  if (!chezu_fleet_layer_pick (self->fleet_layer, x, y, &mark, members))
    return;
  for (guint i = 0; i < members->len; i++)
    {
      gint64 member = id[g_array_index (members, guint, i)];

      g_array_append_val (ids, member);
      all = all && chezu_selection_contains (self->selection, member);
    }
  if (all)
    chezu_selection_remove (self->selection, (const gint64 *)(gpointer)ids->data, ids->len);
  else
    chezu_selection_add (self->selection, (const gint64 *)(gpointer)ids->data, ids->len);
}

/* Adds what lies at the target, at (x, y) on the view, or takes it out. */
void
chezu_map_view_toggle_target (ChezuMapView *self, const ChezuTarget *target, double x, double y)
{
  if (target->kind == CHEZU_TARGET_VEHICLE)
    chezu_selection_toggle (self->selection, chezu_fleet_peek (self->fleet)->id[target->vehicle]);
  else if (target->kind == CHEZU_TARGET_DISC)
    toggle_disc (self, x, y);
  else
    return;
  announce (self);
}

/* Vehicles are not put against the edge of the map. */
#define FIT_SHARE 0.8
/* A single vehicle, or a stack, is shown that near. */
#define FIT_ZOOM_MAX 15.0

void
chezu_map_view_show_vehicles (ChezuMapView *self, const gint64 *ids, guint n_ids)
{
  double left = 1;
  double top = 1;
  double right = 0;
  double bottom = 0;
  double fit;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  for (guint i = 0; self->fleet != NULL && i < n_ids; i++)
    {
      guint index = chezu_fleet_find (self->fleet, ids[i]);
      double x;
      double y;

      if (index == CHEZU_FLEET_NONE || chezu_fleet_peek (self->fleet)->time_ms[index] == 0)
        continue;
      chezu_fleet_get_drawn (self->fleet, index, chezu_fleet_get_now_ms (self->fleet), &x, &y,
                             NULL);
      left = MIN (left, x);
      top = MIN (top, y);
      right = MAX (right, x);
      bottom = MAX (bottom, y);
    }
  if (left > right)
    return;

  chezu_map_view_set_following (self, FALSE);
  fit = MIN (chezu_zoom_of_scale (FIT_SHARE * gtk_widget_get_width (GTK_WIDGET (self))
                                  / MAX (right - left, 1e-9)),
             chezu_zoom_of_scale (FIT_SHARE * gtk_widget_get_height (GTK_WIDGET (self))
                                  / MAX (bottom - top, 1e-9)));
  chezu_map_view_go (self,
                     &(ChezuCamera){ (left + right) / 2, (top + bottom) / 2,
                                     CLAMP (floor (fit), CHEZU_MAP_ZOOM_MIN, FIT_ZOOM_MAX) },
                     TRUE);
}

/* --- Actions -----------------------------------------------------------------------------------*/

static void
lasso_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);
  g_autoptr (ChezuMapTool) lasso = NULL;

  if (!CHEZU_IS_LASSO_TOOL (self->tool))
    lasso = chezu_lasso_tool_new (CHEZU_LASSO_FREE);
  chezu_map_view_set_tool (self, lasso);
}

void
chezu_map_view_lasso_clicked_cb (ChezuMapView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "map.lasso", NULL);
}

static void
ruler_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);
  g_autoptr (ChezuMapTool) ruler = NULL;

  if (!CHEZU_IS_RULER_TOOL (self->tool))
    ruler = chezu_ruler_tool_new ();
  chezu_map_view_set_tool (self, ruler);
}

void
chezu_map_view_ruler_clicked_cb (ChezuMapView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "map.ruler", NULL);
}

/* The buttons tell which tool is in hand. */
void
chezu_map_view_show_tool (ChezuMapView *self)
{
  gtk_toggle_button_set_active (self->ruler_button, CHEZU_IS_RULER_TOOL (self->tool));
  gtk_toggle_button_set_active (self->lasso_button,
                                CHEZU_IS_LASSO_TOOL (self->tool)
                                    && chezu_lasso_tool_get_shape (CHEZU_LASSO_TOOL (self->tool))
                                           == CHEZU_LASSO_FREE);
}

static void
select_all_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  const ChezuLassoPoint corners[] = { { 0, 0 }, { width, 0 }, { width, height }, { 0, height } };

  chezu_map_view_select_within (CHEZU_MAP_VIEW (widget), corners, G_N_ELEMENTS (corners), FALSE);
}

static void
toggle_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);
  double x;
  double y;

  chezu_map_view_locate_target (self, &self->target, &x, &y);
  chezu_map_view_toggle_target (self, &self->target, x, y);
}

void
chezu_map_view_install_selection_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "map.lasso", NULL, lasso_cb);
  gtk_widget_class_install_action (widget_class, "map.ruler", NULL, ruler_cb);
  gtk_widget_class_install_action (widget_class, "map.select-all", NULL, select_all_cb);
  gtk_widget_class_install_action (widget_class, "map.toggle", NULL, toggle_cb);
}
