/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long fixes, events, alarms and refused records are kept, and their erasing. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef enum
{
  CHEZU_RETENTION_TRACKS,
  CHEZU_RETENTION_EVENTS,
  CHEZU_RETENTION_ALARMS,
  CHEZU_RETENTION_QUARANTINE,
  CHEZU_N_RETENTION_CLASSES
} ChezuRetentionClass;

/* A hundred years; who wants more keeps it for ever. */
#define CHEZU_RETENTION_DAYS_MAX 36525

const char *chezu_retention_class_key (ChezuRetentionClass klass); /* "tracks", … */
gboolean chezu_retention_class_from_key (const char *key, ChezuRetentionClass *klass);

/* Fewer days than these cannot be set. */
int chezu_retention_minimum_days (ChezuRetentionClass klass);

typedef struct
{
  int days;         /* 0: for ever */
  gint64 before_ms; /* what is older than this would go now; G_MININT64: nothing */
  gint64 run_ms;    /* when it was erased last; 0: never */
  gint64 run_rows;  /* what that was */
  gint64 run_bytes;
} ChezuRetentionState;

typedef struct
{
  ChezuRetentionState classes[CHEZU_N_RETENTION_CLASSES];
} ChezuRetention;

/* What a run erased, or would erase. Bytes are those of the pages that became free. */
typedef struct
{
  gint64 before_ms[CHEZU_N_RETENTION_CLASSES];
  gint64 rows[CHEZU_N_RETENTION_CLASSES];
  gint64 bytes[CHEZU_N_RETENTION_CLASSES]; /* -1 where it only would */
  gint64 given_back;                       /* bytes by which the file became shorter */
} ChezuRetentionReport;

/* All free with g_free (). */
ChezuRetention *chezu_retention_read_sync (ChezuStore *store, GError **error);
ChezuRetentionReport *chezu_retention_survey_sync (ChezuStore *store, GError **error);

/* Refuses what is below the minimum. */
gboolean
chezu_retention_set_sync (ChezuStore *store, ChezuRetentionClass klass, int days, GError **error);

/* Erases what is too old, in steps of some milliseconds. Resolves to a ChezuRetentionReport; the
 * second to NULL when a run ended less than a day ago. Once @stop (nullable, not taken) is resolved
 * it ends after its step and rejects with %G_IO_ERROR_CANCELLED. */
DexFuture *chezu_retention_run (ChezuStore *store, DexFuture *stop);
DexFuture *chezu_retention_run_if_due (ChezuStore *store, DexFuture *stop);

G_END_DECLS
