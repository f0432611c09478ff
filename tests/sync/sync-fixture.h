/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real store in a temporary folder, a server that plays a Traccar, and a synchronizer whose day
 * is short. */

#pragma once

#include "fake-traccar.h"
#include "store/chezu-source-table.h"
#include "store/chezu-store.h"
#include "sync/chezu-synchronizer-private.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  char *store_path;
  char *password_path;
  ChezuStore *store;
  FakeTraccar *server;
  ChezuSyncOptions options;
  ChezuSynchronizer *synchronizer;
  gint64 now_ms; /* when the test began */
} Fixture;

typedef gboolean (*FixtureCondition) (Fixture *fixture, gpointer data);

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

#define add_sync_test(path, func)                                                                  \
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

ChezuSourceRow *fixture_make_row (Fixture *fixture, const char *url);
void fixture_add_source (Fixture *fixture, const char *url);
void fixture_start (Fixture *fixture);
void fixture_stop (Fixture *fixture);

/* Blocks until @future has ended, running the main loop meanwhile. */
gboolean fixture_await (DexFuture *future, GError **error);

/* Waits with a patience that only a broken program exhausts. */
void fixture_wait (Fixture *fixture, const char *what, FixtureCondition condition, gpointer data);
void fixture_wait_for_state (Fixture *fixture, ChezuSourceState state);
void fixture_wait_for_count (Fixture *fixture, const char *sql, gint64 count);
void fixture_pass_time (guint ms);

ChezuSourceRow *fixture_get_source (Fixture *fixture);
gint64 fixture_get_int (Fixture *fixture, const char *sql);
char *fixture_get_text (Fixture *fixture, const char *sql);

/* Waits for the state and checks that what is said about it holds @words and no secret. */
void fixture_wait_for_trouble (Fixture *fixture, ChezuSourceState state, const char *words);

/* Before the start: what failed is not tried again by itself, so that one can look at it. */
void fixture_wait_for_a_click (Fixture *fixture);
/* Waits until @path was asked for so often since the server began. */
void fixture_wait_for_hits (Fixture *fixture, const char *path, guint hits);

/* A certificate for 127.0.0.1 that nobody vouches for; its own file is its authority. */
GTlsCertificate *fixture_make_certificate (Fixture *fixture, char **ca_file);

/* Vehicles 1 … @n of one enterprise, each with a position ten seconds old. */
void fixture_script_fleet (Fixture *fixture, guint n);
/* Pushes a fix of a vehicle over the stream. */
void fixture_push_fix (Fixture *fixture, gint64 id, gint64 device_id, gint64 age_ms);
gint64 fixture_count_refused (Fixture *fixture, ChezuRefusal reason);

/* JSON as a Traccar writes it; @age_ms before the test began. */
char *fixture_device (gint64 id, const char *name);
char *fixture_devices (guint n);
char *fixture_position (
    Fixture *fixture, gint64 id, gint64 device_id, double lon, double lat, gint64 age_ms);
char *fixture_positions (Fixture *fixture, guint n, gint64 age_ms);

G_END_DECLS
