/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-overlay-item.h"

#include "base/chezu-format.h"

#include <glib/gi18n-lib.h>

struct _ChezuOverlayItem
{
  GObject parent_instance;

  ChezuOverlayRow *row;
  ChezuOverlayShapes *shapes;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuOverlayItem, chezu_overlay_item, G_TYPE_OBJECT)

static void
chezu_overlay_item_finalize (GObject *object)
{
  ChezuOverlayItem *self = CHEZU_OVERLAY_ITEM (object);

  g_clear_pointer (&self->row, chezu_overlay_row_free);
  g_clear_pointer (&self->shapes, chezu_overlay_shapes_unref);

  G_OBJECT_CLASS (chezu_overlay_item_parent_class)->finalize (object);
}

static void
chezu_overlay_item_class_init (ChezuOverlayItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_overlay_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
chezu_overlay_item_init (ChezuOverlayItem *self)
{
}

ChezuOverlayItem *
chezu_overlay_item_new (const ChezuOverlayRow *row, ChezuOverlayShapes *shapes)
{
  ChezuOverlayItem *self = g_object_new (CHEZU_TYPE_OVERLAY_ITEM, NULL);

  self->row = chezu_overlay_row_copy (row);
  self->shapes = chezu_overlay_shapes_ref (shapes);
  return self;
}

const ChezuOverlayRow *
chezu_overlay_item_get_row (ChezuOverlayItem *self)
{
  g_return_val_if_fail (CHEZU_IS_OVERLAY_ITEM (self), NULL);
  return self->row;
}

ChezuOverlayShapes *
chezu_overlay_item_get_shapes (ChezuOverlayItem *self)
{
  g_return_val_if_fail (CHEZU_IS_OVERLAY_ITEM (self), NULL);
  return self->shapes;
}

void
chezu_overlay_item_update (ChezuOverlayItem *self,
                           const ChezuOverlayRow *row,
                           ChezuOverlayShapes *shapes)
{
  g_return_if_fail (CHEZU_IS_OVERLAY_ITEM (self));

  chezu_overlay_row_free (self->row);
  self->row = chezu_overlay_row_copy (row);
  chezu_overlay_shapes_ref (shapes);
  chezu_overlay_shapes_unref (self->shapes);
  self->shapes = shapes;
  g_signal_emit (self, signals[CHANGED], 0);
}

static char *
format_kind (ChezuOverlayKind kind, guint n)
{
  g_autofree char *count = chezu_format_count (n);

  switch (kind)
    {
    case CHEZU_OVERLAY_POINT:
      return g_strdup_printf (ngettext ("%s point", "%s points", n), count);
    case CHEZU_OVERLAY_LINE:
      return g_strdup_printf (ngettext ("%s line", "%s lines", n), count);
    case CHEZU_OVERLAY_POLYGON:
    case CHEZU_N_OVERLAY_KINDS:
    default:
      return g_strdup_printf (ngettext ("%s area", "%s areas", n), count);
    }
}

char *
chezu_overlay_item_describe (ChezuOverlayItem *self)
{
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  g_return_val_if_fail (CHEZU_IS_OVERLAY_ITEM (self), NULL);

  for (ChezuOverlayKind kind = 0; kind < CHEZU_N_OVERLAY_KINDS; kind++)
    if (self->row->n_features[kind] > 0)
      g_strv_builder_take (parts, format_kind (kind, self->row->n_features[kind]));
  list = g_strv_builder_end (parts);
  /* TRANSLATORS: between the parts of "3 points, 2 lines" */
  return g_strjoinv (_ (", "), list);
}
