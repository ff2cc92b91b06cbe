/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the engine's cryp*.c files share: how bytes travel in a message to the
 * crypto service (abi/crypto_msg.h), in the message itself while they are few,
 * by lease otherwise. Inline, because a small operation is little more than
 * this.
 */
#pragma once

#include <string.h>

#include "abi/crypto_msg.h"
#include "lib/mem.h"
#include "sdk/engine/call.h"

/* Sends ev; SUCCESS: what the service gives is in ev->w. */
static inline TEE_Result cryp_call(struct rt_event *ev,
                                   const struct klease *leases, size_t n)
{
    TEE_Result result = service_call(SERVICE_CRYPTO, ev, leases, n);

    return result ? result : (TEE_Result)ev->w[0];
}

/* A lease that a caller's length always fits: no program has more memory. */
static inline struct klease cryp_lease(const void *p, size_t n, uint32_t rights)
{
    return lease_of(p, n < UINT32_MAX ? n : UINT32_MAX, rights);
}

/* Puts the input `head`, then `body` into ev: as much as goes into `room`
 * bytes of the message; head does. *lease is for the rest. Returns how many
 * leases that makes. */
static inline size_t cryp_input(struct rt_event *ev, size_t room,
                                const void *head, size_t head_len,
                                const void *body, size_t body_len,
                                struct klease *lease)
{
    uint8_t *to = (uint8_t *)&ev->w[3];

    if (head_len)
        mem_copy_words(to, head, head_len);
    if (body_len > room - head_len) {
        ev->w[0] |= (uint64_t)head_len << 32;
        *lease = cryp_lease(body, body_len, KLEASE_READ);
        return 1;
    }
    if (body_len)
        mem_copy_words(to + head_len, body, body_len);
    ev->w[0] |= (uint64_t)(head_len + body_len) << 32;
    return 0;
}

/* Takes n <= CRYPTO_INLINE bytes of output out of a reply, and wipes them
 * there. */
static inline void cryp_output(struct rt_event *ev, void *out, size_t n)
{
    mem_copy_words(out, &ev->w[2], n);
    __builtin_memset(&ev->w[2], 0, CRYPTO_INLINE);
    __asm__ volatile("" : : "r"(ev) : "memory");
}
