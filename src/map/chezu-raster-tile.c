/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-raster-tile.h"

#include "map/chezu-tile-picture.h"
#include "tiles/chezu-tile-image.h"

typedef struct
{
  GBytes *bytes;
  gboolean as_texture;
} Job;

static void
job_free (Job *job)
{
  g_bytes_unref (job->bytes);
  g_free (job);
}

static GdkTexture *
decode_webp (GBytes *bytes, const ChezuImageHead *head, GError **error)
{
  g_autoptr (GBytes) pixels = chezu_tile_image_decode_webp (bytes, head, error);

  if (pixels == NULL)
    return NULL;
  return gdk_memory_texture_new ((int)head->width, (int)head->height, GDK_MEMORY_R8G8B8A8, pixels,
                                 (gsize)head->width * 4);
}

static DexFuture *
decode_in_thread (gpointer data)
{
  Job *job = data;
  g_autoptr (GdkTexture) texture = NULL;
  GError *error = NULL;
  ChezuImageHead head;
  gsize size;
  const guint8 *picture = g_bytes_get_data (job->bytes, &size);

  if (chezu_tile_image_look (picture, size, &head, &error))
    texture = head.format == CHEZU_IMAGE_WEBP ? decode_webp (job->bytes, &head, &error)
                                              : gdk_texture_new_from_bytes (job->bytes, &error);
  if (texture == NULL)
    return dex_future_new_for_error (error);
  if (job->as_texture)
    return dex_future_new_take_object (g_steal_pointer (&texture));
  return dex_future_new_take_object (chezu_tile_picture_new (texture));
}

DexFuture *
chezu_raster_tile_decode (GBytes *bytes, gboolean as_texture)
{
  Job *job = g_new0 (Job, 1);

  job->bytes = g_bytes_ref (bytes);
  job->as_texture = as_texture;
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, decode_in_thread, job,
                              (GDestroyNotify)job_free);
}
