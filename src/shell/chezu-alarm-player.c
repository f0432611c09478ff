/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-player.h"

#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "shell/chezu-alarm-sounds.h"

#include <glib/gi18n-lib.h>
#include <gsound.h>

#define LOOK_MS 250

struct _ChezuAlarmPlayer
{
  GObject parent_instance;

  ChezuAlarmBoard *board;
  ChezuAlarmSounds *sounds;
  GSoundContext *context; /* NULL: there is no loudspeaker */
  guint source;
  gboolean silent;
};

G_DEFINE_FINAL_TYPE (ChezuAlarmPlayer, chezu_alarm_player, G_TYPE_OBJECT)

static void
play (ChezuAlarmPlayer *self, guint8 priority)
{
  g_autofree char *name = g_strdup_printf ("sounds/alarm-%u.wav", priority);
  g_autofree char *path = chezu_path_shipped (name);
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return;
  if (!gsound_context_play_simple (self->context, NULL, &error, GSOUND_ATTR_MEDIA_FILENAME, path,
                                   GSOUND_ATTR_EVENT_DESCRIPTION, _ ("Alarm"),
                                   GSOUND_ATTR_MEDIA_ROLE, "alarm", NULL))
    g_debug ("No sound: %s", error->message);
}

/* Whoever was acknowledged, at this console or another, calls nobody any more. */
static void
settle (ChezuAlarmPlayer *self)
{
  g_autoptr (GArray) ids = chezu_alarm_sounds_list (self->sounds);

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      ChezuDeskAlarm *alarm = chezu_alarm_board_find (self->board, id);

      if (alarm == NULL
          || chezu_alarm_life_state (&chezu_desk_alarm_get_item (alarm)->life, chezu_time_now_ms ())
                 != CHEZU_ALARM_RAISED)
        chezu_alarm_sounds_settle (self->sounds, id);
    }
}

static gboolean
look_cb (gpointer data)
{
  ChezuAlarmPlayer *self = data;
  guint8 priority;

  settle (self);
  priority
      = chezu_alarm_sounds_next (self->sounds, chezu_time_now_ms (),
                                 chezu_alarm_board_get_flood (self->board)->flood, self->silent);
  if (priority != CHEZU_ALARM_NONE)
    play (self, priority);
  return G_SOURCE_CONTINUE;
}

static void
arrived_cb (ChezuAlarmPlayer *self, ChezuDeskAlarm *alarm)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (alarm);

  chezu_alarm_sounds_arrive (self->sounds, item->id, item->life.priority, chezu_time_now_ms ());
}

static void
chezu_alarm_player_dispose (GObject *object)
{
  ChezuAlarmPlayer *self = CHEZU_ALARM_PLAYER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->board != NULL)
    g_signal_handlers_disconnect_by_data (self->board, self);
  g_clear_object (&self->board);
  g_clear_object (&self->context);
  g_clear_pointer (&self->sounds, chezu_alarm_sounds_free);

  G_OBJECT_CLASS (chezu_alarm_player_parent_class)->dispose (object);
}

static void
chezu_alarm_player_class_init (ChezuAlarmPlayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_alarm_player_dispose;
}

static void
chezu_alarm_player_init (ChezuAlarmPlayer *self)
{
  g_autoptr (GError) error = NULL;

  self->sounds = chezu_alarm_sounds_new ();
  self->context = gsound_context_new (NULL, &error);
  if (self->context == NULL)
    g_debug ("No sound: %s", error->message);
}

ChezuAlarmPlayer *
chezu_alarm_player_new (ChezuAlarmBoard *board)
{
  ChezuAlarmPlayer *self = g_object_new (CHEZU_TYPE_ALARM_PLAYER, NULL);

  self->board = g_object_ref (board);
  g_signal_connect_object (board, "arrived", G_CALLBACK (arrived_cb), self, G_CONNECT_SWAPPED);
  self->source = g_timeout_add (LOOK_MS, look_cb, self);
  return self;
}

void
chezu_alarm_player_set_silent (ChezuAlarmPlayer *self, gboolean silent)
{
  g_return_if_fail (CHEZU_IS_ALARM_PLAYER (self));
  self->silent = silent;
}
