/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "shell/chezu-geofence-pane.h"

#include "base/chezu-format.h"
#include "base/chezu-time.h"
#include "map/chezu-geofence-tool.h"
#include "shell/chezu-state-glyph.h"

#include <glib/gi18n-lib.h>

#define GLYPH_SIZE 18
/* More than that nobody reads in a pane. */
#define INSIDE_MAX 100
#define VISITS_MAX 200
#define VISITS_MS (7 * CHEZU_DAY_MS)

struct _ChezuGeofencePane
{
  AdwNavigationPage parent_instance;

  ChezuGeofences *geofences;
  ChezuFleet *fleet;
  gint64 id;
  gint64 at_ms;   /* 0: now */
  GArray *inside; /* of ChezuGeofenceVisit */
  GArray *ids;    /* of gint64: the vehicles inside */
  GArray *visits; /* of ChezuGeofenceVisit */
  gboolean reading;
  gboolean again;
  gboolean behind; /* something changed while the lists were not to move */

  /* Template widgets */
  AdwWindowTitle *title;
  GtkWidget *edit_button;
  GtkWidget *remove_button;
  GtkWidget *zoom_button;
  GtkWidget *select_button;
  GtkLabel *note;
  GtkLabel *inside_title;
  GtkLabel *inside_more;
  GtkListBox *inside_list;
  GtkListBox *visit_list;
  GtkEventControllerMotion *inside_motion;
  GtkEventControllerMotion *visit_motion;
};

enum
{
  ACTIVATED,
  MOMENT,
  GONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ChezuGeofencePane, chezu_geofence_pane, ADW_TYPE_NAVIGATION_PAGE)

/* --- Rows */

static gint64
get_now_ms (ChezuGeofencePane *self)
{
  return self->fleet != NULL ? chezu_fleet_get_now_ms (self->fleet) : chezu_time_now_ms ();
}

static char *
name_vehicle (ChezuGeofencePane *self, gint64 vehicle, guint *index)
{
  *index = self->fleet != NULL ? chezu_fleet_find (self->fleet, vehicle) : CHEZU_FLEET_NONE;
  if (*index == CHEZU_FLEET_NONE)
    return g_strdup_printf ("#%" G_GINT64_FORMAT, vehicle);
  return chezu_format_plate (chezu_fleet_get_plate (self->fleet, *index));
}

static GtkWidget *
row_new (ChezuGeofencePane *self, const ChezuGeofenceVisit *visit, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  guint index;
  g_autofree char *plate = name_vehicle (self, visit->vehicle, &index);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), plate);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_add_css_class (row, "numeric");
  if (index != CHEZU_FLEET_NONE)
    adw_action_row_add_prefix (
        ADW_ACTION_ROW (row),
        chezu_state_glyph_new (chezu_fleet_get_state (self->fleet, index, get_now_ms (self)),
                               GLYPH_SIZE));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "visit", g_memdup2 (visit, sizeof *visit), g_free);
  return row;
}

static void
add_suffix (GtkWidget *row, const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dimmed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
}

/* The moment when it entered; of one that stood inside already nobody knows it. */
static char *
describe_entry (const ChezuGeofenceVisit *visit, gint64 now_ms)
{
  g_autofree char *entered = chezu_format_moment (visit->entered_ms, now_ms);

  if (!visit->was_inside)
    return g_steal_pointer (&entered);
  /* TRANSLATORS: a vehicle stood in a geofence before that was drawn; %s is a moment */
  return g_strdup_printf (_ ("Before %s"), entered);
}

/* For how long it has been there, and since when. */
static GtkWidget *
inside_row_new (ChezuGeofencePane *self, const ChezuGeofenceVisit *visit)
{
  gint64 now_ms = get_now_ms (self);
  g_autofree char *entered = describe_entry (visit, now_ms);
  g_autofree char *stay = chezu_format_duration (MAX (now_ms - visit->entered_ms, 0));
  g_autofree char *since
      = visit->was_inside
            ? g_steal_pointer (&entered)
            /* TRANSLATORS: a vehicle is in a geofence; %s is the moment when it entered */
            : g_strdup_printf (_ ("Since %s"), entered);
  GtkWidget *row = row_new (self, visit, since);

  add_suffix (row, stay);
  return row;
}

static GtkWidget *
visit_row_new (ChezuGeofencePane *self, const ChezuGeofenceVisit *visit)
{
  gint64 now_ms = get_now_ms (self);
  g_autofree char *entered = describe_entry (visit, now_ms);
  g_autofree char *left = visit->left_ms != 0 ? chezu_format_moment (visit->left_ms, now_ms)
                                              : g_strdup (_ ("still inside"));
  g_autofree char *stay = chezu_format_duration (
      MAX ((visit->left_ms != 0 ? visit->left_ms : now_ms) - visit->entered_ms, 0));
  /* TRANSLATORS: entered, left: "14:02 – 14:40", "14:02 – still inside" */
  g_autofree char *period = g_strdup_printf (_ ("%s – %s"), entered, left);
  GtkWidget *row = row_new (self, visit, period);

  add_suffix (row, stay);
  return row;
}

/* gtk_list_box_remove_all () would take the placeholder with it. */
static void
empty (GtkListBox *list)
{
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (list, 0)) != NULL;)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

/* Nobody watched at a moment before it had its shape. */
static gboolean
is_watched (ChezuGeofencePane *self, const ChezuGeofenceRow *row)
{
  return row == NULL || self->at_ms == 0 || self->at_ms >= row->changed_ms;
}

static char *
describe_inside (ChezuGeofencePane *self, const ChezuGeofenceRow *row)
{
  guint n = self->inside->len;
  g_autofree char *count = chezu_format_count (n);
  g_autofree char *moment = NULL;

  if (is_watched (self, row))
    return g_strdup_printf (ngettext ("%s Vehicle Inside", "%s Vehicles Inside", n), count);
  moment = chezu_format_moment (row->changed_ms, get_now_ms (self));
  /* TRANSLATORS: of a geofence; %s is a moment before which nobody knows who was inside */
  return g_strdup_printf (_ ("Watched Since %s"), moment);
}

static void
fill_inside (ChezuGeofencePane *self)
{
  const ChezuGeofenceRow *row = self->geofences != NULL && self->id != 0
                                    ? chezu_geofences_find (self->geofences, self->id)
                                    : NULL;
  gboolean watched = is_watched (self, row);
  guint n = watched ? self->inside->len : 0;
  g_autofree char *title = describe_inside (self, row);
  g_autofree char *shown = chezu_format_count (INSIDE_MAX);
  /* TRANSLATORS: %s is a number of vehicles that are listed */
  g_autofree char *more = g_strdup_printf (_ ("The %s that came last are listed"), shown);

  gtk_label_set_label (self->inside_title, title);
  gtk_label_set_label (self->inside_more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->inside_more), n > INSIDE_MAX);
  gtk_widget_set_visible (GTK_WIDGET (self->inside_list), watched);
  gtk_widget_set_sensitive (self->select_button, n > 0);
  empty (self->inside_list);
  g_array_set_size (self->ids, 0);
  for (guint i = 0; i < n; i++)
    {
      const ChezuGeofenceVisit *visit = &g_array_index (self->inside, ChezuGeofenceVisit, i);

      g_array_append_val (self->ids, visit->vehicle);
      if (i < INSIDE_MAX)
        gtk_list_box_append (self->inside_list, inside_row_new (self, visit));
    }
}

static void
fill_visits (ChezuGeofencePane *self)
{
  empty (self->visit_list);
  for (guint i = 0; i < self->visits->len; i++)
    gtk_list_box_append (
        self->visit_list,
        visit_row_new (self, &g_array_index (self->visits, ChezuGeofenceVisit, i)));
}

static gboolean
is_in_use (ChezuGeofencePane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_event_controller_motion_contains_pointer (self->inside_motion)
         || gtk_event_controller_motion_contains_pointer (self->visit_motion)
         || (focus != NULL
             && (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->inside_list))
                 || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->visit_list))));
}

/* --- Reading */

static gboolean
are_same (const GArray *a, const GArray *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len * sizeof (ChezuGeofenceVisit)) == 0;
}

/* Takes @visits. */
static gboolean
replace (GArray **known, GArray *visits)
{
  gboolean same = are_same (*known, visits);

  g_array_unref (*known);
  *known = visits;
  return !same;
}

static gboolean
read_visits (ChezuGeofencePane *self, gboolean force, GError **error)
{
  ChezuStore *store = g_object_ref (chezu_geofences_get_store (self->geofences));
  g_autoptr (ChezuStore) owned = store;
  gint64 id = self->id;
  gint64 now_ms = self->at_ms != 0 ? self->at_ms : chezu_time_now_ms ();
  GArray *inside
      = chezu_store_await (chezu_geofence_table_read_inside (store, id, self->at_ms), error);
  GArray *visits = NULL;

  if (inside != NULL)
    visits = chezu_store_await (
        chezu_geofence_table_read_visits (store, id, 0, now_ms - VISITS_MS, now_ms + 1, VISITS_MAX),
        error);
  if (visits == NULL)
    {
      g_clear_pointer (&inside, g_array_unref);
      return FALSE;
    }
  /* Another one may be shown by now. */
  if (id != self->id || self->title == NULL)
    {
      g_array_unref (inside);
      g_array_unref (visits);
      return TRUE;
    }
  if (replace (&self->inside, inside) || force)
    fill_inside (self);
  if (replace (&self->visits, visits) || force)
    fill_visits (self);
  return TRUE;
}

static DexFuture *
read_fiber (gpointer user_data)
{
  ChezuGeofencePane *self = user_data;
  gboolean force = TRUE;

  do
    {
      g_autoptr (GError) error = NULL;

      self->again = FALSE;
      if (self->geofences == NULL || self->id == 0)
        break;
      if (!read_visits (self, force, &error)
          && !g_error_matches (error, CHEZU_STORE_ERROR, CHEZU_STORE_ERROR_CLOSED))
        gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
      force = FALSE;
    }
  while (self->again);
  self->reading = FALSE;
  return dex_future_new_true ();
}

static void
read_soon (ChezuGeofencePane *self)
{
  self->again = TRUE;
  if (self->reading || self->id == 0 || self->geofences == NULL)
    return;
  self->reading = TRUE;
  dex_future_disown (
      dex_scheduler_spawn (NULL, 0, read_fiber, g_object_ref (self), g_object_unref));
}

/* --- Keeping up */

static void
show_row (ChezuGeofencePane *self, const ChezuGeofenceRow *row)
{
  g_autofree char *size = chezu_geofence_shape_describe (&row->shape);
  GtkWidget *buttons[]
      = { self->edit_button, self->remove_button, self->zoom_button, self->select_button };

  adw_window_title_set_title (self->title, row->name);
  adw_window_title_set_subtitle (self->title, size);
  gtk_label_set_label (self->note, row->note != NULL ? row->note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), row->note != NULL && row->note[0] != '\0');
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (buttons[i]), "x", row->id);
}

static void
update (ChezuGeofencePane *self)
{
  const ChezuGeofenceRow *row = self->geofences != NULL && self->id != 0
                                    ? chezu_geofences_find (self->geofences, self->id)
                                    : NULL;

  if (self->id == 0)
    return;
  if (row == NULL)
    {
      self->id = 0;
      g_signal_emit (self, signals[GONE], 0);
      return;
    }
  show_row (self, row);
  self->behind = is_in_use (self);
  if (!self->behind)
    read_soon (self);
}

static const ChezuGeofenceVisit *
get_visit (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "visit");
}

static void
inside_activated_cb (ChezuGeofencePane *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, get_visit (row)->vehicle);
}

static void
visit_activated_cb (ChezuGeofencePane *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[MOMENT], 0, get_visit (row)->vehicle, get_visit (row)->entered_ms);
}

/* --- Class */

static void
chezu_geofence_pane_dispose (GObject *object)
{
  ChezuGeofencePane *self = CHEZU_GEOFENCE_PANE (object);

  chezu_geofence_pane_set_geofences (self, NULL);
  g_clear_object (&self->fleet);
  gtk_widget_dispose_template (GTK_WIDGET (self), CHEZU_TYPE_GEOFENCE_PANE);

  G_OBJECT_CLASS (chezu_geofence_pane_parent_class)->dispose (object);
}

static void
chezu_geofence_pane_finalize (GObject *object)
{
  ChezuGeofencePane *self = CHEZU_GEOFENCE_PANE (object);

  g_array_unref (self->inside);
  g_array_unref (self->visits);
  g_array_unref (self->ids);

  G_OBJECT_CLASS (chezu_geofence_pane_parent_class)->finalize (object);
}

static void
chezu_geofence_pane_class_init (ChezuGeofencePaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = chezu_geofence_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = chezu_geofence_pane_finalize;

  signals[ACTIVATED] = g_signal_new ("activated", CHEZU_TYPE_GEOFENCE_PANE, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[MOMENT] = g_signal_new ("moment", CHEZU_TYPE_GEOFENCE_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[GONE] = g_signal_new ("gone", CHEZU_TYPE_GEOFENCE_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/chezu/CommandCenter/ui/chezu-geofence-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, title);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, edit_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, remove_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, select_button);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, note);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, inside_title);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, inside_more);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, inside_list);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, visit_list);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, inside_motion);
  gtk_widget_class_bind_template_child (widget_class, ChezuGeofencePane, visit_motion);
  gtk_widget_class_bind_template_callback (widget_class, inside_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, visit_activated_cb);
}

static void
chezu_geofence_pane_init (ChezuGeofencePane *self)
{
  self->inside = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVisit));
  self->visits = g_array_new (FALSE, FALSE, sizeof (ChezuGeofenceVisit));
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
chezu_geofence_pane_set_geofences (ChezuGeofencePane *self, ChezuGeofences *geofences)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_PANE (self));

  if (self->geofences != NULL)
    g_signal_handlers_disconnect_by_data (self->geofences, self);
  g_set_object (&self->geofences, geofences);
  self->id = 0;
  if (geofences != NULL)
    g_signal_connect_object (geofences, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

void
chezu_geofence_pane_set_fleet (ChezuGeofencePane *self, ChezuFleet *fleet)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_PANE (self));

  if (g_set_object (&self->fleet, fleet))
    read_soon (self);
}

void
chezu_geofence_pane_show (ChezuGeofencePane *self, gint64 id)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_PANE (self));

  if (self->id != id)
    {
      g_array_set_size (self->inside, 0);
      g_array_set_size (self->visits, 0);
      fill_inside (self);
      fill_visits (self);
    }
  self->id = id;
  update (self);
  read_soon (self);
}

gint64
chezu_geofence_pane_get_id (ChezuGeofencePane *self)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_PANE (self), 0);

  return self->id;
}

void
chezu_geofence_pane_set_time (ChezuGeofencePane *self, gint64 at_ms)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_PANE (self));

  if (self->at_ms == at_ms)
    return;
  self->at_ms = at_ms;
  read_soon (self);
}

const gint64 *
chezu_geofence_pane_peek_inside (ChezuGeofencePane *self, guint *n)
{
  g_return_val_if_fail (CHEZU_IS_GEOFENCE_PANE (self), NULL);

  *n = self->ids->len;
  return (const gint64 *)(gconstpointer)self->ids->data;
}

void
chezu_geofence_pane_refresh (ChezuGeofencePane *self)
{
  g_return_if_fail (CHEZU_IS_GEOFENCE_PANE (self));

  if (self->id == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)) || is_in_use (self))
    return;
  if (self->behind)
    read_soon (self);
  self->behind = FALSE;
  fill_inside (self);
}
