#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The client library on the real driver: temporary memory of all sizes, after
fork, from many threads, and of constants; with Debian's library too."""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import suite  # noqa: E402

suite.ADDED[os.path.join(HERE, 'client.sh')] = '/t/client.sh'
suite.ADDED[os.path.join(suite.BUILD, 'tests/ree_client')] = \
    '/usr/bin/ree-client'


def main():
    run = suite.Suite()
    run.boot(['client.sh'], '--smp', '4')
    run.boot(['client.sh'], '--client', 'debian')
    run.done()


main()
