/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-health.h"

#include "base/chezu-time.h"

#define QUALITY_INTERVAL_MS (5 * CHEZU_SECOND_MS)
#define FIGURES_INTERVAL_MS (10 * CHEZU_SECOND_MS)
/* Every track of the day is read for it. */
#define TRACKS_INTERVAL_MS (10 * CHEZU_MINUTE_MS)
#define FIRST_TRACKS_INTERVAL_MS (20 * CHEZU_SECOND_MS)

struct _ChezuHealth
{
  GObject parent_instance;

  ChezuStore *store;
  ChezuStoreTotals *totals;
  ChezuStoreFigures *figures;
  ChezuRetention *retention;
  GPtrArray *quality; /* of ChezuQualityRow: one, all sources together */
  GPtrArray *source_quality;
  GPtrArray *tracks; /* as quality, with lengths */
  gint64 quality_ms; /* when they were read; 0 never */
  gint64 figures_ms;
  gint64 tracks_ms;
  gboolean reading;
  gboolean measuring;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuHealth, chezu_health, G_TYPE_OBJECT)

/* What cannot be read now stays as it was, and is asked for again with the next second. */
static gboolean
await_pointer (gpointer *place, DexFuture *future, GDestroyNotify destroy)
{
  gpointer value = chezu_store_await (future, NULL);

  if (value == NULL)
    return FALSE;
  if (*place != NULL)
    destroy (*place);
  *place = value;
  return TRUE;
}

static gboolean
await_rows (GPtrArray **place, ChezuStore *store, ChezuQualityGrouping grouping, gboolean measure)
{
  gint64 now_ms = chezu_time_now_ms ();

  return await_pointer ((gpointer *)place,
                        chezu_quality_read (store, now_ms, now_ms, grouping, measure),
                        (GDestroyNotify)g_ptr_array_unref);
}

/* On a thread of the pool, because it blocks. */
static DexFuture *
read_retention_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;
  ChezuRetention *retention = chezu_retention_read_sync (data, &error);

  return retention != NULL ? dex_future_new_for_pointer (retention)
                           : dex_future_new_for_error (g_steal_pointer (&error));
}

static void
await_retention (ChezuHealth *self)
{
  ChezuRetention *retention = dex_await_pointer (
      dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, read_retention_fiber,
                           g_object_ref (self->store), g_object_unref),
      NULL);

  if (retention == NULL)
    return;
  g_free (self->retention);
  self->retention = retention;
}

static DexFuture *
read_fiber (gpointer data)
{
  ChezuHealth *self = data;
  gint64 now_ms = chezu_time_now_ms ();

  await_pointer ((gpointer *)&self->totals, chezu_store_read_totals (self->store), g_free);
  if (now_ms - self->quality_ms >= QUALITY_INTERVAL_MS
      && await_rows (&self->quality, self->store, CHEZU_QUALITY_TOTAL, FALSE)
      && await_rows (&self->source_quality, self->store, CHEZU_QUALITY_BY_SOURCE, FALSE))
    self->quality_ms = now_ms;
  if (now_ms - self->figures_ms >= FIGURES_INTERVAL_MS
      && await_pointer ((gpointer *)&self->figures, chezu_store_read_figures (self->store), g_free))
    {
      await_retention (self);
      self->figures_ms = now_ms;
    }

  self->reading = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return dex_future_new_true ();
}

static DexFuture *
measure_fiber (gpointer data)
{
  ChezuHealth *self = data;
  gint64 now_ms = chezu_time_now_ms ();

  if (await_rows (&self->tracks, self->store, CHEZU_QUALITY_TOTAL, TRUE))
    self->tracks_ms = now_ms;
  self->measuring = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return dex_future_new_true ();
}

static void
chezu_health_finalize (GObject *object)
{
  ChezuHealth *self = CHEZU_HEALTH (object);

  g_clear_object (&self->store);
  g_free (self->totals);
  g_free (self->figures);
  g_free (self->retention);
  g_clear_pointer (&self->quality, g_ptr_array_unref);
  g_clear_pointer (&self->source_quality, g_ptr_array_unref);
  g_clear_pointer (&self->tracks, g_ptr_array_unref);

  G_OBJECT_CLASS (chezu_health_parent_class)->finalize (object);
}

static void
chezu_health_class_init (ChezuHealthClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_health_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CHEZU_TYPE_HEALTH, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_health_init (ChezuHealth *self)
{
}

ChezuHealth *
chezu_health_new (ChezuStore *store)
{
  ChezuHealth *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_HEALTH, NULL);
  self->store = g_object_ref (store);
  return self;
}

/* A day that has hardly begun has little to measure, and that soon. */
static gboolean
tracks_are_due (ChezuHealth *self)
{
  const ChezuQualityRow *tracks = chezu_health_get_tracks (self);
  gboolean known = tracks != NULL && chezu_quality_complete_rate (tracks) >= 0;

  return chezu_time_now_ms () - self->tracks_ms
         >= (known ? TRACKS_INTERVAL_MS : FIRST_TRACKS_INTERVAL_MS);
}

void
chezu_health_refresh (ChezuHealth *self)
{
  g_return_if_fail (CHEZU_IS_HEALTH (self));

  if (!self->reading)
    {
      self->reading = TRUE;
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
    }
  if (!self->measuring && tracks_are_due (self))
    {
      self->measuring = TRUE;
      dex_future_disown (
          dex_scheduler_spawn (NULL, 0, measure_fiber, g_object_ref (self), g_object_unref));
    }
}

const ChezuStoreTotals *
chezu_health_get_totals (ChezuHealth *self)
{
  g_return_val_if_fail (CHEZU_IS_HEALTH (self), NULL);
  return self->totals;
}

const ChezuStoreFigures *
chezu_health_get_figures (ChezuHealth *self)
{
  g_return_val_if_fail (CHEZU_IS_HEALTH (self), NULL);
  return self->figures;
}

const ChezuRetention *
chezu_health_get_retention (ChezuHealth *self)
{
  g_return_val_if_fail (CHEZU_IS_HEALTH (self), NULL);
  return self->retention;
}

static const ChezuQualityRow *
first_row (GPtrArray *rows)
{
  return rows != NULL && rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
}

const ChezuQualityRow *
chezu_health_get_quality (ChezuHealth *self)
{
  g_return_val_if_fail (CHEZU_IS_HEALTH (self), NULL);
  return first_row (self->quality);
}

const ChezuQualityRow *
chezu_health_get_source_quality (ChezuHealth *self, gint64 source_id)
{
  g_return_val_if_fail (CHEZU_IS_HEALTH (self), NULL);

  for (guint i = 0; self->source_quality != NULL && i < self->source_quality->len; i++)
    {
      const ChezuQualityRow *row = g_ptr_array_index (self->source_quality, i);

      if (row->source_id == source_id)
        return row;
    }
  return NULL;
}

const ChezuQualityRow *
chezu_health_get_tracks (ChezuHealth *self)
{
  g_return_val_if_fail (CHEZU_IS_HEALTH (self), NULL);
  return first_row (self->tracks);
}
