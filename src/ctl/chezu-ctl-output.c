/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-output.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (ChezuCtlOutput *self, GError **error)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code),
               _ ("“%s” cannot be written: %s"),
               self->path != NULL ? self->path : _ ("standard output"), g_strerror (code));
  return FALSE;
}

static mode_t
mode_for_new_files (void)
{
  mode_t mask = umask (0);

  umask (mask);
  return 0666 & ~mask;
}

static gboolean
open_beside (ChezuCtlOutput *self, GError **error)
{
  self->temporary = g_strconcat (self->path, ".XXXXXX", NULL);
  self->fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, (int)mode_for_new_files ());
  if (self->fd >= 0)
    return TRUE;

  g_clear_pointer (&self->temporary, g_free);
  return fail (self, error);
}

gboolean
chezu_ctl_output_open (ChezuCtlOutput *self, const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;
  char *target;
  GStatBuf info;

  *self = CHEZU_CTL_OUTPUT_INIT;
  if (path == NULL || g_str_equal (path, "-"))
    {
      self->fd = STDOUT_FILENO;
      return TRUE;
    }

  file = g_file_new_for_commandline_arg (path);
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    self->path = g_strdup (path);
  /* The file behind a link is replaced, not the link. */
  target = realpath (self->path, NULL);
  if (target != NULL)
    {
      g_free (self->path);
      self->path = g_strdup (target);
      free (target);
    }

  if (g_stat (self->path, &info) != 0 || S_ISREG (info.st_mode))
    return open_beside (self, error);

  /* A pipe or a device has no other beside it. */
  self->fd = g_open (self->path, O_WRONLY | O_CLOEXEC, 0);
  return self->fd >= 0 || fail (self, error);
}

gboolean
chezu_ctl_output_write (ChezuCtlOutput *self, GString *text, GError **error)
{
  gsize written = 0;

  while (written < text->len)
    {
      gssize n = write (self->fd, text->str + written, text->len - written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (self, error);
      written += (gsize)n;
    }
  g_string_truncate (text, 0);
  return TRUE;
}

gboolean
chezu_ctl_output_finish (ChezuCtlOutput *self, GError **error)
{
  gboolean closed;

  if (self->path == NULL)
    return TRUE;
  if (self->temporary != NULL && fsync (self->fd) != 0)
    return fail (self, error);

  closed = close (self->fd) == 0;
  self->fd = -1;
  if (!closed || (self->temporary != NULL && g_rename (self->temporary, self->path) != 0))
    return fail (self, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

void
chezu_ctl_output_clear (ChezuCtlOutput *self)
{
  if (self->fd >= 0 && self->path != NULL)
    close (self->fd);
  self->fd = -1;
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_clear_pointer (&self->temporary, g_free);
  g_clear_pointer (&self->path, g_free);
}
