/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-base-maps.h"

#include "shell/chezu-settings.h"
#include "sync/chezu-credentials.h"
#include "tiles/chezu-tile-archive.h"
#include "tiles/chezu-tile-fetcher.h"
#include "tiles/chezu-tile-request.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define MIB (G_GINT64_CONSTANT (1024) * 1024)

struct _ChezuBaseMaps
{
  GObject parent_instance;

  GSettings *settings;
  SoupSession *session;
  ChezuTileCache *cache;
  char *chosen;
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuBaseMaps, chezu_base_maps, G_TYPE_OBJECT)

static void
settings_changed_cb (ChezuBaseMaps *self)
{
  g_autofree char *chosen = g_settings_get_string (self->settings, "base-map");

  g_set_str (&self->chosen, chosen);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
limit_cache (ChezuBaseMaps *self)
{
  chezu_tile_cache_set_limits (self->cache,
                               g_settings_get_uint (self->settings, "tile-cache-size") * MIB,
                               g_settings_get_uint (self->settings, "tile-cache-days"));
}

static void
chezu_base_maps_finalize (GObject *object)
{
  ChezuBaseMaps *self = CHEZU_BASE_MAPS (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cache);
  g_clear_object (&self->settings);
  g_free (self->chosen);
  G_OBJECT_CLASS (chezu_base_maps_parent_class)->finalize (object);
}

static void
chezu_base_maps_class_init (ChezuBaseMapsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_base_maps_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_base_maps_init (ChezuBaseMaps *self)
{
  g_autofree char *path = chezu_tile_cache_dup_default_path ();

  self->settings = g_object_ref (chezu_settings_get ());
  self->session = chezu_tile_session_new ();
  self->cache = chezu_tile_cache_new (path);
  self->chosen = g_settings_get_string (self->settings, "base-map");
  limit_cache (self);
  g_signal_connect_object (self->settings, "changed::base-maps", G_CALLBACK (settings_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::base-map", G_CALLBACK (settings_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::tile-cache-size", G_CALLBACK (limit_cache),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::tile-cache-days", G_CALLBACK (limit_cache),
                           self, G_CONNECT_SWAPPED);
}

ChezuBaseMaps *
chezu_base_maps_get (void)
{
  static ChezuBaseMaps *maps;

  if (maps == NULL)
    maps = g_object_new (CHEZU_TYPE_BASE_MAPS, NULL);
  return maps;
}

ChezuTileCache *
chezu_base_maps_get_cache (ChezuBaseMaps *self)
{
  return self->cache;
}

SoupSession *
chezu_base_maps_get_session (ChezuBaseMaps *self)
{
  return self->session;
}

/* --- The list --------------------------------------------------------------------------------- */

/* What somebody else wrote into the settings and cannot be used is left there and not shown. */
GPtrArray *
chezu_base_maps_list (ChezuBaseMaps *self)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, "base-maps");
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_tile_source_free);

  g_ptr_array_add (list, chezu_tile_source_new (CHEZU_TILE_BUILTIN, _ ("Built-in Map")));
  for (gsize i = 0; i < g_variant_n_children (all); i++)
    {
      g_autoptr (GVariant) one = g_variant_get_child_value (all, i);
      g_autoptr (GError) error = NULL;
      ChezuTileSource *source = chezu_tile_source_new_from_variant (one, &error);

      if (source != NULL)
        g_ptr_array_add (list, source);
      else
        g_message ("%s", error->message);
    }
  return list;
}

ChezuTileSource *
chezu_base_maps_find (ChezuBaseMaps *self, const char *id)
{
  g_autoptr (GPtrArray) list = chezu_base_maps_list (self);

  for (guint i = 0; i < list->len; i++)
    {
      const ChezuTileSource *source = g_ptr_array_index (list, i);

      if (g_strcmp0 (source->id, id) == 0)
        return chezu_tile_source_copy (source);
    }
  return NULL;
}

const char *
chezu_base_maps_get_chosen (ChezuBaseMaps *self)
{
  return self->chosen;
}

void
chezu_base_maps_choose (ChezuBaseMaps *self, const char *id)
{
  if (g_strcmp0 (self->chosen, id) != 0)
    g_settings_set_string (self->settings, "base-map", id);
}

/* @without: (nullable): id of what is left out; @with: (nullable): stands in its place, or at the
 * end */
static void
rewrite (ChezuBaseMaps *self, const char *without, const ChezuTileSource *with)
{
  g_autoptr (GVariant) all = g_settings_get_value (self->settings, "base-maps");
  GVariantBuilder builder;
  gboolean placed = FALSE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; i < g_variant_n_children (all); i++)
    {
      g_autoptr (GVariant) one = g_variant_get_child_value (all, i);
      const char *id = NULL;

      g_variant_lookup (one, "id", "&s", &id);
      if (g_strcmp0 (id, without) != 0)
        {
          g_variant_builder_add_value (&builder, one);
          continue;
        }
      if (with != NULL)
        g_variant_builder_add_value (&builder, chezu_tile_source_to_variant (with));
      placed = TRUE;
    }
  if (with != NULL && !placed)
    g_variant_builder_add_value (&builder, chezu_tile_source_to_variant (with));
  g_settings_set_value (self->settings, "base-maps", g_variant_builder_end (&builder));
}

void
chezu_base_maps_put (ChezuBaseMaps *self, const ChezuTileSource *source)
{
  g_return_if_fail (CHEZU_IS_BASE_MAPS (self));

  rewrite (self, source->id, source);
}

void
chezu_base_maps_remove (ChezuBaseMaps *self, const char *id)
{
  g_return_if_fail (CHEZU_IS_BASE_MAPS (self));

  if (g_strcmp0 (self->chosen, id) == 0)
    chezu_base_maps_choose (self, CHEZU_TILE_BUILTIN_ID);
  rewrite (self, id, NULL);
}

/* --- Keys ------------------------------------------------------------------------------------- */

/* Keys are kept as passwords of vehicle platforms are, under names that none of these can have. */
static ChezuSourceRow *
make_row (const ChezuTileSource *source)
{
  ChezuSourceRow *row = g_new0 (ChezuSourceRow, 1);

  row->name = g_strconcat ("base-map/", source->id, NULL);
  row->kind = g_strdup ("base-map");
  row->url = g_strdup ("");
  if (*source->key_file != '\0')
    {
      row->credential = CHEZU_CREDENTIAL_TOKEN_FILE;
      row->credential_file = g_strdup (source->key_file);
    }
  else
    row->credential = CHEZU_CREDENTIAL_KEYRING_TOKEN;
  return row;
}

DexFuture *
chezu_base_maps_find_key (const ChezuTileSource *source)
{
  g_autoptr (ChezuSourceRow) row = make_row (source);

  return chezu_credentials_lookup (row);
}

char *
chezu_base_maps_dup_key_path (const ChezuTileSource *source)
{
  g_autofree char *name = g_strconcat (source->id, ".key", NULL);

  return g_build_filename (g_get_user_config_dir (), "chezu", "keys", name, NULL);
}

/* Into the file that the source names, or into the keyring. */
DexFuture *
chezu_base_maps_keep_key (const ChezuTileSource *source, const char *key)
{
  g_autoptr (ChezuSourceRow) row = make_row (source);
  g_autofree char *folder = NULL;
  GError *error = NULL;

  if (*source->key_file == '\0')
    return chezu_credentials_store (row, key);
  folder = g_path_get_dirname (source->key_file);
  g_mkdir_with_parents (folder, 0700);
  if (chezu_credentials_write_file (source->key_file, key, &error))
    return dex_future_new_true ();
  return dex_future_new_for_error (error);
}

/* A file is erased only where we made it. */
void
chezu_base_maps_forget_key (const ChezuTileSource *source)
{
  g_autoptr (ChezuSourceRow) row = make_row (source);
  g_autofree char *path = chezu_base_maps_dup_key_path (source);

  if (!chezu_tile_source_needs_key (source))
    return;
  if (g_str_equal (source->key_file, path))
    g_unlink (path);
  else if (*source->key_file == '\0')
    dex_future_disown (chezu_credentials_forget (row));
}

/* --- Showing ---------------------------------------------------------------------------------- */

typedef struct
{
  ChezuBaseMaps *maps;
  ChezuMapView *view;
  ChezuTileSource *source;
} Showing;

static void
showing_free (Showing *showing)
{
  g_object_unref (showing->maps);
  g_object_unref (showing->view);
  chezu_tile_source_free (showing->source);
  g_free (showing);
}

static ChezuTileFeed *
make_feed (Showing *showing, ChezuTileSheet sheet, const char *key)
{
  ChezuBaseMaps *self = showing->maps;

  if (showing->source->kind == CHEZU_TILE_MBTILES)
    return sheet == CHEZU_TILE_GROUND
               ? CHEZU_TILE_FEED (chezu_tile_archive_new (showing->source->address))
               : NULL;
  if (sheet == CHEZU_TILE_LABELS && !chezu_tile_source_has_labels (showing->source))
    return NULL;
  return CHEZU_TILE_FEED (
      chezu_tile_fetcher_new (self->session, self->cache, showing->source, sheet, key));
}

static DexFuture *
show_fiber (gpointer data)
{
  Showing *showing = data;
  const ChezuTileSource *source = showing->source;
  g_autofree char *key = NULL;
  g_autoptr (ChezuTileFeed) ground = NULL;
  g_autoptr (ChezuTileFeed) labels = NULL;
  g_autoptr (GError) error = NULL;

  if (chezu_tile_source_needs_key (source))
    key = dex_await_string (chezu_base_maps_find_key (source), &error);
  /* Meanwhile another may have been chosen. */
  if (g_strcmp0 (showing->maps->chosen, source->id) != 0)
    return dex_future_new_true ();
  ground = make_feed (showing, CHEZU_TILE_GROUND, key);
  labels = make_feed (showing, CHEZU_TILE_LABELS, key);
  chezu_map_view_set_base_map (showing->view, source, ground, labels);
  if (error != NULL)
    chezu_tile_feed_set_trouble (ground, _ ("The key of this base map is missing"));
  return dex_future_new_true ();
}

static void
show (ChezuBaseMaps *self, ChezuMapView *view)
{
  ChezuTileSource *source = chezu_base_maps_find (self, self->chosen);
  Showing *showing;

  if (source == NULL || source->kind == CHEZU_TILE_BUILTIN)
    {
      chezu_map_view_set_base_map (view, NULL, NULL, NULL);
      g_clear_pointer (&source, chezu_tile_source_free);
      return;
    }
  showing = g_new0 (Showing, 1);
  showing->maps = g_object_ref (self);
  showing->view = g_object_ref (view);
  showing->source = source;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, show_fiber, showing, (GDestroyNotify)showing_free));
}

/* Adding another base map is no reason to fetch the one that is shown anew. */
static void
changed_cb (ChezuBaseMaps *self, ChezuMapView *view)
{
  g_autoptr (ChezuTileSource) source = chezu_base_maps_find (self, self->chosen);
  g_autoptr (GVariant) now = g_variant_ref_sink (
      source != NULL ? chezu_tile_source_to_variant (source) : g_variant_new ("a{sv}", NULL));
  GVariant *before = g_object_get_data (G_OBJECT (view), "chezu-base-map");

  if (before != NULL && g_variant_equal (before, now))
    return;
  g_object_set_data_full (G_OBJECT (view), "chezu-base-map", g_variant_ref (now),
                          (GDestroyNotify)g_variant_unref);
  show (self, view);
}

void
chezu_base_maps_attach (ChezuBaseMaps *self, ChezuMapView *view)
{
  g_return_if_fail (CHEZU_IS_BASE_MAPS (self));
  g_return_if_fail (CHEZU_IS_MAP_VIEW (view));

  g_signal_connect_object (self, "changed", G_CALLBACK (changed_cb), view, G_CONNECT_DEFAULT);
  changed_cb (self, view);
}
