/* SPDX-License-Identifier: BSD-2-Clause */
/* Windows, from their making to their end below who looks through them; and
 * normal-world memory without them. The gateway's turn, but where g is. */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define CALLS        (MAY(SERVICE_GATEWAY) | MAY(SERVICE_CRYPTO))
#define WINDOWS_MOST 512u
#define LEAF         5u /* pages: a window that needs a page for its list */

static uint64_t create(struct thread *g, uint64_t pages)
{
    kcall(g, KCALL_window_create, pages, 0, 0, 0);
    return g->b;
}

/* n pages of normal RAM from `pa` on. */
static uint64_t add(struct thread *g, uint64_t window, uint64_t pa, uint64_t n)
{
    uint64_t at = buffer_of(g);

    for (uint64_t i = 0; i < n; i++)
        poke(g, at + 8 * i, pa + i * PAGE_SIZE);
    return kcall(g, KCALL_window_add, window, at, n, 0);
}

/* A complete window of the first free pages. */
static uint64_t make(struct thread *g, uint64_t pages)
{
    uint64_t window = create(g, pages);

    for (uint64_t i = 0; i < pages; i += KPAGES_MAX) {
        uint64_t n = pages - i < KPAGES_MAX ? pages - i : KPAGES_MAX;

        if (add(g, window, world_ram().free + i * PAGE_SIZE, n))
            fact(false, "a window is made");
    }
    return window;
}

static uint64_t destroy(struct thread *g, uint64_t window)
{
    return repeat(g, KCALL_window_destroy, window, 0);
}

static void check_create(struct thread *g, enum kerr promised, uint64_t pages,
                         const char *what)
{
    check("window_create", promised,
          kcall(g, KCALL_window_create, pages, 0, 0, 0), what);
}

static void try_create(struct thread *g)
{
    static uint64_t window[WINDOWS_MOST];
    unsigned n = 0;

    check_create(g, KERR_ARGUMENT, 0, "of nothing");
    check_create(g, KERR_ARGUMENT, (1u << 18) + 1, "of more than a GiB");
    check_create(g, KERR_ARGUMENT, 1ull << 32, "of 2^32 pages");
    check_create(g, KERR_OK, 1u << 18, "of a GiB");
    check("window_destroy", KERR_OK, destroy(g, g->b), "empty");
    while (n < WINDOWS_MOST &&
           kcall(g, KCALL_window_create, 1, 0, 0, 0) == KERR_OK)
        window[n++] = g->b;
    fact(n == WINDOWS_MOST, "as many as there are");
    check_create(g, KERR_NO_MEMORY, 1, "one more");
    for (unsigned i = 0; i < n; i++)
        if (destroy(g, window[i]))
            fact(false, "all are destroyed");
}

static void check_add(enum kerr promised, uint64_t got, const char *what)
{
    check("window_add", promised, got, what);
}

static void try_add(struct thread *g)
{
    struct world_ram ram = world_ram();
    uint64_t w = create(g, 2), at = buffer_of(g);

    check_add(KERR_NOT_NORMAL, add(g, w, ram.free + 8, 1), "part of a page");
    check_add(KERR_NOT_NORMAL, add(g, w, ram.end, 1), "behind RAM");
    check_add(KERR_NOT_NORMAL, add(g, w, ram.start - PAGE_SIZE, 1),
              "before RAM");
    check_add(KERR_NOT_NORMAL, add(g, w, ram.end - PAGE_SIZE, 2),
              "over the end of RAM");
    check_add(KERR_NOT_NORMAL, add(g, w, 0ull - PAGE_SIZE, 1),
              "at the highest address");
    check_add(KERR_ARGUMENT, add(g, w, ram.free, 3), "more than its size");
    check_add(KERR_ARGUMENT,
              kcall(g, KCALL_window_add, w, at, KPAGES_MAX + 1, 0),
              "more than goes at once");
    check_add(KERR_ADDRESS, kcall(g, KCALL_window_add, w, NOWHERE, 1, 0),
              "a list nowhere");
    check_add(KERR_NO_OBJECT, add(g, 0, ram.free, 1), "to window 0");
    check_add(KERR_NO_OBJECT, add(g, w + (1u << 12), ram.free, 1),
              "to a later generation");
    check_add(KERR_OK, add(g, w, ram.free, 0), "nothing");
    check_add(KERR_OK, add(g, w, ram.free, 1), "the first page");
    check_add(KERR_OK, add(g, w, ram.end - PAGE_SIZE, 1), "the last of RAM");
    check_add(KERR_ARGUMENT, add(g, w, ram.free, 1), "when it is complete");
    destroy(g, w);
    check_add(KERR_NO_OBJECT, add(g, w, ram.free, 1), "when it is destroyed");
}

/* Lists of pages are from the gateway's quota. */
static void try_lists(struct thread *g)
{
    static uint64_t window[WINDOWS_MOST];
    uint64_t error = KERR_OK;
    unsigned n = 0;

    while (n < WINDOWS_MOST && error == KERR_OK) {
        window[n++] = create(g, LEAF);
        error = add(g, g->b, world_ram().free, LEAF);
    }
    check_add(KERR_NO_MEMORY, error, "when the quota is used up");
    for (unsigned i = 0; i < n; i++)
        if (destroy(g, window[i]))
            fact(false, "all are destroyed");
    destroy(g, make(g, LEAF));
}

static void check_map(struct thread *g, enum kerr promised, uint64_t window,
                      uint64_t pid, const char *what)
{
    check("window_map", promised, kcall(g, KCALL_window_map, window, pid, 0, 0),
          what);
}

static void check_unmap(struct thread *g, enum kerr promised, uint64_t window,
                        uint64_t pid, const char *what)
{
    check("window_unmap", promised,
          kcall(g, KCALL_window_unmap, window, pid, 0, 0), what);
}

static void try_map(struct thread *g, uint32_t ta)
{
    uint64_t w = create(g, KPAGES_MAX + 1);

    add(g, w, world_ram().free, KPAGES_MAX);
    check_map(g, KERR_STATE, w, ta, "what is not complete");
    add(g, w, world_ram().free, 1);
    check_map(g, KERR_NO_OBJECT, 0, ta, "window 0");
    check_map(g, KERR_PEER_DIED, w, PROCESS_SLOTS - 1, "into no process");
    check_map(g, KERR_PEER_DIED, w, ta | 1ull << 32, "into pid + 2^32");
    check_map(g, KERR_MORE, w, ta, "a page more than goes at once");
    check_map(g, KERR_OK, w, ta, "go on");
    check_map(g, KERR_STATE, w, ta, "where it is mapped");
    check_map(g, KERR_MORE, w, SERVICE_GATEWAY, "into the gateway too");
    check_map(g, KERR_OK, w, SERVICE_GATEWAY, "go on");
    check_unmap(g, KERR_MORE, w, ta, "a page more than goes at once");
    check_unmap(g, KERR_OK, w, ta, "go on");
    check_unmap(g, KERR_NO_OBJECT, w, ta, "where it is not mapped");
    check_unmap(g, KERR_NO_OBJECT, 0, ta, "window 0");
    check_unmap(g, KERR_PEER_DIED, w, PROCESS_SLOTS - 1, "from no process");
    check("window_destroy", KERR_MORE,
          kcall(g, KCALL_window_destroy, w, 0, 0, 0), "where it is mapped");
    check("window_destroy", KERR_OK, destroy(g, w), "go on");
    check("window_destroy", KERR_NO_OBJECT, destroy(g, w), "a second time");
    check("window_destroy", KERR_NO_OBJECT, destroy(g, UINT64_MAX),
          "no handle");
}

/* What lies in the arena of a process that has no room for more tables. */
static void try_room(struct thread *g)
{
    struct thread t;
    uint64_t w, page;
    uint32_t ta = ta_make(CALLS, 0);

    thread_open(&t, ta);
    while (map_all(&t, 1, &page) == KERR_OK)
        ;
    w = make(g, 512);
    check_map(g, KERR_NO_MEMORY, w, ta, "into a process whose quota is used");
    destroy(g, w);
    thread_close(&t);
    ta_end(ta);
}

/* t: a process that sees the window at `va`. */
static void try_seen(struct thread *g, struct thread *t, uint32_t ta)
{
    uint64_t *memory = (uint64_t *)(uintptr_t)world_ram().free;
    uint64_t w = make(g, 1), va;

    memory[0] = 0x1234;
    check_map(g, KERR_OK, w, ta, "while the process serves");
    va = g->b;
    fact(peek(t, va) == 0x1234, "the process sees normal memory");
    poke(t, va + 8, 0x5678);
    fact(memory[1] == 0x5678, "and writes to it");
    check("mem_unmap", KERR_ARGUMENT, kcall(t, KCALL_mem_unmap, va, 1, 0, 0),
          "a window");
    check("mem_map", KERR_ARGUMENT, kcall(t, KCALL_mem_map, 1, va, 0, 0),
          "go on with a window");
    check("window_destroy", KERR_OK, destroy(g, w), "while it is seen");
    check("log", KERR_ADDRESS, kcall(t, KCALL_log, va, 8, 0, 0),
          "from a window that is gone");
    peek(t, va);
    check_death(t, "window_destroy", KDEATH_FAULT, ta,
                "reads through a window that is gone");
}

/* Lent on: the borrower finds it gone. */
static void try_lent(struct thread *g)
{
    uint32_t ta = ta_make(CALLS, 0);
    uint64_t w = make(g, 1), at, own;
    struct klease l = {.length = 8, .rights = KLEASE_READ | KLEASE_WRITE};
    struct thread t;

    thread_open(&t, ta);
    check_map(g, KERR_OK, w, ta, "to be lent");
    l.address = g->b;
    at = buffer_of(&t);
    lease_put(&t, at, 0, &l);
    thread_call(&t, SERVICE_CRYPTO, at, 1);
    own = buffer_of(&t);
    check("borrow_write", KERR_OK, kcall(&t, KCALL_borrow_write, 0, 0, own, 8),
          "through a window that is lent");
    check_unmap(g, KERR_OK, w, ta, "while it is lent");
    check("borrow_write", KERR_ADDRESS,
          kcall(&t, KCALL_borrow_write, 0, 0, own, 8),
          "through a window that is gone");
    check("borrow_read", KERR_ADDRESS,
          kcall(&t, KCALL_borrow_read, 0, 0, own, 8),
          "through a window that is gone");
    thread_close(&t);
    destroy(g, w);
    ta_end(ta);
}

/* Its process dies, is reaped, and the slot gets another one. */
static void try_died(struct thread *g)
{
    uint32_t ta = ta_make(CALLS, 0), next;
    uint64_t w = make(g, 1);
    struct thread t;

    check_map(g, KERR_OK, w, ta, "before the first message");
    thread_open(&t, SERVICE_TAMGR);
    kcall(&t, KCALL_process_kill, ta, 0, 0, 0);
    check_map(g, KERR_PEER_DIED, w, ta, "into what is dead");
    check_unmap(g, KERR_PEER_DIED, w, ta, "from what is dead");
    check("process_reap", KERR_OK, repeat(&t, KCALL_process_reap, ta, 0),
          "what has a window");
    thread_close(&t);
    next = ta_make(CALLS, 0);
    check_unmap(g, KERR_NO_OBJECT, w, next, "from the next in that slot");
    check("window_destroy", KERR_OK, destroy(g, w), "when who saw it is gone");
    ta_end(next);
}

static void check_ns(struct thread *g, enum kerr promised, uint64_t pa,
                     uint64_t buffer, uint64_t n, const char *what)
{
    check("ns_read", promised, kcall(g, KCALL_ns_read, pa, buffer, n, 0), what);
    check("ns_write", promised, kcall(g, KCALL_ns_write, pa, buffer, n, 0),
          what);
}

static void try_ns(struct thread *g)
{
    struct world_ram ram = world_ram();
    uint64_t *memory = (uint64_t *)(uintptr_t)ram.free;
    uint64_t at = buffer_of(g);

    memory[1] = 0x4321;
    check("ns_read", KERR_OK, kcall(g, KCALL_ns_read, ram.free + 8, at, 8, 0),
          "a word");
    fact(peek(g, at) == 0x4321, "it is read");
    poke(g, at, 0x8765);
    check("ns_write", KERR_OK, kcall(g, KCALL_ns_write, ram.free, at, 8, 0),
          "a word");
    fact(memory[0] == 0x8765, "it is written");
    check_ns(g, KERR_OK, ram.free + 8, at, KCOPY_MAX, "over a page's end");
    check_ns(g, KERR_OK, ram.end - 8, at, 8, "the end of RAM");
    check_ns(g, KERR_OK, ram.free, NOWHERE, 0, "nothing");
    check_ns(g, KERR_NOT_NORMAL, ram.end - 8, at, 9, "over the end of RAM");
    check_ns(g, KERR_NOT_NORMAL, ram.start - 1, at, 2, "from before RAM");
    check_ns(g, KERR_NOT_NORMAL, UINT64_MAX, at, 2, "around zero");
    check_ns(g, KERR_ADDRESS, ram.free, NOWHERE, 8, "no memory of its own");
    check_ns(g, KERR_ARGUMENT, ram.free, at, KCOPY_MAX + 1, "too much");
    check_ns(g, KERR_ARGUMENT, ram.free, at, UINT64_MAX, "2^64 - 1 bytes");
    check("ns_read", KERR_ADDRESS,
          kcall(g, KCALL_ns_read, ram.free, constant_of(g), 8, 0),
          "to a constant");
    check("ns_write", KERR_OK,
          kcall(g, KCALL_ns_write, ram.free, constant_of(g), 8, 0),
          "from a constant");
}

static void try_turn(struct thread *g)
{
    check("turn_due", KERR_OK, kcall(g, KCALL_turn_due, 0, 0, 0, 0),
          "when no interrupt waits");
    fact(g->b == 0, "nobody waits");
    interrupt_next();
    check("turn_due", KERR_OK, kcall(g, KCALL_turn_due, 0, 0, 0, 0),
          "when an interrupt waits");
    fact(g->b == 1, "the normal world does");
}

void windows_try(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread g, t;

    thread_enter(&g);
    try_create(&g);
    try_add(&g);
    try_lists(&g);
    try_map(&g, ta);
    thread_open(&t, ta);
    try_seen(&g, &t, ta);
    thread_close(&t);
    try_room(&g);
    try_lent(&g);
    try_died(&g);
    try_ns(&g);
    try_turn(&g);
    thread_end(&g);
    ta_end(ta);
}
