/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim/chezu-sim-history.h"

/* Both ends count. */
void
chezu_sim_history_init (ChezuSimHistory *self,
                        const ChezuSimWorld *world,
                        const ChezuSimClock *clock,
                        guint vehicle,
                        gint64 from_ms,
                        gint64 to_ms,
                        gint64 now_ms)
{
  gint64 error_ms = chezu_sim_radio_get_clock_error_ms (world, vehicle);

  from_ms = MAX (from_ms, CHEZU_SIM_FIRST_MS);
  to_ms = MIN (to_ms, now_ms + error_ms);
  *self = (ChezuSimHistory){
    .world = world,
    .clock = clock,
    .vehicle = vehicle,
    .next = chezu_sim_clock_get_fix_at (clock, vehicle, from_ms - error_ms - 1) + 1,
    .last = chezu_sim_clock_get_fix_at (clock, vehicle, to_ms - error_ms),
    .from_ms = from_ms,
    .to_ms = to_ms,
    .now_ms = now_ms,
  };
}

/* Finds the next report by fix time. Returns: FALSE at the end */
gboolean
chezu_sim_history_next (ChezuSimHistory *self, ChezuSimFix *fix)
{
  while (self->next <= self->last)
    {
      gint64 number = self->next;
      ChezuSimCopy copy = self->again ? CHEZU_SIM_COPY_SECOND : CHEZU_SIM_COPY_FIRST;
      gint64 arrival;

      if (!chezu_sim_radio_get_arrival (self->world, self->clock, self->vehicle, number, &arrival))
        {
          self->next++;
          continue;
        }
      if (arrival != number)
        copy = CHEZU_SIM_COPY_LATE;
      self->again
          = copy == CHEZU_SIM_COPY_FIRST
            && chezu_sim_fix_is_sent_twice (self->world, self->clock, self->vehicle, number);
      if (!self->again)
        self->next++;
      if (chezu_sim_clock_get_fix_ms (self->clock, self->vehicle, arrival) > self->now_ms
          || !chezu_sim_radio_has_positions (self->world, self->vehicle))
        continue;
      chezu_sim_fix_make (self->world, self->clock, self->vehicle, number, copy, arrival,
                          &self->recall, fix);
      /* A terminal that lost its date has filed this one elsewhere. */
      if (fix->fix_ms >= self->from_ms && fix->fix_ms <= self->to_ms)
        return TRUE;
    }
  return FALSE;
}
