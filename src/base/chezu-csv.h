/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables with a header row: UTF-8, commas, RFC 4180 quotes. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CHEZU_CSV_ERROR (chezu_csv_error_quark ())
GQuark chezu_csv_error_quark (void);

typedef enum
{
  CHEZU_CSV_ERROR_SYNTAX,
  CHEZU_CSV_ERROR_COLUMN,
} ChezuCsvError;

typedef struct _ChezuCsv ChezuCsv;

ChezuCsv *chezu_csv_load (GFile *file, GError **error);
ChezuCsv *
chezu_csv_new_from_text (const char *text, gsize length, const char *name, GError **error);
void chezu_csv_free (ChezuCsv *self);

guint chezu_csv_get_n_rows (ChezuCsv *self);
int chezu_csv_find_column (ChezuCsv *self, const char *column, GError **error);
guint chezu_csv_get_line (ChezuCsv *self, guint row);
const char *chezu_csv_get (ChezuCsv *self, guint row, int column);
gboolean
chezu_csv_get_double (ChezuCsv *self, guint row, int column, double *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuCsv, chezu_csv_free)

G_END_DECLS
