/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources are kept in the settings of the person and not in the store: they belong to the desk and
 * not to the fleet, are the same for the demo world and the real one, may be set for a whole
 * organisation by whoever manages the settings, and must not travel with a backup of the store. A
 * dictionary takes fields that later versions add. The key is never in it. */

#include "tiles/chezu-tile-source.h"

#include "tiles/chezu-tile-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (chezu-tile-source-error-quark, chezu_tile_source_error)

#define ADDRESS_MAX 4096
#define TEXT_MAX 1024

static const char *const kind_keys[CHEZU_N_TILE_KINDS]
    = { "builtin", "mbtiles", "xyz", "wmts", "wms" };
static const char *const kind_names[CHEZU_N_TILE_KINDS] = {
  N_ ("Built-in Map"), N_ ("Map File (MBTiles)"), N_ ("Tiles (XYZ)"), N_ ("WMTS"), N_ ("WMS"),
};

/* What is text in the description, by the name it has in the settings. */
static const struct
{
  const char *name;
  gsize offset;
} texts[] = {
#define TEXT(field) { #field, G_STRUCT_OFFSET (ChezuTileSource, field) }
  TEXT (id),         TEXT (name),   TEXT (address),     TEXT (labels),
  TEXT (subdomains), TEXT (layer),  TEXT (label_layer), TEXT (style),
  TEXT (matrix_set), TEXT (format), TEXT (attribution), TEXT (key_file),
#undef TEXT
};

static char **
text_of (const ChezuTileSource *self, gsize i)
{
  return (char **)(gpointer)((guint8 *)(gpointer)self + texts[i].offset);
}

const char *
chezu_tile_kind_key (ChezuTileKind kind)
{
  g_return_val_if_fail (kind < CHEZU_N_TILE_KINDS, NULL);

  return kind_keys[kind];
}

const char *
chezu_tile_kind_name (ChezuTileKind kind)
{
  g_return_val_if_fail (kind < CHEZU_N_TILE_KINDS, NULL);

  return _ (kind_names[kind]);
}

/**
 * chezu_tile_source_new:
 *
 * Returns: (transfer full): a description with an id of its own and the usual measures
 */
ChezuTileSource *
chezu_tile_source_new (ChezuTileKind kind, const char *name)
{
  ChezuTileSource *self = g_new0 (ChezuTileSource, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_of (self, i) = g_strdup ("");
  g_free (self->id);
  self->id
      = kind == CHEZU_TILE_BUILTIN ? g_strdup (CHEZU_TILE_BUILTIN_ID) : g_uuid_string_random ();
  g_set_str (&self->name, name);
  self->kind = kind;
  self->tile_size = 256;
  self->max_zoom = 18;
  self->has_names = TRUE;
  return self;
}

ChezuTileSource *
chezu_tile_source_copy (const ChezuTileSource *self)
{
  ChezuTileSource *copy = g_memdup2 (self, sizeof *self);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *text_of (copy, i) = g_strdup (*text_of (self, i));
  return copy;
}

void
chezu_tile_source_free (ChezuTileSource *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*text_of (self, i));
  g_free (self);
}

/* --- In the settings -------------------------------------------------------------------------- */

/* Returns: (transfer floating): of type a{sv} */
GVariant *
chezu_tile_source_to_variant (const ChezuTileSource *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (**text_of (self, i) != '\0')
      g_variant_dict_insert (&dict, texts[i].name, "s", *text_of (self, i));
  g_variant_dict_insert (&dict, "kind", "s", kind_keys[self->kind]);
  g_variant_dict_insert (&dict, "tile-size", "u", self->tile_size);
  g_variant_dict_insert (&dict, "min-zoom", "u", self->min_zoom);
  g_variant_dict_insert (&dict, "max-zoom", "u", self->max_zoom);
  g_variant_dict_insert (&dict, "datum", "s", chezu_datum_key (self->datum));
  g_variant_dict_insert (&dict, "mainland-only", "b", self->reach == CHEZU_REACH_MAINLAND);
  g_variant_dict_insert (&dict, "has-names", "b", self->has_names);
  return g_variant_dict_end (&dict);
}

static gboolean
find_kind (const char *key, ChezuTileKind *kind)
{
  for (guint i = 0; i < CHEZU_N_TILE_KINDS; i++)
    if (g_strcmp0 (kind_keys[i], key) == 0)
      {
        *kind = (ChezuTileKind)i;
        return TRUE;
      }
  return FALSE;
}

/**
 * chezu_tile_source_new_from_variant:
 * @variant: of type a{sv}
 *
 * Returns: (transfer full): the source, checked; %NULL with CHEZU_TILE_SOURCE_ERROR_INVALID
 */
ChezuTileSource *
chezu_tile_source_new_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (ChezuTileSource) self = NULL;
  GVariantDict dict;
  const char *kind_key = NULL;
  const char *datum = NULL;
  ChezuTileKind kind = CHEZU_TILE_XYZ;
  gboolean mainland_only = FALSE;

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT), NULL);

  g_variant_dict_init (&dict, variant);
  g_variant_dict_lookup (&dict, "kind", "&s", &kind_key);
  if (!find_kind (kind_key, &kind))
    {
      g_variant_dict_clear (&dict);
      g_set_error (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_INVALID,
                   _ ("A base map in the settings is of a kind that this version does not know."));
      return NULL;
    }
  self = chezu_tile_source_new (kind, "");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char *text = NULL;

      if (!g_variant_dict_lookup (&dict, texts[i].name, "s", &text))
        continue;
      g_free (*text_of (self, i));
      *text_of (self, i) = text;
    }
  g_variant_dict_lookup (&dict, "tile-size", "u", &self->tile_size);
  g_variant_dict_lookup (&dict, "min-zoom", "u", &self->min_zoom);
  g_variant_dict_lookup (&dict, "max-zoom", "u", &self->max_zoom);
  g_variant_dict_lookup (&dict, "has-names", "b", &self->has_names);
  g_variant_dict_lookup (&dict, "mainland-only", "b", &mainland_only);
  self->reach = mainland_only ? CHEZU_REACH_MAINLAND : CHEZU_REACH_WHOLE;
  if (g_variant_dict_lookup (&dict, "datum", "&s", &datum))
    chezu_datum_from_key (datum, &self->datum);
  g_variant_dict_clear (&dict);
  return chezu_tile_source_check (self, error) ? g_steal_pointer (&self) : NULL;
}

/* --- What people type ------------------------------------------------------------------------- */

/* "https://t{0-7}.example" says in one what others say as {s} and a list. */
static void
take_range (char **address, char **subdomains)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\{(\\w-\\w|\\w(?:,\\w+)+)\\}", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  char *replaced;

  if (!g_regex_match (regex, *address, 0, &match))
    return;
  g_free (*subdomains);
  *subdomains = g_match_info_fetch (match, 1);
  replaced = g_regex_replace_literal (regex, *address, -1, 0, "{s}", 0, NULL);
  g_free (*address);
  *address = replaced;
}

/**
 * chezu_tile_source_tidy:
 *
 * Takes off what a person pastes along: blanks around texts, "t{0-7}" in place of "{s}", "${z}" and
 * "{zoom}" as some programs write.
 */
void
chezu_tile_source_tidy (ChezuTileSource *self)
{
  static const char *const spellings[][2] = {
    { "${", "{" },           { "{zoom}", "{z}" }, { "{q}", "{quadkey}" },
    { "{apikey}", "{key}" }, { "{tk}", "{key}" },
  };
  char **addresses[] = { &self->address, &self->labels };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_strstrip (*text_of (self, i));
  for (gsize a = 0; a < G_N_ELEMENTS (addresses) && self->kind != CHEZU_TILE_MBTILES; a++)
    {
      GString *address = g_string_new (*addresses[a]);

      for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
        g_string_replace (address, spellings[i][0], spellings[i][1], 0);
      g_free (*addresses[a]);
      *addresses[a] = g_string_free_and_steal (address);
      take_range (addresses[a], &self->subdomains);
    }
}

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_measures (const ChezuTileSource *self, GError **error)
{
  if (self->tile_size != 256 && self->tile_size != 512)
    return invalid (error, _ ("Tiles have 256 or 512 pixels."));
  if (self->max_zoom > CHEZU_TILE_ZOOM_MAX)
    return invalid (error, _ ("The last zoom level is 22 at most."));
  if (self->min_zoom > self->max_zoom)
    return invalid (error, _ ("The first zoom level is beyond the last one."));
  return TRUE;
}

static gboolean
check_texts (const ChezuTileSource *self, GError **error)
{
  if (*self->name == '\0')
    return invalid (error, _ ("The base map has no name."));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = *text_of (self, i);

      if (!g_utf8_validate (text, -1, NULL) || strlen (text) > ADDRESS_MAX)
        return invalid (error, _ ("What is written here is too long."));
      for (const char *c = text; *c != '\0'; c++)
        if (g_ascii_iscntrl (*c))
          return invalid (error, _ ("There are line breaks in the description of the base map."));
    }
  if (strlen (self->name) > TEXT_MAX || strlen (self->attribution) > TEXT_MAX)
    return invalid (error, _ ("What is written here is too long."));
  return TRUE;
}

/**
 * chezu_tile_source_check:
 *
 * Returns: whether tiles can be asked for with this description; if not, @error says in words what
 *   to mend
 */
gboolean
chezu_tile_source_check (const ChezuTileSource *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->kind == CHEZU_TILE_BUILTIN)
    return TRUE;
  if (!check_texts (self, error) || !check_measures (self, error))
    return FALSE;
  if (self->kind == CHEZU_TILE_MBTILES)
    return g_path_is_absolute (self->address) || invalid (error, _ ("No map file is chosen."));
  return chezu_tile_address_check (self, error);
}

/* --- What follows from it --------------------------------------------------------------------- */

gboolean
chezu_tile_source_is_remote (const ChezuTileSource *self)
{
  return self->kind != CHEZU_TILE_BUILTIN && self->kind != CHEZU_TILE_MBTILES;
}

gboolean
chezu_tile_source_needs_key (const ChezuTileSource *self)
{
  return chezu_tile_source_is_remote (self)
         && (strstr (self->address, "{key}") != NULL || strstr (self->labels, "{key}") != NULL);
}

gboolean
chezu_tile_source_has_labels (const ChezuTileSource *self)
{
  return chezu_tile_source_is_remote (self)
         && (*self->labels != '\0' || *self->label_layer != '\0');
}

const ChezuPlane *
chezu_tile_source_get_plane (const ChezuTileSource *self)
{
  return chezu_plane_get_for (self->datum, self->reach);
}
