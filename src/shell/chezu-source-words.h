/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one source as a sentence, and as name and value for a page of facts. */

#pragma once

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

char *chezu_source_describe (const ChezuSourceRow *source, gint64 now_ms);
char *chezu_source_describe_transport (const ChezuSourceRow *source);
char *chezu_source_describe_lag (const ChezuSourceRow *source);
char *chezu_source_describe_refused (const ChezuSourceRow *source);

G_END_DECLS
