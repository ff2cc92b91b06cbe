/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gateway's door to normal-world memory; see ns.h. The accesses are
 * volatile so that the compiler neither repeats nor splits one.
 */
#include "services/gateway/ns.h"

enum kerr ns_read(const struct gateway_port *port, struct ns_span s,
                  uint64_t *to, size_t n)
{
    const volatile uint64_t *from = (const volatile uint64_t *)(uintptr_t)s.va;

    if (!s.va)
        return port->ns_read(s.pa, to, n);
    for (size_t i = 0; i < n / 8; i++)
        to[i] = from[i];
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
