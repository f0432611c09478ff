/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where names stand, and what is said of places. Nothing here needs a display. */

#include "map/chezu-clip.h"
#include "map/chezu-label-placer.h"
#include "map/chezu-map-labels.h"
#include "map/chezu-map-motion.h"
#include "map/chezu-place-words.h"
#include "map/chezu-scale-bar.h"

#include "base/chezu-geodesy.h"

#include <math.h>

#define WIDTH 1200
#define HEIGHT 800

typedef struct
{
  ChezuLabelPlacer *placer;
  GArray *candidates; /* of ChezuLabelCandidate */
  GArray *discs;      /* of ChezuCircle */
  GArray *boxes;      /* of ChezuBox */
  GArray *traffic;    /* of ChezuBox */
  const GArray *placed;
} Scene;

static void
set_up (Scene *scene, gconstpointer data)
{
  scene->placer = chezu_label_placer_new ();
  scene->candidates = g_array_new (FALSE, TRUE, sizeof (ChezuLabelCandidate));
  scene->discs = g_array_new (FALSE, TRUE, sizeof (ChezuCircle));
  scene->boxes = g_array_new (FALSE, TRUE, sizeof (ChezuBox));
  scene->traffic = g_array_new (FALSE, TRUE, sizeof (ChezuBox));
}

static void
tear_down (Scene *scene, gconstpointer data)
{
  chezu_label_placer_free (scene->placer);
  g_array_unref (scene->candidates);
  g_array_unref (scene->discs);
  g_array_unref (scene->boxes);
  g_array_unref (scene->traffic);
}

/* A town with a dot and a name of 60 by 16 pixels. */
static ChezuLabelCandidate *
add_town (Scene *scene, guint64 key, ChezuLabelRank rank, float x, float y)
{
  ChezuLabelCandidate town = {
    .key = key,
    .rank = rank,
    .weight = -(float)key,
    .x = x,
    .y = y,
    .width = 60,
    .height = 16,
    .gap = 6,
    .symbol_radius = 3,
    .spots = CHEZU_SPOTS_AROUND,
  };

  g_array_append_val (scene->candidates, town);
  return &g_array_index (scene->candidates, ChezuLabelCandidate, scene->candidates->len - 1);
}

static void
add_disc (Scene *scene, float x, float y, float radius)
{
  ChezuCircle disc = { x, y, radius };

  g_array_append_val (scene->discs, disc);
}

static void
run (Scene *scene)
{
  ChezuLabelScene around = {
    .boxes = (const ChezuBox *)(gpointer)scene->boxes->data,
    .n_boxes = scene->boxes->len,
    .discs = (const ChezuCircle *)(gpointer)scene->discs->data,
    .n_discs = scene->discs->len,
    .traffic = (const ChezuBox *)(gpointer)scene->traffic->data,
    .n_traffic = scene->traffic->len,
    .view = { 0, 0, WIDTH, HEIGHT },
  };

  scene->placed = chezu_label_placer_run (
      scene->placer, (const ChezuLabelCandidate *)(gpointer)scene->candidates->data,
      scene->candidates->len, &around);
}

static const ChezuPlacedLabel *
find (Scene *scene, guint64 key)
{
  for (guint i = 0; i < scene->placed->len; i++)
    {
      const ChezuPlacedLabel *label = &g_array_index (scene->placed, ChezuPlacedLabel, i);

      if (label->key == key)
        return label;
    }
  return NULL;
}

static guint
get_boxes (Scene *scene, guint index, ChezuBox boxes[16])
{
  const ChezuPlacedLabel *label = &g_array_index (scene->placed, ChezuPlacedLabel, index);

  return chezu_label_boxes (
      &g_array_index (scene->candidates, ChezuLabelCandidate, label->candidate), label, boxes);
}

static void
assert_nothing_overlaps (Scene *scene)
{
  for (guint i = 0; i < scene->placed->len; i++)
    {
      ChezuBox boxes[16];
      guint n = get_boxes (scene, i, boxes);

      for (guint b = 0; b < n; b++)
        {
          for (guint d = 0; d < scene->discs->len; d++)
            g_assert_false (chezu_box_overlaps_circle (
                &boxes[b], &g_array_index (scene->discs, ChezuCircle, d)));
          for (guint d = 0; d < scene->boxes->len; d++)
            g_assert_false (
                chezu_box_overlaps (&boxes[b], &g_array_index (scene->boxes, ChezuBox, d)));
        }
      for (guint j = i + 1; j < scene->placed->len; j++)
        {
          ChezuBox others[16];
          guint n_others = get_boxes (scene, j, others);

          for (guint b = 0; b < n; b++)
            for (guint o = 0; o < n_others; o++)
              g_assert_false (chezu_box_overlaps (&boxes[b], &others[o]));
        }
    }
}

/* 600 towns, slanted streets, 30 discs, at random. */
static void
crowd (Scene *scene, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  ChezuBox card = { WIDTH - 60, HEIGHT - 200, WIDTH, HEIGHT };

  for (guint i = 0; i < 600; i++)
    {
      ChezuLabelCandidate *town = add_town (
          scene, i + 1,
          (ChezuLabelRank)g_rand_int_range (random, CHEZU_RANK_REGION, CHEZU_RANK_STREET + 1),
          (float)g_rand_double_range (random, -50, WIDTH + 50),
          (float)g_rand_double_range (random, -50, HEIGHT + 50));

      town->width = (float)g_rand_double_range (random, 12, 120);
      if (i % 5 != 0)
        continue;
      town->spots = CHEZU_SPOTS_CENTER;
      town->symbol_radius = 0;
      town->angle = (float)g_rand_double_range (random, -1.5, 1.5);
    }
  for (guint i = 0; i < 30; i++)
    add_disc (scene, (float)g_rand_double_range (random, 0, WIDTH),
              (float)g_rand_double_range (random, 0, HEIGHT),
              (float)g_rand_double_range (random, 12, 30));
  g_array_append_val (scene->boxes, card);
}

/* EVIDENCE-OF: ux.md, part 12 (8): no label touches label, shield, glyph */
static void
test_nothing_overlaps (Scene *scene, gconstpointer data)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_array_set_size (scene->candidates, 0);
      g_array_set_size (scene->discs, 0);
      g_array_set_size (scene->boxes, 0);
      chezu_label_placer_forget (scene->placer);
      crowd (scene, seed);
      run (scene);
      g_assert_cmpuint (scene->placed->len, >, 60);
      assert_nothing_overlaps (scene);
    }
}

static void
test_new_names_are_not_cut (Scene *scene, gconstpointer data)
{
  crowd (scene, 7);
  run (scene);
  for (guint i = 0; i < scene->placed->len; i++)
    {
      ChezuBox boxes[16];
      guint n = get_boxes (scene, i, boxes);

      for (guint b = 0; b < n; b++)
        {
          g_assert_cmpfloat (boxes[b].left, >=, 0);
          g_assert_cmpfloat (boxes[b].top, >=, 0);
          g_assert_cmpfloat (boxes[b].right, <=, WIDTH);
          g_assert_cmpfloat (boxes[b].bottom, <=, HEIGHT);
        }
    }
}

/* The same again, panned a little: who stood stands, at the same spot. */
static void
test_names_stay_when_the_map_is_moved (Scene *scene, gconstpointer data)
{
  g_autoptr (GHashTable) spots = g_hash_table_new (NULL, NULL);
  guint stood = 0;

  crowd (scene, 3);
  run (scene);
  for (guint i = 0; i < scene->placed->len; i++)
    {
      const ChezuPlacedLabel *label = &g_array_index (scene->placed, ChezuPlacedLabel, i);

      if (label->has_text)
        g_hash_table_insert (spots, GUINT_TO_POINTER ((guint)label->key),
                             GUINT_TO_POINTER (label->spot + 1));
    }

  for (guint i = 0; i < scene->candidates->len; i++)
    g_array_index (scene->candidates, ChezuLabelCandidate, i).x -= 5;
  for (guint i = 0; i < scene->discs->len; i++)
    g_array_index (scene->discs, ChezuCircle, i).x -= 5;
  g_array_set_size (scene->boxes, 0);
  run (scene);
  for (guint i = 0; i < scene->placed->len; i++)
    {
      const ChezuPlacedLabel *label = &g_array_index (scene->placed, ChezuPlacedLabel, i);
      guint before
          = GPOINTER_TO_UINT (g_hash_table_lookup (spots, GUINT_TO_POINTER ((guint)label->key)));

      if (before == 0)
        continue;
      g_assert_true (label->has_text);
      g_assert_cmpuint (label->spot + 1, ==, before);
      stood++;
    }
  /* All but those that the edge has taken. */
  g_assert_cmpuint (stood, >=, g_hash_table_size (spots) - 6);
}

static void
test_higher_rank_takes_the_place (Scene *scene, gconstpointer data)
{
  add_town (scene, 1, CHEZU_RANK_TOWN, 600, 400)->spots = 1u << CHEZU_SPOT_UPPER_RIGHT;
  run (scene);
  g_assert_nonnull (find (scene, 1));

  add_town (scene, 2, CHEZU_RANK_CAPITAL, 605, 402)->spots = 1u << CHEZU_SPOT_UPPER_RIGHT;
  run (scene);
  g_assert_nonnull (find (scene, 2));
  g_assert_null (find (scene, 1));
}

/* EVIDENCE-OF: ux.md, part 5: a placed label stays until a higher rank needs its place */
static void
test_equal_rank_does_not (Scene *scene, gconstpointer data)
{
  add_town (scene, 9, CHEZU_RANK_TOWN, 600, 400)->spots = 1u << CHEZU_SPOT_UPPER_RIGHT;
  run (scene);

  /* Of more weight, but later. */
  add_town (scene, 1, CHEZU_RANK_TOWN, 605, 402)->spots = 1u << CHEZU_SPOT_UPPER_RIGHT;
  run (scene);
  g_assert_nonnull (find (scene, 9));
  g_assert_null (find (scene, 1));

  chezu_label_placer_forget (scene->placer);
  run (scene);
  g_assert_nonnull (find (scene, 1));
}

static void
test_name_steps_aside_for_a_disc (Scene *scene, gconstpointer data)
{
  add_town (scene, 1, CHEZU_RANK_TOWN, 600, 400);
  run (scene);
  g_assert_cmpint (find (scene, 1)->spot, ==, CHEZU_SPOT_UPPER_RIGHT);

  add_disc (scene, 640, 395, 14);
  run (scene);
  g_assert_cmpint (find (scene, 1)->spot, !=, CHEZU_SPOT_UPPER_RIGHT);
  g_assert_cmpint (find (scene, 1)->spot, !=, CHEZU_SPOT_LOWER_RIGHT);
  assert_nothing_overlaps (scene);
}

static void
test_name_keeps_off_vehicles_where_it_can (Scene *scene, gconstpointer data)
{
  ChezuBox right = { 600, 380, 700, 420 };
  ChezuBox everywhere = { 0, 0, WIDTH, HEIGHT };

  g_array_append_val (scene->traffic, right);
  add_town (scene, 1, CHEZU_RANK_TOWN, 600, 400);
  run (scene);
  g_assert_cmpint (find (scene, 1)->spot, ==, CHEZU_SPOT_UPPER_LEFT);

  /* A town keeps its name in traffic; a shield, of which there are others, does not come. */
  g_array_append_val (scene->traffic, everywhere);
  add_town (scene, 2, CHEZU_RANK_TOWN, 300, 200);
  add_town (scene, 3, CHEZU_RANK_SHIELD, 900, 200)->shy = TRUE;
  run (scene);
  g_assert_nonnull (find (scene, 2));
  g_assert_null (find (scene, 3));
}

static void
test_symbol_may_stand_alone (Scene *scene, gconstpointer data)
{
  ChezuLabelCandidate *place;

  add_disc (scene, 560, 400, 24);
  add_disc (scene, 640, 400, 24);
  add_disc (scene, 600, 440, 24);
  add_disc (scene, 600, 360, 24);
  place = add_town (scene, 1, CHEZU_RANK_PLACE, 600, 400);
  place->symbol_radius = 11;
  place->gap = 14;
  run (scene);
  g_assert_null (find (scene, 1));

  g_array_index (scene->candidates, ChezuLabelCandidate, 0).symbol_alone = TRUE;
  run (scene);
  g_assert_false (find (scene, 1)->has_text);
}

static void
test_same_name_is_not_said_twice_nearby (Scene *scene, gconstpointer data)
{
  const float xs[] = { 200, 320, 900 };

  for (guint i = 0; i < G_N_ELEMENTS (xs); i++)
    {
      ChezuLabelCandidate *shield = add_town (scene, i + 1, CHEZU_RANK_SHIELD, xs[i], 400);

      shield->spots = CHEZU_SPOTS_CENTER;
      shield->symbol_radius = 0;
      shield->name = 42;
      shield->name_distance = 240;
    }
  run (scene);
  g_assert_nonnull (find (scene, 1));
  g_assert_null (find (scene, 2));
  g_assert_nonnull (find (scene, 3));
}

static void
test_other_points_are_tried (Scene *scene, gconstpointer data)
{
  static const float others[] = { 400, 300, 800, 500 };
  ChezuLabelCandidate *region = add_town (scene, 1, CHEZU_RANK_REGION, 600, 400);

  region->spots = CHEZU_SPOTS_CENTER;
  region->symbol_radius = 0;
  region->others = others;
  region->n_others = 2;
  add_disc (scene, 600, 400, 30);
  add_disc (scene, 400, 300, 30);
  run (scene);
  g_assert_cmpfloat (find (scene, 1)->x, ==, 800);
  g_assert_cmpfloat (find (scene, 1)->y, ==, 500);
}

/* --- Words -------------------------------------------------------------------------------------*/

static void
test_opening_hours (void)
{
  static const struct
  {
    const char *code;
    const char *text;
  } cases[] = {
    { "24/7", "day and night" },
    { "Mo-Su 08:00-22:00", "daily 08:00–22:00" },
    { "Mo-Fr 08:30-17:30; Sa,Su 09:00-16:00", "Mon–Fri 08:30–17:30; Sat, Sun 09:00–16:00" },
    { "Sa 09:00-12:00,14:00-17:00", "Sat 09:00–12:00, 14:00–17:00" },
    /* What is not understood stays as it is. */
    { "sunrise-sunset", "sunrise-sunset" },
    { "Mo-Xx 08:00-22:00", "Mo-Xx 08:00-22:00" },
    { "Mo off", "Mo off" },
    { ";", ";" },
    { "Mo <b>", "Mo <b>" },
    { "", "—" },
    { NULL, "—" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = chezu_place_hours_text (cases[i].code);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_services (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *two = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *none = NULL;

  g_hash_table_insert (names, (gpointer) "food", (gpointer) "Food");
  g_hash_table_insert (names, (gpointer) "shower", (gpointer) "Shower");
  two = chezu_place_services_text ("food;nonsense;shower;", names);
  unknown = chezu_place_services_text ("nonsense", names);
  none = chezu_place_services_text ("food", NULL);
  g_assert_cmpstr (two, ==, "Food, Shower");
  g_assert_cmpstr (unknown, ==, "—");
  g_assert_cmpstr (none, ==, "—");
}

static void
test_capacity (void)
{
  g_autofree char *one = chezu_place_capacity_text (1, "beds");
  g_autofree char *many = chezu_place_capacity_text (1200, "truck_bays");
  g_autofree char *strange = chezu_place_capacity_text (3, "hammocks");
  g_autofree char *unknown = chezu_place_capacity_text (CHEZU_UNKNOWN, "beds");

  g_assert_cmpstr (one, ==, "1 bed");
  g_assert_cmpstr (many, ==, "1,200 truck bays");
  g_assert_cmpstr (strange, ==, "3");
  g_assert_cmpstr (unknown, ==, "—");
}

static void
test_scale_bar_is_round (void)
{
  g_assert_cmpfloat (chezu_scale_bar_choose_metres (1, 110), ==, 100);
  g_assert_cmpfloat (chezu_scale_bar_choose_metres (1, 99), ==, 50);
  g_assert_cmpfloat (chezu_scale_bar_choose_metres (1, 49), ==, 20);
  g_assert_cmpfloat (chezu_scale_bar_choose_metres (4000, 110), ==, 200000);
  g_assert_cmpfloat (chezu_scale_bar_choose_metres (0.25, 110), ==, 20);
}

/* --- Geometry ----------------------------------------------------------------------------------*/

static void
test_flight_leads_from_start_to_end (void)
{
  const ChezuCamera from = { 0.82, 0.39, 12 };
  const ChezuCamera to = { 0.86, 0.35, 14 };
  double lowest = 99;
  ChezuCamera camera = chezu_camera_between (&from, &to, 1600, 0);

  g_assert_cmpfloat_with_epsilon (camera.x, from.x, 1e-9);
  g_assert_cmpfloat_with_epsilon (camera.y, from.y, 1e-9);
  g_assert_cmpfloat_with_epsilon (camera.zoom, from.zoom, 1e-6);
  for (double t = 0; t <= 1; t += 0.01)
    {
      camera = chezu_camera_between (&from, &to, 1600, t);
      g_assert_true (isfinite (camera.x) && isfinite (camera.y) && isfinite (camera.zoom));
      lowest = MIN (lowest, camera.zoom);
    }
  /* A long way is flown from high above. */
  g_assert_cmpfloat (lowest, <, 9);
  camera = chezu_camera_between (&from, &to, 1600, 1);
  g_assert_cmpfloat (camera.x, ==, to.x);
  g_assert_cmpfloat (camera.zoom, ==, to.zoom);
}

static void
test_flight_on_the_spot_only_zooms (void)
{
  const ChezuCamera from = { 0.82, 0.39, 5 };
  const ChezuCamera to = { 0.82, 0.39, 9 };
  ChezuCamera camera = chezu_camera_between (&from, &to, 1600, 0.5);

  g_assert_cmpfloat_with_epsilon (camera.zoom, 7, 1e-9);
  g_assert_cmpfloat_with_epsilon (camera.x, 0.82, 1e-12);
}

static void
add_point (GArray *ring, double x, double y, gboolean mark)
{
  ChezuClipPoint point = { x, y, mark };

  g_array_append_val (ring, point);
}

static void
test_ring_is_cut_to_a_box (void)
{
  const ChezuClipBox box = { 0, 0, 100, 100 };
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  g_autoptr (GArray) clipped = g_array_new (FALSE, FALSE, sizeof (ChezuClipPoint));
  double area = 0;

  /* A square around the upper left corner, a thousand times the box. */
  add_point (ring, -1e5, -1e5, FALSE);
  add_point (ring, 50, -1e5, TRUE);
  add_point (ring, 50, 60, TRUE);
  add_point (ring, -1e5, 60, FALSE);
  chezu_clip_ring (ring, &box, clipped);
  for (guint i = 0; i < clipped->len; i++)
    {
      const ChezuClipPoint *a = &g_array_index (clipped, ChezuClipPoint, i);
      const ChezuClipPoint *b = &g_array_index (clipped, ChezuClipPoint, (i + 1) % clipped->len);

      g_assert_true (a->x >= 0 && a->x <= 100 && a->y >= 0 && a->y <= 100);
      area += (a->x * b->y - b->x * a->y) / 2;
    }
  g_assert_cmpfloat_with_epsilon (area, 50 * 60, 1e-6);

  g_array_set_size (ring, 0);
  add_point (ring, 200, 200, FALSE);
  add_point (ring, 300, 200, FALSE);
  add_point (ring, 300, 300, FALSE);
  chezu_clip_ring (ring, &box, clipped);
  g_assert_cmpuint (clipped->len, ==, 0);

  g_array_set_size (ring, 0);
  chezu_clip_ring (ring, &box, clipped);
  g_assert_cmpuint (clipped->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Scene, NULL, set_up, func, tear_down)
  ADD ("/map/labels/nothing-overlaps", test_nothing_overlaps);
  ADD ("/map/labels/new-names-are-not-cut", test_new_names_are_not_cut);
  ADD ("/map/labels/names-stay-when-the-map-is-moved", test_names_stay_when_the_map_is_moved);
  ADD ("/map/labels/higher-rank-takes-the-place", test_higher_rank_takes_the_place);
  ADD ("/map/labels/equal-rank-does-not", test_equal_rank_does_not);
  ADD ("/map/labels/name-steps-aside-for-a-disc", test_name_steps_aside_for_a_disc);
  ADD ("/map/labels/name-keeps-off-vehicles-where-it-can",
       test_name_keeps_off_vehicles_where_it_can);
  ADD ("/map/labels/symbol-may-stand-alone", test_symbol_may_stand_alone);
  ADD ("/map/labels/same-name-is-not-said-twice-nearby", test_same_name_is_not_said_twice_nearby);
  ADD ("/map/labels/other-points-are-tried", test_other_points_are_tried);
#undef ADD
  g_test_add_func ("/map/places/opening-hours-in-words", test_opening_hours);
  g_test_add_func ("/map/places/services-in-words", test_services);
  g_test_add_func ("/map/places/capacity-in-words", test_capacity);
  g_test_add_func ("/map/scale-bar/length-is-round", test_scale_bar_is_round);
  g_test_add_func ("/map/flight/leads-from-start-to-end", test_flight_leads_from_start_to_end);
  g_test_add_func ("/map/flight/on-the-spot-only-zooms", test_flight_on_the_spot_only_zooms);
  g_test_add_func ("/map/clip/ring-is-cut-to-a-box", test_ring_is_cut_to_a_box);
  return g_test_run ();
}
