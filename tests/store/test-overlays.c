/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlays come in whole or not at all, keep their looks, go and can be had back; and a GIS program
 * sees them. */

#include "store-fixture.h"

#include "base/chezu-time.h"
#include "store/chezu-geometry-private.h"
#include "store/chezu-overlay-table.h"
#include "store/chezu-verify.h"

#include <string.h>

static void
add_square (ChezuOverlayShapes *shapes, double west, double south, double side, gboolean is_hole)
{
  chezu_overlay_shapes_add_part (shapes, is_hole);
  chezu_overlay_shapes_add_vertex (shapes, west, south);
  chezu_overlay_shapes_add_vertex (shapes, west + side, south);
  chezu_overlay_shapes_add_vertex (shapes, west + side, south + side);
  chezu_overlay_shapes_add_vertex (shapes, west, south + side);
  chezu_overlay_shapes_add_vertex (shapes, west, south);
}

static void
begin_feature (ChezuOverlayShapes *shapes, ChezuOverlayKind kind, const char *name)
{
  const ChezuOverlayFeature feature = {
    .kind = kind,
    .name = name,
    .description = "by hand",
    .attributes = "{\"档案 no.\":\"A-7\",\"owner\":\"交通局\"}",
  };

  chezu_overlay_shapes_add_feature (shapes, &feature);
}

/* A point, two points, a line, two lines, a polygon with a hole, two polygons. */
static ChezuOverlayShapes *
make_one_of_each (void)
{
  ChezuOverlayShapes *shapes = chezu_overlay_shapes_new ();

  begin_feature (shapes, CHEZU_OVERLAY_POINT, "gate");
  chezu_overlay_shapes_add_part (shapes, FALSE);
  chezu_overlay_shapes_add_vertex (shapes, 117.25, 34.75);

  begin_feature (shapes, CHEZU_OVERLAY_POINT, "posts");
  chezu_overlay_shapes_add_part (shapes, FALSE);
  chezu_overlay_shapes_add_vertex (shapes, 117.26, 34.75);
  chezu_overlay_shapes_add_vertex (shapes, 117.27, 34.75);

  begin_feature (shapes, CHEZU_OVERLAY_LINE, "road");
  for (int part = 0; part < 2; part++)
    {
      chezu_overlay_shapes_add_part (shapes, FALSE);
      for (int i = 0; i < 5; i++)
        chezu_overlay_shapes_add_vertex (shapes, 117.1 + i * 0.01, 34.8 + part * 0.1);
    }

  begin_feature (shapes, CHEZU_OVERLAY_POLYGON, "yards");
  add_square (shapes, 117.3, 34.7, 0.1, FALSE);
  add_square (shapes, 117.32, 34.72, 0.05, TRUE);
  add_square (shapes, 117.5, 34.7, 0.1, FALSE);
  return shapes;
}

static ChezuOverlayRow
make_row (const char *name)
{
  static char *fields[] = { (char *)"档案 no.", (char *)"owner", NULL };

  return (ChezuOverlayRow){
    .name = (char *)name,
    .file = (char *)"/home/li/depots.kml",
    .datum = CHEZU_DATUM_GCJ02,
    .style = { .color = CHEZU_N_OVERLAY_COLORS, .width = 2.0, .opacity = 0.8, .visible = TRUE },
    .label = (char *)CHEZU_OVERLAY_LABEL_NAME,
    .fields = fields,
  };
}

/* To its end, which must be a good one. */
static gint64
run (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gint64 result;

  store_await (future);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  result = G_VALUE_HOLDS_INT64 (value) ? g_value_get_int64 (value) : 0;
  dex_unref (future);
  return result;
}

/* To its end, which must be a bad one. */
static void
run_badly (DexFuture *future, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  store_await (future);
  g_assert_null (dex_future_get_value (future, &error));
  g_assert_error (error, domain, code);
  dex_unref (future);
}

static gint64
add (StoreFixture *fixture, const char *name)
{
  g_autoptr (ChezuOverlayShapes) shapes = make_one_of_each ();
  const ChezuOverlayRow row = make_row (name);

  return run (chezu_overlay_table_add (fixture->store, &row, shapes, NULL));
}

static GPtrArray *
list (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rows = store_take (chezu_overlay_table_list (fixture->store), &error);

  g_assert_no_error (error);
  return rows;
}

static char *
list_names (StoreFixture *fixture)
{
  g_autoptr (GPtrArray) rows = list (fixture);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((const ChezuOverlayRow *)rows->pdata[i])->name);
  return g_string_free_and_steal (names);
}

static void
assert_names (StoreFixture *fixture, const char *expected)
{
  g_autofree char *names = list_names (fixture);

  g_assert_cmpstr (names, ==, expected);
}

static gint64
read_version (StoreFixture *fixture)
{
  g_autofree gint64 *version = store_take (chezu_overlay_table_read_version (fixture->store), NULL);

  return *version;
}

static void
assert_sound (StoreFixture *fixture)
{
  static const ChezuVerifyOptions options = { 0 };
  g_autoptr (GError) error = NULL;
  ChezuVerifyReport *report = chezu_verify (fixture->path, &options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ChezuFinding *finding = report->findings->pdata[i];

      g_test_message ("%s: %s", finding->where, finding->text);
    }
  g_assert_cmpint (chezu_verify_report_count (report), ==, 0);
  chezu_verify_report_free (report);
}

/* --- Coming in ------------------------------------------------------------------------------- */

static void
assert_same (const ChezuOverlayShapes *a, const ChezuOverlayShapes *b)
{
  g_assert_cmpuint (a->features->len, ==, b->features->len);
  g_assert_cmpmem (a->vertices->data, a->vertices->len * sizeof (ChezuOverlayVertex),
                   b->vertices->data, b->vertices->len * sizeof (ChezuOverlayVertex));
  for (guint i = 0; i < a->features->len; i++)
    {
      const ChezuOverlayFeature *one = chezu_overlay_shapes_get (a, i);
      const ChezuOverlayFeature *other = chezu_overlay_shapes_get (b, i);

      g_assert_cmpint (one->kind, ==, other->kind);
      g_assert_cmpstr (one->name, ==, other->name);
      g_assert_cmpstr (one->description, ==, other->description);
      g_assert_cmpstr (one->attributes, ==, other->attributes);
    }
}

static void
test_comes_back_as_it_went_in (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, "depots");
  g_autoptr (ChezuOverlayShapes) expected = make_one_of_each ();
  g_autoptr (ChezuOverlayShapes) shapes
      = store_take (chezu_overlay_table_read_shapes (fixture->store, id), NULL);
  g_autoptr (GPtrArray) rows = list (fixture);
  const ChezuOverlayRow *row = rows->pdata[0];

  assert_same (shapes, expected);
  g_assert_cmpstr (chezu_overlay_shapes_get (shapes, 0)->label, ==, "gate");

  g_assert_cmpint (row->id, ==, id);
  g_assert_cmpstr (row->file, ==, "/home/li/depots.kml");
  g_assert_cmpint (row->datum, ==, CHEZU_DATUM_GCJ02);
  g_assert_cmpuint (row->n_features[CHEZU_OVERLAY_POINT], ==, 2);
  g_assert_cmpuint (row->n_features[CHEZU_OVERLAY_LINE], ==, 1);
  g_assert_cmpuint (row->n_features[CHEZU_OVERLAY_POLYGON], ==, 1);
  g_assert_cmpfloat_with_epsilon (row->bounds[2], 117.6, 1e-9);
  g_assert_cmpstr (row->fields[0], ==, "档案 no.");
  g_assert_cmpuint (g_strv_length (row->fields), ==, 2);
  assert_sound (fixture);
}

static void
test_survives_the_file_and_the_program (StoreFixture *fixture, gconstpointer data)
{
  add (fixture, "depots");
  store_fixture_close (fixture);
  store_fixture_reopen (fixture);
  assert_names (fixture, "depots");
}

static void
test_names_and_colours_differ (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  guint seen = 0;

  for (guint i = 0; i < CHEZU_N_OVERLAY_COLORS; i++)
    add (fixture, "roads");
  rows = list (fixture);
  for (guint i = 0; i < rows->len; i++)
    seen |= 1u << ((const ChezuOverlayRow *)rows->pdata[i])->style.color;
  g_assert_cmpuint (seen, ==, (1u << CHEZU_N_OVERLAY_COLORS) - 1);
  g_assert_cmpstr (((const ChezuOverlayRow *)rows->pdata[0])->name, ==, "roads (6)");
}

static void
test_broken_off_leaves_nothing (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuOverlayShapes) shapes = make_one_of_each ();
  const ChezuOverlayRow row = make_row ("depots");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  DexFuture *added;

  added = chezu_overlay_table_add (fixture->store, &row, shapes, cancellable);
  g_cancellable_cancel (cancellable);
  run_badly (added, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  assert_names (fixture, "");
  run (chezu_overlay_table_purge (fixture->store, G_MAXINT64));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM overlay_feature"), ==, 0);
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM overlay"), ==, 0);
}

static void
test_many_features_come_in_steps (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuOverlayShapes) shapes = chezu_overlay_shapes_new ();
  const ChezuOverlayRow row = make_row ("trees");

  for (guint i = 0; i < 12345; i++)
    {
      begin_feature (shapes, CHEZU_OVERLAY_POINT, "tree");
      chezu_overlay_shapes_add_part (shapes, FALSE);
      chezu_overlay_shapes_add_vertex (shapes, 100 + i % 100 * 0.1, 30 + i / 100 * 0.05);
    }
  run (chezu_overlay_table_add (fixture->store, &row, shapes, NULL));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM overlay_feature"), ==,
                   12345);
  assert_sound (fixture);
}

/* --- Looks ----------------------------------------------------------------------------------- */

static void
test_style_name_and_label_are_kept (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, "depots");
  const ChezuOverlayStyle style = { .color = 3, .width = 4.5, .opacity = 0.25, .visible = FALSE };
  gint64 before = read_version (fixture);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (ChezuOverlayShapes) shapes = NULL;
  const ChezuOverlayRow *row;

  run (chezu_overlay_table_restyle (fixture->store, id, &style));
  run (chezu_overlay_table_rename (fixture->store, id, "仓库"));
  run (chezu_overlay_table_set_label (fixture->store, id, "档案 no."));
  g_assert_cmpint (read_version (fixture), >, before);

  rows = list (fixture);
  row = rows->pdata[0];
  g_assert_cmpuint (row->style.color, ==, 3);
  g_assert_cmpfloat (row->style.width, ==, 4.5);
  g_assert_cmpfloat (row->style.opacity, ==, 0.25);
  g_assert_false (row->style.visible);
  g_assert_cmpstr (row->name, ==, "仓库");
  shapes = store_take (chezu_overlay_table_read_shapes (fixture->store, id), NULL);
  g_assert_cmpstr (chezu_overlay_shapes_get (shapes, 0)->label, ==, "A-7");
}

static void
test_order_is_kept (StoreFixture *fixture, gconstpointer data)
{
  gint64 a = add (fixture, "a");
  gint64 b = add (fixture, "b");
  gint64 c = add (fixture, "c");

  assert_names (fixture, "c, b, a");
  run (chezu_overlay_table_move (fixture->store, a, c));
  assert_names (fixture, "a, c, b");
  run (chezu_overlay_table_move (fixture->store, a, b));
  assert_names (fixture, "c, a, b");
  run (chezu_overlay_table_move (fixture->store, c, 0));
  assert_names (fixture, "a, b, c");
  add (fixture, "d");
  assert_names (fixture, "d, a, b, c");
}

/* --- Going ----------------------------------------------------------------------------------- */

static void
test_removed_can_be_had_back (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, "depots");
  gint64 before = read_version (fixture);
  g_autoptr (GError) error = NULL;

  run (chezu_overlay_table_remove (fixture->store, id));
  g_assert_cmpint (read_version (fixture), !=, before);
  assert_names (fixture, "");
  g_assert_null (store_take (chezu_overlay_table_read_shapes (fixture->store, id), &error));
  g_assert_error (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_NOT_FOUND);

  run (chezu_overlay_table_restore (fixture->store, id));
  assert_names (fixture, "depots");
}

static void
test_purge_erases_only_what_was_removed (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, "depots");

  add (fixture, "roads");
  run (chezu_overlay_table_remove (fixture->store, id));
  run (chezu_overlay_table_purge (fixture->store, chezu_time_now_ms () - CHEZU_HOUR_MS));
  g_assert_cmpint (store_query_int (fixture->store, "SELECT count(*) FROM overlay"), ==, 2);

  run (chezu_overlay_table_purge (fixture->store, G_MAXINT64));
  assert_names (fixture, "roads");
  g_assert_cmpint (
      store_query_int (fixture->store, "SELECT count(DISTINCT overlay) FROM overlay_feature"), ==,
      1);
  assert_sound (fixture);
}

static void
test_change_of_what_is_gone_is_refused (StoreFixture *fixture, gconstpointer data)
{
  run_badly (chezu_overlay_table_rename (fixture->store, 77, "x"), CHEZU_STORE_ERROR,
             CHEZU_STORE_ERROR_NOT_FOUND);
}

/* --- What others write ----------------------------------------------------------------------- */

static void
test_rows_that_others_broke_are_left_out (StoreFixture *fixture, gconstpointer data)
{
  gint64 id = add (fixture, "depots");
  g_autoptr (ChezuOverlayShapes) shapes = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const ChezuOverlayRow *row;

  g_assert_true (store_execute (
      fixture->store,
      "UPDATE overlay_feature SET geom = x'4750' WHERE name = 'gate';"
      "UPDATE overlay_feature SET geom = NULL WHERE name = 'posts';"
      "UPDATE overlay_feature SET attributes = '{' WHERE name = 'road';"
      "UPDATE overlay SET color = 99, width = 1e9, opacity = -1, fields = '[1,', label = 'owner'",
      NULL));
  shapes = store_take (chezu_overlay_table_read_shapes (fixture->store, id), NULL);
  g_assert_cmpuint (shapes->features->len, ==, 2);
  g_assert_null (chezu_overlay_shapes_get (shapes, 0)->label);
  g_assert_cmpstr (chezu_overlay_shapes_get (shapes, 1)->label, ==, "交通局");
  rows = list (fixture);
  row = rows->pdata[0];
  g_assert_cmpuint (row->style.color, <, CHEZU_N_OVERLAY_COLORS);
  g_assert_cmpfloat (row->style.width, <=, CHEZU_OVERLAY_WIDTH_MAX);
  g_assert_cmpfloat (row->style.opacity, >=, 0);
  g_assert_cmpuint (g_strv_length (row->fields), ==, 0);
}

static void
test_thinning_keeps_shapes_whole (void)
{
  g_autoptr (ChezuOverlayShapes) shapes = make_one_of_each ();
  double before[4];
  double after[4];

  g_assert_true (chezu_overlay_shapes_get_bounds (shapes, before));
  chezu_overlay_shapes_thin (shapes, 0, 10.0);
  g_assert_true (chezu_overlay_shapes_get_bounds (shapes, after));
  g_assert_cmpuint (shapes->features->len, ==, 4);
  g_assert_cmpuint (shapes->vertices->len, ==, 3 + 2 * 2 + 3 * 4);
  for (guint part = 0; part < shapes->parts->len; part++)
    g_assert_cmpuint (chezu_overlay_shapes_end_of_part (shapes, part), >,
                      g_array_index (shapes->parts, ChezuOverlayPart, part).first_vertex);
  g_assert_cmpfloat (after[0], ==, before[0]);
  g_assert_cmpfloat (after[1], >=, before[1]);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/overlays/" path, StoreFixture, NULL, store_fixture_set_up, func,             \
              store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("comes-back-as-it-went-in", test_comes_back_as_it_went_in);
  ADD ("survives-the-file-and-the-program", test_survives_the_file_and_the_program);
  ADD ("names-and-colours-differ", test_names_and_colours_differ);
  ADD ("broken-off-leaves-nothing", test_broken_off_leaves_nothing);
  ADD ("many-features-come-in-steps", test_many_features_come_in_steps);
  ADD ("style-name-and-label-are-kept", test_style_name_and_label_are_kept);
  ADD ("order-is-kept", test_order_is_kept);
  ADD ("removed-can-be-had-back", test_removed_can_be_had_back);
  ADD ("purge-erases-only-what-was-removed", test_purge_erases_only_what_was_removed);
  ADD ("change-of-what-is-gone-is-refused", test_change_of_what_is_gone_is_refused);
  ADD ("rows-that-others-broke-are-left-out", test_rows_that_others_broke_are_left_out);
  g_test_add_func ("/store/overlays/thinning-keeps-shapes-whole", test_thinning_keeps_shapes_whole);
  return g_test_run ();
}
