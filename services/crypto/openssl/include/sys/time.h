/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it reaches the link. */
#pragma once
#include <time.h>
struct timeval {
    long tv_sec, tv_usec;
};
int gettimeofday(struct timeval *tv, void *zone);
