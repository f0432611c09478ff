#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selects, measures and asks on the map: with the mouse where only a mouse does it, else by keys."""

import os
import pathlib
import re
import sys
import unittest

import desk
from desk import Atspi, await_node, find, press, press_key, wait
from map_test import MapTest, shoot

BUTTON = Atspi.Role.BUTTON
TOGGLE = Atspi.Role.TOGGLE_BUTTON


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class TestSelection(MapTest):
    def rows(self):
        found = {}
        for name in ('State', 'Kind', 'Grid'):
            row = find(self.app, name=name, role=Atspi.Role.LIST_ITEM)
            texts = [node.get_name() or '' for node in desk.nodes(row) if node.get_role() == Atspi.Role.LABEL]
            text = next(text for text in texts if text != name)
            found[name] = sum(int(number.replace(',', '')) for number in re.findall(r'\s([\d,]+)(?: ·|$)', text))
        return found

    def take_lasso(self):
        lasso = find(self.app, name='Select with a Lasso', role=TOGGLE)
        press(lasso)
        wait('the lasso', lambda: desk.is_pressed(lasso))

    def test_rectangle_and_lasso(self):
        self.drag((0.02, 0.05), (0.93, 0.90), hold='shift')
        many = wait('several selected', lambda: self.selected() > 1 and self.selected())
        shoot('selection')
        for name, total in self.rows().items():
            self.assertEqual(total, many, f'{name} adds up to the selection')

        self.take_lasso()
        self.drag((0.4, 0.3), (0.8, 0.3), (0.8, 0.8), (0.4, 0.8), (0.4, 0.4))
        few = wait('fewer in the lasso', lambda: 0 < self.selected() < many and self.selected())
        self.take_lasso()
        self.drag((0.05, 0.05), (0.93, 0.05), (0.93, 0.9), (0.05, 0.9), (0.05, 0.1), hold='ctrl')
        wait('more with Ctrl', lambda: self.selected() > few)

        press_key('Escape')
        wait('nothing selected', lambda: self.selected() == 0)

    def test_lasso_quicker_than_the_frames(self):
        self.take_lasso()
        self.drag((0.1, 0.05), (0.93, 0.05), (0.93, 0.9), (0.1, 0.9), (0.1, 0.1), unseen=True)
        wait('several selected', lambda: self.selected() > 1)

    def test_keys_alone(self):
        press_key('ctrl+a')
        many = wait('everything in view', lambda: self.selected() > 1 and self.selected())
        self.assertEqual(self.rows()['State'], many)
        press(find(self.app, name='Zoom to All', role=BUTTON))
        row = wait('a row', lambda: find(self.app, starts='鲁', role=Atspi.Role.LIST_ITEM))
        self.assertIsNotNone(row)
        press_key('Escape')
        wait('nothing selected', lambda: self.selected() == 0)


class TestExport(MapTest):
    def save_as(self, path):
        """Types into GTK's own dialog."""
        name = wait('the file dialog', lambda: find(self.app, name='Name', role=Atspi.Role.TEXT)
                    or find(self.app, starts='Name', role=Atspi.Role.TEXT))
        desk.type_into(name, str(path))
        press(wait('Save', lambda: find(self.app, name='Save', role=BUTTON)))
        return wait('the file', lambda: path.exists() and path.read_bytes())

    def test_map_as_picture_and_document(self):
        folder = pathlib.Path(os.environ.get('CHEZU_TEST_PICTURES', self.desk.path))
        press_key('ctrl+shift+e')
        self.assertEqual(self.save_as(folder / 'map.png')[:8], b'\x89PNG\r\n\x1a\n')
        await_node(self.app, name='Saved “map.png”')
        press_key('ctrl+shift+e')
        self.assertEqual(self.save_as(folder / 'map.pdf')[:5], b'%PDF-')

    def test_a_failure_names_the_file(self):
        press_key('ctrl+shift+e')
        name = wait('the file dialog', lambda: find(self.app, starts='Name', role=Atspi.Role.TEXT))
        desk.type_into(name, str(self.desk.path / 'map.txt'))
        press(find(self.app, name='Save', role=BUTTON))
        await_node(self.app, starts='The ending of “')

    def test_selection_as_a_table(self):
        press_key('ctrl+a')
        many = wait('everything in view', lambda: self.selected() > 1 and self.selected())
        press(wait('the menu', lambda: find(self.app, name='More', role=TOGGLE)))
        wait('its first item', lambda: find(self.app, role=Atspi.Role.MENU))
        self.mouse('key', 'Down', 'key', 'Return')
        table = self.save_as(self.desk.path / 'vehicles.csv').decode()
        self.assertEqual(len(table.strip().splitlines()), many + 1)


class TestMapTools(MapTest):
    def test_ruler(self):
        press_key('r')
        await_node(self.app, starts='Click, or press Space')
        self.click(0.3, 0.3)
        self.click(0.6, 0.3)
        await_node(self.app, starts='Distance ')
        self.click(0.6, 0.7)
        self.click(0.3, 0.3)
        await_node(self.app, starts='Area ')
        shoot('ruler')
        press_key('BackSpace')
        await_node(self.app, starts='Distance ')
        press_key('Escape')
        wait('no ruler', lambda: find(self.app, starts='Distance ') is None)

    def test_what_is_here(self):
        self.click(0.5, 0.5, button='3')
        await_node(self.app, name='Nearest Places')
        self.assertTrue(find(self.app, starts='Copy WGS-84', role=BUTTON))
        shoot('here')
        press(find(self.app, name='Nearest Vehicles', role=BUTTON))
        await_node(self.app, name='All States')
        wait('twenty vehicles', lambda: len([node for node in desk.nodes(self.app)
                                             if node.get_role() == Atspi.Role.LIST_ITEM
                                             and (node.get_name() or '').startswith('鲁')]) == 20)
        shoot('nearest')


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
