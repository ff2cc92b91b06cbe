#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What Linux keeps of a CPU on which a TA loops for ever, and how the TA and
its client end. The `cella` tool as a user meets it. The last boot counts
instructions as time, so its latencies are those of the code alone."""
from machine import boot

boot([(['preempt.sh', '1', '4'], ['--smp', '2']),
      (['preempt.sh', '1', '4'], ['--cpu', 'max']),
      (['preempt.sh', '0', '1'], ['--icount'])],
     seconds=150)
