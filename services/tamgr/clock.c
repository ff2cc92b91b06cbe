/* SPDX-License-Identifier: BSD-2-Clause */
/* A row once taken is its TA's for ever: it will set its time again. */
#include "services/tamgr/clock.h"

#include <stddef.h>

#include "services/tamgr/uuid.h"

static unsigned row_of(const struct clocks *clocks,
                       const struct uuid_words *uuid)
{
    unsigned i = 0;

    while (i < clocks->used && !uuid_equal(&clocks->clock[i].uuid, uuid))
        i++;
    return i;
}

const uint64_t *clock_find(const struct clocks *clocks,
                           const struct uuid_words *uuid)
{
    unsigned i = row_of(clocks, uuid);

    return i < clocks->used ? &clocks->clock[i].offset : NULL;
}

bool clock_set(struct clocks *clocks, const struct uuid_words *uuid,
               uint64_t offset)
{
    unsigned i = row_of(clocks, uuid);

    if (i == CLOCKS_MAX)
        return false;
    clocks->clock[i] = (struct clock){*uuid, offset};
    if (i == clocks->used)
        clocks->used++;
    return true;
}
