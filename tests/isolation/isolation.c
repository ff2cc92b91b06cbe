/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A standard scenario of a client, once for each message of a service at which
 * that service is ended: does the client get right answers up to a clean error,
 * does the next run of everything work, and is what the TEE holds then what it
 * was? Who ends the service is told by a UUID that is opened (host/kill.h).
 *
 * usage: isolation count SLOT...           what is to be ended has how many
 *                                          messages: said by the other side
 *        isolation kill SLOT FROM TO STRIDE
 *                                          at each such message, before it is
 *                                          read and when the answer is ready
 *        isolation last SLOT NUMBER        at that; then everything once more
 *
 * Prints "row SLOT MESSAGE before|after OUTCOME STEP RESULT ORIGIN NEXT" for
 * each, OUTCOME: error, wrong (anything but what is right or clean) or
 * unnoticed; NEXT: works, fails, or holds NAME: one more or less of that.
 * Status: 0 unless a call takes longer than SECONDS: 3.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tee_client_api.h>

#include "abi/ta/control.h"
#include "abi/ta/system.h"
#include "host/kill.h"

#define SECONDS  40
#define SESSIONS 8
#define GROUPS   3
#define LONG     4096

/* Of tests/integration/ta/instance, ta/api and ta/system. */
enum { COUNT = 1, CALL = 2, PANIC = 5 };
enum { RANDOM = 1, DIGEST = 2, PROPERTY = 4 };
enum { KEY = 1 }; /* of ta/system */

#define SHA256         0x50000004
#define SHA3_256       0x50000009 /* short ones, too, are the service's */
#define IDENTITY_BYTES 20

static const TEEC_UUID control = CONTROL_UUID;
static const TEEC_UUID instance = {
    0xa6e0b068, 0x5033, 0x40ed, {0xac, 0x9c, 0xe9, 0xd7, 0xa3, 0x0e, 0xea, 0}};
static const TEEC_UUID api = {
    0x1e7f8c5c, 0x6082, 0x490b, {0x9d, 0xbc, 8, 0x75, 0x2e, 0xdf, 0x22, 0x1d}};
static const TEEC_UUID keeper = {
    0x5f0c17e4, 0x97d5, 0x4d3b, {0x9a, 0x5e, 0x2b, 0x1d, 0x7c, 0x8e, 0x4a, 0}};
/* The same one: each session has an instance of its own, so that clients that
 * run at the same time do not see each other. */
static const uint8_t callee[16] = {0xa6, 0xe0, 0xb0, 0x68, 0x50, 0x33,
                                   0x40, 0xed, 0xac, 0x9c, 0xe9, 0xd7,
                                   0xa3, 0x0e, 0xea, 0};

static TEEC_Context context;

/* The run under way: its sessions, and where it went wrong first. */
static struct {
    TEEC_Session session[SESSIONS];
    unsigned sessions;
    const char *step; /* NULL: nowhere */
    TEEC_Result result;
    uint32_t origin;
} run;

static void on_alarm(int signal)
{
    static const char text[] = "a call hangs\n";

    (void)signal;
    if (write(STDOUT_FILENO, text, sizeof(text) - 1) < 0)
        _exit(4);
    _exit(3);
}

/* Was it so? Notes where it was not; `result` is then 0 for a wrong answer. */
static bool step(const char *name, TEEC_Result result, uint32_t origin,
                 bool right)
{
    if (result == TEEC_SUCCESS && right)
        return true;
    run.step = name;
    run.result = result;
    run.origin = origin;
    return false;
}

static bool open(const char *name, const TEEC_UUID *uuid, TEEC_Session **s)
{
    uint32_t origin = 0;
    TEEC_Result result;

    *s = &run.session[run.sessions];
    result = TEEC_OpenSession(&context, *s, uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
                              &origin);
    run.sessions += result == TEEC_SUCCESS;
    return step(name, result, origin, true);
}

static TEEC_Result invoke(TEEC_Session *s, uint32_t command, TEEC_Operation *op,
                          uint32_t *origin)
{
    *origin = 0;
    return TEEC_InvokeCommand(s, command, op, origin);
}

/* ---- the scenario ---- */

static bool count(TEEC_Session *s)
{
    TEEC_Operation op = {.paramTypes = TEEC_PARAM_TYPES(
                             TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT, 0, 0)};
    uint32_t origin;
    TEEC_Result result = invoke(s, COUNT, &op, &origin);

    return step("invoke", result, origin,
                op.params[0].value.a == 1 && op.params[0].value.b == 1 &&
                    op.params[1].value.a == 1);
}

/* A TA opens a session to another, calls it twice, and closes. */
static bool call_other(TEEC_Session *s)
{
    TEEC_Operation op = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_NONE,
                                       TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT),
        .params[0].tmpref = {(void *)(uintptr_t)callee, sizeof(callee)}};
    uint32_t origin;
    TEEC_Result result = invoke(s, CALL, &op, &origin);

    if (!result && op.params[3].value.a) {
        result = op.params[3].value.a;
        origin = op.params[3].value.b;
    }
    return step("TA to TA", result, origin,
                op.params[2].value.a == 2 && op.params[2].value.b == 2);
}

static bool digest(TEEC_Session *s, const char *name, uint32_t algorithm,
                   const void *data, size_t size, const uint8_t *expected)
{
    uint8_t out[32] = {0};
    TEEC_Operation op = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_INPUT,
                                       TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE),
        .params[0].value = {algorithm, (uint32_t)size / 2},
        .params[1].tmpref = {(void *)(uintptr_t)data, size},
        .params[2].tmpref = {out, sizeof(out)}};
    uint32_t origin;
    TEEC_Result result = invoke(s, DIGEST, &op, &origin);

    return step(name, result, origin,
                op.params[2].tmpref.size == sizeof(out) &&
                    memcmp(out, expected, sizeof(out)) == 0);
}

static bool digests(TEEC_Session *s)
{
    static const uint8_t zeros[LONG];
    static const uint8_t of_abc[32] = {
        0x3a, 0x98, 0x5d, 0xa7, 0x4f, 0xe2, 0x25, 0xb2, 0x04, 0x5c, 0x17,
        0x2d, 0x6b, 0xd3, 0x90, 0xbd, 0x85, 0x5f, 0x08, 0x6e, 0x3e, 0x9d,
        0x52, 0x5b, 0x46, 0xbf, 0xe2, 0x45, 0x11, 0x43, 0x15, 0x32};
    static const uint8_t of_zeros[32] = {
        0xad, 0x7f, 0xac, 0xb2, 0x58, 0x6f, 0xc6, 0xe9, 0x66, 0xc0, 0x04,
        0xd7, 0xd1, 0xd1, 0x6b, 0x02, 0x4f, 0x58, 0x05, 0xff, 0x7c, 0xb4,
        0x7c, 0x7a, 0x85, 0xda, 0xbd, 0x8b, 0x48, 0x89, 0x2c, 0xa7};

    return digest(s, "digest", SHA3_256, "abc", 3, of_abc) &&
           digest(s, "digest of a page", SHA256, zeros, sizeof(zeros),
                  of_zeros);
}

static bool random_differs(TEEC_Session *s)
{
    static uint8_t last[32];
    uint8_t out[32] = {0};
    TEEC_Operation op = {.paramTypes =
                             TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_OUTPUT, 0, 0, 0),
                         .params[0].tmpref = {out, sizeof(out)}};
    uint32_t origin;
    TEEC_Result result = invoke(s, RANDOM, &op, &origin);
    bool good = memcmp(out, last, sizeof(out)) != 0;

    if (!result)
        memcpy(last, out, sizeof(last));
    return step("random", result, origin, good);
}

static bool identity(TEEC_Session *s)
{
    static char name[] = "gpd.client.identity";
    char out[64];
    TEEC_Operation op = {.paramTypes = TEEC_PARAM_TYPES(
                             TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_INPUT,
                             TEEC_MEMREF_TEMP_OUTPUT, TEEC_VALUE_OUTPUT),
                         .params[0].value = {1, 4},
                         .params[1].tmpref = {name, sizeof(name) - 1},
                         .params[2].tmpref = {out, sizeof(out)}};
    uint32_t origin;
    TEEC_Result result = invoke(s, PROPERTY, &op, &origin);

    return step("identity of the client", result, origin,
                op.params[2].tmpref.size == IDENTITY_BYTES);
}

/* The key of a TA, which never changes. */
static bool key(TEEC_Session *s)
{
    static uint8_t first[32];
    static bool is_known;
    uint8_t out[32] = {0};
    TEEC_Operation op = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_INPUT,
                                       TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE),
        .params[0].value = {sizeof(out), 0},
        .params[1].tmpref = {"extra", 5},
        .params[2].tmpref = {out, sizeof(out)}};
    uint32_t origin;
    TEEC_Result result = invoke(s, KEY, &op, &origin);

    if (!result && !is_known) {
        memcpy(first, out, sizeof(first));
        is_known = true;
    }
    return step("key", result, origin, memcmp(out, first, sizeof(out)) == 0);
}

/* A TA that panics: TARGET_DEAD is what is right here. */
static bool panic(TEEC_Session *s)
{
    uint32_t origin;
    TEEC_Result result = invoke(s, PANIC, NULL, &origin);

    if (result == TEEC_ERROR_TARGET_DEAD)
        return true;
    return step("panic", result, origin, false);
}

static bool stats(TEEC_Session *s, uint32_t group, uint64_t number[8])
{
    TEEC_Operation op = {
        .paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT,
                                       TEEC_VALUE_OUTPUT, TEEC_VALUE_OUTPUT)};
    uint32_t origin;
    TEEC_Result result = invoke(s, SYSTEM_STATS_KERNEL + group, &op, &origin);

    for (unsigned i = 0; i < 4; i++) {
        number[2 * i] = op.params[i].value.a;
        number[2 * i + 1] = op.params[i].value.b;
    }
    return step("stats", result, origin, true);
}

static bool steps(void)
{
    TEEC_Session *a, *b, *c, *d;
    uint64_t number[8];

    return open("open of an instance", &instance, &a) && count(a) &&
           call_other(a) && open("open of a TA", &api, &b) && digests(b) &&
           random_differs(b) && identity(b) &&
           open("open of a third TA", &keeper, &d) && key(d) &&
           open("open of a built-in TA", &control, &c) && stats(c, 0, number) &&
           panic(a);
}

/* All of it, and the end of all sessions. */
static bool scenario(void)
{
    bool good;

    alarm(SECONDS);
    run.step = NULL;
    run.sessions = 0;
    good = steps();
    while (run.sessions > 0)
        TEEC_CloseSession(&run.session[--run.sessions]);
    alarm(0);
    return good;
}

/* ---- what the TEE holds ---- */

static const struct {
    const char *name;
    unsigned group, index;
    bool held;
} counters[] = {
#define GROUP_KERNEL  0
#define GROUP_TAMGR   1
#define GROUP_GATEWAY 2
#define HELD          true
#define SINCE         false
#define STAT(group, index, name, kind, manual)                                 \
    {#name, GROUP_##group, index, kind},
#include "abi/ta/stats.def"
#undef STAT
};

#define COUNTERS (sizeof(counters) / sizeof(counters[0]))

static bool held_read(uint64_t number[GROUPS][8])
{
    TEEC_Session *s;
    bool good;

    alarm(SECONDS);
    run.sessions = 0;
    good = open("open of a built-in TA", &control, &s) &&
           stats(s, 0, number[0]) && stats(s, 1, number[1]) &&
           stats(s, 2, number[2]);
    if (run.sessions > 0)
        TEEC_CloseSession(&run.session[--run.sessions]);
    alarm(0);
    return good;
}

/* Where a TA lies decides how many tables its pages need, and tamgr reserves
 * them: one that was loaded again may hold a little more or less of both. */
#define TABLES_MOST 4

static bool is_as_before(unsigned i, long long change)
{
    if (strcmp(counters[i].name, "pages_free") == 0 ||
        strcmp(counters[i].name, "pages_reserved") == 0)
        return llabs(change) <= TABLES_MOST;
    return !counters[i].held || change == 0;
}

/* Everything works, and nothing was lost? */
static void next_print(uint64_t before[GROUPS][8])
{
    uint64_t now[GROUPS][8];

    if (!scenario() || !held_read(now)) {
        printf("fails: %s %#x %u\n", run.step, run.result, run.origin);
        return;
    }
    for (unsigned i = 0; i < COUNTERS; i++) {
        unsigned g = counters[i].group, n = counters[i].index;
        long long change = (long long)(now[g][n] - before[g][n]);

        if (is_as_before(i, change))
            continue;
        printf("holds %s: %lld\n", counters[i].name, change);
        return;
    }
    printf("works\n");
}

/* ---- rounds ---- */

/* Slot 0: no more. */
static void mark(unsigned slot, unsigned message, bool after)
{
    const TEEC_UUID uuid = {
        KILL_MARK, (uint16_t)slot, (uint16_t)message, {after}};
    TEEC_Session s;

    alarm(SECONDS);
    if (!TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_PUBLIC, NULL, NULL,
                          NULL))
        TEEC_CloseSession(&s);
    alarm(0);
}

static const char *outcome(bool good)
{
    if (good)
        return "unnoticed";
    switch (run.result) {
    case TEEC_ERROR_TARGET_DEAD:
    case TEEC_ERROR_COMMUNICATION:
    case TEEC_ERROR_GENERIC:
    case TEEC_ERROR_STORAGE_NOT_AVAILABLE: /* of versions */
        return "error";
    default:
        return "wrong";
    }
}

static void row(unsigned slot, unsigned message, bool after)
{
    bool good;

    mark(slot, message, after);
    good = scenario();
    mark(0, 0, false);
    printf("row %u %u %s %s \"%s\" %#x %u ", slot, message,
           after ? "after" : "before", outcome(good), good ? "-" : run.step,
           good ? 0 : run.result, good ? 0 : run.origin);
}

static int kill_all(unsigned slot, unsigned from, unsigned to, unsigned stride)
{
    uint64_t before[GROUPS][8];

    if (!scenario() || !held_read(before))
        return 1;
    for (unsigned n = from; n <= to; n += stride)
        for (unsigned after = 0; after < 2; after++) {
            row(slot, n, after);
            next_print(before);
        }
    return 0;
}

static int count_all(int n, char **slots)
{
    if (!scenario())
        return 1;
    for (int i = 0; i < n; i++) {
        mark((unsigned)atoi(slots[i]), 0xffff, false);
        if (!scenario())
            return 1;
        mark(0, 0, false);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";
    unsigned number[4] = {0};

    for (int i = 2; i < argc && i < 6; i++)
        number[i - 2] = (unsigned)atoi(argv[i]);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGALRM, on_alarm);
    if (TEEC_InitializeContext(NULL, &context))
        return 2;
    if (strcmp(what, "count") == 0)
        return count_all(argc - 2, argv + 2);
    if (strcmp(what, "kill") == 0 && number[3] > 0)
        return kill_all(number[0], number[1], number[2], number[3]);
    if (strcmp(what, "last") == 0) {
        row(number[0], number[1], false);
        printf("%s\n", scenario() ? "works" : "fails");
        return 0;
    }
    return 2;
}
