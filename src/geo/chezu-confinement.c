/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "geo/chezu-confinement.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <ogr_srs_api.h>

#define OBJECT_MAX_MB "20"

static const struct
{
  const char *key;
  const char *value;
} settings[] = {
  { "CPL_VSIL_CURL_ALLOWED_FILENAME", "none" },
  { "GDAL_VRT_ENABLE_PYTHON", "NO" },
  { "OGR_SQLITE_LOAD_EXTENSIONS", "" },
};

static void CPL_STDCALL
note_trouble (CPLErr severity, CPLErrorNum number, const char *message)
{
  ChezuConfinement *self = CPLGetErrorHandlerUserData ();

  if (severity >= CE_Failure && self->trouble == NULL)
    self->trouble = g_utf8_make_valid (message, -1);
}

static CPLHTTPResult *
fetch_nothing (const char *url,
               CSLConstList options,
               GDALProgressFunc progress,
               void *progress_data,
               CPLHTTPFetchWriteFunc write,
               void *write_data,
               void *data)
{
  ChezuConfinement *self = data;
  CPLHTTPResult *result = CPLCalloc (1, sizeof *result);

  self->asked = TRUE;
  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup ("nothing is fetched");
  return result;
}

void
chezu_confinement_enter (ChezuConfinement *self)
{
  static gsize proj = 0;

  /* Grids for datums are fetched by PROJ itself, where its settings say so. */
  if (g_once_init_enter (&proj))
    {
      OSRSetPROJEnableNetwork (FALSE);
      g_once_init_leave (&proj, 1);
    }
  CPLPushErrorHandlerEx (note_trouble, self);
  CPLHTTPPushFetchCallback (fetch_nothing, self);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    CPLSetThreadLocalConfigOption (settings[i].key, settings[i].value);
  CPLSetThreadLocalConfigOption ("OGR_GEOJSON_MAX_OBJ_SIZE",
                                 self->object_max != NULL ? self->object_max : OBJECT_MAX_MB);
}

void
chezu_confinement_leave (void)
{
  CPLSetThreadLocalConfigOption ("OGR_GEOJSON_MAX_OBJ_SIZE", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    CPLSetThreadLocalConfigOption (settings[i].key, NULL);
  CPLHTTPPopFetchCallback ();
  CPLPopErrorHandler ();
}

void
chezu_confinement_clear (ChezuConfinement *self)
{
  g_clear_pointer (&self->trouble, g_free);
  self->asked = FALSE;
}
