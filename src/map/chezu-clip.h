/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts rings and lines to a box before they are handed to a painter that counts in 24 bits of
 * pixels. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double x;
  double y;
  gboolean mark; /* carried along, and onto a cut between two marked points */
} ChezuClipPoint;

typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
} ChezuClipBox;

/* The part of a line that is in the box; FALSE when there is none. */
gboolean chezu_clip_segment (const ChezuClipBox *box, ChezuClipPoint *from, ChezuClipPoint *to);
void chezu_clip_ring (const GArray *ring, const ChezuClipBox *box, GArray *clipped);

G_END_DECLS
