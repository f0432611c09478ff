/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-harvest.h"

#include "base/chezu-time.h"
#include "ctl/chezu-ctl-world.h"

/* A vehicle at one fix in ten seconds has 86,000 of them in that time, 3.5 MB. */
#define PIECE_MS (10 * CHEZU_DAY_MS)
/* Pieces that wait for being taken, so that memory is bounded however slow the disk is. */
#define AHEAD_MAX 6

struct _ChezuCtlHarvest
{
  const ChezuSimWorld *world;
  const ChezuSimClock *clock;
  gint64 from_ms;
  gint64 to_ms;
  guint64 n_pieces;
  GPtrArray *threads;

  GMutex mutex; /* of all that follows */
  GCond changed;
  guint64 next; /* the piece that nobody computes yet */
  guint64 taken;
  GArray *ready[AHEAD_MAX]; /* by piece, modulo; NULL: not yet */
  gboolean stopping;
};

static void
describe (const ChezuCtlHarvest *self, guint64 number, ChezuCtlPiece *piece)
{
  guint64 n_vehicles = self->world->n_vehicles;

  piece->vehicle = (guint)(number % n_vehicles);
  piece->from_ms = self->from_ms + (gint64)(number / n_vehicles) * PIECE_MS;
  piece->to_ms = MIN (piece->from_ms + PIECE_MS, self->to_ms);
}

/* Returns: FALSE when there is nothing left to do */
static gboolean
begin_piece (ChezuCtlHarvest *self, guint64 *number)
{
  gboolean found;

  g_mutex_lock (&self->mutex);
  while (!self->stopping && self->next < self->n_pieces && self->next >= self->taken + AHEAD_MAX)
    g_cond_wait (&self->changed, &self->mutex);
  found = !self->stopping && self->next < self->n_pieces;
  if (found)
    *number = self->next++;
  g_mutex_unlock (&self->mutex);
  return found;
}

static gpointer
work (gpointer data)
{
  ChezuCtlHarvest *self = data;
  guint64 number;

  while (begin_piece (self, &number))
    {
      ChezuCtlPiece piece;
      GArray *fixes;

      describe (self, number, &piece);
      fixes = g_array_sized_new (
          FALSE, FALSE, sizeof (ChezuFix),
          (guint)((piece.to_ms - piece.from_ms) / self->clock->interval_ms + 1));
      /* What arrives late arrives within the hour; pieces before the last are complete so. */
      chezu_ctl_world_collect (self->world, self->clock, piece.vehicle, piece.from_ms, piece.to_ms,
                               self->to_ms, fixes);
      g_mutex_lock (&self->mutex);
      self->ready[number % AHEAD_MAX] = fixes;
      g_cond_broadcast (&self->changed);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

ChezuCtlHarvest *
chezu_ctl_harvest_new (const ChezuSimWorld *world,
                       const ChezuSimClock *clock,
                       gint64 from_ms,
                       gint64 to_ms)
{
  ChezuCtlHarvest *self = g_new0 (ChezuCtlHarvest, 1);

  g_return_val_if_fail (from_ms < to_ms, NULL);

  self->world = world;
  self->clock = clock;
  self->from_ms = from_ms;
  self->to_ms = to_ms;
  self->n_pieces = (guint64)((to_ms - from_ms + PIECE_MS - 1) / PIECE_MS) * world->n_vehicles;
  self->threads = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  for (guint i = 0; i < MIN (g_get_num_processors (), AHEAD_MAX); i++)
    g_ptr_array_add (self->threads, g_thread_new ("harvest", work, self));
  return self;
}

void
chezu_ctl_harvest_free (ChezuCtlHarvest *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));
  g_ptr_array_unref (self->threads);

  for (guint i = 0; i < AHEAD_MAX; i++)
    g_clear_pointer (&self->ready[i], g_array_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}

guint64
chezu_ctl_harvest_get_n_pieces (const ChezuCtlHarvest *self)
{
  return self->n_pieces;
}

gboolean
chezu_ctl_harvest_next (ChezuCtlHarvest *self, ChezuCtlPiece *piece)
{
  GArray **ready;

  g_mutex_lock (&self->mutex);
  if (self->taken == self->n_pieces)
    {
      g_mutex_unlock (&self->mutex);
      return FALSE;
    }
  describe (self, self->taken, piece);
  ready = &self->ready[self->taken % AHEAD_MAX];
  while (*ready == NULL)
    g_cond_wait (&self->changed, &self->mutex);
  piece->fixes = g_steal_pointer (ready);
  self->taken++;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

void
chezu_ctl_piece_clear (ChezuCtlPiece *piece)
{
  g_clear_pointer (&piece->fixes, g_array_unref);
}
