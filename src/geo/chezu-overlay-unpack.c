/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members are written under numbers into a folder of ours, so that no name of an archive is ever a
 * path. What counts is the bytes that come out, not what the archive says of them.
 */

#include "geo/chezu-overlay-unpack.h"

#include "geo/chezu-confinement.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MEMBERS_MAX 2000
#define BUFFER_SIZE 65536

typedef struct
{
  ChezuOverlayIntake *intake;
  const char *archive; /* GDAL's name of it */
  const char *folder;
  gint64 n_bytes;
  GHashTable *stems;   /* member without its ending → number (int) */
  GHashTable *written; /* paths */
  GPtrArray *members;  /* of ChezuOverlayMember */
  GError *error;
} Unpacking;

/* To be read, and what goes with them. */
static const char *const wanted[] = { ".shp", ".gpx", ".kml", ".geojson", ".json", ".gpkg",
                                      ".fgb", ".csv", ".tab", ".mif",     NULL };
static const char *const companions[]
    = { ".shx", ".dbf", ".prj", ".cpg", ".dat", ".map", ".id", ".mid", NULL };

/* --- One member ------------------------------------------------------------------------------ */

static char *
make_path (Unpacking *self, const char *member, const char *ending)
{
  g_autofree char *stem = g_strndup (member, strlen (member) - strlen (ending));
  g_autofree char *key = g_utf8_casefold (stem, -1);
  g_autofree char *name = NULL;
  gpointer number;

  if (!g_hash_table_lookup_extended (self->stems, key, NULL, &number))
    {
      number = GINT_TO_POINTER ((int)g_hash_table_size (self->stems) + 1);
      g_hash_table_insert (self->stems, g_steal_pointer (&key), number);
    }
  name = g_strdup_printf ("%d%s", GPOINTER_TO_INT (number), ending);
  return g_build_filename (self->folder, name, NULL);
}

static gboolean
write_all (int fd, const char *bytes, gsize n)
{
  while (n > 0)
    {
      gssize written = write (fd, bytes, n);

      if (written < 0 && errno != EINTR)
        return FALSE;
      if (written > 0)
        {
          bytes += written;
          n -= (gsize)written;
        }
    }
  return TRUE;
}

static gboolean
may_take (Unpacking *self, gsize n)
{
  self->n_bytes += (gint64)n;
  if (self->n_bytes > chezu_overlay_intake_get_limits (self->intake)->max_unpacked)
    chezu_overlay_intake_fail (&self->error, CHEZU_OVERLAY_FILE_ERROR_LIMIT,
                               _ ("“%s” unpacks to more than is taken of one archive"),
                               chezu_overlay_intake_get_file (self->intake));
  else
    chezu_overlay_intake_has_time (self->intake, &self->error);
  return self->error == NULL;
}

static gboolean
copy_bytes (Unpacking *self, VSILFILE *from, int to)
{
  g_autofree char *buffer = g_malloc (BUFFER_SIZE);
  gsize n;

  while ((n = VSIFReadL (buffer, 1, BUFFER_SIZE, from)) > 0)
    {
      if (!may_take (self, n))
        return FALSE;
      if (!write_all (to, buffer, n))
        {
          chezu_overlay_intake_fail (&self->error, CHEZU_OVERLAY_FILE_ERROR_OPEN,
                                     _ ("There is no room to unpack “%s”"),
                                     chezu_overlay_intake_get_file (self->intake));
          return FALSE;
        }
    }
  return TRUE;
}

/* Archives of Chinese Windows have names in GBK, which GDAL takes for code page 437. */
static char *
read_name (const char *member, const char *ending)
{
  g_autofree char *base = g_path_get_basename (member);
  gsize length = strlen (base) - strlen (ending);
  g_autofree char *bytes = g_convert (base, (gssize)length, "CP437", "UTF-8", NULL, NULL, NULL);
  char *name = bytes != NULL ? g_convert (bytes, -1, "UTF-8", "GB18030", NULL, NULL, NULL) : NULL;

  return name != NULL ? name : g_strndup (base, length);
}

static void
add_member (Unpacking *self, const char *path, const char *member, const char *ending)
{
  ChezuOverlayMember *added = g_new0 (ChezuOverlayMember, 1);

  added->path = g_strdup (path);
  added->name = read_name (member, ending);
  g_ptr_array_add (self->members, added);
}

static void
member_free (gpointer data)
{
  ChezuOverlayMember *member = data;

  g_free (member->path);
  g_free (member->name);
  g_free (member);
}

static void
copy_member (Unpacking *self, const char *source, const char *member, const char *ending)
{
  g_autofree char *path = make_path (self, member, ending);
  VSILFILE *from;
  int to;

  /* Two members of one name: the first is it. */
  if (g_hash_table_contains (self->written, path))
    return;
  from = VSIFOpenL (source, "rb");
  to = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (from != NULL && to >= 0 && copy_bytes (self, from, to) && g_strv_contains (wanted, ending))
    add_member (self, path, member, ending);
  g_hash_table_add (self->written, g_steal_pointer (&path));
  if (to >= 0)
    close (to);
  if (from != NULL)
    VSIFCloseL (from);
}

/* --- All of them ----------------------------------------------------------------------------- */

static char *
find_ending (const char *member)
{
  const char *dot = strrchr (member, '.');
  g_autofree char *small = dot != NULL ? g_ascii_strdown (dot, -1) : NULL;

  if (small == NULL || (!g_strv_contains (wanted, small) && !g_strv_contains (companions, small)))
    return NULL;
  return g_steal_pointer (&small);
}

static void
take_member (Unpacking *self, const char *member)
{
  g_autofree char *source = g_strdup_printf ("%s/%s", self->archive, member);
  g_autofree char *dotted = find_ending (member);
  VSIStatBufL info;

  /* What a Mac leaves beside each file. */
  if (dotted == NULL || g_str_has_prefix (member, "__MACOSX/"))
    return;
  if (VSIStatL (source, &info) != 0 || !VSI_ISREG (info.st_mode))
    return;
  copy_member (self, source, member, dotted);
}

static void
take_members (Unpacking *self)
{
  char **names = VSIReadDirRecursive (self->archive);

  for (char **name = names; name != NULL && *name != NULL && self->error == NULL; name++)
    if (name - names >= MEMBERS_MAX)
      chezu_overlay_intake_fail (&self->error, CHEZU_OVERLAY_FILE_ERROR_LIMIT,
                                 _ ("“%s” holds more files than are taken of one archive"),
                                 chezu_overlay_intake_get_file (self->intake));
    else
      take_member (self, *name);
  CSLDestroy (names);
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const ChezuOverlayMember *one = a;
  const ChezuOverlayMember *other = b;

  return strcmp (one->path, other->path);
}

GPtrArray *
chezu_overlay_unpack (ChezuOverlayIntake *intake,
                      const char *path,
                      const char *folder,
                      GError **error)
{
  ChezuConfinement gdal = { 0 };
  /* Braces in a path would mean something to GDAL. */
  g_autofree char *link = g_build_filename (folder, "archive.zip", NULL);
  g_autofree char *archive = g_strdup_printf ("/vsizip/{%s}", link);
  Unpacking self = { .intake = intake, .archive = archive, .folder = folder };

  self.stems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.written = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.members = g_ptr_array_new_with_free_func (member_free);
  chezu_confinement_enter (&gdal);
  if (symlink (path, link) == 0)
    take_members (&self);
  chezu_confinement_leave ();

  if (self.error == NULL && self.members->len == 0)
    chezu_overlay_intake_fail (
        &self.error,
        gdal.trouble != NULL ? CHEZU_OVERLAY_FILE_ERROR_FORMAT : CHEZU_OVERLAY_FILE_ERROR_EMPTY,
        _ ("“%s” holds no file that can be read"), chezu_overlay_intake_get_file (self.intake));
  chezu_confinement_clear (&gdal);
  g_hash_table_unref (self.stems);
  g_hash_table_unref (self.written);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      g_clear_pointer (&self.members, g_ptr_array_unref);
      return NULL;
    }
  g_ptr_array_sort_values (self.members, compare_members);
  return self.members;
}
