/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the pictures of a base map come from, as a person describes it. */

#pragma once

#include <gio/gio.h>

#include "base/chezu-plane.h"

G_BEGIN_DECLS

#define CHEZU_TILE_SOURCE_ERROR (chezu_tile_source_error_quark ())
GQuark chezu_tile_source_error_quark (void);

typedef enum
{
  CHEZU_TILE_SOURCE_ERROR_INVALID,     /* the description cannot be used */
  CHEZU_TILE_SOURCE_ERROR_UNREACHABLE, /* no answer */
  CHEZU_TILE_SOURCE_ERROR_REFUSED,     /* the server wants a key, or another one */
  CHEZU_TILE_SOURCE_ERROR_BUSY,        /* the server asks to be left alone for a while */
  CHEZU_TILE_SOURCE_ERROR_ANSWER,      /* what came is no tile */
  CHEZU_TILE_SOURCE_ERROR_FILE,        /* the file is no map, or damaged */
} ChezuTileSourceError;

typedef enum
{
  CHEZU_TILE_BUILTIN, /* the map that ships with the program; needs nothing else */
  CHEZU_TILE_MBTILES,
  CHEZU_TILE_XYZ,
  CHEZU_TILE_WMTS,
  CHEZU_TILE_WMS,
  CHEZU_N_TILE_KINDS
} ChezuTileKind;

#define CHEZU_TILE_BUILTIN_ID "builtin"

#define CHEZU_TILE_ZOOM_MAX 22

/* Zooms count tiles: at zoom z the world is 2^z of them wide. Rows from the north. */
typedef struct
{
  int zoom;
  int x;
  int y;
} ChezuTileId;

/* Texts are never NULL but empty where there is nothing to say. */
typedef struct
{
  char *id; /* never changes; names its key in the keyring */
  char *name;
  ChezuTileKind kind;

  /* XYZ: a template with {z}, {x} and {y} or {-y}, or {quadkey}; {s}, {key} and {r} where needed.
   * WMTS: the same, or with {TileMatrix}, {TileRow}, {TileCol}, or the address of a service that is
   * asked with @layer, @style, @matrix_set and @format. WMS: the address of the service. MBTILES:
   * the path of the file. */
  char *address;
  char *labels;     /* the same for names drawn above, or "" */
  char *subdomains; /* of {s}: "0-7", "a,b,c" or "abc" */
  char *layer;
  char *label_layer; /* WMTS and WMS: drawn above */
  char *style;
  char *matrix_set;
  char *format;

  char *attribution;
  char *key_file; /* of mode 0600; "": the key is in the keyring, if there is one */
  guint tile_size;
  guint min_zoom;
  guint max_zoom;
  ChezuDatum datum;
  ChezuReach reach;   /* of a shifted datum */
  gboolean has_names; /* so that those of the built-in map would stand twice */
} ChezuTileSource;

ChezuTileSource *chezu_tile_source_new (ChezuTileKind kind, const char *name);
ChezuTileSource *chezu_tile_source_copy (const ChezuTileSource *self);
void chezu_tile_source_free (ChezuTileSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTileSource, chezu_tile_source_free)

const char *chezu_tile_kind_key (ChezuTileKind kind);
const char *chezu_tile_kind_name (ChezuTileKind kind); /* for people */

/* For settings: a dictionary without the key. */
GVariant *chezu_tile_source_to_variant (const ChezuTileSource *self);
ChezuTileSource *chezu_tile_source_new_from_variant (GVariant *variant, GError **error);

void chezu_tile_source_tidy (ChezuTileSource *self);
gboolean chezu_tile_source_check (const ChezuTileSource *self, GError **error);

gboolean chezu_tile_source_needs_key (const ChezuTileSource *self);
gboolean chezu_tile_source_has_labels (const ChezuTileSource *self);
gboolean chezu_tile_source_is_remote (const ChezuTileSource *self);
const ChezuPlane *chezu_tile_source_get_plane (const ChezuTileSource *self);

G_END_DECLS
