/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client programs over a Unix socket (ree/device/wire.h), a thread for each
 * connection.
 */
#pragma once

#include <stdbool.h>

/* Serves on a socket at that path, in threads of its own, from after
 * driver_init() on. False with errno set. */
bool server_start(const char *path);

/* Waits until all that the clients left behind is cleared away, `seconds` at
 * most. */
void server_wait(unsigned seconds);
