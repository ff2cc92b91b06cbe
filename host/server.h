/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client programs over a Unix socket (wire.h), a thread for each connection.
 */
#pragma once

#include <stdbool.h>

/* Serves on a socket at that path, in threads of its own, from after
 * driver_init() on. False with errno set. */
bool server_start(const char *path);
