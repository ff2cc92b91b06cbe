/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of the normal world, which may change at any moment. A span names
 * some of it and cannot be dereferenced; ns_read() and ns_write() are the only
 * functions of the gateway that touch it. Each byte is read or written once.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "services/gateway/port.h"

struct ns_span {
    uint64_t va; /* where the gateway has it mapped, or 0: by address */
    uint64_t pa;
};

static inline struct ns_span ns_at(struct ns_span s, uint64_t offset)
{
    if (s.va)
        return (struct ns_span){.va = s.va + offset};
    return (struct ns_span){.pa = s.pa + offset};
}

/* Copies n bytes, a multiple of 8, span and buffer aligned to 8. Fails only
 * if the span is given by address and is not normal-world memory. */
enum kerr ns_read(const struct gateway_port *port, struct ns_span s,
                  uint64_t *to, size_t n);

/* The same outwards, in units of 4 bytes. */
enum kerr ns_write(const struct gateway_port *port, struct ns_span s,
                   const uint32_t *from, size_t n);
