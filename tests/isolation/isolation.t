#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Each service dies at each message of a standard scenario, with the message
unread and with the answer ready: the client gets what is right or a clean
error, the next run of everything works, and the TEE then holds what it held.
On the host port every message, in QEMU every ISOLATION_STRIDE-th (3), where
the outcome must be the same. Prints the table. Then the gateway, with which
the TEE stops."""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
sys.path.insert(0, HERE)
import killer  # noqa: E402
import suite  # noqa: E402

STRIDE = int(os.environ.get('ISOLATION_STRIDE', '3'))
SANITIZED_STRIDE = 4
SERVICES = {killer.TAMGR: 'tamgr', killer.CRYPTO: 'crypto',
            killer.KEYS: 'keys', killer.NV: 'nv'}
SECONDS = 480
GUEST = os.path.join(suite.BUILD, 'tests/guest/ta')
CLIENT = os.path.join(suite.BUILD, 'tests/isolation/isolation')
CLEAN = {0xffff0000: 'GENERIC', 0xffff000e: 'COMMUNICATION',
         0xffff3024: 'TARGET_DEAD', 0xf0100003: 'STORAGE_NOT_AVAILABLE'}


def host_run(host, *command):
    """What the command printed, and the lines of host/kill.c."""
    run = subprocess.run(
        [os.path.join(suite.BUILD, host, 'cella-host'), '--ta-dir', GUEST,
         '--kill', 'run', '--', *map(str, command)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True,
        errors='replace', timeout=SECONDS)
    return run.stdout, run.stderr


def client_of(host):
    return os.path.join(suite.BUILD, host, 'isolation')


def qemu_run(commands):
    """The same for clients that run one after the other in one boot."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'debugger')
        ender = killer.Killer(path, killer.services_of(suite.BUILD), SECONDS)
        ender.start()
        # Without Linux's own session, which would end with tamgr.
        script = '; '.join(['rmmod optee-rng'] + [
            ' '.join(['isolation', *map(str, words)]) for words in commands])
        run = subprocess.run(
            ['tools/boot', '--smp', '1', '--timeout', str(SECONDS),
             '--add', f'{CLIENT}:/usr/bin/isolation',
             '--add', f'{GUEST}:/lib/optee_armtz', '--', 'sh', '-c', script],
            env={**os.environ, 'CELLA_QEMU_ARGS':
                 os.environ.get('CELLA_QEMU_ARGS', '') +
                 f' -gdb unix:{path},server=on,wait=off'},
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            errors='replace')
        ender.join(10)
        error = [] if ender.error is None else [repr(ender.error)]
        return run.stdout, '\n'.join(ender.lines + [run.stderr] + error)


def totals_of(log):
    return {int(slot): int(n) for slot, n in
            re.findall(r'^kill: service (\d+) had (\d+) messages', log, re.M)}


def rows_of(text):
    """{(slot, message, when): (outcome, step, result, next)}"""
    return {(int(slot), int(n), when):
            (outcome, step, int(result, 0), after) for
            slot, n, when, outcome, step, result, after in re.findall(
                r'^row (\d+) (\d+) (before|after) (\w+) "(.*?)" (\w+) \d+ (.*)',
                text, re.M)}


def kills_of(log):
    """{(slot, message, when): (kind, sender, op)}"""
    return {(int(slot), int(n), when): (int(kind), int(sender), int(op)) for
            slot, n, when, kind, sender, op in re.findall(
                r'^kill: service (\d+) message (\d+) (before|after): '
                r'kind (\d+) from (\d+) op (\d+)', log, re.M)}


def names_of():
    """{slot: {operation: name}}"""
    with open('abi/tamgr_msg.h') as file:
        tamgr = re.findall(r'^    (TAMGR_\w+) = (\d+)', file.read(), re.M)
    with open('abi/crypto_op.def') as file:
        crypto = re.findall(r'^CRYPTO_OP\((\d+), (\w+)', file.read(), re.M)
    return {killer.TAMGR: {int(n): name for name, n in tamgr},
            killer.CRYPTO: {int(n): name for n, name in crypto},
            killer.KEYS: {1: 'DERIVE'}, killer.NV: {1: 'READ', 2: 'RAISE'}}


def sender_name(pid):
    return {0: 'the kernel', 1: 'gateway', 2: 'tamgr'}.get(pid, 'a TA')


def table_print(rows, kills):
    names = names_of()
    for (slot, n, when), (outcome, step, result, after) in sorted(
            rows.items(), key=lambda item: (item[0][0], item[0][1],
                                            item[0][2] == 'after')):
        kind, sender, op = kills.get((slot, n, when), (0, 0, 0))
        what = 'answer' if kind == 2 else \
            f'{names[slot].get(op, op)} from {sender_name(sender)}'
        told = 'right' if outcome == 'unnoticed' else \
            f'{CLEAN.get(result, hex(result))} in {step}'
        print(f'# {SERVICES[slot]:6} {n:3} {when:6} {what:26} '
              f'client: {told}; next: {after}', flush=True)


def check(run, where, wanted, rows, kills, detail):
    """`wanted`: the keys that must be there."""
    run.check(wanted and set(rows) == wanted and set(kills) == wanted,
              f'{where}: each of {len(wanted)} deaths happens', detail)
    bad = [f'{key}: {row}' for key, row in rows.items()
           if row[0] not in ('error', 'unnoticed')]
    run.check(rows and not bad, f'{where}: clients get what is right or a '
              'clean error', '\n'.join(bad))
    bad = [f'{key}: {row}' for key, row in rows.items() if row[3] != 'works']
    run.check(rows and not bad, f'{where}: then everything works, and nothing '
              'is lost', '\n'.join(bad))


def keys_of(totals, stride):
    return {(slot, n, when) for slot in SERVICES
            for n in range(1, totals.get(slot, 0) + 1, stride)
            for when in ('before', 'after')}


def on_host(run, host, totals, stride):
    rows, kills, text = {}, {}, ''
    for slot in SERVICES:
        out, log = host_run(host, client_of(host), 'kill', slot, 1,
                            totals.get(slot, 0), stride)
        rows.update(rows_of(out))
        kills.update(kills_of(log))
        text += out + log
    check(run, host, keys_of(totals, stride), rows, kills, text[-4000:])
    return rows, kills


def in_qemu(run, totals, expected):
    out, log = qemu_run([('kill', slot, 1, totals.get(slot, 0), STRIDE)
                         for slot in SERVICES])
    rows, kills = rows_of(out), kills_of(log)
    check(run, 'QEMU', keys_of(totals, STRIDE), rows, kills, out + log)
    other = [f'{key}: {row}, host: {expected.get(key)}'
             for key, row in rows.items() if row != expected.get(key)]
    run.check(rows and not other, 'QEMU: it is as on the host',
              '\n'.join(other))


def together(run, host):
    """Clients that end services under each other: nothing but errors, no
    hang, and when they are gone everything works. Which of them sees which
    death is left to chance."""
    client = client_of(host)
    # What a client held is given back after its end.
    held = 'sleep 1; ' + os.path.join(suite.BUILD, host, 'cella') + \
        ' stats --raw --held;'
    crowd = [f'{client} kill {slot} {first} 28 3 &' for slot in SERVICES
             for first in (1, 2)]
    alone = f'sleep 1; {client} kill 2 1 28 9;'
    out, log = host_run(host, 'sh', '-c', ' '.join(
        [alone, held, 'echo crowd;'] + crowd * 2 +
        ['wait; echo quiet;', alone, held]))
    before, _, rest = out.partition('crowd\n')
    crowded, _, after = rest.partition('quiet\n')
    outcomes = [row[0] for row in rows_of(crowded).values()]
    run.check(outcomes and set(outcomes) <= {'error', 'unnoticed'} and
              'hangs' not in out, f'{host}: clients together see nothing but '
              'errors', out + log[-2000:])
    run.check(before == after and len(rows_of(after)) == 8 and
              {row[3] for row in rows_of(after).values()} == {'works'},
              f'{host}: then everything works, and nothing is lost',
              before + after)


def gateway(run):
    out, log = qemu_run([('last', killer.GATEWAY, 5)])
    rows = rows_of(out)
    run.check(kills_of(log) and [(row[0], row[3]) for row in rows.values()] ==
              [('error', 'fails')], 'QEMU: without its gateway the TEE answers '
              'with errors', out + log)


def main():
    run = suite.Suite()
    _, log = host_run('host', client_of('host'), 'count', *SERVICES)
    totals = totals_of(log)
    run.check(set(totals) == set(SERVICES), f'messages: {totals}', log)
    rows, kills = on_host(run, 'host', totals, 1)
    table_print(rows, kills)
    on_host(run, 'host-address-undefined', totals, SANITIZED_STRIDE)
    together(run, 'host')
    together(run, 'host-address-undefined')
    in_qemu(run, totals, rows)
    gateway(run)
    run.done()


main()
