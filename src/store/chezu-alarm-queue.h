/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits for somebody, what happened to it, and how much comes in. */

#pragma once

#include "store/chezu-alarm-item.h"
#include "store/chezu-alarm-type-table.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_ALARM_QUEUE, /* open and not shelved */
  CHEZU_ALARM_OPEN,  /* shelved ones as well */
  CHEZU_ALARM_ALL,   /* closed ones as well */
} ChezuAlarmSelection;

typedef struct
{
  ChezuAlarmSelection which;
  gboolean has_state;
  ChezuAlarmState state; /* of those, in this state alone */
  gint64 from_ms;        /* raised at or after; 0 any */
  gint64 to_ms;          /* raised before; 0 any */
  const char *type;      /* nullable */
  guint8 priority;       /* 0 any */
  gint64 vehicle_id;     /* 0 any */
  gboolean newest_first; /* by time alone; else by priority, then the oldest first */
  guint limit;
  /* The last one of the page before; zeros: the first page. */
  guint8 after_priority;
  gint64 after_raised_ms;
  gint64 after_id;
} ChezuAlarmFilter;

/* Resolves to a GPtrArray of ChezuAlarmItem. */
DexFuture *chezu_alarm_queue_list (ChezuStore *store, const ChezuAlarmFilter *filter);
/* Resolves to a GPtrArray of those whose seq is greater than @after_seq, in its order, at most
 * @limit: with the signal "changed" of the store, whatever another console does is seen at once. */
DexFuture *chezu_alarm_queue_changes (ChezuStore *store, gint64 after_seq, guint limit);
/* Resolves to a ChezuAlarmItem; rejects with %CHEZU_STORE_ERROR_NOT_FOUND. */
DexFuture *chezu_alarm_queue_find (ChezuStore *store, gint64 alarm_id);

/* When the next thing is due (Unix milliseconds): acknowledging, the first action, or closing; 0
 * when nothing is. */
gint64 chezu_alarm_item_get_due_ms (const ChezuAlarmItem *item, const ChezuAlarmType *type);

/* By priority, 1 to 4. */
typedef struct
{
  guint open[CHEZU_ALARM_P4 + 1]; /* without the shelved */
  guint unacknowledged[CHEZU_ALARM_P4 + 1];
  guint overdue[CHEZU_ALARM_P4 + 1]; /* past the next deadline of their type */
  guint shelved;
  gint64 last_seq;
} ChezuAlarmCounts;

/* Resolves to a ChezuAlarmCounts (g_free ()). */
DexFuture *chezu_alarm_queue_count (ChezuStore *store, gint64 now_ms);

/* A step of an alarm, as a person reads it. */
typedef struct
{
  gint64 id;
  char *desk; /* UUID */
  gint64 number;
  char *host; /* nullable */
  gint64 time_ms;
  char *who;
  char *step; /* its key */
  char *text; /* each nullable */
  char *addressee;
  char *outcome;
  char *item; /* of a check list, that the step ticks */
  char *result;
  guint8 priority; /* 0 none */
  gint64 at_ms;    /* 0 none */
  gint64 until_ms; /* 0 none */
  char *payload;
  gboolean ignored; /* another desk's step came before */
} ChezuAlarmEntry;

void chezu_alarm_entry_free (ChezuAlarmEntry *self);

/* Resolves to a GPtrArray of ChezuAlarmEntry, in the order in which they count. */
DexFuture *chezu_alarm_queue_history (ChezuStore *store, gint64 alarm_id);

/* EEMUA 191: a flood begins when more than ten alarms come in ten minutes, and ends when fewer than
 * five do. Late ones and standing states are no alarms in this sense. */
#define CHEZU_ALARM_FLOOD_BEGINS_ABOVE 10
#define CHEZU_ALARM_FLOOD_ENDS_BELOW 5
#define CHEZU_ALARM_FLOOD_BARS 144

typedef struct
{
  guint last_ten_minutes;
  gboolean flood;
  gint64 flood_since_ms;              /* 0: none now */
  gint64 flood_ms;                    /* how much of the day before @now was flood */
  guint day;                          /* alarms of that day */
  guint bars[CHEZU_ALARM_FLOOD_BARS]; /* by ten minutes, the last one ends at @now */
} ChezuAlarmFlood;

/* @times_ms: ascending, of the day before @now_ms and the ten minutes before it. */
void chezu_alarm_flood_judge (const gint64 *times_ms,
                              guint n_times,
                              gint64 now_ms,
                              ChezuAlarmFlood *flood);
/* Resolves to a ChezuAlarmFlood (g_free ()). */
DexFuture *chezu_alarm_queue_flood (ChezuStore *store, gint64 now_ms);

G_END_DECLS
