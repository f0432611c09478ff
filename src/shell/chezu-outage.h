/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loss of the connection from its beginning until what was missed is here. */

#pragma once

#include "shell/chezu-connection.h"

G_BEGIN_DECLS

/* All zero: there was none. */
typedef struct
{
  gint64 lost_ms;     /* when the data ended; 0 it is not lost now */
  gint64 restored_ms; /* when they came back and it is not yet sure that nothing is missing; 0 no */
  gint64 lasted_ms;
  gboolean filled; /* something was filled in since */
} ChezuOutage;

/* With each look at @connection. @filling: gaps are being filled. Completes what @connection says,
 * and returns (transfer full) (nullable) what is to be told once. */
char *chezu_outage_follow (ChezuOutage *self,
                           ChezuConnection *connection,
                           gboolean filling,
                           gint64 now_ms);

G_END_DECLS
