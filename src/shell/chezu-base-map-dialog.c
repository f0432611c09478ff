/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-base-map-dialog.h"

#include "shell/chezu-base-maps.h"
#include "tiles/chezu-tile-archive.h"
#include "tiles/chezu-tile-fetcher.h"
#include "tiles/chezu-tile-presets.h"

#include <glib/gi18n-lib.h>

struct _ChezuBaseMapDialog
{
  AdwDialog parent_instance;

  ChezuTileSource *source; /* as it was, or as the preset has it; its id and kind stay */
  gboolean editing;        /* one that is there already */
  gboolean filling;        /* the rows are being filled, nobody types */
  gboolean busy;

  /* Template widgets */
  AdwComboRow *preset_row;
  AdwActionRow *file_row;
  GtkEditable *name_row;
  GtkEditable *key_row;
  AdwSwitchRow *key_file_row;
  GtkLabel *advice_label;
  GtkWidget *service_group;
  GtkEditable *address_row;
  GtkEditable *labels_row;
  GtkEditable *subdomains_row;
  GtkEditable *layer_row;
  GtkEditable *label_layer_row;
  GtkEditable *style_row;
  GtkEditable *matrix_set_row;
  GtkEditable *format_row;
  AdwComboRow *datum_row;
  AdwSwitchRow *mainland_row;
  AdwSwitchRow *names_row;
  AdwSpinRow *first_zoom_row;
  AdwSpinRow *last_zoom_row;
  AdwComboRow *size_row;
  GtkEditable *attribution_row;
  GtkWidget *test_button;
  GtkWidget *spinner;
  GtkLabel *answer_label;
  GtkWidget *save_button;
};

G_DEFINE_FINAL_TYPE (ChezuBaseMapDialog, chezu_base_map_dialog, ADW_TYPE_DIALOG)

/* --- Between rows and source ------------------------------------------------------------------ */

typedef struct
{
  GtkEditable *row;
  char **text;
} Field;

#define N_FIELDS 10

static void
list_fields (ChezuBaseMapDialog *self, ChezuTileSource *source, Field fields[N_FIELDS])
{
  const Field all[N_FIELDS] = {
    { self->name_row, &source->name },     { self->address_row, &source->address },
    { self->labels_row, &source->labels }, { self->subdomains_row, &source->subdomains },
    { self->layer_row, &source->layer },   { self->label_layer_row, &source->label_layer },
    { self->style_row, &source->style },   { self->matrix_set_row, &source->matrix_set },
    { self->format_row, &source->format }, { self->attribution_row, &source->attribution },
  };

  memcpy (fields, all, sizeof all);
}

static void
fill_rows (ChezuBaseMapDialog *self)
{
  ChezuTileSource *source = self->source;
  Field fields[N_FIELDS];

  self->filling = TRUE;
  list_fields (self, source, fields);
  for (guint i = 0; i < N_FIELDS; i++)
    gtk_editable_set_text (fields[i].row, *fields[i].text);
  adw_combo_row_set_selected (self->datum_row, source->datum);
  adw_switch_row_set_active (self->mainland_row, source->reach == CHEZU_REACH_MAINLAND);
  adw_switch_row_set_active (self->names_row, source->has_names);
  adw_switch_row_set_active (self->key_file_row, *source->key_file != '\0');
  adw_spin_row_set_value (self->first_zoom_row, source->min_zoom);
  adw_spin_row_set_value (self->last_zoom_row, source->max_zoom);
  adw_combo_row_set_selected (self->size_row, source->tile_size == 512 ? 1 : 0);
  self->filling = FALSE;
}

/* (transfer full): what the rows say now */
static ChezuTileSource *
read_rows (ChezuBaseMapDialog *self)
{
  ChezuTileSource *source = chezu_tile_source_copy (self->source);
  Field fields[N_FIELDS];

  list_fields (self, source, fields);
  for (guint i = 0; i < N_FIELDS; i++)
    if (source->kind != CHEZU_TILE_MBTILES || fields[i].row != self->address_row)
      g_set_str (fields[i].text, gtk_editable_get_text (fields[i].row));
  source->datum = (ChezuDatum)adw_combo_row_get_selected (self->datum_row);
  source->reach
      = adw_switch_row_get_active (self->mainland_row) ? CHEZU_REACH_MAINLAND : CHEZU_REACH_WHOLE;
  source->has_names = adw_switch_row_get_active (self->names_row);
  source->min_zoom = (guint)adw_spin_row_get_value (self->first_zoom_row);
  source->max_zoom = (guint)adw_spin_row_get_value (self->last_zoom_row);
  source->tile_size = adw_combo_row_get_selected (self->size_row) == 1 ? 512 : 256;
  chezu_tile_source_tidy (source);
  if (!adw_switch_row_get_active (self->key_file_row))
    g_set_str (&source->key_file, "");
  else if (*source->key_file == '\0')
    {
      g_free (source->key_file);
      source->key_file = chezu_base_maps_dup_key_path (source);
    }
  return source;
}

/* --- What is shown ---------------------------------------------------------------------------- */

static void
say (ChezuBaseMapDialog *self, const char *words)
{
  gtk_label_set_label (self->answer_label, words);
}

static void
show_rows (ChezuBaseMapDialog *self, const ChezuTileSource *source)
{
  gboolean remote = chezu_tile_source_is_remote (source);
  gboolean service = source->kind == CHEZU_TILE_WMTS || source->kind == CHEZU_TILE_WMS;
  gboolean needs_key = chezu_tile_source_needs_key (source);
  gboolean shifted = source->datum == CHEZU_DATUM_GCJ02 || source->datum == CHEZU_DATUM_BD09;

  gtk_widget_set_visible (GTK_WIDGET (self->file_row), !remote);
  gtk_widget_set_visible (self->service_group, remote);
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), needs_key);
  gtk_widget_set_visible (GTK_WIDGET (self->key_file_row), needs_key);
  gtk_widget_set_visible (GTK_WIDGET (self->layer_row), service);
  gtk_widget_set_visible (GTK_WIDGET (self->label_layer_row), service);
  gtk_widget_set_visible (GTK_WIDGET (self->style_row), service);
  gtk_widget_set_visible (GTK_WIDGET (self->matrix_set_row), source->kind == CHEZU_TILE_WMTS);
  gtk_widget_set_visible (GTK_WIDGET (self->format_row), service);
  gtk_widget_set_visible (GTK_WIDGET (self->labels_row), source->kind != CHEZU_TILE_WMS);
  gtk_widget_set_visible (GTK_WIDGET (self->mainland_row), shifted);
  adw_action_row_set_subtitle (
      self->file_row, *self->source->address != '\0' ? self->source->address : _ ("None chosen"));
}

static void
update (ChezuBaseMapDialog *self)
{
  g_autoptr (ChezuTileSource) source = read_rows (self);
  g_autoptr (GError) error = NULL;
  gboolean good = chezu_tile_source_check (source, &error);

  show_rows (self, source);
  gtk_widget_set_sensitive (self->save_button, good && !self->busy);
  gtk_widget_set_sensitive (self->test_button, good && !self->busy);
  gtk_widget_set_visible (self->spinner, self->busy);
  /* An empty form is no mistake yet. */
  if (!self->busy)
    say (self, good || *source->name == '\0' || *source->address == '\0' ? "" : error->message);
}

static void
edited_cb (ChezuBaseMapDialog *self)
{
  if (!self->filling)
    update (self);
}

static void
preset_cb (ChezuBaseMapDialog *self)
{
  ChezuTilePreset preset = (ChezuTilePreset)adw_combo_row_get_selected (self->preset_row);
  const char *advice;

  if (self->editing || preset >= CHEZU_N_PRESETS)
    return;
  g_clear_pointer (&self->source, chezu_tile_source_free);
  self->source = chezu_tile_preset_make (preset);
  advice = chezu_tile_preset_advice (preset);
  gtk_label_set_label (self->advice_label, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL);
  fill_rows (self);
  update (self);
}

/* --- File ------------------------------------------------------------------------------------- */

static DexFuture *
describe_in_thread (gpointer data)
{
  GError *error = NULL;

  if (!chezu_tile_archive_describe (data, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

typedef struct
{
  ChezuBaseMapDialog *dialog;
  ChezuTileSource *source;
  char *key;
} Errand;

static Errand *
errand_new (ChezuBaseMapDialog *self)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->dialog = g_object_ref (self);
  errand->source = read_rows (self);
  errand->key = g_strstrip (g_strdup (gtk_editable_get_text (self->key_row)));
  return errand;
}

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->dialog);
  chezu_tile_source_free (errand->source);
  g_free (errand->key);
  g_free (errand);
}

static DexFuture *
describe (ChezuTileSource *source)
{
  return dex_scheduler_spawn (dex_thread_pool_scheduler_get_default (), 0, describe_in_thread,
                              source, NULL);
}

static DexFuture *
file_fiber (gpointer data)
{
  Errand *errand = data;
  ChezuBaseMapDialog *self = errand->dialog;
  g_autoptr (GError) error = NULL;
  gboolean good = dex_await (describe (errand->source), &error);

  if (self->file_row == NULL)
    return dex_future_new_true ();
  if (good)
    {
      chezu_tile_source_free (self->source);
      self->source = chezu_tile_source_copy (errand->source);
      fill_rows (self);
      update (self);
    }
  else
    say (self, error->message);
  return dex_future_new_true ();
}

static void
file_chosen_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (ChezuBaseMapDialog) self = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (object), result, NULL);
  Errand *errand;

  if (file == NULL || self->file_row == NULL || g_file_peek_path (file) == NULL)
    return;
  errand = errand_new (self);
  g_set_str (&errand->source->address, g_file_peek_path (file));
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, file_fiber, errand, (GDestroyNotify)errand_free));
}

static void
choose_file_cb (ChezuBaseMapDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) maps = gtk_file_filter_new ();

  gtk_file_filter_set_name (maps, _ ("Map Files"));
  gtk_file_filter_add_suffix (maps, "mbtiles");
  g_list_store_append (filters, maps);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_title (dialog, _ ("Choose a Map File"));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                        file_chosen_cb, g_object_ref (self));
}

/* --- Testing and saving ----------------------------------------------------------------------- */

static void
set_busy (ChezuBaseMapDialog *self, gboolean busy)
{
  self->busy = busy;
  update (self);
}

/* The key that is typed, or else the one that is kept. */
static void
find_key (Errand *errand)
{
  char *kept;

  if (*errand->key != '\0' || !errand->dialog->editing
      || !chezu_tile_source_needs_key (errand->source))
    return;
  kept = dex_await_string (chezu_base_maps_find_key (errand->source), NULL);
  if (kept == NULL)
    return;
  g_free (errand->key);
  errand->key = kept;
}

static DexFuture *
test_fiber (gpointer data)
{
  Errand *errand = data;
  ChezuBaseMapDialog *self = errand->dialog;
  SoupSession *session = chezu_base_maps_get_session (chezu_base_maps_get ());
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (errand->source->kind == CHEZU_TILE_MBTILES)
    good = dex_await (describe (errand->source), &error);
  else
    {
      find_key (errand);
      good = dex_await (chezu_tile_fetcher_try (session, errand->source, errand->key), &error);
    }
  if (self->file_row == NULL)
    return dex_future_new_true ();
  set_busy (self, FALSE);
  say (self, good ? _ ("Tiles arrive") : error->message);
  return dex_future_new_true ();
}

static void
test_cb (ChezuBaseMapDialog *self)
{
  set_busy (self, TRUE);
  say (self, "");
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, test_fiber, errand_new (self), (GDestroyNotify)errand_free));
}

static DexFuture *
save_fiber (gpointer data)
{
  Errand *errand = data;
  ChezuBaseMapDialog *self = errand->dialog;
  ChezuBaseMaps *maps = chezu_base_maps_get ();
  g_autoptr (GError) error = NULL;

  if (*errand->key != '\0' && chezu_tile_source_needs_key (errand->source)
      && !dex_await (chezu_base_maps_keep_key (errand->source, errand->key), &error))
    {
      if (self->file_row == NULL)
        return dex_future_new_true ();
      set_busy (self, FALSE);
      say (self, error->message);
      return dex_future_new_true ();
    }
  chezu_base_maps_put (maps, errand->source);
  if (!self->editing)
    chezu_base_maps_choose (maps, errand->source->id);
  if (self->file_row != NULL)
    adw_dialog_close (ADW_DIALOG (self));
  return dex_future_new_true ();
}

static void
save_cb (ChezuBaseMapDialog *self)
{
  set_busy (self, TRUE);
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, save_fiber, errand_new (self), (GDestroyNotify)errand_free));
}

/* --- Class ------------------------------------------------------------------------------------ */

static void
chezu_base_map_dialog_dispose (GObject *object)
{
  ChezuBaseMapDialog *self = CHEZU_BASE_MAP_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_BASE_MAP_DIALOG);
  self->file_row = NULL;
  g_clear_pointer (&self->source, chezu_tile_source_free);
  G_OBJECT_CLASS (chezu_base_map_dialog_parent_class)->dispose (object);
}

static void
chezu_base_map_dialog_class_init (ChezuBaseMapDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_base_map_dialog_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-base-map-dialog.ui");
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, ChezuBaseMapDialog, child)
  BIND (preset_row);
  BIND (file_row);
  BIND (name_row);
  BIND (key_row);
  BIND (key_file_row);
  BIND (advice_label);
  BIND (service_group);
  BIND (address_row);
  BIND (labels_row);
  BIND (subdomains_row);
  BIND (layer_row);
  BIND (label_layer_row);
  BIND (style_row);
  BIND (matrix_set_row);
  BIND (format_row);
  BIND (datum_row);
  BIND (mainland_row);
  BIND (names_row);
  BIND (first_zoom_row);
  BIND (last_zoom_row);
  BIND (size_row);
  BIND (attribution_row);
  BIND (test_button);
  BIND (spinner);
  BIND (answer_label);
  BIND (save_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, preset_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_file_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
chezu_base_map_dialog_init (ChezuBaseMapDialog *self)
{
  g_autoptr (GtkStringList) datums = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) presets = gtk_string_list_new (NULL);

  self->filling = TRUE;
  self->source = chezu_tile_preset_make (CHEZU_PRESET_TIANDITU_VECTOR);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (ChezuDatum datum = 0; datum < CHEZU_N_DATUMS; datum++)
    gtk_string_list_append (datums, chezu_datum_name (datum));
  adw_combo_row_set_model (self->datum_row, G_LIST_MODEL (datums));
  for (ChezuTilePreset preset = 0; preset < CHEZU_N_PRESETS; preset++)
    gtk_string_list_append (presets, chezu_tile_preset_name (preset));
  adw_combo_row_set_model (self->preset_row, G_LIST_MODEL (presets));
  self->filling = FALSE;
}

AdwDialog *
chezu_base_map_dialog_new (const ChezuTileSource *source)
{
  ChezuBaseMapDialog *self = g_object_new (CHEZU_TYPE_BASE_MAP_DIALOG, NULL);

  if (source != NULL)
    {
      self->editing = TRUE;
      chezu_tile_source_free (self->source);
      self->source = chezu_tile_source_copy (source);
      adw_dialog_set_title (ADW_DIALOG (self), _ ("Edit Base Map"));
      gtk_widget_set_visible (GTK_WIDGET (self->preset_row), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->advice_label), FALSE);
      fill_rows (self);
      update (self);
    }
  else
    preset_cb (self);
  return ADW_DIALOG (self);
}
