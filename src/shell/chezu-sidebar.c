/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-sidebar.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "shell/chezu-alarm-badge.h"
#include "shell/chezu-filter-row.h"
#include "shell/chezu-state-glyph.h"

#include <glib/gi18n-lib.h>

/* Counts follow the fleet, but not faster than one reads. */
#define COUNT_INTERVAL_MS 1000

struct _ChezuSidebar
{
  AdwBin parent_instance;

  ChezuFleet *fleet;
  guint32 states; /* chosen filters; 0: all */
  guint32 regions;
  guint count_source;
  const char *page;

  /* Template widgets */
  GtkMenuButton *menu_button;
  GtkListBox *page_list;
  GtkListBoxRow *map_row;
  GtkListBoxRow *alarms_row;
  GtkListBoxRow *vehicles_row;
  GtkListBoxRow *sync_row;
  GtkLabel *map_count;
  ChezuAlarmBadge *alarm_badge;
  GtkLabel *alarm_count;
  GtkImage *sync_mark;
  GtkBox *state_box;
  GtkBox *region_box;
  GtkWidget *region_title;
};

enum
{
  PROP_0,
  PROP_PAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChezuSidebar, chezu_sidebar, ADW_TYPE_BIN)

/* --- Pages -------------------------------------------------------------------------------------
 */

static GtkListBoxRow *
row_of_page (ChezuSidebar *self, const char *page)
{
  if (g_str_equal (page, "map"))
    return self->map_row;
  if (g_str_equal (page, "alarms"))
    return self->alarms_row;
  if (g_str_equal (page, "vehicles"))
    return self->vehicles_row;
  return g_str_equal (page, "sync") ? self->sync_row : NULL;
}

static void
page_selected_cb (ChezuSidebar *self, GtkListBoxRow *row)
{
  const char *page = row == self->sync_row       ? "sync"
                     : row == self->alarms_row   ? "alarms"
                     : row == self->vehicles_row ? "vehicles"
                                                 : "map";

  if (row == NULL || page == self->page)
    return;

  self->page = page;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

/* --- Filters -----------------------------------------------------------------------------------
 */

static void
show_group (GtkBox *box, guint32 chosen)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    gtk_toggle_button_set_active (
        GTK_TOGGLE_BUTTON (row), (chosen & chezu_filter_row_get_bit (CHEZU_FILTER_ROW (row))) != 0);
}

static void
apply_filters (ChezuSidebar *self)
{
  show_group (self->state_box, self->states);
  show_group (self->region_box, self->regions);

  if (self->fleet != NULL)
    chezu_fleet_set_filter (self->fleet,
                            (ChezuFleetFilter){ self->states != 0 ? self->states : G_MAXUINT32,
                                                self->regions != 0 ? self->regions : G_MAXUINT32 });
}

/* A click shows this one alone, a second one shows all again; Ctrl adds and takes away. */
static guint32
choose (GtkWidget *widget, guint32 chosen, guint32 bit)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  gboolean add
      = keyboard != NULL && (gdk_device_get_modifier_state (keyboard) & GDK_CONTROL_MASK) != 0;

  if (add)
    return chosen ^ bit;
  return chosen == bit ? 0 : bit;
}

static void
state_clicked_cb (ChezuFilterRow *row, ChezuSidebar *self)
{
  self->states = choose (GTK_WIDGET (row), self->states, chezu_filter_row_get_bit (row));
  apply_filters (self);
}

static void
region_clicked_cb (ChezuFilterRow *row, ChezuSidebar *self)
{
  self->regions = choose (GTK_WIDGET (row), self->regions, chezu_filter_row_get_bit (row));
  apply_filters (self);
}

static void
add_filter (ChezuSidebar *self,
            GtkBox *box,
            GtkWidget *mark,
            const char *name,
            guint32 bit,
            GCallback clicked)
{
  GtkWidget *row = chezu_filter_row_new (mark, name, bit);

  g_signal_connect_object (row, "clicked", clicked, self, G_CONNECT_DEFAULT);
  gtk_box_append (box, row);
}

static GtkWidget *
new_swatch (const char *key)
{
  GtkWidget *swatch = adw_bin_new ();
  GtkWidget *room = adw_bin_new ();

  gtk_widget_add_css_class (swatch, "swatch");
  gtk_widget_add_css_class (swatch, key);
  gtk_widget_set_halign (swatch, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  adw_bin_set_child (ADW_BIN (room), swatch);
  return room;
}

static void
fill_regions (ChezuSidebar *self)
{
  ChezuRegionSet *regions = chezu_fleet_get_regions (self->fleet);
  guint n = regions != NULL ? chezu_region_set_get_n (regions) : 0;
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->region_box))) != NULL)
    gtk_box_remove (self->region_box, row);

  gtk_widget_set_visible (self->region_title, n > 0);
  for (guint i = 0; i < n; i++)
    add_filter (self, self->region_box, new_swatch (chezu_region_set_get (regions, i)->key),
                chezu_region_set_get_short_name (regions, i), 1u << i,
                G_CALLBACK (region_clicked_cb));
  if (n > 0)
    add_filter (self, self->region_box, new_swatch ("outside"), _ ("Outside"),
                CHEZU_REGION_OUTSIDE_BIT, G_CALLBACK (region_clicked_cb));
}

/* --- Counts ------------------------------------------------------------------------------------
 */

static guint
count_of_region (const ChezuFleetCounts *counts, guint32 bit)
{
  return bit == CHEZU_REGION_OUTSIDE_BIT ? counts->outside
                                         : counts->region[g_bit_nth_lsf (bit, -1)];
}

static gboolean
count_cb (gpointer data)
{
  ChezuSidebar *self = data;
  ChezuFleetCounts counts = { 0 };
  g_autofree char *total = NULL;
  ChezuVehicleState state = 0;

  self->count_source = 0;
  chezu_fleet_count (self->fleet, chezu_fleet_get_now_ms (self->fleet), &counts);

  total = chezu_format_count (counts.total);
  gtk_label_set_label (self->map_count, total);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->state_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    chezu_filter_row_set_count (CHEZU_FILTER_ROW (row), counts.state[state++]);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->region_box)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    chezu_filter_row_set_count (
        CHEZU_FILTER_ROW (row),
        count_of_region (&counts, chezu_filter_row_get_bit (CHEZU_FILTER_ROW (row))));
  return G_SOURCE_REMOVE;
}

static void
fleet_changed_cb (ChezuSidebar *self)
{
  if (self->count_source == 0)
    self->count_source = g_timeout_add (COUNT_INTERVAL_MS, count_cb, self);
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
chezu_sidebar_dispose (GObject *object)
{
  ChezuSidebar *self = CHEZU_SIDEBAR (object);

  g_clear_handle_id (&self->count_source, g_source_remove);
  if (self->fleet != NULL)
    g_signal_handlers_disconnect_by_data (self->fleet, self);
  g_clear_object (&self->fleet);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_SIDEBAR);

  G_OBJECT_CLASS (chezu_sidebar_parent_class)->dispose (object);
}

static void
chezu_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChezuSidebar *self = CHEZU_SIDEBAR (object);

  switch (id)
    {
    case PROP_PAGE:
      g_value_set_string (value, self->page);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_sidebar_class_init (ChezuSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = chezu_sidebar_dispose;
  object_class->get_property = chezu_sidebar_get_property;

  properties[PROP_PAGE]
      = g_param_spec_string ("page", NULL, NULL, "map", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (CHEZU_TYPE_ALARM_BADGE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, page_list);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, map_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, sync_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, alarms_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, alarm_badge);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, alarm_count);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, vehicles_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, map_count);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, sync_mark);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, state_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, region_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuSidebar, region_title);
  gtk_widget_class_bind_template_callback (widget_class, page_selected_cb);
}

static void
chezu_sidebar_init (ChezuSidebar *self)
{
  self->page = "map";
  gtk_widget_init_template (GTK_WIDGET (self));

  for (ChezuVehicleState state = 0; state < CHEZU_N_STATES; state++)
    add_filter (self, self->state_box, chezu_state_glyph_new (state, 16),
                chezu_vehicle_state_name (state), 1u << state, G_CALLBACK (state_clicked_cb));
  gtk_list_box_select_row (self->page_list, self->map_row);
}

/**
 * chezu_sidebar_set_fleet:
 * @fleet: (nullable): loaded, so that its regions are known
 */
void
chezu_sidebar_set_fleet (ChezuSidebar *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_SIDEBAR (self));

  if (self->fleet != NULL)
    g_signal_handlers_disconnect_by_data (self->fleet, self);
  g_clear_handle_id (&self->count_source, g_source_remove);
  g_set_object (&self->fleet, fleet);
  self->states = self->regions = 0;
  if (fleet == NULL)
    return;

  fill_regions (self);
  apply_filters (self);
  g_signal_connect_swapped (fleet, "changed", G_CALLBACK (fleet_changed_cb), self);
  g_signal_connect_swapped (fleet, "ticked", G_CALLBACK (fleet_changed_cb), self);
  count_cb (self);
}

static const char *
mark_of_level (ChezuConnectionLevel level)
{
  switch (level)
    {
    case CHEZU_CONNECTION_LIVE:
      return "object-select-symbolic";
    case CHEZU_CONNECTION_CONNECTING:
    case CHEZU_CONNECTION_DELAYED:
      return "content-loading-symbolic";
    case CHEZU_CONNECTION_NONE:
    case CHEZU_CONNECTION_STOPPED:
    case CHEZU_CONNECTION_LOST:
    case CHEZU_CONNECTION_OFFLINE:
    case CHEZU_CONNECTION_INCOMPATIBLE:
    case CHEZU_CONNECTION_UNTRUSTED:
    case CHEZU_CONNECTION_REFUSED:
    default:
      return "network-offline-symbolic";
    }
}

/* A tick when all is well; otherwise a mark, and the words for whoever cannot see it. */
void
chezu_sidebar_set_connection (ChezuSidebar *self, const ChezuConnection *connection)
{
  g_return_if_fail (CHEZU_IS_SIDEBAR (self));

  gtk_image_set_from_icon_name (self->sync_mark, mark_of_level (connection->level));
  gtk_widget_set_visible (GTK_WIDGET (self->sync_mark), connection->level != CHEZU_CONNECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sync_row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  chezu_connection_level_name (connection->level), -1);
}

void
chezu_sidebar_set_alarms (ChezuSidebar *self, guint n, guint8 worst)
{
  g_autofree char *count = chezu_format_count (n);
  g_autofree char *words = g_strdup_printf (ngettext ("%s open", "%s open", n), count);

  g_return_if_fail (CHEZU_IS_SIDEBAR (self));

  chezu_alarm_badge_set_priority (self->alarm_badge, worst);
  gtk_widget_set_visible (GTK_WIDGET (self->alarm_badge), worst != 0);
  gtk_label_set_label (self->alarm_count, n > 0 ? count : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->alarms_row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, n > 0 ? words : "", -1);
}

const char *
chezu_sidebar_get_page (ChezuSidebar *self)
{
  g_return_val_if_fail (CHEZU_IS_SIDEBAR (self), NULL);
  return self->page;
}

/* Returns: whether there is such a page */
gboolean
chezu_sidebar_set_page (ChezuSidebar *self, const char *page)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CHEZU_IS_SIDEBAR (self), FALSE);
  g_return_val_if_fail (page != NULL, FALSE);

  row = row_of_page (self, page);
  if (row != NULL)
    gtk_list_box_select_row (self->page_list, row);
  return row != NULL;
}

/* @number counts from 1, from the top of the list. */
gboolean
chezu_sidebar_set_page_number (ChezuSidebar *self, guint number)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CHEZU_IS_SIDEBAR (self), FALSE);

  row = gtk_list_box_get_row_at_index (self->page_list, (int)number - 1);
  if (row != NULL)
    gtk_list_box_select_row (self->page_list, row);
  return row != NULL;
}

gboolean
chezu_sidebar_clear_filters (ChezuSidebar *self)
{
  g_return_val_if_fail (CHEZU_IS_SIDEBAR (self), FALSE);

  if (self->states == 0 && self->regions == 0)
    return FALSE;

  self->states = self->regions = 0;
  apply_filters (self);
  return TRUE;
}

void
chezu_sidebar_pop_up_menu (ChezuSidebar *self)
{
  g_return_if_fail (CHEZU_IS_SIDEBAR (self));
  gtk_menu_button_popup (self->menu_button);
}
