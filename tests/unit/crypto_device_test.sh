#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs build/tests/crypto_device.elf as on CPUs (by ID_AA64ISAR0_EL1) without
# cryptographic instructions, with AES and SHA but no PMULL, as Cortex-A57, and
# with everything. And: what waits for events in the service, main(), uses no
# FP/SIMD register, also where the linker put other functions into it (rt.h).
cd "$(dirname "$0")/../.." || exit 1
status=0
for isar0 in 0 1110 11120 11100002120; do
    echo "# ID_AA64ISAR0_EL1 = 0x$isar0"
    timeout 60 qemu-aarch64 -cpu max build/tests/crypto_device.elf $isar0 ||
        status=1
done
name="main() of the service has no FP/SIMD registers"
if aarch64-linux-gnu-objdump -d --no-show-raw-insn --disassemble=main \
    build/services/crypto.elf |
    awk '/<main>:/ { found = 1 } /[^a-z0-9_][qdv][0-9]/ { bad = 1 }
         END { exit bad || !found }'; then
    echo "ok - $name"
else
    echo "not ok - $name"
    status=1
fi
exit $status
