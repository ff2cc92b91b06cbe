/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message_count_valid(), message_decode_arguments(): any message whose count
 * was accepted is decoded inside its copy, into known types, with the kind of
 * argument that belongs to each; NULL references bring nothing.
 * Bound: none (at most six parameters)
 * Unwind: 7
 * Found: index not moved by `skip`
 */
#include "abi/ta_msg.h"
#include "services/gateway/message.c"
#include "tests/proofs/proof.h"

int main(void)
{
    struct message m;
    struct arguments args;
    unsigned skip = nondet_bool() ? 2 : 0, n = nondet_u8();
    uint32_t type, cmd;

    ANY(m);
    ANY(args);
    cmd = m.header.cmd;
    ASSUME(cmd == OPTEE_MSG_CMD_INVOKE_COMMAND ||
           cmd == OPTEE_MSG_CMD_OPEN_SESSION);
    ASSUME(skip == (cmd == OPTEE_MSG_CMD_OPEN_SESSION ? 2 : 0));
    ASSUME(message_count_valid(cmd, m.header.num_params));
    ASSERT(m.header.num_params - skip <= TA_PARAMS);
    ASSUME(n < TA_PARAMS);
    if (!message_decode_arguments(&m, skip, &args))
        return 0;
    type = TA_PARAM_TYPE(args.types, n);
    ASSERT(args.types <= 0xffff && type != 4 && type <= PARAM_MEMREF_INOUT);
    if (skip + n >= m.header.num_params)
        ASSERT(type == PARAM_NONE);
    if (type == PARAM_NONE)
        return 0;
    ASSERT(args.argument[n].a == m.param[skip + n].u.value.a);
    ASSERT(args.argument[n].b == m.param[skip + n].u.value.b);
    if (type <= PARAM_VALUE_INOUT)
        ASSERT(args.argument[n].kind == ARGUMENT_WORDS);
    if (args.argument[n].kind == ARGUMENT_LIST ||
        args.argument[n].kind == ARGUMENT_CONTIGUOUS)
        ASSERT(type >= PARAM_MEMREF_INPUT && args.argument[n].a != 0);
    return 0;
}
