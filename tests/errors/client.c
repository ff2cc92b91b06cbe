/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client of the errors TA: one line of TAP for each row of its table.
 * Status: 1 if there is no TEE or the table cannot be read.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <tee_client_api.h>

#include "tests/errors/errors.h"

static struct client {
    TEEC_Context context;
    TEEC_Session session;
    bool open;
} client;

static const TEEC_UUID uuid = ERRORS_UUID;

static TEEC_Result invoke(uint32_t command, TEEC_Operation *op,
                          uint32_t *origin)
{
    TEEC_Result result = TEEC_SUCCESS;

    if (!client.open)
        result = TEEC_OpenSession(&client.context, &client.session, &uuid,
                                  TEEC_LOGIN_PUBLIC, NULL, NULL, origin);
    client.open = client.open || !result;
    if (!result)
        result = TEEC_InvokeCommand(&client.session, command, op, origin);
    return result;
}

/* Each row has an instance of its own, whether it dies or not. */
static void session_end(void)
{
    if (client.open)
        TEEC_CloseSession(&client.session);
    client.open = false;
}

static void run_row(uint32_t number, const char *name, uint32_t expect)
{
    TEEC_Operation op = {.paramTypes =
                             TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, 0, 0, 0),
                         .params[0].value.a = number};
    uint32_t origin = 0;
    TEEC_Result result = invoke(ERRORS_RUN, &op, &origin);
    uint32_t came = op.params[0].value.a;
    bool good;

    if (result == TEEC_ERROR_TARGET_DEAD && origin == TEEC_ORIGIN_TEE) {
        came = ERRORS_PANIC;
        good = expect == ERRORS_PANIC;
    } else {
        came = result ? result : came;
        good = !result && came == expect && op.params[0].value.b == ERRORS_DONE;
    }
    printf("%s - %s\n", good ? "ok" : "not ok", name);
    if (!good)
        printf("# came %#" PRIx32 "%s, expected %#" PRIx32 "\n", came,
               op.params[0].value.b == ERRORS_NOT_PREPARED ? " in preparation"
                                                           : "",
               expect);
    session_end();
}

int main(void)
{
    TEEC_Result result = TEEC_SUCCESS;
    uint32_t number = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (TEEC_InitializeContext(NULL, &client.context))
        return 1;
    for (; !result; number++) {
        char name[160];
        TEEC_Operation op = {
            .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INOUT,
                                           TEEC_MEMREF_TEMP_OUTPUT, 0, 0),
            .params[0].value.a = number,
            .params[1].tmpref = {name, sizeof(name)}};
        uint32_t origin = 0;

        result = invoke(ERRORS_NAME, &op, &origin);
        if (!result)
            run_row(number, name, op.params[0].value.a);
    }
    session_end();
    TEEC_FinalizeContext(&client.context);
    printf("# %" PRIu32 " rows\n", number - 1);
    return result == TEEC_ERROR_ITEM_NOT_FOUND ? 0 : 1;
}
