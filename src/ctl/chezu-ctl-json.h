/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as every command writes it: indented, times in ISO 8601 (UTC), null for what is unknown. */

#pragma once

#include <glib.h>
#include <yyjson.h>

G_BEGIN_DECLS

/* An object of a document. Keys must outlive the document, text is copied. */
typedef struct
{
  yyjson_mut_doc *json;
  yyjson_mut_val *object;
} ChezuCtlJson;

/* A document that is one object. */
ChezuCtlJson chezu_ctl_json_begin (void);
/* Takes @json and returns its text (transfer full), with a line end. */
char *chezu_ctl_json_end (yyjson_mut_doc *json);
/* Takes @json and prints it. */
void chezu_ctl_json_print (yyjson_mut_doc *json);

ChezuCtlJson chezu_ctl_json_add_object (ChezuCtlJson to, const char *key);
ChezuCtlJson chezu_ctl_json_append_object (ChezuCtlJson to, yyjson_mut_val *list);

void chezu_ctl_json_add_text (ChezuCtlJson to, const char *key, const char *text); /* NULL: null */
void chezu_ctl_json_add_time (ChezuCtlJson to, const char *key, gint64 time_ms);   /* 0: null */
void chezu_ctl_json_add_int (ChezuCtlJson to, const char *key, gint64 value);
/* A negative number is null. */
void chezu_ctl_json_add_known_int (ChezuCtlJson to, const char *key, gint64 value);

G_END_DECLS
