/* SPDX-License-Identifier: BSD-2-Clause */
/* See log.h. */
#include "ree/supplicant/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <syslog.h>

static bool to_syslog;

void log_to_syslog(void)
{
    openlog("cella-supplicant", LOG_PID, LOG_DAEMON);
    to_syslog = true;
}

void log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (to_syslog) {
        vsyslog(LOG_ERR, format, arguments);
    } else {
        flockfile(stderr);
        fputs("cella-supplicant: ", stderr);
        vfprintf(stderr, format, arguments);
        fputc('\n', stderr);
        funlockfile(stderr);
    }
    va_end(arguments);
}
