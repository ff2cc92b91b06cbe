/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the handlers of operations (serve_*.c) share: a call that is served,
 * where its input comes from, where its output goes.
 */
#pragma once

#include "abi/crypto_msg.h"
#include "abi/tee_result.h"
#include "services/crypto/serve.h"
#include "services/crypto/state.h"
#include "services/crypto/verify.h" /* struct span */

/* Bytes that are processed at a time, and room before and behind them, where a
 * cipher puts what it kept of the bytes before. */
enum { CHUNK = 24576, CHUNK_HEAD = 32, CHUNK_TAIL = 32 };

struct call {
    const struct rt_event *ev;
    uint64_t left;        /* bytes of input not yet taken */
    uint32_t inline_left; /* bytes of those in the message itself */
    uint32_t inline_at;   /* and where they begin */
    unsigned lease;       /* where the bytes after those come from */
    uint32_t lease_at;    /* bytes taken from it */
    unsigned output;      /* lease for output, or NO_LEASE */
    uint64_t reply[KMSG_WORDS];
};

enum { NO_LEASE = KMSG_LEASES };

/* Handlers, one for each row of crypto_op.def. A handler decodes the words it
 * needs (they are a copy: nobody can change them), refuses what does not fit,
 * then acts. It leaves its reply in call->reply[1..]. */
#define CRYPTO_OP(number, NAME, name, from, manual)                            \
    enum tee_result on_##name(struct call *call);
#include "abi/crypto_op.def"
#undef CRYPTO_OP

/* --- serve_data.c: the only functions that touch leases --- */

/* Once. port is kept. */
void data_init(const struct crypto_port *port);

/* A call with the leases of its event; its reply stays. BAD_PARAMETERS: a lease
 * is of no use. */
enum tee_result data_begin(struct call *call, const struct rt_event *ev);

/* Wipes what the call left in the buffers. */
void data_end(void);

/* At most `limit` bytes of the buffer, wiped after the call, as are CHUNK_HEAD
 * bytes before it. */
uint8_t *buffer_use(size_t limit);

/* The same for the next bytes of the input, which may be there already: nothing
 * else must be written there before input_take(). */
uint8_t *buffer_input(size_t limit);

/* A second buffer, of the same use; it is DATA_OUT_MAX bytes long. */
enum { DATA_OUT_MAX = CRYPTO_ASYM_MAX + 1024 };
uint8_t *buffer_out(size_t limit);

/* Takes the next n <= call->inline_left bytes of the input where they are, in
 * the message. */
static inline const uint8_t *input_inline(struct call *call, size_t n)
{
    const uint8_t *p = (const uint8_t *)&call->ev->w[3] + call->inline_at;
    call->left -= n;
    call->inline_at += (uint32_t)n;
    call->inline_left -= (uint32_t)n;
    return p;
}

/* Takes the next n <= call->left bytes of the input. False: not there. */
RT_MUST_USE _Bool input_take(struct call *call, uint8_t *p, size_t n);

/* All of the input, of at most CHUNK bytes, at once: in the message, or in the
 * buffer. NULL: not there. */
RT_MUST_USE const uint8_t *input_whole(struct call *call);

/* The next bytes of the input, at most CHUNK, at least one if there are any
 * left. NULL: not there. */
RT_MUST_USE const uint8_t *input_next(struct call *call, size_t *n);

/* Whether there is a place for n bytes of output. */
RT_MUST_USE _Bool output_fits(const struct call *call, uint64_t n);

/* Writes n bytes of output (which fits) from `at` on. False: not there. */
RT_MUST_USE _Bool output_put(struct call *call, uint64_t at, const void *p,
                             size_t n);

/* The same for the last output of a call: p may be read after the handler has
 * returned, so it must be in one of the buffers, and stay as it is. */
RT_MUST_USE _Bool output_put_last(struct call *call, uint64_t at, const void *p,
                                  size_t n);

/* Bytes of a lease that may be read; the whole of it goes to p. False: it has
 * more than max, or may not be read, or is not there. */
RT_MUST_USE _Bool lease_fetch(const struct call *call, unsigned lease,
                              uint8_t *p, size_t max, struct span *out);

/* A line for the secure log. */
void data_log(const char *text);

/* --- serve_state.c, serve_object.c --- */

/* What the sender holds under the number in this word, or NULL. */
struct state *state_named(const struct call *call, unsigned word);
struct object *object_named(const struct call *call, unsigned word);

/* The input as a list of attributes, which stay in the buffer. BAD_PARAMETERS,
 * also when it is longer than CRYPTO_ATTRS_SIZE. */
enum tee_result input_attrs(struct call *call, struct attrs *out);
