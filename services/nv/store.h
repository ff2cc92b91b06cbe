/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters that only go up, in two sectors of a NOR flash. Whenever the power
 * goes, what was answered is there at the next start, and a counter whose raise
 * was under way has its old value or the new one. Format: store.c.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NV_MUST_USE __attribute__((warn_unused_result))

/* Of all owners. */
#define STORE_COUNTERS 128u

/* The flash: sectors 0 and 1. Offsets and sizes are multiples of 4. A function
 * that returns false has failed, and may have done any part of its work. */
struct store_port {
    bool (*read)(unsigned sector, uint32_t offset, void *buf, size_t n);
    /* Clears bits, of ascending words; sets none. */
    bool (*program)(unsigned sector, uint32_t offset, const void *data,
                    size_t n);
    /* Sets all bits. */
    bool (*erase)(unsigned sector);
    uint32_t sector_bytes; /* room for two records and the header at least */
};

struct store_name {
    uint64_t id[2];
    uint32_t owner; /* slot of the service whose it is */
    uint32_t kind;  /* the owner's own division of its names */
};

struct store {
    const struct store_port *port;
    bool is_open;
    bool is_new;         /* nothing was in the flash when it was opened */
    unsigned sector;     /* the one that counts */
    uint32_t generation; /* its header's */
    uint32_t end;        /* records in use, also those that are no good */
    unsigned used;
    struct store_counter {
        struct store_name name;
        uint64_t value;
    } counter[STORE_COUNTERS];
};

enum store_result {
    STORE_OK,
    STORE_FULL,   /* no room for one counter more */
    STORE_FAILED, /* the flash failed; the next call tries again */
};

/* Nothing is read yet; port is kept. */
void store_init(struct store *s, const struct store_port *port);

/* The counter's value, 0 if it was never raised. *value is set only if OK. */
NV_MUST_USE enum store_result
store_read(struct store *s, const struct store_name *name, uint64_t *value);

/* The counter becomes `value` if it is less. OK: it is in the flash. Else its
 * value is what it was, until the next start, which may find the new one. */
NV_MUST_USE enum store_result
store_raise(struct store *s, const struct store_name *name, uint64_t value);
