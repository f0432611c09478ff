/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store says a few times a second that something was committed, which seldom has to do with the
 * thing that is followed: one small row tells. */

#include "shell/chezu-store-watch.h"

struct _ChezuStoreWatch
{
  ChezuStore *store;
  GObject *owner; /* not owned: it owns us */
  ChezuStoreWatchFuncs funcs;
  gint64 version; /* -1: nothing was read yet */
  gboolean loading;
  gboolean again; /* something was committed meanwhile */
};

/* The owner is held while it reads, and with it this. */
typedef struct
{
  ChezuStoreWatch *watch;
  GObject *owner;
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->owner);
  g_free (reading);
}

static gboolean
read_if_other (ChezuStoreWatch *self, GError **error)
{
  g_autofree gint64 *version = chezu_store_await (self->funcs.read_version (self->store), error);

  if (version == NULL)
    return FALSE;
  if (*version == self->version)
    return TRUE;
  if (!self->funcs.read (self->owner, self->store, error))
    return FALSE;
  self->version = *version;
  self->funcs.changed (self->owner);
  return TRUE;
}

static DexFuture *
read_fiber (gpointer data)
{
  ChezuStoreWatch *self = ((Reading *)data)->watch;

  do
    {
      g_autoptr (GError) error = NULL;

      self->again = FALSE;
      /* A store that was closed under us is no news to anybody. */
      if (!read_if_other (self, &error)
          && !g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED))
        self->funcs.trouble (self->owner, error->message);
    }
  while (self->again);
  self->loading = FALSE;
  return dex_future_new_true ();
}

static void
read_soon (ChezuStoreWatch *self)
{
  Reading *reading;

  self->again = TRUE;
  if (self->loading)
    return;
  self->loading = TRUE;
  reading = g_new0 (Reading, 1);
  reading->watch = self;
  reading->owner = g_object_ref (self->owner);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, reading, (GDestroyNotify)reading_free));
}

ChezuStoreWatch *
chezu_store_watch_new (ChezuStore *store, GObject *owner, const ChezuStoreWatchFuncs *funcs)
{
  ChezuStoreWatch *self;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && G_IS_OBJECT (owner), NULL);

  self = g_new0 (ChezuStoreWatch, 1);
  self->store = g_object_ref (store);
  self->owner = owner;
  self->funcs = *funcs;
  self->version = -1;
  g_signal_connect_swapped (store, "changed", G_CALLBACK (read_soon), self);
  read_soon (self);
  return self;
}

void
chezu_store_watch_free (ChezuStoreWatch *self)
{
  g_signal_handlers_disconnect_by_data (self->store, self);
  g_object_unref (self->store);
  g_free (self);
}

ChezuStore *
chezu_store_watch_get_store (ChezuStoreWatch *self)
{
  return self->store;
}

gboolean
chezu_store_watch_is_loaded (ChezuStoreWatch *self)
{
  return self->version >= 0 && !self->loading;
}
