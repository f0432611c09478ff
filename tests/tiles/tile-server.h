/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tile server on the loopback, also on its bad days. Runs on a thread of its own; every function
 * here may be called from the test's. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TILE_SERVER_GOOD,
  TILE_SERVER_MISSING,
  TILE_SERVER_TOO_MANY, /* 429, Retry-After: 1 */
  TILE_SERVER_DOWN,     /* 503 */
  TILE_SERVER_FORBIDDEN,
  TILE_SERVER_SILENT,  /* takes the request and never answers */
  TILE_SERVER_HUGE,    /* says that it is ten megabytes, and is */
  TILE_SERVER_ENDLESS, /* does not say how much */
  TILE_SERVER_PAGE,    /* HTML with status 200 */
  TILE_SERVER_BOMB,    /* a picture of some bytes and 50,000 pixels a side */
  TILE_SERVER_LOOP,    /* redirects to itself */
} TileServerMood;

typedef struct _TileServer TileServer;

TileServer *tile_server_new (void);
void tile_server_free (TileServer *self);
/* "http://127.0.0.1:PORT/{z}/{x}/{y}.png" */
const char *tile_server_get_template (TileServer *self);

void tile_server_set_mood (TileServer *self, TileServerMood mood);
/* NULL: none */
void tile_server_set_cache_control (TileServer *self, const char *value);
/* Tiles are this, 0xRRGGBB, with a black cross of some pixels at a point of the Mercator square. */
void tile_server_set_color (TileServer *self, guint32 color);
void tile_server_set_cross (TileServer *self, double x, double y);

guint tile_server_count (TileServer *self);
guint tile_server_count_conditional (TileServer *self);
guint tile_server_get_most_at_once (TileServer *self);
char *tile_server_dup_last_path (TileServer *self);
char *tile_server_dup_agent (TileServer *self);

GBytes *tile_server_draw (int zoom, int x, int y, guint32 color, double cross_x, double cross_y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TileServer, tile_server_free)

G_END_DECLS
