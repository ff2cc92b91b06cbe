/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation tables. The kernel's are static: level 1 for the upper half,
 * level 2 for the first gigabyte (devices, secure RAM), level 3 for the 2 MiB
 * of the kernel image, where text is read-only and everything else not
 * executable. Normal-world RAM is mapped with the NS attribute and never
 * executable. Processes have three levels of their own; entry 0 of each level
 * 1 table leads to the page of EL3 vectors, so any of them is good to be
 * entered with.
 *
 * mmu_build() and mmu_settings() run with the MMU off, at physical addresses:
 * they may use addresses of symbols (PC-relative) but no pointers in data.
 */
#include "kernel/arch/arm64/mmu.h"

#include "kernel/arch/arm64/layout.h"
#include "kernel/arch/arm64/sysreg.h"
#include "platform/qemu-virt/memory.h"

#define TABLE_VALID   PTE_VALID
#define TABLE_LINK    (PTE_VALID | PTE_TABLE)
#define TABLE_OWN     PTE_OWN
#define TABLE_ADDRESS PTE_ADDRESS
#include "kernel/arch/tables.h"

#define ENTRIES 512u

#define KERNEL_MEMORY (PTE_VALID | PTE_AF | PTE_INNER | PTE_UXN)
#define KERNEL_DEVICE (PTE_VALID | PTE_AF | PTE_DEVICE | PTE_UXN | PTE_PXN)

#define TABLE __attribute__((aligned(4096)))

extern char teed_vectors[], text_start[], text_end[], rodata_end[];

TABLE uint64_t kernel_level1[ENTRIES];
TABLE static uint64_t kernel_level2[ENTRIES];
TABLE static uint64_t kernel_level3[ENTRIES];
TABLE static uint64_t kernel_level2_normal[ENTRIES];
TABLE uint64_t low_level1[ENTRIES];
TABLE static uint64_t low_level2[ENTRIES];
TABLE static uint64_t low_level3[ENTRIES];

static uint64_t table_entry(const void *table)
{
    return (uint64_t)(uintptr_t)table | PTE_VALID | PTE_TABLE;
}

/* The kernel image and what follows it in its 2 MiB. */
static void build_image(uint64_t *level3)
{
    uint64_t pa = PLATFORM_TEE_BASE;

    for (; pa < PLATFORM_SECURE_RAM_BASE + SIZE_L2; pa += PAGE_SIZE) {
        uint64_t entry = pa | KERNEL_MEMORY | PTE_TABLE | PTE_PXN;

        if (pa >= (uintptr_t)text_start && pa < (uintptr_t)text_end)
            entry = (entry & ~PTE_PXN) | PTE_RO | PTE_GP;
        else if (pa >= (uintptr_t)text_end && pa < (uintptr_t)rodata_end)
            entry |= PTE_RO;
        level3[INDEX3(pa)] = entry;
    }
}

static void build_low(void)
{
    uint64_t page = (uintptr_t)teed_vectors;

    low_level1[INDEX1(page)] = table_entry(low_level2);
    low_level2[INDEX2(page)] = table_entry(low_level3);
    low_level3[INDEX3(page)] = page | KERNEL_MEMORY | PTE_TABLE | PTE_RO;
}

void mmu_build(void)
{
    uint64_t pa = PLATFORM_SECURE_RAM_BASE;

    kernel_level1[0] = table_entry(kernel_level2);
    kernel_level2[INDEX2(pa)] = table_entry(kernel_level3);
    build_image(kernel_level3);
    for (pa += SIZE_L2;
         pa < PLATFORM_SECURE_RAM_BASE + PLATFORM_SECURE_RAM_SIZE;
         pa += SIZE_L2)
        kernel_level2[INDEX2(pa)] = pa | KERNEL_MEMORY | PTE_PXN;
    pa = PLATFORM_SEED_PAGE & ~(SIZE_L2 - 1);
    kernel_level2[INDEX2(pa)] = pa | KERNEL_DEVICE | PTE_RO;
    pa = PLATFORM_UART_BASE & ~(SIZE_L2 - 1);
    kernel_level2[INDEX2(pa)] = pa | KERNEL_DEVICE;
    build_low();
}

struct mmu_settings mmu_settings(void)
{
    uint64_t range = sysreg_read(id_aa64mmfr0_el1) & 7;
    uint64_t sctlr = SCTLR_RES1 | SCTLR_M | SCTLR_C | SCTLR_I | SCTLR_SA |
                     SCTLR_SA0 | SCTLR_DZE | SCTLR_UCT | SCTLR_NTWI |
                     SCTLR_NTWE | SCTLR_WXN | SCTLR_EOS | SCTLR_EIS | SCTLR_UCI;
    uint64_t isar1 = sysreg_read(id_aa64isar1_el1);

    if (ID_FIELD(sysreg_read(id_aa64mmfr1_el1), MMFR1_PAN) == 0)
        sctlr |= SCTLR_SPAN; /* reserved, one */
    if (ID_FIELD(isar1, ISAR1_APA) || ID_FIELD(isar1, ISAR1_API))
        sctlr |= SCTLR_ENIA;
    return (struct mmu_settings){sctlr, TCR_VALUE | (range > 5 ? 5 : range)
                                                        << TCR_IPS_SHIFT};
}

/* Gigabytes that are RAM as a whole get one entry each, the rest of the last
 * one a table of 2 MiB entries. */
void mmu_map_normal(paddr_t base, uint64_t size)
{
    const uint64_t attributes = KERNEL_MEMORY | PTE_NS | PTE_PXN;
    paddr_t end = base + (size & ~(SIZE_L2 - 1));

    for (; end - base >= SIZE_L1; base += SIZE_L1)
        kernel_level1[INDEX1(base)] = base | attributes;
    if (base < end)
        kernel_level1[INDEX1(base)] =
            table_entry((void *)arch_physical(kernel_level2_normal));
    for (; base < end; base += SIZE_L2)
        kernel_level2_normal[INDEX2(base)] = base | attributes;
    dsb_ishst();
    isb();
}

/* ---- processes ---- */

uint64_t mmu_ttbr0_none(void)
{
    return arch_physical(low_level1);
}

bool arch_space_init(struct arch_space *s, unsigned slot, struct quota *q)
{
    s->root = page_alloc(q);
    if (!s->root)
        return false;
    s->asid = slot + 1;
    s->ttbr0 = arch_physical(s->root) | s->asid << 48;
    s->reaped = USER_VA_MIN;
    s->root[0] = low_level1[0];
    return true;
}

static uint64_t page_bits(uint32_t rights)
{
    uint64_t entry =
        PTE_VALID | PTE_TABLE | PTE_AF | PTE_INNER | PTE_NG | PTE_EL0 | PTE_PXN;

    if (!(rights & KMAP_WRITE))
        entry |= PTE_RO;
    if (!(rights & KMAP_EXEC))
        entry |= PTE_UXN;
    else if (rights & KMAP_BTI)
        entry |= PTE_GP;
    if (rights & ARCH_PAGE_OWN)
        entry |= PTE_OWN;
    if (rights & ARCH_PAGE_NORMAL)
        entry |= PTE_NS;
    if (rights & ARCH_PAGE_DEVICE)
        entry |= PTE_DEVICE;
    return entry;
}

enum kerr arch_space_map(struct arch_space *s, struct quota *q, user_addr_t va,
                         const paddr_t *pa, uint32_t n, uint32_t rights)
{
    const uint64_t bits = page_bits(rights);
    uint64_t *entry = NULL;
    enum kerr err = run_get(s, q, va, n, &entry);

    for (uint32_t i = 0; err == KERR_OK && i < n; i++)
        entry[i] = pa[i] | bits;
    return err;
}

void arch_space_unmap(struct arch_space *s, struct quota *q, user_addr_t va,
                      uint32_t n)
{
    uint64_t *entry = entry_find(s, va);

    if (entry)
        run_clear(entry, n, q);
}

void arch_space_flush(struct arch_space *s)
{
    dsb_ishst();
    __asm__ volatile("tlbi aside1is, %0" ::"r"(s->asid << 48) : "memory");
    dsb_ish();
}

void arch_space_publish(void)
{
    dsb_ishst();
}

/* The physical address by a level 3 entry; NULL: there is none. */
static paddr_t entry_address(const uint64_t *entry, user_addr_t va,
                             uint32_t right)
{
    if (!entry || !(*entry & PTE_VALID) ||
        ((right & KMAP_WRITE) && (*entry & PTE_RO)))
        return PADDR_NONE;
    return (*entry & PTE_ADDRESS) | (va & (PAGE_SIZE - 1));
}

paddr_t arch_space_translate(const struct arch_space *s, user_addr_t va,
                             uint32_t right)
{
    return entry_address(entry_find(s, va), va, right);
}

/* Within one table the entry of the next page is the next one. */
paddr_t arch_space_walk(const struct arch_space *s, struct arch_walk *walk,
                        user_addr_t va, uint32_t right)
{
    if (walk->entry && INDEX3(va) != 0)
        walk->entry++;
    else
        walk->entry = entry_find(s, va);
    return entry_address(walk->entry, va, right);
}

/* Brings the data cache's lines of the kernel's view to where instruction
 * caches look. */
static void lines_clean(const void *from, size_t n)
{
    const size_t line = 4u << CTR_DMIN_LINE(sysreg_read(ctr_el0));
    const uintptr_t end = (uintptr_t)from + n;

    for (uintptr_t at = (uintptr_t)from & ~(line - 1); at < end; at += line)
        __asm__ volatile("dc cvau, %0" ::"r"(at) : "memory");
}

void arch_code_publish(const struct arch_space *s, user_addr_t va, size_t n)
{
    bool is_code = false;

    while (n > 0) {
        const uint64_t *entry = entry_find(s, va);
        size_t part = PAGE_SIZE - (va & (PAGE_SIZE - 1));

        part = part < n ? part : n;
        if (entry && (*entry & (PTE_VALID | PTE_UXN)) == PTE_VALID) {
            lines_clean(arch_pointer(entry_address(entry, va, 0)), part);
            is_code = true;
        }
        va += part;
        n -= part;
    }
    if (!is_code)
        return;
    /* All of them: the kernel's view may have another index than theirs. */
    dsb_ish();
    __asm__ volatile("ic ialluis" ::: "memory");
    dsb_ish();
    isb();
}

bool arch_space_reap(struct arch_space *s, struct quota *q)
{
    if (tables_reap(s, q))
        return true;
    arch_space_flush(s);
    page_free(q, s->root);
    s->root = NULL;
    return false;
}
