/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine remembers of a vehicle: all of it is of fixed size, so that millions of fixes
 * leave no more behind than one. */

#pragma once

#include "rule/chezu-rule-set.h"
#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* Counts up whenever the meaning of what is remembered changes; a changed size is known by itself.
 */
#define CHEZU_RULE_LAYOUT 2

/* One condition that holds, has been raised, or is on its way back. */
typedef struct
{
  gint64 since_ms; /* the first fix of which it is so; 0: it is not so */
  gint64 calm_ms;  /* raised: the first fix of which it is not so any more; 0: it is */
  gint32 peak;     /* the worst so far */
  gint32 limit;    /* that held there */
  guint32 last_ms; /* since @since_ms: the last fix that says how it is */
  guint16 n_fixes;
  guint8 raised;
  guint8 level; /* how urgent it was at its worst: 0 silent, 1 sounding, 2 serious */
} ChezuEpisode;

typedef enum
{
  CHEZU_EPISODE_OVERSPEED,
  CHEZU_EPISODE_OVERSPEED_NIGHT,
  CHEZU_EPISODE_OVERSPEED_REGION,
  CHEZU_EPISODE_NIGHT_BAN,
  CHEZU_EPISODE_ROUTE_OFF,
  CHEZU_EPISODE_CLOCK_AHEAD,
  CHEZU_EPISODE_CLOCK_ZONE,
  CHEZU_N_EPISODES
} ChezuEpisodeOf;

typedef enum
{
  CHEZU_TOLD_FATIGUE = 1 << 0,
  CHEZU_TOLD_FATIGUE_WARN = 1 << 1,
  CHEZU_TOLD_DRIVE_DAY = 1 << 2,
  CHEZU_TOLD_DRIVE_WEEK = 1 << 3,
  CHEZU_TOLD_OFFLINE_MOVING = 1 << 4,
  CHEZU_TOLD_OFFLINE_LONG = 1 << 5,
  CHEZU_TOLD_PARK_OVER = 1 << 6,
  CHEZU_TOLD_PARK_KNOWN = 1 << 7, /* it stands at a known place: nothing to tell */
} ChezuTold;

/* A place where it stood for long before. */
typedef struct
{
  gint32 lon_e7;
  gint32 lat_e7;
  guint32 last_s; /* seconds since 1970; 0: none */
} ChezuHaunt;

#define CHEZU_HAUNTS 4

/* Plain: a copy of its bytes is a copy. */
typedef struct
{
  ChezuFix before[2];            /* the last valid fixes, newest first; time_ms 0: none */
  gint64 heard_ms;               /* of the last fix, valid or not */
  gint64 excused_ms;             /* that nothing was heard until then is not its fault; 0 never */
  gint64 silent_ms;              /* since when it had been silent before the first sign of life; 0:
                                    a valid fix has told where it is */
  guint32 last_s[CHEZU_N_RULES]; /* when each rule spoke last, seconds since 1970; 0 never */
  ChezuEpisode episodes[CHEZU_N_EPISODES];

  gint64 still_ms;  /* since when it stands; 0: it drives */
  guint32 drive_ms; /* driven since the last rest */
  guint32 night_ms; /* of that at night */

  gint64 park_ms; /* since when it stands within a radius; 0: it does not */
  gint32 park_lon_e7;
  gint32 park_lat_e7;
  ChezuHaunt haunts[CHEZU_HAUNTS];

  gint64 impact_ms; /* of a suspected collision: the last fix before it; 0 none */
  gint64 stand_ms;  /* the first fix at which it stands after it; 0 not yet */
  gint32 impact_cm_s;
  gint32 impact_mm_s2;
  gint32 impact_limit_mm_s2;
  guint8 paper_stage[CHEZU_N_PAPERS]; /* 0 good, 1 … 3 expiring, 4 expired */
  guint8 padding[3];
  guint32 told; /* ChezuTold */
  guint32 padding_end;
} ChezuRuleState;

G_STATIC_ASSERT (sizeof (ChezuRuleState) <= 576);

/* Driving in half hours, for the sums of a day and of a week: with it a vehicle that has them comes
 * to some 1,000 bytes. */
#define CHEZU_HOURS_SLOT_MS (30 * G_GINT64_CONSTANT (60000))
#define CHEZU_HOURS_DAY_SLOTS 48
#define CHEZU_HOURS_SLOTS (7 * CHEZU_HOURS_DAY_SLOTS)

typedef struct
{
  gint64 slot;       /* the newest one, slots since 1970; 0: none yet */
  guint16 day_units; /* sums, in units of ten seconds */
  guint16 week_units;
  guint32 rest_ms;                 /* less than a unit */
  guint8 units[CHEZU_HOURS_SLOTS]; /* by slot, modulo */
} ChezuRuleDriving;

/* A geofence that it is in. */
typedef enum
{
  CHEZU_STAY_BAN_TOLD = 1 << 0,
  CHEZU_STAY_DWELL_TOLD = 1 << 1,
} ChezuStayTold;

typedef struct
{
  gint64 fence;
  gint64 entered_ms;
  guint32 told; /* ChezuStayTold */
  guint32 padding;
} ChezuStay;

#define CHEZU_STAYS_MAX 64

G_END_DECLS
