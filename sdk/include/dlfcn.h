/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading of libraries while a TA runs: there is none. The functions exist so
 * that sources that try it compile; they say so in the log and fail.
 */
#pragma once

#define RTLD_LAZY     0x00001
#define RTLD_NOW      0x00002
#define RTLD_GLOBAL   0x00100
#define RTLD_NODELETE 0x01000

/* NULL, always. */
void *dlopen(const char *filename, int flags);

/* Not 0, always: nothing was opened. */
int dlclose(void *handle);

/* NULL, always. */
void *dlsym(void *handle, const char *symbol);
