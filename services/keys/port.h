/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the keys service needs from outside: the kernel's calls on the device
 * (main.c), fakes in unit tests.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"

struct keys_port {
    /* The hardware unique key; false if the machine has none. */
    _Bool (*huk_read)(uint8_t key[KHUK_BYTES]);
    /* Copy from or to a lease of the current message; false on any error. */
    _Bool (*lease_read)(unsigned lease, size_t offset, void *buf, size_t n);
    _Bool (*lease_write)(unsigned lease, size_t offset, const void *buf,
                         size_t n);
    /* A line for the secure log. */
    void (*log)(const char *text);
};
