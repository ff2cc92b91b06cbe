# SPDX-License-Identifier: BSD-2-Clause
"""What the integration tests share: boot, count TAP lines, print the plan.

The scripts of the guest (guest/) print "ok - text" or "not ok - text" for each
check. Suite.boot passes these lines on and counts them; Suite.check adds one.
A boot that does not end as expected, or prints no check, is a failed check.
"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.realpath(__file__))))
BUILD = os.path.join(ROOT, 'build')
BOOT_SECONDS = 120
ADDED = {
    os.path.join(BUILD, 'tests/guest/tee-probe'): '/usr/bin/tee-probe',
    os.path.join(BUILD, 'tests/guest/tee-churn'): '/usr/bin/tee-churn',
    os.path.join(BUILD, 'tests/guest/hello_world'): '/usr/bin/hello_world',
    os.path.join(BUILD, 'tests/guest/ta'): '/lib/optee_armtz',
    os.path.join(BUILD, 'tests/guest/versions'): '/t',
    os.path.join(BUILD, 'tests/guest/plugins'):
        '/usr/lib/tee-supplicant/plugins',
    os.path.join(ROOT, 'tests/integration/guest'): '/t',
}


class Suite:
    def __init__(self):
        os.chdir(ROOT)
        self.count = self.failed = 0

    def check(self, good, text, detail=''):
        """One check of the host's."""
        self._line('ok' if good else 'not ok', text)
        if not good and detail:
            print('# ' + str(detail).replace('\n', '\n# '), flush=True)
        return good

    def _line(self, verdict, text):
        self.count += 1
        self.failed += verdict != 'ok'
        print(f'{verdict} {self.count} - {text}', flush=True)

    def boot(self, scripts, *options, program=('tools/boot',)):
        """Runs scripts of guest/ in the guest, each a *.probe or a *.sh;
        returns their output and the secure log as lists of lines. program: what
        takes the place of tools/boot."""
        log = os.path.join(BUILD, 'tests', f'secure-{os.getpid()}.log')
        argv = [*program, '--timeout', str(BOOT_SECONDS), '--secure-log',
                log, *options]
        for host, guest in ADDED.items():
            argv += ['--add', f'{host}:{guest}']
        lines, before = [], self.count
        boot = subprocess.Popen(argv + ['--', 'sh', '/t/all', *scripts],
                                stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, text=True,
                                errors='replace')
        for line in boot.stdout:
            lines.append(line.rstrip('\n'))
            self._pass_on(lines[-1])
        status = boot.wait()
        secure = read_lines(log)
        what = ' '.join(['boot', *options])
        self.check(status == 0 and self.count > before,
                   f'{what}: ran to its end',
                   f'status {status}\n' + '\n'.join(secure[-20:]))
        return lines, secure

    def _pass_on(self, line):
        for verdict in ('ok', 'not ok'):
            if line.startswith(verdict + ' - '):
                self._line(verdict, line[len(verdict) + 3:])
                return
        print(line if line.startswith('#') else '# ' + line, flush=True)

    def done(self):
        print(f'1..{self.count}', flush=True)
        sys.exit(1 if self.failed else 0)


def read_lines(path):
    try:
        with open(path, errors='replace') as file:
            lines = file.read().splitlines()
        os.unlink(path)
        return lines
    except FileNotFoundError:
        return []
