/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that say what a source is, for adding one and for changing it. */

#pragma once

#include "ctl/chezu-ctl.h"
#include "store/chezu-source-table.h"

G_BEGIN_DECLS

typedef struct
{
  char *kind;
  char *url;
  char *user;
  char *password_file;
  char *token_file;
  char *ca_file;
  char *replay;
  char *datum;
  char *time_offset;
  char *speedup;
  char **columns;
  gboolean original_times;
  gboolean shifted_times;
  char *name; /* of changing alone */
  gboolean enable;
  gboolean disable;
} ChezuCtlSourceOptions;

void chezu_ctl_source_options_clear (ChezuCtlSourceOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuCtlSourceOptions, chezu_ctl_source_options_clear)

/* (transfer full): entries that fill @self; free with g_free. */
GOptionEntry *chezu_ctl_source_options_entries (ChezuCtlSourceOptions *self, gboolean changing);

/* Says what is wrong and returns USAGE, or brings what was given into @row. */
ChezuExit chezu_ctl_source_options_apply (const ChezuCtlSourceOptions *self, ChezuSourceRow *row);

/* Whether a password has to be asked for. */
gboolean chezu_ctl_source_options_need_password (const ChezuCtlSourceOptions *self,
                                                 const ChezuSourceRow *row);

G_END_DECLS
