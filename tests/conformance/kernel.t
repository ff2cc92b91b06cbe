#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The kernel calls: what kernel/ prints is what abi/kernel.h promises, each
call and each of its errors is there, and the host port prints the same as the
kernel in QEMU. With --table only shows which line is for which error."""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
TESTS = os.path.dirname(HERE)
sys.path.insert(0, os.path.join(TESTS, 'integration'))
sys.path.insert(0, os.path.join(os.path.dirname(TESTS), 'tools/image'))
import machine  # noqa: E402
import suite  # noqa: E402

OURS = os.path.join(suite.BUILD, 'tests/conformance/kernel')
HOSTS = ['host', 'host-address-undefined']
SEEDS = [[], ['1'], ['2'], ['3']]
SECONDS = 60
MACHINE = ('cortex-a57', 1, 512)

# These do not return to who called.
SILENT = {'reply_recv', 'nw_return_recv', 'exit'}


def qemu_run():
    """What the payload prints, with the secure log behind it."""
    with tempfile.TemporaryDirectory() as folder:
        path = {name: os.path.join(folder, name)
                for name in ('flash', 'fit', 'fdt', 'ramdisk', 'secure')}
        with open(path['ramdisk'], 'wb') as file:
            file.write(bytes(4096))
        machine.write_flash(path['flash'], True)
        base = machine.machine_dts(*MACHINE, path['flash'])
        machine.write_device_tree(path['fdt'], base, 1, 0, True)
        machine.write_fit(path['fit'], os.path.join(OURS, 'tee.bin'),
                          path['fdt'], os.path.join(OURS, 'payload.bin'),
                          path['ramdisk'])
        run = subprocess.run(
            ['timeout', str(SECONDS), 'qemu-system-aarch64',
             *machine.machine_options(*MACHINE),
             *machine.flash_options(path['flash']), '-no-reboot', '-device',
             f"loader,file={path['fit']},addr={machine.FIT_ADDRESS:#x},"
             'force-raw=on', '-serial', 'stdio', '-monitor', 'none',
             '-serial', f"file:{path['secure']}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            errors='replace')
        return run.returncode, run.stdout, suite.read_lines(path['secure'])


def host_run(host, seed):
    run = subprocess.run(
        [os.path.join(suite.BUILD, host, 'kernel-conformance'),
         os.path.join(OURS, 'bundle.bin'), *seed], stdin=subprocess.DEVNULL,
        capture_output=True, text=True, errors='replace', timeout=SECONDS)
    return run.returncode, run.stdout, run.stderr


def calls_defined():
    """Right of each kernel call of abi/kcall.def."""
    with open('abi/kcall.def') as file:
        return dict(re.findall(r'^KCALL\(\d+, (\w+), (\w+),', file.read(),
                               re.M))


def errors_promised(calls):
    """(call, result) for all that abi/kernel.h lists, and for OK."""
    with open('abi/kernel.h') as file:
        text = file.read().partition('* Errors,')[2].partition('\n */')[0]
    promised = {(call, 'KDEATH_CALL') for call, right in calls.items()
                if right != 'ANY'}
    for words in (re.findall(r'\w+', row) for row in text.split('\n')[2:]):
        names = [word for word in words if word in calls]
        promised |= {(name, 'KERR_OK') for name in names}
        promised |= {(name, 'KERR_' + word) for name in names
                     for word in words if word.isupper()}
    return promised


def lines_by_result(text):
    """What was tried, of each (call, result) that was printed."""
    lines = {}
    for call, result, what in re.findall(
            r'^(\w+) (KERR_\w+|KDEATH_\w+): (.*)', text, re.M):
        lines.setdefault((call, result), []).append(what)
    return lines


def table_print(lines):
    for (call, result), tried in sorted(lines.items()):
        print(f'{call:16} {result:15} ' + '; '.join(tried))


def check_promises(run, text):
    calls = calls_defined()
    promised = errors_promised(calls)
    lines = lines_by_result(text)
    deaths = {pair for pair in lines if pair[1].startswith('KDEATH_')}
    silent = {call for call in calls
              if (call, 'KERR_OK') not in promised} - SILENT
    run.check(not silent, 'abi/kernel.h lists the errors of each kernel call',
              sorted(silent))
    missing = promised - set(lines)
    run.check(not missing, 'there is a line for each error of each kernel call',
              sorted(missing))
    others = set(lines) - promised - deaths
    run.check(not others, 'no kernel call has an error that is not listed',
              sorted(others))


def main():
    run = suite.Suite()
    status, text, log = qemu_run()
    text = text.partition('# messages\n')[2].replace('\r', '')
    if sys.argv[1:] == ['--table']:
        table_print(lines_by_result(text))
        return
    detail = '\n'.join([f'status {status}', text, *log[-20:]])
    run.check(status == 0 and text.endswith('# end\n'),
              'QEMU: comes to its end', detail)
    wrong = re.findall('.* instead of .*', text)
    run.check(not wrong, 'QEMU: keeps every promise', '\n'.join(wrong))
    check_promises(run, text)
    for host in HOSTS:
        for seed in SEEDS:
            status, other, error = host_run(host, seed)
            run.check(status == 0 and
                      other.partition('# messages\n')[2] == text,
                      ' '.join([host, *seed, 'prints the same']),
                      f'status {status}\n{other}{error[-2000:]}')
    run.done()


main()
