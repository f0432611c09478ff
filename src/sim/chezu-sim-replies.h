/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What terminals say to the commands that they were given, some seconds later. */

#pragma once

#include "sim/chezu-sim-json.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id; /* of the event */
  gint64 time_ms;
  guint vehicle;
  gboolean is_text; /* else an order to the machine */
} ChezuSimReply;

/* Adds to @replies (of ChezuSimReply, ascending in time) what @vehicle will say to a command of
 * now. */
void chezu_sim_reply_add (
    GArray *replies, const ChezuSimWorld *world, guint vehicle, gboolean is_text, gint64 now_ms);
void chezu_sim_reply_append (GString *out, const ChezuSimPen *pen, const ChezuSimReply *reply);

G_END_DECLS
