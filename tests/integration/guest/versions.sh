#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Version 2 of a TA (tests/integration/containers.py) runs.
printf 'open x %s => SUCCESS\n' 09904e6a-8567-48d6-908b-c8e24f97d805 | tee-probe
