/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-trails.h"

#include "base/chezu-time.h"
#include "shell/chezu-day-track.h"

/* Nobody watches twelve trails grow point by point. */
#define INTERVAL_MS (10 * CHEZU_SECOND_MS)

struct _ChezuTrails
{
  GObject parent_instance;

  ChezuStore *store;
  GPtrArray *tracks; /* of ChezuDayTrack */
  gint64 refreshed_ms;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuTrails, chezu_trails, G_TYPE_OBJECT)

static void
track_changed_cb (ChezuTrails *self, ChezuDayTrack *track)
{
  gsize n;
  const ChezuFix *fixes = chezu_day_track_get_fixes (track, &n);

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, chezu_day_track_get_vehicle (track),
                 (gpointer)fixes, (guint)n);
}

static void
drop_track (ChezuTrails *self, guint index)
{
  ChezuDayTrack *track = g_ptr_array_index (self->tracks, index);
  gint64 id = chezu_day_track_get_vehicle (track);

  g_signal_handlers_disconnect_by_func (track, track_changed_cb, self);
  g_ptr_array_remove_index (self->tracks, index);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, id, NULL, 0);
}

static void
chezu_trails_dispose (GObject *object)
{
  ChezuTrails *self = CHEZU_TRAILS (object);

  while (self->tracks->len > 0)
    drop_track (self, self->tracks->len - 1);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chezu_trails_parent_class)->dispose (object);
}

static void
chezu_trails_finalize (GObject *object)
{
  g_ptr_array_unref (CHEZU_TRAILS (object)->tracks);

  G_OBJECT_CLASS (chezu_trails_parent_class)->finalize (object);
}

static void
chezu_trails_class_init (ChezuTrailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_trails_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_trails_finalize;

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", CHEZU_TYPE_TRAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_POINTER, G_TYPE_UINT);
}

static void
chezu_trails_init (ChezuTrails *self)
{
  self->tracks = g_ptr_array_new_with_free_func (g_object_unref);
}

ChezuTrails *
chezu_trails_new (ChezuStore *store)
{
  ChezuTrails *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_TRAILS, NULL);
  self->store = g_object_ref (store);
  return self;
}

static gboolean
contains (const gint64 *ids, guint n_ids, gint64 id)
{
  for (guint i = 0; i < n_ids; i++)
    if (ids[i] == id)
      return TRUE;
  return FALSE;
}

static gboolean
is_followed (ChezuTrails *self, gint64 id)
{
  for (guint i = 0; i < self->tracks->len; i++)
    if (chezu_day_track_get_vehicle (g_ptr_array_index (self->tracks, i)) == id)
      return TRUE;
  return FALSE;
}

void
chezu_trails_follow (ChezuTrails *self, const gint64 *ids, guint n_ids)
{
  g_return_if_fail (CHEZU_IS_TRAILS (self));
  g_return_if_fail (ids != NULL || n_ids == 0);

  n_ids = MIN (n_ids, CHEZU_TRAILS_MAX);
  for (guint i = self->tracks->len; i > 0; i--)
    if (!contains (ids, n_ids,
                   chezu_day_track_get_vehicle (g_ptr_array_index (self->tracks, i - 1))))
      drop_track (self, i - 1);
  for (guint i = 0; i < n_ids; i++)
    if (!is_followed (self, ids[i]))
      {
        ChezuDayTrack *track = chezu_day_track_new (self->store, ids[i]);

        g_signal_connect_object (track, "changed", G_CALLBACK (track_changed_cb), self,
                                 G_CONNECT_SWAPPED);
        g_ptr_array_add (self->tracks, track);
        chezu_day_track_refresh (track);
      }
}

void
chezu_trails_refresh (ChezuTrails *self)
{
  gint64 now_ms = chezu_time_now_ms ();

  g_return_if_fail (CHEZU_IS_TRAILS (self));

  if (now_ms - self->refreshed_ms < INTERVAL_MS)
    return;
  self->refreshed_ms = now_ms;
  for (guint i = 0; i < self->tracks->len; i++)
    chezu_day_track_refresh (g_ptr_array_index (self->tracks, i));
}

gboolean
chezu_trails_are_loaded (ChezuTrails *self)
{
  g_return_val_if_fail (CHEZU_IS_TRAILS (self), FALSE);

  for (guint i = 0; i < self->tracks->len; i++)
    if (!chezu_day_track_is_loaded (g_ptr_array_index (self->tracks, i)))
      return FALSE;
  return TRUE;
}
