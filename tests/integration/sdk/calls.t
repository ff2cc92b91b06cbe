#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Trusted applications that call others: memory of every kind, time limits,
cancellation, death of the callee; and that a panic names its rule."""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import suite  # noqa: E402

suite.ADDED[os.path.join(HERE, 'calls.probe')] = '/t/calls.probe'
suite.ADDED[os.path.join(suite.BUILD, 'tests/sdk/guest')] = '/lib/optee_armtz'


def main():
    run = suite.Suite()
    _, secure = run.boot(['calls.probe'])
    run.check(sum('TEE_DigestUpdate: not so: is_digest(operation)' in line
                  for line in secure) == 2, 'secure log names the rule',
              '\n'.join(secure))
    run.done()


main()
