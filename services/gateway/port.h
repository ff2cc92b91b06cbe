/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the gateway needs from the world: a const table, so that all of it but
 * main.c runs in a unit test or a fuzzer. The functions are the calls of
 * runtime/rt.h of the same names; those marked `+` do one bounded part and
 * return KERR_MORE until they are done.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"

struct gateway_port {
    enum kerr (*window_create)(size_t pages, uint32_t *window);
    enum kerr (*window_add)(uint32_t window, const uint64_t *pages, size_t n);
    enum kerr (*window_destroy)(uint32_t window); /* + */
    enum kerr (*window_map)(uint32_t window, uint32_t pid,
                            uint64_t *va);                    /* + */
    enum kerr (*window_unmap)(uint32_t window, uint32_t pid); /* + */
    enum kerr (*ns_read)(uint64_t pa, void *buf, size_t length);
    enum kerr (*ns_write)(uint64_t pa, const void *buf, size_t length);
    enum kerr (*cancel)(unsigned activation);
    bool (*turn_due)(void);
    void (*log)(const char *text, size_t length);
    uint64_t (*ticks)(void);
    uint64_t (*ticks_hz)(void);
};
