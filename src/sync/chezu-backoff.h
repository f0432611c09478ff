/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long to wait before the next attempt: longer each time, never the same for two of us. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint min_ms;
  guint max_ms;
  guint attempt; /* failures in a row */
  GRand *rand;
} ChezuBackoff;

void chezu_backoff_init (ChezuBackoff *self, guint min_ms, guint max_ms, guint32 seed);
void chezu_backoff_clear (ChezuBackoff *self);
void chezu_backoff_reset (ChezuBackoff *self);
guint chezu_backoff_next_ms (ChezuBackoff *self, gint64 retry_after_ms);

gint64 chezu_retry_after_ms (const char *header, gint64 now_ms);

G_END_DECLS
