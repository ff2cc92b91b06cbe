/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot runs in place from the flash and has no initialised data; its variables
 * and stack are in secure RAM and vanish when the monitor takes over.
 */
#include "platform/qemu-virt/memory.h"

OUTPUT_ARCH(aarch64)
ENTRY(reset)

MEMORY
{
    flash (rx) : ORIGIN = PLATFORM_FLASH_BASE, LENGTH = PLATFORM_FLASH_SIZE
                 - PLATFORM_SEED_PAGE_SIZE
    ram (rw)   : ORIGIN = PLATFORM_BOOT_RAM_BASE,
                 LENGTH = PLATFORM_BOOT_RAM_SIZE
}

SECTIONS
{
    .text : { *(.text.reset) *(.text*) } > flash
    .rodata : { *(.rodata*) } > flash
    .data : { *(.data*) } > flash
    .bss (NOLOAD) : ALIGN(16) {
        bss_start = .;
        *(.bss*)
        . = ALIGN(16);
        bss_end = .;
        . += 0x4000;
        boot_stack_top = .;
    } > ram
    /DISCARD/ : { *(.note*) *(.comment) *(.eh_frame*) }
    ASSERT(SIZEOF(.data) == 0, "boot has writable data in the flash")
    ASSERT(reset == PLATFORM_FLASH_BASE, "reset is not the first instruction")
}
