/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries of the kernel: what the machine half calls. Each takes the
 * lock, handles one thing, makes the process that runs next current, and
 * releases the lock. The only knowledge of the normal world's protocol here
 * is the number of "resume" and the few answers that need no gateway.
 * Mutable state: `dead`.
 */
#include "kernel/activation.h"

#include "abi/optee_smc.h"
#include "kernel/bundle.h"
#include "kernel/kcall.h"
#include "kernel/log.h"
#include "kernel/message.h"

static bool dead;

void kernel_init(paddr_t bundle, paddr_t end)
{
    paddr_t first;

    if (!bundle_open(bundle, end, &first))
        kernel_panic("the service bundle is damaged");
    page_pool_add(first, end);
    activation_init();
    if (!bundle_start_all())
        kernel_panic("the image does not fit this machine");
    log_text("Cella is ready");
}

/* An answer without the gateway. */
static struct process *refuse(struct cpu *cpu, uint64_t code)
{
    cpu->nw[0] = code;
    cpu->nw[1] = cpu->nw[2] = cpu->nw[3] = 0;
    return NULL;
}

/* Leaves the kernel towards p, or towards the normal world. */
static struct process *leave(struct cpu *cpu, struct process *p)
{
    if (dead)
        p = refuse(cpu, OPTEE_SMC_RETURN_UNKNOWN);
    if (cpu->current != p)
        arch_switch(cpu, p);
    arch_unlock();
    return p;
}

static struct process *smc_resume(struct cpu *cpu, struct event *ev)
{
    struct activation *act = activation_resume((uint32_t)ev->w[3]);
    enum activation_state was;

    if (!act)
        return refuse(cpu, OPTEE_SMC_RETURN_ERESUME);
    was = act->state;
    act->state = ACTIVATION_RUNNING;
    cpu->act = act;
    if (was == ACTIVATION_INTERRUPTED)
        return activation_continue(cpu);
    return activation_event(cpu, ev);
}

static struct process *smc_handle(struct cpu *cpu, const uint64_t *regs,
                                  bool fast)
{
    struct event ev = {.kind = fast ? KEV_FAST_SMC : KEV_SMC, .w = regs};

    if (!fast && (uint32_t)regs[0] == OPTEE_SMC_RETURN_FROM_RPC) {
        ev.kind = KEV_RESUME;
        return smc_resume(cpu, &ev);
    }
    cpu->act = activation_new(cpu, fast);
    if (!cpu->act)
        return refuse(cpu, OPTEE_SMC_RETURN_ETHREAD_LIMIT);
    return activation_event(cpu, &ev);
}

struct process *kernel_smc(struct cpu *cpu, const uint64_t *regs, bool fast)
{
    arch_lock();
    return leave(cpu, dead ? NULL : smc_handle(cpu, regs, fast));
}

struct process *kernel_call(struct cpu *cpu, unsigned number)
{
    struct process *p = NULL;

    arch_lock();
    if (number <= MESSAGE_PASS_MAX)
        p = message_pass(cpu, number);
    return leave(cpu, p ? p : kcall_dispatch(cpu, number));
}

struct process *kernel_fault(struct cpu *cpu, uint64_t code,
                             user_addr_t address)
{
    arch_lock();
    cpu->current->fault = address;
    return leave(cpu, activation_death(cpu, cpu->current, KDEATH_FAULT, code));
}

struct process *kernel_interrupt(struct cpu *cpu)
{
    arch_lock();
    activation_interrupt(cpu);
    return leave(cpu, NULL);
}

void kernel_panic(const char *why)
{
    dead = true;
    log_text("PANIC: the TEE stops");
    log_text(why);
    arch_stop();
}
