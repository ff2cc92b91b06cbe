/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the sides of the target `system` share: the input, from which whoever
 * runs next takes its choices.
 */
#pragma once

#include "tests/fuzz/fuzz.h"

#define SYSTEM_TAS 4u /* TAs of the supplicant; the control TA is built in */

extern struct reader input;

/* A number that may mean something. */
uint64_t system_number(void);

/* The UUID of TA n; SYSTEM_TAS: the control TA's, then tamgr's own. */
void system_uuid(unsigned n, uint64_t uuid[2]);
