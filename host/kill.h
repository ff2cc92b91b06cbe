/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ends a service at a chosen message, for tests/isolation. Which one is said by
 * the client program, in the UUID of a TA that it tries to open and that does
 * not exist (KILL_MARK): so one run tries many, and a client says the same to
 * whatever plays this part on the device.
 */
#pragma once

#include <stdbool.h>

struct process;

/*
 * The UUID, as octets: KILL_MARK (4, big-endian), service slot (2), number of
 * the message (2), 1 if it dies with the answer ready instead of with the
 * message unread (1), 7 zeros. Slot 0: no more. Messages are counted from the
 * next open on; events of all kinds that a service receives are messages.
 */
#define KILL_MARK 0xce11dead

/* Marks are obeyed from now on. */
void kill_enable(void);

/* Before p goes on from its kernel call `number`, or with the kernel call
 * `number` that it makes: does it die here? */
bool kill_before_event(const struct process *p, unsigned number);
bool kill_before_answer(const struct process *p, unsigned number);
