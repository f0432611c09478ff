/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules as JSON: an object of rules, each an object of figures. */

#include "rule/chezu-rule-set.h"

#include <glib/gi18n-lib.h>
#include <yyjson.h>

static gboolean
is_flag (const ChezuRuleParam *param)
{
  return g_str_equal (param->unit, "bool");
}

char *
chezu_rule_set_write_json (const ChezuRuleSet *self)
{
  guint n_params;
  const ChezuRuleParam *params = chezu_rule_params (&n_params);
  yyjson_mut_doc *json = yyjson_mut_doc_new (NULL);
  yyjson_mut_val *root = yyjson_mut_obj (json);
  g_autofree char *raw = NULL;
  char *text;

  yyjson_mut_doc_set_root (json, root);
  for (guint i = 0; i < n_params; i++)
    {
      const char *rule = chezu_rule_key (params[i].rule);
      yyjson_mut_val *object = yyjson_mut_obj_get (root, rule);
      double value = chezu_rule_set_get (self, &params[i]);

      if (object == NULL)
        object = yyjson_mut_obj_add_obj (json, root, rule);
      if (is_flag (&params[i]))
        yyjson_mut_obj_add_bool (json, object, params[i].key, value != 0);
      else
        yyjson_mut_obj_add_real (json, object, params[i].key, value);
    }
  text = yyjson_mut_write (json, YYJSON_WRITE_PRETTY_TWO_SPACES, NULL);
  yyjson_mut_doc_free (json);
  raw = g_strdup (text);
  free (text);
  return g_steal_pointer (&raw);
}

static gboolean
read_figure (ChezuRuleSet *self, ChezuRule rule, yyjson_val *key, yyjson_val *value, GError **error)
{
  const char *name = yyjson_get_str (key);
  const ChezuRuleParam *param = chezu_rule_param_find (rule, name);

  if (param != NULL && !yyjson_is_num (value) && !(is_flag (param) && yyjson_is_bool (value)))
    {
      g_set_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID,
                   is_flag (param) ? _ ("“%s.%s” is neither true nor false")
                                   : _ ("“%s.%s” is no number"),
                   chezu_rule_key (rule), name);
      return FALSE;
    }
  return chezu_rule_set_put (
      self, rule, name,
      yyjson_is_bool (value) ? (double)yyjson_get_bool (value) : yyjson_get_num (value), error);
}

static gboolean
read_rule (ChezuRuleSet *self, yyjson_val *key, yyjson_val *figures, GError **error)
{
  ChezuRule rule;
  gsize i;
  gsize n;
  yyjson_val *name;
  yyjson_val *value;

  if (!chezu_rule_from_key (yyjson_get_str (key), &rule))
    {
      g_set_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID, _ ("There is no rule “%s”"),
                   yyjson_get_str (key));
      return FALSE;
    }
  if (!yyjson_is_obj (figures))
    {
      g_set_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID,
                   _ ("The rule “%s” is no object of figures"), chezu_rule_key (rule));
      return FALSE;
    }
  yyjson_obj_foreach (figures, i, n, name, value)
  {
    if (!read_figure (self, rule, name, value, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_rules (ChezuRuleSet *self, yyjson_val *root, GError **error)
{
  gsize i;
  gsize n;
  yyjson_val *key;
  yyjson_val *figures;

  if (!yyjson_is_obj (root))
    {
      g_set_error_literal (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID,
                           _ ("Rules are an object of rules by name"));
      return FALSE;
    }
  yyjson_obj_foreach (root, i, n, key, figures)
  {
    if (!read_rule (self, key, figures, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
chezu_rule_set_read_json (ChezuRuleSet *self, const char *text, gsize length, GError **error)
{
  yyjson_read_err failure;
  yyjson_doc *json;
  ChezuRuleSet read;
  gboolean good;

  g_return_val_if_fail (text != NULL, FALSE);

  json = yyjson_read_opts ((char *)text, length, YYJSON_READ_NOFLAG, NULL, &failure);
  if (json == NULL)
    {
      g_set_error (error, CHEZU_RULE_ERROR, CHEZU_RULE_ERROR_INVALID,
                   _ ("This is no JSON, at byte %zu: %s"), failure.pos, failure.msg);
      return FALSE;
    }
  chezu_rule_set_init (&read);
  good = read_rules (&read, yyjson_doc_get_root (json), error);
  yyjson_doc_free (json);
  if (good)
    *self = read;
  return good;
}
