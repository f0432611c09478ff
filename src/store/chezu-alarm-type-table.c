/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/chezu-alarm-type-private.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-time.h"
#include "store/chezu-store-private.h"
#include "store/chezu-store-resources.h"

#include <glib/gi18n-lib.h>
#include <yyjson.h>

#define SHIPPED "/io/github/chezu/store/alarm-types.csv"

void
chezu_alarm_type_free (ChezuAlarmType *self)
{
  if (self == NULL)
    return;

  g_free (self->code);
  g_free (self->name_zh);
  g_free (self->name_en);
  g_free (self->mapping);
  g_free (self);
}

const char *
chezu_alarm_type_name (const ChezuAlarmType *self)
{
  const char *const *languages = g_get_language_names ();

  return languages[0] != NULL && g_str_has_prefix (languages[0], "zh") ? self->name_zh
                                                                       : self->name_en;
}

/* --- Reading ------------------------------------------------------------------------------ */

#define TYPE_COLUMNS                                                                               \
  "SELECT code, name_zh, name_en, priority, source, answer, standing, keep_days, acknowledge_s, "  \
  "action_s, close_s, enabled, coalesce ((SELECT group_concat (token, ' ' ORDER BY token) "        \
  "FROM alarm_mapping WHERE type = code), '') FROM alarm_type "

static char
get_letter (ChezuStatement *row, int column)
{
  const char *text = chezu_statement_get_text (row, column);

  return text != NULL ? *text : '\0';
}

static ChezuAlarmType *
read_row (ChezuStatement *row)
{
  ChezuAlarmType *type = g_new0 (ChezuAlarmType, 1);

  type->code = g_strdup (chezu_statement_get_text (row, 0));
  type->name_zh = g_strdup (chezu_statement_get_text (row, 1));
  type->name_en = g_strdup (chezu_statement_get_text (row, 2));
  type->priority = (guint8)chezu_statement_get_int (row, 3);
  type->source = get_letter (row, 4);
  type->answer = get_letter (row, 5);
  type->standing = get_letter (row, 6);
  type->keep_days = (int)chezu_statement_get_int (row, 7);
  type->acknowledge_s = (int)chezu_statement_get_int (row, 8);
  type->action_s = (int)chezu_statement_get_int (row, 9);
  type->close_s = (int)chezu_statement_get_int (row, 10);
  type->enabled = chezu_statement_get_int (row, 11) != 0;
  type->mapping = g_strdup (chezu_statement_get_text (row, 12));
  return type;
}

static gpointer
read_all (ChezuDatabase *db, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) types
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_alarm_type_free);
  ChezuStatement *select = chezu_database_prepare (db, TYPE_COLUMNS "ORDER BY position, code");

  while (chezu_statement_next (select))
    g_ptr_array_add (types, read_row (select));
  if (!chezu_statement_done (select, error))
    return NULL;
  return g_steal_pointer (&types);
}

DexFuture *
chezu_alarm_type_table_list (ChezuStore *store)
{
  return chezu_store_read (store, read_all, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}

gboolean
chezu_alarm_type_find (ChezuDatabase *db,
                       const char *code,
                       ChezuAlarmTypeFigures *type,
                       gboolean *found,
                       GError **error)
{
  ChezuStatement *select = chezu_database_prepare (
      db, "SELECT priority, standing, close_s, enabled FROM alarm_type WHERE code = ?1");

  *type = (ChezuAlarmTypeFigures){ 0 };
  chezu_statement_bind_text (select, 1, code);
  *found = chezu_statement_next (select);
  if (*found)
    {
      type->priority = (guint8)chezu_statement_get_int (select, 0);
      type->standing = get_letter (select, 1);
      type->close_s = (int)chezu_statement_get_int (select, 2);
      type->enabled = chezu_statement_get_int (select, 3) != 0;
    }
  return chezu_statement_done (select, error);
}

gboolean
chezu_alarm_type_of_token (ChezuDatabase *db, const char *token, char **type, GError **error)
{
  ChezuStatement *select
      = chezu_database_prepare (db, "SELECT type FROM alarm_mapping WHERE token = ?1");

  *type = NULL;
  chezu_statement_bind_text (select, 1, token);
  if (chezu_statement_next (select))
    *type = g_strdup (chezu_statement_get_text (select, 0));
  return chezu_statement_done (select, error);
}

/* --- Writing ------------------------------------------------------------------------------ */

static char *
describe (const ChezuAlarmType *type)
{
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *object = yyjson_mut_obj (doc);
  const char letters[] = { type->source, '\0', type->answer, '\0', type->standing, '\0' };
  char *written;
  char *text;

  yyjson_mut_doc_set_root (doc, object);
  yyjson_mut_obj_add_int (doc, object, "acknowledge_s", type->acknowledge_s);
  yyjson_mut_obj_add_int (doc, object, "action_s", type->action_s);
  yyjson_mut_obj_add_str (doc, object, "answer", letters + 2);
  yyjson_mut_obj_add_int (doc, object, "close_s", type->close_s);
  yyjson_mut_obj_add_bool (doc, object, "enabled", type->enabled);
  yyjson_mut_obj_add_int (doc, object, "keep_days", type->keep_days);
  yyjson_mut_obj_add_str (doc, object, "mapping", type->mapping);
  yyjson_mut_obj_add_str (doc, object, "name_en", type->name_en);
  yyjson_mut_obj_add_str (doc, object, "name_zh", type->name_zh);
  yyjson_mut_obj_add_int (doc, object, "priority", type->priority);
  yyjson_mut_obj_add_str (doc, object, "source", letters);
  yyjson_mut_obj_add_str (doc, object, "standing", letters + 4);
  written = yyjson_mut_write (doc, 0, NULL);
  text = g_strdup (written);
  free (written);
  yyjson_mut_doc_free (doc);
  return text;
}

static gboolean
save_mapping (ChezuDatabase *db, const ChezuAlarmType *type, GError **error)
{
  g_auto (GStrv) tokens = g_strsplit (type->mapping, " ", -1);
  ChezuStatement *clear = chezu_database_prepare (db, "DELETE FROM alarm_mapping WHERE type = ?1");

  chezu_statement_bind_text (clear, 1, type->code);
  if (!chezu_statement_run (clear, error))
    return FALSE;
  for (guint i = 0; tokens[i] != NULL; i++)
    {
      ChezuStatement *insert = chezu_database_prepare (
          db, "INSERT OR REPLACE INTO alarm_mapping (token, type) VALUES (?1, ?2)");

      if (*tokens[i] == '\0')
        continue;
      chezu_statement_bind_text (insert, 1, tokens[i]);
      chezu_statement_bind_text (insert, 2, type->code);
      if (!chezu_statement_run (insert, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save (ChezuDatabase *db, const ChezuAlarmType *type, GError **error)
{
  const char letters[] = { type->source, '\0', type->answer, '\0', type->standing, '\0' };
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO alarm_type (code, position, name_zh, name_en, priority, source, answer, "
          "standing, keep_days, acknowledge_s, action_s, close_s, enabled) VALUES (?1, "
          "(SELECT coalesce (max (position), 0) + 1 FROM alarm_type), ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
          "?9, ?10, ?11, ?12) ON CONFLICT (code) DO UPDATE SET name_zh = ?2, name_en = ?3, "
          "priority = ?4, source = ?5, answer = ?6, standing = ?7, keep_days = ?8, "
          "acknowledge_s = ?9, action_s = ?10, close_s = ?11, enabled = ?12");

  chezu_statement_bind_text (insert, 1, type->code);
  chezu_statement_bind_text (insert, 2, type->name_zh);
  chezu_statement_bind_text (insert, 3, type->name_en);
  chezu_statement_bind_int (insert, 4, type->priority);
  chezu_statement_bind_text (insert, 5, letters);
  chezu_statement_bind_text (insert, 6, letters + 2);
  chezu_statement_bind_text (insert, 7, letters + 4);
  chezu_statement_bind_int (insert, 8, type->keep_days);
  chezu_statement_bind_int (insert, 9, type->acknowledge_s);
  chezu_statement_bind_int (insert, 10, type->action_s);
  chezu_statement_bind_int (insert, 11, type->close_s);
  chezu_statement_bind_int (insert, 12, type->enabled);
  return chezu_statement_run (insert, error) && save_mapping (db, type, error);
}

gboolean
chezu_alarm_type_seed (ChezuDatabase *db, GError **error)
{
  g_autoptr (GBytes) shipped
      = g_resource_lookup_data (chezu_store_get_resource (), SHIPPED, 0, error);
  g_autoptr (GPtrArray) types = NULL;
  gconstpointer text;
  gsize length;

  if (shipped == NULL)
    return FALSE;
  text = g_bytes_get_data (shipped, &length);
  types = chezu_alarm_type_read_csv (text, length, "alarm-types.csv", error);
  for (guint i = 0; types != NULL && i < types->len; i++)
    if (!save (db, types->pdata[i], error))
      return FALSE;
  return types != NULL;
}

typedef struct
{
  GPtrArray *types;
  char *who;
  gint64 n_changed;
} Import;

static void
import_free (Import *import)
{
  g_ptr_array_unref (import->types);
  g_free (import->who);
  g_free (import);
}

static gboolean
log_change (ChezuDatabase *db,
            const char *who,
            const char *code,
            const char *before,
            const char *after,
            GError **error)
{
  ChezuStatement *insert = chezu_database_prepare (
      db, "INSERT INTO alarm_type_change (time_ms, who, code, before, after) "
          "VALUES (?1, ?2, ?3, ?4, ?5)");

  chezu_statement_bind_int (insert, 1, chezu_time_now_ms ());
  chezu_statement_bind_text (insert, 2, who);
  chezu_statement_bind_text (insert, 3, code);
  chezu_statement_bind_text (insert, 4, before);
  chezu_statement_bind_text (insert, 5, after);
  return chezu_statement_run (insert, error);
}

/* What all types were before is read first: a token that moves from one type to another changes
 * both, also where the file names only one. */
static gboolean
import_in_transaction (ChezuDatabase *db, gpointer data, GError **error)
{
  Import *import = data;
  g_autoptr (GHashTable) before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) all = read_all (db, NULL, error);
  g_autoptr (GPtrArray) changed = NULL;

  import->n_changed = 0;
  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const ChezuAlarmType *type = all->pdata[i];

      g_hash_table_insert (before, g_strdup (type->code), describe (type));
    }
  for (guint i = 0; i < import->types->len; i++)
    if (!save (db, import->types->pdata[i], error))
      return FALSE;

  changed = read_all (db, NULL, error);
  for (guint i = 0; changed != NULL && i < changed->len; i++)
    {
      const ChezuAlarmType *type = changed->pdata[i];
      const char *was = g_hash_table_lookup (before, type->code);
      g_autofree char *is = describe (type);

      if (g_strcmp0 (was, is) == 0)
        continue;
      if (!log_change (db, import->who, type->code, was, is, error))
        return FALSE;
      import->n_changed++;
    }
  return changed != NULL;
}

static void
resolve_changed (DexPromise *promise, gpointer data)
{
  dex_promise_resolve_int64 (promise, ((Import *)data)->n_changed);
}

DexFuture *
chezu_alarm_type_table_import (ChezuStore *store, GPtrArray *types, const char *who)
{
  Import *import;

  g_return_val_if_fail (CHEZU_IS_STORE (store) && types != NULL && who != NULL, NULL);

  import = g_new0 (Import, 1);
  import->types = g_ptr_array_ref (types);
  import->who = g_strdup (who);
  return chezu_store_write_then (store, import_in_transaction, import, (GDestroyNotify)import_free,
                                 resolve_changed);
}

/* --- What a terminal means ---------------------------------------------------------------- */

/* The type of one bit; that of the edition before that of any. */
static gboolean
find_bit (ChezuDatabase *db, int edition, guint bit, char **type, GError **error)
{
  g_autofree char *any = g_strdup_printf ("b%u", bit);

  *type = NULL;
  if (edition != 0)
    {
      g_autofree char *own = g_strdup_printf ("%d:b%u", edition, bit);

      if (!chezu_alarm_type_of_token (db, own, type, error))
        return FALSE;
    }
  return *type != NULL || chezu_alarm_type_of_token (db, any, type, error);
}

typedef struct
{
  const ChezuAlarmWord *word;
  char *type;
} Resolve;

static gboolean
find_in_word (ChezuDatabase *db, Resolve *resolve, const char *named, GError **error)
{
  guint8 worst = CHEZU_ALARM_NONE;

  for (guint bit = 0; bit < 32; bit++)
    {
      g_autofree char *type = NULL;
      ChezuAlarmTypeFigures figures;
      gboolean found;

      if ((resolve->word->word & (1u << bit)) == 0)
        continue;
      if (!find_bit (db, resolve->word->edition, bit, &type, error))
        return FALSE;
      if (type == NULL)
        continue;
      if (!chezu_alarm_type_find (db, type, &figures, &found, error))
        return FALSE;
      if (g_strcmp0 (type, named) == 0 || chezu_alarm_worse (worst, figures.priority) != worst)
        {
          worst = g_strcmp0 (type, named) == 0 ? CHEZU_ALARM_P1 : figures.priority;
          g_free (resolve->type);
          resolve->type = g_steal_pointer (&type);
        }
    }
  return TRUE;
}

static gpointer
resolve_word (ChezuDatabase *db, gpointer data, GError **error)
{
  Resolve *resolve = data;
  g_autofree char *token = g_strconcat ("a:", resolve->word->code, NULL);
  g_autofree char *named = NULL;

  if (resolve->word->code != NULL && !chezu_alarm_type_of_token (db, token, &named, error))
    return NULL;
  if (resolve->word->has_word && !find_in_word (db, resolve, named, error))
    return NULL;
  if (resolve->type == NULL)
    resolve->type = g_steal_pointer (&named);
  return resolve;
}

char *
chezu_alarm_type_resolve_sync (ChezuStore *store, const ChezuAlarmWord *word, GError **error)
{
  Resolve resolve = { .word = word };

  if (chezu_store_read_sync (store, resolve_word, &resolve, error) == NULL)
    g_clear_pointer (&resolve.type, g_free);
  return resolve.type;
}
