/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that plays a Traccar by script, also on its bad days. Runs on a thread of its own; every
 * function here may be called from the test's. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _FakeTraccar FakeTraccar;

#define FAKE_USER "admin"
#define FAKE_PASSWORD "s3cret"
#define FAKE_TOKEN "RzBFAiEA-token"
#define FAKE_FOREVER G_MAXUINT

FakeTraccar *fake_traccar_new (GTlsCertificate *certificate);
FakeTraccar *fake_traccar_new_on_port (GTlsCertificate *certificate, guint port);
void fake_traccar_free (FakeTraccar *self);
const char *fake_traccar_get_url (FakeTraccar *self);
guint fake_traccar_get_port (FakeTraccar *self);

/* What a path answers when nothing else is scripted. Here and below, "PATH?deviceId=N" stands for
 * the requests of that path about one vehicle. */
void fake_traccar_set (FakeTraccar *self, const char *path, const char *json);

/* The next @times requests of @path are answered otherwise, with one more @header ("Name: value")
 * or NULL. */
void fake_traccar_fail (FakeTraccar *self,
                        const char *path,
                        guint times,
                        guint status,
                        const char *type,
                        const char *body,
                        const char *header);
/* … break off after @bytes; @announced tells whether the length was said before. */
void fake_traccar_cut (
    FakeTraccar *self, const char *path, guint times, gsize bytes, gboolean announced);
/* … are taken and never answered. */
void fake_traccar_stall (FakeTraccar *self, const char *path, guint times);

void fake_traccar_forget_sessions (FakeTraccar *self);

/* 0 accepts WebSockets again. */
void fake_traccar_refuse_sockets (FakeTraccar *self, guint status);
/* Streams that open and then are lost without a word. */
void fake_traccar_set_mute (FakeTraccar *self, gboolean mute);
void fake_traccar_push (FakeTraccar *self, const char *text);
/* Breaks the connections, without a word. */
void fake_traccar_drop_sockets (FakeTraccar *self);
guint fake_traccar_count_sockets (FakeTraccar *self);

guint fake_traccar_hits (FakeTraccar *self, const char *path);
/* The query of the last request of @path, or NULL. */
char *fake_traccar_last_query (FakeTraccar *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeTraccar, fake_traccar_free)

G_END_DECLS
