#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The alarm desk by the keyboard alone: a collision that opens by itself, taken, ticked, closed; the queue that stands
still; what another console does."""

import json
import os
import subprocess
import sys
import unittest

import desk
from desk import Atspi, find, press_key, wait
from map_test import MapTest, shoot

CHEZUCTL = os.environ.get('CHEZU_CTL', 'chezuctl')
LABEL = Atspi.Role.LABEL


def setUpModule():
    bus = desk.Bus()
    unittest.addModuleCleanup(bus.stop)


def press_until(key, what, question, times=8):
    """A row that leaves the list takes the focus with it for a moment, and a key of that moment is lost."""
    for _ in range(times - 1):
        press_key(key)
        try:
            return wait(what, question, 6)
        except AssertionError:
            pass
    press_key(key)
    return wait(what, question)


class TestAlarms(MapTest):
    OPTIONS = ('--drill',)

    def ctl(self, *words):
        result = subprocess.run([CHEZUCTL, '--store', self.desk.path / 'demo.db', *map(str, words)], capture_output=True,
                                text=True, timeout=60, check=True)
        return result.stdout

    def alarms(self, *words):
        return json.loads(self.ctl('alarm', 'list', '--json', *words))['alarms']

    def messages(self):
        return json.loads(self.ctl('message', 'list', '--json'))['messages']

    def collision(self):
        return next((alarm for alarm in self.alarms('--all', '--priority', '1') if alarm['type'] == 'collision'), None)

    def says(self, start):
        return any((node.get_name() or '').startswith(start) for node in desk.nodes(self.app) if node.get_role() == LABEL)

    def state(self):
        return self.collision()['state']

    def test_a_collision_from_call_to_closed(self):
        wait('the card to open by itself', lambda: self.says('Collision  鲁') or self.says('Collision  '))
        shoot('alarm-card')
        self.assertEqual(self.state(), 'raised')

        press_key('t')
        wait('taken', lambda: self.state() == 'handling')
        press_until('p', 'a call on record', lambda: any(
            entry['step'] == 'act' and entry['item'] == 'call_driver'
            for entry in json.loads(self.ctl('alarm', 'show', self.collision()['id'], '--json'))['steps']))
        press_until('m', 'to be asked what to say', lambda: find(self.app, name='Message to the Vehicle'))
        press_key('h', 'e', 'l', 'p')
        press_key('Return')
        wait('the text to be written', self.messages)
        wait('the terminal to answer', lambda: self.messages()[0]['state'] == 'answered', 60)
        wait('the answer in the log', lambda: any('answered by the terminal: 收到' in (node.get_name() or '')
                                                  for node in desk.nodes(self.app)))
        press_until('c', 'to be asked', lambda: find(self.app, name='Close the Alarm?'))
        press_key('Return')
        wait('closed', lambda: self.state() == 'closed')
        self.assertEqual(self.collision()['result'], 'handled')
        wait('the next one', lambda: not self.says('Collision  '))

    def test_another_console_is_seen_and_may_be_first(self):
        wait('the card to open by itself', lambda: self.says('Collision  '))
        number = self.collision()['id']
        self.ctl('alarm', 'note', number, '他台备注')
        wait('what the other console wrote', lambda: self.says('Note · 他台备注'), 10)
        press_key('a')
        wait('acknowledged', lambda: self.state() == 'acknowledged')
        self.ctl('alarm', 'take', number)
        wait('taken elsewhere', lambda: self.state() == 'handling')
        press_key('t')
        wait('to be told so', lambda: any('has taken' in (node.get_name() or '') for node in desk.nodes(self.app)))

    def test_the_queue_stands_still_and_lets_in(self):
        wait('the card to open by itself', lambda: self.says('Collision  '))
        wait('new ones to wait', lambda: any(' new' in (node.get_name() or '') for node in desk.nodes(self.app)
                                             if node.get_role() == Atspi.Role.BUTTON), 90)
        press_key('n')
        wait('none to wait', lambda: not any(' new' in (node.get_name() or '') for node in desk.nodes(self.app)
                                             if node.get_role() == Atspi.Role.BUTTON and node.get_state_set().contains(
                                                 Atspi.StateType.SHOWING)))
        press_key('1')
        wait('priority one alone', lambda: find(self.app, starts='P2 ', role=Atspi.Role.TABLE_ROW) is None
             and find(self.app, starts='P2 ', role=Atspi.Role.LIST_ITEM) is None)
        press_key('1')
        press_key('alt+1')
        press_key('g')
        wait('the worst one', lambda: self.says('Collision  ') or self.says('SOS  '))


if __name__ == '__main__':
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    unittest.main(argv=[sys.argv[0], '-v', *sys.argv[1:]])
