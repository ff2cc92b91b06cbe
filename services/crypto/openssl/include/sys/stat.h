/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it reaches the link. */
#pragma once
#include <sys/types.h>
struct stat {
    mode_t st_mode;
    off_t st_size;
};
#define S_IFMT     0170000
#define S_IFDIR    0040000
#define S_ISDIR(m) (((m)&S_IFMT) == S_IFDIR)
#define S_ISREG(m) (((m)&S_IFMT) == 0100000)
int stat(const char *name, struct stat *out);
