/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-track-csv.h"

#include "geo/chezu-track-columns.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define BUFFER_SIZE 65536
/* No row of positions comes near; a file that has longer ones is none. */
#define ROW_MAX 65536
#define CELLS_MAX 500

struct _ChezuTrackCsv
{
  GInputStream *stream; /* Owned reference */
  char *name;

  char buffer[BUFFER_SIZE];
  gsize filled;
  gsize at;
  gboolean ended;

  char delimiter;
  gboolean is_gb; /* the file is GB 18030 */
  guint64 line;   /* that is being read */
  guint64 row_line;

  GString *raw;     /* the row as it stands in the file */
  GString *row;     /* its cells, each ending with a nul */
  GArray *starts;   /* of gsize: of each cell in the row */
  GPtrArray *cells; /* (element-type utf8): into the row, or into converted */
  GStringChunk *converted;
  GStrv names;
};

void
chezu_track_csv_free (ChezuTrackCsv *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->stream);
  g_free (self->name);
  g_string_free (self->raw, TRUE);
  g_string_free (self->row, TRUE);
  g_array_unref (self->starts);
  g_ptr_array_unref (self->cells);
  g_string_chunk_free (self->converted);
  g_strfreev (self->names);
  g_free (self);
}

static gboolean
fail (ChezuTrackCsv *self, const char *format, GError **error)
{
  g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
               _ ("“%s”, line %" PRIu64 ": %s"), self->name, self->row_line, format);
  return FALSE;
}

/* --- Bytes ----------------------------------------------------------------------------------- */

static gboolean
fill (ChezuTrackCsv *self, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gssize got = g_input_stream_read (self->stream, self->buffer, BUFFER_SIZE, NULL, &cause);

  if (got < 0)
    {
      g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_OPEN,
                   _ ("“%s” cannot be read: %s"), self->name, cause->message);
      return FALSE;
    }
  self->filled = (gsize)got;
  self->at = 0;
  self->ended = got == 0;
  return TRUE;
}

/* The next byte, or -1 at the end, or -2 on failure. */
static int
peek (ChezuTrackCsv *self, GError **error)
{
  if (self->at == self->filled && !self->ended && !fill (self, error))
    return -2;
  return self->ended ? -1 : (guint8)self->buffer[self->at];
}

static void
step (ChezuTrackCsv *self)
{
  char byte = self->buffer[self->at++];

  if (self->raw->len < ROW_MAX)
    g_string_append_c (self->raw, byte);
  if (byte == '\n')
    self->line++;
}

/* --- Rows ------------------------------------------------------------------------------------ */

static void
end_cell (ChezuTrackCsv *self)
{
  gsize next;

  g_string_append_c (self->row, '\0');
  next = self->row->len;
  g_array_append_val (self->starts, next);
}

static gboolean
check_room (ChezuTrackCsv *self, int byte, GError **error)
{
  if (byte == 0)
    return fail (self, _ ("this is no text"), error);
  if (self->row->len >= ROW_MAX)
    return fail (self, _ ("the row is too long to be one"), error);
  if (self->starts->len > CELLS_MAX)
    return fail (self, _ ("the row has too many columns"), error);
  return TRUE;
}

/* Up to the closing quote; two in a row are one. */
static gboolean
read_quoted (ChezuTrackCsv *self, GError **error)
{
  for (;;)
    {
      int byte = peek (self, error);

      if (byte == -2)
        return FALSE;
      if (byte == -1)
        return fail (self, _ ("a quote is not closed"), error);
      if (!check_room (self, byte, error))
        return FALSE;
      step (self);
      if (byte == '"')
        {
          if (peek (self, error) != '"')
            return TRUE;
          step (self);
        }
      g_string_append_c (self->row, (char)byte);
    }
}

/* Reads to the end of the line. Returns FALSE on failure. */
static gboolean
read_line (ChezuTrackCsv *self, GError **error)
{
  const gsize first = 0;
  gboolean cell_is_empty = TRUE;

  g_string_truncate (self->raw, 0);
  g_string_truncate (self->row, 0);
  g_array_set_size (self->starts, 0);
  g_array_append_val (self->starts, first);
  self->row_line = self->line;

  for (;;)
    {
      int byte = peek (self, error);

      if (byte == -2)
        return FALSE;
      if (byte == -1)
        break;
      if (!check_room (self, byte, error))
        return FALSE;
      step (self);
      if (byte == '\n')
        break;
      if (byte == '\r')
        continue;
      if (byte == '"' && cell_is_empty)
        {
          if (!read_quoted (self, error))
            return FALSE;
          cell_is_empty = FALSE;
        }
      else if (byte == self->delimiter)
        {
          end_cell (self);
          cell_is_empty = TRUE;
        }
      else
        {
          g_string_append_c (self->row, (char)byte);
          cell_is_empty = FALSE;
        }
    }
  end_cell (self);
  return TRUE;
}

static const char *
convert (ChezuTrackCsv *self, const char *cell)
{
  g_autofree char *text = NULL;

  if (g_str_is_ascii (cell))
    return cell;
  if (!self->is_gb && g_utf8_validate (cell, -1, NULL))
    return cell;

  text = g_convert (cell, -1, "UTF-8", "GB18030", NULL, NULL, NULL);
  if (text == NULL)
    text = g_utf8_make_valid (cell, -1);
  else
    self->is_gb = TRUE;
  return g_string_chunk_insert (self->converted, text);
}

static void
list_cells (ChezuTrackCsv *self)
{
  g_string_chunk_clear (self->converted);
  g_ptr_array_set_size (self->cells, 0);
  for (guint i = 0; i + 1 < self->starts->len; i++)
    g_ptr_array_add (
        self->cells,
        (gpointer)convert (self, self->row->str + g_array_index (self->starts, gsize, i)));
}

static gboolean
is_blank (ChezuTrackCsv *self)
{
  for (gsize i = 0; i < self->row->len; i++)
    if (self->row->str[i] != '\0' && !g_ascii_isspace (self->row->str[i]))
      return FALSE;
  return TRUE;
}

gboolean
chezu_track_csv_next (ChezuTrackCsv *self,
                      const char *const **cells,
                      guint *n_cells,
                      GError **error)
{
  do
    {
      int byte = peek (self, error);

      if (byte < 0 || !read_line (self, error))
        return FALSE;
    }
  while (is_blank (self));

  list_cells (self);
  *cells = (const char *const *)self->cells->pdata;
  *n_cells = self->cells->len;
  return TRUE;
}

guint64
chezu_track_csv_get_line (ChezuTrackCsv *self)
{
  return self->row_line;
}

const char *
chezu_track_csv_get_text (ChezuTrackCsv *self, gsize *length)
{
  *length = self->raw->len;
  while (*length > 0 && g_ascii_isspace (self->raw->str[*length - 1]))
    --*length;
  return self->raw->str;
}

/* --- The header ------------------------------------------------------------------------------- */

static gboolean
skip_byte_order_mark (ChezuTrackCsv *self, GError **error)
{
  if (peek (self, error) == -2)
    return FALSE;
  if (self->filled >= 3 && memcmp (self->buffer, "\xef\xbb\xbf", 3) == 0)
    self->at = 3;
  return TRUE;
}

/* Whichever stands most often in the first line. */
static char
guess_delimiter (ChezuTrackCsv *self)
{
  static const char candidates[] = { ',', ';', '\t' };
  guint counts[G_N_ELEMENTS (candidates)] = { 0 };
  guint best = 0;

  for (gsize i = self->at; i < self->filled && self->buffer[i] != '\n'; i++)
    for (guint c = 0; c < G_N_ELEMENTS (candidates); c++)
      counts[c] += self->buffer[i] == candidates[c];
  for (guint c = 1; c < G_N_ELEMENTS (candidates); c++)
    if (counts[c] > counts[best])
      best = c;
  return candidates[best];
}

ChezuTrackCsv *
chezu_track_csv_new (GInputStream *stream, const char *name, GError **error)
{
  g_autoptr (ChezuTrackCsv) self = g_new0 (ChezuTrackCsv, 1);
  const char *const *cells;
  guint n_cells;
  g_autoptr (GError) cause = NULL;

  self->stream = g_object_ref (stream);
  self->name = g_strdup (name);
  self->raw = g_string_new (NULL);
  self->row = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->cells = g_ptr_array_new ();
  self->converted = g_string_chunk_new (1024);
  self->line = 1;
  self->row_line = 1;

  if (!skip_byte_order_mark (self, error))
    return NULL;
  self->delimiter = guess_delimiter (self);
  if (!chezu_track_csv_next (self, &cells, &n_cells, &cause))
    {
      if (cause != NULL)
        g_propagate_error (error, g_steal_pointer (&cause));
      else
        g_set_error (error, CHEZU_TRACK_FILE_ERROR, CHEZU_TRACK_FILE_ERROR_FORMAT,
                     _ ("“%s” is empty"), name);
      return NULL;
    }

  self->names = g_new0 (char *, n_cells + 1);
  for (guint i = 0; i < n_cells; i++)
    self->names[i] = g_strdup (cells[i]);
  return g_steal_pointer (&self);
}

const char *const *
chezu_track_csv_get_names (ChezuTrackCsv *self, guint *n_names)
{
  *n_names = g_strv_length (self->names);
  return (const char *const *)self->names;
}
