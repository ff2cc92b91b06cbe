/* SPDX-License-Identifier: BSD-2-Clause */
/* Comparing UUIDs, as abi/tee_result.h has them. */
#pragma once

#include <stdbool.h>

#include "abi/tee_result.h"

static inline bool uuid_equal(const struct uuid_words *a,
                              const struct uuid_words *b)
{
    return a->w[0] == b->w[0] && a->w[1] == b->w[1];
}
