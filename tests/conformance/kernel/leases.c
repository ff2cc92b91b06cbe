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

/* keys' reply, with n bytes at `out` for a lease, and room for what comes. */
static void reply_data(struct thread *t, uint64_t out, uint64_t n,
                       uint64_t lease, uint64_t in, uint64_t room)
{
    uint64_t at = buffer_of(t);

    poke(t, at, out);
    poke(t, at + 8, n | lease << 32);
    poke(t, at + 16, in);
    poke(t, at + 24, room);
    thread_step(t, STEP_REPLY, 0, 0, at, 0);
}

static uint64_t brought(struct thread *t)
{
    return event_word(t, 12) >> 32;
}

/* Data that comes with a message and goes with a reply. */
static void try_along(struct thread *t)
{
    uint64_t data = buffer_of(t) + DATA, in, own;

    poke(t, data, 0x1111);
    poke(t, data + 8, 0x2222);
    in = lend(t, data, 16, BOTH) + DATA;
    fact(brought(t) == 0, "nothing comes to who has named no memory");
    poke(t, in + 8, 0x3333);
    reply_data(t, in + 8, 8, 0, in, 8);
    check_sent(t, "call", KERR_OK, "a reply with data");
    fact(peek(t, data) == 0x3333, "which are in the lease");
    lend(t, data, 16, KLEASE_READ);
    fact(brought(t) == 8, "as much comes along as there is room for");
    fact(peek(t, in) == 0x3333, "and it is what was lent");
    fact(peek(t, in + 8) == 0x3333, "and no more");
    reply_data(t, in, 1, 0, in, 64);
    check_sent(t, "call", KERR_ARGUMENT, "a reply with data to no such lease");
    lend(t, data, 16, KLEASE_WRITE);
    fact(brought(t) == 0, "nothing comes from a lease to write");
    reply_data(t, in, 17, 0, in, 64);
    check_sent(t, "call", KERR_ARGUMENT, "a reply with too much data");
    lend(t, data, 16, KLEASE_READ);
    fact(brought(t) == 16, "all of it comes if there is room");
    reply_data(t, in, 1, 1, NOWHERE, 64);
    check_sent(t, "call", KERR_ARGUMENT, "a reply with data to lease 1 of 1");
    lend(t, data, 16, BOTH);
    fact(brought(t) == 0, "nothing comes to nowhere");
    reply_data(t, NOWHERE, 1, 0, constant_of(t), 8);
    check_sent(t, "call", KERR_ADDRESS, "a reply with data from nowhere");
    lend(t, NOWHERE, 16, BOTH);
    fact(brought(t) == 0, "nothing comes to a constant");
    own = buffer_of(t);
    reply_data(t, own, 8, 0, in, 8);
    check_sent(t, "call", KERR_ADDRESS, "a reply with data to nowhere");
    lend(t, NOWHERE, 16, BOTH);
    fact(brought(t) == 0, "nothing comes from nowhere");
    thread_reply(t, 0);
    lend(t, data, 16, BOTH);
    fact(brought(t) == 0, "nothing comes any more");
    thread_reply(t, 0);
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
    try_along(&t);
    try_woken(&t);
    thread_close(&t);
    try_revoked();
    try_orphaned();
}
