/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs as shared objects, found in a folder of the build.
 */
#pragma once

#include "host/program.h"

/* Where to look; kept. False: no room for copies. image_done() removes what
 * is left of them. */
bool image_init(const char *folder);
void image_done(void);
