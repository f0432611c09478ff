/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is fresh comes from the cache. For the rest a few tiles at a time are asked for, the last
 * one first, because it is what is looked at; one that nobody waits for any more is not asked for
 * at all, and one that was asked for is waited for and kept. Several who want the same tile share
 * one question.
 *
 * Trouble belongs to the source and not to a tile: after a failure nobody is asked for a while,
 * twice as long each time, or as long as the server says; then one "retry" lets the map ask again.
 * Meanwhile the cache answers, however old it is, and the feed says how old. */

#include "tiles/chezu-tile-fetcher.h"

#include "base/chezu-time.h"
#include "tiles/chezu-tile-image.h"
#include "tiles/chezu-tile-request.h"

#include <glib/gi18n-lib.h>

#define TOO_MANY_REQUESTS 429 /* RFC 6585, 4 */
#define PER_HOST 2
#define AT_ONCE_MAX 8
#define FIRST_PAUSE_MS 5000
#define LONGEST_PAUSE_MS (10 * 60 * 1000)
#define TIMEOUT_MS 30000
/* How long a server's "there is no such tile" holds. */
#define MISSING_MS (24 * 3600 * G_GINT64_CONSTANT (1000))

typedef struct
{
  DexPromise *promise;
  GCancellable *given_up; /* (nullable) */
} Waiter;

/* A tile that is wanted, from the first who wants it to the answer. */
typedef struct
{
  ChezuTileFetcher *fetcher;
  char *name; /* in the table of flights */
  ChezuTileId id;
  guint scale;
  GArray *waiters;  /* of Waiter */
  DexPromise *turn; /* while it waits to be asked for */
} Flight;

struct _ChezuTileFetcher
{
  ChezuTileFeed parent_instance;

  SoupSession *session;
  ChezuTileCache *cache; /* (nullable) */
  char *pattern;
  char *subdomains;
  char *key; /* (nullable) */
  guint tile_size;
  char *sheets[2]; /* names in the cache: single and double resolution */

  GHashTable *flights; /* name → Flight, borrowed */
  GQueue waiting;      /* of Flight, borrowed; the last is next */
  GHashTable *refused; /* names of tiles that were no pictures, not asked for again */
  guint n_flying;
  guint at_once;

  guint first_pause_ms;
  guint timeout_ms;
  guint pause_ms;    /* the last one; 0 while all is well */
  guint pause_id;    /* runs while nobody is asked */
  GError *why_pause; /* what the tiles without a copy are told */
};

G_DEFINE_FINAL_TYPE (ChezuTileFetcher, chezu_tile_fetcher, CHEZU_TYPE_TILE_FEED)

/* --- Pauses ----------------------------------------------------------------------------------- */

static void
end_pause (ChezuTileFetcher *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_error (&self->why_pause);
}

static gboolean
pause_over_cb (gpointer data)
{
  ChezuTileFetcher *self = data;

  self->pause_id = 0;
  end_pause (self);
  chezu_tile_feed_emit_retry (CHEZU_TILE_FEED (self));
  return G_SOURCE_REMOVE;
}

/* @least_ms: what the server asked for. Failures of questions that were on their way together are
 * one failure. */
static void
begin_pause (ChezuTileFetcher *self, const GError *why, gint64 least_ms)
{
  chezu_tile_feed_set_trouble (CHEZU_TILE_FEED (self), why->message);
  if (self->pause_id != 0)
    return;
  self->pause_ms
      = self->pause_ms == 0 ? self->first_pause_ms : MIN (self->pause_ms * 2, LONGEST_PAUSE_MS);
  self->why_pause = g_error_copy (why);
  self->pause_id
      = g_timeout_add ((guint)MAX (least_ms, (gint64)self->pause_ms), pause_over_cb, self);
}

static void
note_success (ChezuTileFetcher *self)
{
  if (self->pause_id != 0)
    return;
  self->pause_ms = 0;
  chezu_tile_feed_set_trouble (CHEZU_TILE_FEED (self), NULL);
  chezu_tile_feed_clear_stale (CHEZU_TILE_FEED (self));
}

static void
network_changed_cb (ChezuTileFetcher *self, gboolean available)
{
  if (!available || self->pause_id == 0)
    return;
  end_pause (self);
  chezu_tile_feed_emit_retry (CHEZU_TILE_FEED (self));
}

/* --- Flights ---------------------------------------------------------------------------------- */

static void
waiter_clear (Waiter *waiter)
{
  dex_clear (&waiter->promise);
  g_clear_object (&waiter->given_up);
}

static gboolean
is_wanted (const Flight *flight)
{
  for (guint i = 0; i < flight->waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (flight->waiters, Waiter, i);

      if (waiter->given_up == NULL || !g_cancellable_is_cancelled (waiter->given_up))
        return TRUE;
    }
  return FALSE;
}

static void
flight_free (Flight *flight)
{
  g_object_unref (flight->fetcher);
  g_array_unref (flight->waiters);
  dex_clear (&flight->turn);
  g_free (flight->name);
  g_free (flight);
}

/* Lets the next ones go, and those whom nobody wants any more. */
static void
next_please (ChezuTileFetcher *self)
{
  while (self->n_flying < self->at_once)
    {
      Flight *flight = g_queue_pop_tail (&self->waiting);

      if (flight == NULL)
        return;
      if (is_wanted (flight))
        {
          self->n_flying++;
          dex_promise_resolve_boolean (flight->turn, TRUE);
        }
      else
        dex_promise_reject (flight->turn,
                            g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "given up"));
    }
}

/* Waits in the fiber until it may ask. */
static gboolean
await_turn (Flight *flight, GError **error)
{
  ChezuTileFetcher *self = flight->fetcher;

  flight->turn = dex_promise_new ();
  g_queue_push_tail (&self->waiting, flight);
  next_please (self);
  return dex_await (dex_ref (DEX_FUTURE (flight->turn)), error);
}

/* --- Answers ---------------------------------------------------------------------------------- */

static const char *
get_host (const char *address, GUri **uri)
{
  *uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  return *uri != NULL ? g_uri_get_host (*uri) : "";
}

/* Why an answer with this status is none. */
static GError *
explain_status (guint status, const char *address)
{
  g_autoptr (GUri) uri = NULL;
  const char *host = get_host (address, &uri);

  if (status == SOUP_STATUS_UNAUTHORIZED || status == SOUP_STATUS_FORBIDDEN
      || status == 418 /* Tianditu, of a key of the wrong kind */)
    return g_error_new (CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_REFUSED,
                        _ ("%s refuses to send tiles. Check the key"), host);
  if (status == TOO_MANY_REQUESTS || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    return g_error_new (CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_BUSY,
                        _ ("%s asks for a pause"), host);
  return g_error_new (CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
                      _ ("%s answers with status %u in place of a tile"), host, status);
}

static gboolean
is_missing (guint status)
{
  return status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_NO_CONTENT
         || status == SOUP_STATUS_GONE;
}

static void
keep (Flight *flight, ChezuCachedTile *tile)
{
  ChezuTileFetcher *self = flight->fetcher;

  if (self->cache != NULL)
    dex_future_disown (
        chezu_tile_cache_keep (self->cache, self->sheets[flight->scale > 1], &flight->id, tile));
}

/* (transfer full): of a 200, once it was looked at */
static GBytes *
take_picture (Flight *flight, ChezuTileAnswer *answer, GError **error)
{
  g_autoptr (ChezuCachedTile) tile = NULL;
  ChezuImageHead head;
  gsize size;
  const guint8 *data = g_bytes_get_data (answer->bytes, &size);

  if (!chezu_tile_image_look (data, size, &head, error))
    return NULL;
  tile = chezu_cached_tile_new (answer->bytes);
  tile->etag = g_strdup (answer->etag);
  tile->modified = g_strdup (answer->modified);
  tile->fetched_ms = chezu_time_now_ms ();
  tile->expires_ms = answer->expires_ms;
  if (answer->keep)
    keep (flight, tile);
  return g_bytes_ref (answer->bytes);
}

static GBytes *
take_nothing (Flight *flight)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (ChezuCachedTile) tile = chezu_cached_tile_new (nothing);

  tile->fetched_ms = chezu_time_now_ms ();
  tile->expires_ms = tile->fetched_ms + MISSING_MS;
  keep (flight, tile);
  return g_bytes_ref (nothing);
}

static GBytes *
take_renewed (Flight *flight, const ChezuTileAnswer *answer, const ChezuCachedTile *known)
{
  g_autoptr (ChezuCachedTile) tile = chezu_cached_tile_new (known->bytes);

  tile->etag = g_strdup (answer->etag != NULL ? answer->etag : known->etag);
  tile->modified = g_strdup (answer->modified != NULL ? answer->modified : known->modified);
  tile->fetched_ms = chezu_time_now_ms ();
  tile->expires_ms = answer->expires_ms;
  keep (flight, tile);
  return g_bytes_ref (known->bytes);
}

/* An answer that is no picture is the tile's fault as long as others are pictures. */
static void
note_refused (Flight *flight, const GError *why)
{
  ChezuTileFetcher *self = flight->fetcher;

  g_hash_table_add (self->refused, g_strdup (flight->name));
  chezu_tile_feed_set_trouble (CHEZU_TILE_FEED (self), why->message);
}

static GBytes *
ask (Flight *flight, const ChezuCachedTile *known, GError **error)
{
  ChezuTileFetcher *self = flight->fetcher;
  g_autofree char *address = chezu_tile_address_fill (self->pattern, self->subdomains, self->key,
                                                      &flight->id, self->tile_size, flight->scale);
  g_autoptr (GError) why = NULL;
  ChezuTileAnswer answer;
  GBytes *bytes = NULL;

  if (!chezu_tile_request (self->session, address, known, self->timeout_ms, &answer, &why))
    {
      if (g_error_matches (why, CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER))
        note_refused (flight, why);
      else
        begin_pause (self, why, 0);
    }
  else if (answer.status == SOUP_STATUS_NOT_MODIFIED && known != NULL)
    bytes = take_renewed (flight, &answer, known);
  else if (is_missing (answer.status))
    bytes = take_nothing (flight);
  else if (answer.status == SOUP_STATUS_OK)
    {
      bytes = take_picture (flight, &answer, &why);
      if (bytes == NULL)
        note_refused (flight, why);
    }
  else
    {
      why = explain_status (answer.status, address);
      begin_pause (self, why, answer.retry_after_ms);
    }
  chezu_tile_answer_clear (&answer);
  if (bytes != NULL)
    note_success (self);
  else
    g_propagate_error (error, g_steal_pointer (&why));
  return bytes;
}

/* --- One flight ------------------------------------------------------------------------------- */

/* What may be handed out when nobody can be asked. */
static GBytes *
fall_back (ChezuTileFetcher *self, const ChezuCachedTile *known)
{
  chezu_tile_feed_note_stale (CHEZU_TILE_FEED (self), known->fetched_ms);
  return g_bytes_ref (known->bytes);
}

static GBytes *
fetch (Flight *flight, GError **error)
{
  ChezuTileFetcher *self = flight->fetcher;
  g_autoptr (ChezuCachedTile) known = NULL;
  g_autoptr (GError) why = NULL;
  GBytes *bytes = NULL;

  if (self->cache != NULL)
    known = dex_await_boxed (
        chezu_tile_cache_find (self->cache, self->sheets[flight->scale > 1], &flight->id), NULL);
  if (known != NULL && known->expires_ms > chezu_time_now_ms ())
    return g_bytes_ref (known->bytes);

  if (self->pause_id != 0)
    why = g_error_copy (self->why_pause);
  else if (g_hash_table_contains (self->refused, flight->name))
    why = g_error_new_literal (CHEZU_TILE_SOURCE_ERROR, CHEZU_TILE_SOURCE_ERROR_ANSWER,
                               _ ("What came is no picture (PNG, JPEG or WebP)"));
  else if (await_turn (flight, &why))
    {
      /* While it waited, others may have found out that nobody answers. */
      if (self->pause_id == 0)
        bytes = ask (flight, known, &why);
      else
        why = g_error_copy (self->why_pause);
      self->n_flying--;
      next_please (self);
    }
  if (bytes == NULL && known != NULL && why->domain == CHEZU_TILE_SOURCE_ERROR)
    return fall_back (self, known);
  if (bytes == NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return bytes;
}

static DexFuture *
flight_fiber (gpointer data)
{
  Flight *flight = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = fetch (flight, &error);

  g_hash_table_remove (flight->fetcher->flights, flight->name);
  for (guint i = 0; i < flight->waiters->len; i++)
    {
      Waiter *waiter = &g_array_index (flight->waiters, Waiter, i);

      if (bytes != NULL)
        dex_promise_resolve_boxed (waiter->promise, G_TYPE_BYTES, g_bytes_ref (bytes));
      else
        dex_promise_reject (waiter->promise, g_error_copy (error));
    }
  return dex_future_new_true ();
}

static DexFuture *
chezu_tile_fetcher_fetch (ChezuTileFeed *feed,
                          const ChezuTileId *id,
                          guint scale,
                          GCancellable *given_up)
{
  ChezuTileFetcher *self = CHEZU_TILE_FETCHER (feed);
  guint used_scale = scale > 1 && chezu_tile_address_is_double (self->pattern) ? 2 : 1;
  g_autofree char *name = g_strdup_printf ("%d/%d/%d@%u", id->zoom, id->x, id->y, used_scale);
  Flight *flight = g_hash_table_lookup (self->flights, name);
  gboolean begins = flight == NULL;
  Waiter waiter = { .promise = dex_promise_new () };
  DexFuture *future = dex_ref (DEX_FUTURE (waiter.promise));

  if (begins)
    {
      flight = g_new0 (Flight, 1);
      flight->fetcher = g_object_ref (self);
      flight->name = g_steal_pointer (&name);
      flight->id = *id;
      flight->scale = used_scale;
      flight->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
      g_array_set_clear_func (flight->waiters, (GDestroyNotify)waiter_clear);
      g_hash_table_insert (self->flights, flight->name, flight);
    }
  g_set_object (&waiter.given_up, given_up);
  g_array_append_val (flight->waiters, waiter);
  if (begins)
    dex_future_disown (
        dex_scheduler_spawn (NULL, 0, flight_fiber, flight, (GDestroyNotify)flight_free));
  return future;
}

/* --- The object ------------------------------------------------------------------------------- */

static void
chezu_tile_fetcher_finalize (GObject *object)
{
  ChezuTileFetcher *self = CHEZU_TILE_FETCHER (object);

  /* Flights hold the fetcher, so none is left. */
  end_pause (self);
  g_queue_clear (&self->waiting);
  g_hash_table_unref (self->flights);
  g_hash_table_unref (self->refused);
  g_clear_object (&self->session);
  g_clear_object (&self->cache);
  g_free (self->pattern);
  g_free (self->subdomains);
  g_free (self->key);
  g_free (self->sheets[0]);
  g_free (self->sheets[1]);
  G_OBJECT_CLASS (chezu_tile_fetcher_parent_class)->finalize (object);
}

static void
chezu_tile_fetcher_class_init (ChezuTileFetcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chezu_tile_fetcher_finalize;
  CHEZU_TILE_FEED_CLASS (klass)->fetch = chezu_tile_fetcher_fetch;
}

static void
chezu_tile_fetcher_init (ChezuTileFetcher *self)
{
  self->flights = g_hash_table_new (g_str_hash, g_str_equal);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->waiting);
  self->first_pause_ms = FIRST_PAUSE_MS;
  self->timeout_ms = TIMEOUT_MS;
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * chezu_tile_fetcher_new:
 * @key: (nullable): kept in memory alone
 *
 * Returns: (transfer full)
 */
ChezuTileFetcher *
chezu_tile_fetcher_new (SoupSession *session,
                        ChezuTileCache *cache,
                        const ChezuTileSource *source,
                        ChezuTileSheet sheet,
                        const char *key)
{
  ChezuTileFetcher *self;

  g_return_val_if_fail (SOUP_IS_SESSION (session), NULL);
  g_return_val_if_fail (chezu_tile_source_is_remote (source), NULL);

  self = g_object_new (CHEZU_TYPE_TILE_FETCHER, NULL);
  self->session = g_object_ref (session);
  g_set_object (&self->cache, cache);
  self->pattern = chezu_tile_address_dup_template (source, sheet);
  self->subdomains = g_strdup (source->subdomains);
  self->key = g_strdup (key);
  self->tile_size = source->tile_size;
  self->at_once = MIN (
      AT_ONCE_MAX, PER_HOST * chezu_tile_address_count_hosts (self->pattern, source->subdomains));
  for (guint i = 0; i < G_N_ELEMENTS (self->sheets); i++)
    self->sheets[i] = chezu_tile_cache_make_sheet (self->pattern, i + 1);
  return self;
}

void
chezu_tile_fetcher_set_patience (ChezuTileFetcher *self, guint pause_ms, guint timeout_ms)
{
  g_return_if_fail (CHEZU_IS_TILE_FETCHER (self));

  self->first_pause_ms = pause_ms;
  self->timeout_ms = timeout_ms;
}

/* --- Trying ----------------------------------------------------------------------------------- */

typedef struct
{
  SoupSession *session;
  ChezuTileSource *source;
  char *key;
} Trial;

static void
trial_free (Trial *trial)
{
  g_object_unref (trial->session);
  chezu_tile_source_free (trial->source);
  g_free (trial->key);
  g_free (trial);
}

/* The tile in which Beijing lies, of a zoom that every service has. */
static gboolean
try_sheet (Trial *trial, ChezuTileSheet sheet, GError **error)
{
  const ChezuTileSource *source = trial->source;
  g_autofree char *pattern = chezu_tile_address_dup_template (source, sheet);
  guint zoom = CLAMP (10, source->min_zoom, source->max_zoom);
  ChezuTileId id = { (int)zoom, (int)(0.8233 * (1 << zoom)), (int)(0.3786 * (1 << zoom)) };
  g_autofree char *address = NULL;
  ChezuTileAnswer answer;
  ChezuImageHead head;
  gboolean done;

  if (pattern == NULL)
    return TRUE;
  address = chezu_tile_address_fill (pattern, source->subdomains, trial->key, &id,
                                     source->tile_size, 1);
  done = chezu_tile_request (trial->session, address, NULL, TIMEOUT_MS, &answer, error);
  if (done && answer.status == SOUP_STATUS_OK)
    done = chezu_tile_image_look (g_bytes_get_data (answer.bytes, NULL),
                                  g_bytes_get_size (answer.bytes), &head, error);
  else if (done)
    {
      g_propagate_error (error, explain_status (answer.status, address));
      done = FALSE;
    }
  chezu_tile_answer_clear (&answer);
  return done;
}

static DexFuture *
try_fiber (gpointer data)
{
  Trial *trial = data;
  GError *error = NULL;

  if (chezu_tile_source_check (trial->source, &error)
      && try_sheet (trial, CHEZU_TILE_GROUND, &error)
      && try_sheet (trial, CHEZU_TILE_LABELS, &error))
    return dex_future_new_true ();
  return dex_future_new_for_error (error);
}

DexFuture *
chezu_tile_fetcher_try (SoupSession *session, const ChezuTileSource *source, const char *key)
{
  Trial *trial;

  g_return_val_if_fail (SOUP_IS_SESSION (session), NULL);
  g_return_val_if_fail (chezu_tile_source_is_remote (source), NULL);

  trial = g_new0 (Trial, 1);
  trial->session = g_object_ref (session);
  trial->source = chezu_tile_source_copy (source);
  trial->key = g_strdup (key);
  return dex_scheduler_spawn (NULL, 0, try_fiber, trial, (GDestroyNotify)trial_free);
}
