/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench-world.h"

#include "ctl/chezu-ctl-world.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const ChezuVehicleFix *x = a;
  const ChezuVehicleFix *y = b;

  if (x->fix.time_ms != y->fix.time_ms)
    return x->fix.time_ms < y->fix.time_ms ? -1 : 1;
  return (x->vehicle_id > y->vehicle_id) - (x->vehicle_id < y->vehicle_id);
}

static void
write_hour (FILE *file,
            const ChezuSimWorld *world,
            const ChezuSimClock *clock,
            guint n_vehicles,
            gint64 from_ms)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (ChezuVehicleFix));
  g_autoptr (GArray) fixes = g_array_new (FALSE, FALSE, sizeof (ChezuFix));

  for (guint i = 0; i < n_vehicles; i++)
    {
      g_array_set_size (fixes, 0);
      chezu_ctl_world_collect (world, clock, (guint)((guint64)i * BENCH_VEHICLES / n_vehicles),
                               from_ms, from_ms + CHEZU_HOUR_MS, BENCH_DAY_MS + CHEZU_DAY_MS,
                               fixes);
      for (guint j = 0; j < fixes->len; j++)
        {
          const ChezuVehicleFix fix = { i + 1, g_array_index (fixes, ChezuFix, j) };

          g_array_append_val (all, fix);
        }
    }
  g_array_sort (all, compare_times);
  if (fwrite (all->data, sizeof (ChezuVehicleFix), all->len, file) != all->len)
    g_error ("no room for the fixes");
}

static void
write_day (const char *path, guint n_vehicles)
{
  ChezuSimOptions options = CHEZU_SIM_OPTIONS_DEFAULT;
  g_autoptr (ChezuSimWorld) world = NULL;
  ChezuSimClock clock;
  FILE *file = fopen (path, "w");

  options.n_vehicles = BENCH_VEHICLES;
  world = chezu_sim_world_new (&options, NULL);
  if (world == NULL || file == NULL)
    g_error ("the day of the demo world cannot be written");
  chezu_sim_clock_init (&clock, BENCH_VEHICLES, options.rate_s, 1);
  for (int hour = 0; hour < 24; hour++)
    write_hour (file, world, &clock, n_vehicles, BENCH_DAY_MS + hour * CHEZU_HOUR_MS);
  if (fclose (file) != 0)
    g_error ("no room for the fixes");
}

void
bench_world_write (const char *path, guint n_vehicles)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      write_day (path, n_vehicles);
      _exit (0);
    }
  if (waitpid (child, &status, 0) != child || status != 0)
    g_error ("the day of the demo world was not computed");
}

gsize
bench_world_read (int fd, ChezuVehicleFix *fixes, gsize n_fixes)
{
  gsize wanted = n_fixes * sizeof *fixes;
  gsize got = 0;

  while (got < wanted)
    {
      gssize n = read (fd, (guint8 *)fixes + got, wanted - got);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      got += (gsize)n;
    }
  return got / sizeof *fixes;
}
