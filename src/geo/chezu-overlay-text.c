/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-overlay-text.h"

#include "base/chezu-text.h"
#include "geo/chezu-track-columns.h"

#include <string.h>
#include <yyjson.h>

/* Of one text, before anything is done with it. */
#define RAW_MAX 65536
#define ATTRIBUTES_MAX 8192

/* Longer than a character of UTF-8 can be cut. */
#define TAIL_MAX 3

/* --- Encodings ------------------------------------------------------------------------------- */

static char *
decode (const char *text, gsize length, const char *encoding)
{
  const char *end;
  char *converted = NULL;

  if (g_utf8_validate_len (text, length, &end))
    return g_strndup (text, length);
  /* A field of a table ends after so many bytes, not characters. */
  if (end > text && length - (gsize)(end - text) <= TAIL_MAX
      && g_utf8_get_char_validated (end, (gssize)(length - (gsize)(end - text))) == (gunichar)-2)
    return g_strndup (text, (gsize)(end - text));

  if (encoding != NULL)
    converted = g_convert (text, (gssize)length, "UTF-8", encoding, NULL, NULL, NULL);
  for (gsize cut = 0; converted == NULL && cut <= 1 && cut < length; cut++)
    converted = g_convert (text, (gssize)(length - cut), "UTF-8", "GB18030", NULL, NULL, NULL);
  return converted != NULL ? converted : g_utf8_make_valid (text, (gssize)length);
}

/* --- Tags ------------------------------------------------------------------------------------ */

static const struct
{
  const char *entity;
  const char *text;
} entities[] = {
  { "&lt;", "<" },  { "&gt;", ">" },   { "&quot;", "\"" },
  { "&#39;", "'" }, { "&nbsp;", " " }, { "&amp;", "&" },
};

static gboolean
begins_tag (const char *at)
{
  return *at == '<' && (g_ascii_isalpha (at[1]) || at[1] == '/' || at[1] == '!');
}

/* Descriptions of KML are pages; what is read is their text. */
static char *
strip_tags (const char *text)
{
  GString *plain = g_string_sized_new (strlen (text));

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *close = begins_tag (at) ? strchr (at, '>') : NULL;

      if (close != NULL)
        {
          g_string_append_c (plain, ' ');
          at = close;
        }
      else
        g_string_append_c (plain, *at);
    }
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (plain, entities[i].entity, entities[i].text, 0);
  return g_string_free_and_steal (plain);
}

char *
chezu_overlay_text_clean (const char *text, const char *encoding, guint max)
{
  g_autofree char *decoded = NULL;
  g_autofree char *plain = NULL;

  if (text == NULL || *text == '\0')
    return NULL;
  decoded = decode (text, strnlen (text, RAW_MAX), encoding);
  if (strchr (decoded, '<') == NULL && strchr (decoded, '&') == NULL)
    return chezu_text_clean (decoded, -1, max);
  plain = strip_tags (decoded);
  return chezu_text_clean (plain, -1, max);
}

/* --- Attributes ------------------------------------------------------------------------------ */

char *
chezu_overlay_text_attributes (const char *const *names, char *const *values, guint n)
{
  yyjson_mut_doc *doc = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *object = yyjson_mut_obj (doc);
  gsize size = 0;
  char *written = NULL;
  char *text = NULL;

  for (guint i = 0; i < n && size < ATTRIBUTES_MAX; i++)
    if (values[i] != NULL)
      {
        size += strlen (names[i]) + strlen (values[i]);
        yyjson_mut_obj_add_str (doc, object, names[i], values[i]);
      }
  yyjson_mut_doc_set_root (doc, object);
  if (size > 0)
    written = yyjson_mut_write (doc, 0, NULL);
  text = g_strdup (written);
  free (written);
  yyjson_mut_doc_free (doc);
  return text;
}

static int
find (const char *const *names, guint n, const char *const *wanted)
{
  for (; *wanted != NULL; wanted++)
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *folded = chezu_track_columns_fold (names[i]);

        if (g_str_equal (folded, *wanted))
          return (int)i;
      }
  return -1;
}

int
chezu_overlay_text_find_name (const char *const *names, guint n)
{
  static const char *const wanted[]
      = { "namezh",   "名称", "name", "名字", "站名", "标题",   "title", "label", "nam", "企业名称",
          "单位名称", "路名", "地名", "姓名", "编号", "nameen", "code",  "ref",   NULL };

  return find (names, n, wanted);
}

int
chezu_overlay_text_find_description (const char *const *names, guint n)
{
  static const char *const wanted[] = { "description", "描述",   "说明",  "备注", "desc", "cmt",
                                        "comment",     "remark", "notes", "note", NULL };

  return find (names, n, wanted);
}
