/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite cache: the only meeting point of everything that writes and everything that shows. */

#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "store/chezu-statement.h"

G_BEGIN_DECLS

#define CHEZU_STORE_ERROR (chezu_store_error_quark ())
GQuark chezu_store_error_quark (void);

typedef enum
{
  CHEZU_STORE_ERROR_FAILED,      /* SQLite says no; the message carries its words */
  CHEZU_STORE_ERROR_NOT_A_STORE, /* not a database, or somebody else's */
  CHEZU_STORE_ERROR_NEWER,       /* made by a newer version of Chezu */
  CHEZU_STORE_ERROR_READ_ONLY,   /* file or folder cannot be written */
  CHEZU_STORE_ERROR_BUSY,        /* another program keeps it locked */
  CHEZU_STORE_ERROR_FULL,        /* no space left on the device */
  CHEZU_STORE_ERROR_CLOSED,      /* the store was closed before the work was done */
  CHEZU_STORE_ERROR_NOT_FOUND,   /* no such row */
  CHEZU_STORE_ERROR_EXISTS,      /* a row of that name is there already */
  CHEZU_STORE_ERROR_DAMAGED,     /* a page of the file is not what it should be */
  CHEZU_STORE_ERROR_INVALID,     /* what was to be stored makes no sense; the message says why */
} ChezuStoreError;

/* How a store was opened: a store that cannot be written is still shown. */
typedef enum
{
  CHEZU_STORE_WRITABLE,
  CHEZU_STORE_READ_ONLY_FILE,  /* permissions, read-only medium */
  CHEZU_STORE_READ_ONLY_NEWER, /* schema of a newer version, understood well enough to read */
} ChezuStoreMode;

#define CHEZU_TYPE_STORE (chezu_store_get_type ())
G_DECLARE_FINAL_TYPE (ChezuStore, chezu_store, CHEZU, STORE, GObject)

/* Both open, create or migrate. The first blocks (programs without a window, tests); the second
 * resolves to the store. */
ChezuStore *chezu_store_open (const char *path, GError **error);
DexFuture *chezu_store_open_future (const char *path);
void chezu_store_close (ChezuStore *self);

const char *chezu_store_get_path (ChezuStore *self);
ChezuStoreMode chezu_store_get_mode (ChezuStore *self);

/* Runs on the writer thread, inside one transaction that commits when it returns TRUE. Must not
 * keep @db. Runs again where somebody else's failure undid the transaction, so it must not build on
 * what it left in @data. */
typedef gboolean (*ChezuStoreWriteFunc) (ChezuDatabase *db, gpointer data, GError **error);

/* Runs on a reader thread, inside one read transaction. What it returns (or NULL with @error set)
 * is the future's pointer value; @result_destroy frees it if nobody takes it. */
typedef gpointer (*ChezuStoreReadFunc) (ChezuDatabase *db, gpointer data, GError **error);

DexFuture *chezu_store_write (ChezuStore *self,
                              ChezuStoreWriteFunc func,
                              gpointer data,
                              GDestroyNotify data_destroy);
DexFuture *chezu_store_read (ChezuStore *self,
                             ChezuStoreReadFunc func,
                             gpointer data,
                             GDestroyNotify data_destroy,
                             GDestroyNotify result_destroy);

/* Waits in a fiber for a future of chezu_store_read (), or of any other function of this layer that
 * resolves to a pointer, and takes its result. */
gpointer chezu_store_await (DexFuture *future, GError **error);

/* For programs and tests without a main loop: block until done. */
gboolean
chezu_store_write_sync (ChezuStore *self, ChezuStoreWriteFunc func, gpointer data, GError **error);
gpointer
chezu_store_read_sync (ChezuStore *self, ChezuStoreReadFunc func, gpointer data, GError **error);

/* Signal "changed" (): somebody, in this process or another, committed. Emitted in the main context
 * in which the store was opened, a few times a second at most. */

G_END_DECLS
