#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Files of the supplicant, from the secure world: a service makes the same
steps (files/main.c) and gets the same answers in QEMU from cella-supplicant,
from Debian's tee-supplicant, and on the host port; free running, with a seed,
with sanitizers. Then the faults of the host port's files."""
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

OURS = os.path.join(suite.BUILD, 'tests/conformance')
HOSTS = ['host', 'host-address-undefined']
SEEDS = [[], ['--seed', '1']]
SECONDS = 120

GENERIC, BAD_PARAMETERS = 'ffff0000', 'ffff0006'
CONFLICT, NOT_FOUND, COMMUNICATION = 'ffff0003', 'ffff0008', 'ffff000e'

# What is promised whatever the two sides agree on.
PROMISED = {'open what is not there': NOT_FOUND, 'create': '0',
            'read': '0 bytes 12', 'read over the end': '0 bytes 96',
            'read much': '0 bytes 5000', 'read at the end': '0 bytes 0',
            'read over the new end': '0 bytes 10',
            'rename to what is there': CONFLICT, 'rename over it': '0',
            'read what was renamed': '0 bytes 12', 'read the directory': '0',
            'read its end': NOT_FOUND, 'read what is removed': '0 bytes 12',
            'remove again': NOT_FOUND,
            'open the directory that went': NOT_FOUND}

# A fault, and all lines that it changes.
FAULTS = [
    (['--fail', 'files:1'], {'open what is not there': GENERIC}),
    (['--fail', 'files:3'],
     {'write': GENERIC, 'read': '0 bytes 12 other',
      'read what was renamed': '0 bytes 12 other',
      'read what is removed': '0 bytes 12 other'}),
    (['--fail', 'files:24'],
     {'remove what is open': GENERIC, 'remove again': '0'}),
    # the second half of the second write is not there
    (['--tear', 'files:2'],
     {'read over the end': '0 bytes 0', 'read much': '0 bytes 2500'}),
    # a handle of the supplicant before means nothing
    (['--restart', 'files:25'],
     {'read what is removed': COMMUNICATION,
      'close what is removed': BAD_PARAMETERS}),
]


def host_run(host, *options):
    folder = os.path.join(suite.BUILD, host)
    run = subprocess.run(
        [os.path.join(folder, 'cella-host'), '--bundle',
         os.path.join(OURS, 'files/bundle.bin'), '--ta-dir',
         os.path.join(OURS, 'guest'), *options, 'run', '--',
         os.path.join(folder, 'conformance'), 'files'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def qemu_run(client):
    program = os.path.join(OURS, 'client')
    run = subprocess.run(
        ['tools/boot', '--timeout', str(SECONDS), '--client', client,
         '--tee', os.path.join(OURS, 'files/tee.bin'),
         '--add', f'{program}:/usr/bin/conformance',
         '--add', os.path.join(OURS, 'guest') + ':/lib/optee_armtz',
         '--', 'conformance', 'files'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace')
    return run.returncode, run.stdout, run.stderr


def lines_of(text):
    return dict(line.split(': ', 1) for line in text.splitlines()
                if ': ' in line)


def check_faults(run, host, expected):
    for options, changes in FAULTS:
        status, text, log = host_run(host, *options)
        run.check(status == 0 and lines_of(text) == {**expected, **changes},
                  ' '.join([host, *options]),
                  f'status {status}\n{text}{log}')


def check_folder(run, host):
    """Files are where they are wanted, and there they stay."""
    with tempfile.TemporaryDirectory() as folder:
        host_run(host, '--files', folder, '--fail', 'files:24',
                 '--restart', 'files:27')
        kept = os.path.join(folder, 'tee/conf')
        sizes = {name: os.path.getsize(os.path.join(kept, name))
                 for name in os.listdir(kept)}
        run.check(sizes == {'b': 5000}, f'{host} --files', sizes)


def main():
    run = suite.Suite()
    status, expected, log = qemu_run('cella')
    lines = lines_of(expected)
    run.check(status == 0 and PROMISED.items() <= lines.items(),
              'QEMU, cella-supplicant', f'status {status}\n{expected}{log}')
    status, text, log = qemu_run('debian')
    run.check(status == 0 and text == expected,
              "QEMU, Debian's tee-supplicant prints the same",
              f'status {status}\n{text}{log}')
    for host in HOSTS:
        for options in SEEDS:
            status, text, log = host_run(host, *options)
            run.check(status == 0 and text == expected,
                      ' '.join([host, *options, 'prints the same']),
                      f'status {status}\n{text}{log}')
        check_faults(run, host, lines)
        check_folder(run, host)
    run.done()


main()
