#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The TA and the client written for OP-TEE (tests/integration/hello_world).
. "$(dirname "$0")/lib.sh"

expect 'a TA and a client written for OP-TEE, built unchanged' 0 hello_world
check 'say hello' grep -q 'HELLO, SECURE WORLD' /tmp/out
