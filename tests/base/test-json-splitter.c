/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents cut at every byte, broken off, hostile, and larger than memory should be. */

#include "base/chezu-json-splitter.h"

#include <string.h>

typedef struct
{
  GString *seen; /* "key:text|key:text|" */
  guint n;
  guint refuse_at; /* element at which the function says no; 0 never */
} Collected;

static gboolean
collect (const char *key,
         yyjson_val *element,
         const char *text,
         gsize length,
         gpointer user_data,
         GError **error)
{
  Collected *collected = user_data;

  g_assert_nonnull (element);
  collected->n++;
  if (collected->n == collected->refuse_at)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "enough");
      return FALSE;
    }
  if (collected->seen != NULL)
    g_string_append_printf (collected->seen, "%s:%.*s|", key, (int)length, text);
  return TRUE;
}

/* Feeds @text in pieces of @step bytes and returns what arrived, or NULL with @error set. */
static char *
split (const char *text, gsize step, GError **error)
{
  Collected collected = { .seen = g_string_new (NULL) };
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (collect, &collected);
  gsize length = strlen (text);
  gboolean good = TRUE;

  for (gsize i = 0; i < length && good; i += step)
    good = chezu_json_splitter_feed (splitter, text + i, MIN (step, length - i), error);
  good = good && chezu_json_splitter_end (splitter, error);

  if (!good)
    {
      g_string_free (collected.seen, TRUE);
      return NULL;
    }
  return g_string_free_and_steal (collected.seen);
}

static void
assert_split (const char *text, const char *expected)
{
  for (gsize step = 1; step <= strlen (text); step++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *seen = split (text, step, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (seen, ==, expected);
    }
}

static void
assert_refused (const char *text, int code)
{
  for (gsize step = 1; step <= strlen (text) + 1; step++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *seen = split (text, step, &error);

      g_assert_null (seen);
      g_assert_error (error, CHEZU_JSON_ERROR, code);
    }
}

static void
test_arrays_are_cut_wherever_the_bytes_are (void)
{
  assert_split ("[]", "");
  assert_split (" [ ] \n", "");
  assert_split ("[{\"id\":1},{\"id\":2}]", ":{\"id\":1}|:{\"id\":2}|");
  assert_split ("[1, -2.5e3 ,true,null,\"a\\\"]b\"]", ":1|:-2.5e3|:true|:null|:\"a\\\"]b\"|");
  assert_split ("[[1,[2]],{}]", ":[1,[2]]|:{}|");
  assert_split ("[{\"n\":\"}]\\\\\"},{\"n\":\"\\u6c49\"}]",
                ":{\"n\":\"}]\\\\\"}|:{\"n\":\"\\u6c49\"}|");
}

static void
test_objects_give_their_arrays_by_key (void)
{
  assert_split ("{}", "");
  assert_split ("{\"positions\":[{\"id\":1}],\"devices\":[]}", "positions:{\"id\":1}|");
  assert_split ("{\"a\":{\"b\":[1]},\"n\":12 ,\"s\":\"]\",\"events\":[2,3]}", "events:2|events:3|");
}

static void
test_what_breaks_off_is_told (void)
{
  const char *text = "[{\"id\":1,\"name\":\"鲁D\"},{\"id\":2}]";

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *cut = g_strndup (text, length);

      assert_refused (cut, CHEZU_JSON_ERROR_TRUNCATED);
    }
}

static void
test_what_is_no_json_is_refused (void)
{
  assert_refused ("<html>", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("12", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("[1,]", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("[,1]", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("[1 2]", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("[{\"id\":}]", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("[nope]", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("[1]]", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("{\"a\" [1]}", CHEZU_JSON_ERROR_SYNTAX);
  assert_refused ("{\"a\":[1],}", CHEZU_JSON_ERROR_SYNTAX);
}

static void
test_one_huge_element_does_not_fill_memory (void)
{
  Collected collected = { 0 };
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (collect, &collected);
  g_autofree char *blanks = g_strnfill (4096, 'x');
  g_autoptr (GError) error = NULL;
  gboolean good;
  int fed = 0;

  chezu_json_splitter_set_max_element (splitter, 64 * 1024);
  good = chezu_json_splitter_feed (splitter, "[\"", 2, &error);
  while (good && fed < 1000)
    {
      good = chezu_json_splitter_feed (splitter, blanks, 4096, &error);
      fed++;
    }

  g_assert_error (error, CHEZU_JSON_ERROR, CHEZU_JSON_ERROR_TOO_LARGE);
  g_assert_cmpint (fed, <=, 17);
}

/* Memory is kept for elements of the usual size; the densest of them fit into it as well. */
static void
test_elements_of_any_size_and_density_are_read (void)
{
  static const char *const units[] = { "1,", "[],", "\"\",", "{\"\":1},", "1.5e300," };

  for (gsize unit = 0; unit < G_N_ELEMENTS (units); unit++)
    for (guint n = 1; n < 6000; n = n < 400 ? n * 3 : n + 97)
      {
        g_autoptr (GString) text = g_string_new ("[[");
        g_autofree char *seen = NULL;
        g_autoptr (GError) error = NULL;

        for (guint i = 0; i < n; i++)
          g_string_append (text, units[unit]);
        g_string_append (text, "0]]");
        seen = split (text->str, 1 + n * 5, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (strlen (seen), ==, text->len);
      }
}

static void
test_a_million_elements_pass_through (void)
{
  Collected collected = { 0 };
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (collect, &collected);
  g_autoptr (GError) error = NULL;

  g_assert_true (chezu_json_splitter_feed (splitter, "[0", 2, &error));
  for (int i = 1; i < 1000000; i++)
    g_assert_true (chezu_json_splitter_feed (splitter, ",{\"a\":1}", 8, &error));
  g_assert_true (chezu_json_splitter_feed (splitter, "]", 1, &error));
  g_assert_true (chezu_json_splitter_end (splitter, &error));
  g_assert_cmpuint (collected.n, ==, 1000000);
}

static void
test_the_function_can_stop (void)
{
  Collected collected = { .refuse_at = 2 };
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (collect, &collected);
  g_autoptr (GError) error = NULL;

  g_assert_false (chezu_json_splitter_feed (splitter, "[1,2,3]", 7, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (collected.n, ==, 2);
}

static gboolean
collect_broken (const char *key,
                yyjson_val *element,
                const char *text,
                gsize length,
                gpointer user_data,
                GError **error)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "%s%.*s|", element == NULL ? "broken:" : "", (int)length, text);
  return TRUE;
}

/* One record that is no JSON does not cost the others. */
static void
test_a_tolerant_one_goes_on (void)
{
  static const char text[] = "[1,{\"a\":-},NaN,[nope],\"\xff\",2]";
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (ChezuJsonSplitter) splitter = chezu_json_splitter_new (collect_broken, seen);
  g_autoptr (GError) error = NULL;

  chezu_json_splitter_set_tolerant (splitter, TRUE);
  g_assert_true (chezu_json_splitter_feed (splitter, text, strlen (text), &error));
  g_assert_true (chezu_json_splitter_end (splitter, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, "1|broken:{\"a\":-}|NaN|broken:[nope]|\"\xff\"|2|");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/json-splitter/arrays-are-cut-wherever-the-bytes-are",
                   test_arrays_are_cut_wherever_the_bytes_are);
  g_test_add_func ("/base/json-splitter/objects-give-their-arrays-by-key",
                   test_objects_give_their_arrays_by_key);
  g_test_add_func ("/base/json-splitter/what-breaks-off-is-told", test_what_breaks_off_is_told);
  g_test_add_func ("/base/json-splitter/what-is-no-json-is-refused",
                   test_what_is_no_json_is_refused);
  g_test_add_func ("/base/json-splitter/one-huge-element-does-not-fill-memory",
                   test_one_huge_element_does_not_fill_memory);
  g_test_add_func ("/base/json-splitter/elements-of-any-size-and-density-are-read",
                   test_elements_of_any_size_and_density_are_read);
  g_test_add_func ("/base/json-splitter/a-million-elements-pass-through",
                   test_a_million_elements_pass_through);
  g_test_add_func ("/base/json-splitter/a-tolerant-one-goes-on", test_a_tolerant_one_goes_on);
  g_test_add_func ("/base/json-splitter/the-function-can-stop", test_the_function_can_stop);
  return g_test_run ();
}
