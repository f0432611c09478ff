/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which road a place is on. Plain memory: it is built once and asked for every fix that drives. */

#pragma once

#include "rule/chezu-rule-facts.h"

G_BEGIN_DECLS

/* A stretch of road as the tables have it. */
typedef struct
{
  char *ref; /* "G3"; nullable */
  char *name_zh;
  char *name_en; /* nullable */
  char *from_zh; /* where the line begins and ends; nullable */
  char *to_zh;
  ChezuRoadClass class;
  double limit_truck_km_h; /* of signs; 0 not known */
  double limit_car_km_h;
  double length_m;
} ChezuRoad;

typedef struct
{
  const ChezuRoad *road;
  double off_m;          /* beside its line */
  double along_m;        /* from its beginning */
  double course_degrees; /* of the line, in its own direction */
} ChezuRoadHit;

typedef struct _ChezuRoadIndex ChezuRoadIndex;

ChezuRoadIndex *chezu_road_index_new (void);
ChezuRoadIndex *chezu_road_index_ref (ChezuRoadIndex *self);
void chezu_road_index_unref (ChezuRoadIndex *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuRoadIndex, chezu_road_index_unref)

/* Copies @road and the line: longitude, latitude, … in degrees; at least two points. Its length,
 * where it is 0, is that of the line. */
void chezu_road_index_add (ChezuRoadIndex *self,
                           const ChezuRoad *road,
                           const double *lon_lat,
                           guint n_points);
guint chezu_road_index_get_size (const ChezuRoadIndex *self);

/* The nearest road within CHEZU_ROAD_REACH_M. FALSE where there is none. */
#define CHEZU_ROAD_REACH_M 60.0
gboolean
chezu_road_index_find (const ChezuRoadIndex *self, double lon, double lat, ChezuRoadHit *hit);

G_END_DECLS
