# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks that are full, cannot be written, or are slow."""

import ctypes
import os
import sqlite3
import time

from rig import OK, STORE, Look, Site, Skip, only_in_full, peak_mb, simulator, wait_for, waiting

LIBC = ctypes.CDLL(None, use_errno=True)
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18


class Disk:
    """A small file system of its own, in a mount namespace that ends with the campaign."""

    private = False

    def __init__(self, path, size):
        self.path = path
        self.path.mkdir()
        if not Disk.private:
            try:
                os.unshare(os.CLONE_NEWNS)
            except OSError as error:
                raise Skip(f'no mount namespace: {error.strerror}')
            self.mount('none', '/', None, MS_REC | MS_PRIVATE)
            Disk.private = True
        self.mount('none', self.path, 'tmpfs', 0, f'size={size}')

    @staticmethod
    def mount(source, target, kind, flags, data=None):
        encode = [None if t is None else str(t).encode() for t in (source, target, kind)]
        if LIBC.mount(*encode, ctypes.c_ulong(flags), None if data is None else data.encode()) != 0:
            raise Skip(f'mount: {os.strerror(ctypes.get_errno())}')

    def set_read_only(self, read_only):
        self.mount('none', self.path, None, MS_REMOUNT | (MS_RDONLY if read_only else 0))

    def fill(self):
        with open(self.path / 'filler', 'wb', buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        (self.path / 'filler').unlink()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        LIBC.umount2(str(self.path).encode(), 2)


def row_disk_full(folder, short):
    """Full while it runs, and free again: goes on without being started again."""
    rounds = 1 if short else 5
    took = []
    with Disk(folder / 'disk', '64m') as disk:
        site = Site(folder, store=disk.path / 'store.db')
        with simulator(site, vehicles=300, rate=.5) as sim:
            site.add_source(sim.url)
            with site.sync() as sync:
                site.wait_for_state('live')
                for _ in range(rounds):
                    disk.fill()
                    with Look(site.store) as look:
                        count = wait_until_still(look)
                        before = set(look.fixes())
                    time.sleep(2 if short else 10)
                    assert sync.process.poll() is None, 'the synchronizer ended'
                    disk.free()
                    begun = time.monotonic()

                    def grows():
                        with Look(site.store) as look:
                            return look.count() > count
                    wait_for(grows, 70, 'fixes after the disk was freed')
                    took.append(time.monotonic() - begun)
                    with Look(site.store) as look:
                        assert not before - set(look.fixes()), 'fixes are gone'
                site.wait_for_state('live', 60)
        with Look(site.store) as look:
            look.check()
    return f'{rounds}_times,resumed_within_{max(took):.1f}_s,0_lost'


def wait_until_still(look):
    """Returns how many fixes there are when no more come."""
    last, since = None, time.monotonic()
    end = since + 60
    while time.monotonic() < end:
        count = look.count()
        if count != last:
            last, since = count, time.monotonic()
        elif time.monotonic() - since > 3:
            return count
        time.sleep(.2)
    raise AssertionError('the disk does not get full')


@only_in_full
def row_file_size_limit(folder, short):
    """A limit instead of a full disk (quotas look like that)."""
    import resource
    site = Site(folder)
    with simulator(site, vehicles=300, rate=.5) as sim:
        site.add_source(sim.url)
        site.ctl('sync', '--for', 2)
        limit = max(p.stat().st_size for p in folder.glob('store.db*')) + (1 << 20)
        with site.sync(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))) as sync:
            with Look(site.store) as look:
                wait_until_still(look)
            assert sync.process.poll() is None, 'the synchronizer ended'
            resource.prlimit(sync.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            with Look(site.store) as look:
                count = look.count()
            begun = time.monotonic()

            def grows():
                with Look(site.store) as look:
                    return look.count() > count
            wait_for(grows, 70, 'fixes after the limit was lifted')
            took = time.monotonic() - begun
    with Look(site.store) as look:
        look.check()
    return f'resumed_within_{took:.1f}_s'


def row_read_only_mount(folder, short):
    with Disk(folder / 'disk', '64m') as disk:
        site = Site(folder, store=disk.path / 'store.db')
        with simulator(site) as sim:
            site.add_source(sim.url)
            site.ctl('sync', '--for', 3)
            before = site.status()['fixes']
            disk.set_read_only(True)
            message = site.ctl('sync', '--for', 1, code=STORE)
            assert 'read-only' in message, message
            assert site.status()['fixes'] == before
            site.ctl('export', '--layer', 'vehicle', folder / 'vehicles.geojson')
            disk.set_read_only(False)
            site.ctl('sync', '--for', 2)
        with Look(site.store) as look:
            assert len(look.check()) > before
    return f'{before}_fixes_readable,told_and_exit_3'


@waiting
def row_slow_disk(folder, short):
    """A disk at one percent of its speed: somebody else holds the lock 99 % of the time. Reading from the network slows
    down, memory does not grow, and afterwards everything is there."""
    seconds = 12 if short else 60
    site = Site(folder)
    with simulator(site, vehicles=2000, rate=1) as sim:
        site.add_source(sim.url)
        with site.sync() as sync:
            site.wait_for_state('live')
            wait_for(lambda: site.status()['fixes'] > 4000, 20, 'fixes')
            time.sleep(2)
            base = peak_mb(sync.process)
            other = sqlite3.connect(site.store, timeout=10, isolation_level=None)
            other.execute('PRAGMA journal_mode')
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                other.execute('BEGIN IMMEDIATE')
                time.sleep(.99)
                other.execute('ROLLBACK')
                time.sleep(.01)
            other.close()
            peak = peak_mb(sync.process)
            before = site.status()['fixes']
            begun = time.monotonic()
            wait_for(lambda: site.status()['fixes'] > before + 4000, 30, 'fixes afterwards')
            assert peak - base < 64, f'{peak - base} MB more'
    with Look(site.store) as look:
        look.check()
    return f'{seconds}_s_at_1_percent,{peak - base}_MB_more,{peak}_MB_peak'
