/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-figure.h"

#include <string.h>

struct _ChezuFigure
{
  AdwBin parent_instance;

  char *caption;
  char *spoken;

  /* Template widgets */
  GtkLabel *caption_label;
  GtkLabel *value_label;
  GtkLabel *unit_label;
  GtkLabel *note_label;
};

enum
{
  PROP_0,
  PROP_CAPTION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ChezuFigure, chezu_figure, ADW_TYPE_BIN)

static void
chezu_figure_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CHEZU_TYPE_FIGURE);

  G_OBJECT_CLASS (chezu_figure_parent_class)->dispose (object);
}

static void
chezu_figure_finalize (GObject *object)
{
  ChezuFigure *self = CHEZU_FIGURE (object);

  g_free (self->caption);
  g_free (self->spoken);

  G_OBJECT_CLASS (chezu_figure_parent_class)->finalize (object);
}

static void
chezu_figure_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CAPTION:
      g_value_set_string (value, CHEZU_FIGURE (object)->caption);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_figure_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ChezuFigure *self = CHEZU_FIGURE (object);

  switch (id)
    {
    case PROP_CAPTION:
      if (g_set_str (&self->caption, g_value_get_string (value)))
        {
          gtk_label_set_label (self->caption_label, self->caption);
          g_object_notify_by_pspec (object, pspec);
        }
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
chezu_figure_class_init (ChezuFigureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = chezu_figure_dispose;
  object_class->finalize = chezu_figure_finalize;
  object_class->get_property = chezu_figure_get_property;
  object_class->set_property = chezu_figure_set_property;

  properties[PROP_CAPTION]
      = g_param_spec_string ("caption", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/chezu/CommandCenter/ui/chezu-figure.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuFigure, caption_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFigure, value_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFigure, unit_label);
  gtk_widget_class_bind_template_child (widget_class, ChezuFigure, note_label);
}

static void
chezu_figure_init (ChezuFigure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Where the unit begins: after the only space, which GLib's own sizes write as one that does not
 * break. */
static const char *
find_unit (const char *text, gsize *number_length)
{
  static const char *const spaces[] = { " ", "\302\240" };

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    {
      const char *space = strstr (text, spaces[i]);

      if (space != NULL && strstr (space + 1, spaces[i]) == NULL)
        {
          *number_length = (gsize)(space - text);
          return space + strlen (spaces[i]);
        }
    }
  *number_length = strlen (text);
  return "";
}

void
chezu_figure_show (ChezuFigure *self, const char *text, const char *note)
{
  g_autofree char *number = NULL;
  g_autofree char *spoken = NULL;
  const char *unit;
  gsize length;

  g_return_if_fail (CHEZU_IS_FIGURE (self));
  g_return_if_fail (text != NULL);

  spoken = g_strdup_printf ("%s: %s%s%s", self->caption, text, note != NULL ? ", " : "",
                            note != NULL ? note : "");
  if (!g_set_str (&self->spoken, spoken))
    return;

  unit = find_unit (text, &length);
  number = g_strndup (text, length);
  gtk_label_set_label (self->value_label, number);
  gtk_label_set_label (self->unit_label, unit);
  gtk_label_set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->note_label), note);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
chezu_figure_lay_out (GtkGrid *grid, int n_columns)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (grid));
  int number = 0;

  g_return_if_fail (n_columns > 0);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child), number++)
    g_object_set (gtk_layout_manager_get_layout_child (layout, child), "column", number % n_columns,
                  "row", number / n_columns, NULL);
}
