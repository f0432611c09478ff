/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-geofence-editor.h"

#include "shell/chezu-overlay-swatch.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _ChezuGeofenceEditor
{
  AdwNavigationPage parent_instance;

  ChezuGeofenceTool *tool; /* NULL while nothing is edited */
  ChezuGeofenceRow *row;   /* as it was; of a new one without a shape */
  gboolean updating;
  GtkToggleButton *colors[CHEZU_N_GEOFENCE_COLORS];

  /* Template widgets */
  GtkWidget *save_button;
  AdwEntryRow *name_row;
  AdwSpinRow *size_row;
  GtkBox *color_box;
  AdwEntryRow *note_row;
  GtkLabel *hint;
  GtkLabel *keys;
};

enum
{
  SAVE,
  CANCEL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuGeofenceEditor, chezu_geofence_editor, ADW_TYPE_NAVIGATION_PAGE)

static guint
get_color (ChezuGeofenceEditor *self)
{
  for (guint i = 0; i < CHEZU_N_GEOFENCE_COLORS; i++)
    if (gtk_toggle_button_get_active (self->colors[i]))
      return i;
  return 0;
}

/* --- Between tool and fields */

static gboolean
can_save (ChezuGeofenceEditor *self, GError **error)
{
  return self->tool != NULL && !chezu_geofence_tool_is_drawing (self->tool)
         && chezu_geofence_tool_check (self->tool, error);
}

static void
show_size (ChezuGeofenceEditor *self, const ChezuGeofenceShape *shape)
{
  gboolean is_corridor = shape->form == CHEZU_GEOFENCE_CORRIDOR;

  gtk_widget_set_visible (GTK_WIDGET (self->size_row), shape->form != CHEZU_GEOFENCE_POLYGON);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->size_row),
                                 is_corridor ? _ ("Width (m)") : _ ("Radius (m)"));
  adw_spin_row_set_range (
      self->size_row, is_corridor ? 2.0 * CHEZU_GEOFENCE_RADIUS_MIN_M : CHEZU_GEOFENCE_RADIUS_MIN_M,
      is_corridor ? 2.0 * CHEZU_GEOFENCE_WIDTH_MAX_M : CHEZU_GEOFENCE_RADIUS_MAX_M);
  adw_spin_row_set_value (self->size_row,
                          round (is_corridor ? 2.0 * shape->radius_m : shape->radius_m));
}

static void
tool_changed_cb (ChezuGeofenceEditor *self)
{
  const ChezuGeofenceShape *shape;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (self->tool == NULL)
    return;
  shape = chezu_geofence_tool_get_shape (self->tool);
  self->updating = TRUE;
  show_size (self, shape);
  self->updating = FALSE;
  gtk_widget_set_sensitive (self->save_button, can_save (self, &error));
  if (error != NULL)
    words = g_strdup (error->message);
  else if (chezu_geofence_tool_is_drawing (self->tool))
    words = g_strdup (_ ("Draw it on the map"));
  else
    words = chezu_geofence_shape_describe (shape);
  gtk_label_set_label (self->hint, words);
}

static void
size_changed_cb (ChezuGeofenceEditor *self)
{
  double size = adw_spin_row_get_value (self->size_row);

  if (self->updating || self->tool == NULL)
    return;
  chezu_geofence_tool_set_radius (self->tool, chezu_geofence_tool_get_shape (self->tool)->form
                                                      == CHEZU_GEOFENCE_CORRIDOR
                                                  ? size / 2.0
                                                  : size);
}

static void
color_changed_cb (ChezuGeofenceEditor *self)
{
  if (self->tool != NULL)
    chezu_geofence_tool_set_color (self->tool, get_color (self));
}

static void
save_cb (ChezuGeofenceEditor *self)
{
  if (can_save (self, NULL))
    g_signal_emit (self, signals[SAVE], 0);
}

static void
cancel_cb (ChezuGeofenceEditor *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

/* --- Class */

static void
chezu_geofence_editor_dispose (GObject *object)
{
  ChezuGeofenceEditor *self = CHEZU_GEOFENCE_EDITOR (object);

  chezu_geofence_editor_end (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_GEOFENCE_EDITOR);

  G_OBJECT_CLASS (chezu_geofence_editor_parent_class)->dispose (object);
}

static void
chezu_geofence_editor_class_init (ChezuGeofenceEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_geofence_editor_dispose;

  signals[SAVE] = g_signal_new ("save", CHEZU_TYPE_GEOFENCE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  signals[CANCEL] = g_signal_new ("cancel", CHEZU_TYPE_GEOFENCE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-geofence-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, name_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, size_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, color_box);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, note_row);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, hint);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofenceEditor, keys);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
add_color (ChezuGeofenceEditor *self, guint color)
{
  static const guint area[CHEZU_N_OVERLAY_KINDS] = { 0, 0, 1 };
  const ChezuOverlayStyle style = { .color = color, .width = 2.0, .opacity = 1.0 };
  GtkWidget *swatch = chezu_overlay_swatch_new ();
  GtkWidget *button = gtk_toggle_button_new ();
  /* TRANSLATORS: %u is the number of a colour */
  g_autofree char *name = g_strdup_printf (_ ("Color %u"), color + 1);

  chezu_overlay_swatch_show (CHEZU_OVERLAY_SWATCH (swatch), &style, area);
  gtk_button_set_child (GTK_BUTTON (button), swatch);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (color > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->colors[0]);
  g_signal_connect_object (button, "toggled", G_CALLBACK (color_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->color_box, button);
  self->colors[color] = GTK_TOGGLE_BUTTON (button);
}

static void
chezu_geofence_editor_init (ChezuGeofenceEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < CHEZU_N_GEOFENCE_COLORS; i++)
    add_color (self, i);
  g_signal_connect_object (self->size_row, "notify::value", G_CALLBACK (size_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_label_set_label (self->keys,
                       _ ("Drag corners and edges to change it, drag the inside to move it. Delete "
                          "takes a corner out, Ctrl+Z takes a step back, [ and ] change the size, "
                          "Enter saves."));
}

void
chezu_geofence_editor_begin (ChezuGeofenceEditor *self,
                             ChezuGeofenceTool *tool,
                             const ChezuGeofenceRow *row,
                             const char *name,
                             guint color)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_EDITOR (self));
  g_return_if_fail (CHEZU_IS_GEOFENCE_TOOL (tool));

  chezu_geofence_editor_end (self);
  self->row = row != NULL ? chezu_geofence_row_copy (row) : g_new0 (ChezuGeofenceRow, 1);
  self->tool = g_object_ref (tool);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                 row != NULL ? _ ("Edit Geofence") : _ ("New Geofence"));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), row != NULL ? row->name : name);
  gtk_editable_set_text (GTK_EDITABLE (self->note_row),
                         row != NULL && row->note != NULL ? row->note : "");
  gtk_toggle_button_set_active (self->colors[row != NULL ? row->color : color], TRUE);
  chezu_geofence_tool_set_color (tool, get_color (self));
  g_signal_connect_object (tool, "changed", G_CALLBACK (tool_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tool, "finished", G_CALLBACK (save_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tool, "given-up", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
  tool_changed_cb (self);
}

void
chezu_geofence_editor_end (ChezuGeofenceEditor *self)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_EDITOR (self));

  if (self->tool != NULL)
    g_signal_handlers_disconnect_by_data (self->tool, self);
  g_clear_object (&self->tool);
  g_clear_pointer (&self->row, chezu_geofence_row_free);
}

gboolean
chezu_geofence_editor_is_busy (ChezuGeofenceEditor *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_EDITOR (self), FALSE);

  return self->tool != NULL;
}

static gboolean
is_same_shape (const ChezuGeofenceShape *a, const ChezuGeofenceShape *b)
{
  return b->vertices != NULL && a->form == b->form && a->radius_m == b->radius_m
         && a->vertices->len == b->vertices->len
         && memcmp (a->vertices->data, b->vertices->data,
                    a->vertices->len * sizeof (ChezuGeofenceVertex))
                == 0;
}

ChezuGeofenceRow *
chezu_geofence_editor_dup_row (ChezuGeofenceEditor *self)
{
  const ChezuGeofenceShape *shape;
  ChezuGeofenceRow *row;
  const char *name;
  const char *note;

  g_return_val_if_fail (CHEZU_IS_GEOFENCE_EDITOR (self), NULL);
  g_return_val_if_fail (self->tool != NULL, NULL);

  shape = chezu_geofence_tool_get_shape (self->tool);
  row = g_new0 (ChezuGeofenceRow, 1);
  row->id = self->row->id;
  row->visible = self->row->id == 0 || self->row->visible;
  row->color = get_color (self);
  name = gtk_editable_get_text (GTK_EDITABLE (self->name_row));
  note = gtk_editable_get_text (GTK_EDITABLE (self->note_row));
  row->name = g_strstrip (g_strdup (name));
  if (row->name[0] == '\0')
    {
      g_free (row->name);
      row->name = g_strdup (_ ("Geofence"));
    }
  row->note = note[0] != '\0' ? g_strdup (note) : NULL;
  chezu_geofence_shape_copy (shape, &row->shape);
  /* Holes and further parts stay with a shape that nobody touched. */
  if (is_same_shape (shape, &self->row->shape))
    row->outline = chezu_geofence_rings_copy (self->row->outline);
  return row;
}
