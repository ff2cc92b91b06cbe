/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors; see result.h. Mutable state: how often each complaint was made.
 */
#include "services/gateway/result.h"

#include "services/gateway/part.h"

static uint32_t counts[COMPLAINT_LIMIT];

static const char *const texts[] = {
#define COMPLAINT_ROW(name, text) text,
    COMPLAINTS(COMPLAINT_ROW)
#undef COMPLAINT_ROW
};

void complain_init(void)
{
    for (unsigned i = 0; i < COMPLAINT_LIMIT; i++)
        counts[i] = 0;
}

enum tee_result result_of(enum kerr err)
{
    switch (err) {
    case KERR_OK:
        return R_SUCCESS;
    case KERR_NO_MEMORY:
    case KERR_DEPTH:
        return R_ERROR_OUT_OF_MEMORY;
    case KERR_PEER_DIED:
        return R_ERROR_TARGET_DEAD;
    case KERR_DEADLOCK:
        return R_ERROR_BUSY;
    case KERR_DENIED:
        return R_ERROR_ACCESS_DENIED;
    case KERR_STATE:
        return R_ERROR_BAD_STATE;
    case KERR_ARGUMENT:
    case KERR_ADDRESS:
    case KERR_NOT_NORMAL:
        return R_ERROR_BAD_PARAMETERS;
    default:
        return R_ERROR_GENERIC;
    }
}

/* Appends text and " (n)". */
void complain(const struct gateway_port *port, enum complaint what)
{
    char line[96], digits[10];
    size_t n = 0, d = 0;
    uint32_t count = ++counts[what];

    if ((count & (count - 1)) != 0)
        return;
    for (const char *p = texts[what]; *p && n < sizeof(line) - 16; p++)
        line[n++] = *p;
    do
        digits[d++] = (char)('0' + count % 10);
    while (count /= 10);
    line[n++] = ' ';
    line[n++] = '(';
    while (d > 0)
        line[n++] = digits[--d];
    line[n++] = ')';
    (void)part_next(KERR_MORE); /* a line takes as long as a part */
    port->log(line, n);
}
