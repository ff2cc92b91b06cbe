/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table row per operation: who may ask, and the handler. A handler decodes
 * the words it needs (they are a copy: nobody can change them), refuses what
 * does not fit, then acts. It leaves its reply in call->reply[1..]; the rest of
 * the reply is zero.
 *
 * Data comes and goes through one bounce buffer of CHUNK bytes, so a message of
 * any length needs no memory. The buffer is wiped after each operation.
 */
#include "services/crypto/serve.h"

#include "abi/crypto_msg.h"
#include "abi/tee_result.h"
#include "lib/mem.h"
#include "services/crypto/digest.h"
#include "services/crypto/entropy.h"
#include "services/crypto/random.h"
#include "services/crypto/state.h"
#include "services/crypto/verify.h"

enum { CHUNK = 4096, NO_LEASE = KMSG_LEASES, ANY = 0, TAMGR = SERVICE_TAMGR };

struct call {
    const struct rt_event *ev;
    uint32_t inline_length; /* bytes of input in the message itself */
    unsigned output;        /* lease for output, or NO_LEASE */
    uint64_t reply[KMSG_WORDS];
};

static struct server {
    const struct crypto_port *port;
    _Bool has_refused_random; /* said so in the log */
    size_t bounce_used;       /* bytes of bounce to be wiped */
    uint8_t bounce[CHUNK];
} server;

static uint32_t lease_length(const struct call *call, unsigned lease)
{
    return rt_event_lease_length(call->ev, lease);
}

static _Bool is_input(const struct call *call, unsigned lease)
{
    return rt_event_lease_rights(call->ev, lease) == KLEASE_READ;
}

/* The first n bytes of the bounce buffer, to be wiped after the operation. */
static uint8_t *bounce_use(size_t n)
{
    if (server.bounce_used < n)
        server.bounce_used = n;
    return server.bounce;
}

/* Feeds one lease to d. */
static enum tee_result lease_hash(const struct call *call, unsigned lease,
                                  struct digest *d)
{
    enum tee_result result = R_SUCCESS;
    uint32_t length = lease_length(call, lease);
    uint32_t n;
    for (uint32_t at = 0; at < length && result == R_SUCCESS; at += n) {
        n = length - at < CHUNK ? length - at : CHUNK;
        uint8_t *buf = bounce_use(n);
        if (!server.port->lease_read(lease, at, buf, n))
            return R_ERROR_BAD_PARAMETERS;
        result = digest_update(d, buf, n);
    }
    return result;
}

/* Feeds the input of the message, if there is any, to d. */
static enum tee_result input_hash(const struct call *call, struct digest *d)
{
    enum tee_result result = R_SUCCESS;
    if (call->inline_length)
        result = digest_update(d, &call->ev->w[3], call->inline_length);
    for (unsigned i = 0; i < KMSG_LEASES && result == R_SUCCESS; i++) {
        if (is_input(call, i))
            result = lease_hash(call, i, d);
    }
    return result;
}

/* Whether there is a place for n bytes of output. */
static _Bool output_fits(const struct call *call, uint64_t n)
{
    if (call->output == NO_LEASE)
        return n <= CRYPTO_INLINE;
    return n <= lease_length(call, call->output);
}

/* A source of output: fills p with the next n bytes. */
typedef enum tee_result output_fn(void *source, uint8_t *p, size_t n);

/* Draws n bytes (output_fits) from a source and sends them to the caller. */
static enum tee_result output_write(struct call *call, uint64_t n,
                                    output_fn *next, void *source)
{
    call->reply[1] = n;
    if (call->output == NO_LEASE)
        return next(source, (uint8_t *)&call->reply[2], n);
    enum tee_result result = R_SUCCESS;
    size_t step;
    for (uint64_t at = 0; at < n && result == R_SUCCESS; at += step) {
        step = n - at < CHUNK ? n - at : CHUNK;
        uint8_t *buf = bounce_use(step);
        result = next(source, buf, step);
        if (result == R_SUCCESS &&
            !server.port->lease_write(call->output, at, buf, step))
            return R_ERROR_BAD_PARAMETERS;
    }
    return result;
}

static enum tee_result random_next(void *source, uint8_t *p, size_t n)
{
    (void)source;
    if (random_fill(p, n))
        return R_SUCCESS;
    if (!server.has_refused_random)
        server.port->log("random numbers refused: no entropy");
    server.has_refused_random = 1;
    return R_ERROR_NO_DATA;
}

static enum tee_result on_random(struct call *call)
{
    uint64_t n = call->ev->w[1];
    if (!output_fits(call, n))
        return R_ERROR_BAD_PARAMETERS;
    return output_write(call, n, random_next, NULL);
}

static struct state *state_named(const struct call *call, unsigned word)
{
    return state_find((uint32_t)call->ev->sender, call->ev->w[word]);
}

/* Digests have one mode (TEE_MODE_DIGEST) and no keys. */
static enum tee_result on_state_alloc(struct call *call)
{
    const uint64_t *w = call->ev->w;
    enum { MODE_DIGEST = 5 };
    const struct digest_alg *alg =
        w[1] <= UINT32_MAX ? digest_alg_find((uint32_t)w[1]) : NULL;
    struct state *state;
    uint32_t number = 0;
    if (!alg)
        return R_ERROR_NOT_SUPPORTED;
    if (w[2] != MODE_DIGEST || w[3] || w[4])
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result =
        state_new((uint32_t)call->ev->sender, (uint32_t)w[1], MODE_DIGEST,
                  &state, &number);
    if (result == R_SUCCESS)
        state->digest_alg = alg;
    call->reply[1] = number;
    return result;
}

static enum tee_result on_state_copy(struct call *call)
{
    struct state *dst = state_named(call, 1), *src = state_named(call, 2);
    if (!dst || !src || dst->alg != src->alg || dst->mode != src->mode)
        return R_ERROR_BAD_PARAMETERS;
    return dst == src ? R_SUCCESS : digest_copy(&dst->digest, &src->digest);
}

static enum tee_result on_state_free(struct call *call)
{
    uint32_t pid = (uint32_t)call->ev->sender;
    return state_free(pid, call->ev->w[1]) ? R_SUCCESS : R_ERROR_BAD_PARAMETERS;
}

static enum tee_result on_hash_init(struct call *call)
{
    struct state *state = state_named(call, 1);
    if (!state)
        return R_ERROR_BAD_PARAMETERS;
    return digest_begin(&state->digest, state->digest_alg);
}

static enum tee_result on_hash_update(struct call *call)
{
    struct state *state = state_named(call, 1);
    if (!state)
        return R_ERROR_BAD_PARAMETERS;
    if (!state->digest.is_open)
        return R_ERROR_BAD_STATE;
    return input_hash(call, &state->digest);
}

static enum tee_result digest_next(void *source, uint8_t *p, size_t n)
{
    return digest_end(source, p, n);
}

/* Input, then output, of HASH_FINAL and DIGEST. All refusals that must leave
 * d as it was come before the input is taken. */
static enum tee_result hash_finish(struct call *call, struct digest *d,
                                   const struct digest_alg *alg)
{
    uint64_t size = digest_alg_size(alg), wanted = call->ev->w[2];
    if (size && wanted < size) {
        call->reply[1] = size;
        return R_ERROR_SHORT_BUFFER;
    }
    uint64_t n = size ? size : wanted;
    if (!output_fits(call, n))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = input_hash(call, d);
    if (result == R_SUCCESS)
        result = output_write(call, n, digest_next, d);
    return result;
}

static enum tee_result on_hash_final(struct call *call)
{
    struct state *state = state_named(call, 1);
    if (!state)
        return R_ERROR_BAD_PARAMETERS;
    if (!state->digest.is_open && !state->digest.is_squeezed)
        return R_ERROR_BAD_STATE;
    return hash_finish(call, &state->digest, state->digest_alg);
}

static enum tee_result on_digest(struct call *call)
{
    uint64_t id = call->ev->w[1];
    const struct digest_alg *alg =
        id <= UINT32_MAX ? digest_alg_find((uint32_t)id) : NULL;
    if (!alg)
        return R_ERROR_NOT_SUPPORTED;
    struct digest d = {0};
    enum tee_result result = digest_begin(&d, alg);
    if (result == R_SUCCESS)
        result = hash_finish(call, &d, alg);
    digest_drop(&d);
    return result;
}

/* A whole lease of at most `max` bytes into buf. */
static _Bool lease_fetch(const struct call *call, unsigned lease, uint8_t *buf,
                         size_t max, struct span *out)
{
    *out = (struct span){buf, lease_length(call, lease)};
    return is_input(call, lease) && out->n <= max &&
           server.port->lease_read(lease, 0, buf, out->n);
}

static enum tee_result on_verify(struct call *call)
{
    uint8_t *buf = bounce_use(CHUNK);
    struct span key, digest, signature;
    _Static_assert(VERIFY_KEY_MAX + VERIFY_DIGEST_MAX + VERIFY_SIGNATURE_MAX <=
                       CHUNK,
                   "all three fit the buffer");
    if (call->ev->w[1] > UINT32_MAX)
        return R_ERROR_NOT_SUPPORTED;
    if (rt_event_leases(call->ev) != VERIFY_LEASES ||
        !lease_fetch(call, VERIFY_KEY, buf, VERIFY_KEY_MAX, &key) ||
        !lease_fetch(call, VERIFY_DIGEST, buf + VERIFY_KEY_MAX,
                     VERIFY_DIGEST_MAX, &digest) ||
        !lease_fetch(call, VERIFY_SIGNATURE,
                     buf + VERIFY_KEY_MAX + VERIFY_DIGEST_MAX,
                     VERIFY_SIGNATURE_MAX, &signature))
        return R_ERROR_BAD_PARAMETERS;
    return signature_verify((uint32_t)call->ev->w[1], key, digest, signature);
}

static enum tee_result on_client_gone(struct call *call)
{
    state_free_all((uint32_t)call->ev->w[1]);
    return R_SUCCESS;
}

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

/* What all operations have in common. Nothing is changed but *call. */
static enum tee_result call_decode(struct call *call)
{
    unsigned leases = rt_event_leases(call->ev);
    call->inline_length = (uint32_t)(call->ev->w[0] >> 32);
    call->output = NO_LEASE;
    if (call->inline_length > CRYPTO_INLINE || leases > KMSG_LEASES)
        return R_ERROR_BAD_PARAMETERS;
    for (unsigned i = 0; i < leases; i++) {
        if (is_input(call, i))
            continue;
        if (rt_event_lease_rights(call->ev, i) != KLEASE_WRITE ||
            call->output != NO_LEASE)
            return R_ERROR_BAD_PARAMETERS;
        call->output = i;
    }
    return R_SUCCESS;
}

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
    server = (struct server){.port = port};
    entropy_init(port);
    if (!digest_init() || !verify_init())
        return 0;
    /* Without entropy the rest of the service still works. */
    if (!random_init())
        port->log("the random number generator is not seeded");
    return 1;
}

void crypto_serve(struct rt_event *ev)
{
    struct call call = {.ev = ev};
    enum tee_result result = call_decode(&call);
    if (result == R_SUCCESS)
        result = call_do(&call);
    call.reply[0] = (uint32_t)result;
    memcpy(ev->w, call.reply, sizeof(ev->w));
    mem_wipe(call.reply, sizeof(call.reply));
    mem_wipe(server.bounce, server.bounce_used);
    server.bounce_used = 0;
}
