# SPDX-License-Identifier: GPL-3.0-or-later
"""Very many at once."""

import time

from rig import Look, Site, only_in_full, peak_mb, simulator, wait_for


@only_in_full
def row_100000_vehicles_at_once(folder, short):
    """All of them are new, and all report in the first message."""
    site = Site(folder)
    with simulator(site, vehicles=100000, rate=30) as sim:
        site.add_source(sim.url)
        with site.sync() as sync:
            begun = time.monotonic()
            wait_for(lambda: site.store.exists() and site.status()['vehicles'] == 100000, 120, 'vehicles')

            def positioned():
                with Look(site.store) as look:
                    return look.vehicles() > 95000
            wait_for(positioned, 120, 'positions')
            site.wait_for_state('live', 60)
            took = time.monotonic() - begun
            peak = peak_mb(sync.process)
            assert peak < 500, f'{peak} MB'
    with Look(site.store) as look:
        look.check()
    return f'{took:.0f}_s,{peak}_MB_peak'
