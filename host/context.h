/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Linux' TEE device does between a client's ioctl() and the driver:
 * contexts, what each of them has open, and <linux/tee.h> to messages. Every
 * function may be called from any thread.
 */
#pragma once

#include <stdint.h>

#include "ree/device/wire.h"

/* A number over 0. */
uint32_t context_new(void);

/* Its sessions are closed, then its memory is freed. */
void context_end(uint32_t context);

/* What the request (wire.h) asks for, but for WIRE_OPEN. Fills answer->argument
 * and returns the result; *fd is the file that goes with it, which stays open
 * and ours, or -1. */
int context_serve(const struct wire_request *request,
                  struct wire_answer *answer, int *fd);
