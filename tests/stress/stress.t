#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Many clients, many TAs, everything at once; and afterwards the TEE holds
what it held before. Longer, from the environment:
  STRESS_SECONDS  of the chaos (15)
  STRESS_CALLS    of 32 threads to 10 TAs (8000)
  STRESS_SEED     of both (1)
"""
import os

from machine import boot

SECONDS = int(os.environ.get('STRESS_SECONDS', '15'))
CALLS = int(os.environ.get('STRESS_CALLS', '8000'))
SEED = os.environ.get('STRESS_SEED', '1')

boot([(['stress.sh', SEED, str(SECONDS), str(CALLS)], ['--smp', '4'])],
     seconds=120 + 4 * SECONDS + CALLS // 50)
