/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that somebody else owns; nothing in them is trusted.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct span {
    const uint8_t *p;
    size_t n;
};
