/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ground of the map view: the built-in map, the local maps above it, and the names of both. */

#include "map/chezu-map-view-private.h"

#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "map/chezu-base-words.h"

#include <glib/gi18n-lib.h>

/* What is read away from the user interface's thread. */
typedef struct
{
  char *path;
  GStrv local_maps; /* (nullable) */
  ChezuLabelStore *store;
  ChezuMapLabels *labels;
} Names;

static void
names_free (Names *names)
{
  g_free (names->path);
  g_strfreev (names->local_maps);
  g_clear_object (&names->store);
  g_clear_pointer (&names->labels, chezu_map_labels_free);
  g_free (names);
}

static DexFuture *
read_names (gpointer data)
{
  Names *names = data;
  g_autoptr (GPtrArray) locals = g_ptr_array_new_with_free_func (g_object_unref);
  GError *error = NULL;

  names->store = chezu_label_store_new (names->path, &error);
  if (names->store == NULL)
    return dex_future_new_for_error (error);
  /* The layer of the tiles has said already which file cannot be read. */
  for (guint i = 0; names->local_maps != NULL && names->local_maps[i] != NULL; i++)
    {
      ChezuLabelStore *local = chezu_label_store_new_local (names->local_maps[i], NULL);

      if (local != NULL)
        g_ptr_array_add (locals, local);
    }
  names->labels = chezu_map_labels_new_for_base (names->store, locals);
  return dex_future_new_true ();
}

void
chezu_map_view_show_attribution (ChezuMapView *self)
{
  const char *attribution = chezu_base_layer_get_attribution (self->base_layer);
  g_autofree char *text = NULL;

  if (self->base_source != NULL)
    text = chezu_base_words_make (self->base_source, self->base_feeds,
                                  G_N_ELEMENTS (self->base_feeds), chezu_time_now_ms ());
  else if (self->ground_trouble != NULL)
    text = g_strdup (self->ground_trouble);
  else if (attribution == NULL || self->local_maps == NULL || self->local_maps[0] == NULL)
    text = g_strdup (_ ("Base map GSHHG · DCW · GeoNames, built in"));
  else
    text = g_strdup (attribution);
  gtk_label_set_label (GTK_LABEL (self->attribution), text);
}

static DexFuture *
load_fiber (gpointer user_data)
{
  ChezuMapView *self = user_data;
  guint generation = ++self->ground_generation;
  g_autofree char *style = chezu_path_shipped ("basemap/style.json");
  g_autoptr (GError) error = NULL;
  Names *names = g_new0 (Names, 1);
  gboolean done;

  names->path = chezu_path_shipped ("basemap.mbtiles");
  names->local_maps = g_strdupv (self->local_maps);
  done = dex_await (chezu_base_layer_load (self->base_layer, names->path, style), &error)
         && dex_await (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, read_names,
                                            names, NULL),
                       &error);
  /* Meanwhile the view may have gone, or other maps may be wanted. */
  if (self->label_layer != NULL && generation == self->ground_generation)
    {
      if (done)
        {
          g_set_object (&self->base_labels, names->store);
          chezu_label_layer_set_labels (self->label_layer, CHEZU_LABELS_BASE,
                                        g_steal_pointer (&names->labels));
        }
      /* Vehicles stay where they are also without a ground; the map says what is missing. */
      g_set_str (&self->ground_trouble, done ? NULL : error->message);
      chezu_map_view_show_attribution (self);
      self->has_labels = TRUE;
    }
  names_free (names);
  return dex_future_new_true ();
}

void
chezu_map_view_load_ground (ChezuMapView *self)
{
  chezu_base_layer_set_local_maps (self->base_layer, (const char *const *)self->local_maps);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, load_fiber, g_object_ref (self), g_object_unref));
}

/**
 * chezu_map_view_set_local_maps:
 * @paths: (nullable): of files that chezuctl basemap build has made; the first wins where they
 *   overlap
 *
 * Shows detailed maps of places in place of the built-in map. Files that cannot be read are left
 * out.
 */
void
chezu_map_view_set_local_maps (ChezuMapView *self, const char *const *paths)
{
  static const char *const none[] = { NULL };
  const char *const *before = (const char *const *)self->local_maps;

  g_return_if_fail (CHEZU_IS_MAP_VIEW (self));

  if (g_strv_equal (before != NULL ? before : none, paths != NULL ? paths : none))
    return;
  g_strfreev (self->local_maps);
  self->local_maps = g_strdupv ((GStrv)paths);
  self->has_labels = FALSE;
  chezu_map_view_load_ground (self);
}
