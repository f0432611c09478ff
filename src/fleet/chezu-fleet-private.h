/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the fleet, shared by the files that make it up. */

#pragma once

#include "fleet/chezu-fleet-alarms.h"
#include "fleet/chezu-fleet-ids.h"
#include "fleet/chezu-fleet-marks.h"
#include "fleet/chezu-fleet-motion.h"
#include "fleet/chezu-fleet-order.h"
#include "fleet/chezu-fleet-state.h"
#include "fleet/chezu-fleet-text.h"
#include "fleet/chezu-fleet-tree.h"
#include "fleet/chezu-fleet.h"
#include "store/chezu-alarm-table.h"
#include "store/chezu-vehicle-table.h"

G_BEGIN_DECLS

/* The regions and, last, what lies outside all of them. */
#define CHEZU_FLEET_OUTSIDE CHEZU_REGION_MAX
#define CHEZU_FLEET_N_SLOTS (CHEZU_REGION_MAX + 1)

/* One byte of a vehicle: its state as of settled_ms, what it would be while fresh, and whether it
 * is shown. */
enum
{
  CHEZU_LOOK_STATE = 7,
  CHEZU_LOOK_FRESH_SHIFT = 3,
  CHEZU_LOOK_FRESH = 3 << CHEZU_LOOK_FRESH_SHIFT,
  CHEZU_LOOK_GONE = 1 << 5,  /* an explicit offline event */
  CHEZU_LOOK_SHOWN = 1 << 6, /* it has a position and passes the filter */
  CHEZU_LOOK_TAKEN = 1 << 7, /* only while a frame is gathered: it is accounted for */
};

/* What of the latest fix is needed only when somebody asks for it. */
typedef struct
{
  gint32 lon_e7;
  gint32 lat_e7;
  guint32 odometer_m;  /* CHEZU_REST_NO_ODOMETER */
  guint16 course_cdeg; /* CHEZU_REST_NO_COURSE */
  gint16 altitude_m;
  guint16 flags;
} ChezuFleetRest;

#define CHEZU_REST_NO_ODOMETER G_MAXUINT32
#define CHEZU_REST_NO_COURSE G_MAXUINT16

/* Structure-of-arrays; all of the same length. 92 bytes a vehicle. */
typedef struct
{
  guint n;
  guint allocated;

  gint64 *id;
  float *course;
  double *x;
  double *y;
  gint64 *time_ms;
  gint32 *speed_cm_s;
  guint8 *kind;
  guint8 *region;
  guint8 *alarm; /* as of settled_ms */

  guint8 *look;
  ChezuMotion *motion;
  ChezuFleetRest *rest;
} ChezuFleetColumns;

/* So many vehicles share the instant at which time alone changes the first of their states. */
#define CHEZU_FLEET_DUE_BLOCK 256

typedef struct
{
  gint64 time_ms;
  guint vehicle;
  guint8 priority;
} ChezuFleetAlarm;

struct _ChezuFleet
{
  GObject parent_instance;

  /* Owned references */
  ChezuStore *store; /* NULL in tests and benchmarks */
  ChezuRegionSet *regions;
  ChezuFleetTexts *texts;
  ChezuFleetTree *tree; /* of vehicles with a position */
  ChezuFleetMarks *marks;
  ChezuFleetMarks *pick_marks; /* of a small frame around the pointer */
  GArray *near;                /* of guint: scratch */
  GArray *taken;               /* of guint: those with CHEZU_LOOK_TAKEN */
  GArray *moves;               /* of ChezuFleetMove: scratch of a page */
  GArray *specials;            /* scratch of the gathering */
  GArray *cells;               /* of guint64; the same */
  ChezuFleetOrder order;       /* scratch */
  GArray *due;                 /* of gint64, by block of vehicles */

  ChezuFleetColumns columns;
  ChezuFleetIds ids;
  ChezuFleetArrays view;
  ChezuFleetFilter filter;
  GArray *only; /* of guint32, a bit for each vehicle that is shown; NULL: all */

  /* Vehicles with a position by region and state, as of settled_ms. */
  guint tally[CHEZU_FLEET_N_SLOTS][CHEZU_N_STATES];
  guint without_position;
  gint64 settled_ms;
  gint64 next_change_ms;

  GArray *alarms;       /* of ChezuFleetAlarm: what was raised and may stand now or later */
  GArray *alarmed;      /* of guint: vehicles whose alarm is not none */
  gint64 next_alarm_ms; /* when time alone raises or ends one; earlier if some are new */
  gint64 last_alarm_id; /* of the store */

  const ChezuPlane *plane;
  double reach;       /* how far from its fix any vehicle may be drawn, plane */
  double blend_reach; /* the same for what new fixes took over, until blend_until_ms */
  gint64 blend_until_ms;

  /* The clock of a fleet of the past; live ones have the wall's. */
  gboolean is_past;
  gint64 clock_ms;   /* its time at clock_us */
  gint64 clock_us;   /* of the monotonic clock */
  double clock_rate; /* fleet's milliseconds to the millisecond */

  gint64 last_seq;
  gint64 newest_received_ms;
  guint64 revision; /* grows whenever what is drawn may have changed */

  /* What the marks were gathered for. */
  ChezuFleetFrame gathered_frame;
  gint64 gathered_ms;
  guint64 gathered_revision; /* 0: nothing yet */

  guint tick_source;
  gboolean loaded;
  gboolean following;
  gboolean follow_again;
};

/* Main thread only. Takes over rows that somebody else read; the strings are copied. */
void chezu_fleet_apply_page (ChezuFleet *self, const ChezuVehiclePage *page, gint64 now_ms);
void chezu_fleet_set_regions (ChezuFleet *self, ChezuRegionSet *regions);

/* Brings the cached states and counts to @now_ms; cheap when no state is due. */
void chezu_fleet_settle (ChezuFleet *self, gint64 now_ms);
void chezu_fleet_settle_alarms (ChezuFleet *self, gint64 now_ms);
/* After another filter: who is shown. */
void chezu_fleet_filter_anew (ChezuFleet *self);
/* After another plane: where everybody is. */
void chezu_fleet_project_anew (ChezuFleet *self);

ChezuFleetSpot chezu_fleet_spot_of (gconstpointer fleet, guint index);
void chezu_fleet_draw_at (ChezuFleet *self, guint index, gint64 now_ms, ChezuMotionPoint *point);
/* How far beyond a rectangle to look for what may be drawn in it, plane. */
double chezu_fleet_get_reach (const ChezuFleet *self, gint64 now_ms);

void chezu_fleet_peek_text (ChezuFleet *self, guint index, ChezuFleetText *text);
const GPtrArray *chezu_fleet_peek_enterprises (ChezuFleet *self); /* of ChezuFleetName */

/* Everything that is kept for the vehicles, without and with what is written of them. */
gsize chezu_fleet_get_bytes (ChezuFleet *self);
gsize chezu_fleet_get_text_bytes (ChezuFleet *self);

gsize chezu_fleet_columns_get_bytes (const ChezuFleetColumns *self);
void chezu_fleet_columns_grow (ChezuFleetColumns *self);
void chezu_fleet_columns_clear (ChezuFleetColumns *self);
void chezu_fleet_columns_put_fix (ChezuFleetColumns *self, guint index, const ChezuFix *fix);
void chezu_fleet_columns_get_fix (const ChezuFleetColumns *self, guint index, ChezuFix *fix);
gboolean
chezu_fleet_columns_has_fix (const ChezuFleetColumns *self, guint index, const ChezuFix *fix);

static inline guint8
chezu_fleet_state (const ChezuFleetColumns *columns, guint index)
{
  return columns->look[index] & CHEZU_LOOK_STATE;
}

static inline guint
chezu_fleet_slot (const ChezuFleet *self, guint index)
{
  guint8 region = self->columns.region[index];

  return region == CHEZU_REGION_NONE ? CHEZU_FLEET_OUTSIDE : region;
}

static inline gboolean
chezu_fleet_is_wanted (const ChezuFleet *self, guint index)
{
  return self->only == NULL
         || (index / 32 < self->only->len
             && g_array_index (self->only, guint32, index / 32) >> index % 32 & 1u);
}

/* By the cached state. */
static inline gboolean
chezu_fleet_passes_filter (const ChezuFleet *self, guint index)
{
  return (self->columns.look[index] & CHEZU_LOOK_SHOWN) != 0;
}

G_END_DECLS
