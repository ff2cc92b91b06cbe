/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gateway's door to normal-world memory; see ns.h. The accesses are
 * volatile so that the compiler neither repeats nor splits one. Messages come
 * in units of 32 bytes; that much at a time is twice as fast.
 */
#include "services/gateway/ns.h"

enum kerr ns_read(const struct gateway_port *port, struct ns_span s,
                  uint64_t *to, size_t n)
{
    const volatile uint64_t *from = (const volatile uint64_t *)(uintptr_t)s.va;

    if (!s.va)
        return port->ns_read(s.pa, to, n);
    for (; n >= 32; n -= 32, from += 4, to += 4) {
        uint64_t a = from[0], b = from[1], c = from[2], d = from[3];

        to[0] = a;
        to[1] = b;
        to[2] = c;
        to[3] = d;
    }
    for (; n >= 8; n -= 8)
        *to++ = *from++;
    return KERR_OK;
}

enum kerr ns_write(const struct gateway_port *port, struct ns_span s,
                   const uint32_t *from, size_t n)
{
    volatile uint32_t *to = (volatile uint32_t *)(uintptr_t)s.va;

    if (!s.va)
        return port->ns_write(s.pa, from, n);
    for (size_t i = 0; i < n / 4; i++)
        to[i] = from[i];
    return KERR_OK;
}
