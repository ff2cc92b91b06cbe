#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The host port as a tool: the key-value demonstration, and threads that open
and close sessions, without a report of ASan, UBSan, ThreadSanitizer and
valgrind; seeds that replay a run; faults of the fake devices; gdb that stops
where a TA starts; a set-group-id client that stays with the real device; TAs
that fault and loop, and that have sockets."""
import filecmp
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

IN = 'kernel/arch/arm64'
KV = '335e517c-9073-4cb8-87a2-126dcc7acebe'
CRASH = '7e41caf0-a490-4394-8107-a287a681eaa1'
TAS = 'build/tests/guest/ta'
SECONDS = 120
PLAIN, ADDRESS, THREAD = 'host', 'host-address-undefined', 'host-thread'
ARM64 = 'host-aarch64-linux-gnu'
REPORT = re.compile(r'Sanitizer|runtime error:|^==\d+==', re.M)
VALGRIND = ['valgrind', '-q', '--trace-children=yes', '--error-exitcode=99']
CHURN = [('00', '6', '10'), ('02', '12', '20')]
REQUESTS_MAX = 20
NOGROUP = 65534


def run_host(build, options, *program, before=()):
    """Status, output, and what cella-host and the tools said."""
    run = subprocess.run(
        [*before, f'build/{build}/cella-host', *options, 'run', '--', *program],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def same_files(one, other):
    names = os.listdir(one)
    return (sorted(names) == sorted(os.listdir(other)) and
            filecmp.cmpfiles(one, other, names, shallow=False)[0] == names)


def run_demo(build, options=(), before=()):
    """Did it give back what was put in; status; everything that was said."""
    with tempfile.TemporaryDirectory() as out:
        status, text, log = run_host(build, options, f'build/{build}/kv-demo',
                                     'nanoseconds', IN, out, before=before)
        right = status == 0 and all(
            same_files(IN, os.path.join(out, kind))
            for kind in ('normal', 'whole', 'partial', 'temporary'))
    return right, status, text + log


def check_clean(run, name, build, before=()):
    right, status, log = run_demo(build, before=before)
    run.check(right and not REPORT.search(log),
              f'{name}: the demonstration, no report', f'status {status}\n{log}')


def check_churn(run, build, numbers):
    status, text, log = run_host(build, ['--ta-dir', TAS],
                                 f'build/{build}/tee-churn', *numbers)
    run.check(status == 0 and text.startswith('ok') and
              not REPORT.search(log),
              f'{build}: {numbers[1]} threads, instance {numbers[0]}, no report',
              f'status {status}\n{text}{log}')


def check_seed(run):
    def trace(seed):
        right, _, log = run_demo(PLAIN, ['--seed', seed])
        found = re.search(r'^cella-host: seed \S+ (.*)$', log, re.M)
        return right and found and found.group(1)

    first, again, other = trace('7'), trace('7'), trace('8')
    run.check(first and first == again, 'a seed replays the run',
              f'{first} {again}')
    run.check(other and other != first, 'another seed does not',
              f'{first} {other}')


def run_twice(*options):
    """The demonstration twice in one TEE: is each right; what was said."""
    with tempfile.TemporaryDirectory() as out:
        demo = f'build/{ADDRESS}/kv-demo nanoseconds {IN} {out}'
        _, text, log = run_host(
            ADDRESS, options, 'sh', '-c',
            f'mkdir {out}/1 {out}/2; {demo}/1; echo "status $?"; '
            f'{demo}/2; echo "status $?"')
    return re.findall(r'^status (\d+)', text, re.M), log


def check_fault(run, fault):
    """At each request in turn: an error, or it is not noticed; then all is
    well."""
    bad, failed = [], 0
    for n in range(1, REQUESTS_MAX):
        first, log = run_twice(*fault, f'supplicant:{n}')
        if f'supplicant {n}: ' not in log:
            break
        failed += first[:1] != ['0']
        if first[1:] != ['0'] or REPORT.search(log):
            bad.append((n, first, log))
    run.check(n > 1 and n < REQUESTS_MAX and failed and not bad,
              f'{fault[0]} supplicant: clean errors, and then it works',
              f'{n} {failed} {bad}')


def check_rng(run):
    right, status, log = run_demo(ADDRESS, ['--fail', 'rng:1'])
    run.check(not right and 0 < status < 126 and not REPORT.search(log),
              '--fail rng: no random numbers, and nothing worse',
              f'status {status}\n{log}')


def check_gdb(run):
    if not shutil.which('gdb'):
        run.check(True, 'gdb stops where the TA starts # SKIP no gdb')
        return
    with tempfile.TemporaryDirectory() as out:
        _, text, log = run_host(
            PLAIN, ['--gdb', KV], f'build/{PLAIN}/kv-demo', 'nanoseconds', IN,
            out, before=['gdb', '-nx', '-batch', '-ex', 'run',
                         '-ex', 'break TA_InvokeCommandEntryPoint',
                         '-ex', 'continue', '-ex', 'bt', '-ex', 'kill',
                         '--args'])
    run.check('SIGTRAP' in text and
              re.search(r'^#0 +TA_InvokeCommandEntryPoint .* at ta/kv/', text,
                        re.M),
              'gdb stops where the TA starts, and knows its source', text + log)


def check_setuid(run):
    """A client with more rights than its caller; only root can make one."""
    name = 'a set-group-id client does not go to the socket'
    with tempfile.TemporaryDirectory(dir='build/tests') as folder:
        client = os.path.join(folder, 'client')
        shutil.copy(f'build/{PLAIN}/tee-probe-static', client)
        status, text, log = run_host(PLAIN, ['--ta-dir', TAS], client,
                                     'tests/host/open.probe')
        run.check(status == 0 and 'not ok' not in text,
                  'a client linked with libteec.a goes to the socket',
                  text + log)
        if os.getuid() != 0:
            run.check(True, name + ' # SKIP not root')
            return
        # Of the group: root could connect, whatever the socket's mode.
        os.chown(client, -1, NOGROUP)
        os.chmod(client, 0o2755)
        status, text, log = run_host(PLAIN, ['--ta-dir', TAS], client,
                                     'tests/host/open.probe')
        run.check(status != 0 or 'not ok' in text, name, text + log)


def run_probe(build, probe):
    status, text, log = run_host(build, ['--ta-dir', TAS],
                                 f'build/{build}/tee-probe', probe)
    return status, text + log


def check_crash(run):
    status, log = run_probe(PLAIN, 'tests/host/crash.probe')
    run.check(status == 0 and 'not ok' not in log,
              'a TA that faults dies alone', log)
    status, log = run_probe(ADDRESS, 'tests/host/smash.probe')
    run.check(status != 0 and REPORT.search(log) and 'crash/crash.c:' in log,
              'a sanitizer sees what a TA does wrong', log)


def check_mathematics(run):
    for name in ('tls', 'bigint'):
        status, log = run_probe(ADDRESS,
                                f'tests/integration/guest/{name}.probe')
        run.check(status == 0 and 'not ok' not in log and
                  not REPORT.search(log),
                  f'{name} in a TA under ASan and UBSan, no report', log)


def check_loop(run, build):
    folder = f'build/{build}'
    status, text, log = run_host(
        build, ['--ta-dir', TAS], 'sh', '-c',
        f'{folder}/tee-probe tests/host/loop.probe & sleep 1; '
        f'{folder}/cella kill {CRASH}; echo "kill $?"; wait')
    run.check('kill 0\n' in text and 'not ok' not in text and
              text.count('ok - ') == 2 and not REPORT.search(log),
              f'{build}: a TA that loops for ever can be ended', text + log)


def script_moved(port):
    """The script of the machine's test, with ports from this one on."""
    with open('tests/integration/socket/socket.probe') as file:
        script = file.read()
    script = script.replace('5c1b', struct.pack('<H', port + 4).hex())
    return re.sub(r'v:7(\d)\d(\d),', lambda m: f'v:{port + int(m[2])},', script)


def check_sockets(run, build):
    """A TA's sockets, to a server here, on ports of this process' own."""
    port = 20000 + os.getpid() % 4000 * 10
    with tempfile.TemporaryDirectory() as folder:
        count, probe = (os.path.join(folder, n) for n in ('count', 'probe'))
        with open(probe, 'w') as file:
            file.write(script_moved(port))
        server = subprocess.Popen(
            [f'build/{build}/socket-server', count, str(port)])
        while not os.path.exists(count) and server.poll() is None:
            time.sleep(0.1)
        status, text, log = run_host(
            build, ['--ta-dir', 'build/tests/socket/guest/ta'],
            f'build/{build}/tee-probe', probe)
        server.terminate()
        server.wait()
        with open(count) as file:
            left = file.read()
    run.check(status == 0 and 'not ok' not in text and left == '0\n' and
              not REPORT.search(log), f'{build}: sockets, none left open',
              f'status {status}, {left}{text}{log}')


def check_arm64(run):
    name = 'arm64, emulated: the demonstration, replayed'
    if not os.path.exists(f'build/{ARM64}/cella-host'):
        run.check(True, f'{name} # SKIP not built, see host/README.md')
        return
    emulator = ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu']
    with tempfile.TemporaryDirectory() as out:
        status, text, log = run_host(
            ARM64, ['--seed', '7'], *emulator, f'build/{ARM64}/kv-demo',
            'nanoseconds', IN, out, before=emulator)
        run.check(status == 0 and same_files(IN, os.path.join(out, 'whole')) and
                  same_files(IN, os.path.join(out, 'temporary')), name,
                  text + log)


def main():
    run = suite.Suite()
    check_clean(run, 'ASan, UBSan', ADDRESS)
    check_clean(run, 'ThreadSanitizer', THREAD)
    check_clean(run, 'valgrind', PLAIN, VALGRIND)
    for build in (ADDRESS, THREAD):
        for numbers in CHURN:
            check_churn(run, build, numbers)
    check_seed(run)
    for fault in ('--fail', '--tear', '--restart'):
        check_fault(run, [fault])
    check_rng(run)
    check_gdb(run)
    check_setuid(run)
    check_crash(run)
    check_mathematics(run)
    for build in (PLAIN, ADDRESS):
        check_loop(run, build)
    for build in (ADDRESS, THREAD):
        check_sockets(run, build)
    check_arm64(run)
    run.done()


main()
