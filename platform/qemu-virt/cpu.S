/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * int platform_cpu_index(uint64_t mpidr): QEMU numbers the CPUs of a GICv3
 * machine 16 to a cluster, Aff0 within, Aff1 the cluster, no higher levels.
 */
#include "platform/qemu-virt/memory.h"

    .section .text.platform_cpu_index, "ax"
    .balign 16
    .global platform_cpu_index
    .type platform_cpu_index, %function
platform_cpu_index:
    hint    #34 /* bti c */
    tst     x0, #0xff00000000
    b.ne    1f
    tst     x0, #0x00ff0000
    b.ne    1f
    tst     x0, #0x000000f0
    b.ne    1f
    and     x1, x0, #0xf
    ubfx    x0, x0, #8, #8
    add     x0, x1, x0, lsl #4
    cmp     x0, #PLATFORM_CPU_MAX
    b.hs    1f
    ret
1:  mov     w0, #-1
    ret
    .size platform_cpu_index, . - platform_cpu_index
