/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The checks go from the ground up: what a later one reads, an earlier one has looked at. A check
 * that meets damage notes it and gives way to the next, so that one bad page does not hide the
 * rest.
 */

#include "store/chezu-verify-private.h"

#include "store/chezu-schema-private.h"
#include "store/chezu-snapshot-private.h"

#include <glib/gi18n-lib.h>

#define LISTED_MAX 100

static const char *const rule_keys[CHEZU_N_VERIFY_RULES] = {
  [CHEZU_VERIFY_DATABASE] = "database",
  [CHEZU_VERIFY_INDEX] = "index",
  [CHEZU_VERIFY_REFERENCE] = "reference",
  [CHEZU_VERIFY_IDENTITY] = "identity",
  [CHEZU_VERIFY_SCHEMA] = "schema",
  [CHEZU_VERIFY_CONTENTS] = "contents",
  [CHEZU_VERIFY_BOUNDS] = "bounds",
  [CHEZU_VERIFY_GEOMETRY] = "geometry",
  [CHEZU_VERIFY_LAYER_INDEX] = "layer-index",
  [CHEZU_VERIFY_SEGMENT] = "segment",
  [CHEZU_VERIFY_SEGMENT_SUMMARY] = "segment-summary",
  [CHEZU_VERIFY_SEGMENT_OVERLAP] = "segment-overlap",
  [CHEZU_VERIFY_SEGMENT_BOX] = "segment-box",
  [CHEZU_VERIFY_ARRIVAL] = "arrival",
  [CHEZU_VERIFY_SEAL] = "seal",
  [CHEZU_VERIFY_TALLY] = "tally",
  [CHEZU_VERIFY_VISIT] = "visit",
  [CHEZU_VERIFY_ALARM_LOG] = "alarm-log",
  [CHEZU_VERIFY_ALARM_STATE] = "alarm-state",
};

const char *
chezu_verify_rule_key (ChezuVerifyRule rule)
{
  g_return_val_if_fail (rule < CHEZU_N_VERIFY_RULES, NULL);
  return rule_keys[rule];
}

static void
finding_free (gpointer data)
{
  ChezuFinding *self = data;

  g_free (self->where);
  g_free (self->text);
  g_free (self);
}

void
chezu_verify_report_free (ChezuVerifyReport *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->findings);
  g_free (self);
}

gint64
chezu_verify_report_count (const ChezuVerifyReport *self)
{
  gint64 sum = 0;

  for (guint i = 0; i < CHEZU_N_VERIFY_RULES; i++)
    sum += self->counts[i];
  return sum;
}

void
chezu_verify_note (ChezuVerify *self,
                   ChezuVerifyRule rule,
                   gboolean repairable,
                   char *where,
                   const char *format,
                   ...)
{
  ChezuFinding *finding;
  va_list arguments;

  if (++self->report->counts[rule] > LISTED_MAX)
    {
      g_free (where);
      return;
    }

  finding = g_new0 (ChezuFinding, 1);
  finding->rule = rule;
  finding->repairable = repairable;
  finding->where = where;
  va_start (arguments, format);
  finding->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->report->findings, finding);
}

gboolean
chezu_verify_tell (ChezuVerify *self, const char *what, gint64 done, gint64 total, GError **error)
{
  const ChezuVerifyOptions *options = self->options;

  if (options->progress == NULL || options->progress (what, done, total, options->user_data))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Checking was broken off"));
  return FALSE;
}

ChezuDatabase *
chezu_verify_make_reference (GError **error)
{
  guint n_steps;
  const ChezuSchemaStep *steps = chezu_schema_get_steps (&n_steps);
  g_autoptr (ChezuDatabase) db
      = chezu_database_open (":memory:", CHEZU_DATABASE_READ_WRITE, 0, error);

  if (db == NULL || !chezu_schema_apply (db, steps, n_steps, error))
    return NULL;
  return g_steal_pointer (&db);
}

/* What SQLite cannot read is a finding; whatever else goes wrong ends the checking. */
static gboolean
run_check (ChezuVerify *self, ChezuVerifyFunc check, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (check (self, &failure))
    return TRUE;
  if (g_error_matches (failure, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED)
      || g_error_matches (failure, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_FAILED))
    {
      chezu_verify_note (self, CHEZU_VERIFY_DATABASE, FALSE, g_strdup ("database"),
                         _ ("A check could not be finished: %s"), failure->message);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Where they cannot be listed, nobody can say of whom there are none. */
static gboolean
list_vehicles (ChezuVerify *self, GError **error)
{
  ChezuStatement *select = chezu_database_prepare (self->db, "SELECT id FROM vehicle");

  self->vehicles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  while (chezu_statement_next (select))
    {
      gint64 id = chezu_statement_get_int (select, 0);

      g_hash_table_add (self->vehicles, g_memdup2 (&id, sizeof id));
    }
  if (chezu_statement_done (select, error))
    return TRUE;

  g_clear_pointer (&self->vehicles, g_hash_table_unref);
  return FALSE;
}

gboolean
chezu_verify_lacks_vehicle (ChezuVerify *self, gint64 vehicle_id)
{
  return self->vehicles != NULL && !g_hash_table_contains (self->vehicles, &vehicle_id);
}

/* The second need the schema of this program's version. */
static const ChezuVerifyFunc checks_of_any_version[] = {
  chezu_verify_check_database,
  chezu_verify_check_references,
};
static const ChezuVerifyFunc checks_of_this_version[] = {
  list_vehicles,
  chezu_verify_check_identity,
  chezu_verify_check_schema,
  chezu_verify_check_contents,
  chezu_verify_check_layers,
  chezu_verify_check_segments,
  chezu_verify_check_arrivals,
  chezu_verify_check_tallies,
  chezu_verify_check_visits,
  chezu_verify_check_alarms,
};

static gboolean
run_checks (ChezuVerify *self, const ChezuVerifyFunc *checks, guint n_checks, GError **error)
{
  for (guint i = 0; i < n_checks; i++)
    if (!chezu_verify_tell (self, _ ("the data file"), 0, 0, error)
        || !run_check (self, checks[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
run_all (ChezuVerify *self, GError **error)
{
  guint n_steps;
  const ChezuSchemaStep *steps = chezu_schema_get_steps (&n_steps);
  gint64 version = 0;

  /* A table that cannot be read shows in the checks. */
  chezu_database_query_int (self->db, "SELECT max (version) FROM chezu_schema", 0, &version, NULL);
  self->report->version = (int)version;

  if (!run_checks (self, checks_of_any_version, G_N_ELEMENTS (checks_of_any_version), error))
    return FALSE;
  return version != steps[n_steps - 1].version
         || run_checks (self, checks_of_this_version, G_N_ELEMENTS (checks_of_this_version), error);
}

static void
clear (ChezuVerify *self)
{
  g_clear_pointer (&self->db, chezu_database_close);
  g_clear_pointer (&self->reference, chezu_database_close);
  g_clear_pointer (&self->report, chezu_verify_report_free);
  g_clear_pointer (&self->vehicles, g_hash_table_unref);
}

/* Not a store at all is no finding. */
static gboolean
is_store (const char *path, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint n_steps;
  const ChezuSchemaStep *steps = chezu_schema_get_steps (&n_steps);
  ChezuSchemaState state;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND,
                   _ ("There is no data file “%s”"), path);
      return FALSE;
    }
  if (chezu_schema_probe (path, steps[n_steps - 1].version, &state, &failure)
      || g_error_matches (failure, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_DAMAGED)
      || g_error_matches (failure, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NEWER))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

ChezuVerifyReport *
chezu_verify (const char *path, const ChezuVerifyOptions *options, GError **error)
{
  ChezuVerify verify = { .options = options };
  ChezuVerifyReport *report = NULL;

  g_return_val_if_fail (path != NULL && options != NULL, NULL);

  if (!is_store (path, error))
    return NULL;

  verify.report = g_new0 (ChezuVerifyReport, 1);
  verify.report->findings = g_ptr_array_new_with_free_func (finding_free);
  verify.reference = chezu_verify_make_reference (error);
  verify.db = verify.reference != NULL ? chezu_snapshot_open (path, error) : NULL;
  if (verify.db != NULL && run_all (&verify, error))
    report = g_steal_pointer (&verify.report);
  clear (&verify);
  return report;
}
