/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a command writes: standard output, or a file that takes its name when it is complete. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Initialize with CHEZU_CTL_OUTPUT_INIT. */
typedef struct
{
  int fd;
  char *path;      /* NULL: standard output */
  char *temporary; /* NULL: what is written goes straight there */
} ChezuCtlOutput;

#define CHEZU_CTL_OUTPUT_INIT ((ChezuCtlOutput){ .fd = -1 })

/* @path: NULL or "-" is standard output. */
gboolean chezu_ctl_output_open (ChezuCtlOutput *self, const char *path, GError **error);
/* Writes all of @text and empties it. */
gboolean chezu_ctl_output_write (ChezuCtlOutput *self, GString *text, GError **error);
/* What was written is on disk and bears its name. */
gboolean chezu_ctl_output_finish (ChezuCtlOutput *self, GError **error);
/* Without having finished: the file of before is still there. */
void chezu_ctl_output_clear (ChezuCtlOutput *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChezuCtlOutput, chezu_ctl_output_clear)

G_END_DECLS
