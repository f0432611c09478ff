/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue as CSV: what ships, what is exported, and what a person changed in a spreadsheet.
 */

#include "store/chezu-alarm-type-table.h"

#include "base/chezu-alarm-priority.h"
#include "base/chezu-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  CODE,
  NAME_ZH,
  NAME_EN,
  PRIORITY,
  SOURCE,
  ANSWER,
  STANDING,
  KEEP_DAYS,
  ACKNOWLEDGE_S,
  ACTION_S,
  CLOSE_S,
  ENABLED,
  MAPPING,
  N_COLUMNS
};

static const char *const columns[N_COLUMNS] = {
  "code",      "name_zh",       "name_en",  "priority", "source",  "answer",  "standing",
  "keep_days", "acknowledge_s", "action_s", "close_s",  "enabled", "mapping",
};

#define YEARS_MAX_DAYS 36525
#define MONTH_S (31 * 24 * 60 * 60)
#define NAME_MAX_BYTES 300

/* --- Writing ------------------------------------------------------------------------------ */

static void
append_cell (GString *text, const char *cell)
{
  if (strpbrk (cell, ",\"\r\n") == NULL)
    {
      g_string_append (text, cell);
      return;
    }
  g_string_append_c (text, '"');
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *cell);
    }
  g_string_append_c (text, '"');
}

static void
append_type (GString *text, const ChezuAlarmType *type)
{
  append_cell (text, type->code);
  g_string_append_c (text, ',');
  append_cell (text, type->name_zh);
  g_string_append_c (text, ',');
  append_cell (text, type->name_en);
  g_string_append_printf (text, ",%u,%c,%c,%c,%d,%d,%d,%d,%d,", type->priority, type->source,
                          type->answer, type->standing, type->keep_days, type->acknowledge_s,
                          type->action_s, type->close_s, type->enabled);
  append_cell (text, type->mapping);
  g_string_append_c (text, '\n');
}

char *
chezu_alarm_type_write_csv (const GPtrArray *types)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", columns[i]);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < types->len; i++)
    append_type (text, types->pdata[i]);
  return g_string_free_and_steal (text);
}

/* --- Reading ------------------------------------------------------------------------------ */

typedef struct
{
  ChezuCsv *csv;
  const char *name; /* of the table */
  int places[N_COLUMNS];
  guint row;
} Reader;

static const char *
get (const Reader *reader, int column)
{
  return chezu_csv_get (reader->csv, reader->row, reader->places[column]);
}

static gboolean G_GNUC_PRINTF (4, 5)
    refuse (const Reader *reader, int column, GError **error, const char *format, ...)
{
  g_autofree char *words = NULL;
  va_list arguments;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX,
               /* TRANSLATORS: file, line, name of a column, what is wrong */
               _ ("%s: line %u, column “%s”: %s"), reader->name,
               chezu_csv_get_line (reader->csv, reader->row), columns[column], words);
  return FALSE;
}

static gboolean
read_int (const Reader *reader, int column, int min, int max, int *value, GError **error)
{
  const char *text = get (reader, column);
  gint64 parsed;

  if (!g_ascii_string_to_signed (text, 10, min, max, &parsed, NULL))
    return refuse (reader, column, error, _ ("“%s” is no whole number from %d to %d"), text, min,
                   max);
  *value = (int)parsed;
  return TRUE;
}

static gboolean
read_letter (const Reader *reader, int column, const char *letters, char *letter, GError **error)
{
  const char *text = get (reader, column);

  if (strlen (text) != 1 || strchr (letters, *text) == NULL)
    return refuse (reader, column, error, _ ("“%s” is none of the letters %s"), text, letters);
  *letter = *text;
  return TRUE;
}

static gboolean
read_name (const Reader *reader, int column, char **name, GError **error)
{
  const char *text = get (reader, column);

  if (*text == '\0')
    return refuse (reader, column, error, _ ("It is empty"));
  if (strlen (text) > NAME_MAX_BYTES)
    return refuse (reader, column, error, _ ("It is too long"));
  *name = g_strdup (text);
  return TRUE;
}

static gboolean
read_code (const Reader *reader, char **code, GError **error)
{
  const char *text = get (reader, CODE);

  if (*text == '\0' || strlen (text) > 64 || !g_ascii_isalpha (*text)
      || strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen (text))
    return refuse (reader, CODE, error,
                   _ ("“%s” is no code: small letters, digits and underscores, a letter first"),
                   text);
  *code = g_strdup (text);
  return TRUE;
}

/* A token is known by its beginning; what stands behind it is the backend's business. */
static gboolean
is_token (const char *token)
{
  static const char *const patterns[] = {
    "a:?*", "e:?*", "b*", "2013:b*", "2019:b*", "0x?*", "y:0x?*",
  };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_pattern_match_simple (patterns[i], token))
      {
        const char *bit = g_str_has_prefix (token, "20") ? token + strlen ("2013:") : token;

        return *bit != 'b' || g_ascii_string_to_unsigned (bit + 1, 10, 0, 31, NULL, NULL);
      }
  return FALSE;
}

static gboolean
read_mapping (const Reader *reader, GHashTable *taken, char **mapping, GError **error)
{
  g_auto (GStrv) tokens = g_strsplit_set (get (reader, MAPPING), " ;\n\t", -1);
  GString *kept = g_string_new (NULL);

  *mapping = NULL;
  for (guint i = 0; tokens[i] != NULL; i++)
    {
      if (*tokens[i] == '\0')
        continue;
      if (!is_token (tokens[i]) || !g_hash_table_add (taken, g_strdup (tokens[i])))
        {
          g_string_free (kept, TRUE);
          return is_token (tokens[i])
                     ? refuse (reader, MAPPING, error, _ ("“%s” is mapped twice"), tokens[i])
                     : refuse (reader, MAPPING, error,
                               _ ("“%s” is nothing that a device or backend reports"), tokens[i]);
        }
      g_string_append_printf (kept, "%s%s", kept->len > 0 ? " " : "", tokens[i]);
    }
  *mapping = g_string_free_and_steal (kept);
  return TRUE;
}

static ChezuAlarmType *
read_type (const Reader *reader, GHashTable *codes, GHashTable *tokens, GError **error)
{
  g_autoptr (ChezuAlarmType) type = g_new0 (ChezuAlarmType, 1);
  int priority;

  if (!read_code (reader, &type->code, error) || !read_name (reader, NAME_ZH, &type->name_zh, error)
      || !read_name (reader, NAME_EN, &type->name_en, error)
      || !read_int (reader, PRIORITY, CHEZU_ALARM_P1, CHEZU_ALARM_P4, &priority, error)
      || !read_letter (reader, SOURCE, "RDB", &type->source, error)
      || !read_letter (reader, ANSWER, "rsew-", &type->answer, error)
      || !read_letter (reader, STANDING, "LNSE", &type->standing, error)
      || !read_int (reader, KEEP_DAYS, 1, YEARS_MAX_DAYS, &type->keep_days, error)
      || !read_int (reader, ACKNOWLEDGE_S, 0, MONTH_S, &type->acknowledge_s, error)
      || !read_int (reader, ACTION_S, 0, MONTH_S, &type->action_s, error)
      || !read_int (reader, CLOSE_S, 0, MONTH_S, &type->close_s, error)
      || !read_int (reader, ENABLED, 0, 1, &type->enabled, error)
      || !read_mapping (reader, tokens, &type->mapping, error))
    return NULL;
  if (!g_hash_table_add (codes, g_strdup (type->code)))
    {
      refuse (reader, CODE, error, _ ("“%s” stands there twice"), type->code);
      return NULL;
    }
  type->priority = (guint8)priority;
  return g_steal_pointer (&type);
}

GPtrArray *
chezu_alarm_type_read_csv (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (ChezuCsv) csv = chezu_csv_new_from_text (text, length, name, error);
  g_autoptr (GPtrArray) types
      = g_ptr_array_new_with_free_func ((GDestroyNotify)chezu_alarm_type_free);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader reader = { .csv = csv, .name = name };

  if (csv == NULL)
    return NULL;
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      reader.places[i] = chezu_csv_find_column (csv, columns[i], error);
      if (reader.places[i] < 0)
        return NULL;
    }
  for (reader.row = 0; reader.row < chezu_csv_get_n_rows (csv); reader.row++)
    {
      ChezuAlarmType *type = read_type (&reader, codes, tokens, error);

      if (type == NULL)
        return NULL;
      g_ptr_array_add (types, type);
    }
  return g_steal_pointer (&types);
}
