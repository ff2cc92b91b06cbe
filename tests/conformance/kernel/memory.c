/* SPDX-License-Identifier: BSD-2-Clause */
/* What a process asks for itself: memory up to its quota, the log, counters,
 * the seed, what is kept. In crypto, which has the right to the last two. */
#include "abi/bundle.h"
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define REGIONS_MOST 256u
#define UNMAP        KCALL_mem_unmap

static void check_map(struct thread *t, enum kerr promised, uint64_t pages,
                      uint64_t va, const char *what)
{
    check("mem_map", promised, kcall(t, KCALL_mem_map, pages, va, 0, 0), what);
}

static void check_unmap(struct thread *t, enum kerr promised, uint64_t va,
                        uint64_t pages, const char *what)
{
    check("mem_unmap", promised, kcall(t, UNMAP, va, pages, 0, 0), what);
}

static void try_map(struct thread *t)
{
    uint64_t pages = KPAGES_MAX + 1, va;

    check_map(t, KERR_MORE, pages, 0, "a page more than goes at once");
    va = t->b;
    check_map(t, KERR_ARGUMENT, pages + 1, va, "go on with another size");
    check_map(t, KERR_ARGUMENT, pages, va + PAGE_SIZE, "go on elsewhere");
    check_map(t, KERR_OK, pages, va, "go on");
    fact(t->b == va, "its address stays");
    check_map(t, KERR_ARGUMENT, pages, va, "go on when all is there");
    fact(peek(t, va + (pages - 1) * PAGE_SIZE) == 0, "it is zero");
    poke(t, va, 1);
    check_unmap(t, KERR_ARGUMENT, va, pages - 1, "with another size");
    check_unmap(t, KERR_ARGUMENT, va + PAGE_SIZE, 1, "not from the start");
    check_unmap(t, KERR_MORE, va, pages, "a page more than goes at once");
    check_unmap(t, KERR_OK, va, pages, "go on");
    check_unmap(t, KERR_ARGUMENT, va, pages, "a second time");
    check_map(t, KERR_OK, 1, 0, "again");
    va = t->b;
    fact(peek(t, va) == 0, "it is zero again");
    check_unmap(t, KERR_OK, va, 1, "again");
    check_map(t, KERR_NO_MEMORY, 0, 0, "nothing");
    check_map(t, KERR_NO_MEMORY, 1u << 18, 0, "a GiB");
    check_map(t, KERR_NO_MEMORY, UINT32_MAX, 0, "2^32 - 1 pages");
    check_map(t, KERR_ARGUMENT, 1ull << 32, 0, "2^32 pages");
    check_map(t, KERR_ARGUMENT, 1, NOWHERE, "go on with nothing");
}

/* As many regions as there can be, pages each; and back. Their number. */
static unsigned map_until(struct thread *t, uint64_t pages, const char *what)
{
    static uint64_t taken[REGIONS_MOST];
    unsigned n = 0;
    uint64_t error = KERR_OK;

    while (n < REGIONS_MOST && error == KERR_OK) {
        error = map_all(t, pages, &taken[n]);
        n += error == KERR_OK;
    }
    if (what)
        check("mem_map", KERR_NO_MEMORY, error, what);
    for (unsigned i = 0; i < n; i++)
        if (repeat(t, UNMAP, taken[i], pages))
            fact(false, "all can be given back");
    return n;
}

static void try_limits(struct thread *t)
{
    unsigned first = map_until(t, 20, "more than the quota");

    fact(first > 0 && first == map_until(t, 20, NULL), "it all comes back");
    first = map_until(t, 1, "one region too many");
    fact(first > 100 && first == map_until(t, 1, NULL), "they all come back");
}

static void try_log(struct thread *t)
{
    uint64_t page;

    map_all(t, 1, &page);
    check("log", KERR_OK, kcall(t, KCALL_log, buffer_of(t), 8, 0, 0), "zeros");
    check("log", KERR_OK, kcall(t, KCALL_log, NOWHERE, 0, 0, 0), "nothing");
    check("log", KERR_OK, kcall(t, KCALL_log, page, UINT64_MAX, 0, 0),
          "what is longer than a line");
    check("log", KERR_ADDRESS,
          kcall(t, KCALL_log, page + PAGE_SIZE - KLOG_MAX + 1, KLOG_MAX, 0, 0),
          "over the end of memory");
    check("log", KERR_ADDRESS, kcall(t, KCALL_log, NOWHERE, 1, 0, 0),
          "nowhere");
    check("stats", KERR_OK,
          kcall(t, KCALL_stats, page + PAGE_SIZE - sizeof(struct kstats), 0, 0,
                0),
          "to the end of memory");
    check("stats", KERR_ADDRESS,
          kcall(t, KCALL_stats, page + PAGE_SIZE - 8, 0, 0, 0),
          "over the end of memory");
    check("stats", KERR_ADDRESS, kcall(t, KCALL_stats, constant_of(t), 0, 0, 0),
          "to a constant");
    check("stats", KERR_ADDRESS,
          kcall(t, KCALL_stats, UINT64_MAX - 15, 0, 0, 0),
          "to the highest address");
    repeat(t, UNMAP, page, 1);
}

static void try_seed(struct thread *t)
{
    uint64_t at = buffer_of(t);

    check("seed_take", KERR_ADDRESS,
          kcall(t, KCALL_seed_take, constant_of(t), 0, 0, 0), "to a constant");
    check("seed_take", KERR_OK, kcall(t, KCALL_seed_take, at, 0, 0, 0),
          "the platform's");
    check("seed_take", KERR_NO_OBJECT, kcall(t, KCALL_seed_take, at, 0, 0, 0),
          "a second time");
}

static void try_keep(struct thread *t)
{
    uint64_t at = buffer_of(t), last = at + KKEEP_BYTES - 8;

    check("keep_read", KERR_OK, kcall(t, KCALL_keep_read, at, 8, 0, 0),
          "what nobody wrote");
    fact(peek(t, at) == 0, "it is zero");
    poke(t, last, 0x1234);
    check("keep_write", KERR_OK,
          kcall(t, KCALL_keep_write, at, KKEEP_BYTES, 0, 0), "all there is");
    poke(t, last, 0);
    check("keep_read", KERR_OK,
          kcall(t, KCALL_keep_read, at, KKEEP_BYTES, 0, 0), "what was written");
    fact(peek(t, last) == 0x1234, "it is what was written");
    check("keep_read", KERR_ARGUMENT,
          kcall(t, KCALL_keep_read, at, KKEEP_BYTES + 1, 0, 0), "a byte more");
    check("keep_write", KERR_ARGUMENT,
          kcall(t, KCALL_keep_write, at, KKEEP_BYTES + 1, 0, 0), "a byte more");
    check("keep_read", KERR_ADDRESS,
          kcall(t, KCALL_keep_read, constant_of(t), 8, 0, 0), "to a constant");
    check("keep_write", KERR_ADDRESS,
          kcall(t, KCALL_keep_write, NOWHERE, 8, 0, 0), "from nowhere");
}

/* In keys, which has registers of a device. */
static void try_huk(void)
{
    struct thread t;
    uint64_t at;

    thread_open(&t, SERVICE_KEYS);
    at = buffer_of(&t);
    check("huk_read", KERR_OK, kcall(&t, KCALL_huk_read, at, 0, 0, 0),
          "the platform's");
    check("huk_read", KERR_OK, kcall(&t, KCALL_huk_read, at, 0, 0, 0), "again");
    check("huk_read", KERR_ADDRESS,
          kcall(&t, KCALL_huk_read, constant_of(&t), 0, 0, 0), "to a constant");
    check("huk_read", KERR_ADDRESS,
          kcall(&t, KCALL_huk_read, BUNDLE_DEVICE_VA, 0, 0, 0), "to a device");
    check("log", KERR_ADDRESS, kcall(&t, KCALL_log, BUNDLE_DEVICE_VA, 8, 0, 0),
          "from a device");
    thread_close(&t);
}

/* In a TA: what is above its quota, and is allowed to it. */
static void try_raise(void)
{
    struct kprocess k = ta_plan(MAY(SERVICE_GATEWAY));
    struct thread t;
    uint32_t pid;
    uint64_t va;

    k.most = TA_QUOTA + 100;
    pid = ta_make_plan(&k, 0);
    thread_open(&t, pid);
    check("mem_map", KERR_NO_MEMORY, map_all(&t, TA_QUOTA + 200, &va),
          "more than the quota may be raised to");
    check("mem_map", KERR_OK, map_all(&t, TA_QUOTA + 10, &va),
          "more than the quota, which is raised");
    fact(repeat(&t, UNMAP, va, TA_QUOTA + 10) == KERR_OK, "it is given back");
    thread_close(&t);
    ta_end(pid);
}

void memory_try(void)
{
    struct thread t;

    thread_open(&t, SERVICE_CRYPTO);
    try_map(&t);
    try_limits(&t);
    try_log(&t);
    try_seed(&t);
    try_keep(&t);
    thread_close(&t);
    try_huk();
    try_raise();
}
