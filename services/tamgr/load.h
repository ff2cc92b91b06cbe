/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading one image into one instance, and ending instances. Each refusal is
 * one line in the secure log.
 */
#pragma once

#include "services/tamgr/tamgr.h"

/*
 * Copies the image once out of memory that may change at any time, verifies
 * the copy and makes a process of it. On success the instance has a pid and
 * flags; its state is the caller's business.
 */
MUST_USE enum refusal instance_load(struct tamgr *t, struct instance *instance,
                                    const uint8_t *image, size_t size);

/* Where a library is in the address space of its TA. */
struct library {
    uint64_t base;
    uint64_t size;
};

/* The same for a library of that UUID, into the process of an instance that
 * waits for the answer. */
MUST_USE enum refusal library_load(struct tamgr *t, struct instance *instance,
                                   const struct uuid_words *uuid,
                                   const uint8_t *image, size_t size,
                                   struct library *loaded);

/* Ends an instance that nobody uses: process, sessions it held, row. */
void instance_end(struct tamgr *t, struct instance *instance);

/* A TA's process died: frees what the kernel and the crypto service hold. */
void process_gone(const struct tamgr *t, uint32_t pid);

/* The process of the instance died; frees all that was left. */
void instance_died(struct tamgr *t, struct instance *instance);

/* "WHAT UUID: refused: cause". tests/isolation/killer.py stops here and reads
 * the UUID of the second argument. */
void log_refusal(const struct tamgr *t, const struct uuid_words *uuid,
                 const char *what, enum refusal refusal);

/* A plain line. */
void log_text(const struct tamgr *t, const char *text);
