/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record is a byte that tells what is there, and then, each with its final zero: plate, folded
 * plate, driver, folded driver, phone. Folded text that is no other than the text itself, as with
 * nearly all plates and names, is left out.
 *
 * Records stand in chunks that never move. A vehicle whose text changes gets a new one; when half
 * of all is waste, those in use are copied together. */

#include "fleet/chezu-fleet-text.h"

#include "fleet/chezu-fold.h"

#include <string.h>

#define CHUNK_BITS 16
#define CHUNK_SIZE (1u << CHUNK_BITS)
/* Nobody's name is longer. */
#define TEXT_MAX 255
#define RECORD_MAX (1 + 5 * (TEXT_MAX + 1))
#define NO_RECORD G_MAXUINT32
#define NO_NAME G_MAXUINT32

enum
{
  HAS_PLATE = 1 << 0,
  HAS_PLATE_KEY = 1 << 1,
  HAS_DRIVER = 1 << 2,
  HAS_DRIVER_KEY = 1 << 3,
  HAS_PHONE = 1 << 4,
};

typedef struct
{
  guint32 record; /* chunk and place in it */
  guint32 enterprise;
  guint32 model;
  guint32 organisation;
} Entry;

typedef struct
{
  GHashTable *index; /* name → index + 1 */
  GPtrArray *names;  /* of ChezuFleetName */
} Names;

struct _ChezuFleetTexts
{
  GArray *entries;   /* of Entry */
  GPtrArray *chunks; /* of CHUNK_SIZE bytes each */
  guint used;        /* of the last chunk */
  gsize waste;
  Names enterprises;
  Names models;
  Names organisations;
};

/* --- Names */

static void
name_free (gpointer data)
{
  ChezuFleetName *name = data;

  g_free (name->name);
  g_free (name->key);
  g_free (name);
}

static void
names_init (Names *self)
{
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  self->names = g_ptr_array_new_with_free_func (name_free);
}

static void
names_clear (Names *self)
{
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->names);
}

static const ChezuFleetName *
names_get (const Names *self, guint32 index)
{
  return index == NO_NAME ? NULL : g_ptr_array_index (self->names, index);
}

static void
names_take (Names *self, guint32 *index, const char *value)
{
  ChezuFleetName *name;
  guint known;

  if (*index != NO_NAME)
    {
      name = g_ptr_array_index (self->names, *index);
      if (g_strcmp0 (name->name, value) == 0)
        return;
      name->n--;
    }
  *index = NO_NAME;
  if (value == NULL)
    return;

  known = GPOINTER_TO_UINT (g_hash_table_lookup (self->index, value));
  if (known == 0)
    {
      name = g_new0 (ChezuFleetName, 1);
      name->name = g_strdup (value);
      name->key = chezu_fold (value);
      g_ptr_array_add (self->names, name);
      known = self->names->len;
      g_hash_table_insert (self->index, name->name, GUINT_TO_POINTER (known));
    }
  *index = known - 1;
  ((ChezuFleetName *)g_ptr_array_index (self->names, *index))->n++;
}

/* --- Records */

/* As much of @text as fits, cut between characters. */
static char *
append_text (char *end, const char *text)
{
  gsize length = strlen (text);

  if (length > TEXT_MAX)
    {
      const char *cut = g_utf8_find_prev_char (text, text + TEXT_MAX + 1);

      length = cut != NULL ? (gsize)(cut - text) : 0;
    }
  memcpy (end, text, length);
  end[length] = '\0';
  return end + length + 1;
}

static char *
append_with_key (char *end, const char *text, guint8 has_text, guint8 has_key, guint8 *has)
{
  g_autofree char *key = NULL;

  if (text == NULL)
    return end;
  *has |= has_text;
  end = append_text (end, text);
  key = chezu_fold (text);
  if (strcmp (key, text) == 0)
    return end;
  *has |= has_key;
  return append_text (end, key);
}

/* Returns: how many bytes of @record are used */
static gsize
pack (const ChezuVehicleRow *row, char *record)
{
  guint8 has = 0;
  char *end = record + 1;

  end = append_with_key (end, row->plate, HAS_PLATE, HAS_PLATE_KEY, &has);
  end = append_with_key (end, row->driver, HAS_DRIVER, HAS_DRIVER_KEY, &has);
  if (row->phone != NULL)
    {
      has |= HAS_PHONE;
      end = append_text (end, row->phone);
    }
  *record = (char)has;
  return (gsize)(end - record);
}

static const char *
record_at (const ChezuFleetTexts *self, guint32 record)
{
  return (const char *)g_ptr_array_index (self->chunks, record >> CHUNK_BITS)
         + (record & (CHUNK_SIZE - 1));
}

static const char *
skip (const char *text)
{
  return text + strlen (text) + 1;
}

static void
unpack (const char *record, ChezuFleetText *text, const char **end)
{
  guint8 has = (guint8)*record;
  const char *at = record + 1;

  *text = (ChezuFleetText){ .plate_key = "", .driver_key = "" };
  if (has & HAS_PLATE)
    {
      text->plate = text->plate_key = at;
      at = skip (at);
    }
  if (has & HAS_PLATE_KEY)
    {
      text->plate_key = at;
      at = skip (at);
    }
  if (has & HAS_DRIVER)
    {
      text->driver = text->driver_key = at;
      at = skip (at);
    }
  if (has & HAS_DRIVER_KEY)
    {
      text->driver_key = at;
      at = skip (at);
    }
  if (has & HAS_PHONE)
    {
      text->phone = at;
      if (end != NULL)
        at = skip (at);
    }
  if (end != NULL)
    *end = at;
}

static gsize
record_size (const char *record)
{
  ChezuFleetText text;
  const char *end;

  unpack (record, &text, &end);
  return (gsize)(end - record);
}

static guint32
store_record (ChezuFleetTexts *self, const char *record, gsize size)
{
  guint32 place;

  if (self->chunks->len == 0 || self->used + size > CHUNK_SIZE)
    {
      g_ptr_array_add (self->chunks, g_malloc (CHUNK_SIZE));
      self->used = 0;
    }
  place = (self->chunks->len - 1) << CHUNK_BITS | self->used;
  memcpy ((char *)g_ptr_array_index (self->chunks, self->chunks->len - 1) + self->used, record,
          size);
  self->used += (guint)size;
  return place;
}

static void
copy_together (ChezuFleetTexts *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->chunks);
  ChezuFleetTexts from = { .chunks = old };

  self->chunks = g_ptr_array_new_with_free_func (g_free);
  self->waste = 0;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);
      const char *record;

      if (entry->record == NO_RECORD)
        continue;
      record = record_at (&from, entry->record);
      entry->record = store_record (self, record, record_size (record));
    }
}

static gboolean
is_same (const ChezuFleetTexts *self, const Entry *entry, const ChezuVehicleRow *row)
{
  ChezuFleetText text;

  if (entry->record == NO_RECORD)
    return FALSE;
  unpack (record_at (self, entry->record), &text, NULL);
  return g_strcmp0 (text.plate, row->plate) == 0 && g_strcmp0 (text.driver, row->driver) == 0
         && g_strcmp0 (text.phone, row->phone) == 0;
}

/* Most rows repeat their text: comparing is what makes a page cheap. */
void
chezu_fleet_texts_take (ChezuFleetTexts *self, guint index, const ChezuVehicleRow *row)
{
  const Entry nothing = { NO_RECORD, NO_NAME, NO_NAME, NO_NAME };
  Entry *entry;

  while (self->entries->len <= index)
    g_array_append_val (self->entries, nothing);

  entry = &g_array_index (self->entries, Entry, index);
  names_take (&self->enterprises, &entry->enterprise, row->enterprise);
  names_take (&self->models, &entry->model, row->model);
  names_take (&self->organisations, &entry->organisation,
              row->organisation != NULL ? row->organisation : row->enterprise);
  if (!is_same (self, entry, row))
    {
      char record[RECORD_MAX];
      gsize size = pack (row, record);

      if (entry->record != NO_RECORD)
        self->waste += record_size (record_at (self, entry->record));
      entry->record = store_record (self, record, size);
    }
  if (self->waste > (gsize)(self->chunks->len + 1) * CHUNK_SIZE / 2)
    copy_together (self);
}

void
chezu_fleet_texts_get (const ChezuFleetTexts *self, guint index, ChezuFleetText *text)
{
  const Entry *entry = &g_array_index (self->entries, Entry, index);

  unpack (record_at (self, entry->record), text, NULL);
  text->enterprise = names_get (&self->enterprises, entry->enterprise);
  text->model = names_get (&self->models, entry->model);
}

/* Returns: (nullable): the path; the same pointer for all vehicles that have the same */
const char *
chezu_fleet_texts_get_organisation (const ChezuFleetTexts *self, guint index)
{
  const Entry *entry = &g_array_index (self->entries, Entry, index);
  const ChezuFleetName *name = names_get (&self->organisations, entry->organisation);

  return name != NULL ? name->name : NULL;
}

const GPtrArray *
chezu_fleet_texts_get_enterprises (const ChezuFleetTexts *self)
{
  return self->enterprises.names;
}

/* --- Life */

ChezuFleetTexts *
chezu_fleet_texts_new (void)
{
  ChezuFleetTexts *self = g_new0 (ChezuFleetTexts, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->chunks = g_ptr_array_new_with_free_func (g_free);
  names_init (&self->enterprises);
  names_init (&self->models);
  names_init (&self->organisations);
  return self;
}

void
chezu_fleet_texts_free (ChezuFleetTexts *self)
{
  g_array_unref (self->entries);
  g_ptr_array_unref (self->chunks);
  names_clear (&self->enterprises);
  names_clear (&self->models);
  names_clear (&self->organisations);
  g_free (self);
}

gsize
chezu_fleet_texts_get_bytes (const ChezuFleetTexts *self)
{
  gsize bytes = self->entries->len * sizeof (Entry) + self->chunks->len * CHUNK_SIZE;

  bytes += (self->enterprises.names->len + self->organisations.names->len) * 64;
  return bytes;
}
