/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (chezu-csv-error-quark, chezu_csv_error)

struct _ChezuCsv
{
  char *name;       /* for messages */
  char *text;       /* cells point into it; quotes are taken out in place */
  GPtrArray *cells; /* of char *, row after row, the header first */
  GArray *lines;    /* of guint: in which each row begins */
  guint n_columns;
};

typedef struct
{
  ChezuCsv *csv;
  char *read;
  char *write;
  char *end;
  guint line;
} Parser;

/* Takes one cell; *ended_row tells whether a line break or the end of the text followed it. */
static gboolean
take_cell (Parser *parser, gboolean *ended_row, GError **error)
{
  char *start = parser->write;
  gboolean quoted = parser->read < parser->end && *parser->read == '"';

  if (quoted)
    {
      guint line = parser->line;

      parser->read++;
      for (;;)
        {
          if (parser->read >= parser->end)
            {
              g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX,
                           _ ("%s: the quotation mark opened in line %u is never closed"),
                           parser->csv->name, line);
              return FALSE;
            }
          if (*parser->read == '"')
            {
              parser->read++;
              if (parser->read >= parser->end || *parser->read != '"')
                break;
            }
          if (*parser->read == '\n')
            parser->line++;
          *parser->write++ = *parser->read++;
        }
    }
  else
    {
      while (parser->read < parser->end && strchr (",\r\n", *parser->read) == NULL)
        *parser->write++ = *parser->read++;
    }

  if (parser->read < parser->end && *parser->read == ',')
    {
      *ended_row = FALSE;
      parser->read++;
    }
  else
    {
      if (parser->read < parser->end && *parser->read == '\r')
        parser->read++;
      if (parser->read < parser->end && *parser->read != '\n')
        {
          g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX,
                       _ ("%s: line %u has text after a closing quotation mark"), parser->csv->name,
                       parser->line);
          return FALSE;
        }
      if (parser->read < parser->end)
        parser->read++;
      parser->line++;
      *ended_row = TRUE;
    }

  /* The comma or line break just passed leaves room for the nul. */
  *parser->write++ = '\0';
  g_ptr_array_add (parser->csv->cells, start);
  return TRUE;
}

static gboolean
take_row (Parser *parser, GError **error)
{
  ChezuCsv *csv = parser->csv;
  guint first = csv->cells->len;
  guint line = parser->line;
  gboolean ended = FALSE;
  guint n_cells;

  g_array_append_val (csv->lines, line);
  while (!ended)
    if (!take_cell (parser, &ended, error))
      return FALSE;

  n_cells = csv->cells->len - first;
  if (csv->n_columns == 0)
    csv->n_columns = n_cells;
  if (n_cells != csv->n_columns)
    {
      g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX,
                   _ ("%s: line %u has %u cells where the header has %u"), csv->name, line, n_cells,
                   csv->n_columns);
      return FALSE;
    }
  return TRUE;
}

/**
 * chezu_csv_new_from_text:
 * @name: what to call the table in messages
 *
 * Returns: (transfer full): the table, or %NULL with a message that names the line
 */
ChezuCsv *
chezu_csv_new_from_text (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr (ChezuCsv) self = g_new0 (ChezuCsv, 1);
  Parser parser = { .csv = self, .line = 1 };

  self->name = g_strdup (name);
  self->cells = g_ptr_array_new ();
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX, _ ("%s is not UTF-8 text"),
                   name);
      return NULL;
    }
  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0)
    {
      text += 3;
      length -= 3;
    }

  /* One byte more than the text: the last cell may end without a line break. */
  self->text = g_malloc (length + 2);
  memcpy (self->text, text, length);
  parser.read = parser.write = self->text;
  parser.end = self->text + length;

  while (parser.read < parser.end)
    if (!take_row (&parser, error))
      return NULL;

  if (self->n_columns == 0)
    {
      g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX, _ ("%s is empty"), name);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* Reads a whole file; tables are small. Blocks. */
ChezuCsv *
chezu_csv_load (GFile *file, GError **error)
{
  g_autofree char *contents = NULL;
  g_autofree char *name = g_file_get_parse_name (file);
  gsize length = 0;

  if (!g_file_load_contents (file, NULL, &contents, &length, NULL, error))
    return NULL;
  return chezu_csv_new_from_text (contents, length, name, error);
}

void
chezu_csv_free (ChezuCsv *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->lines, g_array_unref);
  g_free (self->text);
  g_free (self->name);
  g_free (self);
}

guint
chezu_csv_get_n_rows (ChezuCsv *self)
{
  return self->cells->len / self->n_columns - 1;
}

/* Returns: the column's position, or -1 with @error set */
int
chezu_csv_find_column (ChezuCsv *self, const char *column, GError **error)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (g_str_equal (g_ptr_array_index (self->cells, i), column))
      return (int)i;

  g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_COLUMN, _ ("%s has no column “%s”"),
               self->name, column);
  return -1;
}

/* Rows count from 0, below the header. The text belongs to the table and may be empty. */
const char *
chezu_csv_get (ChezuCsv *self, guint row, int column)
{
  g_return_val_if_fail (row < chezu_csv_get_n_rows (self), NULL);
  g_return_val_if_fail (column >= 0 && (guint)column < self->n_columns, NULL);

  return g_ptr_array_index (self->cells, (row + 1) * self->n_columns + (guint)column);
}

/* In which line of the text the row begins, from 1, for messages. */
guint
chezu_csv_get_line (ChezuCsv *self, guint row)
{
  g_return_val_if_fail (row < chezu_csv_get_n_rows (self), 0);

  return g_array_index (self->lines, guint, row + 1);
}

gboolean
chezu_csv_get_double (ChezuCsv *self, guint row, int column, double *value, GError **error)
{
  const char *text = chezu_csv_get (self, row, column);
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    {
      g_set_error (error, CHEZU_CSV_ERROR, CHEZU_CSV_ERROR_SYNTAX,
                   _ ("%s: row %u, column “%s”: “%s” is no number"), self->name, row + 1,
                   (const char *)g_ptr_array_index (self->cells, (guint)column), text);
      return FALSE;
    }
  return TRUE;
}
