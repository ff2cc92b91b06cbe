#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs build/tests/crypto_device.elf as on CPUs (by ID_AA64ISAR0_EL1) without
# cryptographic instructions, with AES and SHA but no PMULL, as Cortex-A57, and
# with everything.
cd "$(dirname "$0")/../.." || exit 1
status=0
for isar0 in 0 1110 11120 11100002120; do
    echo "# ID_AA64ISAR0_EL1 = 0x$isar0"
    timeout 60 qemu-aarch64 -cpu max build/tests/crypto_device.elf $isar0 ||
        status=1
done
exit $status
