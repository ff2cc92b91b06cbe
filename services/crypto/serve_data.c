/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How data comes and goes: from the message itself and from leases, through one
 * buffer, so a message of any length needs no memory. The start of the first
 * lease comes with the message, and the last output may go with the reply: that
 * saves a kernel call each. Both buffers are wiped after each operation as far
 * as they were used, but what goes with a reply after the next.
 *
 * State: data.
 */
#include "lib/mem.h"
#include "services/crypto/serve_priv.h"

/* Buffers begin and end at such lines: what is wiped, and how. */
enum { LINE = 256 };
#define LINES(n) (((n) + LINE - 1) & ~(size_t)(LINE - 1))

static struct data {
    const struct crypto_port *port;
    size_t used;     /* bytes of buffer from buffer_use() to be wiped */
    size_t out_used; /* the same of out */
    _Bool later;     /* they go with the reply: wiped after the next call */
    size_t brought;  /* bytes of lease 0 that came with the message, in buffer,
                        which nobody has used yet */
    /* What is copied most often begins a page: one piece of a kernel's copy.
     * The first page is for what is put before it. */
    _Alignas(PAGE_SIZE)
        uint8_t buffer[PAGE_SIZE + LINES(CRYPTO_ASYM_MAX + CHUNK_TAIL)];
    _Alignas(LINE) uint8_t out[LINES(DATA_OUT_MAX)];
} data;

_Static_assert((int)CHUNK_HEAD <= (int)LINE, "what is before is wiped");
_Static_assert(CHUNK <= CRYPTO_ASYM_MAX, "a chunk fits the buffer");

void data_init(const struct crypto_port *port)
{
    data.port = port;
}

void *crypto_inbox(size_t *room)
{
    *room = CHUNK;
    return data.buffer + PAGE_SIZE;
}

void data_log(const char *text)
{
    data.port->log(text);
}

static uint32_t lease_length(const struct call *call, unsigned lease)
{
    return rt_event_lease_length(call->ev, lease);
}

static _Bool is_input(const struct call *call, unsigned lease)
{
    return rt_event_lease_rights(call->ev, lease) == KLEASE_READ;
}

enum tee_result data_begin(struct call *call, const struct rt_event *ev)
{
    unsigned leases = rt_event_leases(ev);
    uint32_t n = (uint32_t)(ev->w[0] >> 32);
    (void)buffer_use(rt_event_data(ev));
    data.brought = rt_event_data(ev);
    call->ev = ev;
    call->left = call->inline_left = n;
    call->inline_at = 0;
    call->lease = call->lease_at = 0;
    call->output = NO_LEASE;
    if (n > CRYPTO_INLINE || leases > KMSG_LEASES)
        return R_ERROR_BAD_PARAMETERS;
    for (unsigned i = 0; i < leases; i++) {
        if (is_input(call, i)) {
            call->left += lease_length(call, i);
            continue;
        }
        if (rt_event_lease_rights(ev, i) != KLEASE_WRITE ||
            call->output != NO_LEASE)
            return R_ERROR_BAD_PARAMETERS;
        call->output = i;
    }
    return R_SUCCESS;
}

typedef uint64_t __attribute__((vector_size(16), may_alias)) vector;

/* mem_wipe() of whole lines, by FP/SIMD registers: after a short operation that
 * is a tenth of its cost. */
static void wipe(uint8_t *line, size_t n)
{
    const vector zero = {0};

    for (vector *p = (vector *)(void *)line; n; n -= LINE, p += 16) {
        p[0] = p[1] = p[2] = p[3] = zero;
        p[4] = p[5] = p[6] = p[7] = zero;
        p[8] = p[9] = p[10] = p[11] = zero;
        p[12] = p[13] = p[14] = p[15] = zero;
        __asm__ volatile("" : : "r"(p) : "memory");
    }
}

void data_end(void)
{
    const vector zero = {0};
    vector *head = (vector *)(void *)&data.buffer[PAGE_SIZE - CHUNK_HEAD];

    if (data.later) {
        data.later = 0;
        return;
    }
    if (data.used) {
        head[0] = head[1] = zero;
        wipe(&data.buffer[PAGE_SIZE], LINES(data.used));
        data.used = 0;
    }
    if (data.out_used) {
        wipe(data.out, LINES(data.out_used));
        data.out_used = 0;
    }
}

uint8_t *buffer_input(size_t limit)
{
    if (data.used < limit)
        data.used = limit;
    return data.buffer + PAGE_SIZE;
}

uint8_t *buffer_use(size_t limit)
{
    data.brought = 0;
    return buffer_input(limit);
}

uint8_t *buffer_out(size_t limit)
{
    if (data.out_used < limit)
        data.out_used = limit;
    return data.out;
}

/* The next n bytes of a lease; those that came with the message, if it is for
 * them that the buffer was made, are there. */
static _Bool lease_read(const struct call *call, unsigned lease, uint8_t *p,
                        size_t n)
{
    if (lease == 0 && call->lease_at == 0 && n <= data.brought &&
        p == data.buffer + PAGE_SIZE)
        return 1;
    return data.port->lease_read(lease, call->lease_at, p, n);
}

/* The next n bytes are all in leases. */
static _Bool leases_take(struct call *call, uint8_t *p, size_t n)
{
    while (n) {
        unsigned i = call->lease;
        size_t step = is_input(call, i) ? lease_length(call, i) : 0;
        step -= step ? call->lease_at : 0;
        if (step > n)
            step = n;
        if (step && !lease_read(call, i, p, step))
            return 0;
        p += step;
        n -= step;
        call->lease_at += (uint32_t)step;
        if (n) {
            call->lease++;
            call->lease_at = 0;
        }
    }
    return 1;
}

_Bool input_take(struct call *call, uint8_t *p, size_t n)
{
    size_t here = n < call->inline_left ? n : call->inline_left;
    if (here)
        memcpy(p, input_inline(call, here), here);
    call->left -= n - here;
    return here == n || leases_take(call, p + here, n - here);
}

const uint8_t *input_whole(struct call *call)
{
    size_t n = call->left;
    if (n == call->inline_left)
        return input_inline(call, n);
    if (n <= data.brought && (call->inline_left | call->lease_at) == 0) {
        call->left = 0;
        return data.buffer + PAGE_SIZE;
    }
    uint8_t *p = buffer_input(n);
    return input_take(call, p, n) ? p : NULL;
}

const uint8_t *input_next(struct call *call, size_t *n)
{
    if (call->inline_left) {
        *n = call->inline_left;
        return input_inline(call, *n);
    }
    *n = call->left < CHUNK ? call->left : CHUNK;
    uint8_t *p = buffer_input(*n);
    return input_take(call, p, *n) ? p : NULL;
}

_Bool output_fits(const struct call *call, uint64_t n)
{
    if (call->output == NO_LEASE)
        return n <= CRYPTO_INLINE;
    return n <= lease_length(call, call->output);
}

_Bool output_put(struct call *call, uint64_t at, const void *p, size_t n)
{
    if (call->output != NO_LEASE)
        return n == 0 || data.port->lease_write(call->output, at, p, n);
    memcpy((uint8_t *)&call->reply[2] + at, p, n);
    return 1;
}

_Bool output_put_last(struct call *call, uint64_t at, const void *p, size_t n)
{
    if (!data.port->lease_write_later || call->output == NO_LEASE || at != 0 ||
        n == 0 || n > LATER_MAX)
        return output_put(call, at, p, n);
    data.port->lease_write_later(call->output, p, n);
    data.later = 1;
    return 1;
}

_Bool lease_fetch(const struct call *call, unsigned lease, uint8_t *p,
                  size_t max, struct span *out)
{
    *out = (struct span){p, lease_length(call, lease)};
    return is_input(call, lease) && out->n <= max &&
           (out->n == 0 || data.port->lease_read(lease, 0, p, out->n));
}
