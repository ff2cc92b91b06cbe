/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why libcrypto failed, as far as it says.
 */
#pragma once

#include "abi/tee_result.h"

/* OUT_OF_MEMORY if that is among the errors libcrypto has queued, otherwise
 * `other`. Empties the queue. Call after every failure. */
enum tee_result failure_result(enum tee_result other);
