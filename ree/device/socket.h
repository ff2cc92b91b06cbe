/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same TEE device behind a Unix socket (wire.h), for programs that run
 * beside a TEE that is a Linux program itself. Errors are negative errno
 * values. Every function may be called from any thread.
 */
#pragma once

#include <stdbool.h>

/* Does the environment name a socket, and may this program heed it? */
bool tee_socket_wanted(void);

/* As open() of the device with that path; there is only /dev/tee0. */
int tee_socket_open(const char *path);

/* Is fd a context or a memory of this file's? */
bool tee_socket_has(int fd);

/* As ioctl() and close() of such an fd. */
int tee_socket_ioctl(int fd, unsigned long request, void *argument);
int tee_socket_close(int fd);
