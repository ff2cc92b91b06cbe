/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start-up properties of the key-value TA. TA_DATA_SIZE is the only bound of
 * the store: keys and values of all clients live in that heap.
 */
#pragma once

#include "abi/ta/kv.h"

#define TA_UUID KV_TA_UUID

/* One store for everybody, which stays when the last client goes. */
#define TA_FLAGS                                                               \
    (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION |                         \
     TA_FLAG_INSTANCE_KEEP_ALIVE)

#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (4 * 1024 * 1024)

#define TA_VERSION     "1.0"
#define TA_DESCRIPTION "Key-value store in memory"
