/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An array of a Traccar server, handed over to an intake while it arrives. */

#pragma once

#include "sync/chezu-sync-options.h"
#include "sync/chezu-traccar-catalog.h"
#include "sync/chezu-traccar-session.h"

G_BEGIN_DECLS

/* The first five are the caller's, all others begin as zero. */
typedef struct
{
  ChezuTraccarSession *session;
  ChezuTraccarCatalog *catalog;
  const ChezuSyncOptions *options;
  ChezuIntake *intake;
  const char *list;    /* as the catalog calls it */
  gboolean keep_whole; /* commit only when all of it came */
  guint n_elements;
  guint status;   /* of the answer */
  gint64 last_ms; /* fix time of the last position, as the server has it */

  struct _ChezuJsonSplitter *splitter;
  gboolean is_array; /* the first character was seen and was "[" */
} ChezuTraccarList;

/* Waits in a fiber for a whole list. What was not committed of one that broke off is forgotten, so
 * that it is as if it had not been asked for. */
gboolean chezu_traccar_list_read (ChezuTraccarList *self, const char *path, GError **error);

/* Appends "from=…&to=…". */
void chezu_traccar_append_window (GString *path, gint64 from_ms, gint64 to_ms);

G_END_DECLS
