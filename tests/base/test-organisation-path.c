/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-organisation-path.h"

#include <string.h>

static void
test_clean (void)
{
  g_autofree char *tidy = chezu_organisation_path_clean ("  甲\n镇 \x1f\x1f乙\x1f ");
  g_autofree char *none = chezu_organisation_path_clean ("\x1f \x1f");
  g_autofree char *nothing = chezu_organisation_path_clean (NULL);
  g_autofree char *deep = chezu_organisation_path_clean ("a\x1f"
                                                         "b\x1f"
                                                         "c\x1f"
                                                         "d\x1f"
                                                         "e\x1f"
                                                         "f\x1fg\x1fh\x1fi\x1fj");

  g_assert_cmpstr (tidy, ==, "甲 镇\x1f乙");
  g_assert_null (none);
  g_assert_null (nothing);
  g_assert_true (g_str_has_suffix (deep, "\x1fh"));
}

static void
test_contains (void)
{
  g_assert_true (chezu_organisation_path_contains ("甲", "甲"));
  g_assert_true (chezu_organisation_path_contains ("甲", "甲\x1f乙\x1f丙"));
  g_assert_true (chezu_organisation_path_contains ("甲\x1f乙", "甲\x1f乙\x1f丙"));
  g_assert_false (chezu_organisation_path_contains ("甲\x1f乙", "甲"));
  g_assert_false (chezu_organisation_path_contains ("甲", "甲乙"));
  g_assert_false (chezu_organisation_path_contains ("甲", NULL));
}

static void
test_parts (void)
{
  g_autofree char *upper = chezu_organisation_path_get_upper ("甲\x1f乙\x1f丙");
  g_autofree char *words = chezu_organisation_path_format ("甲\x1f乙\x1f丙");

  g_assert_cmpstr (chezu_organisation_path_get_name ("甲\x1f乙\x1f丙"), ==, "丙");
  g_assert_cmpstr (chezu_organisation_path_get_name ("甲"), ==, "甲");
  g_assert_cmpstr (upper, ==, "甲\x1f乙");
  g_assert_null (chezu_organisation_path_get_upper ("甲"));
  g_assert_cmpstr (words, ==, "甲 › 乙 › 丙");
  g_assert_null (chezu_organisation_path_format (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/organisation-path/clean", test_clean);
  g_test_add_func ("/base/organisation-path/contains", test_contains);
  g_test_add_func ("/base/organisation-path/parts", test_parts);
  return g_test_run ();
}
