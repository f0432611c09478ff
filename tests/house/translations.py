#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string that a person sees is listed for translation and has a Chinese form."""

import pathlib
import re
import subprocess
import sys
import tempfile

TRANSLATED = re.compile(r'\b(?:_|C_|N_|NC_|ngettext|g_dpgettext2)\s*\(')
CUT = re.compile(r'\b_ ?\((?:\s*"(?:[^"\\]|\\.)*"|\s*PRI\w+)*\s*G_\w+_FORMAT')
KEYWORDS = ['_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'ngettext:1,2']


def listed(root):
    lines = (root / 'po/POTFILES.in').read_text().splitlines()
    return [line for line in lines if line and not line.startswith('#')]


def unlisted(root, files):
    for folder, pattern in (('src', '*.c'), ('src', '*.h'), ('ui', '*.blp')):
        for path in sorted((root / folder).rglob(pattern)):
            name = str(path.relative_to(root))
            if TRANSLATED.search(path.read_text(encoding='utf-8')) and name not in files:
                yield f'{name} has strings for translation but is not in po/POTFILES.in'


def cut(root, files):
    """xgettext knows the number formats of <inttypes.h>; those of GLib end a string where it reads it."""
    for name in files:
        if name.endswith(('.c', '.h')) and CUT.search((root / name).read_text(encoding='utf-8')):
            yield f'{name}: G_GINT64_FORMAT within a translated string; use PRId64'


def untranslated(root, files):
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder, 'chezu.pot')
        code = [f for f in files if f.endswith(('.c', '.h', '.blp'))]
        other = [f for f in files if f not in code]
        subprocess.run(['xgettext', '--from-code=UTF-8', '--language=C', '-o', template,
                        *(f'--keyword={k}' for k in KEYWORDS), *code], cwd=root, check=True)
        if other:
            subprocess.run(['xgettext', '--from-code=UTF-8', '-j', '-o', template, *other], cwd=root, check=True)
        merged = pathlib.Path(folder, 'merged.po')
        subprocess.run(['msgmerge', '--quiet', '--no-fuzzy-matching', '-o', merged, root / 'po/zh_CN.po', template],
                       check=True)
        subprocess.run(['msgfmt', '--check', '-o', '/dev/null', merged], check=True)
        for kind in ('--untranslated', '--only-fuzzy'):
            left = subprocess.run(['msgattrib', kind, '--no-obsolete', '--no-wrap', merged],
                                  capture_output=True, text=True, check=True).stdout
            for found in re.findall(r'^msgid (".+")$', left, re.M):
                if found != '""':
                    yield f'po/zh_CN.po lacks {found} ({kind[2:]})'


def main():
    root = pathlib.Path(sys.argv[1])
    files = listed(root)
    wrong = [f'po/POTFILES.in lists {f}, which is not there' for f in files if not (root / f).exists()]
    wrong += unlisted(root, files)
    wrong += cut(root, [f for f in files if (root / f).exists()])
    wrong += untranslated(root, [f for f in files if (root / f).exists()])
    print('\n'.join(wrong) if wrong else f'{len(files)} files, all in Chinese')
    return 1 if wrong else 0


sys.exit(main())
