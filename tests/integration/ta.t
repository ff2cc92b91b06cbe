#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Trusted applications: parameters, instances, the API, refused images, and
TAs that die. One boot for all of it, and a second one on the newest CPU."""
import re
import sys

sys.dont_write_bytecode = True
from suite import Suite  # noqa: E402

FAMILY = '09904e6a-8567-48d6-908b-c8e24f97d8'
CAUSES = [('01', 'content|digest|hash'), ('02', 'key'), ('03', 'truncated'),
          ('04', 'uuid'), ('05', 'version'), ('06', 'memory')]


def check_random(suite, lines):
    draws = re.findall(r'got: SUCCESS p0=32:([0-9a-f]{64})', '\n'.join(lines))
    suite.check(len(draws) == 2 and draws[0] != draws[1]
                and '00' * 8 not in ''.join(draws),
                'two draws of random bytes differ', draws)


def check_causes(suite, secure):
    for byte, cause in CAUSES:
        said = [line for line in secure if FAMILY + byte in line.lower()]
        suite.check(any(re.search(cause, line, re.I) for line in said),
                    f'the secure log says why {FAMILY}{byte} was refused: '
                    f'{cause}', '\n'.join(said))


def main():
    suite = Suite()
    lines, secure = suite.boot(
        'cd /t; for f in params instance api; do echo "# $f"; '
        'tee-probe $f.probe; done; sh refusals.sh; sh crash.sh; '
        'sh secure_memory.sh')
    check_random(suite, lines)
    check_causes(suite, secure)
    suite.boot('cd /t; tee-probe params.probe; tee-probe api.probe; '
               'sh crash.sh', '--cpu', 'max')
    suite.done()


main()
