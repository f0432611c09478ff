/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may be said on the command line, read and checked. */

#pragma once

#include <gio/gio.h>

#include "shell/chezu-demo.h"

G_BEGIN_DECLS

typedef struct
{
  char *store; /* absolute path, or NULL for the usual one */
  gboolean demo;
  ChezuDemoOptions demo_options;

  GStrv overlays;   /* absolute paths, or NULL */
  char *screenshot; /* absolute path, or NULL */
  int width;        /* 0 unless asked for */
  int height;
  double after_s;
  gboolean has_view;
  double lon;
  double lat;
  double zoom;
  char *scheme;     /* "light", "dark" or NULL */
  char *page;       /* NULL: the one that was open */
  gint64 past_ms;   /* 0: live */
  double play_rate; /* 0: it stands */
  char *select;     /* plate, or NULL */
} ChezuOptions;

void chezu_options_describe (GApplication *application);
gboolean chezu_options_read (ChezuOptions *self, GVariantDict *dict, GError **error);
void chezu_options_clear (ChezuOptions *self);

gboolean chezu_options_parse_size (const char *text, int *width, int *height);
gboolean chezu_options_parse_view (const char *text, double *lon, double *lat, double *zoom);

G_END_DECLS
