/* SPDX-License-Identifier: BSD-2-Clause */
/* See request.h. */
#include "sdk/engine/request.h"

#include <string.h>

#include "abi/ta_msg.h"

bool param_is_value(uint32_t type)
{
    return type >= TEE_PARAM_TYPE_VALUE_INPUT &&
           type <= TEE_PARAM_TYPE_VALUE_INOUT;
}

bool param_is_memref(uint32_t type)
{
    return type >= TEE_PARAM_TYPE_MEMREF_INPUT &&
           type <= TEE_PARAM_TYPE_MEMREF_INOUT;
}

bool param_is_input(uint32_t type)
{
    return (param_is_value(type) || param_is_memref(type)) && (type & 1);
}

bool param_is_output(uint32_t type)
{
    return (param_is_value(type) || param_is_memref(type)) && (type & 2);
}

static bool decode_op(const uint64_t w[KMSG_WORDS], struct request *r)
{
    switch (TA_MSG_OP(w[0])) {
    case TA_OPEN:
        r->entry = ENGINE_OPEN_SESSION;
        break;
    case TA_CLOSE:
        r->entry = ENGINE_CLOSE_SESSION;
        break;
    case TA_INVOKE:
        r->entry = ENGINE_INVOKE_COMMAND;
        r->command = (uint32_t)w[2];
        break;
    case TA_DESTROY:
        r->entry = ENGINE_DESTROY;
        return w[0] == TA_DESTROY && w[1] == 0;
    default:
        return false;
    }
    r->session = (uint32_t)w[1];
    r->deadline = w[11];
    return w[1] != 0 && w[1] <= UINT32_MAX && w[2] <= UINT32_MAX;
}

static bool lease_fits(const struct request_lease *l, uint32_t type,
                       uint64_t size)
{
    uint32_t need = (param_is_input(type) ? KLEASE_READ : 0) |
                    (param_is_output(type) ? KLEASE_WRITE : 0);

    return size <= l->length && (l->rights & need) == need;
}

static bool memref_decode(const uint64_t w[2],
                          const struct request_lease *lease, uint32_t type,
                          uint64_t vals[2])
{
    uint64_t end;

    if (lease && (w[0] != 0 || !lease_fits(lease, type, w[1])))
        return false;
    if (__builtin_add_overflow(w[0], w[1], &end))
        return false;
    vals[0] = w[0];
    vals[1] = w[1];
    return true;
}

static bool param_decode(const uint64_t w[2], const struct request_lease *lease,
                         uint32_t type, uint64_t vals[2])
{
    if (param_is_memref(type))
        return memref_decode(w, lease, type, vals);
    if (lease || (type != TEE_PARAM_TYPE_NONE && !param_is_value(type)))
        return false;
    if (param_is_input(type)) {
        vals[0] = (uint32_t)w[0];
        vals[1] = (uint32_t)w[1];
    }
    return true;
}

bool request_decode(const uint64_t w[KMSG_WORDS],
                    const struct request_lease *leases, unsigned count,
                    struct request *r)
{
    unsigned next = 0;

    *r = (struct request){0};
    if (!decode_op(w, r))
        return false;
    r->params.types = TA_MSG_TYPES(w[0]);
    r->leased = TA_MSG_LEASES(w[0]);
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++) {
        const struct request_lease *lease = NULL;

        if (!(r->params.types >> (4 * i) | r->leased >> i))
            break;
        if (r->leased >> i & 1) {
            if (next == count)
                return false;
            r->lease[i] = (uint8_t)next;
            lease = &leases[next++];
        }
        if (!param_decode(&w[3 + 2 * i], lease,
                          TEE_PARAM_TYPE_GET(r->params.types, i),
                          &r->params.vals[2 * i]))
            return false;
    }
    return next == count;
}

void request_encode(const struct request *r, TEE_Result result, uint32_t origin,
                    uint64_t w[KMSG_WORDS])
{
    memset(w, 0, KMSG_WORDS * sizeof(w[0]));
    w[0] = result | (uint64_t)origin << 32;
    for (unsigned i = 0; r->params.types >> (4 * i) && i < TEE_NUM_PARAMS;
         i++) {
        uint32_t type = TEE_PARAM_TYPE_GET(r->params.types, i);

        if (!param_is_output(type))
            continue;
        if (param_is_value(type))
            w[3 + 2 * i] = (uint32_t)r->params.vals[2 * i];
        w[4 + 2 * i] = r->params.vals[2 * i + 1];
    }
}
