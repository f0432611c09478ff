/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels of vehicles: which get one, where, and that they hold still. */

#include "../fleet/fleet-fixture.h"

#include "map/chezu-plates.h"

#include <math.h>

/* Read by the leak checker: fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig\n";
}

#define WIDTH 1200
#define HEIGHT 800

typedef struct
{
  FleetFixture fleet;
  PangoContext *context;
  ChezuSprites *sprites;
  ChezuPlates *plates;
  ChezuSelection *selection;
  GArray *marks; /* of ChezuFleetMark */
  ChezuPlateRules rules;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fleet_fixture_set_up (&fixture->fleet, NULL);
  fixture->context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  fixture->sprites = chezu_sprites_new (fixture->context, CHEZU_SCHEME_LIGHT, 1.0);
  fixture->plates = chezu_plates_new ();
  fixture->selection = chezu_selection_new ();
  fixture->marks = g_array_new (FALSE, FALSE, sizeof (ChezuFleetMark));
  fixture->rules = (ChezuPlateRules){
    .width = WIDTH,
    .height = HEIGHT,
    .vehicle_size = 24.0,
    .scale = 1.0,
    .all = TRUE,
    .selection = fixture->selection,
  };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_array_unref (fixture->marks);
  g_object_unref (fixture->selection);
  chezu_plates_free (fixture->plates);
  chezu_sprites_free (fixture->sprites);
  g_object_unref (fixture->context);
  fleet_fixture_tear_down (&fixture->fleet, NULL);
}

/* Vehicles 1 … @n, and a mark for each. */
static void
make_vehicles (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      ChezuFleetMark mark = { .count = 1, .vehicle = i };
      ChezuVehicleRow *row = fleet_row (&fixture->fleet, i + 1, FLEET_LON, FLEET_LAT);
      g_autofree char *plate = g_strdup_printf ("鲁D%05u", i);

      row->plate = g_string_chunk_insert (fixture->fleet.strings, plate);
      row->driver = "王建国";
      g_array_append_val (fixture->marks, mark);
    }
  fleet_apply (&fixture->fleet, FLEET_T0);
}

static void
put (Fixture *fixture, guint vehicle, double x, double y)
{
  ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, vehicle);

  mark->x = (float)x;
  mark->y = (float)y;
}

static void
place (Fixture *fixture, gint64 now_ms)
{
  chezu_plates_place (fixture->plates, fixture->fleet.fleet, fixture->sprites, fixture->marks,
                      &fixture->rules, now_ms);
}

static const ChezuPlate *
find (Fixture *fixture, guint vehicle)
{
  for (guint i = 0; i < chezu_plates_get_n (fixture->plates); i++)
    if (chezu_plates_get (fixture->plates, i)->vehicle == vehicle)
      return chezu_plates_get (fixture->plates, i);
  return NULL;
}

static void
test_label_stands_at_the_upper_right (Fixture *fixture, gconstpointer data)
{
  const ChezuPlate *plate;

  make_vehicles (fixture, 1);
  put (fixture, 0, 600, 400);
  place (fixture, 0);
  plate = find (fixture, 0);
  g_assert_nonnull (plate);
  g_assert_cmpfloat (plate->x - plate->sprite->width / 2.0, >, 600 + 12);
  g_assert_cmpfloat (plate->y, <, 400);
}

static void
test_labels_cover_neither_symbols_nor_names_nor_each_other (Fixture *fixture, gconstpointer data)
{
  const guint n = 120;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  const graphene_rect_t name = GRAPHENE_RECT_INIT (300, 200, 500, 200);

  g_array_append_val (names, name);
  fixture->rules.names = names;
  make_vehicles (fixture, n);
  for (guint i = 0; i < n; i++)
    put (fixture, i, g_rand_double_range (random, 50, WIDTH - 50),
         g_rand_double_range (random, 50, HEIGHT - 50));
  place (fixture, 0);
  g_assert_cmpuint (chezu_plates_get_n (fixture->plates), >, n / 3);

  for (guint i = 0; i < chezu_plates_get_n (fixture->plates); i++)
    {
      const ChezuPlate *plate = chezu_plates_get (fixture->plates, i);
      float width = (float)plate->sprite->width;
      float height = (float)plate->sprite->height;
      graphene_rect_t box = GRAPHENE_RECT_INIT ((float)plate->x - width / 2,
                                                (float)plate->y - height / 2, width, height);
      graphene_rect_t inner;

      graphene_rect_inset_r (&box, 2, 2, &inner);
      g_assert_false (graphene_rect_intersection (&inner, &name, NULL));
      for (guint v = 0; v < n; v++)
        {
          const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, v);

          g_assert_false (
              graphene_rect_contains_point (&inner, &GRAPHENE_POINT_INIT (mark->x, mark->y)));
        }
      for (guint j = 0; j < i; j++)
        {
          const ChezuPlate *other = chezu_plates_get (fixture->plates, j);

          g_assert_true (fabs (other->x - plate->x) >= (other->sprite->width + width) / 2
                         || fabs (other->y - plate->y) >= (other->sprite->height + height) / 2);
        }
    }
}

/* The last one without a label. */
static guint
find_without (Fixture *fixture, guint n)
{
  guint i = n;

  while (i > 0 && find (fixture, i - 1) != NULL)
    i--;
  g_assert_cmpuint (i, >, 0);
  return i - 1;
}

/* Many on one spot leave room for a few labels only: rank decides, not the order of painting. */
static void
test_selected_and_alarmed_come_first (Fixture *fixture, gconstpointer data)
{
  guint selected;
  guint alarmed;
  gint64 id;

  make_vehicles (fixture, 20);
  for (guint i = 0; i < 20; i++)
    put (fixture, i, 600 + i % 3, 400 + i % 2);
  place (fixture, 0);
  g_assert_cmpuint (chezu_plates_get_n (fixture->plates), <, 10);

  selected = find_without (fixture, 20);
  id = selected + 1;
  chezu_selection_add (fixture->selection, &id, 1);
  place (fixture, 100);
  g_assert_nonnull (find (fixture, selected));

  chezu_selection_clear (fixture->selection);
  alarmed = find_without (fixture, 20);
  g_array_index (fixture->marks, ChezuFleetMark, alarmed).alarm = CHEZU_ALARM_P1;
  place (fixture, 200);
  g_assert_nonnull (find (fixture, alarmed));

  /* They have labels also where the others have none. */
  fixture->rules.all = FALSE;
  place (fixture, 300);
  g_assert_cmpuint (chezu_plates_get_n (fixture->plates), ==, 1);
}

static void
test_drivers_instead_of_plates (Fixture *fixture, gconstpointer data)
{
  make_vehicles (fixture, 1);
  put (fixture, 0, 600, 400);
  fixture->rules.with_drivers = TRUE;
  place (fixture, 0);
  g_assert_true (find (fixture, 0)->sprite
                 == chezu_sprites_get_label (fixture->sprites, "王建国", FALSE));
}

/* --- Holding still */

#define MOVERS 60
#define STEP_MS 100
#define MINUTE_STEPS 600

/* Streets in both directions, at speeds that differ: vehicles meet and overtake all the time. */
static void
move (Fixture *fixture, guint step)
{
  for (guint i = 0; i < MOVERS; i++)
    {
      double speed = (2.0 + i % 7) * (i % 2 == 0 ? 1.0 : -1.0); /* pixels a second */
      double way = i * 97 % WIDTH + speed * step * STEP_MS / 1000.0 + 2 * WIDTH;

      put (fixture, i, fmod (way, WIDTH), 60 + i % 12 * 60);
    }
}

/* What an eye would see change: labels that come, go, or take another side. Vehicles that leave at
 * an edge are not counted. */
static guint
count_changes (Fixture *fixture, gboolean forgetful)
{
  double offsets[MOVERS][2] = { 0 };
  gboolean had[MOVERS] = { FALSE };
  guint changes = 0;

  for (guint step = 0; step < MINUTE_STEPS; step++)
    {
      if (forgetful)
        {
          chezu_plates_free (fixture->plates);
          fixture->plates = chezu_plates_new ();
        }
      move (fixture, step);
      place (fixture, (gint64)step * STEP_MS);
      for (guint i = 0; i < MOVERS; i++)
        {
          const ChezuFleetMark *mark = &g_array_index (fixture->marks, ChezuFleetMark, i);
          const ChezuPlate *plate = find (fixture, i);
          gboolean has = plate != NULL;
          double dx = has ? plate->x - mark->x : 0.0;
          double dy = has ? plate->y - mark->y : 0.0;

          if (step > 0 && mark->x > 100 && mark->x < WIDTH - 100
              && (has != had[i] || (has && hypot (dx - offsets[i][0], dy - offsets[i][1]) > 1.0)))
            changes++;
          had[i] = has;
          offsets[i][0] = dx;
          offsets[i][1] = dy;
        }
    }
  return changes;
}

/* A minute of street traffic. A label has to go where two vehicles pass each other; but it goes
 * once, and comes back once. */
static void
test_labels_hold_still_for_a_minute (Fixture *fixture, gconstpointer data)
{
  guint steady;
  guint forgetful;

  make_vehicles (fixture, MOVERS);
  steady = count_changes (fixture, FALSE);
  forgetful = count_changes (fixture, TRUE);
  g_test_message ("%u changes in a minute, %u without a memory", steady, forgetful);
  g_assert_cmpuint (steady, <=, MOVERS);
  g_assert_cmpuint (4 * steady, <, forgetful);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/map/plates/label-stands-at-the-upper-right", test_label_stands_at_the_upper_right);
  ADD ("/map/plates/labels-cover-neither-symbols-nor-names-nor-each-other",
       test_labels_cover_neither_symbols_nor_names_nor_each_other);
  ADD ("/map/plates/selected-and-alarmed-come-first", test_selected_and_alarmed_come_first);
  ADD ("/map/plates/drivers-instead-of-plates", test_drivers_instead_of_plates);
  ADD ("/map/plates/labels-hold-still-for-a-minute", test_labels_hold_still_for_a_minute);

  return g_test_run ();
}
