/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrays of the fleet: how they grow and how a fix is kept in them. */

#include "fleet/chezu-fleet-private.h"

#define FIRST_ALLOCATION 1024
/* Beyond that a sixteenth is added at a time: large arrays grow by moving pages, not bytes. */
#define DOUBLED_UP_TO 16384

G_STATIC_ASSERT (sizeof (ChezuFleetRest) == 20);

/* Makes room for one more vehicle. */
void
chezu_fleet_columns_grow (ChezuFleetColumns *self)
{
  if (self->n < self->allocated)
    return;

  self->allocated += self->allocated < DOUBLED_UP_TO ? MAX (FIRST_ALLOCATION, self->allocated)
                                                     : self->allocated / 16;
  self->id = g_renew (gint64, self->id, self->allocated);
  self->course = g_renew (float, self->course, self->allocated);
  self->x = g_renew (double, self->x, self->allocated);
  self->y = g_renew (double, self->y, self->allocated);
  self->time_ms = g_renew (gint64, self->time_ms, self->allocated);
  self->speed_cm_s = g_renew (gint32, self->speed_cm_s, self->allocated);
  self->kind = g_renew (guint8, self->kind, self->allocated);
  self->region = g_renew (guint8, self->region, self->allocated);
  self->alarm = g_renew (guint8, self->alarm, self->allocated);
  self->look = g_renew (guint8, self->look, self->allocated);
  self->motion = g_renew (ChezuMotion, self->motion, self->allocated);
  self->rest = g_renew (ChezuFleetRest, self->rest, self->allocated);
}

void
chezu_fleet_columns_clear (ChezuFleetColumns *self)
{
  g_free (self->id);
  g_free (self->course);
  g_free (self->x);
  g_free (self->y);
  g_free (self->time_ms);
  g_free (self->speed_cm_s);
  g_free (self->kind);
  g_free (self->region);
  g_free (self->alarm);
  g_free (self->look);
  g_free (self->motion);
  g_free (self->rest);
  *self = (ChezuFleetColumns){ 0 };
}

gsize
chezu_fleet_columns_get_bytes (const ChezuFleetColumns *self)
{
  const gsize each = sizeof *self->id + sizeof *self->course + sizeof *self->x + sizeof *self->y
                     + sizeof *self->time_ms + sizeof *self->speed_cm_s + sizeof *self->kind
                     + sizeof *self->region + sizeof *self->alarm + sizeof *self->look
                     + sizeof *self->motion + sizeof *self->rest;

  return self->allocated * each;
}

static ChezuFleetRest
rest_of (const ChezuFix *fix)
{
  return (ChezuFleetRest){
    .lon_e7 = fix->lon_e7,
    .lat_e7 = fix->lat_e7,
    .odometer_m = fix->odometer_m >= 0 && fix->odometer_m < CHEZU_REST_NO_ODOMETER
                      ? (guint32)fix->odometer_m
                      : CHEZU_REST_NO_ODOMETER,
    .course_cdeg = fix->course_cdeg >= 0 && fix->course_cdeg < CHEZU_REST_NO_COURSE
                       ? (guint16)fix->course_cdeg
                       : CHEZU_REST_NO_COURSE,
    .altitude_m = fix->altitude_m,
    .flags = fix->flags,
  };
}

/* All but the motion, which goes on from what was there before. */
void
chezu_fleet_columns_put_fix (ChezuFleetColumns *self, guint index, const ChezuFix *fix)
{
  self->time_ms[index] = fix->time_ms;
  self->speed_cm_s[index] = fix->speed_cm_s;
  self->rest[index] = rest_of (fix);
}

void
chezu_fleet_columns_get_fix (const ChezuFleetColumns *self, guint index, ChezuFix *fix)
{
  const ChezuFleetRest *rest = &self->rest[index];

  *fix = (ChezuFix){
    .time_ms = self->time_ms[index],
    .lon_e7 = rest->lon_e7,
    .lat_e7 = rest->lat_e7,
    .speed_cm_s = self->speed_cm_s[index],
    .course_cdeg = rest->course_cdeg == CHEZU_REST_NO_COURSE ? CHEZU_UNKNOWN : rest->course_cdeg,
    .odometer_m
    = rest->odometer_m == CHEZU_REST_NO_ODOMETER ? CHEZU_UNKNOWN : (gint64)rest->odometer_m,
    .altitude_m = rest->altitude_m,
    .flags = rest->flags,
  };
}

gboolean
chezu_fleet_columns_has_fix (const ChezuFleetColumns *self, guint index, const ChezuFix *fix)
{
  const ChezuFleetRest *rest = &self->rest[index];
  const ChezuFleetRest other = rest_of (fix);

  return self->time_ms[index] == fix->time_ms && rest->lon_e7 == other.lon_e7
         && rest->lat_e7 == other.lat_e7 && self->speed_cm_s[index] == fix->speed_cm_s
         && rest->course_cdeg == other.course_cdeg && rest->flags == other.flags;
}
