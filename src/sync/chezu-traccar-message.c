/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync/chezu-traccar-message.h"

#include "base/chezu-json-splitter.h"

struct _ChezuTraccarMessage
{
  ChezuTraccarCatalog *catalog; /* not owned, as is the next */
  const ChezuSyncOptions *options;
  char *host;
  ChezuJsonSplitter *splitter;

  ChezuIntake *intake; /* of the piece that is being read */
  ChezuTraccarBarren barren;
  gboolean unreadable; /* the rest of the message is passed over */
};

static gboolean
take_element (const char *array_key,
              yyjson_val *element,
              const char *text,
              gsize length,
              gpointer user_data,
              GError **error)
{
  ChezuTraccarMessage *self = user_data;

  chezu_traccar_barren_note (
      &self->barren,
      chezu_traccar_catalog_take (self->catalog, self->intake, array_key, element, text, length));
  return TRUE;
}

ChezuTraccarMessage *
chezu_traccar_message_new (ChezuTraccarCatalog *catalog,
                           const ChezuSyncOptions *options,
                           const char *host)
{
  ChezuTraccarMessage *self = g_new0 (ChezuTraccarMessage, 1);

  self->catalog = catalog;
  self->options = options;
  self->host = g_strdup (host);
  self->splitter = chezu_json_splitter_new (take_element, self);
  chezu_json_splitter_set_tolerant (self->splitter, TRUE);
  return self;
}

void
chezu_traccar_message_free (ChezuTraccarMessage *self)
{
  if (self == NULL)
    return;
  chezu_json_splitter_free (self->splitter);
  g_free (self->host);
  g_free (self);
}

void
chezu_traccar_message_forget (ChezuTraccarMessage *self)
{
  chezu_json_splitter_restart (self->splitter);
  self->barren = (ChezuTraccarBarren){ 0 };
  self->unreadable = FALSE;
}

/* Counts a message that cannot be read and keeps what is here of it; the next one may be fine. */
static void
refuse (ChezuTraccarMessage *self, const char *text, gsize length)
{
  self->unreadable = TRUE;
  chezu_intake_refuse (self->intake, CHEZU_REFUSAL_MALFORMED, text, (gssize)length);
}

gboolean
chezu_traccar_message_take (ChezuTraccarMessage *self,
                            ChezuIntake *intake,
                            const char *text,
                            gsize length,
                            gboolean ends,
                            GError **error)
{
  self->intake = intake;
  if (!chezu_traccar_barren_count (&self->barren, length, self->options, self->host, error))
    return FALSE;

  if (!self->unreadable && !chezu_json_splitter_feed (self->splitter, text, length, NULL))
    refuse (self, text, length);
  if (!ends)
    return TRUE;

  if (!self->unreadable && !chezu_json_splitter_end (self->splitter, NULL))
    refuse (self, text, length);
  chezu_traccar_message_forget (self);
  return TRUE;
}
