/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codec of track segments: fixes of one vehicle as columns in a compressed BLOB. Plain C; its
 * format is written down byte by byte at the head of chezu-segment.c. */

#pragma once

#include "track/chezu-fix.h"

G_BEGIN_DECLS

/* A BLOB of this size fills, with the rest of its row, one page of 4 KiB of the database. */
#define CHEZU_SEGMENT_BYTES_MAX 3960
#define CHEZU_SEGMENT_FIXES_MAX 8192

#define CHEZU_TRACK_ERROR (chezu_track_error_quark ())
GQuark chezu_track_error_quark (void);

typedef enum
{
  CHEZU_TRACK_ERROR_DAMAGED,    /* not what an encoder of ours wrote, or a wrong checksum */
  CHEZU_TRACK_ERROR_NEWER,      /* a format version that this program does not know */
  CHEZU_TRACK_ERROR_DICTIONARY, /* the dictionary it names was not added */
  CHEZU_TRACK_ERROR_DATABASE,   /* SQLite says no */
} ChezuTrackError;

/* What stands beside the BLOB. */
typedef struct
{
  gint64 from_ms; /* of the first fix */
  gint64 to_ms;   /* of the last fix */
  guint count;
  gint32 min_lon_e7;
  gint32 max_lon_e7;
  gint32 min_lat_e7;
  gint32 max_lat_e7;
  guint32 checksum; /* CRC-32 of the BLOB */
  guint dictionary; /* 0 none */
} ChezuSegmentInfo;

/* Compression contexts and dictionaries. For one thread at a time. */
typedef struct _ChezuSegmentCodec ChezuSegmentCodec;

ChezuSegmentCodec *chezu_segment_codec_new (void);
void chezu_segment_codec_free (ChezuSegmentCodec *self);
gboolean chezu_segment_codec_add_dictionary (
    ChezuSegmentCodec *self, guint id, gconstpointer data, gsize size, GError **error);
gboolean chezu_segment_codec_has_dictionary (ChezuSegmentCodec *self, guint id);

/* Encodes from the front of @fixes (strictly ascending in time, @n_fixes >= 1) as many as fit into
 * CHEZU_SEGMENT_BYTES_MAX bytes; @blob is replaced. Returns how many those are, at least 1. */
guint chezu_segment_encode (ChezuSegmentCodec *self,
                            const ChezuFix *fixes,
                            guint n_fixes,
                            guint dictionary,
                            GByteArray *blob,
                            ChezuSegmentInfo *info);

/* Checks @info->checksum and appends to @fixes (of ChezuFix). Nothing is appended on failure,
 * whatever the bytes are. */
gboolean chezu_segment_decode (ChezuSegmentCodec *self,
                               const ChezuSegmentInfo *info,
                               gconstpointer blob,
                               gsize size,
                               GArray *fixes,
                               GError **error);

/* What belongs beside @blob as its checksum. */
guint32 chezu_segment_checksum (gconstpointer blob, gsize size);

/* For repairs: believes of @info the checksum and the dictionary alone and sets the rest to what
 * the fixes say. */
gboolean chezu_segment_describe (ChezuSegmentCodec *self,
                                 ChezuSegmentInfo *info,
                                 gconstpointer blob,
                                 gsize size,
                                 GArray *fixes,
                                 GError **error);

/* Whether all of @info that tells of the fixes themselves is true: count, span and bounds. Decoding
 * checks count and span alone. */
gboolean
chezu_segment_info_fits (const ChezuSegmentInfo *info, const ChezuFix *fixes, guint n_fixes);

/* From runs of fixes of several vehicles (@run_lengths: how many fixes each run has). NULL when
 * there is too little to learn from. */
GBytes *chezu_segment_train (const ChezuFix *fixes, const guint *run_lengths, guint n_runs);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChezuSegmentCodec, chezu_segment_codec_free)

G_END_DECLS
