/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it reaches the link. */
#pragma once
typedef struct DIR DIR;
struct dirent {
    char d_name[256];
};
DIR *opendir(const char *name);
struct dirent *readdir(DIR *dir);
int closedir(DIR *dir);
