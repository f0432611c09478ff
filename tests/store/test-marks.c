/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks by the forms of 联网联控考核. */

#include "store/chezu-quality-marks.h"

#define assert_mark(index, form, rate, expected)                                                   \
  g_assert_cmpfloat_with_epsilon (chezu_index_mark (index, form, rate), expected, 1e-9)

/* EVIDENCE-OF: 联网联控考核 form 1, authorities: 5r, 10r, 40r, 30r, 15 (1 − r) */
static void
test_authority (void)
{
  assert_mark (CHEZU_INDEX_ACCESS, CHEZU_FORM_AUTHORITY, 0.96, 4.8);
  assert_mark (CHEZU_INDEX_ONLINE, CHEZU_FORM_AUTHORITY, 0.9954, 9.954);
  assert_mark (CHEZU_INDEX_COMPLETE, CHEZU_FORM_AUTHORITY, 0.9941, 39.764);
  assert_mark (CHEZU_INDEX_QUALIFIED, CHEZU_FORM_AUTHORITY, 0.9983, 29.949);
  assert_mark (CHEZU_INDEX_DRIFT, CHEZU_FORM_AUTHORITY, 0.0102, 14.847);
}

/* EVIDENCE-OF: form 2, firms: 5r, 5r, 15r, 15r, 10 (1 − r) */
static void
test_firm (void)
{
  assert_mark (CHEZU_INDEX_ACCESS, CHEZU_FORM_FIRM, 1, 5);
  assert_mark (CHEZU_INDEX_ONLINE, CHEZU_FORM_FIRM, 0.5, 2.5);
  assert_mark (CHEZU_INDEX_COMPLETE, CHEZU_FORM_FIRM, 0.9, 13.5);
  assert_mark (CHEZU_INDEX_QUALIFIED, CHEZU_FORM_FIRM, 0.9, 13.5);
  assert_mark (CHEZU_INDEX_DRIFT, CHEZU_FORM_FIRM, 0, 10);
}

/* EVIDENCE-OF: both forms: access < 90 %, completeness < 70 %, quality < 80 %, drift > 5 %: 0 */
static void
test_bounds (void)
{
  for (ChezuForm form = 0; form < CHEZU_N_FORMS; form++)
    {
      assert_mark (CHEZU_INDEX_ACCESS, form, 0.8999, 0);
      assert_mark (CHEZU_INDEX_COMPLETE, form, 0.6999, 0);
      assert_mark (CHEZU_INDEX_QUALIFIED, form, 0.7999, 0);
      assert_mark (CHEZU_INDEX_DRIFT, form, 0.0501, 0);
      g_assert_cmpfloat (chezu_index_mark (CHEZU_INDEX_ACCESS, form, 0.90), >, 0);
      g_assert_cmpfloat (chezu_index_mark (CHEZU_INDEX_COMPLETE, form, 0.70), >, 0);
      g_assert_cmpfloat (chezu_index_mark (CHEZU_INDEX_QUALIFIED, form, 0.80), >, 0);
      g_assert_cmpfloat (chezu_index_mark (CHEZU_INDEX_DRIFT, form, 0.05), >, 0);
      assert_mark (CHEZU_INDEX_ONLINE, form, 0, 0);
    }
}

static void
test_unknown (void)
{
  ChezuQualityRow row = { .vehicles = 10, .accessed_vehicles = 10, .online_vehicles = 10 };

  assert_mark (CHEZU_INDEX_DRIFT, CHEZU_FORM_FIRM, -1, -1);
  /* No track was measured and no record came. */
  g_assert_cmpfloat (chezu_index_total (&row, CHEZU_FORM_AUTHORITY), ==, -1);

  row.counts.received = row.counts.qualified = 500;
  row.track_m = row.complete_m = 1000;
  g_assert_cmpfloat_with_epsilon (chezu_index_total (&row, CHEZU_FORM_AUTHORITY), 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (chezu_index_total (&row, CHEZU_FORM_FIRM), 50, 1e-9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/marks/authority", test_authority);
  g_test_add_func ("/store/marks/firm", test_firm);
  g_test_add_func ("/store/marks/beyond-its-bound-an-index-counts-nothing", test_bounds);
  g_test_add_func ("/store/marks/what-is-unknown-has-no-mark", test_unknown);
  return g_test_run ();
}
