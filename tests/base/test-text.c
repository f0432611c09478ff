/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from outside: long, broken, with markup and control characters. */

#include "base/chezu-text.h"

#include <string.h>

static void
assert_clean (const char *dirty, gssize length, guint max, const char *expected)
{
  g_autofree char *clean = chezu_text_clean (dirty, length, max);

  g_assert_cmpstr (clean, ==, expected);
  g_assert_true (clean == NULL || g_utf8_validate (clean, -1, NULL));
}

static void
test_ordinary_names_stay (void)
{
  assert_clean ("鲁D3F872", -1, 120, "鲁D3F872");
  assert_clean ("弘祥物流有限公司", -1, 120, "弘祥物流有限公司");
  assert_clean ("  Li   Min ", -1, 120, "Li Min");
}

static void
test_markup_is_kept_as_text (void)
{
  assert_clean ("<b>鲁D</b> & Co", -1, 120, "<b>鲁D</b> & Co");
}

static void
test_control_and_direction_characters_go (void)
{
  assert_clean ("a\x01\x02"
                "b\x7f"
                "c",
                -1, 120, "abc");
  assert_clean ("王\xE2\x80\xAE芳", -1, 120, "王芳");
  assert_clean ("line one\nline two\tend", -1, 120, "line one line two end");
  assert_clean ("nul\0inside", 10, 120,
                "nul\xEF\xBF\xBD"
                "inside");
}

static void
test_broken_bytes_become_replacement_characters (void)
{
  assert_clean ("\xC2\xB3\xC3 x", 5, 120, "³\xEF\xBF\xBD x");
}

static void
test_nothing_left_is_null (void)
{
  assert_clean (NULL, -1, 120, NULL);
  assert_clean ("", -1, 120, NULL);
  assert_clean (" \t\x02 ", -1, 120, NULL);
}

static void
test_ten_thousand_characters_end_in_an_ellipsis (void)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *clean = NULL;

  for (int i = 0; i < 10000; i++)
    g_string_append (name, "车");
  clean = chezu_text_clean (name->str, (gssize)name->len, CHEZU_NAME_MAX);

  g_assert_cmpint (g_utf8_strlen (clean, -1), ==, CHEZU_NAME_MAX);
  g_assert_true (g_str_has_suffix (clean, "车…"));
}

static void
test_exactly_the_limit_is_not_cut (void)
{
  assert_clean ("abcde", -1, 5, "abcde");
  assert_clean ("abcdef", -1, 5, "abcd…");
  assert_clean ("abcd ef", -1, 5, "abcd…");
}

static void
test_what_is_called_plain_is_left_alone (void)
{
  static const char *const words[]
      = { "", " ", "a", "a b", "a  b", " a", "a ", "a\tb", "a\x7f", "é" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    for (guint max = 1; max < 5; max++)
      if (chezu_text_is_plain (words[i], strlen (words[i]), max))
        assert_clean (words[i], -1, max, words[i]);
  g_assert_true (chezu_text_is_plain ("a b", 3, 3));
  g_assert_false (chezu_text_is_plain ("a b", 3, 2));
  g_assert_false (chezu_text_is_plain ("a  b", 4, 9));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/ordinary-names-stay", test_ordinary_names_stay);
  g_test_add_func ("/base/text/markup-is-kept-as-text", test_markup_is_kept_as_text);
  g_test_add_func ("/base/text/control-and-direction-characters-go",
                   test_control_and_direction_characters_go);
  g_test_add_func ("/base/text/broken-bytes-become-replacement-characters",
                   test_broken_bytes_become_replacement_characters);
  g_test_add_func ("/base/text/nothing-left-is-null", test_nothing_left_is_null);
  g_test_add_func ("/base/text/ten-thousand-characters-end-in-an-ellipsis",
                   test_ten_thousand_characters_end_in_an_ellipsis);
  g_test_add_func ("/base/text/exactly-the-limit-is-not-cut", test_exactly_the_limit_is_not_cut);
  g_test_add_func ("/base/text/what-is-called-plain-is-left-alone",
                   test_what_is_called_plain_is_left_alone);
  return g_test_run ();
}
