/* SPDX-License-Identifier: BSD-2-Clause */
/* Only getpid() is called (libc.c). */
#pragma once
#include <sys/types.h>
pid_t getpid(void);
uid_t getuid(void);
uid_t geteuid(void);
uid_t getgid(void);
uid_t getegid(void);
int usleep(unsigned us);
unsigned sleep(unsigned s);
