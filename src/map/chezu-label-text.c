/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map/chezu-label-text.h"

#include "base/chezu-format.h"

#include <math.h>
#include <pango/pangocairo.h>

/* Logical pixels; English is one smaller. (ux.md, parts 4 and 5) */
typedef struct
{
  float size;
  PangoWeight weight;
  ChezuColor color;
  float halo_width; /* 0 none: on water and on shields */
  float spacing;    /* between letters */
} Style;

/* The first that is there; Hanzi always in their mainland forms. */
#define FAMILIES "Adwaita Sans,Inter,Noto Sans CJK SC,Sans"

#define HALO 3.2f
#define HALO_HIGH_CONTRAST 6.0f /* 3 px to each side */
#define HALO_OPACITY 0.88
#define SIZE_MIN 11.0f
#define REGION_COUNT_SIZE 12.5f
#define SHIELD_HEIGHT 15.0f
#define SHIELD_SIDE 4.5f
#define SHIELD_RADIUS 4.0f

static const Style styles[CHEZU_N_TEXT_STYLES] = {
  [CHEZU_TEXT_METROPOLIS] = { 15, PANGO_WEIGHT_SEMIBOLD, CHEZU_COLOR_LABEL, HALO, 0 },
  [CHEZU_TEXT_CAPITAL] = { 14, PANGO_WEIGHT_SEMIBOLD, CHEZU_COLOR_LABEL, HALO, 0 },
  [CHEZU_TEXT_PREFECTURE] = { 12.5, PANGO_WEIGHT_MEDIUM, CHEZU_COLOR_LABEL_MINOR, HALO, 0 },
  [CHEZU_TEXT_TOWN] = { 12, PANGO_WEIGHT_MEDIUM, CHEZU_COLOR_LABEL_MINOR, HALO, 0 },
  [CHEZU_TEXT_QUARTER] = { 12, PANGO_WEIGHT_NORMAL, CHEZU_COLOR_LABEL_MINOR, HALO, 0.5 },
  [CHEZU_TEXT_SEA] = { 15, PANGO_WEIGHT_MEDIUM, CHEZU_COLOR_LABEL_WATER, 0, 4 },
  [CHEZU_TEXT_WATER] = { 12.5, PANGO_WEIGHT_MEDIUM, CHEZU_COLOR_LABEL_WATER, 0, 1 },
  [CHEZU_TEXT_PLACE] = { 12, PANGO_WEIGHT_SEMIBOLD, CHEZU_COLOR_LABEL, HALO, 0 },
  [CHEZU_TEXT_SERVICE] = { 12, PANGO_WEIGHT_NORMAL, CHEZU_COLOR_LABEL_MINOR, HALO, 0 },
  [CHEZU_TEXT_STREET] = { 12, PANGO_WEIGHT_NORMAL, CHEZU_COLOR_LABEL_MINOR, HALO, 0 },
  [CHEZU_TEXT_SHIELD] = { 11, PANGO_WEIGHT_SEMIBOLD, CHEZU_COLOR_LABEL_MINOR, 0, 0 },
  [CHEZU_TEXT_REGION] = { 15, PANGO_WEIGHT_SEMIBOLD, CHEZU_COLOR_LABEL, 4, 1 },
};

typedef struct
{
  ChezuTextSpec spec; /* owns its text */
  float width;
  float height;
  float pad; /* of the picture around the text */
  ChezuPicture *picture;
  guint used; /* generation */
} Entry;

struct _ChezuTextCache
{
  GHashTable *entries; /* Entry → itself */
  PangoContext *context;
  ChezuScheme scheme;
  int scale_factor;
  gboolean high_contrast;
  guint generation;
};

static guint
entry_hash (gconstpointer data)
{
  const Entry *entry = data;

  return g_str_hash (entry->spec.text) * 31 + entry->spec.style * 7 + entry->spec.color;
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *left = a;
  const Entry *right = b;

  return left->spec.style == right->spec.style && left->spec.color == right->spec.color
         && left->spec.angle == right->spec.angle
         && g_str_equal (left->spec.text, right->spec.text);
}

static void
entry_free (Entry *entry)
{
  g_clear_pointer (&entry->picture, chezu_picture_free);
  g_free ((char *)entry->spec.text);
  g_free (entry);
}

ChezuTextCache *
chezu_text_cache_new (void)
{
  ChezuTextCache *self = g_new0 (ChezuTextCache, 1);

  self->entries = g_hash_table_new_full (entry_hash, entry_equal, NULL, (GDestroyNotify)entry_free);
  self->scale_factor = 1;
  return self;
}

void
chezu_text_cache_free (ChezuTextCache *self)
{
  g_hash_table_unref (self->entries);
  g_clear_object (&self->context);
  g_free (self);
}

/**
 * chezu_text_cache_configure:
 * @context: of the widget that shows the names; kept
 */
void
chezu_text_cache_configure (ChezuTextCache *self,
                            PangoContext *context,
                            ChezuScheme scheme,
                            int scale_factor,
                            gboolean high_contrast)
{
  g_hash_table_remove_all (self->entries);
  g_set_object (&self->context, context);
  /* Hanzi in their mainland forms, whatever the locale. */
  pango_context_set_language (self->context, pango_language_from_string ("zh-CN"));
  self->scheme = scheme;
  self->scale_factor = scale_factor;
  self->high_contrast = high_contrast;
}

static PangoAttribute *
ranged (PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  return attribute;
}

static PangoLayout *
make_layout (ChezuTextCache *self, const ChezuTextSpec *spec)
{
  const Style *style = &styles[spec->style];
  float smaller = chezu_language_is_chinese () ? 0 : 1;
  PangoLayout *layout = pango_layout_new (self->context);
  g_autoptr (PangoFontDescription) font
      = pango_font_description_copy (pango_context_get_font_description (self->context));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  const char *second = spec->style == CHEZU_TEXT_REGION ? strchr (spec->text, '\n') : NULL;

  pango_font_description_set_family_static (font, FAMILIES);
  pango_font_description_set_weight (font, style->weight);
  pango_font_description_set_absolute_size (font,
                                            MAX (style->size - smaller, SIZE_MIN) * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, spec->text, -1);

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (style->spacing > 0)
    pango_attr_list_insert (
        attributes,
        ranged (pango_attr_letter_spacing_new ((int)(style->spacing * PANGO_SCALE)), 0,
                second != NULL ? (guint)(second - spec->text) : PANGO_ATTR_INDEX_TO_TEXT_END));
  if (second != NULL)
    {
      guint start = (guint)(second - spec->text) + 1;

      pango_attr_list_insert (
          attributes, ranged (pango_attr_size_new_absolute ((int)(REGION_COUNT_SIZE * PANGO_SCALE)),
                              start, PANGO_ATTR_INDEX_TO_TEXT_END));
      pango_attr_list_insert (attributes, ranged (pango_attr_weight_new (PANGO_WEIGHT_MEDIUM),
                                                  start, PANGO_ATTR_INDEX_TO_TEXT_END));
    }
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

static void
measure (ChezuTextCache *self, Entry *entry)
{
  g_autoptr (PangoLayout) layout = make_layout (self, &entry->spec);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  entry->width = ceilf ((float)logical.width / PANGO_SCALE);
  entry->height = ceilf ((float)logical.height / PANGO_SCALE);
  entry->pad = ceilf ((self->high_contrast ? HALO_HIGH_CONTRAST : HALO) / 2) + 1;
  if (entry->spec.style == CHEZU_TEXT_SHIELD)
    {
      entry->width = ceilf (entry->width + 2 * SHIELD_SIDE);
      entry->height = SHIELD_HEIGHT;
    }
}

static Entry *
get_entry (ChezuTextCache *self, const ChezuTextSpec *spec)
{
  const Entry probe = { .spec = *spec };
  Entry *entry = g_hash_table_lookup (self->entries, &probe);

  if (entry == NULL)
    {
      entry = g_new0 (Entry, 1);
      entry->spec = *spec;
      entry->spec.text = g_strdup (spec->text);
      measure (self, entry);
      g_hash_table_add (self->entries, entry);
    }
  entry->used = self->generation;
  return entry;
}

static void
draw_shield (ChezuTextCache *self, cairo_t *cr, PangoLayout *layout, const Entry *entry)
{
  GdkRGBA fill = chezu_color_get (CHEZU_COLOR_LABEL_HALO, self->scheme);
  GdkRGBA edge = chezu_color_get (self->scheme == CHEZU_SCHEME_LIGHT ? CHEZU_COLOR_MOTORWAY_CASING
                                                                     : CHEZU_COLOR_PROVINCE,
                                  self->scheme);
  GdkRGBA ink = chezu_color_get (CHEZU_COLOR_LABEL_MINOR, self->scheme);
  PangoRectangle logical;
  double right = entry->width - 0.5;
  double bottom = entry->height - 0.5;

  cairo_arc (cr, right - SHIELD_RADIUS, 0.5 + SHIELD_RADIUS, SHIELD_RADIUS, -G_PI / 2, 0);
  cairo_arc (cr, right - SHIELD_RADIUS, bottom - SHIELD_RADIUS, SHIELD_RADIUS, 0, G_PI / 2);
  cairo_arc (cr, 0.5 + SHIELD_RADIUS, bottom - SHIELD_RADIUS, SHIELD_RADIUS, G_PI / 2, G_PI);
  cairo_arc (cr, 0.5 + SHIELD_RADIUS, 0.5 + SHIELD_RADIUS, SHIELD_RADIUS, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
  gdk_cairo_set_source_rgba (cr, &fill);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &edge);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);

  pango_layout_get_extents (layout, NULL, &logical);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_move_to (cr, (entry->width - (double)logical.width / PANGO_SCALE) / 2,
                 (entry->height - (double)logical.height / PANGO_SCALE) / 2);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_text (ChezuTextCache *self, cairo_t *cr, PangoLayout *layout, const Entry *entry)
{
  const Style *style = &styles[entry->spec.style];
  GdkRGBA ink = chezu_color_get (
      entry->spec.style == CHEZU_TEXT_REGION ? entry->spec.color : style->color, self->scheme);
  GdkRGBA halo = chezu_color_get (CHEZU_COLOR_LABEL_HALO, self->scheme);
  double width = self->high_contrast ? HALO_HIGH_CONTRAST : style->halo_width;
  PangoRectangle logical;

  /* The layout centres its lines; its own origin may lie left of the first letter. */
  pango_layout_get_extents (layout, NULL, &logical);
  cairo_translate (cr, -(double)logical.x / PANGO_SCALE, -(double)logical.y / PANGO_SCALE);
  if (width > 0)
    {
      cairo_move_to (cr, 0, 0);
      pango_cairo_layout_path (cr, layout);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_set_line_width (cr, width);
      cairo_set_source_rgba (cr, halo.red, halo.green, halo.blue,
                             self->high_contrast ? 1.0 : HALO_OPACITY);
      cairo_stroke (cr);
    }
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw (ChezuTextCache *self, Entry *entry)
{
  g_autoptr (PangoLayout) layout = make_layout (self, &entry->spec);
  double sine = fabs (sin (entry->spec.angle));
  double cosine = fabs (cos (entry->spec.angle));
  double width = ceil (entry->width * cosine + entry->height * sine) + 2 * entry->pad;
  double height = ceil (entry->width * sine + entry->height * cosine) + 2 * entry->pad;
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (width * self->scale_factor),
                                    (int)ceil (height * self->scale_factor));
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, self->scale_factor, self->scale_factor);
  cr = cairo_create (surface);
  pango_cairo_update_layout (cr, layout);
  if (entry->spec.angle != 0)
    {
      cairo_translate (cr, width / 2, height / 2);
      cairo_rotate (cr, entry->spec.angle);
      cairo_translate (cr, -entry->width / 2, -entry->height / 2);
    }
  else
    cairo_translate (cr, entry->pad, entry->pad);
  if (entry->spec.style == CHEZU_TEXT_SHIELD)
    draw_shield (self, cr, layout, entry);
  else
    draw_text (self, cr, layout, entry);
  cairo_destroy (cr);
  entry->picture = chezu_picture_new (surface);
}

/* Size of the text without its halo, logical pixels, before it is turned. */
void
chezu_text_cache_measure (ChezuTextCache *self,
                          const ChezuTextSpec *spec,
                          float *width,
                          float *height)
{
  const Entry *entry = get_entry (self, spec);

  *width = entry->width;
  *height = entry->height;
}

/**
 * chezu_text_cache_draw:
 * @pad: (out): by how much the picture is larger than the text on each side; of a turned text the
 *   picture's middle is the text's
 *
 * Returns: (transfer none): valid until the cache is configured or ages
 */
ChezuPicture *
chezu_text_cache_draw (ChezuTextCache *self, const ChezuTextSpec *spec, float *pad)
{
  Entry *entry = get_entry (self, spec);

  if (entry->picture == NULL)
    draw (self, entry);
  *pad = entry->pad;
  return entry->picture;
}

static gboolean
is_old_cb (gpointer key, gpointer value, gpointer user_data)
{
  const ChezuTextCache *self = user_data;
  const Entry *entry = key;

  return self->generation - entry->used > 8;
}

/* Called once in a placement: drops what the last ones had no use for. */
void
chezu_text_cache_age (ChezuTextCache *self)
{
  const guint keep = 3000;

  self->generation++;
  if (g_hash_table_size (self->entries) > keep)
    g_hash_table_foreach_remove (self->entries, is_old_cb, self);
}
