#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each source file opens with its licence, holds one idea's worth of lines, and promises nothing."""

import pathlib
import re
import subprocess
import sys

MAX_LINES = 900
PROMISE = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')
SOURCES = ('*.c', '*.h', '*.py', '*.blp', '*.sql')


def main():
    root = pathlib.Path(sys.argv[1])
    wrong = []
    count = 0
    for folder in ('src', 'tests', 'ui', 'build-aux'):
        for pattern in SOURCES:
            for path in sorted((root / folder).rglob(pattern)):
                name = path.relative_to(root)
                text = path.read_text(encoding='utf-8')
                lines = text.splitlines()
                count += 1
                if not any('SPDX-License-Identifier: GPL-3.0-or-later' in line for line in lines[:3]):
                    wrong.append(f'{name}: no SPDX-License-Identifier at its head')
                if len(lines) > MAX_LINES:
                    wrong.append(f'{name}: {len(lines)} lines; past {MAX_LINES} there are usually two ideas in a file')
                for number, line in enumerate(lines, 1):
                    if PROMISE.search(line) and name.name != 'manner.py':
                        wrong.append(f'{name}:{number}: a promise belongs in an issue')
    for script in sorted((root / 'build-aux').iterdir()):
        if script.suffix == '':
            count += 1
            if subprocess.run(['bash', '-n', script]).returncode:
                wrong.append(f'build-aux/{script.name}: bash cannot read it')
    print('\n'.join(wrong) if wrong else f'{count} files keep the manner')
    return 1 if wrong else 0


sys.exit(main())
