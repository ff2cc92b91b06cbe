#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Trusted applications: parameters, instances, the API, refused images, and
TAs that die. One boot for all of it, and a second one on the newest CPU."""
import re
import sys

sys.dont_write_bytecode = True
from suite import Suite  # noqa: E402

FAMILY = '09904e6a-8567-48d6-908b-c8e24f97d8'
CAUSES = {'01': 'differs from what was signed', '02': 'no trusted key',
          '03': 'ends too early', '04': 'another UUID', '05': 'older than',
          '06': 'more than a TA may have|secure memory'}


def check_random(suite, lines):
    draws = re.findall(r'got: SUCCESS p0=32:([0-9a-f]{64})', '\n'.join(lines))
    suite.check(len(draws) == 2 and draws[0] != draws[1]
                and '00' * 8 not in ''.join(draws),
                'two draws of random bytes differ', draws)


def check_causes(suite, secure):
    for byte, cause in CAUSES.items():
        said = [line for line in secure if FAMILY + byte in line.lower()]
        suite.check(any(re.search(cause, line, re.I) for line in said),
                    f'secure log on {FAMILY}{byte}: {cause}',
                    '\n'.join(said))


def main():
    suite = Suite()
    lines, secure = suite.boot(
        ['params.probe', 'instance.probe', 'api.probe', 'hello.sh',
         'refusals.sh', 'crash.sh', 'secure_memory.sh'])
    check_random(suite, lines)
    check_causes(suite, secure)
    suite.boot(['params.probe', 'api.probe', 'crash.sh'], '--cpu', 'max')
    suite.done()


main()
