/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command center's window. */

#pragma once

#include <adwaita.h>

#include "shell/chezu-session.h"

G_BEGIN_DECLS

#define CHEZU_TYPE_WINDOW (chezu_window_get_type ())
G_DECLARE_FINAL_TYPE (ChezuWindow, chezu_window, CHEZU, WINDOW, AdwApplicationWindow)

/* @remembers: size, panes and view are taken from the settings and go back there. */
ChezuWindow *chezu_window_new (AdwApplication *application, gboolean remembers);

void chezu_window_set_session (ChezuWindow *self, ChezuSession *session);
ChezuSession *chezu_window_get_session (ChezuWindow *self);
void chezu_window_show_trouble (ChezuWindow *self, const char *path, const GError *error);

gboolean chezu_window_show_page (ChezuWindow *self, const char *page);
gboolean chezu_window_select_plate (ChezuWindow *self, const char *plate, gboolean fly);
void chezu_window_go_to (ChezuWindow *self, double lon, double lat, double zoom);
/* @time_ms: a moment of the past to show; 0 for a moment ago. */
void chezu_window_enter_past (ChezuWindow *self, gint64 time_ms);
/* In the past: goes on from there, @rate times as fast as it was. */
void chezu_window_play_past (ChezuWindow *self, double rate);
void chezu_window_save_state (ChezuWindow *self);
/* @paths: of local files, which become overlays if the user wants; ends with NULL. */
void chezu_window_import (ChezuWindow *self, const char *const *paths);
void chezu_window_tell (ChezuWindow *self, const char *text);

/* True when everything that the window would show is on it. */
gboolean chezu_window_is_settled (ChezuWindow *self);

G_END_DECLS
