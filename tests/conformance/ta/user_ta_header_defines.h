/* SPDX-License-Identifier: BSD-2-Clause */
/* Each session has an instance of its own, so that one can call another. */
#pragma once

#include "tests/conformance/conformance.h"

#define TA_UUID       CONFORMANCE_UUID
#define TA_FLAGS      0
#define TA_STACK_SIZE 8192
#define TA_DATA_SIZE  32768
