/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the table chezu_label of a base map's file. */

#include "map/chezu-label-store.h"

#include "base/chezu-geodesy.h"
#include "map/chezu-tile-file.h"
#include "map/chezu-vector-tile.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

struct _ChezuLabelStore
{
  GObject parent_instance;

  GArray *labels; /* ChezuLabel */
  GStringChunk *strings;
  ChezuTileFile *file; /* of a local map, for its ground; else NULL */
};

G_DEFINE_FINAL_TYPE (ChezuLabelStore, chezu_label_store, G_TYPE_OBJECT)

/* As the table names them. */
static const char *const kinds[CHEZU_N_LABEL_KINDS] = {
  [CHEZU_LABEL_METROPOLIS] = "metropolis",
  [CHEZU_LABEL_CAPITAL] = "capital",
  [CHEZU_LABEL_PREFECTURE] = "prefecture",
  [CHEZU_LABEL_TOWN] = "town",
  [CHEZU_LABEL_QUARTER] = "quarter",
  [CHEZU_LABEL_PARK] = "park",
  [CHEZU_LABEL_WATER] = "water",
  [CHEZU_LABEL_SHIELD] = "shield",
  [CHEZU_LABEL_STREET] = "street",
  [CHEZU_LABEL_REST] = "rest",
  [CHEZU_LABEL_FUEL] = "fuel",
  [CHEZU_LABEL_PARKING] = "parking",
};

static void
chezu_label_store_finalize (GObject *object)
{
  ChezuLabelStore *self = CHEZU_LABEL_STORE (object);

  g_array_unref (self->labels);
  g_string_chunk_free (self->strings);
  g_clear_pointer (&self->file, chezu_tile_file_free);
  G_OBJECT_CLASS (chezu_label_store_parent_class)->finalize (object);
}

static void
chezu_label_store_class_init (ChezuLabelStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_label_store_finalize;
}

static void
chezu_label_store_init (ChezuLabelStore *self)
{
  self->labels = g_array_new (FALSE, FALSE, sizeof (ChezuLabel));
  self->strings = g_string_chunk_new (4096);
}

static gboolean
find_kind (const char *name, ChezuLabelKind *kind)
{
  for (int i = 0; i < CHEZU_N_LABEL_KINDS; i++)
    if (g_strcmp0 (name, kinds[i]) == 0)
      {
        *kind = (ChezuLabelKind)i;
        return TRUE;
      }
  return FALSE;
}

static const char *
take_text (ChezuLabelStore *self, sqlite3_stmt *row, int column)
{
  const char *text = (const char *)sqlite3_column_text (row, column);

  return text != NULL && g_utf8_validate (text, -1, NULL)
             ? g_string_chunk_insert_const (self->strings, text)
             : NULL;
}

/* A row of a kind that this version does not know, or without a name, is passed over. */
static void
take_row (ChezuLabelStore *self, sqlite3_stmt *row)
{
  ChezuLabel label = {
    .name_zh = take_text (self, row, 1),
    .name_en = take_text (self, row, 2),
    .lon = sqlite3_column_double (row, 3),
    .lat = sqlite3_column_double (row, 4),
    .rank = sqlite3_column_int (row, 5),
    .min_zoom = (float)sqlite3_column_double (row, 6),
    .max_zoom = (float)sqlite3_column_double (row, 7),
    .angle = (float)sqlite3_column_double (row, 8),
  };

  if (!find_kind ((const char *)sqlite3_column_text (row, 0), &label.kind) || label.name_zh == NULL)
    return;
  if (label.name_en == NULL || *label.name_en == '\0')
    label.name_en = label.name_zh;
  chezu_mercator_project (label.lon, label.lat, &label.x, &label.y);
  g_array_append_val (self->labels, label);
}

static gboolean
read_labels (ChezuLabelStore *self, sqlite3 *db)
{
  sqlite3_stmt *row = NULL;
  gboolean done = sqlite3_prepare_v2 (db,
                                      "SELECT kind, name_zh, name_en, lon, lat, rank, min_zoom, "
                                      "max_zoom, angle FROM chezu_label ORDER BY rank, rowid",
                                      -1, &row, NULL)
                  == SQLITE_OK;
  int step = SQLITE_DONE;

  while (done && (step = sqlite3_step (row)) == SQLITE_ROW)
    take_row (self, row);
  sqlite3_finalize (row);
  return done && step == SQLITE_DONE;
}

ChezuLabelStore *
chezu_label_store_new (const char *mbtiles_path, GError **error)
{
  g_autoptr (ChezuLabelStore) self = g_object_new (CHEZU_TYPE_LABEL_STORE, NULL);
  sqlite3 *db = NULL;
  gboolean done = sqlite3_open_v2 (mbtiles_path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
                  && read_labels (self, db);

  if (!done)
    g_set_error (error, CHEZU_TILE_ERROR, CHEZU_TILE_ERROR_SOURCE,
                 _ ("The names of the base map cannot be read: %s"), sqlite3_errmsg (db));
  sqlite3_close (db);
  return done ? g_steal_pointer (&self) : NULL;
}

ChezuLabelStore *
chezu_label_store_new_local (const char *mbtiles_path, GError **error)
{
  g_autoptr (ChezuTileFile) file = chezu_tile_file_open (mbtiles_path, error);
  ChezuLabelStore *self = file != NULL ? chezu_label_store_new (mbtiles_path, error) : NULL;

  if (self != NULL)
    self->file = g_steal_pointer (&file);
  return self;
}

/**
 * chezu_label_store_has_ground:
 * @x: Mercator square
 * @y: Mercator square
 *
 * Returns: whether the local map speaks of the point
 */
gboolean
chezu_label_store_has_ground (ChezuLabelStore *self, double x, double y)
{
  /* So near that a tile is a few metres wide. */
  const int zoom = 22;
  const ChezuTilePlace place = { zoom, (int)(x * (1 << zoom)), (int)(y * (1 << zoom)) };

  g_return_val_if_fail (CHEZU_IS_LABEL_STORE (self), FALSE);

  return self->file != NULL
         && chezu_tile_file_find_ground (self->file, &place) != CHEZU_GROUND_NONE;
}

float
chezu_label_store_get_first_zoom (ChezuLabelStore *self)
{
  g_return_val_if_fail (CHEZU_IS_LABEL_STORE (self), 0);

  return self->file != NULL ? (float)chezu_tile_file_get_min_zoom (self->file) + 1 : 0;
}

static DexFuture *
load_fiber (gpointer user_data)
{
  GError *error = NULL;
  ChezuLabelStore *self = chezu_label_store_new (user_data, &error);

  return self != NULL ? dex_future_new_take_object (self) : dex_future_new_for_error (error);
}

DexFuture *
chezu_label_store_load (const char *mbtiles_path)
{
  g_return_val_if_fail (mbtiles_path != NULL, NULL);
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, load_fiber,
                              g_strdup (mbtiles_path), g_free);
}

const ChezuLabel *
chezu_label_store_get (ChezuLabelStore *self, guint *n_labels)
{
  g_return_val_if_fail (CHEZU_IS_LABEL_STORE (self), NULL);

  *n_labels = self->labels->len;
  return (const ChezuLabel *)(gpointer)self->labels->data;
}
