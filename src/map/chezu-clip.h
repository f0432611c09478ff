/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts rings to a box before they are handed to a painter that counts in 24 bits of pixels. */

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

void chezu_clip_ring (const GArray *ring, const ChezuClipBox *box, GArray *clipped);

G_END_DECLS
