/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-geofences.h"

#include "shell/chezu-store-watch.h"

#include <string.h>

struct _ChezuGeofences
{
  GObject parent_instance;

  ChezuStoreWatch *watch;
  GPtrArray *rows; /* of ChezuGeofenceRow */
};

enum
{
  CHANGED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuGeofences, chezu_geofences, G_TYPE_OBJECT)

/* --- The order of a person: "Depot 2" before "Depot 10", and as the language has it */

typedef struct
{
  char *key;
  gpointer row;
} Named;

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Named *)a)->key, ((const Named *)b)->key);
}

static void
clear (gpointer named)
{
  g_free (((Named *)named)->key);
}

static void
sort (GPtrArray *rows)
{
  g_autoptr (GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (Named), rows->len);

  g_array_set_clear_func (all, clear);
  for (guint i = 0; i < rows->len; i++)
    {
      const ChezuGeofenceRow *row = rows->pdata[i];
      const Named named = { g_utf8_collate_key_for_filename (row->name, -1), rows->pdata[i] };

      g_array_append_val (all, named);
    }
  g_array_sort (all, compare);
  for (guint i = 0; i < rows->len; i++)
    rows->pdata[i] = g_array_index (all, Named, i).row;
}

/* --- Reading */

static gboolean
read_all (gpointer owner, ChezuStore *store, GError **error)
{
  ChezuGeofences *self = owner;
  GPtrArray *rows = chezu_store_await (chezu_geofence_table_list (store), error);

  if (rows == NULL)
    return FALSE;
  sort (rows);
  g_ptr_array_unref (self->rows);
  self->rows = rows;
  return TRUE;
}

static void
tell_change (gpointer owner)
{
  g_signal_emit (owner, signals[CHANGED], 0);
}

static void
tell_trouble (gpointer owner, const char *words)
{
  g_signal_emit (owner, signals[TROUBLE], 0, words);
}

static void
chezu_geofences_finalize (GObject *object)
{
  ChezuGeofences *self = CHEZU_GEOFENCES (object);

  g_clear_pointer (&self->watch, chezu_store_watch_free);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (chezu_geofences_parent_class)->finalize (object);
}

static void
chezu_geofences_class_init (ChezuGeofencesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_geofences_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
chezu_geofences_init (ChezuGeofences *self)
{
  self->rows = g_ptr_array_new ();
}

ChezuGeofences *
chezu_geofences_new (ChezuStore *store)
{
  static const ChezuStoreWatchFuncs funcs
      = { chezu_geofence_table_read_version, read_all, tell_change, tell_trouble };
  ChezuGeofences *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_GEOFENCES, NULL);
  self->watch = chezu_store_watch_new (store, G_OBJECT (self), &funcs);
  return self;
}

ChezuStore *
chezu_geofences_get_store (ChezuGeofences *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCES (self), NULL);

  return chezu_store_watch_get_store (self->watch);
}

GPtrArray *
chezu_geofences_peek (ChezuGeofences *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCES (self), NULL);

  return self->rows;
}

const ChezuGeofenceRow *
chezu_geofences_find (ChezuGeofences *self, gint64 id)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCES (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    if (((const ChezuGeofenceRow *)self->rows->pdata[i])->id == id)
      return self->rows->pdata[i];
  return NULL;
}
