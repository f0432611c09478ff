/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-shortcuts-dialog.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *keys; /* as GTK spells accelerators, several divided by spaces */
  const char *title;
} Shortcut;

static const Shortcut everywhere[] = {
  { "<Control>f", N_ ("Search") },
  { "<Alt>1 <Alt>2 <Alt>3 <Alt>4", N_ ("Map, Alarms, Vehicles, Sync Health") },
  { "g", N_ ("Worst Open Alarm") },
  { "F9", N_ ("Pages and Filters") },
  { "<Control>F9", N_ ("Details") },
  { "F6", N_ ("Next Pane") },
  { "Escape", N_ ("One Step Back") },
  { "F5", N_ ("Connect and Read Again") },
  { "F11", N_ ("Full Screen") },
  { "F10", N_ ("Main Menu") },
  { "<Control>comma", N_ ("Preferences") },
  { "<Control>question", N_ ("Keyboard Shortcuts") },
  { "<Control>q", N_ ("Quit") },
};

static const Shortcut on_the_map[] = {
  { "Left Right Up Down", N_ ("Move the Map") },
  { "plus minus", N_ ("Zoom In, Zoom Out") },
  { "0", N_ ("Whole Nation") },
  { "h", N_ ("District") },
  { "f", N_ ("Follow the Selected Vehicle") },
  { "t", N_ ("Track of the Selected Vehicle") },
  { "<Control>t", N_ ("Its Chart as a Table") },
  { "n", N_ ("Next Vehicle in View") },
  { "l", N_ ("Layers") },
  { "w", N_ ("What Is Here") },
  { "r", N_ ("Measure Distance and Area") },
  { "e", N_ ("Geofences") },
  { "o", N_ ("Lasso: Select What You Draw Around") },
  { "<Control>a", N_ ("Select Everything in View") },
  { "<Control>Return", N_ ("Add to the Selection or Take Out") },
  { "<Control><Shift>c", N_ ("Copy Coordinates") },
  { "<Control><Shift>p", N_ ("Copy the Map as a Picture") },
  { "<Control><Shift>e", N_ ("Export the Map") },
};

static const Shortcut at_the_desk[] = {
  { "j k", N_ ("Next Alarm, the One Before") },
  { "a", N_ ("Acknowledge") },
  { "t", N_ ("Take") },
  { "m", N_ ("Message to the Vehicle") },
  { "p", N_ ("Call the Driver") },
  { "c", N_ ("Close") },
  { "z", N_ ("Shelve") },
  { "b", N_ ("Its Moment on the Map") },
  { "n", N_ ("Show What Is New") },
  { "1 2 3 4", N_ ("Only This Priority, or All Again") },
  { "<Control>m", N_ ("Silence This Console") },
};

static const Shortcut in_filters[] = {
  { "space", N_ ("Show This One Alone, or All Again") },
  { "<Control>space", N_ ("Add or Take Away") },
};

static GtkWidget *
new_keys (const char *keys)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_auto (GStrv) accelerators = g_strsplit (keys, " ", -1);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (guint i = 0; accelerators[i] != NULL; i++)
    {
      guint key;
      GdkModifierType modifiers;
      g_autofree char *words = NULL;
      GtkWidget *cap;

      gtk_accelerator_parse (accelerators[i], &key, &modifiers);
      words = gtk_accelerator_get_label (key, modifiers);
      cap = gtk_label_new (words);
      gtk_widget_add_css_class (cap, "keycap");
      gtk_widget_add_css_class (cap, "caption");
      gtk_box_append (GTK_BOX (box), cap);
    }
  return box;
}

static void
add_group (AdwPreferencesPage *page, const char *title, const Shortcut *shortcuts, gsize n)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (gsize i = 0; i < n; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcuts[i].title));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_keys (shortcuts[i].keys));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
}

AdwDialog *
chezu_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();

  add_group (ADW_PREFERENCES_PAGE (page), _ ("Everywhere"), everywhere, G_N_ELEMENTS (everywhere));
  add_group (ADW_PREFERENCES_PAGE (page), _ ("On the Map"), on_the_map, G_N_ELEMENTS (on_the_map));
  add_group (ADW_PREFERENCES_PAGE (page), _ ("At the Alarm Desk"), at_the_desk,
             G_N_ELEMENTS (at_the_desk));
  add_group (ADW_PREFERENCES_PAGE (page), _ ("In Filters"), in_filters, G_N_ELEMENTS (in_filters));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);

  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  adw_dialog_set_content_width (dialog, 560);
  adw_dialog_set_content_height (dialog, 640);
  adw_dialog_set_child (dialog, view);
  return dialog;
}
