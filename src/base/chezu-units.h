/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The integers that Chezu stores, and how they come from and go to what people and wires speak. */

#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

#define CHEZU_E7 10000000

/* "Not known" in an integer column of a fix. */
#define CHEZU_UNKNOWN (-1)
#define CHEZU_ALTITUDE_UNKNOWN G_MININT16

/* One international knot is 1852 m an hour. */
#define CHEZU_CM_S_PER_KNOT (185200.0 / 3600.0)

static inline gint32
chezu_degrees_to_e7 (double degrees)
{
  return (gint32)lround (degrees * CHEZU_E7);
}

static inline double
chezu_e7_to_degrees (gint32 e7)
{
  return (double)e7 / CHEZU_E7;
}

static inline gint32
chezu_knots_to_cm_s (double knots)
{
  return (gint32)lround (knots * CHEZU_CM_S_PER_KNOT);
}

static inline double
chezu_cm_s_to_knots (gint32 cm_s)
{
  return cm_s / CHEZU_CM_S_PER_KNOT;
}

static inline gint32
chezu_km_h_to_cm_s (double km_h)
{
  return (gint32)lround (km_h * (100000.0 / 3600.0));
}

static inline double
chezu_cm_s_to_km_h (gint32 cm_s)
{
  return cm_s * 0.036;
}

/* Degrees clockwise from north, any turn, to 0 … 35999. */
static inline gint32
chezu_degrees_to_course_cdeg (double degrees)
{
  gint32 cdeg = (gint32)lround (fmod (degrees, 360.0) * 100.0);

  if (cdeg < 0)
    cdeg += 36000;
  return cdeg % 36000;
}

G_END_DECLS
