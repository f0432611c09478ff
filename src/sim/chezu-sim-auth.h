/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is asking: session cookies, signed tokens, name and password. One account: admin. */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef enum
{
  CHEZU_SIM_LOGIN_OK,
  CHEZU_SIM_LOGIN_NONE,      /* 401 */
  CHEZU_SIM_LOGIN_MALFORMED, /* 400 */
} ChezuSimLogin;

typedef struct _ChezuSimAuth ChezuSimAuth;

ChezuSimAuth *chezu_sim_auth_new (guint32 seed);
void chezu_sim_auth_free (ChezuSimAuth *self);

gboolean chezu_sim_auth_check_password (const char *name, const char *password);
ChezuSimLogin chezu_sim_auth_check (ChezuSimAuth *self, SoupServerMessage *message);
ChezuSimLogin chezu_sim_auth_check_token (ChezuSimAuth *self, const char *token);
gboolean chezu_sim_auth_has_session (ChezuSimAuth *self, SoupServerMessage *message);

void chezu_sim_auth_begin_session (ChezuSimAuth *self, SoupServerMessage *message);
void chezu_sim_auth_end_session (ChezuSimAuth *self, SoupServerMessage *message);
void chezu_sim_auth_drop_sessions (ChezuSimAuth *self);

char *chezu_sim_auth_make_token (ChezuSimAuth *self, gint64 expires_ms);
void chezu_sim_auth_revoke_token (ChezuSimAuth *self, const char *token);

G_END_DECLS
