/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What crosses the border of the store: plain structs with units in their names. */

#pragma once

#include "base/chezu-plate.h"
#include "base/chezu-units.h"
#include "base/chezu-vocabulary.h"
#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* A vehicle as a source describes it. Strings are borrowed by whoever is handed the struct; NULL is
 * unknown. */
typedef struct
{
  gint64 remote_id;      /* the source's own number */
  const char *unique_id; /* terminal identifier */
  const char *plate;     /* as stored: without "·" */
  gint32 plate_color;    /* CHEZU_PLATE_COLOR_UNKNOWN */
  ChezuVehicleKind kind;
  const char *enterprise;
  const char *organisation; /* path, of which the enterprise is a part: chezu-organisation-path.h */
  const char *driver;
  const char *phone;
  const char *model;
  gboolean connected; /* the source has the terminal on line */
  gboolean gone;      /* an explicit offline event */
  gint64 heard_ms;    /* when the source last heard of it; 0 unknown */
} ChezuDevice;

/* One fix of one vehicle of a source, on its way in. */
typedef struct
{
  gint64 remote_id; /* of the vehicle */
  gint64 fix_id;    /* the source's number of the fix; 0 unknown */
  ChezuFix fix;
} ChezuPosition;

/* An event or alarm that a source reports about a vehicle. */
typedef struct
{
  gint64 remote_id; /* of the vehicle */
  gint64 event_id;  /* the source's number of the event; 0: made from a position */
  gint64 time_ms;
  const char *kind;   /* the source's event type: "alarm", "deviceOffline", … */
  const char *alarm;  /* the source's alarm value, NULL when it is none */
  const char *result; /* of a command, as the terminal said it; nullable */
  gboolean has_position;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s;
} ChezuEvent;

/* The latest state of a vehicle as a reader gets it. */
typedef struct
{
  gint64 id; /* the store's own number */
  gint64 seq;
  gint64 source_id;
  gint64 received_ms; /* when this machine committed its last fix */
  gboolean has_fix;
  gboolean connected;
  gboolean gone;
  gint32 interval_ms; /* usual time between fixes; 0 unknown */
  ChezuVehicleKind kind;
  ChezuFix fix;
  const char *plate;
  const char *enterprise;
  const char *organisation; /* path: chezu-organisation-path.h; NULL: the enterprise alone */
  const char *driver;
  const char *phone;
  const char *model;
} ChezuVehicleRow;

typedef struct
{
  gint64 id;
  const char *code; /* "P001" */
  ChezuPlaceKind kind;
  double lon;
  double lat;
  const char *name_zh;
  const char *name_en;
  const char *address_zh;
  const char *phone;
  const char *opening_hours; /* OpenStreetMap syntax */
  gint32 capacity;           /* CHEZU_UNKNOWN */
  const char *capacity_unit;
  const char *services; /* codes joined by ";" */
  const char *region;   /* key of its grid, NULL outside */
} ChezuPlaceRow;

G_END_DECLS
