/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-organisation-tree.h"

#include "base/chezu-format.h"
#include "base/chezu-organisation-path.h"

#include <glib/gi18n-lib.h>

/* What an entry is said to have found that is divided into narrower bodies rather than kinds. */
#define DIVIDED G_MAXUINT32

/* --- An entry ----------------------------------------------------------------------------------
 */

#define CHEZU_TYPE_ORGANISATION (chezu_organisation_get_type ())
G_DECLARE_FINAL_TYPE (ChezuOrganisation, chezu_organisation, CHEZU, ORGANISATION, GObject)

struct _ChezuOrganisation
{
  GObject parent_instance;

  char *path;           /* NULL: all of them */
  GListStore *children; /* of ChezuOrganisation: narrower bodies */
  guint n[CHEZU_N_VEHICLE_KINDS];

  ChezuOrganisation *whole; /* of a kind: of whose vehicles; NULL: counts by itself */
  guint32 kinds;            /* that are meant */
  guint32 found;            /* that there are */
};

G_DEFINE_FINAL_TYPE (ChezuOrganisation, chezu_organisation, G_TYPE_OBJECT)

static void
chezu_organisation_finalize (GObject *object)
{
  ChezuOrganisation *self = CHEZU_ORGANISATION (object);

  g_clear_object (&self->whole);
  g_clear_object (&self->children);
  g_free (self->path);

  G_OBJECT_CLASS (chezu_organisation_parent_class)->finalize (object);
}

static void
chezu_organisation_class_init (ChezuOrganisationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_organisation_finalize;
}

static void
chezu_organisation_init (ChezuOrganisation *self)
{
  self->children = g_list_store_new (CHEZU_TYPE_ORGANISATION);
  self->kinds = G_MAXUINT32;
}

static ChezuOrganisation *
chezu_organisation_new (const char *path, guint32 kinds)
{
  ChezuOrganisation *self = g_object_new (CHEZU_TYPE_ORGANISATION, NULL);

  self->path = g_strdup (path);
  self->kinds = kinds;
  return self;
}

static guint
count_vehicles (ChezuOrganisation *entry)
{
  const guint *counts = entry->whole != NULL ? entry->whole->n : entry->n;
  guint n = 0;

  for (guint kind = 0; kind < CHEZU_N_VEHICLE_KINDS; kind++)
    if (entry->kinds >> kind & 1u)
      n += counts[kind];
  return n;
}

/* --- The tree ----------------------------------------------------------------------------------
 */

struct _ChezuOrganisationTree
{
  AdwBin parent_instance;

  GListStore *roots;   /* of ChezuOrganisation: all, then the widest bodies */
  GHashTable *by_path; /* path, "" for all → ChezuOrganisation */
  GPtrArray *bound;    /* of GtkListItem on the screen, borrowed */
  GtkSingleSelection *selection;

  /* Template widgets */
  GtkListView *view;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (ChezuOrganisationTree, chezu_organisation_tree, ADW_TYPE_BIN)

static GListModel *
list_kinds (ChezuOrganisation *entry)
{
  GListStore *kinds;

  /* One kind alone is no division. */
  if ((entry->found & (entry->found - 1)) == 0)
    return NULL;

  kinds = g_list_store_new (CHEZU_TYPE_ORGANISATION);
  for (guint kind = 1; kind <= CHEZU_N_VEHICLE_KINDS; kind++)
    {
      guint32 bit = 1u << kind % CHEZU_N_VEHICLE_KINDS;
      g_autoptr (ChezuOrganisation) child = NULL;

      if (!(entry->found & bit))
        continue;
      child = chezu_organisation_new (entry->path, bit);
      child->whole = g_object_ref (entry);
      g_list_store_append (kinds, child);
    }
  return G_LIST_MODEL (kinds);
}

/* Once narrower bodies are there, the list that they are in goes on being the children. */
static GListModel *
make_children (gpointer item, gpointer user_data)
{
  ChezuOrganisation *entry = item;

  if (entry->whole != NULL)
    return NULL;
  if (g_list_model_get_n_items (G_LIST_MODEL (entry->children)) > 0)
    return g_object_ref (G_LIST_MODEL (entry->children));
  return list_kinds (entry);
}

static const char *
name_of (ChezuOrganisation *entry)
{
  if (entry->kinds != G_MAXUINT32)
    return chezu_vehicle_kind_name ((ChezuVehicleKind)g_bit_nth_lsf (entry->kinds, -1));
  return entry->path != NULL ? chezu_organisation_path_get_name (entry->path) : _ ("All Vehicles");
}

static void
show_item (GtkListItem *item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *box = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  g_autoptr (ChezuOrganisation) entry = gtk_tree_list_row_get_item (row);
  g_autofree char *count = chezu_format_count (count_vehicles (entry));
  g_autofree char *words = g_strdup_printf ("%s, %s", name_of (entry), count);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (box)), name_of (entry));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (box)), count);
  gtk_list_item_set_accessible_label (item, words);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *expander = gtk_tree_expander_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *count = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (count, "numeric");
  gtk_widget_add_css_class (count, "dimmed");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), count);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), box);
  gtk_list_item_set_child (item, expander);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ChezuOrganisationTree *self)
{
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)),
                                  gtk_list_item_get_item (item));
  g_ptr_array_add (self->bound, item);
  show_item (item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ChezuOrganisationTree *self)
{
  g_ptr_array_remove_fast (self->bound, item);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (item)), NULL);
}

static void
selected_cb (ChezuOrganisationTree *self)
{
  g_signal_emit (self, chosen_signal, 0);
}

static void
chezu_organisation_tree_dispose (GObject *object)
{
  ChezuOrganisationTree *self = CHEZU_ORGANISATION_TREE (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_ORGANISATION_TREE);
  g_clear_object (&self->selection);
  g_clear_object (&self->roots);

  G_OBJECT_CLASS (chezu_organisation_tree_parent_class)->dispose (object);
}

static void
chezu_organisation_tree_finalize (GObject *object)
{
  ChezuOrganisationTree *self = CHEZU_ORGANISATION_TREE (object);

  g_hash_table_unref (self->by_path);
  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (chezu_organisation_tree_parent_class)->finalize (object);
}

static void
chezu_organisation_tree_class_init (ChezuOrganisationTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_organisation_tree_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_organisation_tree_finalize;

  chosen_signal = g_signal_new ("chosen", CHEZU_TYPE_ORGANISATION_TREE, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-organisation-tree.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuOrganisationTree, view);
}

static void
chezu_organisation_tree_init (ChezuOrganisationTree *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkTreeListModel *tree;

  self->roots = g_list_store_new (CHEZU_TYPE_ORGANISATION);
  self->by_path = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->bound = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_DEFAULT);
  gtk_list_view_set_factory (self->view, factory);

  tree = gtk_tree_list_model_new (g_object_ref (G_LIST_MODEL (self->roots)), FALSE, FALSE,
                                  make_children, NULL, NULL);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (tree));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

/* --- Filling -----------------------------------------------------------------------------------
 */

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ChezuOrganisation *one = a;
  const ChezuOrganisation *other = b;

  if (one->path == NULL || other->path == NULL)
    return (one->path != NULL) - (other->path != NULL);
  return g_utf8_collate (one->path, other->path);
}

static GListStore *list_of (ChezuOrganisationTree *self, const char *path);

/* @path: "" for all */
static ChezuOrganisation *
find_entry (ChezuOrganisationTree *self, const char *path)
{
  ChezuOrganisation *entry = g_hash_table_lookup (self->by_path, path);

  if (entry != NULL)
    return entry;
  entry = chezu_organisation_new (*path != '\0' ? path : NULL, G_MAXUINT32);
  g_hash_table_insert (self->by_path, g_strdup (path), entry);
  g_list_store_insert_sorted (list_of (self, path), entry, compare_entries, NULL);
  return entry;
}

/* The list that a body stands in. */
static GListStore *
list_of (ChezuOrganisationTree *self, const char *path)
{
  g_autofree char *upper = chezu_organisation_path_get_upper (path);

  return upper != NULL ? find_entry (self, upper)->children : self->roots;
}

static void
clear_counts (ChezuOrganisationTree *self)
{
  GHashTableIter iter;
  ChezuOrganisation *entry;

  g_hash_table_iter_init (&iter, self->by_path);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&entry))
    memset (entry->n, 0, sizeof entry->n);
}

/* A fleet has one string per path, so vehicles are counted by its address. */
static void
count_narrowest (ChezuOrganisationTree *self, ChezuFleet *fleet)
{
  const ChezuFleetArrays *arrays = chezu_fleet_peek (fleet);
  g_autoptr (GHashTable) entries = g_hash_table_new (NULL, NULL);
  ChezuOrganisation *none = find_entry (self, "");

  for (guint i = 0; i < arrays->n; i++)
    {
      const char *path = chezu_fleet_get_organisation (fleet, i);
      ChezuOrganisation *entry = path == NULL ? none : g_hash_table_lookup (entries, path);

      if (entry == NULL)
        {
          entry = find_entry (self, path);
          g_hash_table_insert (entries, (char *)path, entry);
        }
      entry->n[arrays->kind[i]]++;
    }
}

static void
add_up (GListModel *narrower, ChezuOrganisation *whole)
{
  for (guint i = 0; i < g_list_model_get_n_items (narrower); i++)
    {
      g_autoptr (ChezuOrganisation) entry = g_list_model_get_item (narrower, i);

      if (entry == whole)
        continue;
      add_up (G_LIST_MODEL (entry->children), entry);
      for (guint kind = 0; kind < CHEZU_N_VEHICLE_KINDS; kind++)
        whole->n[kind] += entry->n[kind];
    }
}

/* Entries that have other kinds than before, or their first narrower body, get other children. */
static void
divide_anew (ChezuOrganisationTree *self, GListStore *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (ChezuOrganisation) entry = g_list_model_get_item (G_LIST_MODEL (list), i);
      gboolean has_narrower = g_list_model_get_n_items (G_LIST_MODEL (entry->children)) > 0;
      guint32 found = has_narrower ? DIVIDED : 0;

      divide_anew (self, entry->children);
      for (guint kind = 0; !has_narrower && kind < CHEZU_N_VEHICLE_KINDS; kind++)
        found |= entry->n[kind] > 0 ? 1u << kind : 0;
      if (found == entry->found)
        continue;
      entry->found = found;
      g_list_store_splice (list, i, 1, (gpointer *)&entry, 1);
    }
}

void
chezu_organisation_tree_show (ChezuOrganisationTree *self, ChezuFleet *fleet)
{
  ChezuOrganisation *all;

  g_return_if_fail (CHEZU_IS_ORGANISATION_TREE (self));

  clear_counts (self);
  all = find_entry (self, "");
  if (fleet != NULL)
    count_narrowest (self, fleet);
  add_up (G_LIST_MODEL (self->roots), all);
  divide_anew (self, self->roots);
  for (guint i = 0; i < self->bound->len; i++)
    show_item (g_ptr_array_index (self->bound, i));
}

static ChezuOrganisation *
get_chosen (ChezuOrganisationTree *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (ChezuOrganisation) entry = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  return entry; /* the tree holds it */
}

const char *
chezu_organisation_tree_get_path (ChezuOrganisationTree *self)
{
  ChezuOrganisation *chosen;

  g_return_val_if_fail (CHEZU_IS_ORGANISATION_TREE (self), NULL);

  chosen = get_chosen (self);
  return chosen != NULL ? chosen->path : NULL;
}

guint32
chezu_organisation_tree_get_kinds (ChezuOrganisationTree *self)
{
  ChezuOrganisation *chosen;

  g_return_val_if_fail (CHEZU_IS_ORGANISATION_TREE (self), G_MAXUINT32);

  chosen = get_chosen (self);
  return chosen != NULL ? chosen->kinds : G_MAXUINT32;
}
