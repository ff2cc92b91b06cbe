/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder that was made for one run, of a program or a test. */
#pragma once

#include <ftw.h>
#include <stdio.h>

static inline int tree_entry_remove(const char *path, const struct stat *st,
                                    int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

/* Removes a folder with all that is in it; links are not followed. */
static inline void tree_remove(const char *path)
{
    nftw(path, tree_entry_remove, 8, FTW_DEPTH | FTW_PHYS);
}
