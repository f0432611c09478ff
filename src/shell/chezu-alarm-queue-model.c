/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-queue-model.h"

#include <gtk/gtk.h>
#include <string.h>

struct _ChezuAlarmQueueModel
{
  GObject parent_instance;

  ChezuAlarmBoard *board; /* nullable */
  ChezuAlarmTab tab;
  guint priorities;
  char *text;       /* folded; NULL: any */
  GPtrArray *rows;  /* of ChezuDeskAlarm: what is on the screen */
  GHashTable *gone; /* ChezuDeskAlarm: those of them that belong elsewhere */
  guint n_waiting;
  gboolean held;
};

static void model_iface_init (GListModelInterface *iface);
static void section_iface_init (GtkSectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ChezuAlarmQueueModel,
                               chezu_alarm_queue_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL,
                                                          section_iface_init))

/* --- What belongs into it ------------------------------------------------------------------- */

static ChezuAlarmTab
tab_of (const ChezuAlarmItem *item, gint64 now_ms)
{
  switch (chezu_alarm_life_state (&item->life, now_ms))
    {
    case CHEZU_ALARM_HANDLING:
      return CHEZU_ALARM_TAB_HANDLING;
    case CHEZU_ALARM_SHELVED:
      return CHEZU_ALARM_TAB_SHELVED;
    case CHEZU_ALARM_CLOSED:
      return CHEZU_ALARM_TAB_CLOSED;
    case CHEZU_ALARM_RAISED:
    case CHEZU_ALARM_ACKNOWLEDGED:
    case CHEZU_ALARM_RETURNED:
    case CHEZU_ALARM_APPEALED:
    case CHEZU_N_ALARM_STATES:
    default:
      return CHEZU_ALARM_TAB_TO_DO;
    }
}

static gboolean
has_text (const char *in, const char *folded)
{
  g_autofree char *lower = in != NULL ? g_utf8_casefold (in, -1) : NULL;

  return lower != NULL && strstr (lower, folded) != NULL;
}

static gboolean
belongs (ChezuAlarmQueueModel *self, ChezuDeskAlarm *row, gint64 now_ms)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (row);

  if (tab_of (item, now_ms) != self->tab
      || (self->priorities != 0 && (self->priorities & 1u << item->life.priority) == 0))
    return FALSE;
  return self->text == NULL || has_text (item->plate, self->text)
         || has_text (chezu_desk_alarm_get_name (row), self->text)
         || has_text (chezu_desk_alarm_get_place (row), self->text);
}

static int
compare_queue (gconstpointer a, gconstpointer b)
{
  const ChezuAlarmItem *x = chezu_desk_alarm_get_item (*(ChezuDeskAlarm *const *)a);
  const ChezuAlarmItem *y = chezu_desk_alarm_get_item (*(ChezuDeskAlarm *const *)b);

  if (x->life.priority != y->life.priority)
    return x->life.priority < y->life.priority ? -1 : 1;
  if (x->life.raised_ms != y->life.raised_ms)
    return x->life.raised_ms < y->life.raised_ms ? -1 : 1;
  return (x->id > y->id) - (x->id < y->id);
}

static int
compare_closed (gconstpointer a, gconstpointer b)
{
  const ChezuAlarmItem *x = chezu_desk_alarm_get_item (*(ChezuDeskAlarm *const *)a);
  const ChezuAlarmItem *y = chezu_desk_alarm_get_item (*(ChezuDeskAlarm *const *)b);

  return (x->life.closed_ms < y->life.closed_ms) - (x->life.closed_ms > y->life.closed_ms);
}

static GPtrArray *
collect (ChezuAlarmQueueModel *self, gint64 now_ms)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *all = self->board != NULL ? chezu_alarm_board_list (self->board) : NULL;

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (belongs (self, all->pdata[i], now_ms))
      g_ptr_array_add (rows, g_object_ref (all->pdata[i]));
  g_ptr_array_sort (rows, self->tab == CHEZU_ALARM_TAB_CLOSED ? compare_closed : compare_queue);
  return rows;
}

/* --- Changes -------------------------------------------------------------------------------- */

/* Only the stretch that is another one is told, so that the view keeps what it may. */
static void
replace (ChezuAlarmQueueModel *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) before = self->rows;
  guint n = MIN (before->len, rows->len);
  guint head = 0;
  guint tail = 0;

  while (head < n && before->pdata[head] == rows->pdata[head])
    head++;
  while (tail < n - head
         && before->pdata[before->len - 1 - tail] == rows->pdata[rows->len - 1 - tail])
    tail++;
  self->rows = rows;
  if (before->len - head - tail > 0 || rows->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, before->len - head - tail,
                                rows->len - head - tail);
}

static void
let_in (ChezuAlarmQueueModel *self, GPtrArray *rows)
{
  g_hash_table_remove_all (self->gone);
  self->n_waiting = 0;
  replace (self, rows);
}

/* What is on the screen stays; what is not counts as waiting. */
static void
hold (ChezuAlarmQueueModel *self, GPtrArray *rows)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);

  g_hash_table_remove_all (self->gone);
  self->n_waiting = 0;
  for (guint i = 0; i < self->rows->len; i++)
    g_hash_table_add (shown, self->rows->pdata[i]);
  for (guint i = 0; i < rows->len; i++)
    if (!g_hash_table_remove (shown, rows->pdata[i]))
      self->n_waiting++;
  for (guint i = 0; i < self->rows->len; i++)
    if (g_hash_table_contains (shown, self->rows->pdata[i]))
      g_hash_table_add (self->gone, self->rows->pdata[i]);
  g_ptr_array_unref (rows);
}

/* --- Interfaces ----------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return CHEZU_TYPE_DESK_ALARM;
}

static guint
get_n_items (GListModel *model)
{
  return CHEZU_ALARM_QUEUE_MODEL (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  ChezuAlarmQueueModel *self = CHEZU_ALARM_QUEUE_MODEL (model);

  return position < self->rows->len ? g_object_ref (self->rows->pdata[position]) : NULL;
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static guint8
priority_at (ChezuAlarmQueueModel *self, guint position)
{
  return chezu_desk_alarm_get_item (self->rows->pdata[position])->life.priority;
}

/* Neighbours of one priority; what is closed is one section. */
static void
get_section (GtkSectionModel *model, guint position, guint *start, guint *end)
{
  ChezuAlarmQueueModel *self = CHEZU_ALARM_QUEUE_MODEL (model);

  if (position >= self->rows->len)
    {
      *start = self->rows->len;
      *end = G_MAXUINT;
      return;
    }
  *start = self->tab == CHEZU_ALARM_TAB_CLOSED ? 0 : position;
  *end = self->tab == CHEZU_ALARM_TAB_CLOSED ? self->rows->len : position + 1;
  while (*start > 0 && priority_at (self, *start - 1) == priority_at (self, position))
    --*start;
  while (*end < self->rows->len && priority_at (self, *end) == priority_at (self, position))
    ++*end;
}

static void
section_iface_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

/* --- Class ---------------------------------------------------------------------------------- */

static void
chezu_alarm_queue_model_finalize (GObject *object)
{
  ChezuAlarmQueueModel *self = CHEZU_ALARM_QUEUE_MODEL (object);

  g_clear_object (&self->board);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_hash_table_unref);
  g_free (self->text);

  G_OBJECT_CLASS (chezu_alarm_queue_model_parent_class)->finalize (object);
}

static void
chezu_alarm_queue_model_class_init (ChezuAlarmQueueModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_alarm_queue_model_finalize;
}

static void
chezu_alarm_queue_model_init (ChezuAlarmQueueModel *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->gone = g_hash_table_new (NULL, NULL);
}

ChezuAlarmQueueModel *
chezu_alarm_queue_model_new (void)
{
  return g_object_new (CHEZU_TYPE_ALARM_QUEUE_MODEL, NULL);
}

/* @board: (nullable) */
void
chezu_alarm_queue_model_set_board (ChezuAlarmQueueModel *self, ChezuAlarmBoard *board)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));

  g_set_object (&self->board, board);
  let_in (self, g_ptr_array_new_with_free_func (g_object_unref));
}

void
chezu_alarm_queue_model_set_tab (ChezuAlarmQueueModel *self, ChezuAlarmTab tab)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self) && tab < CHEZU_N_ALARM_TABS);
  self->tab = tab;
}

ChezuAlarmTab
chezu_alarm_queue_model_get_tab (ChezuAlarmQueueModel *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self), CHEZU_ALARM_TAB_TO_DO);
  return self->tab;
}

void
chezu_alarm_queue_model_set_priorities (ChezuAlarmQueueModel *self, guint priorities)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));
  self->priorities = priorities;
}

guint
chezu_alarm_queue_model_get_priorities (ChezuAlarmQueueModel *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self), 0);
  return self->priorities;
}

void
chezu_alarm_queue_model_set_text (ChezuAlarmQueueModel *self, const char *text)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));

  g_free (self->text);
  self->text = text != NULL && *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
}

void
chezu_alarm_queue_model_set_held (ChezuAlarmQueueModel *self, gboolean held)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));
  self->held = held;
}

void
chezu_alarm_queue_model_refresh (ChezuAlarmQueueModel *self, gint64 now_ms)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));

  if (self->held && self->rows->len > 0)
    hold (self, collect (self, now_ms));
  else
    let_in (self, collect (self, now_ms));
}

void
chezu_alarm_queue_model_admit (ChezuAlarmQueueModel *self, gint64 now_ms)
{
  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));
  let_in (self, collect (self, now_ms));
}

guint
chezu_alarm_queue_model_get_n_waiting (ChezuAlarmQueueModel *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self), 0);
  return self->n_waiting;
}

gboolean
chezu_alarm_queue_model_is_gone (ChezuAlarmQueueModel *self, ChezuDeskAlarm *row)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self), FALSE);
  return g_hash_table_contains (self->gone, row);
}

guint
chezu_alarm_queue_model_find (ChezuAlarmQueueModel *self, gint64 id)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self), GTK_INVALID_LIST_POSITION);

  for (guint i = 0; i < self->rows->len; i++)
    if (chezu_desk_alarm_get_id (self->rows->pdata[i]) == id)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

void
chezu_alarm_queue_model_count (ChezuAlarmQueueModel *self,
                               gint64 now_ms,
                               guint counts[CHEZU_N_ALARM_TABS])
{
  GPtrArray *all = self->board != NULL ? chezu_alarm_board_list (self->board) : NULL;

  g_return_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self));

  memset (counts, 0, CHEZU_N_ALARM_TABS * sizeof *counts);
  for (guint i = 0; all != NULL && i < all->len; i++)
    counts[tab_of (chezu_desk_alarm_get_item (all->pdata[i]), now_ms)]++;
}

guint
chezu_alarm_queue_model_count_priority (ChezuAlarmQueueModel *self, guint8 priority)
{
  guint n = 0;

  g_return_val_if_fail (CHEZU_IS_ALARM_QUEUE_MODEL (self), 0);

  for (guint i = 0; i < self->rows->len; i++)
    n += priority_at (self, i) == priority;
  return n;
}
