/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * message_count_valid(), message_decode_open(), message_decode_arguments():
 * the input is the message. What is decoded has only known types, each with
 * the kind that belongs to it.
 * Floor: 95
 */
#include <string.h>

#include "abi/ta_msg.h"
#include "services/gateway/message.h"
#include "tests/fuzz/fuzz.h"

static void check_arguments(const struct message *m, unsigned skip,
                            const struct arguments *args)
{
    CHECK(args->types >> 16 == 0);
    for (unsigned n = 0; n < TA_PARAMS; n++) {
        uint32_t type = TA_PARAM_TYPE(args->types, n);
        enum argument_kind kind = args->argument[n].kind;

        CHECK(type <= PARAM_VALUE_INOUT ||
              (type >= PARAM_MEMREF_INPUT && type <= PARAM_MEMREF_INOUT));
        if (skip + n >= m->header.num_params)
            CHECK(type == PARAM_NONE);
        if (type == PARAM_NONE)
            continue;
        if (type <= PARAM_VALUE_INOUT)
            CHECK(kind == ARGUMENT_WORDS);
        if (kind == ARGUMENT_CONTIGUOUS || kind == ARGUMENT_LIST)
            CHECK(args->argument[n].a != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct message m = {0};
    struct arguments args = {0};
    struct open_request req = {0};
    unsigned skip;

    memcpy(&m, data, size < sizeof(m) ? size : sizeof(m));
    if (!message_count_valid(m.header.cmd, m.header.num_params))
        return 0;
    CHECK(m.header.num_params <= MESSAGE_PARAMS_MAX);
    skip = m.header.cmd == OPTEE_MSG_CMD_OPEN_SESSION ? 2 : 0;
    if (skip && message_decode_open(&m, &req))
        CHECK(req.login != LOGIN_TRUSTED_APP);
    if (message_decode_arguments(&m, skip, &args))
        check_arguments(&m, skip, &args);
    return 0;
}
