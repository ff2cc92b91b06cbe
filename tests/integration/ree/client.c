/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Client API on a real driver, where the fake one of the unit tests cannot
 * tell: pages that are pinned, pages that fork takes apart, threads in the
 * kernel. The key-value TA stores what it is given and gives it back, so bytes
 * that went astray are seen. Only the standard's behaviour is checked: any
 * libteec must pass. Prints a line for each check.
 */
#include "abi/ta/kv.h"
#include "ree/libteec/include/tee_client_api.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS   6
#define ROUNDS    40
#define VALUE_MAX 200000u /* some above what libteec copies */

static TEEC_Context context;

static void report(bool good, const char *text)
{
    printf("%s - %s\n", good ? "ok" : "not ok", text);
    fflush(stdout);
}

/* One command with a key of one byte and the value in temporary memory. */
static TEEC_Result call(TEEC_Session *session, uint32_t command,
                        uint32_t value_type, unsigned char key, void *value,
                        size_t *size)
{
    TEEC_Operation op = {.paramTypes =
                             TEEC_PARAM_TYPES((uint32_t)TEEC_MEMREF_TEMP_INPUT,
                                              value_type, 0u, 0u)};
    TEEC_Result result;

    op.params[0].tmpref.buffer = &key;
    op.params[0].tmpref.size = 1;
    op.params[1].tmpref.buffer = value;
    op.params[1].tmpref.size = *size;
    result = TEEC_InvokeCommand(session, command, &op, NULL);
    *size = op.params[1].tmpref.size;
    return result;
}

static bool put_and_get(TEEC_Session *session, unsigned int id,
                        unsigned int round)
{
    static __thread unsigned char put[VALUE_MAX], got[VALUE_MAX];
    size_t size = 1 + (id * 7919u + round * 104729u) % VALUE_MAX;
    size_t returned = size;

    for (size_t i = 0; i < size; i++)
        put[i] = (unsigned char)(i * 7 + id + round);
    memset(got, 0, size);
    return !call(session, KV_PUT, TEEC_MEMREF_TEMP_INPUT, (unsigned char)id,
                 put, &returned) &&
           !call(session, KV_GET, TEEC_MEMREF_TEMP_OUTPUT, (unsigned char)id,
                 got, &returned) &&
           returned == size && !memcmp(put, got, size);
}

/* One session with ROUNDS values, under the key `id`; returns id if good. */
static void *work(void *id)
{
    static const TEEC_UUID uuid = KV_TA_UUID;
    TEEC_Session session;
    bool good = true;

    if (TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL,
                         NULL, NULL))
        return NULL;
    for (unsigned int round = 0; good && round < ROUNDS; round++)
        good = put_and_get(&session, (unsigned int)(uintptr_t)id, round);
    TEEC_CloseSession(&session);
    return good ? id : NULL;
}

static void check_fork(void)
{
    pid_t child = fork();
    int status = -1;
    bool parent;

    if (child == 0)
        _exit(work((void *)21) ? 0 : 1);
    parent = work((void *)22) != NULL;
    waitpid(child, &status, 0);
    report(parent, "the parent goes on after fork");
    report(status == 0, "the child uses the context it has from its parent");
}

static void check_threads(void)
{
    pthread_t threads[THREADS];
    bool good = true;

    for (uintptr_t i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)(i + 1)))
            abort();
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;

        pthread_join(threads[i], &result);
        good = good && result;
    }
    report(good, "threads get their own bytes back");
}

/* Constants can be given to a TA, temporary or registered. */
static void check_read_only(void)
{
    static const TEEC_UUID uuid = KV_TA_UUID;
    static const char text[300000] = "a constant";
    TEEC_SharedMemory memory = {.buffer = (void *)(uintptr_t)text,
                                .size = sizeof(text),
                                .flags = TEEC_MEM_INPUT};
    TEEC_Session session;
    char got[16] = "";
    size_t size = sizeof(text);
    bool good;

    if (TEEC_OpenSession(&context, &session, &uuid, TEEC_LOGIN_PUBLIC, NULL,
                         NULL, NULL)) {
        report(false, "open a session");
        return;
    }
    good = !call(&session, KV_PUT, TEEC_MEMREF_TEMP_INPUT, 'c',
                 (void *)(uintptr_t)text, &size);
    report(good, "a large constant as temporary memory");
    size = 11;
    good = !call(&session, KV_PUT, TEEC_MEMREF_TEMP_INPUT, 'c',
                 (void *)(uintptr_t)text, &size);
    size = sizeof(got);
    good = good &&
           !call(&session, KV_GET, TEEC_MEMREF_TEMP_OUTPUT, 'c', got, &size);
    report(good && size == 11 && !strcmp(got, text), "a small constant");
    report(!TEEC_RegisterSharedMemory(&context, &memory),
           "registering a constant");
    TEEC_ReleaseSharedMemory(&memory);
    TEEC_CloseSession(&session);
}

int main(void)
{
    if (TEEC_InitializeContext(NULL, &context)) {
        report(false, "initialize a context");
        return 1;
    }
    report(work((void *)20) != NULL, "temporary memory of many sizes");
    check_fork();
    check_threads();
    check_read_only();
    TEEC_FinalizeContext(&context);
    return 0;
}
