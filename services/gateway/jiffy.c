/* SPDX-License-Identifier: BSD-2-Clause */
/* See jiffy.h. */
#include "services/gateway/jiffy.h"

#define JIFFY_LEAST_US 1000u /* HZ = 1000 */
#define JIFFIES_JUDGED 8u    /* the shortest wait that is measured */

static struct {
    const struct gateway_port *port;
    uint32_t us;
} jiffy;

void jiffy_init(const struct gateway_port *port)
{
    jiffy.port = port;
    jiffy.us = JIFFY_MOST_US;
}

/* Microseconds, at most UINT32_MAX. */
static uint64_t ticks_us(uint64_t ticks)
{
    uint64_t hz = jiffy.port->ticks_hz(), us;

    if (hz == 0 || ticks / hz > UINT32_MAX / 1000000u)
        return UINT32_MAX;
    us = ticks / hz * 1000000u + ticks % hz * 1000000u / hz;
    return us < UINT32_MAX ? us : UINT32_MAX;
}

uint32_t jiffies_within(uint64_t ticks)
{
    uint64_t n = ticks_us(ticks) / jiffy.us;

    return n > 0 ? (uint32_t)n : 1;
}

void jiffy_measure(uint32_t jiffies, uint64_t ticks)
{
    uint64_t us;

    if (jiffies < JIFFIES_JUDGED)
        return;
    us = ticks_us(ticks) / jiffies;
    if (us < JIFFY_LEAST_US)
        us = JIFFY_LEAST_US;
    if (us < jiffy.us)
        jiffy.us = (uint32_t)us;
}
