/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding a message of the normal world, from a private copy. Pure: it
 * changes nothing but its result, and looks at nothing but the copy.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/optee_msg.h"
#include "abi/tee_result.h"

#define MESSAGE_PARAMS_MAX 6u /* two for opening a session, four for the TA */
#define TA_PARAMS          4u

/* The private copy. */
struct message {
    union {
        struct {
            struct optee_msg_header header;
            struct optee_msg_param param[MESSAGE_PARAMS_MAX];
        };
        uint64_t words[OPTEE_MSG_SIZE(MESSAGE_PARAMS_MAX) / 8];
    };
};

/* How a parameter of a TA is brought to it. */
enum argument_kind {
    ARGUMENT_WORDS = 0, /* nothing to bring: none, a value, a NULL reference */
    ARGUMENT_REGISTERED,
    ARGUMENT_CONTIGUOUS, /* temporary: a physical address */
    ARGUMENT_LIST,       /* temporary: a page list */
};

/* One parameter of a TA. */
struct argument {
    enum argument_kind kind;
    uint64_t a;      /* value a; or, of memory, offset or buf_ptr */
    uint64_t b;      /* value b; or size */
    uint64_t cookie; /* REGISTERED */
};

/* The parameters of a TA. */
struct arguments {
    uint32_t types; /* 4 x 4 bits, enum param_type */
    struct argument argument[TA_PARAMS];
};

/* What opening a session says besides them. */
struct open_request {
    uint64_t uuid[2];
    uint64_t client[2];
    uint32_t login;
};

/* May a message of this command have that many parameters? False also for a
 * command that does not exist. */
bool message_count_valid(uint32_t cmd, uint32_t num_params);

/* Is there such a command? */
bool message_cmd_valid(uint32_t cmd);

/* The parameters for the TA: those of m behind the first `skip`. False: one
 * is malformed. num_params was checked. */
bool message_decode_arguments(const struct message *m, unsigned skip,
                              struct arguments *args);

/* The first two parameters of OPEN_SESSION. False: malformed, or the login is
 * one that the normal world cannot have. */
bool message_decode_open(const struct message *m, struct open_request *req);
