/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests that this program makes itself, of short messages: by the
 * cryptography library of the kit, where the CPU has instructions for them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool digest_is_local(uint32_t algorithm);

/* The digest of n bytes at p to `out`; of algorithms that are local. */
void digest_local(uint32_t algorithm, const void *p, size_t n, void *out);
