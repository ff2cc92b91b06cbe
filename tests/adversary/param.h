/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameters of messages, right or wrong in every way there is. None grants
 * the TEE a canary, whatever is combined with what.
 */
#pragma once

#include "tests/adversary/thread.h"

/* Of registered memory, mostly one of a few. */
uint64_t cookie_any(struct cpu *cpu);

/* Type and bits. */
uint64_t attribute_random(struct cpu *cpu);

/* The address of a page list, and a size. */
uint64_t list_random(struct cpu *cpu, uint64_t *size);

/* The same, of memory that cannot be shared: a page of it is not the normal
 * world's, or the list contains itself. */
uint64_t list_foreign(struct cpu *cpu, uint64_t *size);

/* Adds a parameter. */
void param_random(struct cpu *cpu, struct thread *t);
