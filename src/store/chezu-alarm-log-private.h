/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The append-only log of steps, desk by desk, and how what an alarm is now follows from it. */

#pragma once

#include "store/chezu-alarm-item.h"
#include "store/chezu-statement.h"

G_BEGIN_DECLS

#define CHEZU_ALARM_HASH_SIZE 32
#define CHEZU_ALARM_UUID_SIZE 37

typedef struct
{
  gint64 id; /* of this store */
  char uuid[CHEZU_ALARM_UUID_SIZE];
  gboolean own;
  gint64 last_number; /* 0: its log is empty */
  gint64 last_ms;
  guint8 last_hash[CHEZU_ALARM_HASH_SIZE];
} ChezuAlarmDesk;

/* A step as the log has it. Text lives as long as what it was read from. */
typedef struct
{
  gint64 id;
  gint64 desk;
  const char *desk_uuid;
  gint64 number;
  gint64 alarm_desk;
  const char *alarm_uuid; /* of the desk that raised the alarm */
  gint64 alarm_number;
  gint64 time_ms;
  const char *who;
  const char *step;
  const char *payload;
  const guint8 *previous; /* CHEZU_ALARM_HASH_SIZE bytes; NULL: the first of its desk */
  const guint8 *hash;     /* NULL: none, or not of that size */
} ChezuAlarmEvent;

/* Ends with the columns that chezu_alarm_event_read () takes. */
#define CHEZU_ALARM_EVENT_SELECT                                                                   \
  "SELECT e.id, e.desk, d.uuid, e.number, e.alarm_desk, a.uuid, e.alarm_number, e.time_ms, "       \
  "e.who, e.step, e.payload, e.previous, e.hash FROM alarm_event AS e "                            \
  "LEFT JOIN desk AS d ON d.id = e.desk LEFT JOIN desk AS a ON a.id = e.alarm_desk "

void chezu_alarm_event_read (ChezuStatement *row, ChezuAlarmEvent *event);
/* Of all that @event says, with @event->previous. */
void chezu_alarm_event_hash (const ChezuAlarmEvent *event, guint8 hash[CHEZU_ALARM_HASH_SIZE]);

/* That of whoever runs this program on this host; made when it is asked for first. */
gboolean chezu_alarm_desk_own (ChezuDatabase *db, ChezuAlarmDesk *desk, GError **error);
gboolean chezu_alarm_desk_read (ChezuDatabase *db, gint64 id, ChezuAlarmDesk *desk, GError **error);
/* By its UUID; made where it is not known. */
gboolean
chezu_alarm_desk_find (ChezuDatabase *db, const char *uuid, ChezuAlarmDesk *desk, GError **error);

/* The next step of @desk, whose number, time, predecessor and hash are filled in.
 * @event->alarm_desk 0: it raises an alarm that it gives its own name to. */
gboolean chezu_alarm_log_append (ChezuDatabase *db,
                                 ChezuAlarmDesk *desk,
                                 ChezuAlarmEvent *event,
                                 GError **error);
/* Writes @event as it is, behind the last of @desk. */
gboolean chezu_alarm_log_write (ChezuDatabase *db,
                                ChezuAlarmDesk *desk,
                                ChezuAlarmEvent *event,
                                GError **error);

/* Takes one step further. One that may not be taken there counts as ignored when @ignore, and is an
 * error otherwise. */
gboolean chezu_alarm_fold_step (ChezuDatabase *db,
                                ChezuAlarmItem *item,
                                const ChezuAlarmEvent *event,
                                gboolean ignore,
                                GError **error);
/* Works an alarm out from all its steps. item->id is 0 while the one that raised it is not here. */
gboolean chezu_alarm_fold (ChezuDatabase *db,
                           gint64 alarm_desk,
                           gint64 alarm_number,
                           ChezuAlarmItem *item,
                           GError **error);
/* The order in which steps of one alarm count, whatever the order in which they came. */
#define CHEZU_ALARM_FOLD_ORDER                                                                     \
  "(e.desk = e.alarm_desk AND e.number = e.alarm_number) DESC, e.time_ms, d.uuid, e.number"

/* Empties alarm_state and works all of it out again. */
gboolean chezu_alarm_fold_all (ChezuDatabase *db, GError **error);

G_END_DECLS
