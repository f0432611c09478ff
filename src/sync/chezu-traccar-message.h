/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a Traccar server's stream, handed over to an intake while they arrive: they name
 * their lists, and one that cannot be read is passed over. */

#pragma once

#include "sync/chezu-traccar-list.h"

G_BEGIN_DECLS

typedef struct _ChezuTraccarMessage ChezuTraccarMessage;

/* @catalog and @options outlive it. */
ChezuTraccarMessage *chezu_traccar_message_new (ChezuTraccarCatalog *catalog,
                                                const ChezuSyncOptions *options,
                                                const char *host);
void chezu_traccar_message_free (ChezuTraccarMessage *self);

/* Takes the next piece of a message, the last one when it @ends. FALSE when a message goes on
 * without any use. */
gboolean chezu_traccar_message_take (ChezuTraccarMessage *self,
                                     ChezuIntake *intake,
                                     const char *text,
                                     gsize length,
                                     gboolean ends,
                                     GError **error);
/* Forgets a message of which the rest will not come. */
void chezu_traccar_message_forget (ChezuTraccarMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuTraccarMessage, chezu_traccar_message_free)

G_END_DECLS
