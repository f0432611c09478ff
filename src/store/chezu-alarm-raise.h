/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody who raises an alarm knows of it. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

/* The same vehicle and type within this time is one alarm that comes again (domain.md, part 3). */
#define CHEZU_ALARM_GROUP_MS (10 * 60 * 1000)
/* What comes again so soon says nothing new: it is counted, and logged, once a minute. */
#define CHEZU_ALARM_CHATTER_MS (60 * 1000)
/* What is older when it arrives is late: it is on record and in the queue, but calls nobody. */
#define CHEZU_ALARM_LATE_MS (10 * 60 * 1000)
#define CHEZU_ALARM_FIXES_MAX 64

typedef struct
{
  const char *type; /* code of the catalogue */
  gint64 vehicle_id;
  gint64 at_ms; /* when it began on the road */
  gboolean has_position;
  gint32 lon_e7;
  gint32 lat_e7;
  gint32 speed_cm_s; /* -1 not known */
  gint32 limit_cm_s; /* -1 none */
  guint8 priority;   /* 0: that of the type */
  guint8 level;      /* of active safety; 2 makes it one more urgent. 0 not known */
  gboolean late;
  gboolean lapsed;  /* it is too late for anybody to act */
  gboolean silent;  /* it calls nobody */
  gboolean goes_on; /* the same as an open one of vehicle and type, however long ago that began */
  const char *rule; /* nullable */
  int rule_version; /* 0 none */
  const gint64 *fixes; /* times of the fixes of the vehicle that it rests on */
  guint n_fixes;       /* at most CHEZU_ALARM_FIXES_MAX are kept */
  double measured;     /* by the rule, in its unit */
  double bound;        /* that it allows */
  const char *unit;    /* key of ChezuSignalUnit; NULL: neither is known */
  gint64 subject;      /* geofence, other vehicle, or ChezuPaper; 0 none */
  const char *raw;     /* what a device called it, as alarm_mapping has it; nullable */
  const char *text;    /* more words; nullable */
} ChezuAlarmRaise;

#define CHEZU_ALARM_RAISE_INIT ((ChezuAlarmRaise){ .speed_cm_s = -1, .limit_cm_s = -1 })

/* Copies @raise. Resolves to the alarm's id (gint64), 0 where the type is switched off. */
DexFuture *chezu_alarm_raise (ChezuStore *store, const ChezuAlarmRaise *raise);
/* The newest open alarm of the vehicle and type is over on the road since @at_ms; nothing where
 * there is none. */
DexFuture *
chezu_alarm_return (ChezuStore *store, gint64 vehicle_id, const char *type, gint64 at_ms);

G_END_DECLS
