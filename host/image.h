/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as shared objects, found in a folder of the build.
 */
#pragma once

#include "host/program.h"

/* Where to look, a folder for copies, and the UUID of a TA that a debugger
 * wants to see start, or NULL; all are kept. */
void image_init(const char *folder, const char *copies, const char *stop_at);
