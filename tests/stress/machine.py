# SPDX-License-Identifier: BSD-2-Clause
"""Boots for the stress tests: their client, TAs and scripts in the guest."""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'integration'))
import suite  # noqa: E402

STRESS = os.path.join(suite.BUILD, 'tests/stress')


def boot(runs, seconds):
    """Each run: a script of guest/ with its arguments, options of tools/boot.
    """
    suite.BOOT_SECONDS = seconds
    suite.ADDED = {
        os.path.join(os.path.dirname(HERE), 'integration/guest'): '/t',
        os.path.join(STRESS, 'stress'): '/usr/bin/stress',
        os.path.join(STRESS, 'ta'): '/lib/optee_armtz',
        os.path.join(HERE, 'guest'): '/t',
    }
    tests = suite.Suite()
    for (script, *arguments), options in runs:
        with open(os.path.join(STRESS, 'arguments'), 'w') as file:
            file.write(' '.join(arguments) + '\n')
        tests.boot([script], *options, '--add',
                   f'{file.name}:/etc/cella/arguments')
    tests.done()
