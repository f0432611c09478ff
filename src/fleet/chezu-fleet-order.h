/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorting numbers without asking for memory each time: what every frame needs. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Zero it, use it any number of times, clear it. */
typedef struct
{
  guint n;
  guint32 *keys;
  guint32 *items; /* in the order of their keys after chezu_fleet_order_sort () */
  guint32 *spare_keys;
  guint32 *spare_items;
  guint allocated;
} ChezuFleetOrder;

void chezu_fleet_order_begin (ChezuFleetOrder *self, guint n_max);
void chezu_fleet_order_sort (ChezuFleetOrder *self, guint lowest_bit);
void chezu_fleet_order_clear (ChezuFleetOrder *self);

/* At most as many as were announced. */
static inline void
chezu_fleet_order_add (ChezuFleetOrder *self, guint32 key, guint32 item)
{
  self->keys[self->n] = key;
  self->items[self->n++] = item;
}

G_END_DECLS
