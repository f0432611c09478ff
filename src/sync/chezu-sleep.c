/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-sleep.h"

#include "base/chezu-time.h"

/* One clock goes on while the computer sleeps and the other does not; nobody sets either. */
gint64
chezu_sleep_asleep_us (const ChezuSyncOptions *options)
{
  if (options->asleep_us != NULL)
    return options->asleep_us ();
  return chezu_time_boot_us () - g_get_monotonic_time ();
}
