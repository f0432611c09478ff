/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-sleep.h"

#include <time.h>

static gint64
read_clock_us (clockid_t clock)
{
  struct timespec time = { 0 };

  clock_gettime (clock, &time);
  return (gint64)time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* One clock goes on while the computer sleeps and the other does not; nobody sets either. */
gint64
chezu_sleep_asleep_us (const ChezuSyncOptions *options)
{
  if (options->asleep_us != NULL)
    return options->asleep_us ();
  return read_clock_us (CLOCK_BOOTTIME) - read_clock_us (CLOCK_MONOTONIC);
}
