/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl.h"

#include "base/chezu-format.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

static gboolean progress_shown = FALSE;

gboolean
chezu_ctl_parse (const char *usage,
                 const char *description,
                 const GOptionEntry *entries,
                 int *argc,
                 char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char *program = g_strdup_printf ("chezuctl %s", (*argv)[0]);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_summary (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  chezu_ctl_fail (CHEZU_EXIT_USAGE, _ ("%s. See “%s --help”"), error->message, program);
  return FALSE;
}

ChezuExit
chezu_ctl_fail (ChezuExit code, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  chezu_ctl_end_progress ();
  g_printerr ("chezuctl: %s\n", message);
  return code;
}

void
chezu_ctl_progress (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  if (!isatty (STDERR_FILENO))
    return;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  /* Back to the first column, the text, and erase what is left of the line before. */
  g_printerr ("\r%s\033[K", message);
  progress_shown = TRUE;
}

void
chezu_ctl_end_progress (void)
{
  if (progress_shown)
    g_printerr ("\n");
  progress_shown = FALSE;
}

ChezuStore *
chezu_ctl_open_store (ChezuCtl *ctl)
{
  g_autoptr (GError) error = NULL;
  ChezuStore *store = chezu_store_open (ctl->store_path, &error);

  if (store == NULL)
    chezu_ctl_fail (CHEZU_EXIT_STORE, "%s", error->message);
  return store;
}

ChezuStore *
chezu_ctl_open_writable_store (ChezuCtl *ctl)
{
  g_autoptr (ChezuStore) store = chezu_ctl_open_store (ctl);

  if (store == NULL || chezu_store_get_mode (store) == CHEZU_STORE_WRITABLE)
    return g_steal_pointer (&store);
  chezu_ctl_fail (CHEZU_EXIT_STORE, _ ("%s is read-only; nothing can be saved"), ctl->store_path);
  return NULL;
}

static DexFuture *
wait_done_cb (DexFuture *future, gpointer user_data)
{
  gboolean *done = user_data;

  *done = TRUE;
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

static const GValue *
wait_value (DexFuture *future, DexFuture **settled, GError **error)
{
  gboolean done = FALSE;

  *settled = dex_future_finally (future, wait_done_cb, &done, NULL);
  while (!done || dex_future_is_pending (*settled))
    g_main_context_iteration (NULL, TRUE);
  return dex_future_get_value (*settled, error);
}

gboolean
chezu_ctl_wait (DexFuture *future, GError **error)
{
  g_autoptr (DexFuture) settled = NULL;

  return wait_value (future, &settled, error) != NULL;
}

/* Returns: (transfer full): a pointer or string that the future resolved to */
gpointer
chezu_ctl_wait_boxed (DexFuture *future, GError **error)
{
  g_autoptr (DexFuture) settled = NULL;
  const GValue *value = wait_value (future, &settled, error);

  if (value == NULL)
    return NULL;
  if (G_VALUE_HOLDS_STRING (value))
    return g_value_dup_string (value);
  if (G_VALUE_HOLDS_BOXED (value))
    return g_value_dup_boxed (value);
  return G_VALUE_HOLDS_POINTER (value) ? g_value_get_pointer (value) : NULL;
}

typedef struct
{
  DexFuture *future;
  gpointer result;
} Taking;

static DexFuture *
take_fiber (gpointer user_data)
{
  Taking *taking = user_data;
  GError *error = NULL;

  taking->result = chezu_store_await (taking->future, &error);
  if (error != NULL)
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

gpointer
chezu_ctl_take (DexFuture *future, GError **error)
{
  Taking taking = { .future = future };

  if (!chezu_ctl_wait (dex_scheduler_spawn (NULL, 0, take_fiber, &taking, NULL), error))
    return NULL;
  return taking.result;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

void
chezu_ctl_run_for (double seconds, GSourceFunc show_progress, gpointer user_data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint interrupted = g_unix_signal_add (SIGINT, quit_cb, loop);
  guint terminated = g_unix_signal_add (SIGTERM, quit_cb, loop);
  guint timeout = seconds > 0 ? g_timeout_add ((guint)(seconds * 1000), quit_cb, loop) : 0;
  guint tick = show_progress != NULL && isatty (STDERR_FILENO)
                   ? g_timeout_add_seconds (1, show_progress, user_data)
                   : 0;

  g_main_loop_run (loop);

  g_source_remove (interrupted);
  g_source_remove (terminated);
  if (timeout != 0)
    g_source_remove (timeout);
  if (tick != 0)
    g_source_remove (tick);
}

/* --- Work that blocks --------------------------------------------------------------------- */

struct _ChezuCtlInterrupt
{
  gboolean interrupted;
  guint sources[2];
};

static gboolean
interrupt_cb (gpointer user_data)
{
  ChezuCtlInterrupt *self = user_data;

  self->interrupted = TRUE;
  return G_SOURCE_CONTINUE;
}

ChezuCtlInterrupt *
chezu_ctl_interrupt_new (void)
{
  ChezuCtlInterrupt *self = g_new0 (ChezuCtlInterrupt, 1);

  self->sources[0] = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->sources[1] = g_unix_signal_add (SIGTERM, interrupt_cb, self);
  return self;
}

void
chezu_ctl_interrupt_free (ChezuCtlInterrupt *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->sources); i++)
    g_source_remove (self->sources[i]);
  g_free (self);
}

gboolean
chezu_ctl_count (
    const char *verb, const char *what, gint64 done, gint64 total, ChezuCtlInterrupt *interrupt)
{
  g_autofree char *done_text = chezu_format_count (done);
  g_autofree char *total_text = chezu_format_count (total);

  g_main_context_iteration (NULL, FALSE);
  if (total > 0)
    chezu_ctl_progress (_ ("%s: %s of %s %s"), verb, done_text, total_text, what);
  else if (done > 0)
    chezu_ctl_progress (_ ("%s: %s %s"), verb, done_text, what);
  else
    chezu_ctl_progress ("%s: %s", verb, what);
  return !interrupt->interrupted;
}
