/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-about.h"

#include "chezu-config.h"

#include <glib/gi18n-lib.h>

AdwDialog *
chezu_about_new (void)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  AdwAboutDialog *about = ADW_ABOUT_DIALOG (dialog);

  adw_about_dialog_set_application_name (about, _ ("Chezu"));
  adw_about_dialog_set_application_icon (about, CHEZU_APP_ID);
  adw_about_dialog_set_version (about, CHEZU_VERSION);
  adw_about_dialog_set_developer_name (about, _ ("The Chezu contributors"));
  adw_about_dialog_set_comments (
      about, _ ("A command center for transport and logistics. The name honours Xi Zhong, "
                "the first wheelwright, whose home Xuecheng is."));
  adw_about_dialog_set_license_type (about, GTK_LICENSE_GPL_3_0);
  /* TRANSLATORS: your names, one a line; they are shown in the about window */
  adw_about_dialog_set_translator_credits (about, _ ("translator-credits"));

  adw_about_dialog_add_legal_section (
      about, _ ("Base Map: Coast, Rivers, Lakes"),
      _ ("GSHHG, P. Wessel and W. H. F. Smith, 1996: A global, self-consistent, hierarchical, "
         "high-resolution shoreline database"),
      GTK_LICENSE_LGPL_3_0, NULL);
  adw_about_dialog_add_legal_section (about, _ ("Base Map: Provinces"),
                                      _ ("DCW for GMT, P. Wessel, after the Digital Chart of the "
                                         "World; changed: provinces joined to "
                                         "grid regions"),
                                      GTK_LICENSE_LGPL_3_0, NULL);
  adw_about_dialog_add_legal_section (
      about, _ ("Base Map: Names of Places"),
      _ ("GeoNames, changed: names matched to division names, some seats corrected, populations "
         "rounded or guessed"),
      GTK_LICENSE_CUSTOM, "<a href=\"https://creativecommons.org/licenses/by/4.0/\">CC BY 4.0</a>");
  adw_about_dialog_add_legal_section (about, _ ("Base Map: Roads and Streets"),
                                      _ ("Drawn for the demo world: schematic, not for navigation"),
                                      GTK_LICENSE_GPL_3_0, NULL);
  return dialog;
}
