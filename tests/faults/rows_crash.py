# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that are killed at any instant, and programs that share a store."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import time

from rig import FAILED, Look, Program, Site, history, kill, now_ms, parse_ms, simulator, wait_for, waiting


VICTIM = os.environ.get('CHEZU_VICTIM', 'victim')


def start_victim(site, what):
    return Program(VICTIM, site.store, what, env=site.environment, cwd=site.folder)


def is_sealing(store):
    """Whether a round of sealing has begun and is not over, or what it sealed has yet to go."""
    with Look(store) as look:
        return bool(look.value('SELECT next_vehicle < 9223372036854775807 OR EXISTS (SELECT 1 FROM arrival WHERE id <= upto)'
                               ' FROM seal'))


def refused(site):
    """What was published and is no fix: it stands in quarantine, as it was sent."""
    with Look(site.store) as look:
        records = [json.loads(text) for text, in look.db.execute('SELECT record FROM quarantine WHERE record IS NOT NULL')]
    return {(record['deviceId'], parse_ms(record['fixTime'])) for record in records if 'fixTime' in record}


def row_kill_ingest(folder, short):
    """kill -9 at random instants, while what comes is sealed at once. What was in the store before is there after, and the
    file is in order; in the end what the server published in all that time is there, each fix once."""
    kills = 10 if short else 200
    vehicles = 100
    rand = random.Random(1)
    site = Site(folder)
    begun_ms = now_ms()
    seen = set()
    with simulator(site, vehicles=vehicles, rate=.2) as sim:
        site.add_source(sim.url)
        for number in range(kills):
            with start_victim(site, 'sync') as victim:
                time.sleep(rand.uniform(.05, 1))
                assert victim.process.poll() is None, victim.process.stderr.read()
                if number % 4 == 0:
                    with Look(site.store) as look:
                        seen.update(look.fixes())
                kill(victim)
            site.ctl('verify')
            with Look(site.store) as look:
                fixes = look.check()
            assert seen <= fixes, f'{len(seen - fixes)} fixes are lost'
            seen = fixes

        truth = {fix for vehicle in range(1, vehicles + 1) for fix in history(sim.url, vehicle, begun_ms, now_ms())}
        with start_victim(site, 'sync'):
            missing = truth

            def complete():
                nonlocal missing
                with Look(site.store) as look:
                    missing = truth - set(look.fixes()) - refused(site)
                return not missing
            try:
                wait_for(complete, 60)
            except AssertionError:
                raise AssertionError(f'{len(missing)} of {len(truth)} published fixes are not there: {sorted(missing)[:3]}')
    site.ctl('verify')
    with Look(site.store) as look:
        fixes = look.check()
    assert seen <= fixes, f'{len(seen - fixes)} fixes are lost'
    assert len(truth) > 50 * kills, f'only {len(truth)} were published'
    return f'{kills}_kills,0_lost,0_twice,{len(truth)}_published'


def listed(store):
    """Every fix with its vehicle, in order, as one number; and how many."""
    text = subprocess.run([os.environ['CHEZU_LIST_FIXES'], store], capture_output=True, check=True, timeout=120).stdout
    return hashlib.sha256(text).hexdigest(), text.count(b'\n')


def check_unchanged(site, acknowledged):
    site.ctl('verify')
    found = listed(site.store)
    assert found == acknowledged, f'{found[1]} of {acknowledged[1]} fixes'


def wait_for_sealing(store):
    """Until a round has begun; it may be over already."""
    with Look(store) as look:
        end = time.monotonic() + 20
        while look.value('SELECT upto FROM seal') == 0:
            assert time.monotonic() < end, 'nothing is sealed'


def row_kill_sealing(folder, short):
    """kill -9 at random instants of sealing. The same fixes are there whatever came of it, also when it went on."""
    kills = 10 if short else 200
    rand = random.Random(2)
    site = Site(folder)
    with start_victim(site, 'fill') as victim:
        assert victim.process.wait(120) == 0, victim.process.stderr.read()
    site.ctl('verify')
    acknowledged = listed(site.store)
    fresh = folder / 'fresh.db'
    shutil.copy(site.store, fresh)

    sealing = resumed = 0
    for number in range(kills):
        for file in folder.glob('store.db*'):
            file.unlink()
        shutil.copy(fresh, site.store)
        with start_victim(site, 'seal') as victim:
            wait_for_sealing(site.store)
            time.sleep(rand.uniform(0, .15))
            assert victim.process.poll() is None, victim.process.stderr.read()
            kill(victim)
        sealing += is_sealing(site.store)
        check_unchanged(site, acknowledged)
        # Whoever comes next takes the round over, after a while: it could be that of another program.
        if number % 50 == 9:
            with start_victim(site, 'seal'):
                wait_for(lambda: not is_sealing(site.store), 30, 'the end of the round')
            check_unchanged(site, acknowledged)
            resumed += 1
    assert sealing > kills / 4, f'only {sealing} were while it sealed'
    return f'{kills}_kills,0_lost,0_twice,{acknowledged[1]}_fixes,{sealing}_while_sealing,{resumed}_resumed'


@waiting
def row_two_programs(folder, short):
    """A second synchronizer is told so; a second program that writes and many that read disturb nobody."""
    site = Site(folder)
    with simulator(site, rate=.5) as sim:
        site.add_source(sim.url)
        with site.sync():
            site.wait_for_state('live')
            assert site.ctl('sync', '--for', 1, code=FAILED).strip()
            for number in range(5 if short else 40):
                site.ctl('source', 'add', f'more-{number}', '--kind', 'traccar', '--url', 'http://127.0.0.1:9', '--user', 'x',
                         '--password-file', folder / 'password-demo')
                site.status()
                site.ctl('source', 'remove', f'more-{number}')
            before = site.status()['fixes']
            wait_for(lambda: site.status()['fixes'] > before, 20, 'new fixes')
            assert site.source()['state'] == 'live'
    with Look(site.store) as look:
        fixes = look.check()
    return f'second_refused,{len(fixes)}_fixes,0_twice'
