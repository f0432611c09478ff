/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XYZ counts rows from the north, {-y} from the south (TMS). A quadkey has one digit a level from
 * the top, the bit of the column and twice that of the row. WMTS says the same with other names
 * (OGC 07-057r7, 8: GetTile); Tianditu's matrix set w is that of XYZ, and nothing is to be computed
 * from its capabilities. WMS (OGC 06-042, 7.3: GetMap) has no tiles, so the rectangle of each is
 * asked for in EPSG:3857 by version 1.1.1, whose axes are always east, north. It is asked by our
 * own fetcher like all others, because GDAL's driver would bring a client of its own: without our
 * cache, limits, pauses and name. */

#include "tiles/chezu-tile-address.h"

#include "base/chezu-geodesy.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const names[] = {
  "z", "x", "y", "-y", "s", "key", "quadkey", "r", "bbox", "width", "height",
};

/* --- The template ----------------------------------------------------------------------------- */

static gboolean
has_place (const char *pattern)
{
  return strstr (pattern, "{z}") != NULL || strstr (pattern, "{quadkey}") != NULL
         || strstr (pattern, "{bbox}") != NULL;
}

/* The address with what ends in "?" or "&", ready for more. */
static GString *
begin_query (const char *address)
{
  GString *query = g_string_new (address);

  if (strchr (address, '?') == NULL)
    g_string_append_c (query, '?');
  else if (!g_str_has_suffix (address, "?") && !g_str_has_suffix (address, "&"))
    g_string_append_c (query, '&');
  return query;
}

static void
add_parameter (GString *query, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, ":/,", TRUE);

  if (!g_str_has_suffix (query->str, "?") && !g_str_has_suffix (query->str, "&"))
    g_string_append_c (query, '&');
  g_string_append_printf (query, "%s=%s", name, escaped);
}

static const char *
or_else (const char *text, const char *otherwise)
{
  return *text != '\0' ? text : otherwise;
}

static char *
make_wmts (const ChezuTileSource *source, const char *address, const char *layer)
{
  GString *pattern;

  if (strstr (address, "{TileRow}") != NULL || has_place (address))
    {
      pattern = g_string_new (address);
      g_string_replace (pattern, "{TileMatrixSet}",
                        or_else (source->matrix_set, "GoogleMapsCompatible"), 0);
      g_string_replace (pattern, "{TileMatrix}", "{z}", 0);
      g_string_replace (pattern, "{TileRow}", "{y}", 0);
      g_string_replace (pattern, "{TileCol}", "{x}", 0);
      g_string_replace (pattern, "{Style}", or_else (source->style, "default"), 0);
      g_string_replace (pattern, "{style}", or_else (source->style, "default"), 0);
      g_string_replace (pattern, "{Layer}", layer, 0);
      return g_string_free_and_steal (pattern);
    }
  pattern = begin_query (address);
  add_parameter (pattern, "SERVICE", "WMTS");
  add_parameter (pattern, "REQUEST", "GetTile");
  add_parameter (pattern, "VERSION", "1.0.0");
  add_parameter (pattern, "LAYER", layer);
  add_parameter (pattern, "STYLE", or_else (source->style, "default"));
  add_parameter (pattern, "TILEMATRIXSET", or_else (source->matrix_set, "GoogleMapsCompatible"));
  add_parameter (pattern, "FORMAT", or_else (source->format, "image/png"));
  g_string_append (pattern, "&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}");
  return g_string_free_and_steal (pattern);
}

static char *
make_wms (const ChezuTileSource *source,
          const char *address,
          const char *layer,
          ChezuTileSheet sheet)
{
  GString *pattern = begin_query (address);

  add_parameter (pattern, "SERVICE", "WMS");
  add_parameter (pattern, "REQUEST", "GetMap");
  add_parameter (pattern, "VERSION", "1.1.1");
  add_parameter (pattern, "LAYERS", layer);
  add_parameter (pattern, "STYLES", sheet == CHEZU_TILE_GROUND ? source->style : "");
  add_parameter (pattern, "SRS", "EPSG:3857");
  g_string_append (pattern, "&BBOX={bbox}&WIDTH={width}&HEIGHT={height}");
  add_parameter (pattern, "FORMAT",
                 sheet == CHEZU_TILE_GROUND ? or_else (source->format, "image/png") : "image/png");
  if (sheet == CHEZU_TILE_LABELS)
    add_parameter (pattern, "TRANSPARENT", "TRUE");
  return g_string_free_and_steal (pattern);
}

/**
 * chezu_tile_address_dup_template:
 *
 * Returns: (transfer full) (nullable): %NULL where the source has no such sheet
 */
char *
chezu_tile_address_dup_template (const ChezuTileSource *source, ChezuTileSheet sheet)
{
  const char *address = source->address;
  const char *layer = source->layer;

  g_return_val_if_fail (chezu_tile_source_is_remote (source), NULL);

  if (sheet == CHEZU_TILE_LABELS)
    {
      if (!chezu_tile_source_has_labels (source))
        return NULL;
      address = or_else (source->labels, source->address);
      layer = or_else (source->label_layer, source->layer);
    }
  if (source->kind == CHEZU_TILE_WMTS)
    return make_wmts (source, address, layer);
  if (source->kind == CHEZU_TILE_WMS)
    return make_wms (source, address, layer, sheet);
  return g_strdup (address);
}

/* --- Checking --------------------------------------------------------------------------------- */

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_names (const char *pattern, GError **error)
{
  for (const char *open = strchr (pattern, '{'); open != NULL; open = strchr (open + 1, '{'))
    {
      const char *close = strchr (open, '}');
      g_autofree char *name
          = close != NULL ? g_strndup (open + 1, (gsize)(close - open - 1)) : NULL;
      gboolean known = FALSE;

      for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
        known |= g_str_equal (name, names[i]);
      if (known)
        continue;
      g_set_error (
          error, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_INVALID,
          _ ("“{%s}” in the address is not known. There are {z}, {x}, {y}, {-y}, {quadkey}, "
             "{s}, {key} and {r}."),
          name != NULL ? name : open + 1);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_place (const char *pattern, GError **error)
{
  gboolean has_row = strstr (pattern, "{y}") != NULL || strstr (pattern, "{-y}") != NULL;

  if (strstr (pattern, "{quadkey}") != NULL || strstr (pattern, "{bbox}") != NULL
      || (strstr (pattern, "{z}") != NULL && strstr (pattern, "{x}") != NULL && has_row))
    return TRUE;
  return invalid (error,
                  _ ("The address does not say which tile is asked for. It needs {z}, {x} and "
                     "{y}, or {quadkey}."));
}

static gboolean
check_uri (const char *address, GError **error)
{
  g_autoptr (GUri) uri
      = g_uri_parse (address, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (scheme == NULL || (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
      || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return invalid (error,
                    _ ("This is not the address of a map service. It begins with https:// or "
                       "http://."));
  if (g_uri_get_userinfo (uri) != NULL)
    return invalid (error, _ ("A password in the address would be seen by everybody who sees the "
                              "settings. Use a key."));
  return TRUE;
}

static gboolean
check_sheet (const ChezuTileSource *source, ChezuTileSheet sheet, GError **error)
{
  g_autofree char *pattern = chezu_tile_address_dup_template (source, sheet);
  g_autofree char *filled = NULL;

  if (pattern == NULL)
    return TRUE;
  if (!check_names (pattern, error) || !check_place (pattern, error))
    return FALSE;
  if (strstr (pattern, "{s}") != NULL && *source->subdomains == '\0')
    return invalid (error, _ ("The address has {s}, and nothing says what stands for it."));
  filled = chezu_tile_address_fill (pattern, source->subdomains, "key", &(ChezuTileId){ 5, 26, 12 },
                                    source->tile_size, 1);
  return check_uri (filled, error);
}

gboolean
chezu_tile_address_check (const ChezuTileSource *source, GError **error)
{
  gboolean asks_for_layer
      = source->kind == CHEZU_TILE_WMS
        || (source->kind == CHEZU_TILE_WMTS && strstr (source->address, "{") == NULL);

  if (*source->address == '\0')
    return invalid (error, _ ("The address is missing."));
  if (asks_for_layer && *source->layer == '\0')
    return invalid (error, _ ("The layer to ask the service for is missing."));
  return check_sheet (source, CHEZU_TILE_GROUND, error)
         && check_sheet (source, CHEZU_TILE_LABELS, error);
}

/* --- Filling ---------------------------------------------------------------------------------- */

/* "0-7", "a,b,c" or "abc" */
static GStrv
list_subdomains (const char *text)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();

  if (strchr (text, ',') != NULL)
    return g_strsplit (text, ",", 64);
  if (strlen (text) == 3 && text[1] == '-' && text[0] < text[2])
    for (char c = text[0]; c <= text[2]; c++)
      g_strv_builder_take (list, g_strdup_printf ("%c", c));
  else
    for (const char *c = text; *c != '\0'; c++)
      g_strv_builder_take (list, g_strdup_printf ("%c", *c));
  return g_strv_builder_end (list);
}

/* The same tile always from the same host, so that its cache and ours agree. */
static char *
pick_subdomain (const char *subdomains, const ChezuTileId *id)
{
  g_auto (GStrv) list = list_subdomains (subdomains);
  guint n = g_strv_length (list);

  return g_strdup (n > 0 ? list[(guint)(id->x + id->y) % n] : "");
}

char *
chezu_tile_quadkey (const ChezuTileId *id)
{
  GString *key = g_string_new (NULL);

  for (int bit = id->zoom - 1; bit >= 0; bit--)
    g_string_append_c (key, (char)('0' + ((id->x >> bit) & 1) + 2 * ((id->y >> bit) & 1)));
  return g_string_free_and_steal (key);
}

/* West, south, east, north in metres. */
static char *
make_bbox (const ChezuTileId *id)
{
  double side = CHEZU_MERCATOR_CIRCUMFERENCE_M / exp2 (id->zoom);
  double half = CHEZU_MERCATOR_CIRCUMFERENCE_M / 2.0;
  const double edges[] = { id->x * side - half, half - (id->y + 1) * side,
                           (id->x + 1) * side - half, half - id->y * side };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "",
                              g_ascii_formatd (number, sizeof number, "%.4f", edges[i]));
    }
  return g_string_free_and_steal (text);
}

static void
put_number (GString *address, const char *name, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  g_string_replace (address, name, text, 0);
}

/* @text: (transfer full) */
static void
put_text (GString *address, const char *name, char *text)
{
  g_autofree char *owned = text;

  g_string_replace (address, name, owned, 0);
}

/**
 * chezu_tile_address_fill:
 * @pattern: from chezu_tile_address_dup_template ()
 * @key: (nullable): the person's, not encoded
 * @scale: of the screen; 2 asks for tiles of double resolution where the template can
 *
 * Returns: (transfer full): the address of one tile. It holds the key: not for logs.
 */
char *
chezu_tile_address_fill (const char *pattern,
                         const char *subdomains,
                         const char *key,
                         const ChezuTileId *id,
                         guint tile_size,
                         guint scale)
{
  GString *address = g_string_new (pattern);
  guint pixels = tile_size * (chezu_tile_address_is_double (pattern) ? scale : 1);

  put_number (address, "{z}", id->zoom);
  put_number (address, "{x}", id->x);
  put_number (address, "{y}", id->y);
  put_number (address, "{-y}", (1 << id->zoom) - 1 - id->y);
  put_text (address, "{s}", pick_subdomain (subdomains, id));
  put_text (address, "{quadkey}", chezu_tile_quadkey (id));
  put_text (address, "{r}", g_strdup (scale > 1 ? "@2x" : ""));
  put_text (address, "{bbox}", make_bbox (id));
  put_number (address, "{width}", (int)pixels);
  put_number (address, "{height}", (int)pixels);
  /* The key last: braces in it are no names. */
  put_text (address, "{key}", g_uri_escape_string (key != NULL ? key : "", NULL, FALSE));
  return g_string_free_and_steal (address);
}

/* Whether the service draws for screens of double resolution. */
gboolean
chezu_tile_address_is_double (const char *pattern)
{
  return strstr (pattern, "{r}") != NULL || strstr (pattern, "{width}") != NULL;
}

guint
chezu_tile_address_count_hosts (const char *pattern, const char *subdomains)
{
  g_auto (GStrv) list = NULL;

  if (strstr (pattern, "{s}") == NULL)
    return 1;
  list = list_subdomains (subdomains);
  return MAX (g_strv_length (list), 1);
}
