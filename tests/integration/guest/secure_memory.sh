#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Secure memory from the normal world, through /dev/mem: the bus refuses, the
# process dies by SIGBUS (status 135). A virtio device, which is not secure and
# answers with its magic number, shows that /dev/mem works.
. "$(dirname "$0")/lib.sh"

expect 'a device of the normal world can be read' 0 \
    busybox devmem 0x0a000000 32
check 'and answers' [ "$(cat /tmp/out)" = 0x74726976 ]
while read -r address what; do
    expect "$what cannot be read" 135 busybox devmem $address 32
    expect "$what cannot be written" 135 busybox devmem $address 32 0
done <<END
0x00000000 the boot flash
0x0e000000 the memory of the monitor
0x0e100000 the memory of the kernel
0x0efff000 the end of the secure memory
0x09040000 the secure UART
END
