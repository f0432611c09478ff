#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault campaign: one row for each fault, `name pass|fail|skip figure`, and a summary.

    campaign.py [--short] [--tap] [NAME …]

In full it takes a quarter of an hour, in short about a minute. The exit code is 0 when no row failed."""

import argparse
import concurrent.futures
import pathlib
import sys
import tempfile
import time
import traceback

import rows_crash
import rows_disk
import rows_network
import rows_scale
import rows_wire
from rig import Skip

MODULES = (rows_crash, rows_disk, rows_wire, rows_network, rows_scale)
# Rows that spend their time waiting share the machine; the others have it for themselves.
TOGETHER = 6


class Row:
    def __init__(self, function):
        self.function = function
        self.name = function.__name__.removeprefix('row_').replace('_', '-')
        self.waits = getattr(function, 'waits', False)
        self.result, self.figure, self.story = 'fail', '', ''
        self.seconds = 0

    def run(self, short):
        begun = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix='chezu-fault-', ignore_cleanup_errors=True) as folder:
                self.figure = self.function(pathlib.Path(folder), short)
            self.result = 'pass'
        except Skip as reason:
            self.result, self.figure = 'skip', str(reason)
        except Exception as error:
            self.figure = (str(error).splitlines() or [type(error).__name__])[0][:100]
            self.story = traceback.format_exc()
        self.seconds = time.monotonic() - begun
        return self


def run_rows(rows, short):
    """Yields each as it is done."""
    alone = [row for row in rows if not row.waits]
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        for done in concurrent.futures.as_completed([pool.submit(row.run, short) for row in rows if row.waits]):
            yield done.result()
    for row in alone:
        yield row.run(short)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--short', action='store_true', help='fewer rounds, for make check')
    parser.add_argument('--tap', action='store_true', help='answer in the Test Anything Protocol')
    parser.add_argument('name', nargs='*', help='only rows whose name has one of these words')
    options = parser.parse_args()

    rows = [Row(f) for module in MODULES for name, f in vars(module).items() if name.startswith('row_')]
    rows = [row for row in rows if not options.name or any(word in row.name for word in options.name)]
    width = max((len(row.name) for row in rows), default=0)
    if options.tap:
        print(f'1..{len(rows)}', flush=True)

    begun = time.monotonic()
    for number, row in enumerate(run_rows(rows, options.short), 1):
        for line in row.story.splitlines():
            print('#', line, file=sys.stdout if options.tap else sys.stderr)
        if options.tap:
            verdict = 'not ok' if row.result == 'fail' else 'ok'
            skip = f' # SKIP {row.figure}' if row.result == 'skip' else f' {row.figure}'
            print(f'{verdict} {number} - {row.name}{skip}', flush=True)
        else:
            print(f'{row.name:{width}}  {row.result}  {row.figure.replace(" ", "_")}  ({row.seconds:.0f} s)', flush=True)

    count = {result: sum(row.result == result for row in rows) for result in ('pass', 'fail', 'skip')}
    if not options.tap:
        print(f'{count["pass"]} passed, {count["fail"]} failed, {count["skip"]} skipped in {time.monotonic() - begun:.0f} s')
    return 1 if count['fail'] or not rows else 0


sys.exit(main())
