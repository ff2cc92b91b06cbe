/* SPDX-License-Identifier: BSD-2-Clause */
/* See part.h. */
#include "services/gateway/part.h"

static struct {
    const struct gateway_port *port;
    bool begun; /* there was a part, or need not be one */
    bool due;   /* somebody waits */
} part;

void part_init(const struct gateway_port *port)
{
    part.port = port;
}

void part_begin(bool must)
{
    part.begun = !must;
    part.due = false;
}

bool part_again(enum kerr err)
{
    return err == KERR_MORE && !part.due;
}

bool part_next(enum kerr err)
{
    if (!part_again(err))
        return false;
    part.due = part.begun && part.port->turn_due();
    part.begun = true;
    return !part.due;
}
