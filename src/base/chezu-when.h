/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants as a person types them on a command line. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What chezu_when_parse () takes, for messages and help. Translated. */
const char *chezu_when_describe (void);

gboolean chezu_when_parse (
    const char *text, gint64 now_ms, GTimeZone *zone, gint64 *time_ms, GError **error);

G_END_DECLS
