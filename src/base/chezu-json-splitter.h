/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts JSON arrays of any length into their elements while they arrive, so that memory stays
 * bounded by one element. */

#pragma once

#include <gio/gio.h>
#include <yyjson.h>

G_BEGIN_DECLS

#define CHEZU_JSON_ERROR (chezu_json_error_quark ())
GQuark chezu_json_error_quark (void);

typedef enum
{
  CHEZU_JSON_ERROR_SYNTAX,    /* not JSON, or not the array that was expected */
  CHEZU_JSON_ERROR_TRUNCATED, /* the input ended inside the document */
  CHEZU_JSON_ERROR_TOO_LARGE, /* one element is larger than allowed */
} ChezuJsonError;

typedef struct _ChezuJsonSplitter ChezuJsonSplitter;

/* @array_key is the member in which the element's array stands ("positions" in {"positions":[…]}),
 * or "" when the document itself is the array. @element is valid during the call. */
typedef gboolean (*ChezuJsonElementFunc) (const char *array_key,
                                          yyjson_val *element,
                                          const char *text,
                                          gsize length,
                                          gpointer user_data,
                                          GError **error);

ChezuJsonSplitter *chezu_json_splitter_new (ChezuJsonElementFunc func, gpointer user_data);
void chezu_json_splitter_free (ChezuJsonSplitter *self);
void chezu_json_splitter_restart (ChezuJsonSplitter *self);
void chezu_json_splitter_set_max_element (ChezuJsonSplitter *self, gsize bytes);
void chezu_json_splitter_set_tolerant (ChezuJsonSplitter *self, gboolean tolerant);

gboolean
chezu_json_splitter_feed (ChezuJsonSplitter *self, const char *data, gsize length, GError **error);
gboolean chezu_json_splitter_end (ChezuJsonSplitter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuJsonSplitter, chezu_json_splitter_free)

G_END_DECLS
