/* SPDX-License-Identifier: BSD-2-Clause */
/* All that is tried, and that nothing of it stays. */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

/* What the kernel holds; the first words of struct kstats. */
struct held {
    uint32_t reserved, processes, activations, windows;
};

static struct held held_now(void)
{
    struct thread t;
    struct held h;
    uint64_t at, word;

    thread_enter(&t);
    at = buffer_of(&t);
    if (kcall(&t, KCALL_stats, at, 0, 0, 0))
        fact(false, "stats");
    word = peek(&t, at + 8);
    h.reserved = (uint32_t)word;
    h.processes = (uint32_t)(word >> 32);
    word = peek(&t, at + 16);
    h.activations = (uint32_t)word;
    h.windows = (uint32_t)(word >> 32);
    thread_end(&t);
    return h;
}

static void attempt(const char *name, void (*try)(void))
{
    struct held before = held_now(), after;

    section(name);
    try();
    after = held_now();
    fact(before.reserved == after.reserved, "quotas are given back");
    fact(before.processes == after.processes, "processes are gone");
    fact(before.activations == after.activations, "activations are over");
    fact(before.windows == after.windows, "windows are gone");
}

void conformance_run(void)
{
    attempt("messages", messages_try);
    attempt("waiting", waiting_try);
    attempt("leases", leases_try);
    attempt("memory", memory_try);
    attempt("processes", processes_try);
    attempt("deaths", deaths_try);
    attempt("cancellation", cancels_try);
    attempt("windows", windows_try);
    section("end");
}
