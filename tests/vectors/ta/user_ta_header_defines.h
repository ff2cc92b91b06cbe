/* SPDX-License-Identifier: BSD-2-Clause */
/* Each session has an instance of its own: a panic ends one case only. */
#pragma once

#include "tests/vectors/vectors.h"

#define TA_UUID       VECTORS_UUID
#define TA_FLAGS      0
#define TA_STACK_SIZE (16 * 1024)
#define TA_DATA_SIZE  (512 * 1024)
