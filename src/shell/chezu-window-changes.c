/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes on their way into the store: what goes wrong is told, what went well can be taken back.
 */

#include "shell/chezu-window-private.h"

#include <glib/gi18n-lib.h>

#define TOAST_CHARACTERS 64
#define TOAST_SECONDS 8

/* Returns: (nullable): while a store is open */
ChezuStore *
chezu_window_get_store (ChezuWindow *self)
{
  return self->session != NULL ? chezu_session_get_store (self->session) : NULL;
}

/* Whether anything can be saved; says why not. */
gboolean
chezu_window_can_save (ChezuWindow *self)
{
  ChezuStore *store = chezu_window_get_store (self);

  if (store == NULL)
    return FALSE;
  if (chezu_store_get_mode (store) == CHEZU_STORE_WRITABLE)
    return TRUE;
  chezu_window_tell (self, _ ("The data file is read-only; new data is not saved"));
  return FALSE;
}

typedef struct
{
  ChezuWindow *window;
  DexFuture *change;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->window);
  dex_clear (&waiting->change);
  g_free (waiting);
}

static DexFuture *
wait_fiber (gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (g_steal_pointer (&waiting->change), &error) && waiting->window->toasts != NULL)
    chezu_window_tell (waiting->window, error->message);
  return dex_future_new_true ();
}

/**
 * chezu_window_follow_change:
 * @change: (transfer full): of a function of the store
 */
void
chezu_window_follow_change (ChezuWindow *self, DexFuture *change)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->window = g_object_ref (self);
  waiting->change = change;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, wait_fiber, waiting, (GDestroyNotify)waiting_free));
}

/* What was done may have more to tell than fits a line. */
void
chezu_window_tell_with_undo (ChezuWindow *self,
                             const char *text,
                             const char *action,
                             GVariant *target)
{
  AdwToast *toast = adw_toast_new (text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), TOAST_CHARACTERS);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, target);
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  adw_toast_overlay_add_toast (self->toasts, toast);
}
