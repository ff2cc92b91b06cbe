#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The highest version of a TA that ran is known after the power was cut: in
QEMU across boots that keep the flash, and in the host port with a cut, torn
or failed operation of the flash at each place where there is one, also while
it changes to its other sector."""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
import suite  # noqa: E402

TA = '4fa94ce7-eb92-482a-9a6b-6626597be57b'
ELF = f'build/tests/ta/params/{TA}.stripped.elf'
SECONDS = 60
SECTOR = 0x40000
TAMGR = 2
PLACES = (SECTOR - 16) // 40


def containers(folder):
    """TA with versions 1, 2 and 3, each in a folder of its number."""
    for version in ('1', '2', '3'):
        os.mkdir(os.path.join(folder, version))
        subprocess.run(
            [sys.executable, 'sdk/scripts/sign_encrypt.py', '--key',
             'build/keys/ta_rsa.pem', '--uuid', TA, '--ta-version', version,
             '--in', ELF, '--out', os.path.join(folder, version, TA + '.ta')],
            check=True, stdout=subprocess.DEVNULL)


# ---- in QEMU ----

def check_boots(run):
    with tempfile.TemporaryDirectory() as state:
        _, log = run.boot(['versions.sh'], '--state', state)
        run.check(any('nv: the flash is new' in line for line in log),
                  'the first boot finds a new flash', '\n'.join(log))
        _, log = run.boot(['versions_later.sh'], '--state', state, '--cpu',
                          'max')
        run.check(not any('the flash is new' in line for line in log)
                  and any('older than a version' in line for line in log),
                  'the next boot remembers version 2', '\n'.join(log))
    run.boot(['versions_first.sh'])


# ---- on the host ----

def words(*numbers):
    data = struct.pack(*numbers)
    return data + struct.pack('<I', zlib.crc32(data))


def record(kind, value):
    name = bytes(8) + struct.pack('<Q', 77)
    return words('<II16sQI', 0x4352564e, TAMGR, name, value, kind)


def flash_full(path):
    """All places of a sector are used, for three counters."""
    header = words('<III', 0x5453564e, 1, 1)
    body = b''.join(record(5 + i % 3, 1 + i) for i in range(PLACES))
    with open(path, 'wb') as file:
        file.write((header + body).ljust(SECTOR, b'\xff') + b'\xff' * SECTOR)


class Host:
    """A machine whose flash is a file of a folder."""

    def __init__(self, folder):
        self.folder = folder
        self.flash = os.path.join(folder, 'flash')

    def load(self, version, *options):
        """What became of an open of the TA in that version; what was said."""
        done = subprocess.run(
            ['build/host/cella-host', '--flash', self.flash, '--ta-dir',
             os.path.join(self.folder, version), *options, 'run', '--',
             'build/host/tee-probe', 'tests/host/open.probe'],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=SECONDS)
        result = re.search(r'got: (\w+)', done.stdout)
        text = done.stdout + done.stderr
        if 'not ok' not in done.stdout:
            return 'SUCCESS', text
        return result.group(1) if result else 'nothing', text

    def operations(self, version):
        """Of the flash, from where it is now; nothing is changed."""
        before = self.flash + '.before'
        shutil.copy(self.flash, before)
        _, text = self.load(version, '--fail', 'flash:999')
        os.replace(before, self.flash)
        return int(re.search(r'flash: (\d+) operations', text).group(1))


def check_host(run, host):
    results = [host.load(version)[0] for version in '12123']
    run.check(results == ['SUCCESS', 'SUCCESS', 'ACCESS_CONFLICT', 'SUCCESS',
                          'SUCCESS'],
              'host: each run knows the versions of those before', results)


def cut(host, start, fault, n):
    """Version 3 after version 2 was seen, with a fault; then the versions from
    3 down. The results, and all that was said."""
    shutil.copy(start, host.flash)
    first, text = host.load('3', fault, f'flash:{n}')
    then = [host.load(version) for version in '213']
    return ([first] + [result for result, _ in then],
            text + ''.join(said for _, said in then))


def is_right(fault, results):
    first, two, one, three = results
    if one != 'ACCESS_CONFLICT' or three != 'SUCCESS':
        return False
    if first == 'SUCCESS':
        return two == 'ACCESS_CONFLICT'
    return (first == 'STORAGE_NOT_AVAILABLE'
            and two in ('SUCCESS', 'ACCESS_CONFLICT'))


def check_cuts(run, host, start, what, least):
    shutil.copy(start, host.flash)
    count = host.operations('3')
    run.check(count >= least, f'{what}: {least} operations or more', count)
    for fault in ('--fail', '--tear', '--restart'):
        wrong = []
        for n in range(1, count + 2):
            results, text = cut(host, start, fault, n)
            if not is_right(fault, results) or (
                    (results[0] == 'SUCCESS') != (n > count)):
                wrong.append(f'{n}: {results}\n{text}')
        run.check(not wrong, f'{what}: {fault} of each of them',
                  '\n'.join(wrong))


def check_full(run, host, start):
    """Among three other counters, one place before the end; then at it."""
    flash_full(host.flash)
    result, text = host.load('2')
    run.check(result == 'SUCCESS' and 'flash is new' not in text,
              'host: a full sector is followed by the other', text)
    with open(host.flash, 'rb') as file:
        data = file.read()
    run.check(data[:4] == b'NVST' and data[SECTOR:SECTOR + 12] ==
              struct.pack('<III', 0x5453564e, 1, 2),
              'host: which counts from then on')
    used = data[SECTOR + 16:].index(b'\xff' * 40)
    fill = b''.join(record(5 + i % 3, 10000 + i)
                    for i in range(PLACES - used // 40))
    with open(start, 'wb') as file:
        file.write(data[:SECTOR + 16 + used] + fill
                   + data[SECTOR + 16 + used + len(fill):])


def main():
    run = suite.Suite()
    check_boots(run)
    with tempfile.TemporaryDirectory() as folder:
        containers(folder)
        host, start = Host(folder), os.path.join(folder, 'start')
        check_host(run, host)
        os.remove(host.flash)
        host.load('2')
        shutil.copy(host.flash, start)
        check_cuts(run, host, start, 'host, a raise', 1)
        check_full(run, host, start)
        check_cuts(run, host, start, 'host, a change of the sector', 8)
    run.done()


main()
