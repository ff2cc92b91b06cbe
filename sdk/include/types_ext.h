/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Integer types that TA sources use beyond the C library's.
 */
#pragma once

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef unsigned char uchar;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef uintptr_t vaddr_t;
typedef uint64_t paddr_t;
typedef uint64_t paddr_size_t;

#define PRIxVA        PRIxPTR
#define PRIxVA_WIDTH  16
#define PRIxPA        PRIx64
#define PRIxPASZ      PRIx64
#define PRIxPTR_WIDTH 16
