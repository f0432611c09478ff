/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-overlay-geojson.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* So much of the beginning is looked at. */
#define HEAD_SIZE 16384

typedef struct
{
  const char *at;
  const char *end;
} Scanner;

static void
skip_blanks (Scanner *scanner)
{
  if (scanner->end - scanner->at >= 3 && memcmp (scanner->at, "\xef\xbb\xbf", 3) == 0)
    scanner->at += 3;
  while (scanner->at < scanner->end && g_ascii_isspace (*scanner->at))
    scanner->at++;
}

static gboolean
take (Scanner *scanner, char what)
{
  skip_blanks (scanner);
  if (scanner->at == scanner->end || *scanner->at != what)
    return FALSE;
  scanner->at++;
  return TRUE;
}

/* What stands between its quotes, as it is written. */
static gboolean
take_string (Scanner *scanner, const char **text, gsize *length)
{
  if (!take (scanner, '"'))
    return FALSE;
  for (*text = scanner->at; scanner->at < scanner->end && *scanner->at != '"'; scanner->at++)
    if (*scanner->at == '\\')
      scanner->at++;
  if (scanner->at >= scanner->end)
    return FALSE;
  *length = (gsize)(scanner->at++ - *text);
  return TRUE;
}

/* A value of any kind, with all that it holds. */
static gboolean
skip_value (Scanner *scanner)
{
  const char *text;
  gsize length;
  int depth = 0;

  do
    {
      skip_blanks (scanner);
      if (scanner->at == scanner->end)
        return FALSE;
      if (*scanner->at == '"')
        {
          if (!take_string (scanner, &text, &length))
            return FALSE;
          continue;
        }
      if (depth == 0 && (*scanner->at == ',' || *scanner->at == '}'))
        return TRUE;
      if (*scanner->at == '{' || *scanner->at == '[')
        depth++;
      else if (*scanner->at == '}' || *scanner->at == ']')
        depth--;
      scanner->at++;
    }
  while (depth > 0 || (scanner->at < scanner->end && *scanner->at != ',' && *scanner->at != '}'));
  return depth == 0;
}

static gboolean
says_collection (Scanner *scanner)
{
  const char *text;
  gsize length;

  if (!take (scanner, '{'))
    return FALSE;
  while (take_string (scanner, &text, &length) && take (scanner, ':'))
    {
      if (length == strlen ("type") && memcmp (text, "type", length) == 0)
        return take_string (scanner, &text, &length) && length == strlen ("FeatureCollection")
               && memcmp (text, "FeatureCollection", length) == 0;
      if (!skip_value (scanner) || !take (scanner, ','))
        return FALSE;
    }
  return FALSE;
}

gboolean
chezu_overlay_geojson_is_collection (const char *path)
{
  g_autofree char *head = g_malloc (HEAD_SIZE);
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  gssize n = fd >= 0 ? read (fd, head, HEAD_SIZE) : 0;
  Scanner scanner = { head, head + MAX (n, 0) };

  if (fd >= 0)
    close (fd);
  return says_collection (&scanner);
}
