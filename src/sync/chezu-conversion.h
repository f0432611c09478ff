/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the records of one source need on their way in, before anybody judges them: its datum and
 * its terminals' clock. Each backend applies it where it reads. */

#pragma once

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 now_ms;         /* which a time is held against: this computer's clock, or the source's
                            own when it is ahead */
  gint64 time_offset_ms; /* added to every time that a terminal wrote; what the source's own clock
                            wrote is left alone */
  ChezuDatum datum;      /* of every position */
} ChezuConversion;

static inline ChezuConversion
chezu_conversion_of (const ChezuSourceRow *row)
{
  return (ChezuConversion){ .time_offset_ms = row->time_offset_ms, .datum = row->datum };
}

G_END_DECLS
