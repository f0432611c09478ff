/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of files to import, good and bad, made by the tests themselves. */

#pragma once

#include "geo/chezu-overlay-file.h"

#include <gio/gio.h>

typedef struct
{
  char *folder;
  GSocketService *server; /* whoever knocks here was sent by a file */
  guint16 port;
  guint n_knocks;
} OverlayFiles;

void overlay_files_set_up (OverlayFiles *self, gconstpointer data);
void overlay_files_tear_down (OverlayFiles *self, gconstpointer data);

char *overlay_files_path (OverlayFiles *self, const char *name);
void overlay_files_write (OverlayFiles *self, const char *name, const char *text);
void overlay_files_write_bytes (OverlayFiles *self, const char *name, GBytes *bytes);

ChezuOverlayImport *overlay_files_read (OverlayFiles *self, const char *name, ChezuDatum datum);
ChezuOverlayImport *
overlay_files_read_with (OverlayFiles *self, const char *name, const ChezuOverlayLimits *limits);
/* Must be refused with that code, in words that name the file and hold @words. */
void overlay_files_refuse (OverlayFiles *self,
                           const char *name,
                           ChezuOverlayFileError code,
                           const char *words);

/* Stored or deflated members one after the other; @says: the size that is told of each, 0: the
 * true one. */
typedef struct
{
  const char *name;
  GBytes *bytes;
  gboolean is_link;
} OverlayMember;

void
overlay_files_zip (OverlayFiles *self, const char *name, const OverlayMember *members, guint n);
