/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message_count_valid(), message_decode_open(): what is accepted has both META
 * parameters and a login that the normal world can have.
 * Bound: none
 * Unwind: 1
 * Found: login not checked
 */
#include "abi/ta_msg.h"
#include "services/gateway/message.c"
#include "tests/proofs/proof.h"

int main(void)
{
    struct message m;
    struct open_request req;
    uint32_t cmd = nondet_u32(), count = nondet_u32();

    if (message_count_valid(cmd, count))
        ASSERT(count <= MESSAGE_PARAMS_MAX && message_cmd_valid(cmd));
    ANY(m);
    if (!message_decode_open(&m, &req))
        return 0;
    ASSERT(m.param[0].attr & m.param[1].attr & OPTEE_MSG_META);
    ASSERT(req.login == m.param[1].u.value.c && req.login != LOGIN_TRUSTED_APP);
    ASSERT(req.uuid[0] == m.param[0].u.value.a);
    ASSERT(req.client[1] == m.param[1].u.value.b);
    return 0;
}
