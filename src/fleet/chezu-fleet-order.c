/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A radix sort from the lowest digit on: equal keys keep their order. */

#include "fleet/chezu-fleet-order.h"

#include <string.h>

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)
/* Fewer than that are sorted by insertion. */
#define FEW 48

void
chezu_fleet_order_begin (ChezuFleetOrder *self, guint n_max)
{
  self->n = 0;
  if (n_max <= self->allocated)
    return;
  self->allocated = n_max + n_max / 4;
  self->keys = g_renew (guint32, self->keys, self->allocated);
  self->items = g_renew (guint32, self->items, self->allocated);
  self->spare_keys = g_renew (guint32, self->spare_keys, self->allocated);
  self->spare_items = g_renew (guint32, self->spare_items, self->allocated);
}

void
chezu_fleet_order_clear (ChezuFleetOrder *self)
{
  g_free (self->keys);
  g_free (self->items);
  g_free (self->spare_keys);
  g_free (self->spare_items);
  *self = (ChezuFleetOrder){ 0 };
}

static void
insertion_sort (ChezuFleetOrder *self)
{
  for (guint i = 1; i < self->n; i++)
    {
      guint32 key = self->keys[i];
      guint32 item = self->items[i];
      guint at = i;

      for (; at > 0 && self->keys[at - 1] > key; at--)
        {
          self->keys[at] = self->keys[at - 1];
          self->items[at] = self->items[at - 1];
        }
      self->keys[at] = key;
      self->items[at] = item;
    }
}

static void
swap_with_spare (ChezuFleetOrder *self)
{
  guint32 *keys = self->keys;
  guint32 *items = self->items;

  self->keys = self->spare_keys;
  self->items = self->spare_items;
  self->spare_keys = keys;
  self->spare_items = items;
}

static void
sort_by_digit (ChezuFleetOrder *self, guint shift)
{
  guint starts[N_DIGITS];
  guint sum = 0;

  memset (starts, 0, sizeof starts);
  for (guint i = 0; i < self->n; i++)
    starts[self->keys[i] >> shift & (N_DIGITS - 1)]++;
  if (starts[self->keys[0] >> shift & (N_DIGITS - 1)] == self->n)
    return;

  for (guint digit = 0; digit < N_DIGITS; digit++)
    {
      guint count = starts[digit];

      starts[digit] = sum;
      sum += count;
    }
  for (guint i = 0; i < self->n; i++)
    {
      guint to = starts[self->keys[i] >> shift & (N_DIGITS - 1)]++;

      self->spare_keys[to] = self->keys[i];
      self->spare_items[to] = self->items[i];
    }
  swap_with_spare (self);
}

/* @lowest_bit: the keys are in the order of all bits below it already; 0 when they are in none */
void
chezu_fleet_order_sort (ChezuFleetOrder *self, guint lowest_bit)
{
  if (self->n < FEW)
    {
      insertion_sort (self);
      return;
    }
  for (guint shift = lowest_bit; shift < 32; shift += DIGIT_BITS)
    sort_by_digit (self, shift);
}
