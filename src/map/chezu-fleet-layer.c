/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn and when. A picture belongs to a range of blocks and an instant; it is made anew
 * when the fleet, the filter or the selection changes, when something has moved half a pixel, or
 * when the viewport shows other blocks. Panning within the blocks moves what is there. */

#include "map/chezu-fleet-layer.h"

#include "map/chezu-fleet-picture.h"
#include "map/chezu-viewport.h"

#include <adwaita.h>
#include <math.h>

/* Sixty pictures a second are enough for anything. */
#define SHORTEST_WAIT_MS 16
#define LONGEST_WAIT_MS (60 * 1000)
/* Far out a new fix moves nothing that can be seen; what else it changes may wait a little. */
#define FAR_WAIT_MS 500
#define FAR_BELOW_ZOOM 9.0
/* A surface is worked out as a whole. */
#define SURFACE_WAIT_MS 2000

struct _ChezuFleetLayer
{
  ShumateLayer parent_instance;

  /* Owned references */
  ChezuFleet *fleet;
  ChezuSelection *selection;
  ChezuFleetPicture *picture;
  GArray *marks;              /* of ChezuFleetMark: pixels of the widget; see has_marks */
  PangoFontDescription *font; /* that the picture's text is set in */

  ChezuScheme scheme;
  gint64 selected;
  ChezuFarView far_view;
  gboolean show_plates;
  gboolean with_drivers;
  ChezuNamesFunc names_func;
  gpointer names_data;
  double hover_x; /* NAN: nothing */
  double hover_y;

  ChezuFleetFilter filter; /* of the fleet, when it last changed */
  gboolean is_stale;       /* fleet, selection or scheme changed since the picture was made */
  gboolean is_shown;       /* the picture is on the screen */
  guint64 told_print;      /* of the marks that were told of last, and the frame they were in */
  ChezuFleetFrame told_frame;
  gboolean has_marks;        /* marks are those of the picture and the frame */
  ChezuFleetFrame frame;     /* of the widget, at the last look */
  ChezuDensityScale density; /* that was told of last; top 0: none */
  guint density_idle;
  guint timer;
  gint64 timer_due_ms;
};

enum
{
  PROP_0,
  PROP_FLEET,
  PROP_SCHEME,
  PROP_SELECTED,
  PROP_SHOW_PLATES,
  N_PROPS
};

enum
{
  SIGNAL_MARKS_CHANGED,
  SIGNAL_DENSITY_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuFleetLayer, chezu_fleet_layer, SHUMATE_TYPE_LAYER)

/* --- Geometry */

static ChezuFleetFrame
get_frame (ChezuFleetLayer *self)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  ChezuFleetFrame frame
      = chezu_viewport_get_frame (viewport, gtk_widget_get_width (GTK_WIDGET (self)),
                                  gtk_widget_get_height (GTK_WIDGET (self)));

  if (self->fleet != NULL && self->selected != 0)
    frame.apart = chezu_fleet_find (self->fleet, self->selected) + 1;
  return frame;
}

/* --- Making the picture */

static void wait_for (ChezuFleetLayer *self, gint64 wait_ms);

static gboolean
make_picture (ChezuFleetLayer *self, double scale)
{
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  const ChezuFleetLook look = {
    .scheme = self->scheme,
    .far_view = self->far_view,
    .show_plates = self->show_plates,
    .with_drivers = self->with_drivers,
    .hover_x = self->hover_x,
    .hover_y = self->hover_y,
    .scale = scale,
    .as_textures = chezu_blocks_want_textures (GTK_WIDGET (self)),
    .selection = self->selection,
    .names = names,
    .animates = adw_get_enable_animations (GTK_WIDGET (self)),
    .pulse_ms = g_get_monotonic_time () / 1000,
  };
  gint64 now_ms = chezu_fleet_get_now_ms (self->fleet);
  gint64 next_ms;
  gboolean changed;

  if (self->names_func != NULL)
    self->names_func (self->names_data, &self->frame, names);
  changed = chezu_fleet_picture_make (self->picture, self->fleet, &self->frame, &look,
                                      gtk_widget_get_pango_context (GTK_WIDGET (self)), now_ms,
                                      &next_ms);
  self->is_stale = FALSE;
  wait_for (self, MIN (chezu_fleet_wait_ms (self->fleet, next_ms),
                       chezu_fleet_picture_get_pulse_wait_ms (self->picture)));
  return changed;
}

static void
tell_density_cb (gpointer user_data)
{
  ChezuFleetLayer *self = user_data;

  self->density_idle = 0;
  g_signal_emit (self, signals[SIGNAL_DENSITY_CHANGED], 0);
}

/* Not at once: a widget that is being drawn may change no other. */
static void
tell_density (ChezuFleetLayer *self)
{
  ChezuDensityScale scale = { 0 };

  chezu_fleet_layer_get_density_scale (self, &scale);
  if (scale.bottom == self->density.bottom && scale.top == self->density.top)
    return;
  self->density = scale;
  if (self->density_idle == 0)
    self->density_idle = g_idle_add_once (tell_density_cb, self);
}

/* Brings picture and marks to what fleet and viewport say now.
 * Returns: whether anything looks different from before */
static gboolean
update (ChezuFleetLayer *self)
{
  double scale = chezu_blocks_get_scale (GTK_WIDGET (self));
  ChezuFleetFrame frame = get_frame (self);
  gboolean moved;
  gboolean changed = FALSE;

  if (self->fleet == NULL || frame.width <= 0 || frame.height <= 0)
    return FALSE;

  moved = frame.x != self->frame.x || frame.y != self->frame.y || frame.scale != self->frame.scale
          || frame.width != self->frame.width || frame.height != self->frame.height;
  self->frame = frame;
  if (self->is_stale || !chezu_fleet_picture_covers (self->picture, &frame, scale))
    changed = make_picture (self, scale);
  if (moved || changed)
    self->has_marks = FALSE;
  tell_density (self);
  return moved || changed;
}

/* --- Time */

static void
redraw (ChezuFleetLayer *self)
{
  self->is_shown = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A ring pulses also where no mark has moved. */
static void
tell_marks (ChezuFleetLayer *self)
{
  guint64 print = chezu_fleet_picture_get_print (self->picture);

  if (self->told_print == print && self->told_frame.x == self->frame.x
      && self->told_frame.y == self->frame.y && self->told_frame.scale == self->frame.scale)
    return;
  self->told_print = print;
  self->told_frame = self->frame;
  g_signal_emit (self, signals[SIGNAL_MARKS_CHANGED], 0);
}

static void
refresh (ChezuFleetLayer *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || !update (self))
    return;
  redraw (self);
  tell_marks (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  ChezuFleetLayer *self = user_data;

  self->timer = 0;
  self->is_stale = TRUE;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* @wait_ms: of the wall clock; G_MAXINT64 for ever */
static void
wait_for (ChezuFleetLayer *self, gint64 wait_ms)
{
  gint64 now_ms = g_get_monotonic_time () / 1000;
  gint64 due_ms = now_ms + CLAMP (wait_ms, SHORTEST_WAIT_MS, LONGEST_WAIT_MS);

  if (self->timer != 0 && self->timer_due_ms <= due_ms && self->timer_due_ms > now_ms)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (wait_ms == G_MAXINT64)
    return;

  self->timer_due_ms = due_ms;
  self->timer = g_timeout_add ((guint)(due_ms - now_ms), timer_cb, self);
}

/* Several changes before the next frame cost one picture. */
static void
make_stale_within (ChezuFleetLayer *self, gint64 wait_ms)
{
  self->is_stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    wait_for (self, wait_ms);
}

static void
make_stale (ChezuFleetLayer *self)
{
  make_stale_within (self, 0);
}

static void
fleet_changed_cb (ChezuFleetLayer *self)
{
  ChezuFleetFilter filter = chezu_fleet_get_filter (self->fleet);
  ChezuDensityScale scale;
  gboolean is_surface = chezu_fleet_picture_get_density_scale (self->picture, &scale);
  gboolean is_far = (is_surface || chezu_fleet_picture_get_n_marks (self->picture) > 0)
                    && chezu_zoom_of_scale (self->frame.scale) < FAR_BELOW_ZOOM;
  gint64 wait_ms = is_surface ? SURFACE_WAIT_MS : is_far ? FAR_WAIT_MS : 0;

  /* A person who has clicked a filter waits for it. */
  if (!chezu_fleet_filter_equal (&filter, &self->filter))
    wait_ms = 0;
  self->filter = filter;
  make_stale_within (self, wait_ms);
}

static void
viewport_changed_cb (ChezuFleetLayer *self)
{
  redraw (self);
}

/* The renderer, the scale of the screen, the scheme or the font is another one than before. */
static void
start_anew (ChezuFleetLayer *self)
{
  chezu_fleet_picture_clear (self->picture);
  self->has_marks = FALSE;
  make_stale (self);
  redraw (self);
}

/* --- Widget */

static void
chezu_fleet_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (widget);

  update (self);
  self->is_shown = TRUE;
  if (self->fleet != NULL)
    chezu_fleet_picture_snapshot (self->picture, &self->frame, chezu_blocks_get_scale (widget),
                                  snapshot);
}

static void
chezu_fleet_layer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (widget);
  const PangoFontDescription *font;

  GTK_WIDGET_CLASS (chezu_fleet_layer_parent_class)->css_changed (widget, change);

  font = pango_context_get_font_description (gtk_widget_get_pango_context (widget));
  if (self->font != NULL && pango_font_description_equal (self->font, font))
    return;
  g_clear_pointer (&self->font, pango_font_description_free);
  self->font = pango_font_description_copy (font);
  start_anew (self);
}

static void
chezu_fleet_layer_map (GtkWidget *widget)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (widget);

  GTK_WIDGET_CLASS (chezu_fleet_layer_parent_class)->map (widget);
  make_stale (self);
}

static void
chezu_fleet_layer_unmap (GtkWidget *widget)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (widget);

  g_clear_handle_id (&self->timer, g_source_remove);
  GTK_WIDGET_CLASS (chezu_fleet_layer_parent_class)->unmap (widget);
}

static void
chezu_fleet_layer_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (chezu_fleet_layer_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (gtk_widget_get_native (widget)), "notify::scale",
                           G_CALLBACK (start_anew), widget, G_CONNECT_SWAPPED);
  /* The renderer may be another one than before. */
  start_anew (CHEZU_FLEET_LAYER (widget));
}

static void
chezu_fleet_layer_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_native_get_surface (gtk_widget_get_native (widget)),
                                        start_anew, widget);
  GTK_WIDGET_CLASS (chezu_fleet_layer_parent_class)->unrealize (widget);
}

static void
chezu_fleet_layer_constructed (GObject *object)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (object);
  ShumateViewport *viewport;

  G_OBJECT_CLASS (chezu_fleet_layer_parent_class)->constructed (object);

  viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  g_signal_connect_object (viewport, "notify", G_CALLBACK (viewport_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
chezu_fleet_layer_dispose (GObject *object)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->density_idle, g_source_remove);
  chezu_fleet_layer_set_fleet (self, NULL);
  chezu_fleet_layer_set_selection (self, NULL);

  G_OBJECT_CLASS (chezu_fleet_layer_parent_class)->dispose (object);
}

static void
chezu_fleet_layer_finalize (GObject *object)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (object);

  g_clear_pointer (&self->picture, chezu_fleet_picture_free);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->font, pango_font_description_free);

  G_OBJECT_CLASS (chezu_fleet_layer_parent_class)->finalize (object);
}

static void
chezu_fleet_layer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (object);

  switch (prop_id)
    {
    case PROP_FLEET:
      g_value_set_object (value, self->fleet);
      break;
    case PROP_SCHEME:
      g_value_set_uint (value, self->scheme);
      break;
    case PROP_SELECTED:
      g_value_set_int64 (value, self->selected);
      break;
    case PROP_SHOW_PLATES:
      g_value_set_boolean (value, self->show_plates);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chezu_fleet_layer_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (object);

  switch (prop_id)
    {
    case PROP_FLEET:
      chezu_fleet_layer_set_fleet (self, g_value_get_object (value));
      break;
    case PROP_SCHEME:
      chezu_fleet_layer_set_scheme (self, g_value_get_uint (value));
      break;
    case PROP_SELECTED:
      chezu_fleet_layer_set_selected (self, g_value_get_int64 (value));
      break;
    case PROP_SHOW_PLATES:
      chezu_fleet_layer_set_show_plates (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
chezu_fleet_layer_class_init (ChezuFleetLayerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = chezu_fleet_layer_constructed;
  object_class->dispose = chezu_fleet_layer_dispose;
  object_class->finalize = chezu_fleet_layer_finalize;
  object_class->get_property = chezu_fleet_layer_get_property;
  object_class->set_property = chezu_fleet_layer_set_property;
  widget_class->snapshot = chezu_fleet_layer_snapshot;
  widget_class->css_changed = chezu_fleet_layer_css_changed;
  widget_class->map = chezu_fleet_layer_map;
  widget_class->unmap = chezu_fleet_layer_unmap;
  widget_class->realize = chezu_fleet_layer_realize;
  widget_class->unrealize = chezu_fleet_layer_unrealize;

  properties[PROP_FLEET] = g_param_spec_object ("fleet", NULL, NULL, CHEZU_TYPE_FLEET, flags);
  properties[PROP_SCHEME]
      = g_param_spec_uint ("scheme", NULL, NULL, 0, CHEZU_N_SCHEMES - 1, CHEZU_SCHEME_LIGHT, flags);
  properties[PROP_SELECTED]
      = g_param_spec_int64 ("selected", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_SHOW_PLATES] = g_param_spec_boolean ("show-plates", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_MARKS_CHANGED]
      = g_signal_new ("marks-changed", CHEZU_TYPE_FLEET_LAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DENSITY_CHANGED]
      = g_signal_new ("density-changed", CHEZU_TYPE_FLEET_LAYER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "fleet-layer");
}

static void
chezu_fleet_layer_init (ChezuFleetLayer *self)
{
  self->picture = chezu_fleet_picture_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  self->hover_x = NAN;
  self->hover_y = NAN;
  self->is_stale = TRUE;

  /* The map view decides what is under the pointer. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

ChezuFleetLayer *
chezu_fleet_layer_new (ShumateViewport *viewport)
{
  return g_object_new (CHEZU_TYPE_FLEET_LAYER, "viewport", viewport, NULL);
}

void
chezu_fleet_layer_set_fleet (ChezuFleetLayer *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));
  g_return_if_fail (fleet == NULL || CHEZU_IS_FLEET (fleet));

  if (self->fleet == fleet)
    return;

  if (self->fleet != NULL)
    g_signal_handlers_disconnect_by_func (self->fleet, fleet_changed_cb, self);
  g_set_object (&self->fleet, fleet);
  if (fleet != NULL)
    g_signal_connect_object (fleet, "changed", G_CALLBACK (fleet_changed_cb), self,
                             G_CONNECT_SWAPPED);

  start_anew (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FLEET]);
}

void
chezu_fleet_layer_set_scheme (ChezuFleetLayer *self, ChezuScheme scheme)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));
  g_return_if_fail (scheme < CHEZU_N_SCHEMES);

  if (self->scheme == scheme)
    return;

  self->scheme = scheme;
  start_anew (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCHEME]);
}

void
chezu_fleet_layer_set_selected (ChezuFleetLayer *self, gint64 vehicle_id)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));

  if (self->selected == vehicle_id)
    return;

  self->selected = vehicle_id;
  make_stale (self);
  redraw (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

static void
selection_changed_cb (ChezuFleetLayer *self)
{
  make_stale (self);
  redraw (self);
}

void
chezu_fleet_layer_set_selection (ChezuFleetLayer *self, ChezuSelection *selection)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));
  g_return_if_fail (selection == NULL || CHEZU_IS_SELECTION (selection));

  if (self->selection == selection)
    return;
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_func (self->selection, selection_changed_cb, self);
  g_set_object (&self->selection, selection);
  if (selection != NULL)
    g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                             G_CONNECT_SWAPPED);
  selection_changed_cb (self);
}

gint64
chezu_fleet_layer_get_selected (ChezuFleetLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), 0);

  return self->selected;
}

/* Whether vehicles that stand alone bear their plates, as far as there is room. */
void
chezu_fleet_layer_set_show_plates (ChezuFleetLayer *self, gboolean show_plates)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));

  if (self->show_plates == !!show_plates)
    return;

  self->show_plates = !!show_plates;
  make_stale (self);
  redraw (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_PLATES]);
}

void
chezu_fleet_layer_set_with_drivers (ChezuFleetLayer *self, gboolean with_drivers)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));

  if (self->with_drivers == !!with_drivers)
    return;

  self->with_drivers = !!with_drivers;
  make_stale (self);
  redraw (self);
}

void
chezu_fleet_layer_avoid_names (ChezuFleetLayer *self, ChezuNamesFunc func, gpointer data)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));

  self->names_func = func;
  self->names_data = data;
}

void
chezu_fleet_layer_set_far_view (ChezuFleetLayer *self, ChezuFarView far_view)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));
  g_return_if_fail (far_view < CHEZU_N_FAR_VIEWS);

  if (self->far_view == far_view)
    return;

  self->far_view = far_view;
  make_stale (self);
  redraw (self);
}

gboolean
chezu_fleet_layer_get_density_scale (ChezuFleetLayer *self, ChezuDensityScale *scale)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), FALSE);
  g_return_val_if_fail (scale != NULL, FALSE);

  return self->fleet != NULL && chezu_fleet_picture_get_density_scale (self->picture, scale);
}

void
chezu_fleet_layer_get_badges (ChezuFleetLayer *self, GArray *bounds)
{
  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));
  g_return_if_fail (bounds != NULL);

  if (self->fleet != NULL)
    chezu_fleet_picture_get_badges (self->picture, &self->frame, bounds);
}

static guint
find_hovered (ChezuFleetLayer *self)
{
  if (isnan (self->hover_x))
    return CHEZU_FLEET_NONE;
  return chezu_fleet_picture_find (self->picture, &self->frame, self->hover_x, self->hover_y);
}

void
chezu_fleet_layer_set_hover (ChezuFleetLayer *self, double x, double y)
{
  guint before;

  g_return_if_fail (CHEZU_IS_FLEET_LAYER (self));

  if (self->hover_x == x && self->hover_y == y)
    return;
  if (isnan (self->hover_x) && isnan (x))
    return;

  before = find_hovered (self);
  self->hover_x = x;
  self->hover_y = y;
  /* Nothing is drawn for a pointer that moves over the same mark, or over none. */
  if (before != find_hovered (self))
    make_stale (self);
}

gboolean
chezu_fleet_layer_pick (
    ChezuFleetLayer *self, double x, double y, ChezuFleetMark *mark, GArray *stack)
{
  guint found;

  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), FALSE);

  if (self->fleet == NULL)
    return FALSE;

  update (self);
  found = chezu_fleet_picture_find (self->picture, &self->frame, x, y);
  if (found == CHEZU_FLEET_NONE)
    return FALSE;
  if (mark != NULL)
    *mark = chezu_fleet_picture_get_mark (self->picture, &self->frame, found);
  if (stack != NULL)
    chezu_fleet_pick (self->fleet, &self->frame, x, y,
                      chezu_fleet_picture_pick_radius (&self->frame),
                      chezu_fleet_get_now_ms (self->fleet), stack);
  return TRUE;
}

GArray *
chezu_fleet_layer_peek_marks (ChezuFleetLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), NULL);

  update (self);
  if (!self->has_marks)
    chezu_fleet_picture_get_marks (self->picture, &self->frame, self->marks);
  self->has_marks = TRUE;
  return self->marks;
}

gboolean
chezu_fleet_layer_get_selected_plate (ChezuFleetLayer *self, graphene_rect_t *bounds)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), FALSE);
  g_return_val_if_fail (bounds != NULL, FALSE);

  update (self);
  return self->fleet != NULL
         && chezu_fleet_picture_get_selected_plate (self->picture, &self->frame, bounds);
}

double
chezu_fleet_layer_get_mark_reach (ChezuFleetLayer *self, const ChezuFleetMark *mark)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), 0.0);
  g_return_val_if_fail (mark != NULL, 0.0);

  return chezu_fleet_picture_mark_reach (&self->frame, mark);
}

gboolean
chezu_fleet_layer_is_settled (ChezuFleetLayer *self)
{
  ChezuFleetFrame frame;

  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), FALSE);

  if (self->fleet == NULL || !self->is_shown || self->is_stale)
    return FALSE;
  frame = get_frame (self);
  return chezu_fleet_picture_covers (self->picture, &frame,
                                     chezu_blocks_get_scale (GTK_WIDGET (self)));
}
