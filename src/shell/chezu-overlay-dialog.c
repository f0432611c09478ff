/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-overlay-dialog.h"

#include "base/chezu-format.h"
#include "base/chezu-text.h"
#include "base/chezu-time.h"
#include "shell/chezu-overlay-swatch.h"

#include <glib/gi18n-lib.h>

/* What stands before the attributes among the labels. */
enum
{
  LABEL_NONE,
  LABEL_NAME,
  N_FIXED_LABELS
};

struct _ChezuOverlayDialog
{
  AdwDialog parent_instance;

  ChezuStore *store;
  ChezuOverlayItem *item;
  GtkToggleButton *buttons[CHEZU_N_OVERLAY_COLORS];
  gboolean updating;

  /* Template widgets */
  AdwEntryRow *name_row;
  GtkBox *colors;
  AdwSpinRow *width_row;
  GtkRange *opacity_scale;
  AdwComboRow *label_row;
  AdwActionRow *file_row;
  AdwActionRow *content_row;
  AdwActionRow *imported_row;
};

G_DEFINE_FINAL_TYPE (ChezuOverlayDialog, chezu_overlay_dialog, ADW_TYPE_DIALOG)

static gint64
get_id (ChezuOverlayDialog *self)
{
  return chezu_overlay_item_get_row (self->item)->id;
}

/* --- Telling the store ----------------------------------------------------------------------- */

typedef struct
{
  ChezuOverlayDialog *self;
  DexFuture *change;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  g_object_unref (waiting->self);
  dex_clear (&waiting->change);
  g_free (waiting);
}

static DexFuture *
wait_fiber (gpointer user_data)
{
  Waiting *waiting = user_data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (g_steal_pointer (&waiting->change), &error))
    gtk_widget_activate_action (GTK_WIDGET (waiting->self), "win.tell", "s", error->message);
  return dex_future_new_true ();
}

static void
follow (ChezuOverlayDialog *self, DexFuture *change)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->self = g_object_ref (self);
  waiting->change = change;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, wait_fiber, waiting, (GDestroyNotify)waiting_free));
}

static guint
get_color (ChezuOverlayDialog *self)
{
  for (guint i = 0; i < CHEZU_N_OVERLAY_COLORS; i++)
    if (gtk_toggle_button_get_active (self->buttons[i]))
      return i;
  return 0;
}

static void
style_changed_cb (ChezuOverlayDialog *self)
{
  ChezuOverlayStyle style = chezu_overlay_item_get_row (self->item)->style;

  if (self->updating)
    return;
  style.color = get_color (self);
  style.width = adw_spin_row_get_value (self->width_row);
  style.opacity = gtk_range_get_value (self->opacity_scale) / 100;
  follow (self, chezu_overlay_table_restyle (self->store, get_id (self), &style));
}

static void
label_changed_cb (ChezuOverlayDialog *self)
{
  const ChezuOverlayRow *row = chezu_overlay_item_get_row (self->item);
  guint selected = adw_combo_row_get_selected (self->label_row);
  const char *label = CHEZU_OVERLAY_LABEL_NAME;

  if (self->updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected == LABEL_NONE)
    label = "";
  else if (selected >= N_FIXED_LABELS && selected - N_FIXED_LABELS < g_strv_length (row->fields))
    label = row->fields[selected - N_FIXED_LABELS];
  follow (self, chezu_overlay_table_set_label (self->store, get_id (self), label));
}

static void
name_applied_cb (ChezuOverlayDialog *self)
{
  g_autofree char *name = chezu_text_clean (gtk_editable_get_text (GTK_EDITABLE (self->name_row)),
                                            -1, CHEZU_NAME_MAX);

  if (name != NULL)
    follow (self, chezu_overlay_table_rename (self->store, get_id (self), name));
}

/* --- Showing --------------------------------------------------------------------------------- */

static void
add_color (ChezuOverlayDialog *self, guint color)
{
  static const char *const names[CHEZU_N_OVERLAY_COLORS] = {
    N_ ("Teal"), N_ ("Blue"), N_ ("Olive"), N_ ("Violet"), N_ ("Green"), N_ ("Pink"),
  };
  static const guint area[CHEZU_N_OVERLAY_KINDS] = { [CHEZU_OVERLAY_POINT] = 1 };
  const ChezuOverlayStyle style = { .color = color, .width = 3, .opacity = 1 };
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *swatch = chezu_overlay_swatch_new ();

  chezu_overlay_swatch_show (CHEZU_OVERLAY_SWATCH (swatch), &style, area);
  gtk_button_set_child (GTK_BUTTON (button), swatch);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, _ (names[color]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (names[color]), -1);
  self->buttons[color] = GTK_TOGGLE_BUTTON (button);
  if (color > 0)
    gtk_toggle_button_set_group (self->buttons[color], self->buttons[0]);
  gtk_box_append (self->colors, button);
}

static guint
find_label (const ChezuOverlayRow *row)
{
  if (g_str_equal (row->label, CHEZU_OVERLAY_LABEL_NAME))
    return LABEL_NAME;
  for (guint i = 0; row->fields[i] != NULL; i++)
    if (g_str_equal (row->fields[i], row->label))
      return i + N_FIXED_LABELS;
  return LABEL_NONE;
}

static void
show (ChezuOverlayDialog *self)
{
  const ChezuOverlayRow *row = chezu_overlay_item_get_row (self->item);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autofree char *content = chezu_overlay_item_describe (self->item);
  g_autofree char *imported = chezu_format_moment (row->imported_ms, chezu_time_now_ms ());
  g_autofree char *file = g_filename_display_name (row->file);
  g_autofree char *source = row->datum == CHEZU_DATUM_WGS84
                                ? g_strdup (file)
                                : g_strdup_printf ("%s (%s)", file, chezu_datum_name (row->datum));

  self->updating = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), row->name);
  gtk_toggle_button_set_active (self->buttons[row->style.color], TRUE);
  adw_spin_row_set_value (self->width_row, row->style.width);
  gtk_range_set_value (self->opacity_scale, row->style.opacity * 100);
  gtk_string_list_append (labels, _ ("None"));
  gtk_string_list_append (labels, _ ("Name"));
  for (guint i = 0; row->fields[i] != NULL; i++)
    gtk_string_list_append (labels, row->fields[i]);
  adw_combo_row_set_model (self->label_row, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->label_row, find_label (row));
  adw_action_row_set_subtitle (self->file_row, source);
  adw_action_row_set_subtitle (self->content_row, content);
  adw_action_row_set_subtitle (self->imported_row, imported);
  self->updating = FALSE;
}

static void
color_toggled_cb (ChezuOverlayDialog *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    style_changed_cb (self);
}

static void
chezu_overlay_dialog_dispose (GObject *object)
{
  ChezuOverlayDialog *self = CHEZU_OVERLAY_DIALOG (object);

  /* Widgets that go tell of values that nobody set. */
  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_OVERLAY_DIALOG);
  g_clear_object (&self->item);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chezu_overlay_dialog_parent_class)->dispose (object);
}

static void
chezu_overlay_dialog_class_init (ChezuOverlayDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_overlay_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-overlay-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, colors);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, width_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, opacity_scale);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, label_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, content_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuOverlayDialog, imported_row);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, style_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, label_changed_cb);
}

static void
chezu_overlay_dialog_init (ChezuOverlayDialog *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < CHEZU_N_OVERLAY_COLORS; i++)
    add_color (self, i);
}

AdwDialog *
chezu_overlay_dialog_new (ChezuStore *store, ChezuOverlayItem *item)
{
  ChezuOverlayDialog *self = g_object_new (CHEZU_TYPE_OVERLAY_DIALOG, NULL);

  self->store = g_object_ref (store);
  self->item = g_object_ref (item);
  show (self);
  for (guint i = 0; i < CHEZU_N_OVERLAY_COLORS; i++)
    g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (color_toggled_cb), self,
                             G_CONNECT_SWAPPED);
  return ADW_DIALOG (self);
}
