/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 7.27, the part that needs no time zone. More is TEE_GetSystemTime and its
 * like. */
#pragma once

typedef long time_t;

/* As on Linux, whose gmtime_r() the host port's sanitizers use instead. */
struct tm {
    int tm_sec;          /* 0 to 59 */
    int tm_min;          /* 0 to 59 */
    int tm_hour;         /* 0 to 23 */
    int tm_mday;         /* 1 to 31 */
    int tm_mon;          /* 0 to 11 */
    int tm_year;         /* years since 1900 */
    int tm_wday;         /* 0 to 6, 0 is Sunday */
    int tm_yday;         /* 0 to 365 */
    int tm_isdst;        /* 0 */
    long tm_gmtoff;      /* 0 */
    const char *tm_zone; /* "GMT" */
};

/* Seconds since 1970, UTC, by the clock of the normal world: not to be
 * trusted. */
time_t time(time_t *t);

/* UTC; NULL if the year does not fit an int. */
struct tm *gmtime_r(const time_t *t, struct tm *result);
