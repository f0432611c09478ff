/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to terminals through a Traccar server. */

#pragma once

#include "sync/chezu-traccar-session.h"

G_BEGIN_DECLS

/* Waits in a fiber. @handed_over (out): else the server keeps it until the terminal connects. Fails
 * as chezu_backend_send_text () does. */
gboolean chezu_traccar_command_send_text (ChezuTraccarSession *session,
                                          gint64 device_id,
                                          const char *text,
                                          gboolean *handed_over,
                                          GError **error);

G_END_DECLS
