/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The proleptic Gregorian calendar. Years are counted from 1 March, so that a
 * leap day is a year's last one; 400 of them have 146097 days.
 */
#include <limits.h>
#include <stdint.h>
#include <time.h>

enum {
    DAY_SECONDS = 24 * 60 * 60,
    ERA_DAYS = 146097,
    CENTURY_DAYS = 36524,
    FOUR_YEARS_DAYS = 1461,
    YEAR_DAYS = 365,
    EPOCH_DAYS = 719468, /* from 1 March of year 0 to 1 January 1970 */
    EPOCH_WEEKDAY = 4,   /* a Thursday */
};

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

struct tm *gmtime_r(const time_t *t, struct tm *result)
{
    static const int month_first[12] = {0,   31,  59,  90,  120, 151,
                                        181, 212, 243, 273, 304, 334};
    int64_t days = floor_divide(*t, DAY_SECONDS);
    int seconds = (int)((*t % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS);
    int64_t since = days + EPOCH_DAYS;
    int64_t era = floor_divide(since, ERA_DAYS);
    int day = (int)(since - era * ERA_DAYS);
    int years = (day - day / (FOUR_YEARS_DAYS - 1) + day / CENTURY_DAYS -
                 day / (ERA_DAYS - 1)) /
                YEAR_DAYS;
    int of_year = day - (YEAR_DAYS * years + years / 4 - years / 100);
    int month = (5 * of_year + 2) / 153; /* 0 is March */
    int64_t year = era * 400 + years + (month >= 10);

    if (year - 1900 > INT_MAX || year - 1900 < INT_MIN)
        return 0;
    result->tm_sec = seconds % 60;
    result->tm_min = seconds / 60 % 60;
    result->tm_hour = seconds / 3600;
    result->tm_mday = of_year - (153 * month + 2) / 5 + 1;
    result->tm_mon = month < 10 ? month + 2 : month - 10;
    result->tm_year = (int)(year - 1900);
    result->tm_wday = (int)(((days + EPOCH_WEEKDAY) % 7 + 7) % 7);
    result->tm_yday = month_first[result->tm_mon] + result->tm_mday - 1 +
                      (result->tm_mon > 1 && is_leap(year));
    result->tm_isdst = 0;
    result->tm_gmtoff = 0;
    result->tm_zone = "GMT";
    return result;
}
