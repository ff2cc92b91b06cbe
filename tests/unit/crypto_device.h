/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the test of the device's code share.
 */
#pragma once

#include <stddef.h>

/* Begins (NULL) or ends what is counted, under its name. */
void mark(const char *name);

/* One line of TAP. */
void point(_Bool ok, const char *name);

/* Key objects' algorithms: crypto_device_asym.c. */
void asym_check(void);
