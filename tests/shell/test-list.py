#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of vehicles: opened, filtered, sorted and selected as a person does."""

import os
import re
import subprocess
import sys
import unittest

import desk
from desk import Atspi, await_node, find, press, press_key, type_into, wait

VEHICLES = 300


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class TestList(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.app, _program = self.desk.start_chezu('--demo', '--vehicles', str(VEHICLES),
                                                   '--store', self.desk.path / 'demo.db',
                                                   '--view', '117.3,34.8,11', '--size', '1920x1000')
        wait('vehicles in view', lambda: find(self.app, starts='鲁', role=Atspi.Role.LIST_ITEM))
        press_key('alt+3')
        self.table = await_node(self.app, name='Vehicles', role=Atspi.Role.TREE_TABLE)
        self.await_count(VEHICLES, VEHICLES)

    def await_count(self, low, high):
        def count():
            for node in desk.nodes(self.app):
                told = re.fullmatch(r'([\d,]+)(?: of [\d,]+)? vehicles', desk.text_of(node) or '')
                if told and node.get_role() == Atspi.Role.LABEL:
                    n = int(told[1].replace(',', ''))
                    if low <= n <= high:
                        return n
        return wait(f'{low} to {high} vehicles', count)

    def plates(self):
        return [text for text in (desk.text_of(node) or '' for node in desk.nodes(self.table))
                if re.fullmatch(r'[\u4e00-\u9fff][A-Z]·\w+', text)]

    def click(self, node):
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        subprocess.run(['xdotool', 'mousemove', str(box.x + box.width // 2), str(box.y + box.height // 2),
                        'sleep', '0.1', 'click', '1', 'sleep', '0.1'], check=True)

    def test_filter_narrows_and_says_when_nothing_is_left(self):
        search = find(self.app, name='Filter the List')
        type_into(search, '鲁D')
        few = self.await_count(1, VEHICLES - 1)
        self.assertTrue(all(plate.startswith('鲁D') for plate in self.plates()), self.plates())
        type_into(search, 'no such plate')
        await_node(self.app, name='Nothing Found for “no such plate”')
        type_into(search, '鲁D')
        self.await_count(few, few)

    def test_header_sorts_both_ways(self):
        first = self.plates()[:10]
        self.assertEqual(first, sorted(first))
        header = find(self.table, name='Plate')
        self.click(header)
        self.click(header)
        wait('the last plates', lambda: self.plates()[:10] and self.plates()[0] > first[-1])

    def organisation(self, pattern):
        return wait(pattern, lambda: next(
            (node for node in desk.nodes(self.app) if node.get_role() == Atspi.Role.LIST_ITEM
             and re.fullmatch(pattern + r', \d+', node.get_name() or '')), None))

    def show_only(self, pattern):
        entry = self.organisation(pattern)
        count = int(entry.get_name().rsplit(', ', 1)[1])
        self.click(entry)
        self.await_count(count, count)
        return count

    def test_town_enterprise_and_group_show_their_own(self):
        town = self.show_only('.*(镇|街道)')
        press_key('shift+Right')
        enterprise = self.show_only('.*（演示）.*')
        press_key('shift+Right')
        group = self.show_only('第1车队')
        self.assertLessEqual(enterprise, town)
        self.assertLessEqual(group, enterprise)

    def test_selection_is_that_of_the_map(self):
        self.click(next(node for node in desk.nodes(self.table) if desk.text_of(node) == self.plates()[0]))
        press_key('ctrl+a')
        await_node(self.app, name=f'{VEHICLES} vehicles selected')
        press(find(self.app, name='Selected', role=Atspi.Role.TOGGLE_BUTTON))
        self.await_count(VEHICLES, VEHICLES)
        press_key('alt+1')
        await_node(self.app, name=f'{VEHICLES} vehicles selected')


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
