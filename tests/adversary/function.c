/* SPDX-License-Identifier: BSD-2-Clause */
/* See function.h. Mutable state: `keys`. */
#include "tests/adversary/function.h"

#include "abi/optee_smc.h"
#include "abi/psci.h"
#include "platform/qemu-virt/memory.h"
#include "tests/adversary/thread.h"

#define KEYS 64u

static uint32_t keys[KEYS]; /* resume keys seen, most of them used up */

void key_keep(struct cpu *cpu, uint32_t key)
{
    keys[random_below(cpu, KEYS)] = key;
}

/* Calls that would take this CPU away from the test. */
static bool function_ends(uint32_t id)
{
    switch (id & ~(SMCCC_64 | SMCCC_HINT_NO_SVE)) {
    case PSCI_CPU_SUSPEND:
    case PSCI_CPU_OFF:
    case PSCI_SYSTEM_OFF:
    case PSCI_SYSTEM_RESET:
        return true;
    default:
        return false;
    }
}

static uint32_t function_random(struct cpu *cpu)
{
    static const uint32_t bases[] = {0x80000000, 0x84000000, 0xbf00ff00,
                                     0xb2000000, 0x32000000, 0xbe000000,
                                     0x3f000000, 0xc3000000};
    uint32_t id = bases[random_below(cpu, 8)] + random_below(cpu, 0x20);

    if (chance(cpu, 20))
        id ^= 1u << random_below(cpu, 32);
    return chance(cpu, 20) ? (uint32_t)random_next(cpu) : id;
}

/* Those that take a message or a key have attacks of their own. */
static bool function_is_call(uint32_t id)
{
    switch (id & ~SMCCC_HINT_NO_SVE & ~SMCCC_64) {
    case OPTEE_SMC_RETURN_FROM_RPC:
    case OPTEE_SMC_CALL_WITH_ARG:
    case OPTEE_SMC_CALL_WITH_RPC_ARG:
    case OPTEE_SMC_CALL_WITH_REGD_ARG:
    case OPTEE_SMC_DISABLE_SHM_CACHE:
        return true;
    default:
        return false;
    }
}

static uint64_t address_secure(struct cpu *cpu)
{
    return PLATFORM_SECURE_RAM_BASE +
           4ull * random_below(cpu, PLATFORM_SECURE_RAM_SIZE / 4);
}

static bool function_is_tee(uint32_t id)
{
    return (id >> SMCCC_OWNER_SHIFT & SMCCC_OWNER_MASK) >=
           SMCCC_OWNER_TOS_FIRST;
}

static bool answer_known(uint32_t id, uint64_t x0)
{
    switch (id & ~SMCCC_HINT_NO_SVE) {
#define ROW(name, number, manual) case number:
        OPTEE_SMC_CALLS(ROW)
#undef ROW
        return true;
    default:
        return x0 == OPTEE_SMC_RETURN_UNKNOWN ||
               x0 == (uint64_t)SMCCC_RET_NOT_SUPPORTED || /* the monitor's */
               (!(id & SMCCC_FAST) && x0 == OPTEE_SMC_RETURN_ETHREAD_LIMIT);
    }
}

void function_try(struct cpu *cpu)
{
    uint64_t x[8];
    uint32_t id = function_random(cpu);

    if (function_ends(id) || function_is_call(id))
        return;
    for (unsigned i = 1; i < 8; i++)
        x[i] = number_wild(cpu);
    x[2] = address_secure(cpu); /* it may be taken for an entry point */
    x[0] = id | (chance(cpu, 10) ? random_next(cpu) << 32 : 0);
    count(&tally.malformed);
    smc(cpu, x);
    if (function_is_tee(id) && !answer_known(id, x[0]))
        fail(cpu, "answer of a function", id, x[0]);
}

void suspend_bad(struct cpu *cpu)
{
    uint64_t x[8] = {PSCI_64(PSCI_CPU_SUSPEND),
                     PSCI_STATE_POWERDOWN |
                         (chance(cpu, 50) ? PSCI_STATE_RESERVED : 0),
                     address_secure(cpu)};

    count(&tally.malformed);
    smc(cpu, x);
    if (x[0] != (uint64_t)PSCI_INVALID_PARAMETERS &&
        x[0] != (uint64_t)PSCI_INVALID_ADDRESS)
        fail(cpu, "answer of CPU_SUSPEND", x[0], x[1]);
}

static bool key_is_live(uint32_t key)
{
    for (unsigned i = 0; i < THREADS; i++)
        if (thread_state(i) != THREAD_FREE && (uint32_t)threads[i].x[3] == key)
            return true;
    return false;
}

/* Keys that are used up, of calls that were never begun, and invented ones. */
void resume_wrong(struct cpu *cpu)
{
    uint64_t x[8];
    uint32_t key = keys[random_below(cpu, KEYS)];

    if (chance(cpu, 30))
        key = random_below(cpu, 0x40);
    else if (chance(cpu, 30))
        key = (uint32_t)random_next(cpu);
    else if (chance(cpu, 30))
        key ^= 0x10u << random_below(cpu, 4); /* no such activation */
    for (unsigned i = 1; i < 8; i++)
        x[i] = number_wild(cpu);
    if (key_is_live(key))
        return;
    x[0] = OPTEE_SMC_RETURN_FROM_RPC;
    x[3] = key | (chance(cpu, 20) ? random_next(cpu) << 32 : 0);
    count(&tally.malformed);
    smc(cpu, x);
    if (x[0] != OPTEE_SMC_RETURN_ERESUME)
        fail(cpu, "resumed with a wrong key", key, x[0]);
}

void address_wrong(struct cpu *cpu)
{
    uint64_t at = address_bad(cpu, chance(cpu, 50));
    uint64_t x[8] = {chance(cpu, 50) ? OPTEE_SMC_CALL_WITH_ARG
                                     : OPTEE_SMC_CALL_WITH_RPC_ARG};

    if (chance(cpu, 25))
        at = address_field(cpu) + 1 + random_below(cpu, 7);
    else if (chance(cpu, 25)) /* the end of a page */
        at = FIELD_BASE + PAGE * (uint64_t)random_below(cpu, 64) + PAGE - 8 -
             8 * random_below(cpu, 3);
    x[1] = at >> 32;
    x[2] = (uint32_t)at | random_next(cpu) << 32;
    count(&tally.malformed);
    smc(cpu, x);
    if (x[0] != OPTEE_SMC_RETURN_EBADADDR &&
        x[0] != OPTEE_SMC_RETURN_ETHREAD_LIMIT)
        fail(cpu, "message at a wrong address", at, x[0]);
}

void cookie_wrong(struct cpu *cpu)
{
    uint64_t cookie = number_edge(cpu);
    uint64_t offset = number_wild(cpu);
    uint64_t x[8] = {OPTEE_SMC_CALL_WITH_REGD_ARG, 0, 0, offset};

    if (chance(cpu, 50)) { /* of a page that is registered */
        cookie = MESSAGE_COOKIE + random_below(cpu, THREADS);
        offset = PAGE - 8 * (uint64_t)random_below(cpu, 4);
        x[3] = chance(cpu, 50) ? offset : offset + random_below(cpu, 1u << 20);
    }
    x[1] = cookie >> 32;
    x[2] = (uint32_t)cookie;
    count(&tally.malformed);
    smc(cpu, x);
    if (x[0] != OPTEE_SMC_RETURN_EBADADDR &&
        x[0] != OPTEE_SMC_RETURN_ETHREAD_LIMIT)
        fail(cpu, "message in wrong memory", cookie, x[3]);
}

/* Forgets registrations while others use them. */
void cache_disable(struct cpu *cpu)
{
    uint64_t x[8] = {OPTEE_SMC_DISABLE_SHM_CACHE};

    count(&tally.malformed);
    smc(cpu, x);
    if (x[0] != OPTEE_SMC_RETURN_OK && x[0] != OPTEE_SMC_RETURN_ENOTAVAIL)
        fail(cpu, "answer of DISABLE_SHM_CACHE", x[0], x[1]);
}
