/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One fix, as it is stored: the unit of every track. */

#pragma once

#include "base/chezu-units.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_FIX_IGNITION_KNOWN = 1 << 0,
  CHEZU_FIX_IGNITION_ON = 1 << 1,
  CHEZU_FIX_INVALID = 1 << 2,  /* the receiver had no fix; the position is its last one */
  CHEZU_FIX_BUFFERED = 1 << 3, /* sent late from the terminal's memory */
} ChezuFixFlags;

/* CHEZU_UNKNOWN stands for an unknown speed, course or odometer. */
typedef struct
{
  gint64 time_ms;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s;
  gint32 course_cdeg;
  gint64 odometer_m;
  gint16 altitude_m; /* CHEZU_ALTITUDE_UNKNOWN */
  guint16 flags;     /* ChezuFixFlags */
} ChezuFix;

/* A fix and the store's own number of its vehicle. */
typedef struct
{
  gint64 vehicle_id;
  ChezuFix fix;
} ChezuVehicleFix;

G_END_DECLS
