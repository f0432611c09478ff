# SPDX-License-Identifier: GPL-3.0-or-later
"""A command center on a small demo world, its map, and a mouse over it."""

import os
import re
import signal
import subprocess
import unittest

import desk
from desk import Atspi, await_node, find, wait


def shoot(name):
    """A picture of the screen for eyes, when somebody asks for it."""
    folder = os.environ.get('CHEZU_TEST_PICTURES')
    if folder:
        subprocess.run(['import', '-window', 'root', f'{folder}/{name}.png'], check=True)


class MapTest(unittest.TestCase):
    OPTIONS = ()

    def setUp(self):
        self.desk = desk.Desk().__enter__()
        self.addCleanup(self.desk.__exit__, None, None, None)
        self.app, self.program = self.desk.start_chezu('--demo', '--vehicles', '300',
                                                        '--store', self.desk.path / 'demo.db',
                                                        '--view', '117.3,34.8,11', '--size', '1440x900',
                                                        *self.OPTIONS,
                                                        *os.environ.get('CHEZU_TEST_OPTIONS', '').split())
        wait('vehicles in view', lambda: find(self.app, starts='鲁', role=Atspi.Role.LIST_ITEM))
        self.map = await_node(self.app, starts='Map, ')
        self.addCleanup(shoot, f'end-{self.id()}')

    def area(self):
        box = self.map.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return box.x, box.y, box.width, box.height

    def at(self, across, down):
        """Of the map, from 0 to 1, as the mouse is moved."""
        x, y, width, height = self.area()
        return [str(int(x + across * width)), str(int(y + down * height))]

    def mouse(self, *words):
        subprocess.run(['xdotool', *words], check=True)

    def drag(self, *places, hold=None, unseen=False):
        """Unseen: the program gets to know of the whole way only afterwards, as when a frame takes that long."""
        words = ['mousemove', *self.at(*places[0])]
        words += ['keydown', hold] if hold else []
        words += ['mousedown', '1']
        for before, after in zip(places, places[1:]):
            for step in (0.3, 0.6, 1):
                words += ['mousemove', *self.at(before[0] + (after[0] - before[0]) * step,
                                                before[1] + (after[1] - before[1]) * step)]
                words += ['sleep', '0.05']
        words += ['mouseup', '1']
        words += ['keyup', hold] if hold else []
        if unseen:
            self.program.send_signal(signal.SIGSTOP)
        try:
            self.mouse(*words)
        finally:
            self.program.send_signal(signal.SIGCONT)

    def click(self, across, down, button='1'):
        self.mouse('mousemove', *self.at(across, down), 'sleep', '0.05', 'click', button, 'sleep', '0.05')

    def selected(self):
        for node in desk.nodes(self.app):
            count = re.fullmatch(r'([\d,]+) vehicles? selected', node.get_name() or '')
            if count:
                return int(count[1].replace(',', ''))
        return 0
