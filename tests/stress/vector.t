#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Patterns in all vector registers of TAs, their callers and bystanders,
through calls, preemption and the work of kernel threads."""
from machine import boot

boot([(['vector.sh', cpus], ['--smp', cpus, '--cpu', cpu])
      for cpu in ('cortex-a57', 'max') for cpus in ('1', '4')],
     seconds=120)
