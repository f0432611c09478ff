#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time machine as a person uses it: back, along the day, played, a vehicle's speed, and home again."""

import os
import re
import subprocess
import sys
import unittest

import desk
from desk import Atspi, await_node, find, press, press_key, wait


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


class TestPast(unittest.TestCase):
    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.app, _program = self.desk.start_chezu('--demo', '--vehicles', '300',
                                                   '--store', self.desk.path / 'demo.db',
                                                   '--view', '117.3,34.8,11', '--size', '1440x900')
        wait('vehicles in view', lambda: find(self.app, starts='鲁', role=Atspi.Role.LIST_ITEM))

    def moment(self):
        """What the pill over the map says: seconds of the day."""
        for node in desk.nodes(self.app):
            found = re.fullmatch(r'\d+ \w+ \d{4} (\d\d):(\d\d):(\d\d)', desk.text_of(node) or '')
            if found:
                hours, minutes, seconds = map(int, found.groups())
                return hours * 3600 + minutes * 60 + seconds
        return None

    def click(self, node, across=.5):
        box = node.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        subprocess.run(['xdotool', 'mousemove', str(int(box.x + box.width * across)), str(box.y + box.height // 2),
                        'sleep', '0.1', 'click', '1', 'sleep', '0.1'], check=True)

    def enter(self):
        press(await_node(self.app, name='Past', role=Atspi.Role.RADIO_BUTTON))
        return wait('the past', self.moment)

    def test_there_and_back(self):
        self.assertIsNone(self.moment())
        begun = self.enter()
        self.assertTrue(find(self.app, name='Back to Live', role=Atspi.Role.BUTTON))
        press_key('shift+comma')
        wait('five minutes earlier', lambda: (begun - self.moment()) % 86400 == 300)
        press_key('period')
        wait('ten seconds later', lambda: (begun - self.moment()) % 86400 == 290)
        press_key('Escape')
        wait('the present', lambda: self.moment() is None)

    def connection(self):
        """What the button in the header says."""
        return next(node.get_description() or '' for node in desk.nodes(self.app)
                    if node.get_name() == 'Connection' and node.get_description())

    def test_the_header_never_says_live(self):
        wait('live', lambda: self.connection().startswith('Live'))
        self.enter()
        wait('the moment', lambda: re.fullmatch(r'Past (\d+ \w+ )?\d\d:\d\d(:\d\d)?', self.connection()))
        press_key('Escape')
        wait('live again', lambda: self.connection().startswith('Live'))

    def test_playing_moves_on_and_stops(self):
        begun = self.enter()
        press_key('Home')
        wait('midnight', lambda: self.moment() == 0)
        press_key('space')
        wait('a minute and more', lambda: 60 < self.moment() < 40000)
        press_key('space')
        await_node(self.app, name='Play', role=Atspi.Role.BUTTON)
        stopped = self.moment()
        self.assertGreaterEqual(self.moment(), stopped)
        self.assertNotEqual(begun, 0)
        press(find(self.app, name='Back to Live', role=Atspi.Role.BUTTON))
        wait('the present', lambda: self.moment() is None)

    def test_the_slider_seeks(self):
        self.enter()
        slider = await_node(self.app, name='Moment of the Day')
        self.click(slider, .2)
        wait('early in the day', lambda: 0 < self.moment() < 4 * 3600)

    def test_a_vehicle_stays_selected(self):
        row = find(self.app, starts='鲁', role=Atspi.Role.LIST_ITEM)
        plate = row.get_name().split(',')[0]
        self.click(row)
        wait('its pane', lambda: find(self.app, name=plate))
        self.enter()
        wait('its pane in the past', lambda: find(self.app, name=plate))
        press_key('Escape', 'Escape')
        wait('the present', lambda: self.moment() is None)


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
