/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A CPU of the host: what the device does between an SMC and its return, with
 * programs that run until they make a kernel call in place of an eret and an
 * svc. An interrupt comes there, before the call is taken, and the call is then
 * made when the activation goes on; or in the midst of the program. Three
 * kernel calls carry an address of the space's arena in a register: it is
 * translated. No state.
 */
#include "kernel/arch/host/host.h"

#include "kernel/activation.h"
#include "lib/checked.h"
#include "lib/mem.h"
#include "platform/qemu-virt/memory.h"

/* The kernel speaks of addresses in the space, the caller of pointers. */
static void call_in(unsigned number, uint64_t *x, const struct space *s)
{
    if (number == KCALL_mem_unmap)
        x[0] = host_address(s, x[0]);
    if (number == KCALL_mem_map && x[1])
        x[1] = host_address(s, x[1]);
}

static void call_out(unsigned number, uint64_t *x, unsigned slot)
{
    if ((number == KCALL_mem_map || number == KCALL_window_map) && x[1])
        x[1] = host_arena(slot, x[1]);
}

static struct process *call(struct cpu *cpu, struct process *p, unsigned number)
{
    uint64_t *x = p->context.x;
    unsigned slot = process_slot(p);
    struct process *next;

    call_in(number, x, &p->space);
    if (number == KCALL_window_map)
        slot = (uint32_t)x[1] & 0xff;
    next = kernel_call(cpu, number);
    if (next == p && p->state == PROCESS_READY)
        call_out(number, x, slot);
    return next;
}

static struct process *step(struct cpu *cpu, struct process *p)
{
    struct arch_context *c = &p->context;
    unsigned number = c->call;

    if (number == 0)
        number = host_program_run(p);
    c->call = 0;
    if (number == HOST_INTERRUPT)
        return kernel_interrupt(cpu);
    if (!c->masked && host_interrupt(cpu)) {
        c->call = number;
        return kernel_interrupt(cpu);
    }
    if (number == HOST_FAULT)
        return kernel_fault(cpu, c->fault[0], c->fault[1]);
    return call(cpu, p, number);
}

void host_smc(struct cpu *cpu, const uint64_t regs[KMSG_WORDS], bool fast)
{
    struct process *p = kernel_smc(cpu, regs, fast);

    while (p)
        p = step(cpu, p);
}

void arch_context_init(struct arch_context *c, user_addr_t pc, user_addr_t sp,
                       const uint64_t args[3], const uint64_t keys[2],
                       bool masked)
{
    (void)sp;
    *c = (struct arch_context){.pc = pc,
                               .args = {args[0], args[1], args[2]},
                               .keys = {keys[0], keys[1]},
                               .masked = masked};
}

void arch_switch(struct cpu *cpu, struct process *p)
{
    cpu->current = p;
}

void arch_forget(struct cpu *cpu, struct process *p)
{
    (void)cpu;
    (void)p;
}

size_t arch_copy_max(const struct cpu *cpu, const struct process *p)
{
    (void)cpu;
    (void)p;
    return KCOPY_MAX;
}

void arch_copy(const struct cpu *cpu, const struct process *p, void *to,
               const void *from, size_t n)
{
    (void)cpu;
    (void)p;
    memcpy(to, from, n);
}

void arch_page_zero(void *page)
{
    uint64_t *p = page;

    for (unsigned i = 0; i < PAGE_SIZE / sizeof(*p); i++)
        p[i] = 0;
}

/* As the device has it, which alone has the registers. */
bool arch_is_free_device(paddr_t pa, uint64_t length)
{
    return pa >= PLATFORM_NV_BASE &&
           range_inside(pa - PLATFORM_NV_BASE, length,
                        PLATFORM_NV_SECTORS * PLATFORM_NV_SECTOR);
}

/* A CPU without any of the features that programs ask for. */
uint64_t arch_features(void)
{
    return 0;
}

bool arch_interrupt_pending(const struct cpu *cpu)
{
    return host_interrupt_pending(cpu);
}
