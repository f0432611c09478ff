/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the fleet, shared by the files that make it up. */

#pragma once

#include "fleet/chezu-fleet-alarms.h"
#include "fleet/chezu-fleet-grid.h"
#include "fleet/chezu-fleet-marks.h"
#include "fleet/chezu-fleet-motion.h"
#include "fleet/chezu-fleet-state.h"
#include "fleet/chezu-fleet.h"
#include "store/chezu-alarm-table.h"
#include "store/chezu-vehicle-table.h"

G_BEGIN_DECLS

/* The regions and, last, what lies outside all of them. */
#define CHEZU_FLEET_OUTSIDE CHEZU_REGION_MAX
#define CHEZU_FLEET_N_SLOTS (CHEZU_REGION_MAX + 1)
/* Side of a cell of the coarsest level: 72 pixels at zoom 0. Each level halves it. */
#define CHEZU_FLEET_ROOT_SIDE (72.0 / 256.0)

/* A name that many vehicles share. */
typedef struct
{
  char *name;
  char *key; /* folded */
  guint n;   /* vehicles that bear it */
} ChezuFleetName;

/* Text of one vehicle; NULL is unknown, keys never are NULL. */
typedef struct
{
  char *plate;
  char *driver;
  char *phone;
  ChezuFleetName *enterprise;
  ChezuFleetName *model;
  char *plate_key;
  char *driver_key;
} ChezuFleetText;

/* Structure-of-arrays; all of the same length. */
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

  ChezuMotion *motion;
  ChezuFleetLife *life;
  guint8 *state;      /* as of settled_ms */
  gint64 *changes_ms; /* when time alone changes it */
  ChezuFix *fix;
  ChezuFleetText *text;
} ChezuFleetColumns;

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
  GHashTable *by_id;       /* id → index + 1 */
  GHashTable *enterprises; /* name → ChezuFleetName */
  GHashTable *models;
  ChezuFleetGrid *grid;
  ChezuFleetMarks *marks;
  GArray *near; /* of guint: scratch */

  ChezuFleetColumns columns;
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

const ChezuFleetText *chezu_fleet_peek_text (ChezuFleet *self, guint index);
GHashTable *chezu_fleet_peek_enterprises (ChezuFleet *self);

void chezu_fleet_columns_grow (ChezuFleetColumns *self);
void chezu_fleet_columns_clear (ChezuFleetColumns *self);
void chezu_fleet_name_free (ChezuFleetName *self);

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
  return self->columns.time_ms[index] != 0 && chezu_fleet_is_wanted (self, index)
         && ((self->filter.states >> self->columns.state[index])
             & (self->filter.regions >> chezu_fleet_slot (self, index))
             & ~(self->filter.hidden_kinds >> self->columns.kind[index]) & 1u);
}

G_END_DECLS
