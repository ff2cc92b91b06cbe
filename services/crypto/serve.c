/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table row per operation: who may ask, and the handler, which is in the
 * serve_*.c of its kind. Data comes and goes through serve_data.c.
 *
 * State: port, memory, call.
 */
#include "services/crypto/serve.h"

#include "services/crypto/ae.h"
#include "services/crypto/asym.h"
#include "services/crypto/entropy.h"
#include "services/crypto/md.h"
#include "services/crypto/random.h"
#include "services/crypto/serve_priv.h"

enum { ANY = 0, TAMGR = SERVICE_TAMGR };

static const struct crypto_port *port;

struct operation {
    uint64_t from; /* ANY or the pid of a service */
    enum tee_result (*handler)(struct call *call);
};

static const struct operation operations[CRYPTO_OP_LIMIT] = {
#define CRYPTO_OP(number, NAME, name, from, manual)                            \
    [number] = {from, on_##name},
#include "abi/crypto_op.def"
#undef CRYPTO_OP
};

/* Operations that make nobody hold more than before. */
static const uint64_t frugal =
    1ull << CRYPTO_RANDOM | 1ull << CRYPTO_DIGEST | 1ull << CRYPTO_VERIFY |
    1ull << CRYPTO_STATE_FREE | 1ull << CRYPTO_OBJ_FREE |
    1ull << CRYPTO_OBJ_RESET | 1ull << CRYPTO_OBJ_INFO |
    1ull << CRYPTO_OBJ_GET_ATTR | 1ull << CRYPTO_CLIENT_GONE;
_Static_assert(CRYPTO_OP_LIMIT <= 64, "a bit for each operation");

/* As of the end of the last call, because nothing is allocated in between. */
static struct memory {
    size_t used, size;
} memory;

/* While more than half of the memory is in use, a client that has more than its
 * share can but give some back: others shall still get theirs. */
static _Bool is_too_much(uint64_t pid, uint64_t op)
{
    return memory.used > memory.size / 2 && !(frugal >> op & 1) &&
           client_is_greedy((uint32_t)pid, memory.size);
}

/* The one that is served. Its reply is zeros between two of them. */
static struct call call;

static enum tee_result call_do(void)
{
    uint64_t op = call.ev->w[0] & 0xffff;
    if (op >= CRYPTO_OP_LIMIT || !operations[op].handler)
        return R_ERROR_NOT_SUPPORTED;
    if (operations[op].from != ANY && operations[op].from != call.ev->sender)
        return R_ERROR_ACCESS_DENIED;
    if (is_too_much(call.ev->sender, op))
        return R_ERROR_OUT_OF_MEMORY;
    return operations[op].handler(&call);
}

_Bool crypto_init(const struct crypto_port *given)
{
    port = given;
    data_init(port);
    entropy_init(port);
    if (!md_init() || !ae_init() || !asym_init())
        return 0;
    /* Without entropy the rest of the service still works. */
    if (!random_init())
        port->log("the random number generator is not seeded");
    return 1;
}

/* Moves the reply: so few words that functions for it would cost more. */
static void reply_move(uint64_t *to, uint64_t *from)
{
#pragma GCC unroll 6
    for (unsigned i = 0; i < KMSG_WORDS; i += 2) {
        uint64_t a = from[i], b = from[i + 1];
        to[i] = a;
        to[i + 1] = b;
        from[i] = 0;
        from[i + 1] = 0;
    }
    __asm__ volatile("" : : "r"(from) : "memory");
}

void crypto_serve(struct rt_event *ev)
{
    if (!memory.size) /* the first one */
        memory.used = port->memory_used(&memory.size);
    enum tee_result result = data_begin(&call, ev);
    if (result == R_SUCCESS)
        result = call_do();
    call.reply[0] = (uint32_t)result;
    reply_move(ev->w, call.reply);
    data_end();
    size_t after = port->memory_used(&memory.size);
    if (after == memory.used)
        return;
    client_charge((uint32_t)ev->sender, (ptrdiff_t)(after - memory.used));
    memory.used = after;
}
