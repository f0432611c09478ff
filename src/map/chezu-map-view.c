/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-map-view.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-map-style.h"
#include "map/chezu-map-view-private.h"
#include "map/chezu-place-layer.h"
#include "map/chezu-place-popover.h"
#include "map/chezu-place-symbols.h"
#include "map/chezu-viewport.h"

#include "chezu-map-resources.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The four grids, when no regions are loaded: west, south, east, north. */
static const double nation_default[4] = { 97.5, 21.1, 135.1, 53.6 };
/* How far the grids may reach beyond the map at their whole level of zoom, in levels: their corners
 * hold little, and the level above shows everything at half the size. */
#define NATION_CROP 0.5

/* 薛城区: the middle of the district's town and villages. */
#define DISTRICT_LON 117.29
#define DISTRICT_LAT 34.79
#define DISTRICT_ZOOM 11.0
#define DISTRICT_ZOOM_LARGE 12.0
#define DISTRICT_LARGE_WIDTH 1500
/* A place that was searched for is shown at least this near. */
#define PLACE_ZOOM 14.0

/* The time in which following closes most of a distance. */
#define FOLLOW_SECONDS 0.15
/* Nearer than this; at 600 times the road would only flicker by so near. */
#define FOLLOW_ZOOM 14.0
#define FOLLOW_ZOOM_PAST 11.0

enum
{
  PROP_SELECTED = 1,
  PROP_FOLLOWING,
  PROP_SHOW_REGIONS,
  PROP_SHOW_PLACES,
  PROP_SHOW_GEOFENCES,
  PROP_SHOW_PLATES,
  PROP_PLANE,
  PROP_TOOL,
  PROP_LOCAL_MAPS,
  N_PROPERTIES
};

enum
{
  VEHICLE_ACTIVATED,
  STACK_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuMapView, chezu_map_view, GTK_TYPE_WIDGET)

static void motion_settled_cb (ChezuMapView *self);

static void
add_layer (ChezuMapView *self, GtkWidget *layer)
{
  gtk_overlay_add_overlay (self->layers, layer);
}

static void
update_scheme (ChezuMapView *self)
{
  ChezuScheme scheme = chezu_map_style_get_scheme ();

  chezu_base_layer_set_scheme (self->base_layer, scheme);
  chezu_region_layer_set_scheme (self->region_layer, scheme);
  chezu_label_layer_set_scheme (self->label_layer, scheme, chezu_map_style_is_high_contrast ());
  chezu_fleet_layer_set_scheme (self->fleet_layer, scheme);
  chezu_trail_layer_set_scheme (self->trail_layer, scheme);
  chezu_hover_card_set_scheme (self->hover_card, scheme);
  chezu_map_view_update_trails (self);
  chezu_map_view_tell_layers (self);
}

static void
update_label (ChezuMapView *self)
{
  guint n = self->fleet != NULL ? chezu_fleet_peek (self->fleet)->n : 0;
  g_autofree char *count = chezu_format_vehicles (n);
  /* TRANSLATORS: what a screen reader says of the map: "Map, 4,159 vehicles" */
  g_autofree char *label = g_strdup_printf (_ ("Map, %s"), count);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_regions (ChezuMapView *self)
{
  ChezuRegionSet *regions = self->fleet != NULL ? chezu_fleet_get_regions (self->fleet) : NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (!g_set_object (&self->regions, regions))
    return;
  for (guint i = 0; regions != NULL && i < chezu_region_set_get_n (regions); i++)
    g_ptr_array_add (rows, (gpointer)chezu_region_set_get (regions, i));
  chezu_region_layer_set_rows (self->region_layer, rows);
  chezu_label_layer_set_regions (self->label_layer, regions);
}

static void
update_counts (ChezuMapView *self)
{
  ChezuFleetCounts counts;

  if (self->fleet == NULL)
    return;
  chezu_fleet_count (self->fleet, chezu_fleet_get_now_ms (self->fleet), &counts);
  chezu_label_layer_set_region_counts (self->label_layer, counts.region);
}

static gboolean
counts_cb (gpointer user_data)
{
  ChezuMapView *self = user_data;

  self->counts_id = 0;
  update_counts (self);
  update_label (self);
  return G_SOURCE_REMOVE;
}

/* A second is soon enough for a number that is read, not watched. */
static void
queue_counts (ChezuMapView *self)
{
  if (self->counts_id == 0)
    self->counts_id = g_timeout_add_seconds (1, counts_cb, self);
}

static void
fleet_changed_cb (ChezuMapView *self)
{
  if (chezu_fleet_get_regions (self->fleet) != self->regions)
    {
      update_regions (self);
      update_counts (self);
    }
  queue_counts (self);
}

static void
marks_changed_cb (ChezuMapView *self)
{
  chezu_map_view_update_trails (self);
  if (self->target.kind != CHEZU_TARGET_NONE)
    chezu_map_view_refresh_target (self);
}

void
chezu_map_view_activate_vehicle (ChezuMapView *self, gint64 vehicle_id)
{
  g_signal_emit (self, signals[VEHICLE_ACTIVATED], 0, vehicle_id);
}

void
chezu_map_view_activate_stack (ChezuMapView *self, GArray *stack, double x, double y)
{
  g_signal_emit (self, signals[STACK_ACTIVATED], 0, stack, x, y);
}

/* --- Following ---------------------------------------------------------------------------------*/

static gboolean
follow_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);
  double seconds = (now_us - self->follow_last_us) / 1e6;
  guint index = chezu_fleet_find (self->fleet, self->selected);
  ChezuCamera camera;
  double scale;
  double share;
  double x;
  double y;

  self->follow_last_us = now_us;
  if (index == CHEZU_FLEET_NONE || chezu_map_motion_is_moving (self->motion))
    return G_SOURCE_CONTINUE;

  chezu_fleet_get_drawn (self->fleet, index, chezu_fleet_get_now_ms (self->fleet), &x, &y, NULL);
  camera = chezu_map_motion_get_camera (self->motion);
  scale = chezu_scale_of_zoom (camera.zoom);
  /* Half a pixel is not worth a frame. */
  if (hypot (x - camera.x, y - camera.y) * scale < 0.5)
    return G_SOURCE_CONTINUE;

  /* In the past it goes without a jump, and up to 600 times as fast: whoever eased after it would
   * lose it. */
  share = adw_get_enable_animations (widget) && !chezu_fleet_is_past (self->fleet)
              ? 1 - exp (-seconds / FOLLOW_SECONDS)
              : 1;
  chezu_map_motion_pan_by (self->motion, (camera.x - x) * scale * share,
                           (camera.y - y) * scale * share);
  return G_SOURCE_CONTINUE;
}

static void
start_following (ChezuMapView *self)
{
  guint index = chezu_fleet_find (self->fleet, self->selected);
  ChezuCamera camera = chezu_map_motion_get_target (self->motion);

  if (index == CHEZU_FLEET_NONE)
    return;
  chezu_fleet_get_drawn (self->fleet, index, chezu_fleet_get_now_ms (self->fleet), &camera.x,
                         &camera.y, NULL);
  camera.zoom = MAX (round (camera.zoom),
                     chezu_fleet_is_past (self->fleet) ? FOLLOW_ZOOM_PAST : FOLLOW_ZOOM);
  self->has_view = TRUE;
  chezu_map_motion_fly (self->motion, &camera);
  self->follow_last_us = g_get_monotonic_time ();
  self->follow_tick_id
      = gtk_widget_add_tick_callback (GTK_WIDGET (self), follow_tick_cb, NULL, NULL);
}

static void
stop_following (ChezuMapView *self)
{
  if (self->follow_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->follow_tick_id);
  self->follow_tick_id = 0;
}

/* --- Views -------------------------------------------------------------------------------------*/

static void
get_nation_bounds (ChezuMapView *self, ChezuCamera *upper_left, ChezuCamera *lower_right)
{
  double bounds[4] = { 180, 90, -180, -90 };
  guint n = self->regions != NULL ? chezu_region_set_get_n (self->regions) : 0;

  for (guint r = 0; r < n; r++)
    {
      const GArray *coordinates = chezu_region_set_get (self->regions, r)->coordinates;

      for (guint i = 0; i + 1 < coordinates->len; i += 2)
        {
          double lon = g_array_index (coordinates, double, i);
          double lat = g_array_index (coordinates, double, i + 1);

          bounds[0] = MIN (bounds[0], lon);
          bounds[1] = MIN (bounds[1], lat);
          bounds[2] = MAX (bounds[2], lon);
          bounds[3] = MAX (bounds[3], lat);
        }
    }
  if (bounds[0] >= bounds[2])
    memcpy (bounds, nation_default, sizeof bounds);
  chezu_plane_project (self->plane, bounds[0], bounds[3], &upper_left->x, &upper_left->y);
  chezu_plane_project (self->plane, bounds[2], bounds[1], &lower_right->x, &lower_right->y);
}

static ChezuCamera
get_nation_camera (ChezuMapView *self, int width, int height)
{
  ChezuCamera upper_left;
  ChezuCamera lower_right;
  ChezuCamera camera;
  double fit;

  get_nation_bounds (self, &upper_left, &lower_right);
  fit = MIN (chezu_zoom_of_scale (width / (lower_right.x - upper_left.x)),
             chezu_zoom_of_scale (height / (lower_right.y - upper_left.y)));
  camera.x = (upper_left.x + lower_right.x) / 2;
  camera.y = (upper_left.y + lower_right.y) / 2;
  camera.zoom = CLAMP (floor (fit + NATION_CROP), 4.0, 7.0);
  return camera;
}

void
chezu_map_view_go (ChezuMapView *self, const ChezuCamera *camera, gboolean animate)
{
  self->has_view = TRUE;
  if (animate)
    chezu_map_motion_fly (self->motion, camera);
  else
    chezu_map_motion_jump (self->motion, camera);
}

/* --- Class -------------------------------------------------------------------------------------*/

static void
chezu_map_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);

  gtk_widget_measure (self->overlay, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
chezu_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (widget);

  /* Before the layers see their size, so that no frame shows the middle of the Atlantic. */
  if (!self->has_view && width > 1 && height > 1)
    {
      ChezuCamera camera = get_nation_camera (self, width, height);

      chezu_map_view_go (self, &camera, FALSE);
    }
  gtk_widget_size_allocate (self->overlay, &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
chezu_map_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (object);

  switch (id)
    {
    case PROP_SELECTED:
      g_value_set_int64 (value, self->selected);
      break;
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case PROP_SHOW_REGIONS:
      g_value_set_boolean (value, self->show_regions);
      break;
    case PROP_SHOW_PLACES:
      g_value_set_boolean (value, self->show_places);
      break;
    case PROP_SHOW_GEOFENCES:
      g_value_set_boolean (value, self->show_geofences);
      break;
    case PROP_SHOW_PLATES:
      g_value_set_boolean (value, self->show_plates);
      break;
    case PROP_PLANE:
      g_value_set_pointer (value, (gpointer)self->plane);
      break;
    case PROP_TOOL:
      g_value_set_object (value, self->tool);
      break;
    case PROP_LOCAL_MAPS:
      g_value_set_boxed (value, self->local_maps);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_shown (ChezuMapView *self, gboolean *shown, gboolean value, guint property)
{
  if (*shown == value)
    return;
  *shown = value;
  gtk_widget_set_visible (GTK_WIDGET (self->region_layer), self->show_regions);
  chezu_label_layer_set_regions_visible (self->label_layer, self->show_regions);
  chezu_label_layer_set_group_visible (self->label_layer, CHEZU_LABELS_PLACES, self->show_places);
  chezu_label_layer_set_group_visible (self->label_layer, CHEZU_LABELS_GEOFENCES,
                                       self->show_geofences);
  gtk_widget_set_visible (GTK_WIDGET (self->geofence_layer), self->show_geofences);
  chezu_fleet_layer_set_show_plates (self->fleet_layer, self->show_plates);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
chezu_map_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (object);

  switch (id)
    {
    case PROP_SELECTED:
      chezu_map_view_set_selected (self, g_value_get_int64 (value));
      break;
    case PROP_FOLLOWING:
      chezu_map_view_set_following (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_REGIONS:
      set_shown (self, &self->show_regions, g_value_get_boolean (value), id);
      break;
    case PROP_SHOW_PLACES:
      set_shown (self, &self->show_places, g_value_get_boolean (value), id);
      break;
    case PROP_SHOW_GEOFENCES:
      set_shown (self, &self->show_geofences, g_value_get_boolean (value), id);
      break;
    case PROP_SHOW_PLATES:
      set_shown (self, &self->show_plates, g_value_get_boolean (value), id);
      break;
    case PROP_PLANE:
      chezu_map_view_set_plane (self, g_value_get_pointer (value));
      break;
    case PROP_TOOL:
      chezu_map_view_set_tool (self, g_value_get_object (value));
      break;
    case PROP_LOCAL_MAPS:
      chezu_map_view_set_local_maps (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_map_view_dispose (GObject *object)
{
  ChezuMapView *self = CHEZU_MAP_VIEW (object);

  stop_following (self);
  if (self->tool_layer != NULL)
    chezu_map_view_set_tool (self, NULL);
  chezu_map_view_drop_base_map (self);
  if (self->fleet != NULL)
    g_signal_handlers_disconnect_by_data (self->fleet, self);
  g_clear_handle_id (&self->counts_id, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->motion != NULL)
    g_object_run_dispose (G_OBJECT (self->motion));
  g_clear_object (&self->motion);
  if (self->fleet_layer != NULL)
    chezu_fleet_layer_avoid_names (self->fleet_layer, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_MAP_VIEW);
  self->base_layer = NULL;
  self->region_layer = NULL;
  self->label_layer = NULL;
  self->fleet_layer = NULL;
  self->trail_layer = NULL;
  self->tool_layer = NULL;
  self->overlay_layer = NULL;
  g_clear_object (&self->tool);
  g_clear_object (&self->fleet);
  g_clear_object (&self->selection);
  g_clear_object (&self->regions);
  g_clear_object (&self->viewport);
  g_clear_object (&self->base_labels);
  g_clear_pointer (&self->local_maps, g_strfreev);
  g_clear_pointer (&self->ground_trouble, g_free);
  g_clear_pointer (&self->places, chezu_place_list_free);
  g_clear_pointer (&self->services, g_hash_table_unref);

  G_OBJECT_CLASS (chezu_map_view_parent_class)->dispose (object);
}

static void
chezu_map_view_class_init (ChezuMapViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = chezu_map_view_dispose;
  object_class->get_property = chezu_map_view_get_property;
  object_class->set_property = chezu_map_view_set_property;
  widget_class->measure = chezu_map_view_measure;
  widget_class->size_allocate = chezu_map_view_size_allocate;

  properties[PROP_SELECTED] = g_param_spec_int64 ("selected", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FOLLOWING] = g_param_spec_boolean ("following", NULL, NULL, FALSE, flags);
  properties[PROP_SHOW_REGIONS] = g_param_spec_boolean ("show-regions", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_PLACES] = g_param_spec_boolean ("show-places", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_GEOFENCES]
      = g_param_spec_boolean ("show-geofences", NULL, NULL, TRUE, flags);
  properties[PROP_SHOW_PLATES] = g_param_spec_boolean ("show-plates", NULL, NULL, FALSE, flags);
  properties[PROP_PLANE] = g_param_spec_pointer ("plane", NULL, NULL, flags);
  properties[PROP_TOOL] = g_param_spec_object ("tool", NULL, NULL, CHEZU_TYPE_MAP_TOOL, flags);
  properties[PROP_LOCAL_MAPS] = g_param_spec_boxed ("local-maps", NULL, NULL, G_TYPE_STRV,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[VEHICLE_ACTIVATED]
      = g_signal_new ("vehicle-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[STACK_ACTIVATED]
      = g_signal_new ("stack-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 3, G_TYPE_ARRAY, G_TYPE_DOUBLE, G_TYPE_DOUBLE);

  g_resources_register (chezu_map_get_resource ());
  g_type_ensure (CHEZU_TYPE_SCALE_BAR);
  g_type_ensure (CHEZU_TYPE_HOVER_CARD);
  g_type_ensure (CHEZU_TYPE_TRAIL_LEGEND);
  g_type_ensure (CHEZU_TYPE_DENSITY_LEGEND);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/map/chezu-map-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, overlay);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, layers);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, scale_bar);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, trail_legend);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, density_legend);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, coordinates);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, attribution);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, tool_note);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, controls);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, nation_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, ruler_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, lasso_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, follow_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuMapView, hover_card);
  gtk_widget_class_bind_template_callback (widget_class, chezu_map_view_place_card_cb);
  gtk_widget_class_bind_template_callback (widget_class, chezu_map_view_lasso_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, chezu_map_view_ruler_clicked_cb);
  gtk_widget_class_set_css_name (widget_class, "mapview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  chezu_map_view_install_actions (widget_class);
  chezu_map_view_install_selection_actions (widget_class);
  chezu_map_view_install_here_actions (widget_class);
}

static void
chezu_map_view_init (ChezuMapView *self)
{
  self->show_regions = self->show_places = self->show_geofences = TRUE;
  self->plane = chezu_plane_get (CHEZU_DATUM_WGS84);
  self->viewport = shumate_viewport_new ();
  self->motion = chezu_map_motion_new (GTK_WIDGET (self), self->viewport);

  gtk_widget_init_template (GTK_WIDGET (self));
  chezu_map_style_ensure ();
  chezu_scale_bar_set_viewport (self->scale_bar, self->viewport);

  self->base_layer = chezu_base_layer_new (self->viewport);
  gtk_overlay_set_child (self->layers, GTK_WIDGET (self->base_layer));
  self->region_layer = CHEZU_REGION_LAYER (chezu_region_layer_new (self->viewport));
  gtk_widget_add_css_class (GTK_WIDGET (self->region_layer), "regions");
  add_layer (self, GTK_WIDGET (self->region_layer));
  self->label_layer = CHEZU_LABEL_LAYER (chezu_label_layer_new (self->viewport));
  self->fleet_layer = chezu_fleet_layer_new (self->viewport);
  add_layer (self, chezu_map_view_make_slot (self, CHEZU_SLOT_BELOW_FLEET));
  chezu_map_view_set_up_overlays (self);
  chezu_map_view_set_up_geofences (self);
  /* Symbols below the vehicles, names above: a vehicle at a station is seen, and a name is read. */
  add_layer (self, chezu_place_layer_new (self->viewport, self->label_layer));
  self->trail_layer = chezu_trail_layer_new (self->viewport);
  add_layer (self, GTK_WIDGET (self->trail_layer));
  add_layer (self, GTK_WIDGET (self->fleet_layer));
  add_layer (self, chezu_map_view_make_slot (self, CHEZU_SLOT_ABOVE_FLEET));
  add_layer (self, GTK_WIDGET (self->label_layer));
  add_layer (self, chezu_map_view_make_slot (self, CHEZU_SLOT_TOP));
  self->tool_layer = chezu_tool_layer_new (self->viewport);
  add_layer (self, GTK_WIDGET (self->tool_layer));
  gtk_widget_set_visible (GTK_WIDGET (self->fleet_layer), FALSE);
  chezu_label_layer_avoid_widget (self->label_layer, GTK_WIDGET (self->scale_bar));
  chezu_label_layer_avoid_widget (self->label_layer, GTK_WIDGET (self->coordinates));
  chezu_label_layer_avoid_widget (self->label_layer, GTK_WIDGET (self->trail_legend));
  chezu_label_layer_avoid_widget (self->label_layer, GTK_WIDGET (self->density_legend));
  chezu_label_layer_avoid_widget (self->label_layer, self->attribution);
  chezu_label_layer_avoid_widget (self->label_layer, self->controls);
  chezu_label_layer_avoid_fleet (self->label_layer, self->fleet_layer);
  chezu_map_view_keep_names_free (self);
  g_signal_connect_object (self->fleet_layer, "marks-changed", G_CALLBACK (marks_changed_cb), self,
                           G_CONNECT_SWAPPED);

  g_signal_connect_object (self->fleet_layer, "density-changed",
                           G_CALLBACK (chezu_map_view_update_density), self, G_CONNECT_SWAPPED);

  g_signal_connect_object (self->motion, "settled", G_CALLBACK (motion_settled_cb), self,
                           G_CONNECT_SWAPPED);
  chezu_map_view_set_up_pointer (self);
  chezu_map_view_set_up_keys (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  chezu_map_view_set_selection (self, NULL);
  update_scheme (self);
  update_label (self);
  chezu_map_view_load_ground (self);
}

GtkWidget *
chezu_map_view_new (void)
{
  return g_object_new (CHEZU_TYPE_MAP_VIEW, NULL);
}

/* @fleet: (nullable) */
void
chezu_map_view_set_fleet (ChezuMapView *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));
  g_return_if_fail (fleet == NULL || CHEZU_IS_FLEET (fleet));

  if (self->fleet == fleet)
    return;
  chezu_map_view_set_following (self, FALSE);
  if (self->fleet != NULL)
    g_signal_handlers_disconnect_by_data (self->fleet, self);
  g_set_object (&self->fleet, fleet);
  if (fleet != NULL)
    {
      chezu_fleet_set_plane (fleet, self->plane);
      g_signal_connect_object (fleet, "changed", G_CALLBACK (fleet_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
  chezu_fleet_layer_set_fleet (self->fleet_layer, fleet);
  gtk_widget_set_visible (GTK_WIDGET (self->fleet_layer), fleet != NULL);
  update_regions (self);
  update_counts (self);
  update_label (self);
}

static const char *
copy_text (GStringChunk *strings, const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (strings, text) : NULL;
}

static ChezuPlaceList *
copy_places (const ChezuPlaceList *places)
{
  ChezuPlaceList *copy = g_new0 (ChezuPlaceList, 1);

  copy->rows = g_array_copy (places->rows);
  copy->strings = g_string_chunk_new (4096);
  for (guint i = 0; i < copy->rows->len; i++)
    {
      ChezuPlaceRow *place = &g_array_index (copy->rows, ChezuPlaceRow, i);
      const char **texts[] = { &place->code,          &place->name_zh,  &place->name_en,
                               &place->address_zh,    &place->phone,    &place->opening_hours,
                               &place->capacity_unit, &place->services, &place->region };

      for (gsize t = 0; t < G_N_ELEMENTS (texts); t++)
        *texts[t] = copy_text (copy->strings, *texts[t]);
    }
  return copy;
}

/* @places: (nullable): copied */
void
chezu_map_view_set_places (ChezuMapView *self, const ChezuPlaceList *places)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  g_clear_pointer (&self->places, chezu_place_list_free);
  if (places != NULL)
    self->places = copy_places (places);
  chezu_label_layer_set_labels (self->label_layer, CHEZU_LABELS_PLACES,
                                places != NULL ? chezu_map_labels_new_for_places (places) : NULL);
}

/* @names: (nullable): service code → name in the reader's language; referenced */
void
chezu_map_view_set_services (ChezuMapView *self, GHashTable *names)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  g_clear_pointer (&self->services, g_hash_table_unref);
  if (names != NULL)
    self->services = g_hash_table_ref (names);
}

void
chezu_map_view_go_to (ChezuMapView *self, double lon, double lat, double zoom, gboolean animate)
{
  ChezuCamera camera = { .zoom = CLAMP (zoom, CHEZU_MAP_ZOOM_MIN, CHEZU_MAP_ZOOM_MAX) };

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_plane_project (self->plane, lon, lat, &camera.x, &camera.y);
  chezu_map_view_go (self, &camera, animate);
}

void
chezu_map_view_get_view (ChezuMapView *self, double *lon, double *lat, double *zoom)
{
  ChezuCamera camera;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  camera = chezu_map_motion_get_target (self->motion);
  chezu_plane_unproject (self->plane, camera.x, camera.y, lon, lat);
  *zoom = camera.zoom;
}

void
chezu_map_view_show_nation (ChezuMapView *self)
{
  ChezuCamera camera;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_map_view_set_following (self, FALSE);
  camera = get_nation_camera (self, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
                              MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1));
  chezu_map_view_go (self, &camera, TRUE);
}

void
chezu_map_view_show_district (ChezuMapView *self)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_map_view_set_following (self, FALSE);
  chezu_map_view_go_to (self, DISTRICT_LON, DISTRICT_LAT,
                        gtk_widget_get_width (GTK_WIDGET (self)) >= DISTRICT_LARGE_WIDTH
                            ? DISTRICT_ZOOM_LARGE
                            : DISTRICT_ZOOM,
                        TRUE);
}

void
chezu_map_view_zoom_by (ChezuMapView *self, int levels)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  chezu_map_motion_zoom_by (self->motion, levels, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                            gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

/* Without a selected vehicle there is nothing to follow. */
void
chezu_map_view_set_following (ChezuMapView *self, gboolean following)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  following = following && self->selected != 0 && self->fleet != NULL;
  if (self->following == following)
    return;
  self->following = following;
  if (following)
    start_following (self);
  else
    stop_following (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
}

gboolean
chezu_map_view_get_following (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), FALSE);

  return self->following;
}

/* --- Places ------------------------------------------------------------------------------------*/

const ChezuPlaceRow *
chezu_map_view_find_place (ChezuMapView *self, gint64 place_id)
{
  for (guint i = 0; self->places != NULL && i < self->places->rows->len; i++)
    {
      const ChezuPlaceRow *place = &g_array_index (self->places->rows, ChezuPlaceRow, i);

      if (place->id == place_id)
        return place;
    }
  return NULL;
}

static void
popover_closed_cb (ChezuMapView *self)
{
  /* It is still closing itself. */
  g_idle_add_once ((GSourceOnceFunc)gtk_widget_unparent, g_steal_pointer (&self->popover));
}

/* Takes over the floating @popover. */
void
chezu_map_view_open_popover (ChezuMapView *self, GtkWidget *popover, const GdkRectangle *at)
{
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
  self->popover = popover;
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  g_signal_connect_object (popover, "closed", G_CALLBACK (popover_closed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* Opens the popover beside the place's symbol, where the map is now. */
void
chezu_map_view_open_place (ChezuMapView *self, gint64 place_id)
{
  const ChezuPlaceRow *place = chezu_map_view_find_place (self, place_id);
  GtkWidget *popover;
  int half;
  double x;
  double y;

  if (place == NULL)
    return;
  chezu_map_view_set_target (self, &(ChezuTarget){ 0 });
  self->here_lon = place->lon;
  self->here_lat = place->lat;
  chezu_map_view_locate (self, place->lon, place->lat, &x, &y);
  half = (int)chezu_place_symbol_size (place->kind) / 2 + 2;
  popover = chezu_place_popover_new ();
  chezu_place_popover_set_place (CHEZU_PLACE_POPOVER (popover), place, self->services,
                                 chezu_map_style_get_scheme ());
  g_signal_connect_object (popover, "nearest", G_CALLBACK (chezu_map_view_ask_for_nearest), self,
                           G_CONNECT_SWAPPED);
  chezu_map_view_open_popover (
      self, popover,
      &(GdkRectangle){ (int)lround (x) - half, (int)lround (y) - half, 2 * half, 2 * half });
}

/* Flies to the place and, once there, tells what is known of it. */
void
chezu_map_view_show_place (ChezuMapView *self, gint64 place_id)
{
  const ChezuPlaceRow *place;
  double zoom;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  place = chezu_map_view_find_place (self, place_id);
  if (place == NULL)
    return;
  chezu_map_view_set_following (self, FALSE);
  zoom = MAX (round (chezu_map_motion_get_target (self->motion).zoom), PLACE_ZOOM);
  self->awaited_place = place_id;
  chezu_map_view_go_to (self, place->lon, place->lat, zoom, TRUE);
}

static void
motion_settled_cb (ChezuMapView *self)
{
  gint64 place_id = self->awaited_place;

  self->awaited_place = 0;
  chezu_map_view_refresh_target (self);
  chezu_map_view_update_card (self);
  if (place_id != 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    chezu_map_view_open_place (self, place_id);
}

gboolean
chezu_map_view_is_settled (ChezuMapView *self)
{
  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (self), FALSE);

  return self->has_view && self->has_labels && !chezu_map_motion_is_moving (self->motion)
         && chezu_base_layer_is_settled (self->base_layer)
         && (!self->show_regions || chezu_region_layer_is_settled (self->region_layer))
         && (self->fleet == NULL || chezu_fleet_layer_is_settled (self->fleet_layer))
         && chezu_label_layer_is_settled (self->label_layer)
         && chezu_map_view_layers_are_settled (self);
}

void
chezu_map_view_set_compact (ChezuMapView *self, gboolean compact)
{
  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  self->compact = compact;
  gtk_widget_set_visible (self->controls, !compact);
  gtk_widget_set_visible (GTK_WIDGET (self->coordinates), !compact);
}
