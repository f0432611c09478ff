/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sub-commands of chezuctl share: the store they work on, waiting for futures, and how
 * they end. */

#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "store/chezu-store.h"
#include "store/chezu-verify.h"

G_BEGIN_DECLS

/* Exit codes that scripts may rely on. */
typedef enum
{
  CHEZU_EXIT_OK = 0,
  CHEZU_EXIT_FAILED = 1,  /* it was tried and did not work */
  CHEZU_EXIT_USAGE = 2,   /* the command line is off */
  CHEZU_EXIT_STORE = 3,   /* the store cannot be opened */
  CHEZU_EXIT_BACKEND = 4, /* the backend cannot be reached, refuses, or is none */
} ChezuExit;

typedef struct
{
  const char *store_path; /* absolute */
} ChezuCtl;

/* argv[0] is the command's own name. */
typedef ChezuExit (*ChezuCtlFunc) (ChezuCtl *ctl, int argc, char **argv);

ChezuExit chezu_ctl_sim (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_sync (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_overlay (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_geofence (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_alarm_type (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_rule (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_message (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_road (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_source (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_report (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_status (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_gaps (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_history (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_export (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_backup (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_basemap (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_verify (ChezuCtl *ctl, int argc, char **argv);
ChezuExit chezu_ctl_retention (ChezuCtl *ctl, int argc, char **argv);

/* Parses the options of one command; --help is answered and ends the program. What is left stays in
 * argv. */
gboolean chezu_ctl_parse (const char *usage,
                          const char *description,
                          const GOptionEntry *entries,
                          int *argc,
                          char ***argv);

/* Opens the store, or says why not. */
ChezuStore *chezu_ctl_open_store (ChezuCtl *ctl);
/* The same for a command that has nothing to do where nothing can be saved. */
ChezuStore *chezu_ctl_open_writable_store (ChezuCtl *ctl);

/* Places and regions as they ship, so that vehicles stand among them. Says what is missing. */
void chezu_ctl_load_places (ChezuStore *store);
/* The roads of the demo world, whose vehicles drive on just these. */
void chezu_ctl_load_demo_roads (ChezuStore *store);

/* Turns the main context until @future (transfer full) is done. */
gboolean chezu_ctl_wait (DexFuture *future, GError **error);
gpointer chezu_ctl_wait_boxed (DexFuture *future, GError **error);
/* The same for futures whose result chezu_store_await () takes. */
gpointer chezu_ctl_take (DexFuture *future, GError **error);

/* Prints "chezuctl: message" on standard error and returns @code. */
ChezuExit chezu_ctl_fail (ChezuExit code, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A line that is written over, while a person watches standard error; nothing in a log. */
void chezu_ctl_progress (const char *format, ...) G_GNUC_PRINTF (1, 2);
void chezu_ctl_end_progress (void);

/* Whether somebody asked us to stop, for work that blocks. */
typedef struct _ChezuCtlInterrupt ChezuCtlInterrupt;

ChezuCtlInterrupt *chezu_ctl_interrupt_new (void);
void chezu_ctl_interrupt_free (ChezuCtlInterrupt *self);

/* Shows "verb: done of total what"; @total 0 is not known. FALSE when we were interrupted. */
gboolean chezu_ctl_count (
    const char *verb, const char *what, gint64 done, gint64 total, ChezuCtlInterrupt *interrupt);

/* One line for each finding. */
void chezu_ctl_print_findings (const ChezuVerifyReport *report);

/* Turns the main context until SIGINT or SIGTERM, or for so many seconds when positive.
 * @show_progress (nullable) is called each second while a person watches standard error. */
void chezu_ctl_run_for (double seconds, GSourceFunc show_progress, gpointer user_data);

G_END_DECLS
