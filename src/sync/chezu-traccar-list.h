/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An array of a Traccar server, handed over to an intake while it arrives. */

#pragma once

#include "sync/chezu-sync-options.h"
#include "sync/chezu-traccar-catalog.h"
#include "sync/chezu-traccar-session.h"

G_BEGIN_DECLS

/* Blanks without end, or rubbish: what came since something was of use. */
typedef struct
{
  gsize bytes;
  guint elements;
} ChezuTraccarBarren;

void chezu_traccar_barren_note (ChezuTraccarBarren *self, gboolean was_of_use);
/* FALSE when it is enough. */
gboolean chezu_traccar_barren_count (ChezuTraccarBarren *self,
                                     gsize length,
                                     const ChezuSyncOptions *options,
                                     const char *host,
                                     GError **error);

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

  /* For histories of several vehicles, one after the other: how long the last one is, and those
   * before it, as far as they are as long as servers cut. */
  guint cut; /* the caller's; 0: nobody wants to know */
  gint64 device_id;
  guint n_of_device;
  guint n_cut;

  struct _ChezuJsonSplitter *splitter;
  ChezuTraccarBarren barren;
  gboolean is_array; /* the first character was seen and was "[" */
} ChezuTraccarList;

/* Waits in a fiber for a whole list. What was not committed of one that broke off is forgotten, so
 * that it is as if it had not been asked for. */
gboolean chezu_traccar_list_read (ChezuTraccarList *self, const char *path, GError **error);

/* Whether the server may have left something out without saying so: it cuts what is longer than
 * `cut`, for each vehicle or for all together. */
gboolean chezu_traccar_list_may_be_cut (const ChezuTraccarList *self);

/* Appends "from=…&to=…". */
void chezu_traccar_append_window (GString *path, gint64 from_ms, gint64 to_ms);

G_END_DECLS
