#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# /etc/cella/arguments: CPUS
cd "$(dirname "$0")" || exit 2
. ./lib.sh
read -r cpus </etc/cella/arguments
SUPPLICANT=$(readlink "/proc/$(pidof cella-supplicant)/exe")

stress vector "$cpus" 6

# The driver's own calls: at its start, and from a kernel thread when the
# supplicant comes. Built-in TAs are verified for them, with vector code.
stress vector "$cpus" 8 0 &
n=0
while [ -d /proc/$! ] && ! grep -sq '^State:.Z' /proc/$!/status; do
    kill "$(pidof cella-supplicant)"
    until rmmod optee 2>/dev/null; do usleep 10000; done
    insmod /lib/modules/optee.ko && $SUPPLICANT -d || break
    n=$((n + 1))
    usleep 200000
done
wait $!
check "the driver was started $n times meanwhile" [ $n -ge 1 ]
