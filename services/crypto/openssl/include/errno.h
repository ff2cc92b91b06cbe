/* SPDX-License-Identifier: BSD-2-Clause */
/* The process has one thread: a plain variable (libc.c). */
#pragma once
extern int errno;
#define ENOENT 2
#define EINTR  4
#define ENXIO  6
#define EAGAIN 11
#define ENOMEM 12
#define EACCES 13
#define EINVAL 22
#define ERANGE 34
