#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Published test vectors of every algorithm through the Internal Core API: a
few of each source in QEMU, on a CPU with and on one without instructions for
cryptography, more on the host port, with --all every one there. No algorithm and no curve that
TEE_IsAlgorithmSupported supports is without vectors, and it supports all that
the SDK's headers name."""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

OURS = os.path.join(suite.BUILD, 'tests/vectors')
SECONDS = 1200 if '--all' in sys.argv else 400
CPUS = ['max', 'cortex-a53']
# Host ports, and the cases each runs.
HOSTS = {'host': 'all.bin' if '--all' in sys.argv else 'more.bin',
         'host-address-undefined': 'sample.bin'}
SUPPORTED = 0
# The headers name them; no service has them: MD5 and SHA-1 side by side, which
# is TLS before version 1.2.
NOT_OFFERED = {'MD5SHA1', 'RSASSA_PKCS1_V1_5_MD5SHA1'}


def ours(name):
    return os.path.join(OURS, name)


def qemu_run(cpu):
    run = subprocess.run(
        ['tools/boot', '--cpu', cpu, '--timeout', str(SECONDS),
         '--add', ours('client') + ':/usr/bin/vectors',
         '--add', ours('guest') + ':/lib/optee_armtz',
         '--add', ours('sample.bin') + ':/t/sample.bin',
         '--add', ours('algorithms') + ':/t/algorithms',
         '--', 'vectors', '--supported', '/t/algorithms', '/t/sample.bin'],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace')
    return run.returncode, run.stdout, run.stderr


def host_run(host):
    folder = os.path.join(suite.BUILD, host)
    run = subprocess.run(
        [os.path.join(folder, 'cella-host'), '--ta-dir',
         ours('guest'), 'run', '--',
         os.path.join(folder, 'vectors'), '--supported', ours('algorithms'),
         ours(HOSTS[host])],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def check_cases(run, machine, status, text, log):
    """Each group that the client prints is a check; the groups."""
    groups = set()
    notes = []
    for line in text.splitlines():
        match = re.match(r'(ok|not ok) - (([^:]+): .*)', line)
        if match:
            groups.add(match[3])
            run.check(match[1] == 'ok', f'{machine}: {match[2]}',
                      '\n'.join(notes))
            notes = []
        elif not line.startswith('# supported'):
            notes.append(line.lstrip('# '))
    run.check(status == 0 and groups, f'{machine}: ran to its end, '
              f'{notes[-1] if notes else ""}',
              f'status {status}\n{text[-2000:]}\n{log[-2000:]}')
    return groups


def check_supported(run, machine, text, groups):
    """What is supported has vectors; what is named is supported, on one curve
    at least."""
    algorithms, curves = set(), {}
    refused = set()
    for name, result in re.findall(r'^# supported (\S+) (\S+)', text, re.M):
        algorithm, _, curve = name.partition('/')
        if int(result, 0) == SUPPORTED:
            algorithms.add(algorithm)
            curves.setdefault(algorithm.partition('_')[0], set()).add(curve)
        refused.add(algorithm)
    refused -= algorithms | NOT_OFFERED
    run.check(not refused, f'{machine}: every algorithm is supported',
              sorted(refused))
    have = {group.partition(' ')[0] for group in groups}
    run.check(algorithms and algorithms <= have,
              f'{machine}: {len(algorithms)} algorithms have vectors',
              sorted(algorithms - have))
    for family in ('ECDSA', 'ECDH'):
        have = {group.partition(' ')[2] for group in groups
                if group.startswith(family)}
        missing = curves.get(family, set()) - have
        run.check(family in curves and not missing,
                  f'{machine}: {len(have)} curves of {family} have vectors',
                  sorted(missing))


def main():
    run = suite.Suite()
    for cpu in CPUS:
        status, text, log = qemu_run(cpu)
        groups = check_cases(run, f'QEMU {cpu}', status, text, log)
        check_supported(run, f'QEMU {cpu}', text, groups)
    for host in HOSTS:
        status, text, log = host_run(host)
        groups = check_cases(run, host, status, text, log)
        check_supported(run, host, text, groups)
    run.done()


main()
