/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main thread draws the sheet once, as nodes; from them come pixels, or a PDF in which text and
 * lines stay text and lines. What takes time, packing and writing, is done beside it. */

#include "shell/chezu-view-export.h"

#include "shell/chezu-view-sheet.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (chezu-view-export-error-quark, chezu_view_export_error)

/* A sheet is as wide as its map: pixels of 1/96 inch, points of 1/72. */
#define POINTS_PER_PIXEL 0.75
/* Of the pictures: sharp on dense screens, too. */
#define PICTURE_SCALE 2.0

struct _ChezuViewSheet
{
  GskRenderNode *node;
  int width; /* logical pixels */
  int height;
  char *title;
};

/**
 * chezu_view_sheet_new:
 * @title: of the sheet
 *
 * Returns: (transfer full) (nullable): %NULL while the map has no size
 */
ChezuViewSheet *
chezu_view_sheet_new (ChezuMapView *map, const char *title)
{
  ChezuViewSheet *self;
  GskRenderNode *node;
  int width;
  int height;

  g_return_val_if_fail (CHEZU_IS_MAP_VIEW (map), NULL);
  g_return_val_if_fail (title != NULL, NULL);

  node = chezu_view_sheet_compose (map, title, &width, &height);
  if (node == NULL)
    return NULL;
  self = g_new0 (ChezuViewSheet, 1);
  self->node = node;
  self->width = width;
  self->height = height;
  self->title = g_strdup (title);
  return self;
}

void
chezu_view_sheet_free (ChezuViewSheet *self)
{
  gsk_render_node_unref (self->node);
  g_free (self->title);
  g_free (self);
}

/* --- Drawing -----------------------------------------------------------------------------------*/

static cairo_surface_t *
draw_pixels (ChezuViewSheet *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int)(self->width * PICTURE_SCALE), (int)(self->height * PICTURE_SCALE));
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, PICTURE_SCALE, PICTURE_SCALE);
  gsk_render_node_draw (self->node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/**
 * chezu_view_sheet_render:
 *
 * Returns: (transfer full): the sheet as pixels, two to the logical one
 */
GdkTexture *
chezu_view_sheet_render (ChezuViewSheet *self)
{
  cairo_surface_t *surface = draw_pixels (self);
  int stride = cairo_image_surface_get_stride (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (GBytes) pixels = g_bytes_new_with_free_func (
      cairo_image_surface_get_data (surface), (gsize)stride * (gsize)height,
      (GDestroyNotify)cairo_surface_destroy, surface);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, pixels, (gsize)stride);
}

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* --- Writing -----------------------------------------------------------------------------------*/

typedef struct
{
  GFile *file;
  cairo_surface_t *surface; /* pixels, or a PDF that is drawn but not packed */
  GByteArray *bytes;        /* of the PDF */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  cairo_surface_destroy (job->surface);
  g_byte_array_unref (job->bytes);
  g_free (job);
}

static DexFuture *
reject (GFile *file, const char *reason)
{
  g_autofree char *path = g_file_get_parse_name (file);

  return dex_future_new_reject (CHEZU_VIEW_EXPORT_ERROR, CHEZU_VIEW_EXPORT_ERROR_WRITE,
                                _ ("“%s” could not be written: %s"), path, reason);
}

/* On a thread of its own: nobody else holds the surface. */
static DexFuture *
write_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  cairo_status_t status = CAIRO_STATUS_SUCCESS;

  if (cairo_surface_get_type (job->surface) == CAIRO_SURFACE_TYPE_PDF)
    cairo_surface_finish (job->surface);
  else
    status = cairo_surface_write_to_png_stream (job->surface, append_cb, job->bytes);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (job->surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return reject (job->file, cairo_status_to_string (status));

  if (!g_file_replace_contents (job->file, (const char *)job->bytes->data, job->bytes->len, NULL,
                                FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL, &error))
    return reject (job->file, error->message);
  return dex_future_new_true ();
}

static cairo_surface_t *
draw_pdf (ChezuViewSheet *self, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (
      append_cb, bytes, self->width * POINTS_PER_PIXEL, self->height * POINTS_PER_PIXEL);
  cairo_t *cr = cairo_create (surface);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Chezu");
  cairo_scale (cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  gsk_render_node_draw (self->node, cr);
  cairo_show_page (cr);
  cairo_destroy (cr);
  return surface;
}

static gboolean
has_ending (GFile *file, const char *ending)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *small = g_ascii_strdown (name, -1);

  return g_str_has_suffix (small, ending);
}

/**
 * chezu_view_sheet_save:
 * @file: its ending, .png or .pdf, tells the format; what is there is replaced when all is written
 */
DexFuture *
chezu_view_sheet_save (ChezuViewSheet *self, GFile *file)
{
  Job *job;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  if (!has_ending (file, ".png") && !has_ending (file, ".pdf"))
    {
      g_autofree char *name = g_file_get_parse_name (file);

      return dex_future_new_reject (CHEZU_VIEW_EXPORT_ERROR, CHEZU_VIEW_EXPORT_ERROR_FORMAT,
                                    _ ("The ending of “%s” tells no format; use .png or .pdf"),
                                    name);
    }
  job = g_new0 (Job, 1);
  job->file = g_object_ref (file);
  job->bytes = g_byte_array_new ();
  job->surface = has_ending (file, ".pdf") ? draw_pdf (self, job->bytes) : draw_pixels (self);
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, write_fiber, job,
                              job_free);
}
