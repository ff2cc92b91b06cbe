#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Where no other was seen, version 1 runs.
cp /t/old/09904e6a-8567-48d6-908b-c8e24f97d805.ta /lib/optee_armtz/
. /t/versions.sh
