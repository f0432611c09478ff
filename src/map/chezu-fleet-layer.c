/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn and when. A picture belongs to a range of blocks and an instant; it is made anew
 * when the fleet, the filter or the selection changes, when something has moved half a pixel, or
 * when the viewport shows other blocks. Panning within the blocks moves what is there.
 *
 * Discs and text stand on whole device pixels, vehicles on halves. */

#include "map/chezu-fleet-layer.h"

#include "base/chezu-time.h"
#include "map/chezu-blocks.h"
#include "map/chezu-plates.h"
#include "map/chezu-sprites.h"
#include "map/chezu-symbols.h"
#include "map/chezu-viewport.h"

#include <math.h>

/* Sixty pictures a second are enough for anything. */
#define SHORTEST_WAIT_MS 16
#define LONGEST_WAIT_MS (60 * 1000)
/* Below this zoom the kind of a vehicle cannot be told: it is a dart. */
#define KINDS_FROM_ZOOM 9.0
#define NO_DISC G_MAXUINT
#define PICK_RADIUS_PX 6.0
#define HOVER_GAP_PX 5.0

struct _ChezuFleetLayer
{
  ShumateLayer parent_instance;

  /* Owned references */
  ChezuFleet *fleet;
  ChezuSprites *sprites;
  ChezuBlocks *blocks;
  ChezuPlates *plates;
  GArray *marks;       /* of ChezuFleetMark: pixels of the range */
  GArray *shown_marks; /* the same: pixels of the widget */
  guint selected_disc; /* index of the mark that hides the selected vehicle, or NO_DISC */

  ChezuScheme scheme;
  gint64 selected;
  gboolean show_plates;
  double hover_x; /* NAN: nothing */
  double hover_y;

  gboolean is_stale; /* fleet, selection or scheme changed since the picture was made */
  gboolean is_shown; /* the picture is on the screen */
  ChezuBlockRange range;
  ChezuFleetFrame frame; /* of the widget, at the last look */
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

/* The range as a frame of the fleet, in logical pixels. */
static ChezuFleetFrame
frame_of_range (const ChezuBlockRange *range, const ChezuFleetFrame *frame, double scale)
{
  return (ChezuFleetFrame){
    .x = (double)range->left / range->pixels,
    .y = (double)range->top / range->pixels,
    .scale = frame->scale,
    .width = (int)ceil ((double)(range->right - range->left) / scale),
    .height = (int)ceil ((double)(range->bottom - range->top) / scale),
    .apart = frame->apart,
  };
}

static gboolean
shows_kinds (const ChezuFleetFrame *frame)
{
  return chezu_zoom_of_scale (frame->scale) + 1e-6 >= KINDS_FROM_ZOOM;
}

static double
get_vehicle_size (const ChezuFleetFrame *frame)
{
  return chezu_symbol_vehicle_size (chezu_zoom_of_scale (frame->scale));
}

static double
radius_of_mark (const ChezuFleetFrame *frame, const ChezuFleetMark *mark)
{
  return mark->count > 1 ? chezu_fleet_disc_radius (mark->count) + HOVER_GAP_PX
                         : 0.95 * get_vehicle_size (frame);
}

/* --- Making the picture */

static void
add_vehicle (ChezuFleetLayer *self, const ChezuFleetMark *mark, double scale)
{
  double size = get_vehicle_size (&self->frame);
  gint64 x2 = llround ((double)mark->x * scale * 2.0); /* half pixels */
  gint64 y2 = llround ((double)mark->y * scale * 2.0);
  const ChezuSprite *sprite = chezu_sprites_get_vehicle (
      self->sprites, shows_kinds (&self->frame) ? mark->kind : CHEZU_VEHICLE_UNKNOWN,
      mark->vehicle_state, mark->angle, size, (guint)(x2 & 1), (guint)(y2 & 1));

  chezu_blocks_add (self->blocks, sprite, self->range.left + (x2 >> 1),
                    self->range.top + (y2 >> 1));
}

static void
add_sprite (ChezuFleetLayer *self, const ChezuSprite *sprite, double x, double y, double scale)
{
  chezu_blocks_add (self->blocks, sprite, self->range.left + (gint64)floor (x * scale),
                    self->range.top + (gint64)floor (y * scale));
}

static void
add_selection (ChezuFleetLayer *self, const ChezuFleetMark *mark, double scale)
{
  double radius = radius_of_mark (&self->frame, mark);

  add_sprite (self, chezu_sprites_get_selection (self->sprites, radius), mark->x, mark->y, scale);
}

/* What is selected bears its plate below. */
static void
add_selected_plate (ChezuFleetLayer *self, const ChezuFleetMark *mark, double scale)
{
  const char *plate = chezu_fleet_get_plate (self->fleet, self->frame.apart - 1);
  const ChezuSprite *sprite;

  if (plate == NULL)
    return;
  sprite = chezu_sprites_get_plate (self->sprites, plate, TRUE);
  add_sprite (self, sprite, mark->x,
              mark->y + radius_of_mark (&self->frame, mark) + 3.0 + sprite->height / 2.0 / scale,
              scale);
}

static void
add_plates (ChezuFleetLayer *self, double scale)
{
  chezu_plates_place (self->plates, self->fleet, self->sprites, self->marks, self->frame.apart,
                      get_vehicle_size (&self->frame), scale);
  for (guint i = 0; i < chezu_plates_get_n (self->plates); i++)
    {
      const ChezuPlate *plate = chezu_plates_get (self->plates, i);

      add_sprite (self, plate->sprite, plate->x, plate->y, scale);
    }
}

/* The mark under the pointer, in pixels of the range. */
static const ChezuFleetMark *
find_mark (ChezuFleetLayer *self, double x, double y)
{
  const ChezuFleetMark *nearest = NULL;
  double nearest_distance = G_MAXDOUBLE;

  /* Backwards: what was painted last lies on top. */
  for (guint i = self->marks->len; i > 0; i--)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i - 1);
      double distance = hypot (mark->x - x, mark->y - y);
      double reach = mark->count > 1 ? chezu_fleet_disc_radius (mark->count) + 2.0
                                     : MAX (PICK_RADIUS_PX, get_vehicle_size (&self->frame) / 2.0);

      if (distance > reach)
        continue;
      if (mark->count > 1)
        return mark;
      if (distance < nearest_distance)
        {
          nearest = mark;
          nearest_distance = distance;
        }
    }
  return nearest;
}

static void
widget_to_range (ChezuFleetLayer *self, double *x, double *y)
{
  *x += (self->frame.x - (double)self->range.left / self->range.pixels) * self->frame.scale;
  *y += (self->frame.y - (double)self->range.top / self->range.pixels) * self->frame.scale;
}

static const ChezuFleetMark *
find_hovered (ChezuFleetLayer *self)
{
  double x = self->hover_x;
  double y = self->hover_y;

  if (isnan (x) || self->range.pixels == 0.0)
    return NULL;
  widget_to_range (self, &x, &y);
  return find_mark (self, x, y);
}

static void
add_hover (ChezuFleetLayer *self, double scale)
{
  const ChezuFleetMark *mark = find_hovered (self);

  if (mark != NULL)
    add_selection (self, mark, scale);
}

/* Far out a disc would be hidden by the selected vehicle upon it: the disc is marked instead, and
 * the vehicle counted with the others. */
static void
hide_selected (ChezuFleetLayer *self)
{
  const ChezuFleetMark *last;

  self->selected_disc = NO_DISC;
  if (self->frame.apart == 0 || self->marks->len == 0 || shows_kinds (&self->frame))
    return;
  last = &g_array_index (self->marks, ChezuFleetMark, self->marks->len - 1);
  if (last->count > 1 || last->vehicle + 1 != self->frame.apart)
    return;

  for (guint i = 0; i + 1 < self->marks->len; i++)
    {
      ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (mark->count == 1
          || hypotf (mark->x - last->x, mark->y - last->y) > chezu_fleet_disc_radius (mark->count))
        continue;
      mark->count++;
      mark->state[last->vehicle_state]++;
      mark->vehicle = last->vehicle;
      g_array_set_size (self->marks, self->marks->len - 1);
      self->selected_disc = i;
      return;
    }
}

static void
add_mark (ChezuFleetLayer *self, const ChezuFleetMark *mark, gboolean is_selected, double scale)
{
  if (is_selected)
    add_selection (self, mark, scale);
  if (mark->count == 1)
    add_vehicle (self, mark, scale);
  else
    add_sprite (self, chezu_sprites_get_disc (self->sprites, mark->count, mark->state), mark->x,
                mark->y, scale);
  if (is_selected)
    add_selected_plate (self, mark, scale);
}

static void
add_marks (ChezuFleetLayer *self, double scale)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);
      gboolean is_selected
          = mark->count == 1 ? mark->vehicle + 1 == self->frame.apart : i == self->selected_disc;

      add_mark (self, mark, is_selected, scale);
    }
}

static void wait_until (ChezuFleetLayer *self, gint64 due_ms, gint64 now_ms);

/* Returns: whether it looks different */
static gboolean
make_picture (ChezuFleetLayer *self, double scale)
{
  gint64 now_ms = chezu_time_now_ms ();
  ChezuFleetFrame frame = frame_of_range (&self->range, &self->frame, scale);
  gboolean changed;

  if (self->sprites == NULL)
    self->sprites
        = chezu_sprites_new (gtk_widget_get_pango_context (GTK_WIDGET (self)), self->scheme, scale);
  chezu_sprites_trim (self->sprites);
  chezu_fleet_collect (self->fleet, &frame, now_ms, self->marks);
  hide_selected (self);

  chezu_blocks_begin (self->blocks);
  add_marks (self, scale);
  if (self->show_plates)
    add_plates (self, scale);
  add_hover (self, scale);
  changed
      = chezu_blocks_finish (self->blocks, scale, chezu_blocks_want_textures (GTK_WIDGET (self)));

  self->is_stale = FALSE;
  wait_until (self, chezu_fleet_next_frame_ms (self->fleet, &frame, now_ms), now_ms);
  return changed;
}

static void
shift_marks (ChezuFleetLayer *self)
{
  double dx = 0.0;
  double dy = 0.0;

  widget_to_range (self, &dx, &dy);
  g_array_set_size (self->shown_marks, 0);
  g_array_append_vals (self->shown_marks, self->marks->data, self->marks->len);
  for (guint i = 0; i < self->shown_marks->len; i++)
    {
      ChezuFleetMark *mark = &g_array_index (self->shown_marks, ChezuFleetMark, i);

      mark->x -= (float)dx;
      mark->y -= (float)dy;
    }
}

/* Brings picture and marks to what fleet and viewport say now.
 * Returns: whether anything looks different from before */
static gboolean
update (ChezuFleetLayer *self)
{
  double scale = chezu_blocks_get_scale (GTK_WIDGET (self));
  ChezuFleetFrame frame = get_frame (self);
  ChezuBlockRange range = chezu_block_range_of (&frame, scale);
  gboolean moved;
  gboolean changed = FALSE;

  if (self->fleet == NULL || frame.width <= 0 || frame.height <= 0)
    return FALSE;

  moved = frame.x != self->frame.x || frame.y != self->frame.y || frame.scale != self->frame.scale
          || frame.width != self->frame.width || frame.height != self->frame.height;
  if (range.pixels != self->range.pixels)
    chezu_blocks_clear (self->blocks);
  self->frame = frame;
  if (self->is_stale || !chezu_block_range_equal (&range, &self->range))
    {
      self->range = range;
      changed = make_picture (self, scale);
    }
  if (moved || changed)
    shift_marks (self);
  return moved || changed;
}

/* --- Time */

static void
redraw (ChezuFleetLayer *self)
{
  self->is_shown = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
refresh (ChezuFleetLayer *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || !update (self))
    return;
  redraw (self);
  g_signal_emit (self, signals[SIGNAL_MARKS_CHANGED], 0);
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

static void
wait_until (ChezuFleetLayer *self, gint64 due_ms, gint64 now_ms)
{
  gint64 wait_ms;

  if (self->timer != 0 && self->timer_due_ms <= due_ms && self->timer_due_ms > now_ms)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (due_ms == G_MAXINT64)
    return;

  wait_ms = CLAMP (due_ms - now_ms, SHORTEST_WAIT_MS, LONGEST_WAIT_MS);
  self->timer_due_ms = now_ms + wait_ms;
  self->timer = g_timeout_add ((guint)wait_ms, timer_cb, self);
}

/* Several changes before the next frame cost one picture. */
static void
make_stale (ChezuFleetLayer *self)
{
  gint64 now_ms = chezu_time_now_ms ();

  self->is_stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    wait_until (self, now_ms, now_ms);
}

static void
viewport_changed_cb (ChezuFleetLayer *self)
{
  redraw (self);
}

static void
scale_changed_cb (ChezuFleetLayer *self)
{
  g_clear_pointer (&self->sprites, chezu_sprites_free);
  chezu_blocks_clear (self->blocks);
  self->range = (ChezuBlockRange){ 0 };
  make_stale (self);
}

/* --- Widget */

static void
chezu_fleet_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (widget);
  double scale = chezu_blocks_get_scale (GTK_WIDGET (self));

  update (self);
  self->is_shown = TRUE;
  if (self->fleet != NULL)
    chezu_blocks_snapshot (self->blocks, snapshot, llround (self->frame.x * self->range.pixels),
                           llround (self->frame.y * self->range.pixels), scale);
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
                           G_CALLBACK (scale_changed_cb), widget, G_CONNECT_SWAPPED);
  /* The renderer may be another one than before. */
  scale_changed_cb (CHEZU_FLEET_LAYER (widget));
}

static void
chezu_fleet_layer_unrealize (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_native_get_surface (gtk_widget_get_native (widget)),
                                        scale_changed_cb, widget);
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
  chezu_fleet_layer_set_fleet (self, NULL);

  G_OBJECT_CLASS (chezu_fleet_layer_parent_class)->dispose (object);
}

static void
chezu_fleet_layer_finalize (GObject *object)
{
  ChezuFleetLayer *self = CHEZU_FLEET_LAYER (object);

  g_clear_pointer (&self->sprites, chezu_sprites_free);
  g_clear_pointer (&self->blocks, chezu_blocks_free);
  g_clear_pointer (&self->plates, chezu_plates_free);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->shown_marks, g_array_unref);

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

  gtk_widget_class_set_css_name (widget_class, "fleet-layer");
}

static void
chezu_fleet_layer_init (ChezuFleetLayer *self)
{
  self->blocks = chezu_blocks_new ();
  self->plates = chezu_plates_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  self->shown_marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  self->hover_x = NAN;
  self->hover_y = NAN;
  self->is_stale = TRUE;
  self->selected_disc = NO_DISC;

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
    g_signal_handlers_disconnect_by_func (self->fleet, make_stale, self);
  g_set_object (&self->fleet, fleet);
  if (fleet != NULL)
    g_signal_connect_object (fleet, "changed", G_CALLBACK (make_stale), self, G_CONNECT_SWAPPED);

  chezu_blocks_clear (self->blocks);
  g_array_set_size (self->marks, 0);
  g_array_set_size (self->shown_marks, 0);
  make_stale (self);
  redraw (self);
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
  g_clear_pointer (&self->sprites, chezu_sprites_free);
  make_stale (self);
  redraw (self);
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
chezu_fleet_layer_set_hover (ChezuFleetLayer *self, double x, double y)
{
  const ChezuFleetMark *before;

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
  double range_x = x;
  double range_y = y;
  const ChezuFleetMark *found;

  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), FALSE);

  if (self->fleet == NULL)
    return FALSE;

  update (self);
  widget_to_range (self, &range_x, &range_y);
  found = find_mark (self, range_x, range_y);
  if (found == NULL)
    return FALSE;
  if (mark != NULL)
    {
      *mark = *found;
      mark->x += (float)(x - range_x);
      mark->y += (float)(y - range_y);
    }
  if (stack != NULL)
    chezu_fleet_pick (self->fleet, &self->frame, x, y,
                      MAX (PICK_RADIUS_PX, get_vehicle_size (&self->frame) / 2.0),
                      chezu_time_now_ms (), stack);
  return TRUE;
}

GArray *
chezu_fleet_layer_peek_marks (ChezuFleetLayer *self)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), NULL);

  update (self);
  return self->shown_marks;
}

double
chezu_fleet_layer_get_mark_reach (ChezuFleetLayer *self, const ChezuFleetMark *mark)
{
  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), 0.0);
  g_return_val_if_fail (mark != NULL, 0.0);

  return mark->count > 1 ? chezu_symbol_disc_reach (mark->count)
                         : chezu_symbol_vehicle_reach (get_vehicle_size (&self->frame));
}

gboolean
chezu_fleet_layer_is_settled (ChezuFleetLayer *self)
{
  ChezuFleetFrame frame;
  ChezuBlockRange range;

  g_return_val_if_fail (CHEZU_IS_FLEET_LAYER (self), FALSE);

  if (self->fleet == NULL || !self->is_shown || self->is_stale)
    return FALSE;
  frame = get_frame (self);
  range = chezu_block_range_of (&frame, chezu_blocks_get_scale (GTK_WIDGET (self)));
  return chezu_block_range_equal (&range, &self->range);
}
