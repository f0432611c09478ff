/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a store is what it should be, from the pages of the file to the last segment. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_VERIFY_DATABASE,        /* a page, a row or a structure of SQLite's */
  CHEZU_VERIFY_INDEX,           /* an index of SQLite's disagrees with its table */
  CHEZU_VERIFY_REFERENCE,       /* a row names another that is not there */
  CHEZU_VERIFY_IDENTITY,        /* what the head of the file says it is */
  CHEZU_VERIFY_SCHEMA,          /* a table, index or trigger is missing or another */
  CHEZU_VERIFY_CONTENTS,        /* the GeoPackage's tables about tables */
  CHEZU_VERIFY_BOUNDS,          /* of a layer, as they stand there */
  CHEZU_VERIFY_GEOMETRY,        /* a geometry that is none, or not where its row says */
  CHEZU_VERIFY_LAYER_INDEX,     /* a spatial index disagrees with its layer */
  CHEZU_VERIFY_SEGMENT,         /* a segment that cannot be read */
  CHEZU_VERIFY_SEGMENT_SUMMARY, /* what stands beside a segment is not what is in it */
  CHEZU_VERIFY_SEGMENT_OVERLAP, /* two segments of a vehicle hold the same time */
  CHEZU_VERIFY_SEGMENT_BOX,     /* the index of segments disagrees with them */
  CHEZU_VERIFY_ARRIVAL,         /* a record of the arrival log that cannot be read */
  CHEZU_VERIFY_SEAL,            /* how far sealing came */
  CHEZU_VERIFY_TALLY,           /* the count of a large table */
  CHEZU_VERIFY_VISIT,           /* a stay in a geofence that contradicts itself or another */
  CHEZU_VERIFY_ALARM_LOG,       /* a step of an alarm that was changed, or is missing */
  CHEZU_VERIFY_ALARM_STATE,     /* what an alarm is now does not follow from its log */
  CHEZU_N_VERIFY_RULES
} ChezuVerifyRule;

const char *chezu_verify_rule_key (ChezuVerifyRule rule); /* "database", … */

typedef struct
{
  ChezuVerifyRule rule;
  char *where; /* "segment 12"; names of tables and numbers of rows are not translated */
  char *text;
  gboolean repairable; /* without losing anything */
  gboolean repaired;
} ChezuFinding;

typedef struct
{
  GPtrArray *findings;                 /* of ChezuFinding; of each rule the first hundred */
  gint64 counts[CHEZU_N_VERIFY_RULES]; /* all there are */
  int version;                         /* of the schema; 0 when it cannot be told */
  gint64 n_pages;
  gint64 n_features;
  gint64 n_segments;
  gint64 n_fixes; /* in segments and in the arrival log */
  gint64 n_arrivals;
} ChezuVerifyReport;

/* Called now and then; FALSE breaks off with %G_IO_ERROR_CANCELLED. @total 0: not known. */
typedef gboolean (*ChezuVerifyProgressFunc) (const char *what,
                                             gint64 done,
                                             gint64 total,
                                             gpointer user_data);

typedef struct
{
  gboolean quick;                   /* segments are checked by their checksums, not decoded */
  ChezuVerifyProgressFunc progress; /* nullable */
  gpointer user_data;
} ChezuVerifyOptions;

/* Blocks, and may take minutes. Others may write meanwhile: what is looked at is the store as it
 * was at the start. Fails when there is no store to look at; whatever is wrong with it is a
 * finding. */
ChezuVerifyReport *
chezu_verify (const char *path, const ChezuVerifyOptions *options, GError **error);
void chezu_verify_report_free (ChezuVerifyReport *self);
gint64 chezu_verify_report_count (const ChezuVerifyReport *self);

/* Repairs what @report found and can be repaired without losing anything, and looks again. Marks in
 * @report what is repaired; returns what there is now. */
ChezuVerifyReport *chezu_verify_repair (const char *path,
                                        ChezuVerifyReport *report,
                                        const ChezuVerifyOptions *options,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuVerifyReport, chezu_verify_report_free)

G_END_DECLS
