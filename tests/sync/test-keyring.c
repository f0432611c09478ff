/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords in the keyring, against a Secret Service that knows as much of its interface as is
 * needed here: https://specifications.freedesktop.org/secret-service/ */

#include <string.h>

#include "sync-fixture.h"
#include "sync/chezu-credentials.h"

static const char interfaces[]
    = "<node>"
      "<interface name='org.freedesktop.Secret.Service'>"
      "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
      "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
      "<method name='SearchItems'><arg type='a{ss}' direction='in'/>"
      "<arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
      "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
      "<arg type='a{o(oayays)}' direction='out'/></method>"
      "<property name='Collections' type='ao' access='read'/>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Collection'>"
      "<method name='CreateItem'><arg type='a{sv}' direction='in'/>"
      "<arg type='(oayays)' direction='in'/><arg type='b' direction='in'/>"
      "<arg type='o' direction='out'/><arg type='o' direction='out'/></method>"
      "</interface>"
      "<interface name='org.freedesktop.Secret.Item'>"
      "<method name='Delete'><arg type='o' direction='out'/></method>"
      "</interface>"
      "</node>";

#define ITEM_PATH "/org/freedesktop/secrets/collection/login/1"
#define SESSION_PATH "/org/freedesktop/secrets/session/1"

/* Holds one item. */
typedef struct
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
  GMutex mutex;
  GCond cond;
  gboolean ready;

  char *source; /* its attribute; NULL when there is no item */
  char *secret;
  char *label;
} Keyring;

/* --- The service ---------------------------------------------------------------------------- */

static void
answer_session (GDBusMethodInvocation *invocation, GVariant *parameters)
{
  const char *algorithm;

  g_variant_get (parameters, "(&sv)", &algorithm, NULL);
  if (!g_str_equal (algorithm, "plain"))
    g_dbus_method_invocation_return_dbus_error (
        invocation, "org.freedesktop.DBus.Error.NotSupported", "plain only");
  else
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(vo)", g_variant_new_string (""), SESSION_PATH));
}

static void
answer_search (Keyring *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (parameters, 0);
  const char *source = NULL;
  GVariantBuilder found;

  g_variant_builder_init (&found, G_VARIANT_TYPE ("ao"));
  g_variant_lookup (attributes, "source", "&s", &source);
  if (self->source != NULL && g_strcmp0 (self->source, source) == 0)
    g_variant_builder_add (&found, "o", ITEM_PATH);
  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(@ao@ao)", g_variant_builder_end (&found),
                                 g_variant_new_array (G_VARIANT_TYPE_OBJECT_PATH, NULL, 0)));
}

static void
answer_secrets (Keyring *self, GDBusMethodInvocation *invocation)
{
  GVariantBuilder secrets;
  GVariant *value
      = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, self->secret, strlen (self->secret), 1);
  GVariant *none = g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, NULL, 0, 1);

  g_variant_builder_init (&secrets, G_VARIANT_TYPE ("a{o(oayays)}"));
  g_variant_builder_add (&secrets, "{o(o@ay@ays)}", ITEM_PATH, SESSION_PATH, none, value,
                         "text/plain");
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static void
take_item (Keyring *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) attributes = NULL;
  g_autoptr (GVariant) value = NULL;
  gsize length;
  const char *bytes;

  g_variant_get (parameters, "(@a{sv}(o@ay@ays)b)", &properties, NULL, NULL, &value, NULL, NULL);
  bytes = g_variant_get_fixed_array (value, &length, 1);
  attributes = g_variant_lookup_value (properties, "org.freedesktop.Secret.Item.Attributes",
                                       G_VARIANT_TYPE ("a{ss}"));

  g_free (self->source);
  g_free (self->secret);
  g_free (self->label);
  g_variant_lookup (attributes, "source", "s", &self->source);
  g_variant_lookup (properties, "org.freedesktop.Secret.Item.Label", "s", &self->label);
  self->secret = g_strndup (bytes, length);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", ITEM_PATH, "/"));
}

static void
call_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Keyring *self = user_data;

  if (g_str_equal (method, "OpenSession"))
    answer_session (invocation, parameters);
  else if (g_str_equal (method, "SearchItems"))
    answer_search (self, invocation, parameters);
  else if (g_str_equal (method, "GetSecrets"))
    answer_secrets (self, invocation);
  else if (g_str_equal (method, "CreateItem"))
    take_item (self, invocation, parameters);
  else
    {
      g_assert_cmpstr (method, ==, "Delete");
      g_clear_pointer (&self->source, g_free);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
    }
}

static GVariant *
get_property_cb (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *property,
                 GError **error,
                 gpointer user_data)
{
  return g_variant_new_array (G_VARIANT_TYPE_OBJECT_PATH, NULL, 0);
}

static void
name_acquired_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  Keyring *self = user_data;

  g_mutex_lock (&self->mutex);
  self->ready = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static void export (
    GDBusConnection *connection, GDBusNodeInfo *node, guint nth, const char *path, Keyring *self)
{
  static const GDBusInterfaceVTable vtable = { call_cb, get_property_cb, NULL, { NULL } };
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (connection, path, node->interfaces[nth], &vtable, self, NULL,
                                     &error);
  g_assert_no_error (error);
}

/* A connection of its own: the program under test talks to the bus over another one. */
static gpointer
thread_func (gpointer data)
{
  Keyring *self = data;
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, NULL);
  g_autoptr (GError) error = NULL;
  guint owner;

  g_main_context_push_thread_default (self->context);
  connection = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);
  g_assert_no_error (error);
  export (connection, node, 0, "/org/freedesktop/secrets", self);
  export (connection, node, 1, "/org/freedesktop/secrets/aliases/default", self);
  export (connection, node, 2, ITEM_PATH, self);
  owner = g_bus_own_name_on_connection (connection, "org.freedesktop.secrets",
                                        G_BUS_NAME_OWNER_FLAGS_NONE, name_acquired_cb, NULL, self,
                                        NULL);
  g_main_loop_run (self->loop);
  g_bus_unown_name (owner);
  g_dbus_connection_close_sync (connection, NULL, NULL);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static void
keyring_start (Keyring *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("keyring", thread_func, self);
  g_mutex_lock (&self->mutex);
  while (!self->ready)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

static void
keyring_stop (Keyring *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self->source);
  g_free (self->secret);
  g_free (self->label);
}

/* --- The test ------------------------------------------------------------------------------- */

static void
test_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChezuSourceRow) row
      = fixture_make_row (fixture, fake_traccar_get_url (fixture->server));
  g_autoptr (GError) error = NULL;
  Keyring keyring = { 0 };

  keyring_start (&keyring);
  row->credential = CHEZU_CREDENTIAL_KEYRING;
  g_clear_pointer (&row->credential_file, g_free);

  /* Nothing there yet. */
  g_assert_false (fixture_await (chezu_credentials_lookup (row), &error));
  g_assert_error (error, CHEZU_SYNC_ERROR, CHEZU_SYNC_ERROR_CREDENTIAL);
  g_assert_nonnull (strstr (error->message, "no password for source “局”"));
  g_clear_error (&error);

  g_assert_true (fixture_await (chezu_credentials_store (row, FAKE_PASSWORD), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (keyring.source, ==, "局");
  g_assert_cmpstr (keyring.secret, ==, FAKE_PASSWORD);
  g_assert_null (strstr (keyring.label, FAKE_PASSWORD));

  /* A source finds it there, and the store never holds it. */
  g_assert_true (chezu_source_table_add_sync (fixture->store, row, NULL, &error));
  fixture_script_fleet (fixture, 1);
  fixture_start (fixture);
  fixture_wait_for_state (fixture, CHEZU_SOURCE_LIVE);
  fixture_stop (fixture);

  g_assert_true (fixture_await (chezu_credentials_forget (row), &error));
  g_assert_no_error (error);
  g_assert_null (keyring.source);
  g_assert_false (fixture_await (chezu_credentials_lookup (row), &error));
  keyring_stop (&keyring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_sync_test ("/sync/keyring/password-is-kept-found-and-forgotten", test_keyring);
  return g_test_run ();
}
