/* SPDX-License-Identifier: BSD-2-Clause */
/* One parameter at a time; leases are taken in order. */
#include "services/tamgr/params.h"

#include "lib/mem.h"

/* The KLEASE_* rights that the callee needs. */
static uint32_t rights_needed(uint32_t type)
{
    return (type == PARAM_MEMREF_OUTPUT ? 0 : KLEASE_READ) |
           (type == PARAM_MEMREF_INPUT ? 0 : KLEASE_WRITE);
}

static bool check_memory(const struct event *ev, uint32_t type, bool leased,
                         const uint64_t in[2], uint64_t out[2],
                         unsigned *leases)
{
    uint32_t rights = rights_needed(type);

    if (in[0] != 0)
        return false;
    if (!leased)
        return in[1] == 0;
    if (*leases >= ev->leases ||
        (ev->lease_rights[*leases] & rights) != rights ||
        ev->lease_length[*leases] != in[1])
        return false;
    (*leases)++;
    out[1] = in[1];
    return true;
}

static bool check_param(const struct event *ev, uint32_t type, bool leased,
                        const uint64_t in[2], uint64_t out[2], unsigned *leases)
{
    switch (type) {
    case PARAM_NONE:
    case PARAM_VALUE_OUTPUT:
        return !leased;
    case PARAM_VALUE_INPUT:
    case PARAM_VALUE_INOUT:
        out[0] = in[0];
        out[1] = in[1];
        return !leased;
    case PARAM_MEMREF_INPUT:
    case PARAM_MEMREF_OUTPUT:
    case PARAM_MEMREF_INOUT:
        return check_memory(ev, type, leased, in, out, leases);
    default:
        return false;
    }
}

bool params_check(const struct event *ev, enum ta_op op, uint64_t w[KMSG_WORDS])
{
    uint32_t types = TA_MSG_TYPES(ev->w[0]);
    uint32_t bits = TA_MSG_LEASES(ev->w[0]);
    unsigned leases = 0;

    memset(w, 0, KMSG_WORDS * sizeof(w[0]));
    for (unsigned n = 0; n < 4; n++)
        if (!check_param(ev, TA_PARAM_TYPE(types, n), bits >> n & 1,
                         &ev->w[3 + 2 * n], &w[3 + 2 * n], &leases))
            return false;
    w[0] = TA_MSG(op, types, bits);
    w[11] = ev->w[11];
    return leases == ev->leases && ev->w[0] >> 36 == 0;
}
