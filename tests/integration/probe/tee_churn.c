/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tee-churn: many threads that open, use and close one instance TA
 * (tests/integration/ta/instance) all the time, so that first opens meet last
 * closes. Every third open is one that the TA refuses. Whoever gets in must
 * find an instance that was created once.
 *
 * usage: tee-churn UUID-TAIL THREADS ROUNDS, where UUID-TAIL is the last octet.
 * Prints one TAP line.
 */
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <tee_client_api.h>

#define THREADS_MAX 64u
#define COUNT       1u          /* command of the TA */
#define REFUSE      0xffff0001u /* TEE_ERROR_ACCESS_DENIED */

static TEEC_Context context;
static TEEC_UUID uuid = {
    0xa6e0b068, 0x5033, 0x40ed, {0xac, 0x9c, 0xe9, 0xd7, 0xa3, 0x0e, 0xea, 0}};
static unsigned rounds;
static atomic_uint good;     /* sessions that found a fresh instance */
static atomic_uint shared;   /* of these, with another session beside */
static atomic_uint stale;    /* that found one created again */
static atomic_uint failures; /* anything else; the last result is kept: */
static atomic_uint last_result;

static void fail(TEEC_Result result)
{
    failures++;
    last_result = result;
}

static void use(TEEC_Session *session)
{
    TEEC_Operation op = {.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT,
                                                        TEEC_VALUE_OUTPUT,
                                                        TEEC_NONE, TEEC_NONE)};
    TEEC_Result result = TEEC_InvokeCommand(session, COUNT, &op, NULL);

    if (result != TEEC_SUCCESS)
        fail(result);
    else if (op.params[1].value.b != 1)
        stale++;
    else
        good++;
    if (result == TEEC_SUCCESS && op.params[1].value.a > 1)
        shared++;
}

static void once(_Bool refused)
{
    TEEC_Operation op = {0};
    TEEC_Session session;
    TEEC_Result result;

    if (refused) {
        op.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, 0, 0, 0);
        op.params[0].value.a = REFUSE;
    }
    result = TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC,
                              NULL, &op, NULL);
    if (result == TEEC_SUCCESS) {
        use(&session);
        TEEC_CloseSession(&session);
    }
    if (result != (refused ? REFUSE : TEEC_SUCCESS))
        fail(result);
}

static void *churn(void *argument)
{
    const unsigned *thread = argument;

    for (unsigned i = 0; i < rounds; i++)
        once((i + *thread) % 3 == 2);
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread[THREADS_MAX];
    unsigned number[THREADS_MAX];
    unsigned n = argc == 4 ? (unsigned)strtoul(argv[2], NULL, 0) : 0;
    _Bool is_good;

    if (n == 0 || n > THREADS_MAX)
        errx(2, "usage: tee-churn UUID-TAIL THREADS ROUNDS");
    uuid.clockSeqAndNode[7] = (uint8_t)strtoul(argv[1], NULL, 16);
    rounds = (unsigned)strtoul(argv[3], NULL, 0);
    if (TEEC_InitializeContext(NULL, &context) != TEEC_SUCCESS)
        errx(2, "no TEE");
    for (unsigned i = 0; i < n; i++) {
        number[i] = i;
        if (pthread_create(&thread[i], NULL, churn, &number[i]))
            errx(2, "no thread");
    }
    for (unsigned i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
    TEEC_FinalizeContext(&context);
    is_good = good > 0 && stale == 0 && failures == 0;
    printf("%sok - %u threads open and close instance %s at once\n",
           is_good ? "" : "not ", n, argv[1]);
    printf("# %u good, %u of them with others, %u created again, %u failed "
           "(0x%08x)\n",
           good, shared, stale, failures, last_result);
    return is_good ? 0 : 1;
}
