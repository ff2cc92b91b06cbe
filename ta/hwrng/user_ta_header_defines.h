/* SPDX-License-Identifier: BSD-2-Clause */
/* Start-up properties of the random number TA. */
#pragma once

#include <pta_rng.h>

#define TA_UUID PTA_RNG_UUID

#define TA_FLAGS                                                               \
    (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION | TA_FLAG_DEVICE_ENUM)

#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (4 * 1024)

#define TA_VERSION     "1.0"
#define TA_DESCRIPTION "Random numbers for the normal world's kernel"
