/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves the window: the map as a sheet, and what is selected as a table. */

#include "shell/chezu-window-private.h"

#include "base/chezu-format.h"
#include "geo/chezu-export.h"
#include "shell/chezu-view-export.h"

#include <glib/gi18n-lib.h>

/* Tells what became of a file, or why nothing did. */
static void
tell_saved (ChezuWindow *self, GFile *file, const GError *error)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *words = NULL;

  if (self->map == NULL)
    return;
  /* TRANSLATORS: %s is the name of a file */
  words = error != NULL ? g_strdup (error->message) : g_strdup_printf (_ ("Saved “%s”"), name);
  chezu_window_tell (self, words);
}

/* "Map 2026-11-24 14-32", fit for any file system */
static char *
name_file (const char *what, const char *ending)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M");

  return g_strdup_printf ("%s %s%s", what, time, ending);
}

static void
add_filter (GListStore *filters, const char *name, const char *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  g_list_store_append (filters, filter);
}

static GtkFileDialog *
new_dialog (const char *title, const char *name, GListStore *filters)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  return dialog;
}

/* --- The map -----------------------------------------------------------------------------------*/

static char *
title_sheet (ChezuWindow *self)
{
  guint n = chezu_selection_get_n (self->selection);
  ChezuFleet *fleet = chezu_window_get_fleet (self);
  g_autofree char *count = NULL;
  guint lead;

  if (n == 0 || fleet == NULL)
    return g_strdup (_ ("Vehicle Map"));
  if (n > 1)
    {
      count = chezu_format_count (n);
      return g_strdup_printf (ngettext ("%s vehicle selected", "%s vehicles selected", n), count);
    }
  lead = chezu_fleet_find (fleet, chezu_selection_get_lead (self->selection));
  return chezu_format_plate (lead != CHEZU_FLEET_NONE ? chezu_fleet_get_plate (fleet, lead) : NULL);
}

static ChezuViewSheet *
draw_sheet (ChezuWindow *self)
{
  g_autofree char *title = title_sheet (self);

  return chezu_view_sheet_new (self->map, title);
}

typedef struct
{
  ChezuWindow *window;
  ChezuViewSheet *sheet;
  GFile *file;
  /* What is selected */
  GArray *ids;
  char *store_path;
  GError *error;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->window);
  g_clear_pointer (&job->sheet, chezu_view_sheet_free);
  g_clear_object (&job->file);
  g_clear_pointer (&job->ids, g_array_unref);
  g_clear_error (&job->error);
  g_free (job->store_path);
  g_free (job);
}

static DexFuture *
save_view_fiber (gpointer data)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  dex_await (chezu_view_sheet_save (job->sheet, job->file), &error);
  tell_saved (job->window, job->file, error);
  return dex_future_new_true ();
}

static void
view_file_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Job *job = data;

  job->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (object), result, NULL);
  if (job->file != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, save_view_fiber, job, job_free));
  else
    job_free (job);
}

/* The sheet is of the instant in which it was asked for: the dialog may stand open for long. */
static void
export_view_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *name = name_file (_ ("Map"), ".png");
  g_autoptr (GtkFileDialog) dialog = NULL;
  ChezuViewSheet *sheet = draw_sheet (self);
  Job *job;

  if (sheet == NULL)
    return;
  add_filter (filters, _ ("Picture (PNG)"), "png");
  add_filter (filters, _ ("Document (PDF)"), "pdf");
  dialog = new_dialog (_ ("Export the Map"), name, filters);
  job = g_new0 (Job, 1);
  job->window = g_object_ref (self);
  job->sheet = sheet;
  gtk_file_dialog_save (dialog, GTK_WINDOW (self), NULL, view_file_chosen_cb, job);
}

static void
copy_view_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  g_autoptr (ChezuViewSheet) sheet = draw_sheet (self);
  g_autoptr (GdkTexture) picture = NULL;

  if (sheet == NULL)
    return;
  picture = chezu_view_sheet_render (sheet);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), picture);
  chezu_window_tell (self, _ ("Map copied as a picture"));
}

/* --- The selection -----------------------------------------------------------------------------*/

/* On a thread of its own: GDAL takes its time. */
static DexFuture *
write_vehicles_fiber (gpointer data)
{
  Job *job = data;
  g_autofree char *path = g_file_get_path (job->file);

  if (path == NULL)
    g_set_error (&job->error, CHEZU_GEO_ERROR, CHEZU_GEO_ERROR_WRITE,
                 _ ("Vehicles can only be exported to a folder of this machine"));
  else
    chezu_export_vehicles (job->store_path, (const gint64 *)(gpointer)job->ids->data, job->ids->len,
                           path, NULL, &job->error);
  return dex_future_new_true ();
}

static DexFuture *
save_vehicles_fiber (gpointer data)
{
  Job *job = data;

  dex_await (dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, write_vehicles_fiber,
                                  job, NULL),
             NULL);
  tell_saved (job->window, job->file, job->error);
  return dex_future_new_true ();
}

static void
vehicles_file_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Job *job = data;

  job->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (object), result, NULL);
  if (job->file != NULL)
    dex_future_disown (dex_scheduler_spawn (NULL, 0, save_vehicles_fiber, job, job_free));
  else
    job_free (job);
}

static void
export_selection_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ChezuWindow *self = CHEZU_WINDOW (widget);
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *name = name_file (_ ("Vehicles"), ".csv");
  g_autoptr (GtkFileDialog) dialog = NULL;
  Job *job;
  guint n;
  const gint64 *ids = chezu_selection_peek (self->selection, &n);

  if (n == 0 || self->session == NULL)
    return;
  add_filter (filters, _ ("Table (CSV)"), "csv");
  add_filter (filters, _ ("GeoJSON"), "geojson");
  add_filter (filters, _ ("GeoPackage"), "gpkg");
  dialog = new_dialog (_ ("Export the Selection"), name, filters);
  job = g_new0 (Job, 1);
  job->window = g_object_ref (self);
  job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (job->ids, ids, n);
  job->store_path = g_strdup (chezu_store_get_path (chezu_session_get_store (self->session)));
  gtk_file_dialog_save (dialog, GTK_WINDOW (self), NULL, vehicles_file_chosen_cb, job);
}

void
chezu_window_install_export_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-view", NULL, export_view_cb);
  gtk_widget_class_install_action (widget_class, "win.copy-view", NULL, copy_view_cb);
  gtk_widget_class_install_action (widget_class, "win.selection-export", NULL, export_selection_cb);
}
