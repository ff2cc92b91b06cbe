/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client of the conformance TA: prints what came of each command; with the
 * argument "files", of the one that needs the files service. What is printed
 * must not depend on the machine. Status: 1 if there is no TEE.
 */
#include <stdio.h>
#include <string.h>
#include <tee_client_api.h>

#include "abi/kernel.h"
#include "tests/conformance/conformance.h"

static TEEC_Context context;

/* One command in a session of its own. */
static TEEC_Result command(uint32_t number, TEEC_Operation *op,
                           uint32_t *origin)
{
    static const TEEC_UUID uuid = CONFORMANCE_UUID;
    TEEC_Session session;
    TEEC_Result result = TEEC_OpenSession(
        &context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL, origin);

    if (result) {
        printf("no session: %#x, origin %u\n", result, *origin);
        return result;
    }
    result = TEEC_InvokeCommand(&session, number, op, origin);
    TEEC_CloseSession(&session);
    return result;
}

/* A command that the TA does not survive. */
static void deadly(const char *what, uint32_t number, uint32_t value)
{
    TEEC_Operation op = {.paramTypes =
                             TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, 0, 0, 0),
                         .params[0].value.a = value};
    uint32_t origin = 0;
    TEEC_Result result = command(number, &op, &origin);

    printf("%s: %#x, origin %u\n", what, result, origin);
}

static void lines(const char *what, uint32_t number)
{
    static char text[4096];
    TEEC_Operation op = {.paramTypes =
                             TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, 0, 0, 0),
                         .params[0].tmpref = {text, sizeof(text)}};
    uint32_t origin = 0;
    TEEC_Result result = command(number, &op, &origin);

    printf("%s: %#x, origin %u\n", what, result, origin);
    if (!result)
        fwrite(text, 1, op.params[0].tmpref.size, stdout);
}

static void chain(void)
{
    TEEC_Operation op = {.paramTypes =
                             TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, 0, 0, 0)};
    uint32_t origin = 0;
    TEEC_Result result = command(CONFORMANCE_CHAIN, &op, &origin);

    printf("chain: %#x, origin %u, %u deep, then %#x\n", result, origin,
           op.params[0].value.a, op.params[0].value.b);
}

static void all(void)
{
    static const char *const fault[FAULTS] = {
        "write to null", "write to a constant", "write behind memory",
        "write to what was given back"};

    lines("errors", CONFORMANCE_ERRORS);
    chain();
    deadly("exit", CONFORMANCE_EXIT, 0);
    for (uint32_t i = 0; i < FAULTS; i++)
        deadly(fault[i], CONFORMANCE_FAULT, i);
#define KCALL(number, name, right, manual)                                     \
    if (KRIGHT_##right != KRIGHT_ANY)                                          \
        deadly(#name, CONFORMANCE_KCALL, number);
#include "abi/kcall.def"
#undef KCALL
    lines("errors", CONFORMANCE_ERRORS);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (TEEC_InitializeContext(NULL, &context))
        return 1;
    if (argc > 1 && strcmp(argv[1], "files") == 0)
        lines("files", CONFORMANCE_FILES);
    else
        all();
    TEEC_FinalizeContext(&context);
    return 0;
}
