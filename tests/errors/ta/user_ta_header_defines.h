/* SPDX-License-Identifier: BSD-2-Clause */
/* Each session has an instance of its own, which a panic ends. */
#pragma once

#include "tests/errors/errors.h"

#define TA_UUID       ERRORS_UUID
#define TA_FLAGS      0
#define TA_STACK_SIZE (16 * 1024)
#define TA_DATA_SIZE  (256 * 1024)
