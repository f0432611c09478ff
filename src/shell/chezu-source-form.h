/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody typed about a source, checked and turned into a row; without a widget, so that it
 * can be tested. */

#pragma once

#include "store/chezu-source-table.h"

G_BEGIN_DECLS

/* Borrowed text, as typed. */
typedef struct
{
  const char *name;
  const char *url;
  const char *user;
  const char *secret; /* empty: the one that is kept stays */
  const char *ca_file;
  gboolean token;
  ChezuDatum datum;
  double time_offset_s;
  gboolean replay;  /* of a recorded file, which is played again */
  const char *file; /* its absolute path, or NULL */
  double speedup;   /* 0 as fast as possible */
  gboolean original_times;
} ChezuSourceForm;

gboolean chezu_source_form_is_complete (const ChezuSourceForm *form,
                                        const ChezuSourceRow *original);
ChezuSourceRow *chezu_source_form_make_row (const ChezuSourceForm *form,
                                            const ChezuSourceRow *original);
char *chezu_source_form_make_secret (const ChezuSourceForm *form);

G_END_DECLS
