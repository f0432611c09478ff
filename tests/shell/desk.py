# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop for tests: starts programs on it, and finds, reads and presses what they show to assistive technology."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

# A busy machine under AddressSanitizer is slow; nothing here waits longer than it must.
LIMIT_S = float(os.environ.get('CHEZU_TEST_LIMIT', '60'))


class Bus:
    """The accessibility bus; one for all tests of a process, because libatspi never asks for another."""

    def __init__(self):
        os.environ['GTK_A11Y'] = 'atspi'
        os.environ.pop('NO_AT_BRIDGE', None)
        self.launcher = subprocess.Popen(
            ['/usr/libexec/at-spi-bus-launcher', '--launch-immediately', '--a11y=1'])
        time.sleep(0.5)
        Atspi.init()

    def stop(self):
        stop(self.launcher)


class Desk:
    """Folders of its own, and the programs that were started."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='chezu-ui-')
        self.path = pathlib.Path(self.folder.name)
        self.programs = []

    def __enter__(self):
        for name in ('data', 'config', 'cache'):
            (self.path / name).mkdir()
            os.environ[f'XDG_{name.upper()}_HOME'] = str(self.path / name)
        os.environ['GSETTINGS_BACKEND'] = 'memory'
        return self

    def __exit__(self, *failure):
        for program in self.programs:
            stop(program)
        self.folder.cleanup()

    def start(self, *command):
        program = subprocess.Popen([str(word) for word in command])
        self.programs.append(program)
        return program

    def start_chezu(self, *options):
        program = self.start('chezu', *options)
        return wait('the window', lambda: application(program.pid)), program


def stop(program):
    if program is None or program.poll() is not None:
        return
    program.send_signal(signal.SIGTERM)
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def settle():
    """Lets the events of the accessibility bus in."""
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def wait(what, question, limit_s=LIMIT_S):
    """Asks again and again until the answer is true, and returns it."""
    deadline = time.monotonic() + limit_s
    while True:
        settle()
        try:
            answer = question()
        except GLib.Error:
            answer = None  # the object went away while it was asked
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f'waited {limit_s:.0f} s in vain for {what}')
        time.sleep(0.1)


def application(pid):
    desktop = Atspi.get_desktop(0)
    for number in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(number)
        if child is not None and child.get_process_id() == pid and child.get_child_count() > 0:
            return child
    return None


def nodes(root, showing=True):
    """@root and everything below it, parents first; what is not shown is left out with all it holds."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node is None:
            continue
        node.clear_cache_single()
        if node is not root and showing and not is_showing(node):
            continue
        yield node
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
        pending.extend(reversed(children))


def is_showing(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def find(root, name=None, role=None, starts=None, showing=True):
    for node in nodes(root, showing):
        if role is not None and node.get_role() != role:
            continue
        said = node.get_name() or ''
        if name is not None and said != name:
            continue
        if starts is not None and not said.startswith(starts):
            continue
        if name is None and starts is None and role is None:
            continue
        return node
    return None


def await_node(root, **what):
    return wait(' '.join(f'{key}={value}' for key, value in what.items()), lambda: find(root, **what))


def text_of(node):
    text = node.get_text_iface()
    return Atspi.Text.get_text(text, 0, -1) if text is not None else node.get_name()


def press(node):
    actions = node.get_action_iface()
    assert actions is not None and actions.get_n_actions() > 0, f'{node.get_name()} cannot be pressed'
    assert actions.do_action(0)
    settle()


def press_key(*keys):
    """Real key strokes, for what only the keyboard does."""
    window = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'Chezu'],
                            capture_output=True, text=True, check=True).stdout.split()[-1]
    subprocess.run(['xdotool', 'windowfocus', window], check=True)
    for key in keys:
        subprocess.run(['xdotool', 'key', key], check=True)


def type_into(node, text):
    editable = node.get_editable_text_iface()
    assert editable is not None, f'{node.get_name()} cannot be typed into'
    assert editable.set_text_contents(text)
    settle()


def count_of(node):
    """The vehicles that a filter tells it would show: "1,846 vehicles" is its description."""
    return int(node.get_description().split()[0].replace(',', ''))


def is_pressed(node):
    states = node.get_state_set()
    return states.contains(Atspi.StateType.PRESSED) or states.contains(Atspi.StateType.CHECKED)
