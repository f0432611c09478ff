/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the heads are read: PNG's IHDR (RFC 2083, 4.1.1), JPEG's first frame header (T.81, B.2.2),
 * and the three forms of WebP (RFC 9649, 2.5 to 2.7). A picture of a few hundred bytes may claim to
 * be gigabytes large, so its size is known and limited before a decoder sees it. */

#include "tiles/chezu-tile-image.h"

#include "tiles/chezu-tile-source.h"

#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <glib/gi18n-lib.h>
#include <string.h>

static guint
big_16 (const guint8 *at)
{
  return (guint)at[0] << 8 | at[1];
}

static guint
big_32 (const guint8 *at)
{
  return big_16 (at) << 16 | big_16 (at + 2);
}

static guint
little_16 (const guint8 *at)
{
  return (guint)at[1] << 8 | at[0];
}

static guint
little_24 (const guint8 *at)
{
  return (guint)at[2] << 16 | little_16 (at);
}

static gboolean
look_at_png (const guint8 *data, gsize size, ChezuImageHead *head)
{
  static const guint8 magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

  if (size < 33 || memcmp (data, magic, sizeof magic) != 0 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;
  *head = (ChezuImageHead){ CHEZU_IMAGE_PNG, big_32 (data + 16), big_32 (data + 20) };
  return TRUE;
}

/* Markers of the first frame: C0 to CF without the tables C4, C8 and CC. */
static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static gboolean
look_at_jpeg (const guint8 *data, gsize size, ChezuImageHead *head)
{
  gsize at = 2;

  if (size < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;
  while (at + 9 < size)
    {
      if (data[at] != 0xff)
        return FALSE;
      if (data[at + 1] == 0xff) /* fill byte */
        {
          at++;
          continue;
        }
      if (is_frame (data[at + 1]))
        {
          *head = (ChezuImageHead){ CHEZU_IMAGE_JPEG, big_16 (data + at + 7),
                                    big_16 (data + at + 5) };
          return TRUE;
        }
      at += 2 + big_16 (data + at + 2);
    }
  return FALSE;
}

static gboolean
look_at_webp (const guint8 *data, gsize size, ChezuImageHead *head)
{
  if (size < 30 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;
  head->format = CHEZU_IMAGE_WEBP;
  if (memcmp (data + 12, "VP8X", 4) == 0)
    {
      head->width = little_24 (data + 24) + 1;
      head->height = little_24 (data + 27) + 1;
    }
  else if (memcmp (data + 12, "VP8L", 4) == 0 && data[20] == 0x2f)
    {
      head->width = (little_16 (data + 21) & 0x3fff) + 1;
      head->height = ((little_24 (data + 22) >> 6) & 0x3fff) + 1;
    }
  else if (memcmp (data + 12, "VP8 ", 4) == 0)
    {
      head->width = little_16 (data + 26) & 0x3fff;
      head->height = little_16 (data + 28) & 0x3fff;
    }
  else
    return FALSE;
  return TRUE;
}

/**
 * chezu_tile_image_look:
 * @head: (out): what it is, when it is a picture that may be decoded
 *
 * Returns: FALSE with CHEZU_TILE_SOURCE_ERROR_ANSWER for everything else
 */
gboolean
chezu_tile_image_look (const guint8 *data, gsize size, ChezuImageHead *head, GError **error)
{
  if (!look_at_png (data, size, head) && !look_at_jpeg (data, size, head)
      && !look_at_webp (data, size, head))
    {
      g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
                   _ ("What came is no picture (PNG, JPEG or WebP)"));
      return FALSE;
    }
  if (head->width == 0 || head->height == 0 || head->width > CHEZU_TILE_SIDE_MAX
      || head->height > CHEZU_TILE_SIDE_MAX)
    {
      g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
                   _ ("A picture of %u × %u pixels is no tile"), head->width, head->height);
      return FALSE;
    }
  return TRUE;
}

static void CPL_STDCALL
be_silent (CPLErr level, CPLErrorNum number, const char *message)
{
}

static gboolean
read_bands (GDALDatasetH dataset, const ChezuImageHead *head, guint8 *pixels)
{
  int n_bands = MIN (GDALGetRasterCount (dataset), 4);
  int width = (int)head->width;
  int height = (int)head->height;

  if (GDALGetRasterXSize (dataset) != width || GDALGetRasterYSize (dataset) != height
      || n_bands < 3)
    return FALSE;
  memset (pixels, 0xff, (gsize)width * (gsize)height * 4);
  return GDALDatasetRasterIO (dataset, GF_Read, 0, 0, width, height, pixels, width, height,
                              GDT_Byte, n_bands, NULL, 4, 4 * width, 1)
         == CE_None;
}

/**
 * chezu_tile_image_decode_webp:
 *
 * GTK has no decoder for WebP of its own, GDAL has. Takes some milliseconds; from any thread.
 */
GBytes *
chezu_tile_image_decode_webp (GBytes *bytes, const ChezuImageHead *head, GError **error)
{
  static const char *const drivers[] = { "WEBP", NULL };
  g_autofree char *path = g_strdup_printf ("/vsimem/chezu-tile-%p.webp", (gpointer)bytes);
  gsize size = (gsize)head->width * head->height * 4;
  g_autofree guint8 *pixels = g_malloc (size);
  gboolean done = FALSE;
  GDALDatasetH dataset;

  GDALAllRegister ();
  CPLPushErrorHandler (be_silent);
  VSIFCloseL (VSIFileFromMemBuffer (path, (GByte *)(gpointer)g_bytes_get_data (bytes, NULL),
                                    g_bytes_get_size (bytes), FALSE));
  dataset = GDALOpenEx (path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (dataset != NULL)
    {
      done = read_bands (dataset, head, pixels);
      GDALClose (dataset);
    }
  VSIUnlink (path);
  CPLPopErrorHandler ();
  if (done)
    return g_bytes_new_take (g_steal_pointer (&pixels), size);
  g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
               _ ("What came is no picture (PNG, JPEG or WebP)"));
  return NULL;
}
