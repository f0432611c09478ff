/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue: what an alarm can be. It is data, because provinces have dialects. */

#pragma once

#include "store/chezu-store.h"

G_BEGIN_DECLS

typedef struct
{
  char *code;
  char *name_zh;
  char *name_en;
  guint8 priority;
  char source;       /* R rule, D device, B both */
  char answer;       /* r rescue card, s speak, e ask the firm, w repair order, - none */
  char standing;     /* L latched, N normal again by itself, S a state, E momentary */
  int keep_days;     /* at least */
  int acknowledge_s; /* deadlines from the alarm; 0: the end of the shift */
  int action_s;
  int close_s; /* 0: none */
  gboolean enabled;
  char *mapping; /* tokens with spaces between them; may be empty */
} ChezuAlarmType;

void chezu_alarm_type_free (ChezuAlarmType *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuAlarmType, chezu_alarm_type_free)

/* In the reader's language. */
const char *chezu_alarm_type_name (const ChezuAlarmType *self);

/* Resolves to a GPtrArray of ChezuAlarmType in the order of the catalogue. */
DexFuture *chezu_alarm_type_table_list (ChezuStore *store);

/* The catalogue of @types (of ChezuAlarmType) as a table with a header. */
char *chezu_alarm_type_write_csv (const GPtrArray *types);
/* NULL with a message that names line and column. @name: what to call the table. */
GPtrArray *
chezu_alarm_type_read_csv (const char *text, gsize length, const char *name, GError **error);

/* Adds @types (not taken) and changes those of the same code; those that it does not name stay. All
 * or nothing; each change is logged under @who. Resolves to how many changed (gint64). */
DexFuture *chezu_alarm_type_table_import (ChezuStore *store, GPtrArray *types, const char *who);

/* What a terminal says in its own words. */
typedef struct
{
  const char *code;  /* Traccar's alarm; nullable */
  gboolean has_word; /* the alarm word of JT/T 808 as it came */
  guint32 word;
  int edition; /* 2013, 2019; 0 not known */
} ChezuAlarmWord;

/* The type (transfer full) that @word means: where the raw word is known it decides, because
 * Traccar misnames some of its bits, and its name only chooses among those that are set. Resolves
 * to NULL for a word that means nothing. */
char *chezu_alarm_type_resolve_sync (ChezuStore *store, const ChezuAlarmWord *word, GError **error);

G_END_DECLS
