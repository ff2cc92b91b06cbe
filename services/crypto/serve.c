/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table row per operation: who may ask, and the handler, which is in the
 * serve_*.c of its kind. Data comes and goes through serve_data.c.
 */
#include "services/crypto/serve.h"

#include "services/crypto/ae.h"
#include "services/crypto/asym.h"
#include "services/crypto/block.h"
#include "services/crypto/digest.h"
#include "services/crypto/entropy.h"
#include "services/crypto/random.h"
#include "services/crypto/serve_priv.h"

enum { ANY = 0, TAMGR = SERVICE_TAMGR };

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

static enum tee_result call_do(struct call *call)
{
    uint64_t op = call->ev->w[0] & 0xffff;
    if (op >= CRYPTO_OP_LIMIT || !operations[op].handler)
        return R_ERROR_NOT_SUPPORTED;
    if (operations[op].from != ANY && operations[op].from != call->ev->sender)
        return R_ERROR_ACCESS_DENIED;
    return operations[op].handler(call);
}

_Bool crypto_init(const struct crypto_port *port)
{
    data_init(port);
    entropy_init(port);
    if (!digest_init() || !block_init() || !ae_init() || !asym_init())
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
    struct call call;
    enum tee_result result = data_begin(&call, ev);
    if (result == R_SUCCESS)
        result = call_do(&call);
    call.reply[0] = (uint32_t)result;
    reply_move(ev->w, call.reply);
    data_end();
}
