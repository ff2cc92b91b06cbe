/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which TA has which sockets of the supplicant open. The supplicant keeps
 * sockets by instance and handle; the instance is the TA's pid, which the
 * gateway writes, so a TA cannot name another's. What is remembered here is
 * for two things more: a handle that was not given out never gets to the
 * supplicant, and what a TA leaves open when it ends is closed.
 *
 *   holder of a pid: sockets open, one asked for, some that are unsure (asked
 *   for, and never heard of again); once gone it waits for its CLOSE_ALL
 *
 * Mutable state: one table, static in socket.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Forgets everything; once at start. */
void sockets_init(void);

/* The process asks for one more; it does one thing at a time. False: it has
 * GW_SOCKETS_MOST. */
bool socket_opening(uint32_t pid);

/* How that ended; if nobody knows, neither is called. socket_opened() is true
 * if the process is gone meanwhile, and something is to be closed. */
bool socket_opened(uint32_t pid, uint32_t socket);
void socket_not_opened(uint32_t pid);

bool socket_is_open(uint32_t pid, uint32_t socket);
void socket_closed(uint32_t pid, uint32_t socket);

/* The process is gone; 0: all are. True: it leaves something to be closed. */
bool sockets_client_gone(uint32_t pid);

/* Takes the pid of one that is gone, all of whose sockets are to be closed; 0:
 * there is none. */
uint32_t sockets_gone_take(void);
