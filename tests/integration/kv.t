#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The kv tool, and the demonstration on every machine it has to pass on."""
import os
import subprocess
import sys

sys.dont_write_bytecode = True
from suite import BUILD, Suite, read_lines  # noqa: E402

MACHINES = [['--smp', '1'], ['--smp', '4'], ['--cpu', 'max'],
            ['--client', 'debian']]


def check_demo(suite, options, data):
    log = os.path.join(BUILD, 'tests', f'demo-{os.getpid()}.log')
    run = subprocess.run(['bench/kv/run', *options, '--secure-log', log],
                         capture_output=True, text=True,
                         env={**os.environ, 'DATA': data, 'TIMEOUT': '120'})
    good = run.returncode == 0 and run.stdout.count('all SHA-256 match') == 4
    suite.check(good, 'demonstration, ' + ' '.join(options),
                '\n'.join([run.stdout, run.stderr, *read_lines(log)[-20:]]))


def make_data():
    """Files that matter: empty, one byte, one page, just a value, more."""
    data = os.path.join(BUILD, 'tests', 'data')
    os.makedirs(os.path.join(data, 'folder'), exist_ok=True)
    for size in (0, 1, 4096, 5000, 1 << 20, (3 << 20) + 17):
        with open(os.path.join(data, 'folder', f'{size} bytes'), 'wb') as f:
            f.write(os.urandom(size))
    for i in range(20):
        with open(os.path.join(data, f'small {i}'), 'wb') as f:
            f.write(os.urandom(100 * i))
    return data


def main():
    suite = Suite()
    suite.boot(['kv.sh'])
    data = make_data()
    for options in MACHINES:
        check_demo(suite, options, data)
    suite.done()


main()
