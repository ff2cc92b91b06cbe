/* SPDX-License-Identifier: BSD-2-Clause */
/* Built under several UUIDs; see tests/stress/protocol.h. */
#pragma once

#include "tests/stress/protocol.h"

#define TA_UUID STRESS_UUID(CFG_STRESS_ID)

#define TA_FLAGS                                                               \
    (CFG_STRESS_ID < STRESS_SHARED                                             \
         ? TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION                     \
         : 0)

#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE  (32 * 1024)
