/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map as a file: what is written is a picture or a document, and failures name the file. */

#include "shell/chezu-view-export.h"

#include <glib/gstdio.h>
#include <string.h>

/* What font libraries and GTK's renderer keep until the process ends. */
const char *__asan_default_options (void);
const char *__lsan_default_suppressions (void);

const char *
__asan_default_options (void)
{
  return "fast_unwind_on_malloc=0";
}

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\nleak:libpango\nleak:libgtk-4\n";
}

#define WIDTH 640
#define HEIGHT 480

typedef struct
{
  char *folder;
  GtkWidget *window;
  ChezuMapView *view;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("chezu-export-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->window = gtk_window_new ();
  fixture->view = CHEZU_MAP_VIEW (chezu_map_view_new ());
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
  while (!chezu_map_view_is_settled (fixture->view))
    g_main_context_iteration (NULL, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer view = fixture->view;
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_object_add_weak_pointer (G_OBJECT (fixture->view), &view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (view != NULL)
    g_main_context_iteration (NULL, TRUE);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static gboolean
save (Fixture *fixture, const char *name, char **path, GError **error)
{
  g_autoptr (ChezuViewSheet) sheet = chezu_view_sheet_new (fixture->view, "Vehicle Map");
  g_autoptr (GFile) file = NULL;
  DexFuture *saved;
  gboolean done;

  *path = g_build_filename (fixture->folder, name, NULL);
  file = g_file_new_for_path (*path);
  saved = chezu_view_sheet_save (sheet, file);
  while (dex_future_is_pending (saved))
    g_main_context_iteration (NULL, TRUE);
  done = dex_future_get_value (saved, error) != NULL;
  dex_unref (saved);
  return done;
}

static void
test_png (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GdkTexture) picture = NULL;

  g_assert_true (save (fixture, "map.PNG", &path, &error));
  g_assert_no_error (error);
  picture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  /* Two pixels to the logical one, with margins, head and foot. */
  g_assert_cmpint (gdk_texture_get_width (picture), ==, 2 * (WIDTH + 48));
  g_assert_cmpint (gdk_texture_get_height (picture), ==, 2 * (HEIGHT + 120));
}

static void
test_pdf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_assert_true (save (fixture, "map.pdf", &path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  g_assert_true (g_str_has_prefix (text, "%PDF-"));
  g_assert_nonnull (memmem (text + length - 64, 64, "%%EOF", 5));
  /* Text stays text: its font comes along. */
  g_assert_nonnull (memmem (text, length, "/FontFile", 9));
}

static void
test_picture_is_what_is_saved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuViewSheet) sheet = chezu_view_sheet_new (fixture->view, "Vehicle Map");
  g_autoptr (GdkTexture) picture = chezu_view_sheet_render (sheet);

  g_assert_cmpint (gdk_texture_get_width (picture), ==, 2 * (WIDTH + 48));
}

static void
test_failures_name_the_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) format = NULL;
  g_autoptr (GError) folder = NULL;
  g_autofree char *text = NULL;
  g_autofree char *missing = NULL;

  g_assert_false (save (fixture, "map.txt", &text, &format));
  g_assert_error (format, CHEZU_VIEW_EXPORT_ERROR, CHEZU_VIEW_EXPORT_ERROR_FORMAT);
  g_assert_nonnull (strstr (format->message, "map.txt"));
  g_assert_false (g_file_test (text, G_FILE_TEST_EXISTS));

  g_assert_false (save (fixture, "no/such/folder/map.pdf", &missing, &folder));
  g_assert_error (folder, CHEZU_VIEW_EXPORT_ERROR, CHEZU_VIEW_EXPORT_ERROR_WRITE);
  g_assert_nonnull (strstr (folder->message, "no/such/folder/map.pdf"));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();

  ADD ("/shell/view-export/png-has-the-size-of-the-sheet", test_png);
  ADD ("/shell/view-export/pdf-is-whole-and-keeps-text", test_pdf);
  ADD ("/shell/view-export/picture-is-what-is-saved", test_picture_is_what_is_saved);
  ADD ("/shell/view-export/failures-name-the-file", test_failures_name_the_file);

  return g_test_run ();
}
