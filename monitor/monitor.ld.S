/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The monitor: one flat image at the start of secure RAM, BSS and the CPUs'
 * areas (an unmapped page, the stack, struct cpu on top) behind it.
 */
#include "monitor/cpu.h"
#include "platform/qemu-virt/memory.h"

OUTPUT_ARCH(aarch64)
ENTRY(monitor_entry)

SECTIONS
{
    . = PLATFORM_MONITOR_BASE;
    text_start = .;
    .text : { *(.text.entry) *(.text) *(.text.*) }
    . = ALIGN(0x1000);
    text_end = .;
    .rodata : { *(.rodata*) }
    . = ALIGN(0x1000);
    rodata_end = .;
    .data : { *(.data*) . = ALIGN(16); }
    .bss : {
        bss_start = .;
        *(.bss*)
        . = ALIGN(0x1000);
        cpu_areas = .;
        . += PLATFORM_CPU_MAX * CPU_AREA_SIZE;
        cpu_areas_end = .;
        bss_end = .;
    }
    /DISCARD/ : { *(.note*) *(.comment) *(.eh_frame*) }
    ASSERT(monitor_entry == PLATFORM_MONITOR_BASE, "entry is not first")
    ASSERT(bss_end <= PLATFORM_MONITOR_BASE + PLATFORM_MONITOR_SIZE,
           "the monitor is larger than its memory")
}
