/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the errors TA and its client. The TA has a table of rows, each one
 * call of the Internal Core API that must fail: with a result, or by a panic.
 */
#pragma once

#include <stdint.h>

/* c6b9e7a4-52d8-4f31-9d0a-7e18b3f4a590 */
#define ERRORS_UUID                                                            \
    {                                                                          \
        0xc6b9e7a4, 0x52d8, 0x4f31,                                            \
        {                                                                      \
            0x9d, 0x0a, 0x7e, 0x18, 0xb3, 0xf4, 0xa5, 0x90                     \
        }                                                                      \
    }

enum errors_command {
    /* memref out: text "FUNCTION: case"; value inout a: number of the row, out
     * a: what must come. ITEM_NOT_FOUND: there are no more rows. */
    ERRORS_NAME = 0,
    /* value inout a: number of the row; out a: what came, b: enum
     * errors_stage */
    ERRORS_RUN = 1,
};

/* What must come, beside results of the API. */
#define ERRORS_PANIC 1u

enum errors_stage {
    ERRORS_DONE = 0,
    ERRORS_NOT_PREPARED = 1, /* what precedes the call failed */
};
