/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes from the outside, as tamgr makes them: each call in each state. */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define VA         0x40000000ull
#define STACK      0x5f000000ull
#define OTHERS     (PROCESS_SLOTS - SERVICE_LIMIT)
#define PLANS_MOST 64u
#define RW         (KMAP_READ | KMAP_WRITE)
#define ABSENT     (SERVICE_LIMIT | 0xfff00u) /* of a generation to come */

static void check_create(struct thread *t, enum kerr promised,
                         const struct kprocess *k, const char *what)
{
    check("process_create", promised, ta_create(t, k), what);
}

static void try_plans(struct thread *t)
{
    struct kprocess k = ta_plan(0);

    check("process_create", KERR_ADDRESS,
          kcall(t, KCALL_process_create, NOWHERE, 0, 0, 0), "from nowhere");
    k.rights = KRIGHT_TA | KRIGHT_NW;
    check_create(t, KERR_ARGUMENT, &k, "with a right that no TA has");
    k = ta_plan(0);
    k.arena += PAGE_SIZE;
    check_create(t, KERR_ARGUMENT, &k, "an arena not aligned");
    k.arena = USER_VA_MIN - (2u << 20);
    check_create(t, KERR_ARGUMENT, &k, "an arena too low");
    k.arena = USER_VA_MAX;
    check_create(t, KERR_ARGUMENT, &k, "an arena too high");
    k = ta_plan(0);
    k.quota = 1u << 31;
    check_create(t, KERR_NO_MEMORY, &k, "more memory than there is");
    k.quota = 0;
    check_create(t, KERR_NO_MEMORY, &k, "no memory");
    k.quota = 1;
    check_create(t, KERR_NO_MEMORY, &k, "less memory than tables need");
}

static uint64_t call1(struct thread *t, enum kcall number, uint64_t pid)
{
    return kcall(t, number, pid, 0, 0, 0);
}

static void try_slots(struct thread *t)
{
    struct kprocess k = ta_plan(0);
    uint32_t pid[OTHERS];
    unsigned n = 0;

    k.quota = 4;
    for (; n < OTHERS && ta_create(t, &k) == KERR_OK; n++)
        pid[n] = (uint32_t)t->b;
    fact(n == OTHERS, "as many processes as there are slots");
    check_create(t, KERR_NO_MEMORY, &k, "one more");
    for (unsigned i = 0; i < n; i++)
        if (repeat(t, KCALL_process_reap, pid[i], 0))
            fact(false, "what was never started can be reaped");
}

static void check_into(struct thread *t, enum kerr promised, uint64_t pid,
                       uint64_t va, uint64_t pages, uint64_t rights,
                       const char *what)
{
    check("process_map", promised,
          kcall(t, KCALL_process_map, pid, va, pages, rights), what);
}

static void try_into(struct thread *t, uint64_t pid)
{
    check_into(t, KERR_OK, pid, VA, 1, RW, "a page");
    check_into(t, KERR_STATE, pid, VA, 1, RW, "where one is");
    check_into(t, KERR_OK, pid, VA, 0, RW, "no page");
    check_into(t, KERR_OK, pid, USER_VA_MAX - PAGE_SIZE, 1, RW, "the highest");
    check_into(t, KERR_ARGUMENT, pid, VA + 8, 1, RW, "not from a page");
    check_into(t, KERR_ARGUMENT, pid, VA - PAGE_SIZE, 1, RW, "too low");
    check_into(t, KERR_ARGUMENT, pid, USER_VA_MAX, 1, RW, "too high");
    check_into(t, KERR_ARGUMENT, pid, VA, KPAGES_MAX + 1, RW, "too many");
    check_into(t, KERR_ARGUMENT, pid, VA, 1ull << 52, RW, "2^64 bytes");
    check_into(t, KERR_ARGUMENT, pid, VA + PAGE_SIZE, 1, KMAP_WRITE,
               "not to be read");
    check_into(t, KERR_ARGUMENT, pid, VA + PAGE_SIZE, 1, RW | KMAP_EXEC,
               "to be written and run");
    check_into(t, KERR_ARGUMENT, pid, VA + PAGE_SIZE, 1, KMAP_READ | 16,
               "an unknown right");
    check_into(t, KERR_NO_OBJECT, ABSENT, VA, 1, RW, "into no process");
    check_into(t, KERR_NO_OBJECT, SERVICE_CRYPTO, VA, 1, RW, "into a service");
    check_into(t, KERR_NO_OBJECT, pid | 1ull << 32, VA, 1, RW, "pid + 2^32");
}

static void check_out(struct thread *t, enum kerr promised, uint64_t pid,
                      uint64_t va, uint64_t pages, const char *what)
{
    check("process_unmap", promised,
          kcall(t, KCALL_process_unmap, pid, va, pages, 0), what);
}

static void try_out(struct thread *t, uint64_t pid)
{
    uint64_t end = VA + (2u << 20);

    check_into(t, KERR_OK, pid, end - PAGE_SIZE, 1, RW, "before a table's end");
    check_into(t, KERR_OK, pid, end, 1, RW, "behind it");
    check_out(t, KERR_OK, pid, end - PAGE_SIZE, 2, "both");
    check_into(t, KERR_OK, pid, end - PAGE_SIZE, 1, RW, "again");
    check_into(t, KERR_OK, pid, end, 1, RW, "again");
    check_out(t, KERR_OK, pid, end - 4 * PAGE_SIZE, KPAGES_MAX,
              "with pages where nothing is");
    check_out(t, KERR_OK, pid, VA, 0, "no page");
    check_out(t, KERR_ARGUMENT, pid, VA + 8, 1, "not from a page");
    check_out(t, KERR_ARGUMENT, pid, VA, KPAGES_MAX + 1, "too many");
    check_out(t, KERR_ARGUMENT, pid, USER_VA_MAX, 1, "too high");
    check_out(t, KERR_NO_OBJECT, ABSENT, VA, 1, "from no process");
    check_out(t, KERR_NO_OBJECT, SERVICE_CRYPTO, VA, 1, "from a service");
}

static void check_fill(struct thread *t, enum kerr promised, uint64_t pid,
                       uint64_t va, uint64_t from, uint64_t n, const char *what)
{
    check("process_write", promised,
          kcall(t, KCALL_process_write, pid, va, from, n), what);
}

static void try_fill(struct thread *t, uint64_t pid)
{
    uint64_t at = buffer_of(t);

    check_fill(t, KERR_OK, pid, VA, at, PAGE_SIZE, "a page");
    check_fill(t, KERR_OK, pid, VA + PAGE_SIZE - 1, constant_of(t), 1,
               "a byte");
    check_fill(t, KERR_OK, pid, VA, NOWHERE, 0, "nothing");
    check_fill(t, KERR_ADDRESS, pid, VA + PAGE_SIZE - 1, at, 2, "over the end");
    check_fill(t, KERR_ADDRESS, pid, VA, NOWHERE, 1, "from nowhere");
    check_fill(t, KERR_ARGUMENT, pid, VA, at, KCOPY_MAX + 1, "too much");
    check_fill(t, KERR_ARGUMENT, pid, VA - 8, at, 8, "too low");
    check_fill(t, KERR_ARGUMENT, pid, USER_VA_MAX, at, 1, "too high");
    check_fill(t, KERR_ARGUMENT, pid, 0 - 8ull, at, 8, "up to 2^64");
    check_fill(t, KERR_NO_OBJECT, ABSENT, VA, at, 1, "no process");
    check_fill(t, KERR_NO_OBJECT, SERVICE_KEYS, VA, at, 1, "a service");
}

static void check_go(struct thread *t, enum kerr promised, uint64_t pid,
                     uint64_t entry, uint64_t sp, const char *what)
{
    check("process_start", promised,
          kcall(t, KCALL_process_start, pid, entry, sp, 0), what);
}

static void try_go(struct thread *t, uint64_t pid)
{
    check_go(t, KERR_ARGUMENT, pid, VA, STACK + 8, "a stack not aligned");
    check_go(t, KERR_ARGUMENT, pid, VA, USER_VA_MAX + 16, "a stack too high");
    check_go(t, KERR_ARGUMENT, pid, USER_VA_MAX, STACK, "an entry too high");
    check_go(t, KERR_NO_OBJECT, ABSENT, VA, STACK, "no process");
    check_go(t, KERR_NO_OBJECT, SERVICE_KEYS, VA, STACK, "a service");
    check("process_reap", KERR_NO_OBJECT, call1(t, KCALL_process_reap, ABSENT),
          "no process");
    check_go(t, KERR_OK, pid, VA, STACK, "what is filled");
    check_go(t, KERR_STATE, pid, VA, STACK, "a second time");
    check_into(t, KERR_STATE, pid, VA + PAGE_SIZE, 1, RW, "when it is started");
    check_fill(t, KERR_STATE, pid, VA, buffer_of(t), 1, "when it is started");
    check_out(t, KERR_STATE, pid, VA, 1, "when it is started");
    check("process_reap", KERR_STATE, call1(t, KCALL_process_reap, pid),
          "what is alive");
}

static void try_end(struct thread *t, uint64_t pid)
{
    check("process_kill", KERR_NO_OBJECT, call1(t, KCALL_process_kill, ABSENT),
          "no process");
    check("process_kill", KERR_NO_OBJECT,
          call1(t, KCALL_process_kill, SERVICE_CRYPTO), "a service");
    check("process_kill", KERR_OK, call1(t, KCALL_process_kill, pid),
          "what waits for its first message");
    check("process_kill", KERR_OK, call1(t, KCALL_process_kill, pid),
          "what is dead");
    check_go(t, KERR_STATE, pid, VA, STACK, "what is dead");
    check_into(t, KERR_STATE, pid, VA, 1, RW, "into what is dead");
    check("process_reap", KERR_MORE, call1(t, KCALL_process_reap, pid),
          "what is dead");
    check("process_reap", KERR_OK, repeat(t, KCALL_process_reap, pid, 0),
          "go on");
    check("process_reap", KERR_NO_OBJECT, call1(t, KCALL_process_reap, pid),
          "a second time");
    check("process_kill", KERR_NO_OBJECT, call1(t, KCALL_process_kill, pid),
          "what is reaped");
}

/* All of a small quota. */
static void try_quota(struct thread *t)
{
    struct kprocess k = ta_plan(0);
    uint64_t pid, error;

    k.quota = 12;
    check_create(t, KERR_OK, &k, "a small one");
    pid = t->b;
    error = kcall(t, KCALL_process_map, pid, VA, 12, RW);
    check("process_map", KERR_NO_MEMORY, error, "more than its quota");
    check("process_kill", KERR_OK, call1(t, KCALL_process_kill, pid),
          "what is not started");
    repeat(t, KCALL_process_reap, pid, 0);
}

/* Fills what waits for tamgr's reply, up to what it may have. */
static void try_asking(struct thread *t, uint32_t pid)
{
    uint64_t error, va = VA + (1u << 20);

    check_into(t, KERR_OK, pid, va, 1, KMAP_READ | KMAP_EXEC,
               "when it waits for the caller");
    check_fill(t, KERR_OK, pid, va, buffer_of(t), 8,
               "when it waits for the caller");
    check_into(t, KERR_STATE, pid, va, 1, RW, "where one is");
    check_into(t, KERR_ARGUMENT, pid, va + PAGE_SIZE, 1, RW | KMAP_EXEC,
               "to be written and run");
    thread_start(t, SERVICE_CRYPTO, 0, 0);
    thread_reply(t, 0);
    check_fill(t, KERR_OK, pid, va, buffer_of(t), 8,
               "after the caller itself has waited");
    do {
        va += KPAGES_MAX * PAGE_SIZE;
        error = kcall(t, KCALL_process_map, pid, va, KPAGES_MAX, RW);
    } while (error == KERR_OK);
    check("process_map", KERR_NO_MEMORY, error,
          "more than it may raise its quota to");
    check_out(t, KERR_OK, pid, va - KPAGES_MAX * PAGE_SIZE, KPAGES_MAX,
              "when it waits for the caller");
    check_into(t, KERR_OK, pid, va - KPAGES_MAX * PAGE_SIZE, KPAGES_MAX, RW,
               "what was given back");
}

static void try_running(void)
{
    struct kprocess k = ta_plan(1u << SERVICE_GATEWAY | 1u << SERVICE_TAMGR);
    struct thread t, u;
    uint32_t pid;

    k.most = TA_QUOTA + 2 * KPAGES_MAX;
    pid = ta_make_plan(&k, 0);
    thread_open(&t, pid);
    thread_open(&u, SERVICE_TAMGR);
    check_into(&u, KERR_STATE, pid, VA + (1u << 20), 1, RW, "while it runs");
    check_fill(&u, KERR_STATE, pid, VA, buffer_of(&u), 8, "while it runs");
    check_out(&u, KERR_STATE, pid, VA, 1, "while it runs");
    thread_close(&u);
    thread_call(&t, SERVICE_TAMGR, 0, 0);
    try_asking(&t, pid);
    thread_reply(&t, 7);
    check_sent(&t, "call", KERR_OK, "while who sent it is filled");
    thread_close(&t);
    ta_end(pid);
}

/* Reserves all memory in processes; their number. */
static unsigned memory_take(struct thread *t, uint32_t pid[PLANS_MOST])
{
    struct kprocess k = ta_plan(0);
    unsigned n = 0;

    for (k.quota = 1u << 16; k.quota > 1 && n < PLANS_MOST;) {
        if (ta_create(t, &k) == KERR_OK)
            pid[n++] = (uint32_t)t->b;
        else
            k.quota /= 2;
    }
    return n;
}

/* A service is nobody's to end or to free, and comes back by itself. */
static void try_service(void)
{
    uint32_t pid[PLANS_MOST];
    struct thread a, t;
    unsigned n;

    thread_open(&a, SERVICE_KEYS);
    thread_open(&t, SERVICE_TAMGR);
    check("process_kill", KERR_NO_OBJECT,
          call1(&t, KCALL_process_kill, SERVICE_KEYS), "a service");
    thread_close(&t);
    kcall(&a, KCALL_exit, 1, 0, 0, 0);
    check_sent(&a, "start_recv", KERR_PEER_DIED, "to a service that exits");
    thread_close(&a);
    thread_open(&t, SERVICE_TAMGR);
    check("process_reap", KERR_NO_OBJECT,
          call1(&t, KCALL_process_reap, SERVICE_KEYS), "a dead service");
    n = memory_take(&t, pid);
    thread_call(&t, SERVICE_KEYS, 0, 0);
    thread_reply(&t, 4);
    check_sent(&t, "call", KERR_OK,
               "to a service that died, when all memory is promised to others");
    for (unsigned i = 0; i < n; i++)
        repeat(&t, KCALL_process_reap, pid[i], 0);
    thread_close(&t);
}

void processes_try(void)
{
    const struct kprocess k = ta_plan(0);
    struct thread t;
    uint64_t pid;

    thread_open(&t, SERVICE_TAMGR);
    try_plans(&t);
    try_slots(&t);
    check_create(&t, KERR_OK, &k, "as tamgr makes it");
    pid = t.b;
    try_into(&t, pid);
    try_out(&t, pid);
    try_fill(&t, pid);
    try_go(&t, pid);
    try_end(&t, pid);
    try_quota(&t);
    thread_close(&t);
    try_running();
    try_service();
}
