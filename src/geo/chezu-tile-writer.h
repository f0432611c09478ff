/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vector tiles from features that come one after another: none is kept in memory. */

#pragma once

#include <glib.h>
#include <ogr_api.h>

G_BEGIN_DECLS

typedef struct _ChezuTileWriter ChezuTileWriter;

/* What a feature says of itself; every text may be NULL. */
typedef struct
{
  const char *kind;
  const char *brunnel; /* "bridge" or "tunnel" */
  const char *ref;
  const char *name_zh;
  const char *name_en;
} ChezuTileTexts;

/* Zooms are those of tiles of 512 pixels. */
ChezuTileWriter *
chezu_tile_writer_new (const char *path, int min_zoom, int max_zoom, GError **error);
void chezu_tile_writer_free (ChezuTileWriter *self);

gboolean chezu_tile_writer_add (ChezuTileWriter *self,
                                const char *tile_layer,
                                int min_zoom,
                                OGRGeometryH geometry,
                                const ChezuTileTexts *texts,
                                GError **error);
gboolean chezu_tile_writer_finish (ChezuTileWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTileWriter, chezu_tile_writer_free)

G_END_DECLS
