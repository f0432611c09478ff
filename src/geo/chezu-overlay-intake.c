/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-overlay-intake.h"

#include "base/chezu-geodesy.h"
#include "geo/chezu-overlay-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const ChezuOverlayLimits usual = {
  .max_features = 200000,
  .max_vertices = 2000000,
  .max_text = 64 * 1024 * 1024,
  .max_bytes = G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024,
  .max_unpacked = G_GINT64_CONSTANT (512) * 1024 * 1024,
  .max_ms = 120000,
};

/* One metre, to begin with. */
#define FIRST_TOLERANCE 1e-5
/* A hundred kilometres; what is then still too much is not made of lines. */
#define LAST_TOLERANCE 1.0
#define METRES_PER_DEGREE 111195.0
/* More are put together into one. */
#define LAYERS_MAX 24
#define FIELDS_MAX 32
#define NAME_MAX_CHARACTERS 120
/* The clock is asked once in so many questions. */
#define CLOCK_STEP 64

typedef struct
{
  char *name;
  GPtrArray *fields; /* of char * */
  ChezuOverlayShapes *shapes;
} Layer;

struct _ChezuOverlayIntake
{
  char *path;
  char *file;
  char *stem; /* without its ending */
  ChezuDatum datum;
  ChezuOverlayLimits limits;
  GCancellable *cancellable; /* Owned reference, nullable */
  gint64 deadline_us;
  guint n_questions;

  GPtrArray *layers; /* of Layer */
  Layer *layer;
  guint n_features;
  guint n_outside;
  guint n_unreadable;
  guint n_vertices;
  gsize text_size;
  double tolerance; /* degrees */
  gboolean is_cut;
  gboolean text_cut;

  /* Of the feature that is coming in */
  ChezuOverlayFeature texts; /* owned */
  guint n_before;            /* features of the layer */
  int kind;                  /* -1: no part yet */
  gboolean is_outside;
  gboolean is_spoiled;
};

static void
layer_free (gpointer data)
{
  Layer *layer = data;

  g_free (layer->name);
  g_ptr_array_unref (layer->fields);
  chezu_overlay_shapes_unref (layer->shapes);
  g_free (layer);
}

static void
clear_texts (ChezuOverlayIntake *self)
{
  g_free ((char *)self->texts.name);
  g_free ((char *)self->texts.description);
  g_free ((char *)self->texts.attributes);
  self->texts = (ChezuOverlayFeature){ 0 };
}

ChezuOverlayIntake *
chezu_overlay_intake_new (const char *path,
                          ChezuDatum datum,
                          const ChezuOverlayLimits *limits,
                          GCancellable *cancellable)
{
  ChezuOverlayIntake *self = g_new0 (ChezuOverlayIntake, 1);
  const ChezuOverlayLimits given = limits != NULL ? *limits : (ChezuOverlayLimits){ 0 };
  g_autofree char *base = g_path_get_basename (path);
  const char *dot;

  self->path = g_strdup (path);
  self->file = chezu_overlay_text_clean (base, NULL, NAME_MAX_CHARACTERS);
  if (self->file == NULL)
    self->file = g_strdup ("?");
  dot = strrchr (self->file, '.');
  self->stem = dot != NULL && dot > self->file ? g_strndup (self->file, (gsize)(dot - self->file))
                                               : g_strdup (self->file);
  self->datum = datum;
  self->limits = (ChezuOverlayLimits){
    .max_features = given.max_features != 0 ? given.max_features : usual.max_features,
    .max_vertices = given.max_vertices != 0 ? given.max_vertices : usual.max_vertices,
    .max_text = given.max_text != 0 ? given.max_text : usual.max_text,
    .max_bytes = given.max_bytes != 0 ? given.max_bytes : usual.max_bytes,
    .max_unpacked = given.max_unpacked != 0 ? given.max_unpacked : usual.max_unpacked,
    .max_ms = given.max_ms != 0 ? given.max_ms : usual.max_ms,
  };
  g_set_object (&self->cancellable, cancellable);
  self->deadline_us = g_get_monotonic_time () + (gint64)self->limits.max_ms * 1000;
  self->layers = g_ptr_array_new_with_free_func (layer_free);
  return self;
}

void
chezu_overlay_intake_free (ChezuOverlayIntake *self)
{
  clear_texts (self);
  g_ptr_array_unref (self->layers);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_free (self->file);
  g_free (self->stem);
  g_free (self);
}

const char *
chezu_overlay_intake_get_file (ChezuOverlayIntake *self)
{
  return self->file;
}

const ChezuOverlayLimits *
chezu_overlay_intake_get_limits (ChezuOverlayIntake *self)
{
  return &self->limits;
}

gboolean
chezu_overlay_intake_fail (GError **error, ChezuOverlayFileError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (CHEZU_OVERLAY_FILE_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* --- Layers ---------------------------------------------------------------------------------- */

void
chezu_overlay_intake_begin_layer (ChezuOverlayIntake *self, const char *name)
{
  g_autofree char *clean = chezu_overlay_text_clean (name, NULL, NAME_MAX_CHARACTERS);

  for (guint i = 0; i < self->layers->len; i++)
    {
      self->layer = self->layers->pdata[i];
      if (g_strcmp0 (self->layer->name, clean) == 0)
        return;
    }
  if (self->layers->len == LAYERS_MAX)
    return;

  self->layer = g_new0 (Layer, 1);
  self->layer->name = g_steal_pointer (&clean);
  self->layer->fields = g_ptr_array_new_with_free_func (g_free);
  self->layer->shapes = chezu_overlay_shapes_new ();
  g_ptr_array_add (self->layers, self->layer);
}

void
chezu_overlay_intake_note_field (ChezuOverlayIntake *self, const char *name)
{
  if (self->layer->fields->len < FIELDS_MAX
      && !g_ptr_array_find_with_equal_func (self->layer->fields, name, g_str_equal, NULL))
    g_ptr_array_add (self->layer->fields, g_strdup (name));
}

/* --- Limits ---------------------------------------------------------------------------------- */

gboolean
chezu_overlay_intake_has_time (ChezuOverlayIntake *self, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (g_get_monotonic_time () <= self->deadline_us)
    return TRUE;
  g_set_error (error, CHEZU_OVERLAY_FILE_ERROR, CHEZU_OVERLAY_FILE_ERROR_LIMIT,
               _ ("Reading “%s” took too long and was given up"), self->file);
  return FALSE;
}

gboolean
chezu_overlay_intake_may_go_on (ChezuOverlayIntake *self, GError **error)
{
  if (self->n_questions++ % CLOCK_STEP == 0 && !chezu_overlay_intake_has_time (self, error))
    return FALSE;
  if (self->n_features >= self->limits.max_features
      || self->n_vertices >= self->limits.max_vertices)
    self->is_cut = TRUE;
  return !self->is_cut;
}

/* All that was taken so far, and what is still to come, with twice the tolerance until half of the
 * room is free again. */
static void
thin_out (ChezuOverlayIntake *self)
{
  while (self->n_vertices >= self->limits.max_vertices / 2 && self->tolerance < LAST_TOLERANCE)
    {
      self->tolerance = MAX (FIRST_TOLERANCE, 2 * self->tolerance);
      self->n_vertices = 0;
      for (guint i = 0; i < self->layers->len; i++)
        {
          const Layer *layer = self->layers->pdata[i];

          chezu_overlay_shapes_thin (layer->shapes, 0, self->tolerance);
          self->n_vertices += layer->shapes->vertices->len;
        }
    }
}

/* --- Features -------------------------------------------------------------------------------- */

void
chezu_overlay_intake_begin_feature (ChezuOverlayIntake *self, const ChezuOverlayFeature *texts)
{
  clear_texts (self);
  self->n_before = self->layer->shapes->features->len;
  self->kind = -1;
  self->is_outside = FALSE;
  self->is_spoiled = FALSE;
  if (self->text_size >= self->limits.max_text)
    {
      self->text_cut |= texts->name != NULL || texts->attributes != NULL;
      return;
    }
  self->texts.name = g_strdup (texts->name);
  self->texts.description = g_strdup (texts->description);
  self->texts.attributes = g_strdup (texts->attributes);
}

/* Whatever has several kinds becomes several features. */
void
chezu_overlay_intake_add_part (ChezuOverlayIntake *self, ChezuOverlayKind kind, gboolean is_hole)
{
  ChezuOverlayShapes *shapes = self->layer->shapes;

  if (self->kind != (int)kind)
    {
      self->texts.kind = kind;
      chezu_overlay_shapes_add_feature (shapes, &self->texts);
      self->kind = (int)kind;
    }
  chezu_overlay_shapes_add_part (shapes, is_hole);
}

static gboolean
is_on_earth (double lon, double lat)
{
  return isfinite (lon) && isfinite (lat) && fabs (lon) <= 180 && fabs (lat) <= 90;
}

void
chezu_overlay_intake_add_vertex (ChezuOverlayIntake *self, double lon, double lat)
{
  if (self->is_outside)
    return;
  if (is_on_earth (lon, lat))
    {
      chezu_datum_to_wgs84 (self->datum, &lon, &lat);
      chezu_overlay_shapes_add_vertex (self->layer->shapes, lon, lat);
    }
  else
    self->is_outside = TRUE;
}

static gboolean
is_whole (const ChezuOverlayShapes *shapes, guint feature)
{
  static const guint least[CHEZU_N_OVERLAY_KINDS] = {
    [CHEZU_OVERLAY_POINT] = 1,
    [CHEZU_OVERLAY_LINE] = 2,
    [CHEZU_OVERLAY_POLYGON] = 4,
  };
  const ChezuOverlayFeature *what = chezu_overlay_shapes_get (shapes, feature);
  guint end = chezu_overlay_shapes_end_of_feature (shapes, feature);

  for (guint part = what->first_part; part < end; part++)
    if (chezu_overlay_shapes_end_of_part (shapes, part)
            - g_array_index (shapes->parts, ChezuOverlayPart, part).first_vertex
        < least[what->kind])
      return FALSE;
  return what->first_part < end;
}

static void
take_back (ChezuOverlayIntake *self)
{
  while (self->layer->shapes->features->len > self->n_before)
    chezu_overlay_shapes_drop_feature (self->layer->shapes);
}

void
chezu_overlay_intake_spoil_feature (ChezuOverlayIntake *self)
{
  self->is_spoiled = TRUE;
}

void
chezu_overlay_intake_end_feature (ChezuOverlayIntake *self)
{
  ChezuOverlayShapes *shapes = self->layer->shapes;
  gboolean whole = !self->is_spoiled && shapes->features->len > self->n_before;

  for (guint i = self->n_before; i < shapes->features->len && whole; i++)
    whole = is_whole (shapes, i);

  if (self->is_outside)
    self->n_outside++;
  else if (!whole)
    self->n_unreadable++;
  if (self->is_outside || !whole)
    {
      take_back (self);
      return;
    }

  if (self->tolerance > 0)
    chezu_overlay_shapes_thin (shapes, self->n_before, self->tolerance);
  self->n_features++;
  self->n_vertices = self->text_size = 0;
  for (guint i = 0; i < self->layers->len; i++)
    {
      const Layer *layer = self->layers->pdata[i];

      self->n_vertices += layer->shapes->vertices->len;
      self->text_size += layer->shapes->text_size;
    }
  if (self->n_vertices >= self->limits.max_vertices)
    thin_out (self);
}

void
chezu_overlay_intake_note_unreadable (ChezuOverlayIntake *self)
{
  self->n_unreadable++;
}

/* --- The end --------------------------------------------------------------------------------- */

static void
overlay_layer_free (gpointer data)
{
  ChezuOverlayFileLayer *layer = data;

  g_free (layer->name);
  g_strfreev (layer->fields);
  chezu_overlay_shapes_unref (layer->shapes);
  g_free (layer);
}

static guint
count_filled (ChezuOverlayIntake *self)
{
  guint n = 0;

  for (guint i = 0; i < self->layers->len; i++)
    n += ((const Layer *)self->layers->pdata[i])->shapes->features->len > 0;
  return n;
}

static ChezuOverlayFileLayer *
make_layer (ChezuOverlayIntake *self, const Layer *layer, gboolean alone)
{
  ChezuOverlayFileLayer *made = g_new0 (ChezuOverlayFileLayer, 1);

  /* TRANSLATORS: the name of an overlay: its file, and the layer in it */
  made->name = alone || layer->name == NULL
                   ? g_strdup (self->stem)
                   : g_strdup_printf (_ ("%s – %s"), self->stem, layer->name);
  made->fields = g_new0 (char *, layer->fields->len + 1);
  for (guint i = 0; i < layer->fields->len; i++)
    made->fields[i] = g_strdup (layer->fields->pdata[i]);
  made->shapes = chezu_overlay_shapes_ref (layer->shapes);
  return made;
}

static gboolean
fail_empty (ChezuOverlayIntake *self, GError **error)
{
  const ChezuOverlayFileError code = CHEZU_OVERLAY_FILE_ERROR_EMPTY;

  if (self->n_outside > 0)
    return chezu_overlay_intake_fail (
        error, code,
        _ ("Nothing in “%s” lies on this earth. Its reference system may be another one than it "
           "says"),
        self->file);
  if (self->n_unreadable > 0)
    return chezu_overlay_intake_fail (error, code, _ ("No geometry in “%s” can be read"),
                                      self->file);
  return chezu_overlay_intake_fail (error, code, _ ("There is nothing in “%s” that can be drawn"),
                                    self->file);
}

ChezuOverlayImport *
chezu_overlay_intake_finish (ChezuOverlayIntake *self, GError **error)
{
  guint n_filled = count_filled (self);
  ChezuOverlayImport *import;

  if (n_filled == 0)
    {
      fail_empty (self, error);
      return NULL;
    }

  import = g_new0 (ChezuOverlayImport, 1);
  g_atomic_ref_count_init (&import->references);
  import->path = g_strdup (self->path);
  import->file = g_strdup (self->file);
  import->datum = self->datum;
  import->layers = g_ptr_array_new_with_free_func (overlay_layer_free);
  for (guint i = 0; i < self->layers->len; i++)
    {
      const Layer *layer = self->layers->pdata[i];

      if (layer->shapes->features->len > 0)
        g_ptr_array_add (import->layers, make_layer (self, layer, n_filled == 1));
    }
  import->n_features = self->n_features;
  import->n_outside = self->n_outside;
  import->n_unreadable = self->n_unreadable;
  import->is_cut = self->is_cut;
  import->tolerance_m = self->tolerance * METRES_PER_DEGREE;
  import->text_cut = self->text_cut;
  return import;
}
