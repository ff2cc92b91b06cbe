#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Trusted applications with TCP and UDP sockets, through our supplicant and
through Debian's."""
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import suite  # noqa: E402

GUEST = os.path.join(suite.BUILD, 'tests/socket/guest')
suite.ADDED[os.path.join(HERE, 'socket.sh')] = '/t/socket.sh'
suite.ADDED[os.path.join(HERE, 'socket.probe')] = '/t/socket.probe'
suite.ADDED[os.path.join(GUEST, 'ta')] = '/lib/optee_armtz'
suite.ADDED[os.path.join(GUEST, 'socket-server')] = '/usr/bin/socket-server'


def main():
    run = suite.Suite()
    run.boot(['socket.sh'])
    run.boot(['socket.sh'], '--client', 'debian')
    run.done()


main()
