#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""System functions for TAs: keys are a TA's and the machine's own, the same at
each boot; a machine without a hardware unique key refuses them."""
import re
import sys

sys.dont_write_bytecode = True
import suite  # noqa: E402

# tools/boot on a machine whose seed page has no key.
NO_HUK = """import runpy, sys
sys.path.insert(0, 'tools/image')
import machine
machine.platform_huk = lambda: bytes(64)
sys.argv[0] = 'tools/boot'
runpy.run_path('tools/boot', run_name='__main__')
"""


def keys(lines):
    return re.findall(r'got: SUCCESS p[02]=\d+:([0-9a-f]+)', '\n'.join(lines))


def main():
    run = suite.Suite()
    lines, secure = run.boot(['system.probe', 'plugin.probe'])
    first = keys(lines[:lines.index('# plugin.probe')])
    run.check(len(first) == 6, 'five keys and a name', first)
    run.check(first[0] == first[1], 'a key is the same a second time')
    run.check(len(set(first)) == 5
              and not any(a != b and b.startswith(a)
                          for a in first for b in first),
              'UUID, extra data and length make other keys', first)
    run.check(any('keys: development' in line for line in secure),
              'the secure log says what the key is worth')
    lines, _ = run.boot(['system.probe', 'plugin.probe'], '--cpu', 'max',
                        '--client', 'debian')
    run.check(keys(lines[:lines.index('# plugin.probe')]) == first, 'the next boot has the same keys')
    _, secure = run.boot(['no_huk.probe'], program=['python3', '-c', NO_HUK])
    run.check(any('no hardware unique key' in line for line in secure),
              'the secure log says that there is no key')
    run.done()


main()
