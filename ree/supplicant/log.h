/* SPDX-License-Identifier: BSD-2-Clause */
/* One line per error: to stderr, or to syslog once a daemon. Any thread. */
#pragma once

/* From now on to syslog. Called before there are threads. */
void log_to_syslog(void);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
