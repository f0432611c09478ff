/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Preloaded into a program: its wall clock is wrong by the seconds that a file says, which may
 * change while it runs. Other clocks are left alone, as when somebody sets the time. */

#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define LOOK_AGAIN_NS 50000000

typedef int (*ClockFunc) (clockid_t clock, struct timespec *now);

static int
real_clock (clockid_t clock, struct timespec *now)
{
  static ClockFunc func;

  if (func == NULL)
    func = (ClockFunc)dlsym (RTLD_NEXT, "clock_gettime");
  return func (clock, now);
}

static long
read_shift (void)
{
  const char *path = getenv ("CHEZU_CLOCK_SHIFT_FILE");
  char text[32] = "";
  int fd = path != NULL ? open (path, O_RDONLY | O_CLOEXEC) : -1;

  if (fd < 0)
    return 0;
  if (read (fd, text, sizeof text - 1) < 0)
    text[0] = '\0';
  close (fd);
  return strtol (text, NULL, 10);
}

/* The file is not read for each of a program's million looks at the clock. */
static long
get_shift (void)
{
  static __thread struct timespec looked;
  static __thread long shift;
  struct timespec now;

  real_clock (CLOCK_MONOTONIC, &now);
  if (looked.tv_sec == 0
      || (now.tv_sec - looked.tv_sec) * 1000000000L + now.tv_nsec - looked.tv_nsec > LOOK_AGAIN_NS)
    {
      looked = now;
      shift = read_shift ();
    }
  return shift;
}

int
clock_gettime (clockid_t clock, struct timespec *now)
{
  int result = real_clock (clock, now);

  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec += get_shift ();
  return result;
}

int
gettimeofday (struct timeval *restrict now, void *restrict zone)
{
  struct timespec exact;

  (void)zone;
  clock_gettime (CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t
time (time_t *now)
{
  struct timespec exact;

  clock_gettime (CLOCK_REALTIME, &exact);
  if (now != NULL)
    *now = exact.tv_sec;
  return exact.tv_sec;
}
