#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Random numbers for Linux: the optee-rng driver, with both supplicants, and
on CPUs with and without random numbers of their own."""
import sys

sys.dont_write_bytecode = True
from suite import Suite  # noqa: E402


def main():
    suite = Suite()
    suite.boot(['rng.sh'])
    suite.boot(['rng.sh'], '--client', 'debian', '--cpu', 'max')
    suite.done()


main()
