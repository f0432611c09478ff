/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-groups.h"

#include "base/chezu-organisation-path.h"

static void
assert_place (ChezuTraccarGroups *groups, gint64 id, const char *path, const char *enterprise)
{
  g_autofree char *found = chezu_traccar_groups_get_path (groups, id);
  g_autofree char *words = chezu_organisation_path_format (found);

  g_assert_cmpstr (words, ==, path);
  g_assert_cmpstr (chezu_traccar_groups_get_enterprise (groups, id), ==, enterprise);
}

static void
test_enterprises_alone (void)
{
  g_autoptr (ChezuTraccarGroups) groups = chezu_traccar_groups_new ();

  assert_place (groups, 1, NULL, NULL);
  chezu_traccar_groups_add (groups, 1, 0, "甲");
  chezu_traccar_groups_add (groups, 2, 1, "一队");
  assert_place (groups, 0, NULL, NULL);
  assert_place (groups, 1, "甲", "甲");
  assert_place (groups, 2, "甲 › 一队", "甲");
}

/* Whatever the order in which the server tells them. */
static void
test_towns (void)
{
  g_autoptr (ChezuTraccarGroups) groups = chezu_traccar_groups_new ();

  chezu_traccar_groups_add (groups, 3, 2, "一队");
  assert_place (groups, 3, "一队", "一队");
  chezu_traccar_groups_add (groups, 2, 1, "甲");
  chezu_traccar_groups_add (groups, 1, 0, "陶庄镇");
  chezu_traccar_groups_add (groups, 4, 1, "乙");
  assert_place (groups, 3, "陶庄镇 › 甲 › 一队", "甲");
  assert_place (groups, 4, "陶庄镇 › 乙", "乙");
  assert_place (groups, 1, "陶庄镇", "陶庄镇");

  chezu_traccar_groups_add (groups, 2, 1, "甲改");
  assert_place (groups, 3, "陶庄镇 › 甲改 › 一队", "甲改");
}

static void
test_ring (void)
{
  g_autoptr (ChezuTraccarGroups) groups = chezu_traccar_groups_new ();
  g_autofree char *path = NULL;

  chezu_traccar_groups_add (groups, 1, 2, "a");
  chezu_traccar_groups_add (groups, 2, 1, "b");
  chezu_traccar_groups_add (groups, 3, 3, "c");
  path = chezu_traccar_groups_get_path (groups, 1);
  g_assert_nonnull (path);
  g_assert_nonnull (chezu_traccar_groups_get_enterprise (groups, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/groups/enterprises-alone", test_enterprises_alone);
  g_test_add_func ("/sync/groups/towns", test_towns);
  g_test_add_func ("/sync/groups/ring-of-groups-ends", test_ring);
  return g_test_run ();
}
