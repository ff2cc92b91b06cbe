/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the crypto service needs from outside: the kernel's calls on the device
 * (main.c), fakes in unit tests.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"

enum {
    SEED_LENGTH = 48, /* bytes of the platform's seed */
    LATER_MAX = KCOPY_MAX,
};

struct crypto_port {
    /* The platform's seed; false if there is none (any more). */
    _Bool (*seed_take)(uint8_t seed[SEED_LENGTH]);
    /* A number from the CPU's generator; false if it has none or failed. */
    _Bool (*cpu_random)(uint64_t *value);
    /* Copy from or to a lease of the current message; false on any error. */
    _Bool (*lease_read)(unsigned lease, size_t offset, void *buf, size_t n);
    _Bool (*lease_write)(unsigned lease, size_t offset, const void *buf,
                         size_t n);
    /* The same as lease_write(), with the reply: what is at buf then. At most
     * LATER_MAX bytes, once a message. NULL: there is no such way. */
    void (*lease_write_later)(unsigned lease, const void *buf, size_t n);
    /* Bytes of the heap in use, and of all of it. */
    size_t (*memory_used)(size_t *size);
    /* A line for the secure log. */
    void (*log)(const char *text);
};
