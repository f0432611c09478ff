/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ctl/chezu-ctl-track.h"

#include "base/chezu-time.h"

#include <string.h>

static const ChezuCtlTrackFormat *const formats[] = {
  &chezu_ctl_track_table,
  &chezu_ctl_track_csv,
  &chezu_ctl_track_gpx,
  &chezu_ctl_track_geojson,
};

const ChezuCtlTrackFormat *
chezu_ctl_track_find_format (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i]->name, name))
      return formats[i];
  return NULL;
}

const ChezuCtlTrackFormat *
chezu_ctl_track_guess_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint j = 0; formats[i]->endings[j] != NULL; j++)
      if (g_str_has_suffix (lower, formats[i]->endings[j]))
        return formats[i];
  return NULL;
}

void
chezu_ctl_track_init (ChezuCtlTrack *self, const ChezuCtlTrackFormat *format)
{
  *self = (ChezuCtlTrack){
    .format = format,
    .out = g_string_new (NULL),
    .stretch = g_array_new (FALSE, FALSE, sizeof (ChezuFix)),
  };
}

void
chezu_ctl_track_clear (ChezuCtlTrack *self)
{
  if (self->out != NULL)
    g_string_free (self->out, TRUE);
  self->out = NULL;
  g_clear_pointer (&self->stretch, g_array_unref);
}

void
chezu_ctl_track_begin (ChezuCtlTrack *self)
{
  self->format->begin (self);
}

static void
end_stretch (ChezuCtlTrack *self)
{
  if (self->n_in_stretch == 0)
    return;
  self->format->end_stretch (self);
  self->n_stretches++;
  self->n_in_stretch = 0;
}

/* Of a track that lacks fixes of its period, the way between two stretches is not known. */
static void
begin_stretch (ChezuCtlTrack *self)
{
  if (self->cut)
    {
      self->mileage_m += chezu_mileage_get_m (&self->mileage);
      self->mileage = (ChezuMileage){ 0 };
    }
  self->format->begin_stretch (self);
}

static void
add_to_stretch (ChezuCtlTrack *self, const ChezuFix *fix)
{
  self->format->add (self, fix);
  self->n_in_stretch++;
}

void
chezu_ctl_track_add (ChezuCtlTrack *self, const ChezuFix *fix)
{
  gboolean pauses
      = self->n_fixes == 0 || fix->time_ms - self->last.time_ms > CHEZU_CTL_TRACK_PAUSE_MS;

  if (pauses)
    {
      end_stretch (self);
      begin_stretch (self);
    }
  else if (self->format->stretch_max > 0 && self->n_in_stretch >= self->format->stretch_max)
    {
      /* It goes on where it was cut. */
      end_stretch (self);
      self->format->begin_stretch (self);
      add_to_stretch (self, &self->last);
    }

  add_to_stretch (self, fix);
  chezu_mileage_add (&self->mileage, fix, 1);
  self->n_fixes++;
  self->last = *fix;
}

void
chezu_ctl_track_end (ChezuCtlTrack *self)
{
  end_stretch (self);
  self->format->end (self);
}

double
chezu_ctl_track_get_mileage_m (const ChezuCtlTrack *self)
{
  return self->mileage_m + chezu_mileage_get_m (&self->mileage);
}

/* All seven digits that are stored, without zeros at the end. */
void
chezu_ctl_track_append_degrees (GString *out, gint32 e7)
{
  gint64 size = e7 < 0 ? -(gint64)e7 : e7;
  gsize length;

  g_string_append_printf (out, "%s%d.%07d", e7 < 0 ? "-" : "", (int)(size / CHEZU_E7),
                          (int)(size % CHEZU_E7));
  for (length = out->len; out->str[length - 1] == '0' && out->str[length - 2] != '.';)
    length--;
  g_string_truncate (out, length);
}

void
chezu_ctl_track_append_decimal (GString *out, double value, guint decimals)
{
  char format[8];
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_snprintf (format, sizeof format, "%%.%uf", decimals);
  g_string_append (out, g_ascii_formatd (text, sizeof text, format, value));
}

void
chezu_ctl_track_append_time (GString *out, gint64 time_ms)
{
  g_autofree char *text = chezu_time_format_iso8601 (time_ms);

  if (g_str_has_suffix (text, "+00:00"))
    {
      g_string_append_len (out, text, (gssize)(strlen (text) - strlen ("+00:00")));
      g_string_append_c (out, 'Z');
    }
}
