/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-sounds.h"

#include "base/chezu-time.h"

#define APART_MS (2 * CHEZU_SECOND_MS)
#define URGENT_EVERY_MS (8 * CHEZU_SECOND_MS)
#define SERIOUS_AGAIN_MS (60 * CHEZU_SECOND_MS)

typedef struct
{
  gint64 id;
  guint8 priority;
  guint n_heard;
  gint64 due_ms;
} Call;

struct _ChezuAlarmSounds
{
  GArray *calls; /* of Call */
  gint64 last_ms;
  gboolean flood_heard;
};

ChezuAlarmSounds *
chezu_alarm_sounds_new (void)
{
  ChezuAlarmSounds *self = g_new0 (ChezuAlarmSounds, 1);

  self->calls = g_array_new (FALSE, FALSE, sizeof (Call));
  self->last_ms = G_MININT64 / 2;
  return self;
}

void
chezu_alarm_sounds_free (ChezuAlarmSounds *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->calls);
  g_free (self);
}

void
chezu_alarm_sounds_settle (ChezuAlarmSounds *self, gint64 id)
{
  g_return_if_fail (self != NULL);

  for (guint i = self->calls->len; i > 0; i--)
    if (g_array_index (self->calls, Call, i - 1).id == id)
      g_array_remove_index (self->calls, i - 1);
}

void
chezu_alarm_sounds_arrive (ChezuAlarmSounds *self, gint64 id, guint8 priority, gint64 now_ms)
{
  const Call call = { .id = id, .priority = priority, .due_ms = now_ms };

  g_return_if_fail (self != NULL);

  chezu_alarm_sounds_settle (self, id);
  if (priority >= CHEZU_ALARM_P1 && priority <= CHEZU_ALARM_P3)
    g_array_append_val (self->calls, call);
}

GArray *
chezu_alarm_sounds_list (ChezuAlarmSounds *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->calls->len; i++)
    g_array_append_val (ids, g_array_index (self->calls, Call, i).id);
  return ids;
}

/* Returns: whether it may sound again */
static gboolean
count (Call *call, gint64 now_ms)
{
  call->n_heard++;
  if (call->priority == CHEZU_ALARM_P1)
    call->due_ms = now_ms + URGENT_EVERY_MS;
  else
    call->due_ms = now_ms + SERIOUS_AGAIN_MS;
  return call->priority == CHEZU_ALARM_P1
         || (call->priority == CHEZU_ALARM_P2 && call->n_heard < 2);
}

/* What is due at the same time is heard as one. */
static void
count_all (ChezuAlarmSounds *self, guint8 from, guint8 to, gint64 now_ms)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      Call *call = &g_array_index (self->calls, Call, i - 1);

      if (call->priority >= from && call->priority <= to && call->due_ms <= now_ms
          && !count (call, now_ms))
        g_array_remove_index (self->calls, i - 1);
    }
}

static guint8
find_due (ChezuAlarmSounds *self, gint64 now_ms)
{
  guint8 worst = CHEZU_ALARM_NONE;

  for (guint i = 0; i < self->calls->len; i++)
    {
      const Call *call = &g_array_index (self->calls, Call, i);

      if (call->due_ms <= now_ms)
        worst = chezu_alarm_worse (worst, call->priority);
    }
  return worst;
}

guint8
chezu_alarm_sounds_next (ChezuAlarmSounds *self, gint64 now_ms, gboolean flood, gboolean silent)
{
  guint8 due;

  g_return_val_if_fail (self != NULL, CHEZU_ALARM_NONE);

  if (!flood)
    self->flood_heard = FALSE;
  due = find_due (self, now_ms);
  if (due == CHEZU_ALARM_NONE || now_ms - self->last_ms < APART_MS)
    return CHEZU_ALARM_NONE;
  if (due == CHEZU_ALARM_P1)
    count_all (self, CHEZU_ALARM_P1, CHEZU_ALARM_P1, now_ms);
  else if (flood)
    {
      gboolean heard = self->flood_heard;

      count_all (self, CHEZU_ALARM_P2, CHEZU_ALARM_P3, now_ms);
      self->flood_heard = TRUE;
      if (heard)
        return CHEZU_ALARM_NONE;
    }
  else
    count_all (self, due, due, now_ms);
  self->last_ms = now_ms;
  return silent ? CHEZU_ALARM_NONE : due;
}
