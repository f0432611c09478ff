# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths that lose, delay, fall silent, and servers that go and come back."""

import os
import subprocess
import time

from evil import LossyProxy, Proxy
from rig import Look, Site, history, kill, now_ms, only_in_full, simulator, wait_for, waiting


@waiting
def row_server_restart(folder, short):
    """The server is killed in mid-stream and comes back on its port."""
    rounds = 1 if short else 5
    site = Site(folder)
    took = []
    with simulator(site, rate=.5) as first:
        port = first.port
        site.add_source(first.url)
        with site.sync():
            site.wait_for_state('live')
            server = first
            for _ in range(rounds):
                kill(server)
                lost = site.wait_for_state('retrying')
                assert lost['last_error'], lost
                with simulator(site, port=port, rate=.5) as server:
                    begun = time.monotonic()
                    site.wait_for_state('live', 90)
                    took.append(time.monotonic() - begun)
                    before = site.status()['fixes']
                    wait_for(lambda: site.status()['fixes'] > before, 20, 'new fixes')
    with Look(site.store) as look:
        look.check()
    return f'{rounds}_restarts,live_again_within_{max(took):.1f}_s'


@waiting
@only_in_full
def row_half_open(folder, short):
    """A path that falls silent without a word is noticed within 30 s."""
    site = Site(folder)
    with simulator(site, rate=1) as sim, Proxy(sim.port) as proxy:
        site.add_source(proxy.url)
        with site.sync():
            site.wait_for_state('live')
            proxy.mute = True
            begun = time.monotonic()
            site.wait_for_state('retrying', 40)
            took = time.monotonic() - begun
            assert took <= 30, f'{took:.0f} s'
            proxy.mute = False
            for pair in proxy.pairs:
                for writer in pair:
                    writer.transport.abort()
            site.wait_for_state('live', 60)
    return f'noticed_after_{took:.0f}_s'


def has_netem():
    command = ('unshare', '-n', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'loss', '30%')
    try:
        return subprocess.run(command, capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


@waiting
def row_loss_30_percent(folder, short):
    """By a proxy that does to bytes what loss and delay do to TCP: netem is not everywhere."""
    delay_s, vehicles = (.3, 20) if short else (2, 60)
    site = Site(folder)
    with simulator(site, vehicles=vehicles, rate=10) as sim, LossyProxy(sim.port, delay_s, .3) as proxy:
        site.add_source(proxy.url)
        with site.sync():
            begun = time.monotonic()
            site.wait_for_state('live', 300)

            def all_there():
                with Look(site.store) as look:
                    return look.vehicles() >= vehicles * .9
            wait_for(all_there, 120, 'the fleet')
            took = time.monotonic() - begun
            loss = 100 * proxy.n_lost / max(1, proxy.n_segments + proxy.n_lost)
    with Look(site.store) as look:
        look.check()
    return f'{took:.0f}_s_to_complete,{delay_s}_s_delay,{loss:.0f}_percent_lost,by_a_proxy{"" if has_netem() else "_(this_kernel_has_no_netem)"}'


class ShiftedClock:
    """A file that says by how many seconds the wall clock of a child is wrong."""

    def __init__(self, folder):
        self.file = folder / 'shift'
        self.set(0)
        self.environment = {'LD_PRELOAD': os.environ['CHEZU_CLOCK_SHIFT'], 'CHEZU_CLOCK_SHIFT_FILE': str(self.file)}

    def set(self, seconds):
        self.file.with_suffix('.new').write_text(str(seconds))
        self.file.with_suffix('.new').rename(self.file)


def shifted(folder, seconds, wait_s):
    site = Site(folder)
    clock = ShiftedClock(folder)
    with simulator(site, rate=.5) as sim:
        site.add_source(sim.url)
        environment = dict(site.environment, **clock.environment)
        site_now = Site(folder)
        site.environment = environment
        with site.sync():
            site.environment = site_now.environment
            site.wait_for_state('live')
            before = site.status()['fixes']
            clock.set(seconds)
            begun = time.monotonic()
            wait_for(lambda: site.status()['fixes'] > before + 120, 20, 'fixes after the step')
            # What is told about the source goes on as well.
            told = site.source()['last_message']
            wait_for(lambda: site.source()['last_message'] != told, 10, 'news of the source')
            time.sleep(wait_s)
            assert site.source()['state'] == 'live'
            # A wait that began before the step ends when it should.
            kill(sim)
            site.wait_for_state('retrying')
            clock.set(0)
            with simulator(site, port=sim.port, rate=.5):
                site.wait_for_state('live', 60)
            took = time.monotonic() - begun
    with Look(site.store) as look:
        fixes = look.check()
    return f'{len(fixes)}_fixes,goes_on_for_{took:.0f}_s'


@waiting
def row_clock_back_one_hour(folder, short):
    return shifted(folder, -3600, 0 if short else 20)


@waiting
def row_clock_forward_one_hour(folder, short):
    return shifted(folder, 3600, 0 if short else 20)


@waiting
def row_time_zones(folder, short):
    """The same instants, wherever the computer believes to be."""
    count = 0
    with simulator(Site(folder), rate=1, vehicles=20) as sim:
        begun_ms = now_ms()
        for zone in ('Asia/Shanghai', 'America/St_Johns', 'Pacific/Apia'):
            here = folder / zone.replace('/', '-')
            here.mkdir()
            site = Site(here, TZ=zone)
            site.add_source(sim.url)
            site.ctl('sync', '--for', 3)
            with Look(site.store) as look:
                fixes = {fix for fix in look.check() if fix[1] >= begun_ms}
            truth = {fix for vehicle in range(1, 21) for fix in history(sim.url, vehicle, begun_ms, now_ms())}
            assert len(fixes) >= 20 and fixes <= truth, (zone, len(fixes), len(fixes - truth))
            count += len(fixes)
    return f'{count}_fixes,each_at_its_instant,3_zones'
