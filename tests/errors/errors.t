#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each function of the Internal Core API fails where the specification says
so: with the result that it says, or by a panic. In QEMU and on the host port.
No function that sdk/include/tee_api.h declares is without a row, but for those
that cannot fail and those of trusted storage."""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

OURS = os.path.join(suite.BUILD, 'tests/errors')
HOSTS = ['host', 'host-address-undefined']
SECONDS = 300

# They take anything and always succeed, or their only error is one that a
# client has to cause (tests/integration/sdk/calls.t: TEE_Wait is cancelled,
# sessions of TAs that die).
NO_ERRORS = {
    'TEE_FreePropertyEnumerator', 'TEE_CloseTASession',
    'TEE_GetCancellationFlag', 'TEE_UnmaskCancellation',
    'TEE_MaskCancellation', 'TEE_SetInstanceData', 'TEE_GetInstanceData',
    'TEE_Free', 'TEE_MemMove', 'TEE_MemCompare', 'TEE_MemFill', 'TEE_Wait',
    'TEE_BigIntFMMSizeInU32', 'TEE_BigIntFMMContextSizeInU32',
    'TEE_BigIntInitFMM', 'TEE_BigIntInitFMMContext',
    'TEE_BigIntConvertFromS32', 'TEE_BigIntCmp', 'TEE_BigIntCmpS32',
    'TEE_BigIntShiftRight', 'TEE_BigIntGetBit', 'TEE_BigIntGetBitCount',
    'TEE_BigIntRelativePrime', 'TEE_BigIntComputeExtendedGcd',
    'TEE_BigIntIsProbablePrime', 'TEE_BigIntConvertToFMM',
    'TEE_BigIntConvertFromFMM', 'TEE_BigIntComputeFMM'}
STORAGE = re.compile(r'PersistentObject|ObjectData|ObjectEnum')


def qemu_run():
    run = subprocess.run(
        ['tools/boot', '--timeout', str(SECONDS),
         '--add', os.path.join(OURS, 'client') + ':/usr/bin/errors',
         '--add', os.path.join(OURS, 'guest') + ':/lib/optee_armtz',
         '--', 'errors'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace')
    return run.returncode, run.stdout, run.stderr


def host_run(host):
    folder = os.path.join(suite.BUILD, host)
    run = subprocess.run(
        [os.path.join(folder, 'cella-host'), '--ta-dir',
         os.path.join(OURS, 'guest'), 'run', '--',
         os.path.join(folder, 'errors')],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def declared():
    with open('sdk/include/tee_api.h') as file:
        names = re.findall(r'\b(TEE_\w+)\(', file.read())
    return {name for name in names if not STORAGE.search(name)}


def check_rows(run, machine, status, text, log):
    """Each line of the client is a check; the functions that they name."""
    functions = set()
    lines = text.splitlines() + ['']
    for line, after in zip(lines, lines[1:]):
        match = re.match(r'(ok|not ok) - ((\w+): .*)', line)
        if match:
            functions.add(match[3])
            run.check(match[1] == 'ok', f'{machine}: {match[2]}',
                      after.lstrip('# '))
    run.check(status == 0 and functions, f'{machine}: ran to its end',
              f'status {status}\n{text[-500:]}\n{log[-2000:]}')
    return functions


def main():
    run = suite.Suite()
    functions = check_rows(run, 'QEMU', *qemu_run())
    missing = declared() - functions - NO_ERRORS
    run.check(not missing, 'there is a row for each function', sorted(missing))
    for host in HOSTS:
        check_rows(run, host, *host_run(host))
    run.done()


main()
