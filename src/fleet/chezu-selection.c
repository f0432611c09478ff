/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fleet/chezu-selection.h"

struct _ChezuSelection
{
  GObject parent_instance;

  GArray *ids; /* of gint64, ascending, each once */
  gint64 lead;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (ChezuSelection, chezu_selection, G_TYPE_OBJECT)

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *)a;
  gint64 right = *(const gint64 *)b;

  return (left > right) - (left < right);
}

static void
chezu_selection_finalize (GObject *object)
{
  g_clear_pointer (&CHEZU_SELECTION (object)->ids, g_array_unref);

  G_OBJECT_CLASS (chezu_selection_parent_class)->finalize (object);
}

static void
chezu_selection_class_init (ChezuSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_selection_finalize;

  changed_signal = g_signal_new ("changed", CHEZU_TYPE_SELECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
chezu_selection_init (ChezuSelection *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

ChezuSelection *
chezu_selection_new (void)
{
  return g_object_new (CHEZU_TYPE_SELECTION, NULL);
}

guint
chezu_selection_get_n (ChezuSelection *self)
{
  g_return_val_if_fail (CHEZU_IS_SELECTION (self), 0);

  return self->ids->len;
}

gboolean
chezu_selection_contains (ChezuSelection *self, gint64 vehicle_id)
{
  g_return_val_if_fail (CHEZU_IS_SELECTION (self), FALSE);

  return g_array_binary_search (self->ids, &vehicle_id, compare_ids, NULL);
}

const gint64 *
chezu_selection_peek (ChezuSelection *self, guint *n)
{
  g_return_val_if_fail (CHEZU_IS_SELECTION (self), NULL);

  if (n != NULL)
    *n = self->ids->len;
  return (const gint64 *)(gpointer)self->ids->data;
}

gint64
chezu_selection_get_lead (ChezuSelection *self)
{
  g_return_val_if_fail (CHEZU_IS_SELECTION (self), 0);

  return self->lead;
}

static void
put_in_order (GArray *ids)
{
  guint kept = 0;

  g_array_sort (ids, compare_ids);
  for (guint i = 0; i < ids->len; i++)
    if (kept == 0 || g_array_index (ids, gint64, i) != g_array_index (ids, gint64, kept - 1))
      g_array_index (ids, gint64, kept++) = g_array_index (ids, gint64, i);
  g_array_set_size (ids, kept);
}

/* Takes @ids over. */
static void
become (ChezuSelection *self, GArray *ids, gint64 lead)
{
  gboolean same;

  put_in_order (ids);
  if (!g_array_binary_search (ids, &lead, compare_ids, NULL))
    lead = ids->len > 0 ? g_array_index (ids, gint64, ids->len - 1) : 0;
  same = lead == self->lead && ids->len == self->ids->len
         && (ids->len == 0 || memcmp (ids->data, self->ids->data, ids->len * sizeof (gint64)) == 0);
  g_array_unref (self->ids);
  self->ids = ids;
  self->lead = lead;
  if (!same)
    g_signal_emit (self, changed_signal, 0);
}

void
chezu_selection_replace (ChezuSelection *self, const gint64 *ids, guint n)
{
  GArray *now = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);

  g_return_if_fail (CHEZU_IS_SELECTION (self));

  if (n > 0)
    g_array_append_vals (now, ids, n);
  become (self, now, n > 0 ? ids[n - 1] : 0);
}

void
chezu_selection_add (ChezuSelection *self, const gint64 *ids, guint n)
{
  GArray *now;

  g_return_if_fail (CHEZU_IS_SELECTION (self));

  if (n == 0)
    return;
  now = g_array_copy (self->ids);
  g_array_append_vals (now, ids, n);
  become (self, now, ids[n - 1]);
}

void
chezu_selection_remove (ChezuSelection *self, const gint64 *ids, guint n)
{
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *now = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_if_fail (CHEZU_IS_SELECTION (self));

  if (n > 0)
    g_array_append_vals (gone, ids, n);
  g_array_sort (gone, compare_ids);
  for (guint i = 0; i < self->ids->len; i++)
    {
      gint64 id = g_array_index (self->ids, gint64, i);

      if (!g_array_binary_search (gone, &id, compare_ids, NULL))
        g_array_append_val (now, id);
    }
  become (self, now, self->lead);
}

void
chezu_selection_toggle (ChezuSelection *self, gint64 vehicle_id)
{
  if (chezu_selection_contains (self, vehicle_id))
    chezu_selection_remove (self, &vehicle_id, 1);
  else
    chezu_selection_add (self, &vehicle_id, 1);
}

void
chezu_selection_clear (ChezuSelection *self)
{
  chezu_selection_replace (self, NULL, 0);
}
