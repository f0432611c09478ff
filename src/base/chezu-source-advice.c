/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/chezu-source-advice.h"

#include <glib/gi18n-lib.h>

const char *
chezu_source_advice (ChezuSourceState state)
{
  switch (state)
    {
    case CHEZU_SOURCE_RETRYING:
      return _ ("It is tried again by itself, and what is missed meanwhile is filled in. If it "
                "lasts, check the network and the platform");
    case CHEZU_SOURCE_REFUSED:
      return _ ("Check user and password, or the token, of this source");
    case CHEZU_SOURCE_UNTRUSTED:
      return _ ("Ask whoever runs the platform. A private authority's certificates can be chosen "
                "for the source");
    case CHEZU_SOURCE_INCOMPATIBLE:
      return _ ("Check the address of the source");
    case CHEZU_SOURCE_IDLE:
    case CHEZU_SOURCE_STOPPED:
      return _ ("Nobody follows it now: open Chezu, or run “chezuctl sync”");
    case CHEZU_SOURCE_CONNECTING:
    case CHEZU_SOURCE_LIVE:
    case CHEZU_N_SOURCE_STATES:
    default:
      return NULL;
    }
}
