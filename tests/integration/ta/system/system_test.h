/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this TA share. */
#pragma once

#include <tee_internal_api.h>
#include <trace.h>

/* The test goes on if so; else it ends, and where is traced. */
#define WANT(so)                                                               \
    do {                                                                       \
        if (!(so)) {                                                           \
            EMSG("not so: %s", #so);                                           \
            return TEE_ERROR_BAD_STATE;                                        \
        }                                                                      \
    } while (0)

/* All properties of all sets: names, types, texts, buffers too small. */
TEE_Result properties_test(void);
