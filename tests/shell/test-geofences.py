#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws geofences with the mouse and with keys alone, sees who is inside, changes them, removes and restores them."""

import json
import subprocess
import sys
import unittest

import desk
from desk import Atspi, await_node, find, press, press_key, type_into, wait
from map_test import MapTest, shoot

BUTTON = Atspi.Role.BUTTON
ITEM = Atspi.Role.LIST_ITEM
AREA, CIRCLE, CORRIDOR = range(3)


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class TestGeofences(MapTest):
    def fences(self):
        """As the store has them."""
        told = subprocess.run(['chezuctl', '--store', self.desk.path / 'demo.db', 'geofence', 'list', '--json'],
                              capture_output=True, text=True, check=True).stdout
        return {fence['name']: fence for fence in json.loads(told)['geofences']}

    def new(self, number):
        """GTK's menu items have no names of their own; they are told by their order."""
        press_key('e')
        await_node(self.app, name='Geofences', role=Atspi.Role.LIST) if self.fences() else \
            await_node(self.app, name='No Geofences Yet')
        press(wait('the button', lambda: find(self.app, name='New Geofence', role=Atspi.Role.TOGGLE_BUTTON)))
        items = wait('the menu', lambda: [node for node in desk.nodes(self.app)
                                          if node.get_role() == Atspi.Role.MENU_ITEM])
        press(items[number])
        await_node(self.app, name='Draw it on the map')

    def save(self, name):
        wait('something to save', lambda: find(self.app, name='Save', role=BUTTON).get_state_set().contains(
            Atspi.StateType.SENSITIVE))
        entry = wait('the name', lambda: find(self.app, name='Name', role=Atspi.Role.TEXT)
                     or find(self.app, starts='Name', role=Atspi.Role.TEXT))
        type_into(entry, name)
        press(find(self.app, name='Save', role=BUTTON))
        return wait('it in the store', lambda: self.fences().get(name))

    def click_on(self, node):
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        self.mouse('mousemove', str(box.x + box.width // 3), str(box.y + box.height // 2), 'click', '1')

    def test_circle_by_mouse_and_who_is_inside(self):
        self.new(CIRCLE)
        self.drag((0.45, 0.5), (0.75, 0.5))
        shoot('geofence-drawn')
        fence = self.save('Depot')
        self.assertEqual(fence['form'], 'circle')
        self.assertGreater(fence['radius_m'], 1000)
        inside = wait('vehicles inside', lambda: self.fences()['Depot']['inside'])

        self.click_on(wait('its row', lambda: find(self.app, name='Depot', role=ITEM)))
        told = wait('how many are inside', lambda: find(self.app, name=f'{inside} Vehicles Inside')
                    or find(self.app, starts=f'{self.fences()["Depot"]["inside"]} Vehicle'))
        shoot('geofence')
        self.assertIsNotNone(told)
        press(find(self.app, name='Select All', role=BUTTON))
        wait('them selected', lambda: self.selected() > 1 or inside == 1)
        press_key('Escape')

        vehicles = await_node(self.app, name='Vehicles Inside', role=Atspi.Role.LIST)
        self.click_on(wait('a vehicle inside', lambda: find(vehicles, role=ITEM)))
        await_node(self.app, name='Record')
        shoot('geofence-of-a-vehicle')
        self.click_on(wait('the fence it is in', lambda: find(self.app, name='Depot', role=ITEM)))
        press(wait('Edit', lambda: find(self.app, name='Edit', role=BUTTON)))
        await_node(self.app, name='Edit Geofence')
        before = self.fences()['Depot']['radius_m']
        press_key('bracketleft', 'bracketleft')
        press(wait('Save', lambda: find(self.app, name='Save', role=BUTTON)))
        wait('the new radius', lambda: self.fences()['Depot']['radius_m'] < 0.85 * before)

        press(wait('Remove', lambda: find(self.app, name='Remove', role=BUTTON)))
        wait('it gone', lambda: not self.fences())
        press(wait('Undo', lambda: find(self.app, name='Undo', role=BUTTON)))
        wait('it back', lambda: self.fences().get('Depot'))

    def test_area_by_keys_alone(self):
        self.new(AREA)
        press_key('space', 'Right', 'Right', 'Right', 'space', 'Down', 'Down', 'Down', 'space')
        press_key('ctrl+z', 'ctrl+shift+z', 'Return')
        fence = self.save('Yard')
        self.assertEqual(fence['form'], 'polygon')
        self.new(CORRIDOR)
        press_key('space', 'Left', 'Left', 'Left', 'space', 'Return')
        press_key('bracketright')
        self.assertGreater(self.save('Road')['width_m'], 200)
        self.new(AREA)
        press_key('Escape')
        wait('the list again', lambda: find(self.app, name='Road', role=ITEM))
        self.assertEqual(set(self.fences()), {'Yard', 'Road'})


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
