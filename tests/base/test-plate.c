/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plates as platforms write them, and which of them name a vehicle. */

#include "base/chezu-plate.h"

static void
test_plates_are_written_in_one_way (void)
{
  static const char *const plates[][2] = {
    { "鲁D·3F061", "鲁D3F061" },
    { "鲁D 3F061", "鲁D3F061" },
    { "鲁d•3f061", "鲁D3F061" },
    { " 沪A-D53167 ", "沪AD53167" },
    { "鲁D·1234挂", "鲁D1234挂" },
    { "粤Z·A123港", "粤ZA123港" },
    { "Truck 12 North", "Truck 12 North" },
    { "鲁D", "鲁D" },
    { "3 号车 王师傅", "3 号车 王师傅" },
    { "a\x01\x02 <b>b</b>", "a <b>b</b>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plates); i++)
    {
      g_autofree char *plate = chezu_plate_clean (plates[i][0]);

      g_assert_cmpstr (plate, ==, plates[i][1]);
    }
  g_assert_null (chezu_plate_clean (NULL));
  g_assert_null (chezu_plate_clean (" \n\t"));
}

static void
test_a_plate_of_a_known_form_names_a_vehicle (void)
{
  static const char *const certain[] = {
    "鲁D3F061", "鲁DD12345", "鲁D12345F", "鲁D1234挂", "京A0001警", "粤ZA123港", "新A12345",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (certain); i++)
    {
      g_test_message ("%s", certain[i]);
      g_assert_true (chezu_plate_identifies (certain[i]));
    }
}

static void
test_a_name_or_a_number_names_none (void)
{
  static const char *const others[] = {
    "",
    "Truck 12 North",
    "鲁D",
    "013912345678",
    "3 号车 王师傅",
    "车D12345",
    "鲁112345",
    "鲁d12345",
    "鲁D1234",
    "鲁D1234567",
    "鲁D12\xff"
    "45",
    "中D12345",
  };

  g_assert_false (chezu_plate_identifies (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_test_message ("number %" G_GSIZE_FORMAT, i);
      g_assert_false (chezu_plate_identifies (others[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/plate/plates-are-written-in-one-way", test_plates_are_written_in_one_way);
  g_test_add_func ("/base/plate/a-plate-of-a-known-form-names-a-vehicle",
                   test_a_plate_of_a_known_form_names_a_vehicle);
  g_test_add_func ("/base/plate/a-name-or-a-number-names-none", test_a_name_or_a_number_names_none);

  return g_test_run ();
}
