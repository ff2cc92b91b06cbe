/* SPDX-License-Identifier: BSD-2-Clause */
/* Start-up properties of the control TA. */
#pragma once

#include "abi/ta/control.h"

#define TA_UUID CONTROL_UUID

#define TA_FLAGS                                                               \
    (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION |                         \
     TA_FLAG_INSTANCE_KEEP_ALIVE)

#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (4 * 1024)

#define TA_VERSION     "1.0"
#define TA_DESCRIPTION "Counters and the end of applications, for Linux"
