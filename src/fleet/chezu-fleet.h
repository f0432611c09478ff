/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The live picture: every vehicle of the store as structure-of-arrays in the Web Mercator square.
 */

#pragma once

#include "base/chezu-plane.h"
#include "fleet/chezu-region-set.h"
#include "store/chezu-record.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* Older than three of its intervals, at least a minute: stale. Half an hour, or an offline event:
 * lost. (ux.md, part 4) */
#define CHEZU_FLEET_STALE_INTERVALS 3
#define CHEZU_FLEET_STALE_MIN_MS (60 * 1000)
#define CHEZU_FLEET_LOST_MS (30 * 60 * 1000)
/* Under 3 km/h a vehicle stands and keeps its last course. */
#define CHEZU_FLEET_MOVING_MIN_CM_S 83

#define CHEZU_FLEET_NONE G_MAXUINT

/* Read-only view of the arrays; valid until the fleet's next "changed". Index = position in every
 * array, stable for the life of the fleet (vehicles are appended, never moved). */
typedef struct
{
  guint n;
  const gint64 *id;
  const float *course; /* radians clockwise from north, of the last fix that moved */
  const double *x;     /* Mercator, of the latest fix */
  const double *y;
  const gint64 *time_ms; /* of the latest fix; 0 none yet */
  const gint32 *speed_cm_s;
  const guint8 *kind;   /* ChezuVehicleKind */
  const guint8 *region; /* index in the region set, CHEZU_REGION_NONE outside */
  const guint8 *alarm;  /* the worst that stood when the fleet was last asked or told of a time */
} ChezuFleetArrays;

typedef struct
{
  guint total; /* with a position */
  guint state[CHEZU_N_STATES];
  guint region[CHEZU_REGION_MAX];
  guint outside;
  guint without_position;
} ChezuFleetCounts;

/* Which vehicles are shown. */
typedef struct
{
  guint32 states;       /* a bit set = shown: 1 << ChezuVehicleState */
  guint32 regions;      /* 1 << region index; bit 31: outside all regions */
  guint32 hidden_kinds; /* a bit set = hidden: 1 << ChezuVehicleKind */
} ChezuFleetFilter;

#define CHEZU_FLEET_FILTER_ALL ((ChezuFleetFilter){ G_MAXUINT32, G_MAXUINT32, 0 })

static inline gboolean
chezu_fleet_filter_equal (const ChezuFleetFilter *a, const ChezuFleetFilter *b)
{
  return a->states == b->states && a->regions == b->regions && a->hidden_kinds == b->hidden_kinds;
}

/* What is drawn at one place: a single vehicle or a disc of many. */
typedef struct
{
  float x; /* pixels, in the frame that was asked for */
  float y;
  guint32 count;   /* 1: a vehicle */
  guint32 vehicle; /* index when count is 1, else one of the members */
  guint32 state[CHEZU_N_STATES];
  float angle; /* radians clockwise from up, of a single vehicle */
  guint8 vehicle_state;
  guint8 kind;
  guint8 alarm; /* the worst one standing: 1 emergency … 4 notice, 0 none */
} ChezuFleetMark;

#define CHEZU_TYPE_FLEET (chezu_fleet_get_type ())
G_DECLARE_FINAL_TYPE (ChezuFleet, chezu_fleet, CHEZU, FLEET, GObject)

/* Main thread only. Follows the store by itself; signal "changed" () after each batch taken over,
 * and "ticked" () when states may have changed because time went by (at least every 5 s). */
ChezuFleet *chezu_fleet_new (ChezuStore *store);
DexFuture *
chezu_fleet_load (ChezuFleet *self); /* resolves when regions and all vehicles are there */

/* The fleet's own time: everything that draws or judges a vehicle asks for it. The wall clock, or,
 * of a fleet that shows the past, a clock that moves at @rate (0 stands still). */
gint64 chezu_fleet_get_now_ms (ChezuFleet *self);
void chezu_fleet_set_clock (ChezuFleet *self, gint64 at_ms, double rate);
gboolean chezu_fleet_is_past (ChezuFleet *self);
/* Of the past both neighbours of a moment are known: from its fix vehicle @index goes straight to
 * @next, which is at most CHEZU_MOTION_LEAD_MAX_MS later. To be called after its fix was applied.
 */
void chezu_fleet_lead (ChezuFleet *self, guint index, const ChezuFix *next);
/* Milliseconds of the wall clock until the fleet's time is @time_ms; G_MAXINT64: never. */
gint64 chezu_fleet_wait_ms (ChezuFleet *self, gint64 time_ms);

/* What x and y of the arrays, frames and marks are in; WGS-84 at first. */
void chezu_fleet_set_plane (ChezuFleet *self, const ChezuPlane *plane);
const ChezuPlane *chezu_fleet_get_plane (ChezuFleet *self);

ChezuRegionSet *chezu_fleet_get_regions (ChezuFleet *self);
const ChezuFleetArrays *chezu_fleet_peek (ChezuFleet *self);
gint64 chezu_fleet_get_newest_received_ms (ChezuFleet *self);

guint chezu_fleet_find (ChezuFleet *self, gint64 id);
guint chezu_fleet_find_plate (ChezuFleet *self, const char *plate);
const char *chezu_fleet_get_plate (ChezuFleet *self, guint index);
/* As search compares them (chezu-fold.h): never NULL but for an enterprise that is not known. */
const char *chezu_fleet_get_plate_key (ChezuFleet *self, guint index);
const char *chezu_fleet_get_driver_key (ChezuFleet *self, guint index);
const char *chezu_fleet_get_enterprise_key (ChezuFleet *self, guint index);
const char *chezu_fleet_get_driver (ChezuFleet *self, guint index);
const char *chezu_fleet_get_enterprise (ChezuFleet *self, guint index);
const char *chezu_fleet_get_organisation (ChezuFleet *self, guint index);
const char *chezu_fleet_get_phone (ChezuFleet *self, guint index);
const char *chezu_fleet_get_model (ChezuFleet *self, guint index);
void chezu_fleet_get_fix (ChezuFleet *self, guint index, ChezuFix *fix);

/* Its usual time from one fix to the next; 0 unknown. */
gint32 chezu_fleet_get_interval_ms (ChezuFleet *self, guint index);

ChezuVehicleState chezu_fleet_get_state (ChezuFleet *self, guint index, gint64 now_ms);
/* Where it is drawn now: dead reckoning along course and speed, blended into each new fix without a
 * jump. */
void chezu_fleet_get_drawn (
    ChezuFleet *self, guint index, gint64 now_ms, double *x, double *y, float *course);

void chezu_fleet_set_filter (ChezuFleet *self, ChezuFleetFilter filter);
ChezuFleetFilter chezu_fleet_get_filter (ChezuFleet *self);
gboolean chezu_fleet_is_shown (ChezuFleet *self, guint index, gint64 now_ms);

/* Counts of the whole fleet: per state those within the region filter, per region those within the
 * state filter, so that each group of filters tells what a click would show; total is unfiltered.
 */
void chezu_fleet_count (ChezuFleet *self, gint64 now_ms, ChezuFleetCounts *counts);

/* A frame: the part of the world of @width x @height pixels whose upper left corner is at Mercator
 * (x, y), @scale pixels to the Mercator unit. Fills @marks (GArray of ChezuFleetMark): from 13
 * vehicles in a cell of 72 pixels one disc (it dissolves at 10), else single vehicles; discs never
 * below @zoom 14 unless a stack cannot be parted. Vehicles at which an alarm of priority 1 or 2
 * stands leave their disc from zoom 7 on. */
typedef struct
{
  double x;
  double y;
  double scale;
  int width;
  int height;
  guint apart; /* 1 + index of a vehicle that is shown by itself whatever the filter; 0 none */
} ChezuFleetFrame;

void
chezu_fleet_collect (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms, GArray *marks);
/* Radius in pixels of the disc that stands for @count vehicles. */
float chezu_fleet_disc_radius (guint count);
/* When the next frame would differ by half a pixel; G_MAXINT64: not before the fleet changes. */
gint64 chezu_fleet_next_frame_ms (ChezuFleet *self, const ChezuFleetFrame *frame, gint64 now_ms);
/* Nearest shown vehicle within @radius pixels, or CHEZU_FLEET_NONE; members of a stack into @stack
 * (guint) if given. */
guint chezu_fleet_pick (ChezuFleet *self,
                        const ChezuFleetFrame *frame,
                        double x,
                        double y,
                        double radius,
                        gint64 now_ms,
                        GArray *stack);

G_END_DECLS
