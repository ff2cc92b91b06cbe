/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process table. A pid is slot | generation << 8; services keep
 * generation 0, so that their pids are constants of abi/kernel.h. Every
 * reference to a process that outlives one kernel entry is a pid and is
 * looked up again: a dead process is found dead, a reused slot not at all.
 * References to a service are dropped when it dies (activation.c), before the
 * next process has its pid.
 * Mutable state: `table`, `generation`.
 */
#include "kernel/process.h"

#include "kernel/window.h"
#include "lib/mem.h"

static struct process table[PROCESS_SLOTS];
static uint32_t generation[PROCESS_SLOTS];

struct process *process_find(uint32_t pid)
{
    uint32_t slot = pid & 0xff;
    struct process *p;

    if (slot >= PROCESS_SLOTS)
        return NULL;
    p = &table[slot];
    return p->pid == pid && p->state != PROCESS_FREE ? p : NULL;
}

struct process *process_in_slot(uint32_t slot)
{
    return &table[slot % PROCESS_SLOTS];
}

struct process *process_callable(uint32_t pid)
{
    struct process *p = process_in_slot(pid & 0xff);

    if (p->pid != pid)
        return NULL;
    return p->state == PROCESS_NEW || p->state == PROCESS_READY ? p : NULL;
}

/* A free slot of the TAs', or NULL. */
static struct process *slot_take(void)
{
    for (uint32_t i = SERVICE_LIMIT; i < PROCESS_SLOTS; i++)
        if (table[i].state == PROCESS_FREE)
            return &table[i];
    return NULL;
}

enum kerr process_create(const struct kprocess *k, uint32_t slot,
                         struct process **out)
{
    struct process *p = slot ? &table[slot] : slot_take();
    uint32_t i;
    enum kerr err;

    if (!p)
        return KERR_NO_MEMORY;
    if (p->state != PROCESS_FREE)
        return KERR_STATE;
    i = (uint32_t)(p - table);
    memset(p, 0, sizeof(*p));
    err = space_init(&p->space, i, k->quota, k->most, k->arena);
    if (err != KERR_OK)
        return err;
    p->state = PROCESS_EMBRYO;
    p->pid = slot ? slot : i | generation[i] << 8;
    p->rights = k->rights;
    p->may_call = k->may_call;
    memcpy(p->name, k->name, sizeof(p->name) - 1);
    memcpy(p->context.keys, k->keys, sizeof(p->context.keys));
    *out = p;
    return KERR_OK;
}

uint32_t process_generation(const struct process *p)
{
    return generation[process_slot(p)];
}

enum kerr process_start(struct process *p, user_addr_t entry, user_addr_t sp,
                        uint64_t argument)
{
    const uint64_t args[3] = {p->pid, arch_features(), argument};
    const uint64_t keys[2] = {p->context.keys[0], p->context.keys[1]};

    if (p->state != PROCESS_EMBRYO)
        return KERR_STATE;
    if ((sp & 15) != 0 || entry >= USER_VA_MAX || sp > USER_VA_MAX)
        return KERR_ARGUMENT;
    arch_context_init(&p->context, entry, sp, args, keys,
                      (p->rights & KRIGHT_MASKED) != 0);
    p->state = PROCESS_NEW;
    return KERR_OK;
}

enum kerr process_reap(struct process *p)
{
    enum kerr err;

    if (p->state != PROCESS_DEAD && p->state != PROCESS_EMBRYO)
        return KERR_STATE;
    p->state = PROCESS_DEAD;
    window_forget_process(p);
    err = space_reap(&p->space);
    if (err != KERR_OK)
        return err;
    generation[process_slot(p)]++;
    generation[process_slot(p)] &= 0xffffff;
    memset(p, 0, sizeof(*p));
    return KERR_OK;
}

uint32_t process_count(void)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < PROCESS_SLOTS; i++)
        n += table[i].state != PROCESS_FREE;
    return n;
}
