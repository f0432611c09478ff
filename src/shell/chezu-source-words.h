/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one source as a sentence, and as name and value for a page of facts. */

#pragma once

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

char *chezu_source_describe (const ChezuSourceRow *source, gint64 now_ms);
char *chezu_source_describe_since (const ChezuSourceRow *source, gint64 now_ms);
char *chezu_source_describe_address (const ChezuSourceRow *source);
char *chezu_source_describe_lag (const ChezuSourceRow *source);
gint64 chezu_source_count_refused (const ChezuSourceRow *source);
char *chezu_source_describe_reasons (const ChezuSourceRow *source);

G_END_DECLS
