/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store says a few times a second that something was committed, which seldom has to do with
 * geofences: one small row tells. */

#include "shell/chezu-geofences.h"

struct _ChezuGeofences
{
  GObject parent_instance;

  ChezuStore *store;
  GPtrArray *rows; /* of ChezuGeofenceRow */
  gint64 version;  /* -1: nothing was read yet */
  gboolean loading;
  gboolean again; /* something was committed meanwhile */
};

enum
{
  CHANGED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuGeofences, chezu_geofences, G_TYPE_OBJECT)

static gboolean
read_if_other (ChezuGeofences *self, GError **error)
{
  g_autofree gint64 *version
      = chezu_store_await (chezu_geofence_table_read_version (self->store), error);
  GPtrArray *rows;

  if (version == NULL)
    return FALSE;
  if (*version == self->version)
    return TRUE;
  rows = chezu_store_await (chezu_geofence_table_list (self->store), error);
  if (rows == NULL)
    return FALSE;
  g_ptr_array_unref (self->rows);
  self->rows = rows;
  self->version = *version;
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

static DexFuture *
read_fiber (gpointer user_data)
{
  ChezuGeofences *self = user_data;

  do
    {
      g_autoptr (GError) error = NULL;

      self->again = FALSE;
      /* A store that was closed under us is no news to anybody. */
      if (!read_if_other (self, &error)
          && !g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED))
        g_signal_emit (self, signals[TROUBLE], 0, error->message);
    }
  while (self->again);
  self->loading = FALSE;
  return dex_future_new_true ();
}

static void
read_soon (ChezuGeofences *self)
{
  self->again = TRUE;
  if (self->loading)
    return;
  self->loading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

static void
chezu_geofences_finalize (GObject *object)
{
  ChezuGeofences *self = CHEZU_GEOFENCES (object);

  g_clear_object (&self->store);
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
  self->version = -1;
}

ChezuGeofences *
chezu_geofences_new (ChezuStore *store)
{
  ChezuGeofences *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store), NULL);

  self = g_object_new (CHEZU_TYPE_GEOFENCES, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (read_soon), self, G_CONNECT_SWAPPED);
  read_soon (self);
  return self;
}

ChezuStore *
chezu_geofences_get_store (ChezuGeofences *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCES (self), NULL);

  return self->store;
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
