#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer check catches the arrows it is there for."""

import pathlib
import subprocess
import sys
import tempfile

WRONG = {
    'store/chezu-a.c': '#include <gtk/gtk.h>\n',
    'base/chezu-b.c': '#include "store/chezu-store.h"\n',
    'fleet/chezu-c.c': '#include <sqlite3.h>\n',
    'map/chezu-d.c': '#include "sync/chezu-synchronizer.h"\n',
    'attic/chezu-e.c': '\n',
}

check = pathlib.Path(__file__).with_name('layers.py')
for name, text in WRONG.items():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, name)
        path.parent.mkdir()
        path.write_text(text)
        result = subprocess.run([sys.executable, check, folder], capture_output=True, text=True)
        assert result.returncode == 1 and name in result.stdout, (name, result.stdout)
print(f'{len(WRONG)} wrong arrows were caught')
