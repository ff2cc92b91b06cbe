/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as shared objects, found in a folder of the build.
 */
#pragma once

#include "host/program.h"

/* Where to look, and the UUID of a TA that a debugger wants to see start, or
 * NULL; both are kept. False: no room for copies. image_done() removes what
 * is left of them. */
bool image_init(const char *folder, const char *stop_at);
void image_done(void);
