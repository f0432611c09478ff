/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-search-entry.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>

#define MAX_ROWS 8
#define WIDTH_MIN 360
/* Long enough not to search for every letter of a fast typist, short enough not to be felt. */
#define DELAY_MS 60

struct _ChezuSearchEntry
{
  AdwBin parent_instance;

  ChezuFleet *fleet;
  const ChezuPlaceList *places; /* borrowed from the session */
  GPtrArray *hits;              /* of ChezuSearchHit, those shown */
  guint search_source;

  /* Template widgets */
  GtkSearchEntry *entry;
  GtkPopover *popover;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *nothing_label;
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuSearchEntry, chezu_search_entry, ADW_TYPE_BIN)

static const char *
name_of_group (ChezuSearchGroup group)
{
  switch (group)
    {
    case CHEZU_SEARCH_VEHICLE:
      return _ ("Vehicles");
    case CHEZU_SEARCH_DRIVER:
      return _ ("Drivers");
    case CHEZU_SEARCH_ENTERPRISE:
      return _ ("Enterprises");
    case CHEZU_SEARCH_PLACE:
      return _ ("Places");
    default:
      return "";
    }
}

/* Every group that found something gets its turn until the rows are used up; order stays. */
static void
keep_best (GPtrArray *hits)
{
  guint found[CHEZU_SEARCH_PLACE + 1] = { 0 };
  guint kept[CHEZU_SEARCH_PLACE + 1] = { 0 };
  guint room = MAX_ROWS;
  gboolean gave = TRUE;

  for (guint i = 0; i < hits->len; i++)
    found[((ChezuSearchHit *)g_ptr_array_index (hits, i))->group]++;
  while (room > 0 && gave)
    {
      gave = FALSE;
      for (guint group = 0; group < G_N_ELEMENTS (found) && room > 0; group++)
        if (kept[group] < found[group])
          {
            kept[group]++;
            room--;
            gave = TRUE;
          }
    }

  for (guint i = 0; i < hits->len;)
    {
      ChezuSearchHit *hit = g_ptr_array_index (hits, i);

      if (kept[hit->group] > 0)
        {
          kept[hit->group]--;
          i++;
        }
      else
        g_ptr_array_remove_index (hits, i);
    }
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "dimmed");
    }
  return label;
}

static GtkWidget *
new_row (const ChezuSearchHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = new_label (hit->title, NULL);
  GtkWidget *subtitle = new_label (hit->subtitle != NULL ? hit->subtitle : "", "caption");

  gtk_widget_set_hexpand (subtitle, TRUE);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), subtitle);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, hit->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  hit->subtitle != NULL ? hit->subtitle : "", -1);
  g_object_set_data (G_OBJECT (row), "chezu-group", GUINT_TO_POINTER ((guint)hit->group));
  /* The keyboard stays in the entry. */
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static ChezuSearchGroup
group_of (GtkListBoxRow *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "chezu-group"));
}

/* Asks the rows and not the hits: headers are also made anew while rows go away. */
static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  GtkWidget *header;

  if (before != NULL && group_of (before) == group_of (row))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  header = new_label (name_of_group (group_of (row)), "caption-heading");
  gtk_widget_add_css_class (header, "search-group");
  gtk_list_box_row_set_header (row, header);
}

static void
select_row (ChezuSearchEntry *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);

  gtk_list_box_select_row (self->list, row);
  if (row != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT, row, -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static void
show_hits (ChezuSearchEntry *self, const char *query)
{
  g_autofree char *nothing = g_strdup_printf (_ ("Nothing Found for “%s”"), query);

  gtk_list_box_remove_all (self->list);
  for (guint i = 0; i < self->hits->len; i++)
    gtk_list_box_append (self->list, new_row (g_ptr_array_index (self->hits, i)));

  gtk_label_set_label (self->nothing_label, nothing);
  gtk_stack_set_visible_child_name (self->stack, self->hits->len > 0 ? "hits" : "nothing");
  if (self->hits->len == 0)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), nothing,
                             GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  /* As wide as the entry, with the popover's own padding. */
  gtk_widget_set_size_request (GTK_WIDGET (self->stack),
                               MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 18, WIDTH_MIN), -1);
  gtk_popover_popup (self->popover);
  select_row (self, 0);
}

static char *
get_query (ChezuSearchEntry *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
}

static gboolean
search_cb (gpointer data)
{
  ChezuSearchEntry *self = data;
  g_autofree char *query = get_query (self);

  self->search_source = 0;
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  if (*query == '\0' || self->fleet == NULL)
    {
      gtk_popover_popdown (self->popover);
      return G_SOURCE_REMOVE;
    }

  self->hits = chezu_search (self->fleet, self->places, query, MAX_ROWS);
  keep_best (self->hits);
  show_hits (self, query);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ChezuSearchEntry *self)
{
  g_clear_handle_id (&self->search_source, g_source_remove);
  self->search_source = g_timeout_add (DELAY_MS, search_cb, self);
}

static void
choose (ChezuSearchEntry *self, int index)
{
  g_autoptr (GPtrArray) hits = NULL;

  if (self->hits == NULL || index < 0 || (guint)index >= self->hits->len)
    return;

  /* Whoever listens may clear the entry, and with it the list. */
  hits = g_ptr_array_ref (self->hits);
  chezu_search_entry_clear (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, g_ptr_array_index (hits, index));
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static void
row_activated_cb (ChezuSearchEntry *self, GtkListBoxRow *row)
{
  choose (self, gtk_list_box_row_get_index (row));
}

static void
activate_cb (ChezuSearchEntry *self)
{
  GtkListBoxRow *row;

  /* Enter right behind the last letter does not wait for the pause. */
  if (self->search_source != 0)
    {
      g_clear_handle_id (&self->search_source, g_source_remove);
      search_cb (self);
    }
  row = gtk_list_box_get_selected_row (self->list);
  choose (self, row != NULL ? gtk_list_box_row_get_index (row) : 0);
}

static void
stop_cb (ChezuSearchEntry *self)
{
  chezu_search_entry_clear (self);
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static gboolean
key_pressed_cb (ChezuSearchEntry *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (self->hits == NULL || self->hits->len == 0
      || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    select_row (self, MIN (index + 1, (int)self->hits->len - 1));
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    select_row (self, MAX (index - 1, 0));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
focus_left_cb (ChezuSearchEntry *self)
{
  gtk_popover_popdown (self->popover);
}

static void
focus_entered_cb (ChezuSearchEntry *self)
{
  if (self->hits != NULL)
    gtk_popover_popup (self->popover);
}

static void
chezu_search_entry_dispose (GObject *object)
{
  ChezuSearchEntry *self = CHEZU_SEARCH_ENTRY (object);

  g_clear_handle_id (&self->search_source, g_source_remove);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  g_clear_object (&self->fleet);
  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->popover));
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_SEARCH_ENTRY);

  G_OBJECT_CLASS (chezu_search_entry_parent_class)->dispose (object);
}

static void
chezu_search_entry_class_init (ChezuSearchEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_search_entry_dispose;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CHEZU_TYPE_SEARCH_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_LEFT] = g_signal_new ("left", CHEZU_TYPE_SEARCH_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-search-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuSearchEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, ChezuSearchEntry, popover);
  gtk_widget_class_bind_template_child (widget_class, ChezuSearchEntry, stack);
  gtk_widget_class_bind_template_child (widget_class, ChezuSearchEntry, list);
  gtk_widget_class_bind_template_child (widget_class, ChezuSearchEntry, nothing_label);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_entered_cb);
}

static void
chezu_search_entry_init (ChezuSearchEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
}

void
chezu_search_entry_set_fleet (ChezuSearchEntry *self,
                              ChezuFleet *fleet,
                              const ChezuPlaceList *places)
{
  g_return_if_fail (CHEZU_IS_SEARCH_ENTRY (self));

  chezu_search_entry_clear (self);
  g_set_object (&self->fleet, fleet);
  self->places = places;
  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), fleet != NULL);
}

void
chezu_search_entry_focus (ChezuSearchEntry *self)
{
  g_return_if_fail (CHEZU_IS_SEARCH_ENTRY (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

gboolean
chezu_search_entry_clear (ChezuSearchEntry *self)
{
  gboolean had_text;

  g_return_val_if_fail (CHEZU_IS_SEARCH_ENTRY (self), FALSE);

  had_text = *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  g_clear_handle_id (&self->search_source, g_source_remove);
  g_clear_pointer (&self->hits, g_ptr_array_unref);
  gtk_popover_popdown (self->popover);
  return had_text;
}
