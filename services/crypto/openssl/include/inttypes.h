/* SPDX-License-Identifier: BSD-2-Clause */
/* The formats that OpenSSL's own formatter knows. */
#pragma once
#include <stdint.h>
#define PRIu32 "u"
#define PRIu64 "lu"
#define PRIx64 "lx"
#define PRId64 "ld"
