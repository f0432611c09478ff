/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rule has to say. */

#pragma once

#include "base/chezu-alarm-priority.h"
#include "rule/chezu-rule-set.h"
#include "track/chezu-fix.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SIGNAL_RAISED,   /* it is so since then */
  CHEZU_SIGNAL_WORSE,    /* of one that was raised: more urgent than it was, or to be heard now */
  CHEZU_SIGNAL_RETURNED, /* it is not so any more */
  CHEZU_SIGNAL_MOMENT,   /* it happened */
  CHEZU_N_SIGNAL_CHANGES
} ChezuSignalChange;

typedef enum
{
  CHEZU_UNIT_NONE,
  CHEZU_UNIT_CM_S,
  CHEZU_UNIT_M_S2,
  CHEZU_UNIT_SECONDS,
  CHEZU_UNIT_METRES,
  CHEZU_UNIT_KM_H,
  CHEZU_UNIT_DAYS,
  CHEZU_N_SIGNAL_UNITS
} ChezuSignalUnit;

#define CHEZU_SIGNAL_FIXES_MAX 4

typedef struct
{
  const char *type; /* code of the catalogue */
  ChezuSignalChange change;
  gint64 vehicle_id;
  gint64 began_ms; /* since when it is so, or is not so any more */
  gint64 time_ms;  /* when that was certain */
  gint32 lon_e7;   /* where the vehicle was then, as far as is known */
  gint32 lat_e7;
  gint32 speed_cm_s;
  double measured; /* the worst so far */
  double limit;
  ChezuSignalUnit unit; /* of both */
  guint8 priority;
  gboolean sounds;
  gboolean late;       /* known only from fixes that came late: never sounding */
  gboolean repeated;   /* within the time that makes one group of the same vehicle and type */
  const char *snoozed; /* the reason why nobody is to be called; NULL: somebody is */
  gint64 snoozed_until_ms;
  guint version;  /* of the rule; 0: a device said so */
  gint64 subject; /* geofence, other vehicle, or ChezuPaper; 0 none */
  /* Times of the fixes that decide, ascending. All fixes between them belong to it as well. */
  gint64 fixes[CHEZU_SIGNAL_FIXES_MAX];
  guint n_fixes;
} ChezuRuleSignal;

/* Borrowed until it returns. */
typedef void (*ChezuRuleSink) (const ChezuRuleSignal *signal, gpointer data);

const char *chezu_signal_change_key (ChezuSignalChange change);
const char *chezu_signal_unit_key (ChezuSignalUnit unit);

G_END_DECLS
