/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discs and text stand on whole device pixels, vehicles on halves. Marks are kept in pixels of the
 * range of blocks, so that panning within it changes none of them. */

#include "map/chezu-fleet-picture.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-format.h"
#include "map/chezu-density-picture.h"
#include "map/chezu-plates.h"
#include "map/chezu-sprites.h"
#include "map/chezu-symbols.h"
#include "map/chezu-viewport.h"

#include <math.h>
#include <string.h>

/* Below this zoom the kind of a vehicle cannot be told: it is a dart. */
#define KINDS_FROM_ZOOM 9.0
#define NO_DISC G_MAXUINT
#define PICK_RADIUS_PX 6.0
#define DISC_RIM_PX 2.0f
#define SELECTION_GAP_PX 5.0
#define PLATE_GAP_PX 3.0
/* Of the ring of an alarm, and of the badge at a disc, in their radius. */
#define RING_RADIUS 0.98
#define BADGE_AT 0.78
#define ALARM_RING_HALF 2.6
/* From this many device pixels to the logical one on, halves of them are not told apart. */
#define HALVES_BELOW_SCALE 1.5
/* In a crowd of that many nobody sees halves of pixels; few sprites stay near the
 * processor. */
#define CROWD 30000
/* The ring of an emergency fades and comes back. */
#define PULSE_MS 1200
#define PULSE_STEP_MS (PULSE_MS / 2 / (CHEZU_SPRITES_PULSES - 1))

struct _ChezuFleetPicture
{
  ChezuSprites *sprites; /* NULL until the first picture */
  ChezuBlocks *blocks;
  ChezuDensityPicture *density;
  ChezuPlates *plates;
  GArray *marks;       /* of ChezuFleetMark: pixels of the range */
  guint64 print;       /* of the marks */
  gboolean pulses;     /* an emergency is shown */
  guint selected_disc; /* index of the mark that hides the selected vehicle, or NO_DISC */
  graphene_rect_t selected_plate; /* pixels of the range; empty: none was drawn */

  ChezuBlockRange range;
  double frame_scale; /* logical pixels to the Mercator unit */
  double scale;       /* device pixels to the logical pixel */
  guint apart;        /* 1 + index of the selected vehicle, 0 none */

  /* Of the frame's scale. */
  double size; /* of a vehicle's box */
  gboolean shows_kinds;
  gboolean is_surface; /* the density is shown instead of discs */
};

ChezuFleetPicture *
chezu_fleet_picture_new (void)
{
  ChezuFleetPicture *self = g_new0 (ChezuFleetPicture, 1);

  self->blocks = chezu_blocks_new ();
  self->density = chezu_density_picture_new ();
  self->plates = chezu_plates_new ();
  self->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  self->selected_disc = NO_DISC;
  return self;
}

void
chezu_fleet_picture_free (ChezuFleetPicture *self)
{
  g_clear_pointer (&self->sprites, chezu_sprites_free);
  chezu_blocks_free (self->blocks);
  chezu_density_picture_free (self->density);
  chezu_plates_free (self->plates);
  g_array_unref (self->marks);
  g_free (self);
}

void
chezu_fleet_picture_clear (ChezuFleetPicture *self)
{
  g_clear_pointer (&self->sprites, chezu_sprites_free);
  chezu_blocks_clear (self->blocks);
  chezu_density_picture_clear (self->density);
  g_array_set_size (self->marks, 0);
  self->range = (ChezuBlockRange){ 0 };
}

/* --- Geometry */

/* All that the range of blocks shows, in logical pixels. */
static ChezuFleetFrame
get_whole_frame (const ChezuFleetPicture *self)
{
  const ChezuBlockRange *range = &self->range;

  return (ChezuFleetFrame){
    .x = (double)range->left / range->pixels,
    .y = (double)range->top / range->pixels,
    .scale = self->frame_scale,
    .width = (int)ceil ((double)(range->right - range->left) / self->scale),
    .height = (int)ceil ((double)(range->bottom - range->top) / self->scale),
    .apart = self->apart,
  };
}

static double
size_at (double frame_scale)
{
  return chezu_symbol_vehicle_size (chezu_zoom_of_scale (frame_scale));
}

static double
get_selection_radius (const ChezuFleetPicture *self, const ChezuFleetMark *mark)
{
  if (mark->count > 1)
    return chezu_fleet_disc_radius (mark->count) + SELECTION_GAP_PX;
  return mark->alarm != CHEZU_ALARM_NONE ? RING_RADIUS * self->size + SELECTION_GAP_PX
                                         : 0.95 * self->size;
}

double
chezu_fleet_picture_pick_radius (const ChezuFleetFrame *frame)
{
  return MAX (PICK_RADIUS_PX, size_at (frame->scale) / 2.0);
}

/* Half the side of the square that a mark covers, halo included. */
double
chezu_fleet_picture_mark_reach (const ChezuFleetFrame *frame, const ChezuFleetMark *mark)
{
  double size = size_at (frame->scale);

  if (mark->count > 1)
    return chezu_symbol_disc_reach (mark->count);
  return mark->alarm != CHEZU_ALARM_NONE ? RING_RADIUS * size + ALARM_RING_HALF
                                         : chezu_symbol_vehicle_reach (size);
}

/* --- Marks */

/* From pixels of the frame to those of the range. */
static void
get_shift (ChezuFleetPicture *self, const ChezuFleetFrame *frame, double *x, double *y)
{
  *x = (frame->x - (double)self->range.left / self->range.pixels) * frame->scale;
  *y = (frame->y - (double)self->range.top / self->range.pixels) * frame->scale;
}

/* Returns: the index of the mark, or CHEZU_FLEET_NONE; of single vehicles the nearest */
guint
chezu_fleet_picture_find (ChezuFleetPicture *self, const ChezuFleetFrame *frame, double x, double y)
{
  const ChezuFleetMark *marks = (const ChezuFleetMark *)(gconstpointer)self->marks->data;
  float nearest_distance = (float)chezu_fleet_picture_pick_radius (frame);
  guint nearest = CHEZU_FLEET_NONE;
  double shift_x;
  double shift_y;

  if (self->range.pixels == 0.0)
    return CHEZU_FLEET_NONE;

  get_shift (self, frame, &shift_x, &shift_y);
  nearest_distance *= nearest_distance;
  /* Backwards: what was painted last lies on top. */
  for (guint i = self->marks->len; i > 0; i--)
    {
      const ChezuFleetMark *mark = &marks[i - 1];
      float dx = mark->x - (float)(x + shift_x);
      float dy = mark->y - (float)(y + shift_y);
      float distance = dx * dx + dy * dy;

      if (mark->count > 1)
        {
          float reach = chezu_fleet_disc_radius (mark->count) + DISC_RIM_PX;

          if (distance <= reach * reach)
            return nearest != CHEZU_FLEET_NONE ? nearest : i - 1;
        }
      else if (distance < nearest_distance
               || (distance == nearest_distance && nearest == CHEZU_FLEET_NONE))
        {
          nearest = i - 1;
          nearest_distance = distance;
        }
    }
  return nearest;
}

guint
chezu_fleet_picture_get_n_marks (const ChezuFleetPicture *self)
{
  return self->marks->len;
}

guint64
chezu_fleet_picture_get_print (const ChezuFleetPicture *self)
{
  return self->print;
}

/* Returns: the mark of that index, in pixels of the frame */
ChezuFleetMark
chezu_fleet_picture_get_mark (ChezuFleetPicture *self, const ChezuFleetFrame *frame, guint index)
{
  ChezuFleetMark mark = g_array_index (self->marks, ChezuFleetMark, index);
  double shift_x;
  double shift_y;

  get_shift (self, frame, &shift_x, &shift_y);
  mark.x -= (float)shift_x;
  mark.y -= (float)shift_y;
  return mark;
}

/* @marks: (element-type ChezuFleetMark): emptied and filled, in pixels of the frame */
void
chezu_fleet_picture_get_marks (ChezuFleetPicture *self, const ChezuFleetFrame *frame, GArray *marks)
{
  double shift_x;
  double shift_y;

  g_array_set_size (marks, 0);
  if (self->range.pixels == 0.0)
    return;

  get_shift (self, frame, &shift_x, &shift_y);
  g_array_append_vals (marks, self->marks->data, self->marks->len);
  for (guint i = 0; i < marks->len; i++)
    {
      ChezuFleetMark *mark = &g_array_index (marks, ChezuFleetMark, i);

      mark->x -= (float)shift_x;
      mark->y -= (float)shift_y;
    }
}

/* Returns: whether a plate below what is selected was drawn */
gboolean
chezu_fleet_picture_get_selected_plate (ChezuFleetPicture *self,
                                        const ChezuFleetFrame *frame,
                                        graphene_rect_t *bounds)
{
  double shift_x;
  double shift_y;

  if (self->range.pixels == 0.0 || self->selected_plate.size.width <= 0.0f)
    return FALSE;

  get_shift (self, frame, &shift_x, &shift_y);
  graphene_rect_offset_r (&self->selected_plate, (float)-shift_x, (float)-shift_y, bounds);
  return TRUE;
}

/* --- Making it */

/* How long a stale vehicle is on its way to be lost. */
static guint
fade_of (const ChezuFleetArrays *fleet, const ChezuFleetMark *mark, gint64 now_ms)
{
  gint64 age_ms = now_ms - fleet->time_ms[mark->vehicle];

  if (mark->vehicle_state != CHEZU_STATE_STALE)
    return 0;
  return (guint)CLAMP (age_ms * CHEZU_SPRITES_FADES / CHEZU_FLEET_LOST_MS, 0,
                       CHEZU_SPRITES_FADES - 1);
}

/* The nearest whole number, of what lies within some screens of the range. */
static inline int
round_fast (double value)
{
  const int beyond = 1 << 20;

  return (int)(value + beyond + 0.5) - beyond;
}

static gboolean
is_crowd (const ChezuFleetPicture *self)
{
  return self->marks->len > CROWD;
}

static void
add_vehicle (ChezuFleetPicture *self,
             const ChezuFleetArrays *fleet,
             const ChezuFleetMark *mark,
             gint64 now_ms)
{
  ChezuVehicleLook look = {
    .kind = self->shows_kinds ? mark->kind : CHEZU_VEHICLE_UNKNOWN,
    .state = mark->vehicle_state,
    .fade = fade_of (fleet, mark, now_ms),
    .angle = mark->angle,
    .size = self->size,
  };
  gboolean has_halves = self->scale < HALVES_BELOW_SCALE && !is_crowd (self);
  double steps = has_halves ? 2.0 * self->scale : self->scale;
  int x = round_fast (mark->x * steps);
  int y = round_fast (mark->y * steps);

  if (has_halves)
    {
      look.phase_x = (guint)x & 1;
      look.phase_y = (guint)y & 1;
      x >>= 1;
      y >>= 1;
    }
  chezu_blocks_add (self->blocks, chezu_sprites_get_vehicle (self->sprites, &look), x, y);
}

static void
add_sprite (ChezuFleetPicture *self, const ChezuSprite *sprite, double x, double y)
{
  chezu_blocks_add (self->blocks, sprite, (int)floor (x * self->scale),
                    (int)floor (y * self->scale));
}

/* Of an emergency: 0 at its strongest. */
static guint
pulse_at (gint64 now_ms)
{
  guint step = (guint)(now_ms / PULSE_STEP_MS) % (2 * (CHEZU_SPRITES_PULSES - 1));

  return step < CHEZU_SPRITES_PULSES ? step : 2 * (CHEZU_SPRITES_PULSES - 1) - step;
}

static void
add_alarm (ChezuFleetPicture *self, const ChezuFleetLook *look, const ChezuFleetMark *mark)
{
  gboolean urgent = mark->alarm == CHEZU_ALARM_P1;
  guint faded = urgent && look->animates ? pulse_at (look->pulse_ms) : 0;

  self->pulses = self->pulses || (urgent && look->animates);
  add_sprite (self,
              chezu_sprites_get_alarm (self->sprites, mark->alarm, self->size, faded,
                                       urgent && !look->animates),
              mark->x, mark->y);
}

static void
add_disc (ChezuFleetPicture *self, const ChezuFleetMark *mark)
{
  double at = chezu_fleet_disc_radius (mark->count) * BADGE_AT;

  add_sprite (self, chezu_sprites_get_disc (self->sprites, mark->count, mark->state), mark->x,
              mark->y);
  if (mark->alarm != CHEZU_ALARM_NONE)
    add_sprite (self, chezu_sprites_get_badge (self->sprites, mark->alarm, CHEZU_BADGE_SMALL),
                mark->x + at, mark->y - at);
}

static void
add_selection (ChezuFleetPicture *self, const ChezuFleetMark *mark)
{
  double radius = get_selection_radius (self, mark);

  add_sprite (self, chezu_sprites_get_selection (self->sprites, radius), mark->x, mark->y);
}

/* What is selected bears its plate below. */
static void
add_selected_plate (ChezuFleetPicture *self, ChezuFleet *fleet, const ChezuFleetMark *mark)
{
  const char *plate = chezu_fleet_get_plate (fleet, self->apart - 1);
  double top = mark->y + get_selection_radius (self, mark) + PLATE_GAP_PX;
  g_autofree char *shown = NULL;
  const ChezuSprite *sprite;
  double width;
  double height;

  if (plate == NULL)
    return;
  shown = chezu_format_plate (plate);
  sprite = chezu_sprites_get_label (self->sprites, shown, TRUE);
  width = sprite->width / self->scale;
  height = sprite->height / self->scale;
  add_sprite (self, sprite, mark->x, top + height / 2.0);
  graphene_rect_init (&self->selected_plate, (float)(mark->x - width / 2.0), (float)top,
                      (float)width, (float)height);
}

/* Nobody asks an empty one about each vehicle. */
static ChezuSelection *
get_selection (const ChezuFleetLook *look)
{
  return look->selection != NULL && chezu_selection_get_n (look->selection) > 0 ? look->selection
                                                                                : NULL;
}

/* In pixels of the range. */
static GArray *
get_names (ChezuFleetPicture *self, const ChezuFleetFrame *frame, const GArray *names)
{
  GArray *shifted = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  double shift_x;
  double shift_y;

  get_shift (self, frame, &shift_x, &shift_y);
  for (guint i = 0; names != NULL && i < names->len; i++)
    {
      graphene_rect_t name = g_array_index (names, graphene_rect_t, i);

      graphene_rect_offset (&name, (float)shift_x, (float)shift_y);
      g_array_append_val (shifted, name);
    }
  return shifted;
}

static void
add_plates (ChezuFleetPicture *self,
            ChezuFleet *fleet,
            const ChezuFleetFrame *frame,
            const ChezuFleetLook *look,
            gint64 now_ms)
{
  const ChezuFleetFrame whole = get_whole_frame (self);
  g_autoptr (GArray) names = get_names (self, frame, look->names);
  const ChezuPlateRules rules = {
    .width = whole.width,
    .height = whole.height,
    .vehicle_size = self->size,
    .scale = self->scale,
    .apart = self->apart,
    .all = look->show_plates && !self->is_surface,
    .with_drivers = look->with_drivers,
    .selection = get_selection (look),
    .names = names,
  };

  chezu_plates_place (self->plates, fleet, self->sprites, self->marks, &rules, now_ms);
  for (guint i = 0; i < chezu_plates_get_n (self->plates); i++)
    {
      const ChezuPlate *plate = chezu_plates_get (self->plates, i);

      add_sprite (self, plate->sprite, plate->x, plate->y);
    }
}

/* Far out a disc would be hidden by the selected vehicle upon it: the disc is marked instead, and
 * the vehicle counted with the others. */
static void
hide_selected (ChezuFleetPicture *self)
{
  const ChezuFleetMark *last;

  self->selected_disc = NO_DISC;
  if (self->apart == 0 || self->marks->len == 0 || self->shows_kinds)
    return;
  last = &g_array_index (self->marks, ChezuFleetMark, self->marks->len - 1);
  if (last->count > 1 || last->vehicle + 1 != self->apart)
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

static gboolean
is_selected (const ChezuFleetArrays *fleet, ChezuSelection *selection, const ChezuFleetMark *mark)
{
  return mark->count == 1 && selection != NULL
         && chezu_selection_contains (selection, fleet->id[mark->vehicle]);
}

static void
take_print (ChezuFleetPicture *self)
{
  const ChezuFleetMark *marks = (const ChezuFleetMark *)(gconstpointer)self->marks->data;
  guint64 print = self->marks->len ^ (guint64)self->range.left << 32 ^ (guint64)self->range.top;

  for (guint i = 0; i < self->marks->len; i++)
    {
      guint32 place[2];

      memcpy (place, &(const float[]){ marks[i].x, marks[i].y }, sizeof place);
      print = (print ^ ((guint64)place[0] << 32 | place[1]))
              * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
      print = (print ^ marks[i].vehicle ^ (guint64)marks[i].count << 32 ^ print >> 29)
              * G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F);
    }
  self->print = print;
}

static void
add_marks (ChezuFleetPicture *self, ChezuFleet *fleet, const ChezuFleetLook *look, gint64 now_ms)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);
  const ChezuFleetMark *marks = (const ChezuFleetMark *)(gconstpointer)self->marks->data;
  ChezuSelection *selection = look->selection != NULL && chezu_selection_get_n (look->selection) > 0
                                  ? look->selection
                                  : NULL;

  self->pulses = FALSE;
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &marks[i];
      gboolean is_lead
          = mark->count == 1 ? mark->vehicle + 1 == self->apart : i == self->selected_disc;

      if (is_lead || is_selected (arrays, selection, mark))
        add_selection (self, mark);
      if (mark->count > 1)
        add_disc (self, mark);
      else
        {
          add_vehicle (self, arrays, mark, now_ms);
          if (mark->alarm != CHEZU_ALARM_NONE)
            add_alarm (self, look, mark);
        }
      if (is_lead)
        add_selected_plate (self, fleet, mark);
    }
}

static void
add_hover (ChezuFleetPicture *self, const ChezuFleetFrame *frame, const ChezuFleetLook *look)
{
  guint index;

  if (isnan (look->hover_x))
    return;
  index = chezu_fleet_picture_find (self, frame, look->hover_x, look->hover_y);
  if (index != CHEZU_FLEET_NONE)
    add_selection (self, &g_array_index (self->marks, ChezuFleetMark, index));
}

gboolean
chezu_fleet_picture_covers (ChezuFleetPicture *self, const ChezuFleetFrame *frame, double scale)
{
  ChezuBlockRange range = chezu_block_range_of (frame, scale);

  return chezu_block_range_equal (&range, &self->range);
}

static void
set_frame (ChezuFleetPicture *self, const ChezuFleetFrame *frame, const ChezuFleetLook *look)
{
  ChezuBlockRange range = chezu_block_range_of (frame, look->scale);

  if (range.pixels != self->range.pixels)
    chezu_blocks_clear (self->blocks);
  self->range = range;
  self->frame_scale = frame->scale;
  self->scale = look->scale;
  self->apart = frame->apart;
  self->size = size_at (frame->scale);
  self->shows_kinds = chezu_zoom_of_scale (frame->scale) + 1e-6 >= KINDS_FROM_ZOOM;
  self->is_surface = look->far_view == CHEZU_FAR_DENSITY && !self->shows_kinds;
}

/* The surface counts them all: only what is selected or in alarm stands upon it. */
static void
keep_special (ChezuFleetPicture *self, const ChezuFleetLook *look, const ChezuFleetArrays *fleet)
{
  guint n = 0;

  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (mark->count > 1)
        continue;
      if (mark->vehicle + 1 == self->apart || mark->alarm != CHEZU_ALARM_NONE
          || is_selected (fleet, look->selection, mark))
        g_array_index (self->marks, ChezuFleetMark, n++) = *mark;
    }
  g_array_set_size (self->marks, n);
}

static gboolean
is_near_mark (const ChezuFleetPicture *self, const ChezuDensityBadge *badge)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      const ChezuFleetMark *mark = &g_array_index (self->marks, ChezuFleetMark, i);

      if (hypotf (mark->x - badge->x, mark->y - badge->y) < 2.0f * (float)self->size)
        return TRUE;
    }
  return FALSE;
}

/* Those of vehicles that are not shown by themselves. */
static void
add_badges (ChezuFleetPicture *self)
{
  const GArray *badges = chezu_density_picture_peek_badges (self->density);

  for (guint i = 0; i < badges->len; i++)
    {
      const ChezuDensityBadge *badge = &g_array_index (badges, ChezuDensityBadge, i);

      if (!is_near_mark (self, badge))
        add_sprite (self,
                    chezu_sprites_get_badge (self->sprites, badge->priority, CHEZU_BADGE_SMALL),
                    badge->x, badge->y);
    }
}

/**
 * chezu_fleet_picture_make:
 * @frame: what is to be seen, at least
 * @context: of the widget, for text
 * @now_ms: of the fleet
 * @next_ms: (out): when it will look different by itself, in the fleet's time; %G_MAXINT64 for
 * never
 *
 * Scheme, scale and context may differ from those of the last picture only after a clear.
 *
 * Returns: whether anything looks different from before
 */
gboolean
chezu_fleet_picture_make (ChezuFleetPicture *self,
                          ChezuFleet *fleet,
                          const ChezuFleetFrame *frame,
                          const ChezuFleetLook *look,
                          PangoContext *context,
                          gint64 now_ms,
                          gint64 *next_ms)
{
  ChezuFleetFrame whole;
  gboolean changed = FALSE;

  set_frame (self, frame, look);
  whole = get_whole_frame (self);
  if (self->sprites == NULL)
    self->sprites = chezu_sprites_new (context, look->scheme, look->scale);
  chezu_sprites_trim (self->sprites);
  chezu_fleet_collect (fleet, &whole, now_ms, self->marks);
  *next_ms = chezu_fleet_next_frame_ms (fleet, &whole, now_ms);
  if (self->is_surface)
    {
      keep_special (self, look, chezu_fleet_peek (fleet));
      changed = chezu_density_picture_make (self->density, fleet, &whole, look->scheme, look->scale,
                                            look->as_textures, now_ms);
    }
  else
    chezu_density_picture_clear (self->density);
  hide_selected (self);

  take_print (self);
  chezu_blocks_begin (self->blocks, &self->range);
  graphene_rect_init (&self->selected_plate, 0.0f, 0.0f, 0.0f, 0.0f);
  if (self->is_surface)
    add_badges (self);
  add_marks (self, fleet, look, now_ms);
  add_plates (self, fleet, frame, look, now_ms);
  add_hover (self, frame, look);
  return chezu_blocks_finish (self->blocks, look->scale, look->as_textures) || changed;
}

void
chezu_fleet_picture_snapshot (ChezuFleetPicture *self,
                              const ChezuFleetFrame *frame,
                              double scale,
                              GtkSnapshot *snapshot)
{
  double pixels = frame->scale * scale;
  gint64 x = llround (frame->x * pixels);
  gint64 y = llround (frame->y * pixels);

  chezu_density_picture_snapshot (self->density, snapshot, (double)(self->range.left - x) / scale,
                                  (double)(self->range.top - y) / scale);
  chezu_blocks_snapshot (self->blocks, snapshot, x, y, scale);
}

/* @bounds: (element-type graphene_rect_t): of badges upon the surface, pixels of the frame */
void
chezu_fleet_picture_get_badges (ChezuFleetPicture *self,
                                const ChezuFleetFrame *frame,
                                GArray *bounds)
{
  const GArray *badges = chezu_density_picture_peek_badges (self->density);
  const float reach = (float)CHEZU_BADGE_SMALL * 0.7f;
  double shift_x;
  double shift_y;

  if (!self->is_surface)
    return;
  get_shift (self, frame, &shift_x, &shift_y);
  for (guint i = 0; i < badges->len; i++)
    {
      const ChezuDensityBadge *badge = &g_array_index (badges, ChezuDensityBadge, i);
      graphene_rect_t box
          = GRAPHENE_RECT_INIT (badge->x - (float)shift_x - reach,
                                badge->y - (float)shift_y - reach, 2 * reach, 2 * reach);

      g_array_append_val (bounds, box);
    }
}

gboolean
chezu_fleet_picture_get_density_scale (const ChezuFleetPicture *self, ChezuDensityScale *scale)
{
  return self->is_surface && chezu_density_picture_get_scale (self->density, scale);
}

/* Milliseconds of the wall clock until an emergency that is shown looks different; G_MAXINT64 when
 * there is none. */
gint64
chezu_fleet_picture_get_pulse_wait_ms (const ChezuFleetPicture *self)
{
  return self->pulses ? PULSE_STEP_MS : G_MAXINT64;
}
