/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short way of a message; see message.c.
 */
#pragma once

#include "kernel/arch.h"

/* No kernel call above passes a message. */
#define MESSAGE_PASS_MAX KCALL_start_recv

/* cpu->current made kernel call `number`. If that passes a message on at once,
 * it has, and the result is who runs next; else NULL, and nothing has changed.
 */
struct process *message_pass(struct cpu *cpu, unsigned number);
