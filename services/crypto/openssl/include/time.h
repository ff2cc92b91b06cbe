/* SPDX-License-Identifier: BSD-2-Clause */
/* Only time() is called (libc.c). */
#pragma once
#include <stddef.h>
typedef long time_t;
typedef long clock_t;
struct timespec {
    time_t tv_sec;
    long tv_nsec;
};
struct tm {
    int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year;
    int tm_wday, tm_yday, tm_isdst;
    long tm_gmtoff;
};
time_t time(time_t *t);
struct tm *gmtime(const time_t *t);
struct tm *gmtime_r(const time_t *t, struct tm *out);
int nanosleep(const struct timespec *want, struct timespec *left);
