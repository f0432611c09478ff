/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-alarm-board.h"

#include "base/chezu-time.h"
#include "shell/chezu-alarm-words.h"
#include "store/chezu-outbox.h"
#include "store/chezu-road-table.h"

/* So many steps are read at once; a burst takes several readings and no long one. */
#define PAGE 500
#define OPEN_MAX 20000
#define CLOSED_MAX 300
/* How much comes in is counted that often. */
#define FLOOD_MS 2000

struct _ChezuAlarmBoard
{
  GObject parent_instance;

  ChezuStore *store;
  const ChezuPlaceList *places; /* nullable, borrowed */
  ChezuRoadIndex *roads;        /* nullable */
  GPtrArray *types;             /* of ChezuAlarmType */
  GHashTable *rows;             /* gint64 → ChezuDeskAlarm */
  GPtrArray *list;              /* the same, borrowed */
  gint64 last_seq;
  ChezuAlarmFlood flood;
  guint flood_source;
  gboolean loaded;
  gboolean reading;
  gboolean again;
};

enum
{
  CHANGED,
  ARRIVED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuAlarmBoard, chezu_alarm_board, G_TYPE_OBJECT)

/* --- Rows ----------------------------------------------------------------------------------- */

static const ChezuAlarmType *
find_type (ChezuAlarmBoard *self, const char *code)
{
  for (guint i = 0; i < self->types->len; i++)
    if (g_str_equal (((const ChezuAlarmType *)self->types->pdata[i])->code, code))
      return self->types->pdata[i];
  return NULL;
}

static void
describe_place (ChezuAlarmBoard *self, ChezuDeskAlarm *row)
{
  const ChezuAlarmItem *item = chezu_desk_alarm_get_item (row);
  g_autofree char *place = NULL;
  g_autofree char *brief = NULL;

  if (!item->has_position)
    return;
  place = chezu_alarm_describe_place (self->roads, self->places, item->lon_e7 / 1e7,
                                      item->lat_e7 / 1e7, FALSE);
  brief = chezu_alarm_describe_place (self->roads, self->places, item->lon_e7 / 1e7,
                                      item->lat_e7 / 1e7, TRUE);
  chezu_desk_alarm_set_place (row, place, brief);
}

static void
add_row (ChezuAlarmBoard *self, ChezuAlarmItem *item)
{
  ChezuDeskAlarm *row = chezu_desk_alarm_new (item, find_type (self, item->type));

  describe_place (self, row);
  g_hash_table_insert (self->rows, (gpointer)&item->id, row);
  g_ptr_array_add (self->list, row);
}

static gboolean
calls (const ChezuAlarmItem *item)
{
  return item->life.state == CHEZU_ALARM_RAISED && !item->life.late && !item->life.silent;
}

/* The key of the table is in the item that the row holds. */
static void
update_row (ChezuAlarmBoard *self, ChezuDeskAlarm *row, ChezuAlarmItem *item)
{
  gint64 id = item->id;

  g_hash_table_steal (self->rows, &id);
  chezu_desk_alarm_update (row, item);
  g_hash_table_insert (self->rows, (gpointer)&item->id, row);
}

/* Returns: (nullable) (transfer full): the row, where somebody is to be called for it */
static ChezuDeskAlarm *
take_item (ChezuAlarmBoard *self, ChezuAlarmItem *item)
{
  ChezuDeskAlarm *row = g_hash_table_lookup (self->rows, &item->id);
  gboolean called = row != NULL && calls (chezu_desk_alarm_get_item (row));

  self->last_seq = MAX (self->last_seq, item->seq);
  if (row == NULL)
    add_row (self, item);
  else
    update_row (self, row, item);
  row = g_hash_table_lookup (self->rows, &item->id);
  return calls (item) && !called ? g_object_ref (row) : NULL;
}

/* --- Reading -------------------------------------------------------------------------------- */

static void
take_list (ChezuAlarmBoard *self, GPtrArray *items)
{
  g_ptr_array_set_free_func (items, NULL);
  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (ChezuDeskAlarm) calling = take_item (self, items->pdata[i]);
    }
}

static gboolean
load (ChezuAlarmBoard *self, GError **error)
{
  const ChezuAlarmFilter open = { .which = CHEZU_ALARM_OPEN, .limit = OPEN_MAX };
  const ChezuAlarmFilter closed = { .which = CHEZU_ALARM_ALL,
                                    .has_state = TRUE,
                                    .state = CHEZU_ALARM_CLOSED,
                                    .newest_first = TRUE,
                                    .limit = CLOSED_MAX };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) past = NULL;
  g_autofree ChezuAlarmCounts *counts = NULL;

  self->types = chezu_store_await (chezu_alarm_type_table_list (self->store), error);
  if (self->types == NULL)
    return FALSE;
  counts = chezu_store_await (chezu_alarm_queue_count (self->store, chezu_time_now_ms ()), error);
  if (counts == NULL)
    return FALSE;
  items = chezu_store_await (chezu_alarm_queue_list (self->store, &open), error);
  past = items != NULL ? chezu_store_await (chezu_alarm_queue_list (self->store, &closed), error)
                       : NULL;
  if (past == NULL)
    return FALSE;
  take_list (self, items);
  take_list (self, past);
  /* What came between the two readings is read once more. */
  self->last_seq = counts->last_seq;
  self->loaded = TRUE;
  return TRUE;
}

static void
take_changes (ChezuAlarmBoard *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) calling = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_set_free_func (items, NULL);
  for (guint i = 0; i < items->len; i++)
    {
      ChezuDeskAlarm *row = take_item (self, items->pdata[i]);

      if (row != NULL)
        g_ptr_array_add (calling, row);
    }
  if (items->len > 0)
    g_signal_emit (self, signals[CHANGED], 0);
  for (guint i = 0; i < calling->len; i++)
    g_signal_emit (self, signals[ARRIVED], 0, calling->pdata[i]);
}

static gboolean
read_on (ChezuAlarmBoard *self, GError **error)
{
  guint n;

  do
    {
      g_autoptr (GPtrArray) items = chezu_store_await (
          chezu_alarm_queue_changes (self->store, self->last_seq, PAGE), error);

      if (items == NULL)
        return FALSE;
      n = items->len;
      take_changes (self, items);
    }
  while (n == PAGE);
  return TRUE;
}

static gboolean
read_flood (ChezuAlarmBoard *self, GError **error)
{
  g_autofree ChezuAlarmFlood *flood
      = chezu_store_await (chezu_alarm_queue_flood (self->store, chezu_time_now_ms ()), error);

  if (flood == NULL)
    return FALSE;
  self->flood = *flood;
  return TRUE;
}

/* A store may get its roads only after it was opened. */
static void
read_roads (ChezuAlarmBoard *self)
{
  if (self->roads != NULL && chezu_road_index_get_size (self->roads) > 0)
    return;
  g_clear_pointer (&self->roads, chezu_road_index_unref);
  self->roads = chezu_store_await (chezu_road_table_read (self->store), NULL);
  if (self->roads != NULL && chezu_road_index_get_size (self->roads) > 0)
    for (guint i = 0; i < self->list->len; i++)
      describe_place (self, self->list->pdata[i]);
}

static DexFuture *
read_fiber (gpointer data)
{
  ChezuAlarmBoard *self = data;
  g_autoptr (GError) error = NULL;

  do
    {
      self->again = FALSE;
      read_roads (self);
      if ((!self->loaded && !load (self, &error)) || !read_on (self, &error)
          || !read_flood (self, &error))
        break;
    }
  while (self->again);
  self->reading = FALSE;
  if (error == NULL)
    g_signal_emit (self, signals[CHANGED], 0);
  else if (!g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED))
    g_signal_emit (self, signals[TROUBLE], 0, error->message);
  return dex_future_new_true ();
}

static void
read_soon (ChezuAlarmBoard *self)
{
  self->again = TRUE;
  if (self->reading)
    return;
  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

/* Ten minutes go by also while nothing comes. */
static gboolean
flood_cb (gpointer data)
{
  read_soon (data);
  return G_SOURCE_CONTINUE;
}

/* --- Class ---------------------------------------------------------------------------------- */

static void
chezu_alarm_board_dispose (GObject *object)
{
  ChezuAlarmBoard *self = CHEZU_ALARM_BOARD (object);

  g_clear_handle_id (&self->flood_source, g_source_remove);
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);

  G_OBJECT_CLASS (chezu_alarm_board_parent_class)->dispose (object);
}

static void
chezu_alarm_board_finalize (GObject *object)
{
  ChezuAlarmBoard *self = CHEZU_ALARM_BOARD (object);

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_clear_pointer (&self->roads, chezu_road_index_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (chezu_alarm_board_parent_class)->finalize (object);
}

static void
chezu_alarm_board_class_init (ChezuAlarmBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chezu_alarm_board_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_alarm_board_finalize;

  signals[CHANGED] = g_signal_new ("changed", CHEZU_TYPE_ALARM_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[ARRIVED] = g_signal_new ("arrived", CHEZU_TYPE_ALARM_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, CHEZU_TYPE_DESK_ALARM);
  signals[TROUBLE] = g_signal_new ("trouble", CHEZU_TYPE_ALARM_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
chezu_alarm_board_init (ChezuAlarmBoard *self)
{
  self->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_object_unref);
  self->list = g_ptr_array_new ();
}

ChezuAlarmBoard *
chezu_alarm_board_new (ChezuStore *store, const ChezuPlaceList *places)
{
  ChezuAlarmBoard *self = g_object_new (CHEZU_TYPE_ALARM_BOARD, NULL);

  self->store = g_object_ref (store);
  self->places = places;
  g_signal_connect_object (store, "changed", G_CALLBACK (read_soon), self, G_CONNECT_SWAPPED);
  self->flood_source = g_timeout_add (FLOOD_MS, flood_cb, self);
  read_soon (self);
  return self;
}

ChezuStore *
chezu_alarm_board_get_store (ChezuAlarmBoard *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), NULL);
  return self->store;
}

gboolean
chezu_alarm_board_is_loaded (ChezuAlarmBoard *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), FALSE);
  return self->loaded;
}

GPtrArray *
chezu_alarm_board_list (ChezuAlarmBoard *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), NULL);
  return self->list;
}

ChezuDeskAlarm *
chezu_alarm_board_find (ChezuAlarmBoard *self, gint64 id)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), NULL);
  return g_hash_table_lookup (self->rows, &id);
}

/* Lower is more urgent. */
static gint64
rank_of (const ChezuAlarmItem *item)
{
  gboolean waits
      = item->life.state == CHEZU_ALARM_RAISED || item->life.state == CHEZU_ALARM_RETURNED;

  return (waits ? 0 : 10) + item->life.priority;
}

ChezuDeskAlarm *
chezu_alarm_board_find_worst (ChezuAlarmBoard *self)
{
  gint64 now_ms = chezu_time_now_ms ();
  ChezuDeskAlarm *worst = NULL;

  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), NULL);

  for (guint i = 0; i < self->list->len; i++)
    {
      ChezuDeskAlarm *row = self->list->pdata[i];
      const ChezuAlarmItem *item = chezu_desk_alarm_get_item (row);
      const ChezuAlarmItem *other = worst != NULL ? chezu_desk_alarm_get_item (worst) : NULL;

      if (!chezu_alarm_life_is_open (&item->life)
          || chezu_alarm_life_state (&item->life, now_ms) == CHEZU_ALARM_SHELVED)
        continue;
      if (other == NULL || rank_of (item) < rank_of (other)
          || (rank_of (item) == rank_of (other) && item->life.raised_ms < other->life.raised_ms))
        worst = row;
    }
  return worst;
}

/* @worst: (out) (nullable): the most urgent priority; 0 none */
guint
chezu_alarm_board_count_open (ChezuAlarmBoard *self, guint8 *worst)
{
  gint64 now_ms = chezu_time_now_ms ();
  guint n = 0;

  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), 0);

  *worst = CHEZU_ALARM_NONE;
  for (guint i = 0; i < self->list->len; i++)
    {
      const ChezuAlarmItem *item = chezu_desk_alarm_get_item (self->list->pdata[i]);

      if (!chezu_alarm_life_is_open (&item->life)
          || chezu_alarm_life_state (&item->life, now_ms) == CHEZU_ALARM_SHELVED)
        continue;
      n++;
      *worst = chezu_alarm_worse (*worst, item->life.priority);
    }
  return n;
}

const ChezuAlarmFlood *
chezu_alarm_board_get_flood (ChezuAlarmBoard *self)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), NULL);
  return &self->flood;
}

DexFuture *
chezu_alarm_board_write (ChezuAlarmBoard *self, const ChezuAlarmItem *item, const char *text)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self) && item != NULL, NULL);
  return chezu_outbox_write (self->store, &item->vehicle_id, 1, text, item->id, g_get_user_name ());
}

DexFuture *
chezu_alarm_board_step (ChezuAlarmBoard *self, gint64 id, const ChezuAlarmAct *act)
{
  g_return_val_if_fail (CHEZU_IS_ALARM_BOARD (self), NULL);
  return chezu_alarm_step (self->store, id, act);
}
