/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leases: crypto lends to keys (both with a buffer: leases at its start, what
 * is lent from DATA on). Inside, at the ends, outside, against rights, where
 * nothing is mapped, passed on, and taken back.
 */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define DATA  1024u
#define BOTH  (KLEASE_READ | KLEASE_WRITE)
#define READ  KCALL_borrow_read
#define WRITE KCALL_borrow_write

/* t's process lends one range to keys, whose turn it is then; the address of
 * keys' buffer. */
static uint64_t lend(struct thread *t, uint64_t address, uint32_t length,
                     uint32_t rights)
{
    const struct klease l = {address, length, rights};
    uint64_t at = buffer_of(t);

    lease_put(t, at, 0, &l);
    thread_call(t, SERVICE_KEYS, at, 1);
    return buffer_of(t);
}

static void check_read(struct thread *t, enum kerr promised, uint64_t offset,
                       uint64_t to, uint64_t n, const char *what)
{
    check("borrow_read", promised, kcall(t, READ, 0, offset, to, n), what);
}

static void check_write(struct thread *t, enum kerr promised, uint64_t offset,
                        uint64_t from, uint64_t n, const char *what)
{
    check("borrow_write", promised, kcall(t, WRITE, 0, offset, from, n), what);
}

static void try_inside(struct thread *t)
{
    uint64_t data = buffer_of(t) + DATA, own;

    poke(t, data + 8, 0x1234);
    own = lend(t, data, 16, BOTH);
    fact((event_word(t, 12) >> 16 & 3) == BOTH, "the event has the rights");
    fact((uint32_t)event_word(t, 15) == 16, "and the length");
    check_read(t, KERR_OK, 8, own, 8, "the end");
    fact(peek(t, own) == 0x1234, "what is lent is read");
    poke(t, own, 0x5678);
    check_write(t, KERR_OK, 0, own, 8, "the start");
    check_read(t, KERR_OK, 0, own, 16, "all");
    check_read(t, KERR_OK, 16, NOWHERE, 0, "nothing");
    check_write(t, KERR_OK, 16, NOWHERE, 0, "nothing");
    thread_reply(t, 0);
    fact(peek(t, data) == 0x5678, "what was written is there");
}

static void try_outside(struct thread *t)
{
    uint64_t own = lend(t, buffer_of(t) + DATA, 16, BOTH);

    check_read(t, KERR_ARGUMENT, 0, own, 17, "a byte too much");
    check_read(t, KERR_ARGUMENT, 16, own, 1, "behind the end");
    check_read(t, KERR_ARGUMENT, 17, own, 0, "nothing behind the end");
    check_read(t, KERR_ARGUMENT, UINT64_MAX, own, 2, "before the start");
    check_read(t, KERR_ARGUMENT, 8, own, UINT64_MAX - 7, "around zero");
    check_write(t, KERR_ARGUMENT, 0, own, 17, "a byte too much");
    check_write(t, KERR_ARGUMENT, 16, own, 1, "behind the end");
    check_write(t, KERR_ARGUMENT, UINT64_MAX, own, 2, "before the start");
    check("borrow_read", KERR_NO_OBJECT, kcall(t, READ, 1, 0, own, 1),
          "a second lease where there is one");
    check("borrow_read", KERR_NO_OBJECT, kcall(t, READ, 1ull << 32, 0, own, 1),
          "lease 2^32");
    check("borrow_write", KERR_NO_OBJECT, kcall(t, WRITE, 4, 0, own, 1),
          "lease 4");
    thread_reply(t, 0);
    own = lend(t, buffer_of(t), BUFFER_BYTES, BOTH);
    check_read(t, KERR_OK, 1, own, KCOPY_MAX, "as much as goes at once");
    fact(t->b == KCOPY_MAX, "all of it is done");
    check_read(t, KERR_OK, 1, own, KCOPY_MAX + 1, "a byte more");
    fact(t->b - KCOPY_MAX <= 1, "the value says how much is done");
    check_write(t, KERR_OK, 1, own, KCOPY_MAX + 1, "a byte more");
    fact(t->b - KCOPY_MAX <= 1, "the value says how much is done");
    check_read(t, KERR_OK, 3, own, 5, "a few");
    fact(t->b == 5, "the value says so");
    thread_reply(t, 0);
}

static void try_rights(struct thread *t)
{
    uint64_t data = buffer_of(t) + DATA;
    uint64_t own = lend(t, data, 16, KLEASE_READ);

    check_write(t, KERR_ARGUMENT, 0, own, 1, "to a lease to read");
    thread_reply(t, 0);
    own = lend(t, data, 16, KLEASE_WRITE);
    check_read(t, KERR_ARGUMENT, 0, own, 1, "from a lease to write");
    thread_reply(t, 0);
    own = lend(t, data, 16, 0);
    check_read(t, KERR_ARGUMENT, 0, own, 1, "from a lease without rights");
    check_write(t, KERR_ARGUMENT, 0, own, 1, "to a lease without rights");
    thread_reply(t, 0);
    own = lend(t, constant_of(t), 16, BOTH);
    check_read(t, KERR_OK, 0, own, 16, "what its owner may only read");
    check_write(t, KERR_ADDRESS, 0, own, 16, "to what its owner may only read");
    thread_reply(t, 0);
}

static void try_nowhere(struct thread *t)
{
    uint64_t page, own = lend(t, buffer_of(t) + DATA, 16, BOTH);

    check_read(t, KERR_ADDRESS, 0, NOWHERE, 1, "to nowhere");
    check_read(t, KERR_ADDRESS, 0, constant_of(t), 8, "to a constant");
    check_write(t, KERR_OK, 0, constant_of(t), 8, "from a constant");
    check_write(t, KERR_ADDRESS, 0, NOWHERE, 1, "from nowhere");
    check_write(t, KERR_ADDRESS, 0, UINT64_MAX - 3, 8, "from around zero");
    thread_reply(t, 0);
    own = lend(t, NOWHERE, 16, BOTH);
    check_read(t, KERR_ADDRESS, 0, own, 1, "lent nowhere");
    check_write(t, KERR_ADDRESS, 0, own, 1, "lent nowhere");
    thread_reply(t, 0);
    own = lend(t, UINT64_MAX - 7, 16, BOTH);
    check_read(t, KERR_ADDRESS, 8, own, 8, "lent around zero");
    thread_reply(t, 0);
    map_all(t, 1, &page);
    own = lend(t, page + PAGE_SIZE - 8, 16, BOTH);
    check_read(t, KERR_OK, 0, own, 8, "lent to the end of memory");
    check_read(t, KERR_ADDRESS, 0, own, 9, "lent over the end of memory");
    thread_reply(t, 0);
    repeat(t, KCALL_mem_unmap, page, 1);
    own = lend(t, page, 16, BOTH);
    check_write(t, KERR_ADDRESS, 0, own, 1, "lent after it was given back");
    thread_reply(t, 0);
}

static void try_none(struct thread *t)
{
    uint64_t own;

    thread_call(t, SERVICE_KEYS, 0, 0);
    own = buffer_of(t);
    check_read(t, KERR_NO_OBJECT, 0, own, 1, "after the reply, in another");
    check_write(t, KERR_NO_OBJECT, 0, own, 1, "after the reply, in another");
    thread_reply(t, 0);
}

/* Through tamgr, by start_recv and by call. */
static void try_forwarded(struct thread *t)
{
    uint64_t at = buffer_of(t), own;
    const struct klease l = {at + DATA, 16, KLEASE_READ};

    poke(t, at + DATA, 0x4321);
    lease_put(t, at, 0, &l);
    thread_call(t, SERVICE_TAMGR, at, 1);
    lend(t, buffer_of(t), 8, BOTH); /* another one in between */
    thread_reply(t, 0);
    thread_start(t, SERVICE_KEYS, 0, KLEASE_FORWARD);
    own = buffer_of(t);
    check_read(t, KERR_OK, 0, own, 16, "forwarded by start_recv");
    fact(peek(t, own) == 0x4321, "it is the first owner's");
    check_write(t, KERR_ARGUMENT, 0, own, 1, "forwarded, to a lease to read");
    thread_reply(t, 0);
    thread_call(t, SERVICE_KEYS, 0, KLEASE_FORWARD);
    check_read(t, KERR_OK, 0, own, 16, "forwarded by call");
    thread_reply(t, 0);
    thread_reply(t, 0);
}

/* When its frame is used again at once, by the kernel for the gateway. */
static void try_woken(struct thread *t)
{
    struct thread a;

    lend(t, buffer_of(t) + DATA, 16, BOTH);
    thread_open(&a, SERVICE_KEYS);
    thread_reply(t, 0);
    check_woken(t, "one who waits for who borrowed");
    fact((event_word(t, 12) >> 24 & 0xff) == 0, "the gateway borrows nothing");
    t->pid = SERVICE_KERNEL; /* who the gateway replies to */
    thread_reply(t, 0);
    thread_reply(&a, 0);
    thread_close(&a);
}

/* By a loop process, which runs on while its message is served. */
static void try_revoked(void)
{
    struct klease l = {.length = 16, .rights = BOTH};
    struct thread a, b;
    uint64_t at, own;

    thread_open(&a, SERVICE_TAMGR);
    at = buffer_of(&a);
    map_all(&a, 1, &l.address);
    lease_put(&a, at, 0, &l);
    thread_start(&a, SERVICE_KEYS, at, 1);
    own = buffer_of(&a);
    check_read(&a, KERR_OK, 0, own, 16, "before it is taken back");
    thread_open(&b, SERVICE_TAMGR);
    check("mem_unmap", KERR_OK, repeat(&b, KCALL_mem_unmap, l.address, 1),
          "what is lent");
    check_read(&a, KERR_ADDRESS, 0, own, 16, "while it is taken back");
    thread_close(&b);
    check_write(&a, KERR_ADDRESS, 0, own, 16, "after it was taken back");
    thread_reply(&a, 0);
    thread_close(&a);
}

/* By a loop process that dies. Another is there when keys looks again. */
static void try_orphaned(void)
{
    struct klease l = {.length = 16, .rights = BOTH};
    struct thread a, b;
    uint64_t at, own;

    thread_open(&a, SERVICE_TAMGR);
    at = buffer_of(&a);
    l.address = at + DATA;
    lease_put(&a, at, 0, &l);
    thread_start(&a, SERVICE_KEYS, at, 1);
    own = buffer_of(&a);
    thread_open(&b, SERVICE_TAMGR);
    kcall(&b, KCALL_exit, 0, 0, 0, 0);
    check_woken(&b, "who goes on from what is dead");
    check_read(&a, KERR_PEER_DIED, 0, own, 16, "of who is dead");
    thread_reply(&b, 0);
    thread_start(&b, SERVICE_TAMGR, 0, 0);
    check_reached(&b, SERVICE_TAMGR, SERVICE_GATEWAY, "another is there");
    check_write(&a, KERR_PEER_DIED, 0, own, 16, "of one before, of that pid");
    thread_close(&b);
    thread_reply(&a, 0);
    check_sent(&a, "start_recv", KERR_PEER_DIED, "to who lost its sender");
    thread_close(&a);
}

void leases_try(void)
{
    struct thread t;

    thread_open(&t, SERVICE_CRYPTO);
    try_inside(&t);
    try_outside(&t);
    try_rights(&t);
    try_nowhere(&t);
    try_none(&t);
    try_forwarded(&t);
    try_woken(&t);
    thread_close(&t);
    try_revoked();
    try_orphaned();
}
