/* SPDX-License-Identifier: BSD-2-Clause */
/* See request.h. */
#include "ree/supplicant/request.h"

#include <assert.h>

#define META TEE_IOCTL_PARAM_ATTR_META

static_assert(offsetof(struct message, params) ==
                      offsetof(struct tee_iocl_supp_recv_arg, params) &&
                  offsetof(struct message, params) ==
                      offsetof(struct tee_iocl_supp_send_arg, params) &&
                  sizeof(struct message) <= TEE_MAX_ARG_SIZE,
              "the driver's message");

static size_t message_size(uint32_t count)
{
    return offsetof(struct message, params) +
           count * sizeof(struct tee_ioctl_param);
}

size_t request_prepare(struct message *m)
{
    *m = (struct message){.count = 1 + REQUEST_PARAMS};
    m->params[0].attr = META;
    return message_size(m->count);
}

/* Types 4 and 8 and up do not exist; neither do attributes beside them. */
static bool type_is_known(uint64_t attr)
{
    return attr <= PARAM_VALUE_INOUT ||
           (attr >= PARAM_MEMREF_INPUT && attr <= PARAM_MEMREF_INOUT);
}

bool request_decode(const struct message *m, struct request *r)
{
    const struct tee_ioctl_param *params = m->params;
    bool valid = true;

    *r = (struct request){.func = m->word, .count = m->count};
    if (r->count && params[0].attr == (META | PARAM_VALUE_INOUT)) {
        r->has_name = true;
        r->name = *params++;
        r->count--;
    }
    if (r->count > REQUEST_PARAMS) {
        r->count = REQUEST_PARAMS;
        return false;
    }
    for (uint32_t i = 0; i < r->count; i++)
        valid = valid && type_is_known(params[i].attr);
    for (uint32_t i = 0; valid && i < r->count; i++)
        r->params[i] = params[i];
    return valid;
}

size_t request_encode(const struct request *r, uint32_t result,
                      struct message *m)
{
    struct tee_ioctl_param *params = m->params;

    *m = (struct message){.word = result};
    if (r->has_name) {
        *params++ = r->name;
        m->count++;
    }
    for (uint32_t i = 0; i < r->count; i++)
        params[i] = r->params[i];
    m->count += r->count;
    return message_size(m->count);
}
