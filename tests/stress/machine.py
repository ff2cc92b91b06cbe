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
        failed = tests.failed
        _, secure = tests.boot([script], *options, '--add',
                               f'{file.name}:/etc/cella/arguments')
        if tests.failed > failed:
            keep(secure, f'{script}-{os.getpid()}-{tests.count}.log')
    tests.done()


def keep(secure, name):
    """The secure log of a run that failed."""
    path = os.path.join(STRESS, name)
    with open(path, 'w') as file:
        file.write('\n'.join(secure) + '\n')
    print(f'# the secure log is {path}, its end:', *secure[-30:], sep='\n# ',
          flush=True)
