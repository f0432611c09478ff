/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-json.h"

#include "base/chezu-time.h"

ChezuCtlJson
chezu_ctl_json_begin (void)
{
  yyjson_mut_doc *json = yyjson_mut_doc_new (NULL);
  ChezuCtlJson root = { json, yyjson_mut_obj (json) };

  yyjson_mut_doc_set_root (json, root.object);
  return root;
}

char *
chezu_ctl_json_end (yyjson_mut_doc *json)
{
  char *written = yyjson_mut_write (json, YYJSON_WRITE_PRETTY_TWO_SPACES, NULL);
  char *text = g_strconcat (written, "\n", NULL);

  free (written);
  yyjson_mut_doc_free (json);
  return text;
}

void
chezu_ctl_json_print (yyjson_mut_doc *json)
{
  g_autofree char *text = chezu_ctl_json_end (json);

  g_print ("%s", text);
}

ChezuCtlJson
chezu_ctl_json_add_object (ChezuCtlJson to, const char *key)
{
  return (ChezuCtlJson){ to.json, yyjson_mut_obj_add_obj (to.json, to.object, key) };
}

ChezuCtlJson
chezu_ctl_json_append_object (ChezuCtlJson to, yyjson_mut_val *list)
{
  return (ChezuCtlJson){ to.json, yyjson_mut_arr_add_obj (to.json, list) };
}

void
chezu_ctl_json_add_text (ChezuCtlJson to, const char *key, const char *text)
{
  if (text != NULL)
    yyjson_mut_obj_add_strcpy (to.json, to.object, key, text);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}

void
chezu_ctl_json_add_time (ChezuCtlJson to, const char *key, gint64 time_ms)
{
  g_autofree char *text = time_ms != 0 ? chezu_time_format_iso8601 (time_ms) : NULL;

  chezu_ctl_json_add_text (to, key, text);
}

void
chezu_ctl_json_add_int (ChezuCtlJson to, const char *key, gint64 value)
{
  yyjson_mut_obj_add_int (to.json, to.object, key, value);
}

void
chezu_ctl_json_add_known_int (ChezuCtlJson to, const char *key, gint64 value)
{
  if (value >= 0)
    chezu_ctl_json_add_int (to, key, value);
  else
    yyjson_mut_obj_add_null (to.json, to.object, key);
}
