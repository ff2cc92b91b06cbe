/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Persistent times of TAs: how far each is from system time. There is no
 * storage yet, so they last as long as this process; a TA whose time is gone
 * is told that it is not set.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "services/tamgr/session.h"

#define CLOCKS_MAX 64u

struct clock {
    struct uuid_words uuid;
    uint64_t offset; /* ms, signed */
};

struct clocks {
    struct clock clock[CLOCKS_MAX];
    unsigned used; /* rows from the first */
};

/* The offset of a TA's time; NULL: it was never set. */
const uint64_t *clock_find(const struct clocks *clocks,
                           const struct uuid_words *uuid);

/* Sets it. False: there are CLOCKS_MAX others. */
MUST_USE bool clock_set(struct clocks *clocks, const struct uuid_words *uuid,
                        uint64_t offset);
