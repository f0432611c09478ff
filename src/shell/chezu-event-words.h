/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of the Traccar API in words that a dispatcher uses. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *chezu_event_describe (const char *kind, const char *alarm);

G_END_DECLS
