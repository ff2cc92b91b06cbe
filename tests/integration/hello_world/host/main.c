/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client of the hello-world trusted application: increments a number and has
 * a text turned to upper case there. Exits 0 if both came back right.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <tee_client_api.h>

#include <hello_world_ta.h>

static int failed(const char *what, TEEC_Result result, uint32_t origin)
{
    fprintf(stderr, "%s: 0x%x, origin 0x%x\n", what, result, origin);
    return 1;
}

static int increment(TEEC_Session *session)
{
    TEEC_Operation op = {0};
    TEEC_Result result;
    uint32_t origin;

    op.paramTypes =
        TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
    op.params[0].value.a = 41;
    result = TEEC_InvokeCommand(session, HELLO_WORLD_INCREMENT, &op, &origin);
    if (result != TEEC_SUCCESS)
        return failed("increment", result, origin);
    printf("41 + 1 = %u\n", op.params[0].value.a);
    return op.params[0].value.a != 42;
}

static int shout(TEEC_Session *session)
{
    char text[] = "hello, secure world";
    char answer[64] = "";
    TEEC_Operation op = {0};
    TEEC_Result result;
    uint32_t origin;

    op.paramTypes = TEEC_PARAM_TYPES(
        TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE, TEEC_NONE);
    op.params[0].tmpref.buffer = text;
    op.params[0].tmpref.size = sizeof(text);
    op.params[1].tmpref.buffer = answer;
    op.params[1].tmpref.size = sizeof(answer);
    result = TEEC_InvokeCommand(session, HELLO_WORLD_SHOUT, &op, &origin);
    if (result != TEEC_SUCCESS)
        return failed("shout", result, origin);
    printf("%s -> %.*s\n", text, (int)op.params[1].tmpref.size, answer);
    return strcmp(answer, "HELLO, SECURE WORLD") != 0;
}

int main(void)
{
    TEEC_UUID uuid = HELLO_WORLD_UUID;
    TEEC_Context context;
    TEEC_Session session;
    TEEC_Result result;
    uint32_t origin;
    int status;

    result = TEEC_InitializeContext(NULL, &context);
    if (result != TEEC_SUCCESS)
        return failed("context", result, 0);
    result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC,
                              NULL, NULL, &origin);
    if (result != TEEC_SUCCESS)
        return failed("open session", result, origin);
    status = increment(&session) || shout(&session);
    TEEC_CloseSession(&session);
    TEEC_FinalizeContext(&context);
    return status;
}
