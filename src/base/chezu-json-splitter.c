/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-json-splitter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_QUARK (chezu-json-error-quark, chezu_json_error)

/* A Traccar position is under a kilobyte; a hostile one must not fill memory. */
#define DEFAULT_MAX_ELEMENT (1024 * 1024)
#define MAX_KEY 64
/* Elements up to this size, which is nearly all, are parsed in memory that the splitter keeps. */
#define POOLED_ELEMENT 4096

/* The scanner knows two shapes: an array at the top, or an object whose members are arrays (or
 * anything else, which is skipped). It follows strings, escapes and depth; whether an element is
 * valid JSON is yyjson's business. */
typedef enum
{
  AT_START,       /* before [ or { */
  BEFORE_ELEMENT, /* after [ or , in the array */
  IN_ELEMENT,     /* collecting it */
  AFTER_ELEMENT,  /* before , or ] */
  BEFORE_KEY,     /* after { or , in the top object */
  IN_KEY,
  AFTER_KEY,    /* before : */
  BEFORE_VALUE, /* after : */
  IN_SKIPPED,   /* a member that is no array */
  AFTER_VALUE,  /* before , or } of the top object */
  AT_END,
} State;

struct _ChezuJsonSplitter
{
  ChezuJsonElementFunc func;
  gpointer user_data;
  gsize max_element;
  gboolean tolerant;

  State state;
  gboolean in_object; /* the top is an object */
  gboolean first;     /* nothing yet in the current array or object: it may end at once */
  guint depth;        /* of brackets inside the element or the skipped value */
  gboolean in_string;
  gboolean escaped;
  gsize offset; /* of the byte being read, for messages */
  GString *key;
  GString *element; /* what came of one that is cut by the end of a piece */
  gpointer pool;
  gsize pool_size;
};

ChezuJsonSplitter *
chezu_json_splitter_new (ChezuJsonElementFunc func, gpointer user_data)
{
  ChezuJsonSplitter *self = g_new0 (ChezuJsonSplitter, 1);

  g_return_val_if_fail (func != NULL, NULL);

  self->func = func;
  self->user_data = user_data;
  self->max_element = DEFAULT_MAX_ELEMENT;
  self->key = g_string_new (NULL);
  self->element = g_string_new (NULL);
  self->pool_size = yyjson_read_max_memory_usage (POOLED_ELEMENT, 0);
  self->pool = g_malloc (self->pool_size);
  return self;
}

void
chezu_json_splitter_free (ChezuJsonSplitter *self)
{
  if (self == NULL)
    return;
  g_string_free (self->key, TRUE);
  g_string_free (self->element, TRUE);
  g_free (self->pool);
  g_free (self);
}

/**
 * chezu_json_splitter_restart:
 *
 * Forgets what came so far: the next byte is the first of another document.
 */
void
chezu_json_splitter_restart (ChezuJsonSplitter *self)
{
  g_return_if_fail (self != NULL);

  self->state = AT_START;
  self->in_object = FALSE;
  self->first = FALSE;
  self->depth = 0;
  self->in_string = FALSE;
  self->escaped = FALSE;
  self->offset = 0;
  g_string_truncate (self->key, 0);
  g_string_truncate (self->element, 0);
}

void
chezu_json_splitter_set_max_element (ChezuJsonSplitter *self, gsize bytes)
{
  g_return_if_fail (self != NULL && bytes > 0);
  self->max_element = bytes;
}

/**
 * chezu_json_splitter_set_tolerant:
 *
 * One record that is no JSON must not cost the thousands around it: it is handed over with a %NULL
 * element, for its text to be kept. Numbers like `NaN` and text that is no UTF-8 are let through.
 */
void
chezu_json_splitter_set_tolerant (ChezuJsonSplitter *self, gboolean tolerant)
{
  g_return_if_fail (self != NULL);
  self->tolerant = tolerant;
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static gboolean
refuse (ChezuJsonSplitter *self, GError **error)
{
  g_set_error (error, CHEZU_JSON_ERROR, CHEZU_JSON_ERROR_SYNTAX,
               _ ("The answer is not the JSON that was expected (byte %zu)"), self->offset);
  return FALSE;
}

static yyjson_doc *
parse (ChezuJsonSplitter *self, const char *text, gsize length)
{
  const yyjson_read_flag flags
      = self->tolerant ? YYJSON_READ_ALLOW_INF_AND_NAN | YYJSON_READ_ALLOW_INVALID_UNICODE : 0;
  yyjson_alc pool;

  if (length > POOLED_ELEMENT || !yyjson_alc_pool_init (&pool, self->pool, self->pool_size))
    return yyjson_read_opts ((char *)text, length, flags, NULL, NULL);
  return yyjson_read_opts ((char *)text, length, flags, &pool, NULL);
}

static gboolean
hand_over (ChezuJsonSplitter *self, const char *text, gsize length, GError **error)
{
  yyjson_doc *document = parse (self, text, length);
  gboolean going_on;

  if (document == NULL && !self->tolerant)
    return refuse (self, error);

  going_on = self->func (self->key->str, yyjson_doc_get_root (document), text, length,
                         self->user_data, error);
  yyjson_doc_free (document);
  return going_on;
}

static void
begin_value (ChezuJsonSplitter *self, char c)
{
  self->depth = c == '{' || c == '[' ? 1 : 0;
  self->in_string = c == '"';
  self->escaped = FALSE;
}

/* Follows one byte of a value that has begun. Returns whether the value ended before this byte (a
 * number or literal, which only its delimiter ends) or with it; *consumed tells which. */
static gboolean
follow_value (ChezuJsonSplitter *self, char c, gboolean *consumed)
{
  *consumed = TRUE;

  if (self->in_string)
    {
      if (self->escaped)
        self->escaped = FALSE;
      else if (c == '\\')
        self->escaped = TRUE;
      else if (c == '"')
        {
          self->in_string = FALSE;
          return self->depth == 0;
        }
      return FALSE;
    }

  switch (c)
    {
    case '"':
      self->in_string = TRUE;
      return FALSE;

    case '{':
    case '[':
      self->depth++;
      return FALSE;

    case '}':
    case ']':
      if (self->depth == 0)
        {
          *consumed = FALSE;
          return TRUE;
        }
      return --self->depth == 0;

    case ',':
    case ' ':
    case '\n':
    case '\r':
    case '\t':
      if (self->depth == 0)
        {
          *consumed = FALSE;
          return TRUE;
        }
      return FALSE;

    default:
      return FALSE;
    }
}

/* How many bytes of an element follow that change nothing: most of them. */
static gsize
count_plain_bytes (const ChezuJsonSplitter *self, const char *data, gsize length)
{
  static const gboolean is_bracket_or_quote[256] = {
    ['"'] = TRUE, ['['] = TRUE, [']'] = TRUE, ['{'] = TRUE, ['}'] = TRUE,
  };
  gsize n = 0;

  if (self->escaped)
    return 0;
  if (self->in_string)
    while (n < length && data[n] != '"' && data[n] != '\\')
      n++;
  else if (self->depth > 0)
    while (n < length && !is_bracket_or_quote[(guchar)data[n]])
      n++;
  return n;
}

/* Takes the bytes of an element up to its end, or all of them; the first @followed were looked at.
 * One that stands in them as a whole is handed over where it is. */
static gboolean
take_element_bytes (ChezuJsonSplitter *self,
                    const char *data,
                    gsize length,
                    gsize followed,
                    gsize *taken,
                    GError **error)
{
  gsize i = followed;
  gboolean ended = FALSE;
  gboolean consumed = TRUE;
  gboolean going_on;

  while (i < length && !ended)
    {
      i += count_plain_bytes (self, data + i, length - i);
      if (i == length)
        break;
      ended = follow_value (self, data[i], &consumed);
      if (!ended || consumed)
        i++;
    }

  if (self->element->len + i > self->max_element)
    {
      g_set_error (error, CHEZU_JSON_ERROR, CHEZU_JSON_ERROR_TOO_LARGE,
                   _ ("One record of the answer is larger than %zu bytes"), self->max_element);
      return FALSE;
    }

  self->offset += i;
  *taken = i;
  if (ended)
    self->state = AFTER_ELEMENT;
  if (ended && self->element->len == 0)
    return hand_over (self, data, i, error);

  g_string_append_len (self->element, data, (gssize)i);
  if (!ended)
    return TRUE;

  going_on = hand_over (self, self->element->str, self->element->len, error);
  g_string_truncate (self->element, 0);
  return going_on;
}

/* All bytes outside elements. */
static gboolean
take_structure_byte (ChezuJsonSplitter *self, char c, GError **error)
{
  gboolean consumed;

  if (self->state != IN_KEY && self->state != IN_SKIPPED && is_space (c))
    return TRUE;

  switch (self->state)
    {
    case AT_START:
      if (c != '[' && c != '{')
        return refuse (self, error);
      self->in_object = c == '{';
      self->state = self->in_object ? BEFORE_KEY : BEFORE_ELEMENT;
      self->first = TRUE;
      return TRUE;

    case BEFORE_ELEMENT:
      if (c != ']' || !self->first)
        return refuse (self, error);
      self->state = self->in_object ? AFTER_VALUE : AT_END;
      return TRUE;

    case AFTER_ELEMENT:
      if (c == ',')
        self->state = BEFORE_ELEMENT;
      else if (c == ']')
        self->state = self->in_object ? AFTER_VALUE : AT_END;
      else
        return refuse (self, error);
      self->first = FALSE;
      return TRUE;

    case BEFORE_KEY:
      if (c == '}' && self->first)
        self->state = AT_END;
      else if (c == '"')
        {
          self->state = IN_KEY;
          self->escaped = FALSE;
          g_string_truncate (self->key, 0);
        }
      else
        return refuse (self, error);
      return TRUE;

    case IN_KEY:
      if (c == '"' && !self->escaped)
        {
          self->state = AFTER_KEY;
          return TRUE;
        }
      self->escaped = c == '\\' && !self->escaped;
      if (self->key->len < MAX_KEY)
        g_string_append_c (self->key, c);
      return TRUE;

    case AFTER_KEY:
      if (c != ':')
        return refuse (self, error);
      self->state = BEFORE_VALUE;
      return TRUE;

    case BEFORE_VALUE:
      self->first = FALSE;
      if (c == '[')
        {
          self->state = BEFORE_ELEMENT;
          self->first = TRUE;
          return TRUE;
        }
      if (c == ',' || c == '}' || c == ']' || c == ':')
        return refuse (self, error);
      begin_value (self, c);
      self->state = IN_SKIPPED;
      return TRUE;

    case IN_SKIPPED:
      if (!follow_value (self, c, &consumed))
        return TRUE;
      self->state = AFTER_VALUE;
      return consumed || take_structure_byte (self, c, error);

    case AFTER_VALUE:
      if (c == ',')
        self->state = BEFORE_KEY;
      else if (c == '}')
        self->state = AT_END;
      else
        return refuse (self, error);
      self->first = FALSE;
      return TRUE;

    case IN_ELEMENT:
    case AT_END:
    default:
      return refuse (self, error);
    }
}

/**
 * chezu_json_splitter_feed:
 * @data: the next bytes of the document, cut anywhere
 *
 * Calls the function for each element that these bytes complete. Memory held is one element.
 *
 * Returns: %FALSE when the document is broken, an element too large, or the function said so; feed
 * no more then
 */
gboolean
chezu_json_splitter_feed (ChezuJsonSplitter *self, const char *data, gsize length, GError **error)
{
  gsize i = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  while (i < length)
    {
      gsize taken = 1;
      gsize followed = 0;

      if (self->state == BEFORE_ELEMENT && !is_space (data[i]) && data[i] != ']' && data[i] != ',')
        {
          begin_value (self, data[i]);
          self->state = IN_ELEMENT;
          followed = 1;
        }

      if (self->state == IN_ELEMENT)
        {
          if (!take_element_bytes (self, data + i, length - i, followed, &taken, error))
            return FALSE;
        }
      else
        {
          if (!take_structure_byte (self, data[i], error))
            return FALSE;
          self->offset++;
        }
      i += taken;
    }
  return TRUE;
}

/**
 * chezu_json_splitter_end:
 *
 * Says that no more bytes come.
 *
 * Returns: whether the document was whole
 */
gboolean
chezu_json_splitter_end (ChezuJsonSplitter *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->state == AT_END)
    return TRUE;

  g_set_error (error, CHEZU_JSON_ERROR, CHEZU_JSON_ERROR_TRUNCATED,
               _ ("The answer breaks off after %zu bytes"), self->offset);
  return FALSE;
}
