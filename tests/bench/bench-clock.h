/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How benchmarks measure. */

#pragma once

#include <glib.h>
#include <stdlib.h>

static inline double
bench_since_ms (gint64 start_us)
{
  return (double)(g_get_monotonic_time () - start_us) / 1000.0;
}

static inline int
bench_compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

/* Sorts @values. */
static inline double
bench_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, bench_compare_doubles);
  return values[n / 2];
}

static inline void
bench_check (gboolean succeeded, const GError *error)
{
  if (!succeeded)
    g_error ("%s", error->message);
}
