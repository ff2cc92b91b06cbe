/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the engine's files share: the request being served, and calls to
 * services.
 */
#pragma once

#include <stdint.h>

#include "runtime/rt.h"
#include "sdk/engine/request.h"

/* The one request being served; entry, session, ... are of the last one while
 * none is. */
extern struct engine_current {
    struct request request;
    uintptr_t stack_top;
    bool cancel_masked;
} engine_current;

/* A kernel's error as a result. */
TEE_Result result_of_kernel(enum kerr error);

/* rt_call() with the kernel's errors turned into results; SUCCESS means that
 * there is a reply in ev->w. */
static inline TEE_Result service_call(uint32_t target, struct rt_event *ev,
                                      const struct klease *leases, size_t n)
{
    enum kerr error = rt_call(target, ev, leases, n);

    return error == KERR_OK ? TEE_SUCCESS : result_of_kernel(error);
}

/* A lease of own memory. */
static inline struct klease lease_of(const void *buf, size_t len,
                                     uint32_t rights)
{
    return (struct klease){(uintptr_t)buf, (uint32_t)len, rights};
}

/* 16 octets in RFC 4122 order, as messages have them, and back. */
void uuid_to_words(const TEE_UUID *uuid, uint64_t w[2]);
void uuid_from_words(const uint64_t w[2], TEE_UUID *uuid);
