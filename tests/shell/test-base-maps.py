#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A base map is added, tried, shown, survives its server, is removed and had back."""

import sys
import unittest

import desk
import tiles
from desk import Atspi, await_node, find, press, press_key, type_into, wait

BUTTON = Atspi.Role.BUTTON
LABEL = Atspi.Role.LABEL
TEXT = Atspi.Role.TEXT


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class TestBaseMaps(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.server = tiles.Server()
        self.addCleanup(self.server.stop)

    def entry(self, app, title):
        """The text field of the row with this title."""
        return wait(f'the row {title}', lambda: next(
            (node for node in desk.nodes(app) if node.get_role() == TEXT and node.get_name() == title), None))

    def says(self, app, starts):
        return await_node(app, starts=starts)

    def open_page(self, app):
        press_key('ctrl+comma')
        press(await_node(app, name='Base Map', role=Atspi.Role.PAGE_TAB))
        return await_node(app, name='Add Base Map', role=BUTTON)

    def test_add_try_show_remove_undo(self):
        app, program = self.desk.start_chezu('--demo', '--vehicles', '50', '--store', self.desk.path / 'demo.db')
        await_node(app, starts='Map, ')
        press(self.open_page(app))

        type_into(self.entry(app, 'Name'), 'Loopback')
        type_into(self.entry(app, 'Address of Labels'), '')
        type_into(self.entry(app, 'Address'), 'http://127.0.0.1/{zz}')
        self.says(app, '“{zz}” in the address is not known.')
        type_into(self.entry(app, 'Address'), self.server.address)
        type_into(self.entry(app, 'Attribution'), '© Loopback')

        self.server.status = 403
        press(await_node(app, name='Test', role=BUTTON))
        self.says(app, '127.0.0.1 refuses to send tiles.')
        self.server.status = 200
        press(await_node(app, name='Test', role=BUTTON))
        self.says(app, 'Tiles arrive')

        n_before = len(self.server.paths)
        press(await_node(app, name='Save', role=BUTTON))
        await_node(app, name='Remove Loopback', role=BUTTON)
        wait('tiles to be asked for', lambda: len(self.server.paths) > n_before)
        self.says(app, '© Loopback')

        press(find(app, name='Remove Loopback', role=BUTTON))
        self.says(app, 'Base map GSHHG')
        press(await_node(app, name='Undo', role=BUTTON))
        await_node(app, name='Remove Loopback', role=BUTTON)
        self.says(app, '© Loopback')
        self.assertIsNone(program.poll())


if __name__ == '__main__':
    unittest.main(argv=sys.argv, verbosity=2)
