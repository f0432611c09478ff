/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is before it is opened, and how its schema comes to the version of this program. */

#pragma once

#include "store/chezu-database-private.h"
#include "store/chezu-store.h"

G_BEGIN_DECLS

/* "GPKG": every store is a GeoPackage. */
#define CHEZU_SCHEMA_APPLICATION_ID 0x47504B47
/* GeoPackage 1.4. */
#define CHEZU_SCHEMA_USER_VERSION 10400

/* One step forward: what makes version - 1 into version. */
typedef struct
{
  int version;
  int oldest_reader; /* the oldest version of the program's schema that still reads the result */
  const char *script;
  /* What SQL alone cannot do, after the script and in the same transaction; NULL: nothing. */
  gboolean (*func) (ChezuDatabase *db, GError **error);
} ChezuSchemaStep;

/* The steps from nothing to this program's version, ascending. */
const ChezuSchemaStep *chezu_schema_get_steps (guint *n_steps);

typedef enum
{
  CHEZU_SCHEMA_NEW,   /* no file, or nothing in it */
  CHEZU_SCHEMA_OLDER, /* ours, to be migrated */
  CHEZU_SCHEMA_CURRENT,
  CHEZU_SCHEMA_NEWER, /* ours, readable */
} ChezuSchemaState;

/* Looks without changing a byte. Fails with NOT_A_STORE, or with NEWER when @version could not even
 * be read. */
gboolean
chezu_schema_probe (const char *path, int version, ChezuSchemaState *state, GError **error);

/* Whether a write-ahead log lies beside the file: without it the file may lack what was saved last,
 * or have half of it. */
gboolean chezu_schema_has_log (const char *path);

/* Makes an empty file that only its owner may read, and its folder. */
gboolean chezu_schema_create_file (const char *path, GError **error);

/* Runs those of @steps that @db lacks, inside the caller's transaction. */
gboolean
chezu_schema_apply (ChezuDatabase *db, const ChezuSchemaStep *steps, guint n_steps, GError **error);

/* Brings @db to the last of @steps in one transaction, after copying what is there to
 * "@path.version-N". */
gboolean chezu_schema_migrate (ChezuDatabase *db,
                               const char *path,
                               const ChezuSchemaStep *steps,
                               guint n_steps,
                               GError **error);

G_END_DECLS
