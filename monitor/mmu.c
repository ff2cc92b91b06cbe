/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two tables for 1 GiB of addresses: 2 MiB blocks for devices, and pages for
 * the first 2 MiB of secure RAM, where the monitor lies. The page below each
 * CPU's stack stays unmapped.
 */
#include "monitor/mmu.h"

#include <stddef.h>
#include <stdint.h>

#include "monitor/cpu.h"
#include "monitor/sysreg.h"
#include "platform/qemu-virt/memory.h"

#define ENTRIES    512u
#define PAGE_SIZE  0x1000ull
#define BLOCK_SIZE 0x200000ull

#define DESC_BLOCK     1ull
#define DESC_TABLE     3ull
#define DESC_PAGE      3ull
#define DESC_DEVICE    (1ull << 2) /* MAIR index 1 */
#define DESC_AP1       (1ull << 6) /* RES1 at EL3 */
#define DESC_READ_ONLY (1ull << 7)
#define DESC_SHARED    (3ull << 8)
#define DESC_ACCESSED  (1ull << 10)
#define DESC_NO_EXEC   (1ull << 54)
#define DESC_COMMON    (DESC_AP1 | DESC_SHARED | DESC_ACCESSED)

#define MAIR_VALUE 0x04ffull /* 0: normal write-back, 1: device nGnRE */
/* RES1, inner shareable write-back walks, 30-bit addresses from level 2. */
#define TCR_VALUE  (1ull << 31 | 1 << 23 | 3 << 12 | 1 << 10 | 1 << 8 | 34)
#define SCTLR_M_C  0x5ull
#define SCTLR_SA_I 0x1008ull
#define SCTLR_WXN  (1ull << 19)

static _Alignas(PAGE_SIZE) uint64_t blocks[ENTRIES];
static _Alignas(PAGE_SIZE) uint64_t pages[ENTRIES];

/* monitor.ld.S */
extern const char text_start[], text_end[], rodata_end[], bss_end[];
extern const char cpu_areas[], cpu_areas_end[];

static void map_pages(const char *from, const char *to, uint64_t attributes)
{
    for (uint64_t pa = (uintptr_t)from; pa < (uintptr_t)to; pa += PAGE_SIZE)
        pages[pa / PAGE_SIZE % ENTRIES] =
            pa | DESC_PAGE | DESC_COMMON | attributes;
}

static void map_device(uint64_t base, uint64_t size)
{
    for (uint64_t pa = base & ~(BLOCK_SIZE - 1); pa < base + size;
         pa += BLOCK_SIZE)
        blocks[pa / BLOCK_SIZE] =
            pa | DESC_BLOCK | DESC_COMMON | DESC_DEVICE | DESC_NO_EXEC;
}

void mmu_build(void)
{
    map_pages(text_start, text_end, DESC_READ_ONLY);
    map_pages(text_end, rodata_end, DESC_READ_ONLY | DESC_NO_EXEC);
    map_pages(rodata_end, bss_end, DESC_NO_EXEC);
    for (const char *area = cpu_areas; area < cpu_areas_end;
         area += CPU_AREA_SIZE)
        pages[(uintptr_t)area / PAGE_SIZE % ENTRIES] = 0;
    blocks[PLATFORM_MONITOR_BASE / BLOCK_SIZE] = (uintptr_t)pages | DESC_TABLE;
    map_device(PLATFORM_GICD_BASE, PLATFORM_GICD_SIZE);
    map_device(PLATFORM_GICR_BASE, PLATFORM_GICR_SIZE);
    map_device(PLATFORM_UART_BASE, PLATFORM_UART_SIZE);
    map_device(PLATFORM_GPIO_BASE, PLATFORM_GPIO_SIZE);
    dsb();
}

void mmu_enable(void)
{
    sysreg_write("mair_el3", MAIR_VALUE);
    sysreg_write("tcr_el3", TCR_VALUE);
    sysreg_write("ttbr0_el3", (uintptr_t)blocks);
    isb();
    __asm__ volatile("tlbi alle3\n\tdsb sy\n\tisb" ::: "memory");
    sysreg_write("sctlr_el3",
                 sysreg_read("sctlr_el3") | SCTLR_M_C | SCTLR_SA_I | SCTLR_WXN);
    isb();
}
