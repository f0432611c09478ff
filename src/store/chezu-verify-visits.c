/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stays in geofences: each ends after it began, and no vehicle is in a fence twice at a time. */

#include "store/chezu-verify-private.h"

#include <glib/gi18n-lib.h>

static gboolean
note_all (ChezuVerify *self, const char *sql, const char *words, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (self->db, sql);

  while (chezu_statement_next (select))
    chezu_verify_note (
        self, CHEZU_VERIFY_VISIT, FALSE,
        g_strdup_printf ("geofence_visit %" G_GINT64_FORMAT, chezu_statement_get_int (select, 0)),
        "%s", words);
  return chezu_statement_done (select, error);
}

gboolean
chezu_verify_check_visits (ChezuVerify *self, GError **error)
{
  return note_all (self, "SELECT id FROM geofence_visit WHERE left_ms < entered_ms",
                   _ ("It ends before it begins"), error)
         && note_all (self,
                      "SELECT id FROM (SELECT id, entered_ms, lag (coalesce (left_ms, "
                      "9223372036854775807)) OVER (PARTITION BY vehicle, geofence "
                      "ORDER BY entered_ms, id) AS before_ms FROM geofence_visit) "
                      "WHERE before_ms > entered_ms",
                      _ ("The vehicle was in the geofence already"), error);
}
