/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times calls of a TA that does nothing, each in a closed loop, with the
 * guest's clock, and marks each for the plugin. Prints one line for a case,
 *     NAME VISITS MIN MEDIAN MAX
 * in nanoseconds of the guest's clock, which under tools/boot --icount are
 * instructions in steps of 16. What reading the clock costs is taken off.
 * Status: 0 if all calls succeeded. Needs 64-bit Arm.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tee_client_api.h>

#include "bench/invoke/ta/invoke_ta.h"
#include "bench/plugin/mark.h"

#define VISITS      1000u
#define LOADS       20u /* opening with loading takes longer */
#define KIB         1024u
#define TEMP_SIZE   KIB
#define PARTIAL     256u
#define MEMORY_MAX  (1024u * KIB)
#define NS_IN_A_SEC 1000000000u

#define TA_UUID(id)                                                            \
    {                                                                          \
        0x5b5b30a7, 0x1f86, 0x4c11,                                            \
        {                                                                      \
            0x9d, 0x3a, 0x6c, 0x1f, 0x8a, 0x8a, 0xe9, id                       \
        }                                                                      \
    }

static const TEEC_UUID small_ta = TA_UUID(0);
static const TEEC_UUID large_ta = TA_UUID(1);
static const TEEC_UUID heap_ta = TA_UUID(2);

/* What a case works on. */
struct bench {
    TEEC_Context context;
    TEEC_Session session; /* of the calls, or the one opened last */
    TEEC_Operation operation;
    TEEC_SharedMemory memory; /* registered, of the present case */
    uint64_t clock_cost;      /* ticks */
    uint64_t ticks[VISITS];
};

typedef TEEC_Result (*visit_t)(struct bench *b);

static uint8_t buffer[MEMORY_MAX] __attribute__((aligned(4096)));

static void need(TEEC_Result result, const char *what)
{
    if (result == TEEC_SUCCESS)
        return;
    fprintf(stderr, "bench-invoke: %s: 0x%08x\n", what, result);
    exit(1);
}

static uint64_t clock_read(void)
{
    uint64_t ticks;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks)::"memory");
    return ticks;
}

static uint64_t nanoseconds(uint64_t ticks)
{
    uint64_t hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return ticks * NS_IN_A_SEC / hz;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static TEEC_Result visit(struct bench *b, visit_t function, uint64_t *ticks)
{
    uint64_t start = clock_read();
    TEEC_Result result;

    MARK(MARK_START);
    result = function(b);
    MARK(MARK_STOP);
    *ticks = clock_read() - start;
    *ticks -= *ticks < b->clock_cost ? *ticks : b->clock_cost;
    return result;
}

/* `after`, if not NULL, undoes a visit; it is not measured. */
static void measure(struct bench *b, const char *name, unsigned visits,
                    visit_t function, void (*after)(struct bench *b))
{
    MARK(MARK_NEXT);
    for (unsigned i = 0; i < visits; i++) {
        need(visit(b, function, &b->ticks[i]), name);
        if (after)
            after(b);
    }
    qsort(b->ticks, visits, sizeof(b->ticks[0]), by_value);
    printf("%s %u %llu %llu %llu\n", name, visits,
           (unsigned long long)nanoseconds(b->ticks[0]),
           (unsigned long long)nanoseconds(b->ticks[visits / 2]),
           (unsigned long long)nanoseconds(b->ticks[visits - 1]));
}

static TEEC_Result nothing(struct bench *b)
{
    (void)b;
    return TEEC_SUCCESS;
}

static TEEC_Result invoke(struct bench *b)
{
    return TEEC_InvokeCommand(&b->session, INVOKE_NOTHING, &b->operation, NULL);
}

static TEEC_Result session_open(struct bench *b, const TEEC_UUID *uuid)
{
    return TEEC_OpenSession(&b->context, &b->session, uuid, TEEC_LOGIN_PUBLIC,
                            NULL, NULL, NULL);
}

static void session_close(struct bench *b)
{
    TEEC_CloseSession(&b->session);
}

static TEEC_Result open_small(struct bench *b)
{
    return session_open(b, &small_ta);
}

static TEEC_Result open_close_small(struct bench *b)
{
    TEEC_Result result = open_small(b);

    if (result == TEEC_SUCCESS)
        session_close(b);
    return result;
}

/* Loads the TA: closing its only session has ended it. */
static TEEC_Result open_large(struct bench *b)
{
    return session_open(b, &large_ta);
}

static void simple_cases(struct bench *b)
{
    measure(b, "none", VISITS, invoke, NULL);
    b->operation.paramTypes =
        TEEC_PARAM_TYPES(TEEC_VALUE_INOUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
    measure(b, "value", VISITS, invoke, NULL);
}

static void registered_cases(struct bench *b, unsigned kib)
{
    TEEC_RegisteredMemoryReference *ref = &b->operation.params[0].memref;
    char name[32];

    b->memory = (TEEC_SharedMemory){.buffer = buffer,
                                    .size = kib * KIB,
                                    .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
    need(TEEC_RegisterSharedMemory(&b->context, &b->memory), "register");
    ref->parent = &b->memory;
    b->operation.paramTypes =
        TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_NONE, TEEC_NONE, TEEC_NONE);
    snprintf(name, sizeof(name), "whole-%u", kib);
    measure(b, name, VISITS, invoke, NULL);
    b->operation.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_PARTIAL_INOUT,
                                               TEEC_NONE, TEEC_NONE, TEEC_NONE);
    ref->offset = b->memory.size / 2;
    ref->size = PARTIAL;
    snprintf(name, sizeof(name), "partial-%u", kib);
    measure(b, name, VISITS, invoke, NULL);
    TEEC_ReleaseSharedMemory(&b->memory);
}

static void temporary_cases(struct bench *b)
{
    uint32_t types = 0;
    char name[32];

    for (unsigned n = 1; n <= 4; n++) {
        types = types << 4 | TEEC_MEMREF_TEMP_INOUT;
        b->operation.paramTypes = types;
        b->operation.params[n - 1].tmpref = (TEEC_TempMemoryReference){
            .buffer = buffer + (n - 1) * TEMP_SIZE, .size = TEMP_SIZE};
        snprintf(name, sizeof(name), "temporary-%u", n);
        measure(b, name, VISITS, invoke, NULL);
    }
}

static TEEC_Result register_release(struct bench *b)
{
    TEEC_Result result = TEEC_RegisterSharedMemory(&b->context, &b->memory);

    if (result == TEEC_SUCCESS)
        TEEC_ReleaseSharedMemory(&b->memory);
    return result;
}

static void registration_cases(struct bench *b)
{
    b->memory = (TEEC_SharedMemory){.buffer = buffer,
                                    .size = 4 * KIB,
                                    .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};
    measure(b, "register-4", VISITS, register_release, NULL);
    b->memory.size = MEMORY_MAX;
    measure(b, "register-1024", VISITS, register_release, NULL);
}

static TEEC_Result open_heap(struct bench *b)
{
    return session_open(b, &heap_ta);
}

/* The TA with the large heap dies, with a window of 1 MiB. */
static void death(struct bench *b)
{
    TEEC_Operation operation = {0};

    need(TEEC_RegisterSharedMemory(&b->context, &b->memory), "register");
    operation.params[0].memref.parent = &b->memory;
    operation.paramTypes =
        TEEC_PARAM_TYPES(TEEC_MEMREF_WHOLE, TEEC_NONE, TEEC_NONE, TEEC_NONE);
    if (TEEC_InvokeCommand(&b->session, INVOKE_PANIC, &operation, NULL) !=
        TEEC_ERROR_TARGET_DEAD)
        need(TEEC_ERROR_BAD_STATE, "death");
    TEEC_ReleaseSharedMemory(&b->memory);
    session_close(b);
}

int main(void)
{
    static struct bench b;
    TEEC_Session invoked;

    memset(buffer, 1, sizeof(buffer)); /* its pages are there */
    need(TEEC_InitializeContext(NULL, &b.context), "context");
    need(open_small(&b), "open");
    measure(&b, "clock", VISITS, nothing, NULL);
    b.clock_cost = b.ticks[VISITS / 2];
    simple_cases(&b);
    registered_cases(&b, 4);
    registered_cases(&b, 64);
    registered_cases(&b, 1024);
    temporary_cases(&b);
    registration_cases(&b);
    invoked = b.session; /* keeps the small TA running */
    measure(&b, "open-close", VISITS, open_close_small, NULL);
    measure(&b, "load", LOADS, open_large, session_close);
    measure(&b, "load-heap", LOADS, open_heap, death);
    TEEC_CloseSession(&invoked);
    TEEC_FinalizeContext(&b.context);
    return 0;
}
