/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts in small cells, blurred by three passes of a moving average, which comes near to a bell;
 * then a colour for each pixel between the cells. What one vehicle leaves is just to be seen. */

#include "map/chezu-density-picture.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-geodesy.h"
#include "fleet/chezu-fleet-density.h"
#include "map/chezu-blocks.h"

#include <math.h>
#include <string.h>

#define CELL_PX 5.0
#define BLUR_PX 6.5
#define PASSES 3
/* Of a vehicle that is alone, at the middle of its blur. */
#define FAINTEST 0.55
/* The scale stays while the largest density is between this part of its top and the top. */
#define TOP_HOLDS 0.18
#define AREA_M2 1e8 /* a hundred square kilometres */
#define BADGE_GAP_PX 19.0f

struct _ChezuDensityPicture
{
  ChezuFleetDensity density;
  ChezuFleetFrame frame; /* what was asked for */
  float *strengths;      /* of the cells; densities before */
  float *scratch;
  gsize n_allocated;
  GArray *badges; /* of ChezuDensityBadge */

  ChezuDensityScale scale; /* top is 0: nothing is shown */
  guint64 signature;
  GskRenderNode *node; /* origin at the frame's corner */
};

ChezuDensityPicture *
chezu_density_picture_new (void)
{
  ChezuDensityPicture *self = g_new0 (ChezuDensityPicture, 1);

  self->badges = g_array_new (FALSE, FALSE, sizeof (ChezuDensityBadge));
  return self;
}

void
chezu_density_picture_clear (ChezuDensityPicture *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_array_set_size (self->badges, 0);
  self->signature = 0;
  self->scale = (ChezuDensityScale){ 0 };
}

void
chezu_density_picture_free (ChezuDensityPicture *self)
{
  chezu_density_picture_clear (self);
  chezu_fleet_density_clear (&self->density);
  g_array_unref (self->badges);
  g_free (self->strengths);
  g_free (self->scratch);
  g_free (self);
}

/* --- Blurring */

/* A moving average of 2 @radius + 1 values; beyond the ends there is nothing. */
static void
average (const float *source, float *target, int n, int step, int radius)
{
  float sum = 0.0f;
  float share = 1.0f / (float)(2 * radius + 1);

  for (int i = 0; i < MIN (radius, n); i++)
    sum += source[i * step];
  for (int i = 0; i < n; i++)
    {
      if (i + radius < n)
        sum += source[(i + radius) * step];
      if (i - radius - 1 >= 0)
        sum -= source[(i - radius - 1) * step];
      target[i * step] = MAX (sum, 0.0f) * share;
    }
}

/* Half the width of each of several averages that together have this deviation. */
static int
radius_of (double deviation)
{
  return MAX ((int)lround ((sqrt (12.0 * deviation * deviation / PASSES + 1.0) - 1.0) / 2.0), 1);
}

/* Square of the deviation that they have. */
static double
variance_of (int radius)
{
  double width = 2.0 * radius + 1.0;

  return PASSES * (width * width - 1.0) / 12.0;
}

static void
blur (ChezuDensityPicture *self, int radius)
{
  int n_columns = (int)self->density.n_columns;
  int n_rows = (int)self->density.n_rows;

  for (int pass = 0; pass < PASSES; pass++)
    {
      for (int row = 0; row < n_rows; row++)
        average (self->strengths + row * n_columns, self->scratch + row * n_columns, n_columns, 1,
                 radius);
      for (int column = 0; column < n_columns; column++)
        average (self->scratch + column, self->strengths + column, n_rows, n_columns, radius);
    }
}

/* --- From counts to strengths */

static guint64
sign (const ChezuDensityPicture *self, ChezuScheme scheme, double scale, gboolean as_texture)
{
  const ChezuFleetDensity *density = &self->density;
  gsize n = (gsize)density->n_columns * density->n_rows;
  guint64 signature = (guint64)scheme << 32 | (guint64)(scale * 64.0) << 1 | (guint64)as_texture;
  guint64 corner[4];

  memcpy (corner, &(double[]){ self->frame.x, self->frame.y, self->frame.scale, density->x },
          sizeof corner);
  for (guint i = 0; i < G_N_ELEMENTS (corner); i++)
    signature = (signature ^ corner[i]) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  for (gsize i = 0; i < n; i++)
    signature = (signature ^ density->counts[i] ^ (guint64)density->alarms[i] << 40)
                * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return signature | 1;
}

static void
take_counts (ChezuDensityPicture *self)
{
  gsize n = (gsize)self->density.n_columns * self->density.n_rows;

  if (n > self->n_allocated)
    {
      self->n_allocated = n + n / 4;
      self->strengths = g_renew (float, self->strengths, self->n_allocated);
      self->scratch = g_renew (float, self->scratch, self->n_allocated);
    }
  for (gsize i = 0; i < n; i++)
    self->strengths[i] = (float)self->density.counts[i];
}

/* As a scale bar does, the colours speak of the middle of the map. */
static double
cell_areas (const ChezuDensityPicture *self)
{
  const ChezuFleetFrame *frame = &self->frame;
  double lon;
  double lat;
  double side_m;

  chezu_mercator_unproject (frame->x + frame->width / 2.0 / frame->scale,
                            frame->y + frame->height / 2.0 / frame->scale, &lon, &lat);
  side_m = self->density.side * chezu_mercator_metres_per_unit (lat);
  return side_m * side_m / AREA_M2;
}

/* The ends of the colours; they stay as long as they fit, so that a vehicle more changes none. */
static void
choose_scale (ChezuDensityPicture *self, float largest, double area, double variance)
{
  double bottom = FAINTEST / (2.0 * G_PI * variance) / area;
  double top = MAX (largest / area, 4.0 * bottom);

  if (self->scale.bottom != bottom || top > self->scale.top || top < self->scale.top * TOP_HOLDS)
    self->scale.top = chezu_density_round_up (top);
  self->scale.bottom = bottom;
}

static void
take_strengths (ChezuDensityPicture *self, double variance)
{
  gsize n = (gsize)self->density.n_columns * self->density.n_rows;
  double area = cell_areas (self);
  float largest = 0.0f;

  for (gsize i = 0; i < n; i++)
    largest = MAX (largest, self->strengths[i]);
  choose_scale (self, largest, area, variance);
  for (gsize i = 0; i < n; i++)
    if (self->strengths[i] > 0.0f)
      self->strengths[i] = (float)chezu_density_strength (&self->scale, self->strengths[i] / area);
}

/* --- From strengths to pixels */

static void
fill_colors (guint32 colors[CHEZU_DENSITY_STEPS], ChezuScheme scheme)
{
  for (guint i = 0; i < CHEZU_DENSITY_STEPS; i++)
    {
      GdkRGBA rgba = chezu_density_color (i / (CHEZU_DENSITY_STEPS - 1.0), scheme);
      float alpha = rgba.alpha * 255.0f;

      colors[i] = (guint32)lroundf (alpha) << 24 | (guint32)lroundf (rgba.red * alpha) << 16
                  | (guint32)lroundf (rgba.green * alpha) << 8
                  | (guint32)lroundf (rgba.blue * alpha);
    }
}

/* The row of strengths at @y, cells, between two rows of cells.
 * Returns: whether there is anything */
static gboolean
mix_rows (ChezuDensityPicture *self, double y, float *mixed)
{
  int n_columns = (int)self->density.n_columns;
  int row = CLAMP ((int)floor (y), 0, (int)self->density.n_rows - 2);
  float part = (float)CLAMP (y - row, 0.0, 1.0);
  const float *above = self->strengths + row * n_columns;
  const float *below = above + n_columns;
  float largest = 0.0f;

  for (int i = 0; i < n_columns; i++)
    {
      mixed[i] = above[i] + (below[i] - above[i]) * part;
      largest = MAX (largest, mixed[i]);
    }
  return largest > 0.0f;
}

static guint32 *
paint (ChezuDensityPicture *self, int width, int height, double scale, ChezuScheme scheme)
{
  const ChezuFleetDensity *density = &self->density;
  double cells = 1.0 / (density->side * self->frame.scale * scale); /* to the device pixel */
  double left = (self->frame.x - density->x) / density->side - 0.5;
  double top = (self->frame.y - density->y) / density->side - 0.5;
  guint32 *pixels = g_new0 (guint32, (gsize)width * (gsize)height);
  g_autofree float *mixed = g_new (float, density->n_columns);
  guint32 colors[CHEZU_DENSITY_STEPS];

  fill_colors (colors, scheme);
  for (int y = 0; y < height; y++)
    {
      guint32 *row = pixels + (gsize)y * (gsize)width;

      if (!mix_rows (self, top + (y + 0.5) * cells, mixed))
        continue;
      for (int x = 0; x < width; x++)
        {
          float at = (float)(left + (x + 0.5) * cells);
          int cell = CLAMP ((int)at, 0, (int)density->n_columns - 2);
          float strength = mixed[cell] + (mixed[cell + 1] - mixed[cell]) * (at - (float)cell);

          row[x] = colors[(guint)(CLAMP (strength, 0.0f, 1.0f) * (CHEZU_DENSITY_STEPS - 1) + 0.5f)];
        }
    }
  return pixels;
}

/* --- Alarms */

static gboolean
has_room (const GArray *badges, float x, float y)
{
  for (guint i = 0; i < badges->len; i++)
    {
      const ChezuDensityBadge *badge = &g_array_index (badges, ChezuDensityBadge, i);

      if (hypotf (badge->x - x, badge->y - y) < BADGE_GAP_PX)
        return FALSE;
    }
  return TRUE;
}

/* The worst first; one stands for all that are near. */
static void
find_badges (ChezuDensityPicture *self)
{
  const ChezuFleetDensity *density = &self->density;
  float cell_px = (float)(density->side * self->frame.scale);
  float left = (float)((density->x - self->frame.x) * self->frame.scale);
  float top = (float)((density->y - self->frame.y) * self->frame.scale);
  gsize n = (gsize)density->n_columns * density->n_rows;

  g_array_set_size (self->badges, 0);
  for (guint8 priority = CHEZU_ALARM_P1; priority <= CHEZU_ALARM_P4; priority++)
    for (gsize i = 0; i < n; i++)
      {
        ChezuDensityBadge badge = { .priority = priority };

        if (density->alarms[i] != priority)
          continue;
        badge.x = left + ((float)(i % density->n_columns) + 0.5f) * cell_px;
        badge.y = top + ((float)(i / density->n_columns) + 0.5f) * cell_px;
        if (has_room (self->badges, badge.x, badge.y))
          g_array_append_val (self->badges, badge);
      }
}

/* --- Making it */

/**
 * chezu_density_picture_make:
 * @frame: what is covered, logical pixels
 * @scale: device pixels to the logical pixel
 *
 * Returns: whether anything looks different from before
 */
gboolean
chezu_density_picture_make (ChezuDensityPicture *self,
                            ChezuFleet *fleet,
                            const ChezuFleetFrame *frame,
                            ChezuScheme scheme,
                            double scale,
                            gboolean as_texture,
                            gint64 now_ms)
{
  const double margin = BLUR_PX * 3.0; /* what lies beyond the edge reaches that far over it */
  ChezuFleetFrame around = *frame;
  guint64 signature;
  int radius;
  cairo_rectangle_int_t bounds
      = { 0, 0, (int)ceil (frame->width * scale), (int)ceil (frame->height * scale) };

  around.x -= margin / frame->scale;
  around.y -= margin / frame->scale;
  around.width += (int)(2.0 * margin);
  around.height += (int)(2.0 * margin);
  chezu_fleet_collect_density (fleet, &around, CELL_PX, now_ms, &self->density);
  self->frame = *frame;
  signature = sign (self, scheme, scale, as_texture);
  if (signature == self->signature)
    return FALSE;

  self->signature = signature;
  radius = radius_of (BLUR_PX / (self->density.side * frame->scale));
  take_counts (self);
  blur (self, radius);
  take_strengths (self, variance_of (radius));
  find_badges (self);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = chezu_blocks_make_node (paint (self, bounds.width, bounds.height, scale, scheme),
                                       &bounds, scale, as_texture);
  return TRUE;
}

/* (x, y): of the frame's corner, logical pixels */
void
chezu_density_picture_snapshot (ChezuDensityPicture *self,
                                GtkSnapshot *snapshot,
                                double x,
                                double y)
{
  if (self->node == NULL)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  gtk_snapshot_append_node (snapshot, self->node);
  gtk_snapshot_restore (snapshot);
}

gboolean
chezu_density_picture_get_scale (const ChezuDensityPicture *self, ChezuDensityScale *scale)
{
  if (self->node == NULL)
    return FALSE;
  *scale = self->scale;
  return TRUE;
}

const GArray *
chezu_density_picture_peek_badges (const ChezuDensityPicture *self)
{
  return self->badges;
}
