/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine: CPUs, their start, FP/SIMD ownership, faults, memory as the
 * kernel sees it, and the few devices it uses.
 *
 * FP/SIMD is switched lazily and lives only as long as an event: at an entry
 * the registers are the normal world's (fp_secure false). The first use by a
 * process traps; the normal world's state is then saved as a whole, SVE
 * included, because writing a V register clears the rest of Z. Before the CPU
 * returns to the normal world the process's state is saved with the process
 * and the normal world's is put back, so nothing is bound to a CPU between
 * entries. When an event ends, the registers stay as they are until somebody
 * else uses them: the process that left them finds them in its next event here,
 * without a trap, and any other finds zeros. Invariant: while fp_live, fp_owner
 * is bound to the CPU's activation; else it is only compared, together with
 * the process's fp_cpu, which a new process in that place does not have.
 *
 * Mutable state: `machine` (and cpu_table, which the entry code uses).
 */
#include "kernel/arch/arm64/mmu.h"

#include <libfdt.h>

#include "abi/teed.h"
#include "kernel/activation.h"
#include "kernel/arch/arm64/layout.h"
#include "kernel/arch/arm64/sysreg.h"
#include "kernel/log.h"
#include "lib/checked.h"
#include "lib/mem.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "platform/qemu-virt/platform.h"

#define FIRST_RAM (1ull << 30) /* where the device tree must lie */
#define SVE_AREA  8784         /* as fp.S lays it out, for 2048-bit vectors */

_Static_assert(offsetof(struct cpu, arch.stack_top) == CPU_STACK_TOP, "asm");
_Static_assert(offsetof(struct cpu, nw) == CPU_NW, "asm");
_Static_assert(offsetof(struct arch_context, sp) == CONTEXT_SP, "asm");
_Static_assert(offsetof(struct arch_context, pc) == CONTEXT_PC, "asm");
_Static_assert(offsetof(struct arch_context, pstate) == CONTEXT_PSTATE, "asm");

void fp_save(struct arch_fp *fp);
void fp_load(const struct arch_fp *fp);
void fp_copy(void *to, const void *from, size_t n);
void sve_save(void *area);
void sve_load(const void *area);
_Noreturn void leave_el3_now(void);

extern char teed_vectors[], vectors[], image_end[];

/* A CPU's first answer to EL3: x0, x1. */
struct answer {
    uint64_t id, argument;
};

struct answer machine_start(struct cpu *cpu, paddr_t device_tree);
struct answer machine_start_cpu(struct cpu *cpu);
struct cpu *cpu_of_mpidr(uint64_t mpidr);
struct process *machine_trap(struct cpu *cpu, uint64_t esr);
struct process *machine_serror(struct cpu *cpu, uint64_t esr);
void machine_kernel_fault(uint64_t esr, uint64_t pc, uint64_t address);

static struct cpu cpu_table[CPUS_MAX];
static uint8_t stack[CPUS_MAX][KERNEL_STACK] __attribute__((aligned(16)));
static uint8_t normal_fp[CPUS_MAX][SVE_AREA] __attribute__((aligned(16)));

static struct {
    bool locked;
    bool has_sve, has_pauth, has_random, has_pan;
    bool has_zva64; /* DC ZVA, 64 bytes at a time */
    bool started;
    paddr_t ram_base;
    uint64_t ram_size;
    uint64_t random;
    bool has_seed, has_huk;
    uint8_t seed[KSEED_BYTES]; /* wiped when it is asked for */
    uint8_t huk[KHUK_BYTES];
} machine;

_Static_assert(KSEED_BYTES == PLATFORM_SEED_BYTES, "");
_Static_assert(KHUK_BYTES == PLATFORM_HUK_BYTES, "");

/* ---- memory ---- */

bool arch_is_normal_ram(paddr_t pa, uint64_t length)
{
    return pa >= machine.ram_base && length <= machine.ram_size &&
           pa - machine.ram_base <= machine.ram_size - length;
}

bool arch_is_free_device(paddr_t pa, uint64_t length)
{
    return pa >= PLATFORM_NV_BASE &&
           range_inside(pa - PLATFORM_NV_BASE, length,
                        PLATFORM_NV_SECTORS * PLATFORM_NV_SECTOR);
}

/* Zeroes a page, eight lines of 64 bytes a turn. */
static void zero_by_lines(uint8_t *p)
{
    const uint8_t *end = p + PAGE_SIZE;

    for (; p != end; p += 512)
        __asm__ volatile(
            "dc zva, %0\n\tdc zva, %1\n\tdc zva, %2\n\tdc zva, %3\n\t"
            "dc zva, %4\n\tdc zva, %5\n\tdc zva, %6\n\tdc zva, %7" ::"r"(p),
            "r"(p + 64), "r"(p + 128), "r"(p + 192), "r"(p + 256), "r"(p + 320),
            "r"(p + 384), "r"(p + 448)
            : "memory");
}

void arch_page_zero(void *page)
{
    uint64_t *p = page;

    if (machine.has_zva64) {
        zero_by_lines(page);
        return;
    }
    for (unsigned i = 0; i < PAGE_SIZE / sizeof(*p); i += 8)
        __asm__ volatile(
            "stp xzr, xzr, [%0]\n\tstp xzr, xzr, [%0, #16]\n\t"
            "stp xzr, xzr, [%0, #32]\n\tstp xzr, xzr, [%0, #48]" ::"r"(p + i)
            : "memory");
}

/* The first memory node of the device tree. */
static bool ram_find(const void *fdt)
{
    int node, length = 0;
    const fdt64_t *reg;

    if (fdt_check_header(fdt) != 0)
        return false;
    node = fdt_node_offset_by_prop_value(fdt, -1, "device_type", "memory", 7);
    if (node < 0)
        return false;
    reg = fdt_getprop(fdt, node, "reg", &length);
    if (!reg || length < 16)
        return false;
    machine.ram_base = fdt64_to_cpu(reg[0]);
    machine.ram_size = fdt64_to_cpu(reg[1]);
    return machine.ram_base == PLATFORM_NS_RAM_BASE &&
           machine.ram_size <= PLATFORM_NS_RAM_MAX;
}

/* ---- CPUs ---- */

/* MMU off: physical addresses in and out. */
struct cpu *cpu_of_mpidr(uint64_t mpidr)
{
    int i = platform_cpu_index(mpidr);

    if (i < 0 || (unsigned)i >= CPUS_MAX)
        return NULL;
    cpu_table[i].id = (unsigned)i;
    cpu_table[i].arch.stack_top =
        (uintptr_t)&stack[i][KERNEL_STACK] + KERNEL_OFFSET;
    return &cpu_table[i];
}

static void cpu_set_up(void)
{
    sysreg_write(vbar_el1, (uintptr_t)vectors);
    sysreg_write(cpacr_el1, CPACR_EL1_ONLY);
    /* CNTKCTL_EL1: processes may read the counter. */
    sysreg_write(cntkctl_el1, 3);
    sysreg_write(tpidrro_el0, 0);
    if (machine.has_sve)
        sysreg_write(s3_0_c1_c2_0, 15); /* ZCR_EL1: as long as EL3 allows */
    if (machine.has_pan)
        __asm__ volatile(".inst 0xd500419f"); /* msr pan, #1 */
    isb();
}

static void features_find(void)
{
    uint64_t isar1 = sysreg_read(id_aa64isar1_el1);

    machine.has_sve = ID_FIELD(sysreg_read(id_aa64pfr0_el1), PFR0_SVE) != 0;
    machine.has_pauth =
        ID_FIELD(isar1, ISAR1_APA) || ID_FIELD(isar1, ISAR1_API);
    machine.has_pan = ID_FIELD(sysreg_read(id_aa64mmfr1_el1), MMFR1_PAN) != 0;
    machine.has_random =
        ID_FIELD(sysreg_read(id_aa64isar0_el1), ISAR0_RNDR) != 0;
    machine.has_zva64 = (sysreg_read(dczid_el0) & 0x1f) == 4;
}

/* Before any process can write to the flash. */
static void secrets_read(void)
{
    const uintptr_t page = (uintptr_t)arch_pointer(PLATFORM_SEED_PAGE);

    machine.has_seed = platform_seed_read(page, machine.seed) == 0;
    machine.has_huk = platform_huk_read(page, machine.huk) == 0;
}

/* Sets up the numbers behind arch_random() where the CPU has none: eight of
 * the seed's 48 bytes, one way. The others stay unknown to whoever learns
 * these numbers. */
static void random_set_up(void)
{
    memcpy(&machine.random, machine.seed, sizeof(machine.random));
    machine.random ^= sysreg_read(cntpct_el0);
}

struct answer machine_start(struct cpu *cpu, paddr_t device_tree)
{
    paddr_t end = PLATFORM_TEE_BASE + PLATFORM_TEE_SIZE;

    (void)cpu;
    features_find();
    cpu_set_up();
    mmu_map_normal(PLATFORM_NS_RAM_BASE, FIRST_RAM);
    if (device_tree < PLATFORM_NS_RAM_BASE ||
        device_tree - PLATFORM_NS_RAM_BASE >= FIRST_RAM ||
        !ram_find(arch_pointer(device_tree)))
        kernel_panic("the device tree names no memory");
    mmu_map_normal(machine.ram_base, machine.ram_size);
    secrets_read();
    random_set_up();
    kernel_init(arch_physical(image_end), end);
    machine.started = true;
    return (struct answer){TEED_ENTRY_DONE, arch_physical(teed_vectors)};
}

struct answer machine_start_cpu(struct cpu *cpu)
{
    (void)cpu;
    cpu_set_up();
    return (struct answer){TEED_ON_DONE, 0};
}

void arch_stop(void)
{
    struct cpu *cpu = (struct cpu *)(uintptr_t)sysreg_read(tpidr_el1);

    if (!machine.started) {
        register uint64_t id __asm__("x0") = TEED_ENTRY_DONE;
        register uint64_t table __asm__("x1") = 0;

        __asm__ volatile("smc #0" ::"r"(id), "r"(table) : "memory");
    }
    arch_switch(cpu, NULL);
    arch_unlock();
    leave_el3_now();
}

/* ---- switching ---- */

/* Are the registers what p left there? */
static bool fp_is_of(const struct cpu *cpu, const struct process *p)
{
    return cpu->arch.fp_owner == p && p->context.fp_cpu == cpu;
}

static void fp_save_secure(struct cpu *cpu)
{
    struct process *owner = cpu->arch.fp_owner;

    if (!cpu->arch.fp_live)
        return;
    fp_save(&owner->context.fp);
    owner->context.fp_saved = true;
    cpu->arch.fp_live = false;
}

static void fp_return_normal(struct cpu *cpu)
{
    fp_save_secure(cpu);
    cpu->arch.fp_owner = NULL;
    if (machine.has_sve)
        sve_load(normal_fp[cpu->id]);
    else
        fp_load((const struct arch_fp *)normal_fp[cpu->id]);
    cpu->arch.fp_secure = false;
}

static struct process *fp_trap(struct cpu *cpu)
{
    static const struct arch_fp zero;
    struct process *p = cpu->current;

    if (cpu->arch.fp_secure)
        fp_save_secure(cpu);
    else if (machine.has_sve)
        sve_save(normal_fp[cpu->id]);
    else
        fp_save((struct arch_fp *)normal_fp[cpu->id]);
    if (!fp_is_of(cpu, p))
        fp_load(p->context.fp_saved ? &p->context.fp : &zero);
    cpu->arch.fp_secure = true;
    cpu->arch.fp_owner = p;
    cpu->arch.fp_live = true;
    p->context.fp_cpu = cpu;
    sysreg_write(cpacr_el1, CPACR_EL0_FP);
    return p;
}

void arch_forget(struct cpu *cpu, struct process *p)
{
    p->context.fp_saved = false;
    if (!fp_is_of(cpu, p))
        return;
    cpu->arch.fp_live = false;
    sysreg_write(cpacr_el1, CPACR_EL1_ONLY);
}

/* As long as no more than they take to be copied is between two looks at
 * interrupts: a byte by the FP/SIMD registers takes a tenth of an instruction,
 * by the others almost one, if the ends are not aligned to each other. */
#define FP_COPY_MAX (24u << 10)

size_t arch_copy_max(const struct cpu *cpu, const struct process *p)
{
    return fp_is_of(cpu, p) ? FP_COPY_MAX : KCOPY_MAX;
}

void arch_copy(const struct cpu *cpu, const struct process *p, void *to,
               const void *from, size_t n)
{
    if (fp_is_of(cpu, p))
        fp_copy(to, from, n);
    else
        memcpy(to, from, n);
}

/* No process's space is current any more. */
static void switch_to_none(struct cpu *cpu)
{
    if (cpu->arch.fp_secure)
        fp_return_normal(cpu);
    sysreg_write(ttbr0_el1, mmu_ttbr0_none());
}

void arch_switch(struct cpu *cpu, struct process *p)
{
    if (cpu->current)
        cpu->current->context.tls = sysreg_read(tpidr_el0);
    cpu->current = p;
    if (!p) {
        switch_to_none(cpu);
        return;
    }
    sysreg_write(ttbr0_el1, p->space.arch.ttbr0);
    sysreg_write(tpidr_el0, p->context.tls);
    if (fp_is_of(cpu, p)) {
        cpu->arch.fp_live = true;
        sysreg_write(cpacr_el1, CPACR_EL0_FP);
    } else {
        sysreg_write(cpacr_el1, CPACR_EL1_ONLY);
    }
    if (machine.has_pauth) {
        sysreg_write(s3_0_c2_c1_0, p->context.keys[0]); /* APIAKeyLo_EL1 */
        sysreg_write(s3_0_c2_c1_1, p->context.keys[1]); /* APIAKeyHi_EL1 */
    }
}

void arch_context_init(struct arch_context *c, user_addr_t pc, user_addr_t sp,
                       const uint64_t args[3], const uint64_t keys[2],
                       bool masked)
{
    *c = (struct arch_context){.x = {args[0], args[1], args[2]},
                               .sp = sp,
                               .pc = pc,
                               .keys = {keys[0], keys[1]}};
    /* EL0t; no secure interrupts are used (I), normal-world ones are FIQ. */
    c->pstate = 1u << 7 | (masked ? 1u << 6 : 0);
}

/* ---- exceptions ---- */

struct process *machine_trap(struct cpu *cpu, uint64_t esr)
{
    if (ESR_CLASS(esr) == ESR_CLASS_FP)
        return fp_trap(cpu);
    return kernel_fault(cpu, esr,
                        ESR_HAS_ADDRESS(esr) ? sysreg_read(far_el1)
                                             : ARCH_NO_ADDRESS);
}

struct process *machine_serror(struct cpu *cpu, uint64_t esr)
{
    return kernel_fault(cpu, esr, ARCH_NO_ADDRESS);
}

void machine_kernel_fault(uint64_t esr, uint64_t pc, uint64_t address)
{
    log_address("fault in the kernel, syndrome", esr);
    log_address("pc", pc);
    log_address("address", address);
    kernel_panic("fault in the kernel");
}

/* ---- the rest of kernel/arch.h ---- */

uint64_t arch_features(void)
{
    return sysreg_read(id_aa64isar0_el1);
}

uint64_t arch_random(void)
{
    uint64_t value;

    if (machine.has_random) {
        value = sysreg_read(s3_3_c2_c4_0); /* RNDR */
        if (value)
            return value;
    }
    /* The finaliser of splitmix64. */
    machine.random += 0x9e3779b97f4a7c15ull;
    value = machine.random;
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ull;
    value = (value ^ value >> 27) * 0x94d049bb133111ebull;
    return value ^ value >> 31;
}

bool arch_seed(uint8_t seed[KSEED_BYTES])
{
    memcpy(seed, machine.seed, sizeof(machine.seed));
    mem_wipe(machine.seed, sizeof(machine.seed));
    return machine.has_seed;
}

bool arch_huk(uint8_t key[KHUK_BYTES])
{
    memcpy(key, machine.huk, sizeof(machine.huk));
    return machine.has_huk;
}

void arch_console_write(const char *text, size_t n)
{
    pl011_write((uintptr_t)arch_pointer(PLATFORM_UART_BASE), text, n);
}

/* Not a queue: on a machine whose CPUs are threads of another (an emulator, a
 * hypervisor) the next in a queue is often not running, and everybody waits
 * for it. Held for so short a time, the lock is fair enough. */
void arch_lock(void)
{
    while (__atomic_exchange_n(&machine.locked, true, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&machine.locked, __ATOMIC_RELAXED))
            arch_relax();
}

void arch_unlock(void)
{
    __atomic_store_n(&machine.locked, false, __ATOMIC_RELEASE);
}

bool arch_interrupt_pending(const struct cpu *cpu)
{
    uint64_t isr = sysreg_read(isr_el1);

    (void)cpu;
    return (isr & (ISR_I | ISR_F)) != 0;
}

void arch_relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}
