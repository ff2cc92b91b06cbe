#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The host port: the conformance programs print there what they print on the
kernel in QEMU, and the key-value demonstration and the tests of TAs pass on it
as they do in QEMU; free running and with seeds, with and without sanitizers."""
import filecmp
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

OURS = os.path.join(suite.BUILD, 'tests/conformance')
HOSTS = ['host', 'host-address-undefined']
SEEDS = [[], ['--seed', '1'], ['--seed', '2']]
PROBES = {'tests/integration/guest/api.probe': 'tests/guest/ta',
          'tests/integration/guest/params.probe': 'tests/guest/ta',
          'tests/integration/guest/instance.probe': 'tests/guest/ta',
          'tests/integration/guest/system.probe': 'tests/guest/ta',
          'tests/integration/sdk/calls.probe': 'tests/sdk/guest'}
SECONDS = 120


def host_run(host, options, program, *arguments):
    """Status, output, and what cella-host itself said."""
    folder = os.path.join(suite.BUILD, host)
    run = subprocess.run(
        [os.path.join(folder, 'cella-host'), *options, 'run', '--',
         os.path.join(folder, program), *arguments],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def qemu_run():
    client = os.path.join(OURS, 'client')
    run = subprocess.run(
        ['tools/boot', '--timeout', str(SECONDS),
         '--add', f'{client}:/usr/bin/conformance',
         '--add', os.path.join(OURS, 'guest') + ':/lib/optee_armtz',
         '--', 'conformance'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace')
    return run.returncode, run.stdout, run.stderr


def same_files(one, other):
    difference = filecmp.dircmp(one, other, ignore=[])
    names = difference.common_files
    return (not difference.left_only and not difference.right_only and
            filecmp.cmpfiles(one, other, names, shallow=False)[0] == names)


def check_demo(run, host, options):
    out = os.path.join(OURS, 'out')
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    status, text, log = host_run(host, options, 'kv-demo', 'nanoseconds',
                                 'kernel/arch/arm64', out)
    same = [kind for kind in ('normal', 'whole', 'partial', 'temporary')
            if status == 0 and
            same_files('kernel/arch/arm64', os.path.join(out, kind))]
    run.check(len(same) == 4, ' '.join([host, *options, 'demonstration']),
              f'status {status}, right: {same}\n{text}{log}')


def check_probe(run, host, options, probe):
    tas = os.path.join(suite.BUILD, PROBES[probe])
    status, text, log = host_run(host, ['--ta-dir', tas, *options],
                                 'tee-probe', probe)
    run.check(status == 0 and 'ok - ' in text and 'not ok - ' not in text,
              ' '.join([host, *options, probe]),
              f'status {status}\n{text}{log}')


def main():
    run = suite.Suite()
    status, expected, log = qemu_run()
    run.check(status == 0 and len(expected.splitlines()) > 100,
              'conformance in QEMU', f'status {status}\n{expected}{log}')
    for host in HOSTS:
        for options in SEEDS:
            check_demo(run, host, options)
            status, text, log = host_run(
                host, ['--ta-dir', os.path.join(OURS, 'guest'), *options],
                'conformance')
            run.check(status == 0 and text == expected,
                      ' '.join([host, *options, 'prints the same']),
                      f'status {status}\n{text}{log}')
            for probe in PROBES:
                check_probe(run, host, options, probe)
    run.done()


main()
