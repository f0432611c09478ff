/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quality report for other programs. Both formats have the same members, which chezuctl(1)
 * lists. */

#include "ctl/chezu-ctl-report.h"

#include "ctl/chezu-ctl-json.h"

#include <string.h>

typedef struct
{
  const char *name;
  gsize offset; /* in ChezuQualityRow */
} Member;

#define MEMBER(name) { #name, G_STRUCT_OFFSET (ChezuQualityRow, name) }
#define COUNT(name) { #name, G_STRUCT_OFFSET (ChezuQualityRow, counts.name) }

static const Member members[] = {
  MEMBER (vehicle_id),
  COUNT (received),
  COUNT (accepted),
  COUNT (duplicate),
  COUNT (late),
  COUNT (drift),
  COUNT (out_of_range),
  COUNT (bad_time),
  COUNT (malformed),
  COUNT (qualified),
  MEMBER (vehicles),
  MEMBER (accessed_vehicles),
  MEMBER (online_vehicles),
  MEMBER (drifting_vehicles),
};

static const char *const form_keys[CHEZU_N_FORMS] = {
  [CHEZU_FORM_AUTHORITY] = "authority_mark",
  [CHEZU_FORM_FIRM] = "firm_mark",
};

static gint64
get_member (const ChezuQualityRow *row, const Member *member)
{
  return *(const gint64 *)(gconstpointer)((const char *)row + member->offset);
}

/* --- CSV: RFC 4180 with a header; what is unknown is empty -------------------------------------
 */

static void
append_text (GString *out, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
append_real (GString *out, double value, int decimals)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char format[8];

  g_string_append_c (out, ',');
  if (value < 0)
    return;
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_string_append (out, g_ascii_formatd (text, sizeof text, format, value));
}

static void
append_row (GString *out, const ChezuQualityRow *row, gboolean measured)
{
  append_text (out, row->name);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_string_append_printf (out, ",%" G_GINT64_FORMAT, get_member (row, &members[i]));
  append_real (out, measured ? row->track_m : -1, 0);
  append_real (out, measured ? row->complete_m : -1, 0);
  for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
    append_real (out, chezu_index_rate (index, row), 6);
  for (ChezuForm form = 0; form < CHEZU_N_FORMS; form++)
    append_real (out, chezu_index_total (row, form), 3);
  g_string_append (out, "\r\n");
}

void
chezu_ctl_report_write_csv (const ChezuCtlReport *self, GString *out)
{
  g_string_append (out, "name");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_string_append_printf (out, ",%s", members[i].name);
  g_string_append (out, ",track_m,complete_m");
  for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
    g_string_append_printf (out, ",%s_rate", chezu_index_key (index));
  for (ChezuForm form = 0; form < CHEZU_N_FORMS; form++)
    g_string_append_printf (out, ",%s", form_keys[form]);
  g_string_append (out, "\r\n");

  for (guint i = 0; i < self->rows->len; i++)
    append_row (out, g_ptr_array_index (self->rows, i), self->measured);
}

/* --- JSON: what is unknown is null -------------------------------------------------------------
 */

static void
add_real (ChezuCtlJson to, const char *key, double value)
{
  yyjson_mut_val *name = yyjson_mut_strcpy (to.json, key);

  yyjson_mut_obj_add (to.object, name,
                      value >= 0 ? yyjson_mut_real (to.json, value) : yyjson_mut_null (to.json));
}

static void
add_row (ChezuCtlJson to, const ChezuQualityRow *row, gboolean measured)
{
  chezu_ctl_json_add_text (to, "name", row->name);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    chezu_ctl_json_add_int (to, members[i].name, get_member (row, &members[i]));
  add_real (to, "track_m", measured ? row->track_m : -1);
  add_real (to, "complete_m", measured ? row->complete_m : -1);
  for (ChezuIndex index = 0; index < CHEZU_N_INDICES; index++)
    {
      g_autofree char *key = g_strdup_printf ("%s_rate", chezu_index_key (index));

      add_real (to, key, chezu_index_rate (index, row));
    }
  for (ChezuForm form = 0; form < CHEZU_N_FORMS; form++)
    add_real (to, form_keys[form], chezu_index_total (row, form));
}

void
chezu_ctl_report_write_json (const ChezuCtlReport *self, GString *out)
{
  ChezuCtlJson root = chezu_ctl_json_begin ();
  g_autofree char *from = chezu_ctl_report_format_day (self->from_ms);
  g_autofree char *to = chezu_ctl_report_format_day (self->to_ms);
  g_autofree char *text = NULL;
  yyjson_mut_val *list;

  chezu_ctl_json_add_text (root, "from", from);
  chezu_ctl_json_add_text (root, "to", to);
  list = yyjson_mut_obj_add_arr (root.json, root.object, "rows");
  for (guint i = 0; i < self->rows->len; i++)
    add_row (chezu_ctl_json_append_object (root, list), g_ptr_array_index (self->rows, i),
             self->measured);

  text = chezu_ctl_json_end (root.json);
  g_string_append (out, text);
}
