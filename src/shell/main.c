/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop program. */

#include "base/chezu-paths.h"
#include "shell/chezu-application.h"

#include <libdex.h>
#include <malloc.h>

/* Bytes. */
#define MAPPED_FROM (256 * 1024)

int
main (int argc, char **argv)
{
  g_autoptr (ChezuApplication) application = NULL;

  /* Plates are Hanzi in every language, and of their forms the mainland ones are meant. */
  g_setenv ("PANGO_LANGUAGE", "en:zh-cn", FALSE);
  chezu_init_translations ();
  /* Pictures of blocks and tiles come and go all day; from the heap, whose threshold the C library
   * raises as they go, they would leave holes that nothing fits into. Mapped, they go back whole.
   */
  mallopt (M_MMAP_THRESHOLD, MAPPED_FROM);
  dex_init ();

  application = chezu_application_new ();
  return chezu_application_run (application, argc, argv);
}
