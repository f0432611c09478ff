/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-application.h"

#include "base/chezu-paths.h"
#include "base/chezu-time.h"
#include "chezu-config.h"
#include "shell/chezu-about.h"
#include "shell/chezu-options.h"
#include "shell/chezu-preferences-dialog.h"
#include "shell/chezu-screenshot.h"
#include "shell/chezu-settings.h"
#include "shell/chezu-shortcuts-dialog.h"
#include "shell/chezu-style.h"
#include "shell/chezu-window.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

/* How long a picture waits for the world to be complete, and the end for the last batch to be
 * stored. */
#define SETTLE_LIMIT_MS (60 * CHEZU_SECOND_MS)
#define CLOSE_LIMIT_MS (5 * CHEZU_SECOND_MS)

struct _ChezuApplication
{
  AdwApplication parent_instance;

  ChezuOptions options;
  ChezuWindow *window; /* borrowed from the list of windows */
  ChezuSession *session;
  char *path;       /* of the store that is open or should be */
  gboolean in_demo; /* that store is the demo world's */
  guint opening;    /* counts attempts: an older one that ends late is dropped */
  guint signal_sources[2];
  gint64 started_us;
  int status;
};

G_DEFINE_FINAL_TYPE (ChezuApplication, chezu_application, ADW_TYPE_APPLICATION)

/* --- Store -------------------------------------------------------------------------------------
 */

static void
set_action_enabled (ChezuApplication *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
drop_session (ChezuApplication *self)
{
  if (self->window != NULL)
    chezu_window_set_session (self->window, NULL);
  if (self->session != NULL)
    dex_future_disown (chezu_session_close (self->session));
  g_clear_object (&self->session);
}

typedef struct
{
  ChezuApplication *application;
  guint attempt;
} Attempt;

static void
attempt_free (Attempt *self)
{
  g_clear_object (&self->application);
  g_free (self);
}

/* Those of the command line, once. */
static void
import_overlays (ChezuApplication *self)
{
  g_auto (GStrv) paths = g_steal_pointer (&self->options.overlays);

  if (paths != NULL)
    chezu_window_import (self->window, (const char *const *)paths);
}

/* What the command line wants to see, once, unless a picture of it is to be taken. */
static void
show_wanted (ChezuApplication *self)
{
  g_autofree char *plate = g_steal_pointer (&self->options.select);

  if (self->options.past_ms != 0)
    chezu_window_enter_past (self->window, self->options.past_ms);
  if (plate != NULL && !chezu_window_select_plate (self->window, plate, !self->options.has_view))
    {
      g_autofree char *words = g_strdup_printf (_ ("There is no vehicle “%s”"), plate);

      chezu_window_tell (self->window, words);
    }
  if (self->options.play_rate > 0)
    chezu_window_play_past (self->window, self->options.play_rate);
  self->options.past_ms = 0;
  self->options.play_rate = 0;
}

static DexFuture *
open_fiber (gpointer data)
{
  const Attempt *attempt = data;
  ChezuApplication *self = attempt->application;
  g_autoptr (ChezuSession) session = NULL;
  g_autoptr (GError) error = NULL;

  session = dex_await_object (
      chezu_session_open (self->path, self->in_demo ? &self->options.demo_options : NULL), &error);

  if (attempt->attempt != self->opening || self->window == NULL)
    {
      if (session != NULL)
        dex_future_disown (chezu_session_close (session));
      return dex_future_new_true ();
    }
  if (session == NULL)
    {
      chezu_window_show_trouble (self->window, self->path, error);
      return dex_future_new_true ();
    }

  self->session = g_steal_pointer (&session);
  chezu_window_set_session (self->window, self->session);
  import_overlays (self);
  if (self->options.screenshot == NULL)
    show_wanted (self);
  return dex_future_new_true ();
}

static void
open_store (ChezuApplication *self)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  drop_session (self);
  set_action_enabled (self, "open-demo", !self->in_demo);
  set_action_enabled (self, "leave-demo", self->in_demo);
  attempt->application = g_object_ref (self);
  attempt->attempt = ++self->opening;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, open_fiber, attempt, (GDestroyNotify)attempt_free));
}

static void
choose_store (ChezuApplication *self, gboolean demo)
{
  g_free (self->path);
  self->in_demo = demo;
  if (self->options.store != NULL)
    self->path = g_strdup (self->options.store);
  else
    self->path
        = demo ? chezu_demo_store_path (&self->options.demo_options) : chezu_path_default_store ();
}

/* --- Screenshot --------------------------------------------------------------------------------
 */

static void
sleep_ms (int duration_ms)
{
  dex_await (dex_timeout_new_msec (duration_ms), NULL);
}

/* The demo world is complete when its vehicles are there, but for the few that only send nonsense.
 */
static gboolean
is_complete (ChezuApplication *self)
{
  ChezuFleetCounts counts = { 0 };
  guint wanted = self->options.demo_options.n_vehicles;

  if (!chezu_window_is_settled (self->window))
    return FALSE;
  if (!self->in_demo || self->session == NULL)
    return TRUE;
  chezu_fleet_count (chezu_session_get_fleet (self->session), chezu_time_now_ms (), &counts);
  return counts.total + counts.without_position >= wanted
         && counts.without_position <= wanted / 50 + 2;
}

static GdkTexture *
await_complete (ChezuApplication *self, GError **error)
{
  gint64 limit_ms = chezu_time_now_ms () + SETTLE_LIMIT_MS;
  GdkTexture *picture = NULL;

  /* Asked often enough that the time it took can be told. */
  while (!is_complete (self)
         || (picture = chezu_screenshot_take (GTK_WIDGET (self->window))) == NULL)
    {
      if (chezu_time_now_ms () > limit_ms)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                               _ ("The window was not completely drawn within a minute"));
          return NULL;
        }
      sleep_ms (10);
    }
  return picture;
}

static gboolean
await_picture (ChezuApplication *self, GError **error)
{
  const ChezuOptions *options = &self->options;
  g_autoptr (GdkTexture) first = await_complete (self, error);
  g_autoptr (GdkTexture) picture = NULL;

  if (first == NULL)
    return FALSE;
  /* TRANSLATORS: printed by --screenshot, seconds since the program was started */
  g_print (_ ("complete after %.2f s\n"), (g_get_monotonic_time () - self->started_us) / 1e6);

  if (options->past_ms != 0)
    {
      g_autoptr (GdkTexture) then = NULL;

      chezu_window_enter_past (self->window, options->past_ms);
      then = await_complete (self, error);
      if (then == NULL)
        return FALSE;
    }
  if (options->select != NULL)
    {
      if (!chezu_window_select_plate (self->window, options->select, !options->has_view))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no vehicle “%s”"),
                       options->select);
          return FALSE;
        }
      sleep_ms (200);
    }

  if (options->play_rate > 0)
    chezu_window_play_past (self->window, options->play_rate);
  sleep_ms ((int)(options->after_s * 1000));
  picture = await_complete (self, error);
  return picture != NULL && chezu_screenshot_save (picture, options->screenshot, error);
}

static DexFuture *
screenshot_fiber (gpointer data)
{
  ChezuApplication *self = data;
  g_autoptr (GError) error = NULL;

  if (!await_picture (self, &error))
    {
      g_printerr ("chezu: %s\n", error->message);
      self->status = 1;
    }
  g_application_quit (G_APPLICATION (self));
  return dex_future_new_true ();
}

/* --- Actions -----------------------------------------------------------------------------------
 */

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;

  if (self->window != NULL)
    adw_dialog_present (chezu_preferences_dialog_new (self->session), GTK_WIDGET (self->window));
}

static void
shortcuts_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;

  if (self->window != NULL)
    adw_dialog_present (chezu_shortcuts_dialog_new (), GTK_WIDGET (self->window));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;

  if (self->window != NULL)
    adw_dialog_present (chezu_about_new (), GTK_WIDGET (self->window));
}

static void
open_demo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;

  g_clear_pointer (&self->options.store, g_free);
  choose_store (self, TRUE);
  open_store (self);
}

static void
leave_demo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;

  g_clear_pointer (&self->options.store, g_free);
  choose_store (self, FALSE);
  open_store (self);
}

static void
reopen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  open_store (data);
}

static void
store_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChezuApplication) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, NULL);

  if (file == NULL)
    return;
  g_free (self->path);
  self->path = g_file_get_path (file);
  self->in_demo = FALSE;
  open_store (self);
}

static void
choose_store_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Choose a Data File"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (self->window), NULL, store_chosen_cb,
                        g_object_ref (self));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ChezuApplication *self = data;

  /* Not by closing the window: a dialog that is open would be closed in its place. */
  if (self->window != NULL)
    chezu_window_save_state (self->window);
  g_application_quit (G_APPLICATION (self));
}

static gboolean
signalled_cb (gpointer data)
{
  ChezuApplication *self = data;

  g_action_group_activate_action (G_ACTION_GROUP (self), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
add_actions (ChezuApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "preferences", .activate = preferences_cb },
    { .name = "shortcuts", .activate = shortcuts_cb },
    { .name = "about", .activate = about_cb },
    { .name = "open-demo", .activate = open_demo_cb },
    { .name = "leave-demo", .activate = leave_demo_cb },
    { .name = "reopen", .activate = reopen_cb },
    { .name = "choose-store", .activate = choose_store_cb },
    { .name = "quit", .activate = quit_cb },
  };
  static const char *const keys[][2] = {
    { "app.preferences", "<Control>comma" },
    { "app.shortcuts", "<Control>question" },
    { "app.quit", "<Control>q" },
    { "win.search", "<Control>f" },
    { "win.toggle-sidebar", "F9" },
    { "win.toggle-details", "<Control>F9" },
    { "win.next-pane", "F6" },
    { "win.fullscreen", "F11" },
    { "win.retry", "F5" },
    { "win.export-view", "<Control><Shift>e" },
    { "win.copy-view", "<Control><Shift>p" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i][0],
                                           (const char *[]){ keys[i][1], NULL });
}

/* --- Class -------------------------------------------------------------------------------------
 */

static void
apply_scheme (ChezuApplication *self)
{
  g_autofree char *preferred = g_settings_get_string (chezu_settings_get (), "scheme");

  chezu_style_set_scheme (self->options.scheme != NULL ? self->options.scheme : preferred);
}

static void
apply_options (ChezuApplication *self)
{
  const ChezuOptions *options = &self->options;

  /* A picture is as large as was asked for, whatever frame the display gives to windows. */
  if (options->screenshot != NULL)
    {
      g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self->window), "picture");
    }
  if (options->width != 0)
    gtk_window_set_default_size (GTK_WINDOW (self->window), options->width, options->height);
  if (options->has_view)
    chezu_window_go_to (self->window, options->lon, options->lat, options->zoom);
  if (options->page != NULL)
    chezu_window_show_page (self->window, options->page);
}

static void
window_removed_cb (ChezuApplication *self, GtkWindow *window)
{
  if (window == GTK_WINDOW (self->window))
    self->window = NULL;
}

static void
chezu_application_activate (GApplication *application)
{
  ChezuApplication *self = CHEZU_APPLICATION (application);

  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }

  self->window = chezu_window_new (ADW_APPLICATION (self), self->options.screenshot == NULL);
  apply_options (self);
  choose_store (self, self->options.demo
                          || (self->options.store == NULL && self->options.screenshot == NULL
                              && g_settings_get_boolean (chezu_settings_get (), "start-in-demo")));
  open_store (self);
  gtk_window_present (GTK_WINDOW (self->window));

  if (self->options.screenshot != NULL)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, screenshot_fiber, g_object_ref (self), g_object_unref));
}

static void
chezu_application_startup (GApplication *application)
{
  ChezuApplication *self = CHEZU_APPLICATION (application);

  G_APPLICATION_CLASS (chezu_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (CHEZU_APP_ID);
  chezu_style_install ();
  apply_scheme (self);
  g_signal_connect_object (chezu_settings_get (), "changed::scheme", G_CALLBACK (apply_scheme),
                           self, G_CONNECT_SWAPPED);
  add_actions (self);
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, signalled_cb, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, signalled_cb, self);
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What was received is stored before the program ends, as long as that takes no time worth a name.
 */
static void
chezu_application_shutdown (GApplication *application)
{
  ChezuApplication *self = CHEZU_APPLICATION (application);
  gint64 limit_ms = chezu_time_now_ms () + CLOSE_LIMIT_MS;

  for (guint i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);

  self->opening++;
  if (self->session != NULL)
    {
      g_autoptr (DexFuture) closed = NULL;
      guint wake = g_timeout_add (100, wake_cb, NULL);

      if (self->window != NULL)
        chezu_window_set_session (self->window, NULL);
      closed = chezu_session_close (self->session);
      while (dex_future_is_pending (closed) && chezu_time_now_ms () < limit_ms)
        g_main_context_iteration (NULL, TRUE);
      g_source_remove (wake);
      g_clear_object (&self->session);
    }

  G_APPLICATION_CLASS (chezu_application_parent_class)->shutdown (application);
}

static int
chezu_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  ChezuApplication *self = CHEZU_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  chezu_options_clear (&self->options);
  if (!chezu_options_read (&self->options, dict, &error))
    {
      g_printerr ("chezu: %s\n", error->message);
      return 2;
    }

  /* What asks for a world of its own does not end in a window that is already there. */
  if (self->options.demo || self->options.screenshot != NULL || self->options.store != NULL
      || self->options.overlays != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
chezu_application_finalize (GObject *object)
{
  ChezuApplication *self = CHEZU_APPLICATION (object);

  chezu_options_clear (&self->options);
  g_free (self->path);

  G_OBJECT_CLASS (chezu_application_parent_class)->finalize (object);
}

static void
chezu_application_class_init (ChezuApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = chezu_application_finalize;
  application_class->activate = chezu_application_activate;
  application_class->startup = chezu_application_startup;
  application_class->shutdown = chezu_application_shutdown;
  application_class->handle_local_options = chezu_application_handle_local_options;
}

static void
chezu_application_init (ChezuApplication *self)
{
  self->started_us = g_get_monotonic_time ();
  chezu_options_describe (G_APPLICATION (self));
  g_signal_connect (self, "window-removed", G_CALLBACK (window_removed_cb), NULL);
}

ChezuApplication *
chezu_application_new (void)
{
  return g_object_new (CHEZU_TYPE_APPLICATION, "application-id", CHEZU_APP_ID, "version",
                       CHEZU_VERSION, NULL);
}

/* Without a graphics card GTK would draw with OpenGL emulated on the processor, which costs this
 * window twice the time and a hundred megabytes. Whoever names a renderer gets it. */
static void
prefer_cairo_without_graphics_card (void)
{
  g_autoptr (GDir) devices = g_dir_open ("/dev/dri", 0, NULL);

  for (const char *name = NULL; devices != NULL && (name = g_dir_read_name (devices)) != NULL;)
    if (g_str_has_prefix (name, "render"))
      return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
}

/* Returns: the exit code: 0, 1 when what was asked for could not be done, 2 when it was not
 * understood */
int
chezu_application_run (ChezuApplication *self, int argc, char **argv)
{
  int status;

  g_return_val_if_fail (CHEZU_IS_APPLICATION (self), 1);

  prefer_cairo_without_graphics_card ();
  status = g_application_run (G_APPLICATION (self), argc, argv);
  return status != 0 ? status : self->status;
}
