/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Temporary memory in the client library, against the fake driver of
 * fake_tee.h: what is copied, pooled, registered and wiped on every path, with
 * memory running out, and the pool when contexts end, processes fork and
 * threads share it.
 */
#include "ree/libteec/arena.h"
#include "tests/unit/ree/libteec_world.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void test_temp_directions(void **state)
{
    char in[32] = "in", out[32] = "out", both[32] = "both";

    (void)state;
    behaviour = scribble;
    set_temp(0, in, sizeof(in));
    set_temp(1, out, sizeof(out));
    set_temp(2, both, sizeof(both));
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT,
                                  MEMREF_TEMP_INOUT, NONE),
                            NULL),
                     TEEC_SUCCESS);
    assert_memory_equal(ta_copy[0], "in", 3);
    assert_true(is_zero(ta_copy[1], 32));
    assert_memory_equal(ta_copy[2], "both", 5);
    assert_string_equal(in, "in");
    assert_int_equal(out[0], 'B');
    assert_int_equal(out[31], 'B');
    assert_int_equal(both[31], 'C');
}

static void test_temp_is_pooled_and_wiped(void **state)
{
    uint8_t buffers[4][100];

    (void)state;
    behaviour = scribble;
    memset(buffers, 0x55, sizeof(buffers));
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 4; i++)
            set_temp(i, buffers[i], sizeof(buffers[i]));
        assert_int_equal(invoke(TYPES(MEMREF_TEMP_INOUT, MEMREF_TEMP_INPUT,
                                      MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT),
                                NULL),
                         TEEC_SUCCESS);
        for (uint32_t i = 0; i < 4; i++)
            assert_int_equal(seen_params[i].a, i * 128);
        assert_true(is_zero(fake.block, fake.block_size));
    }
    assert_int_equal(fake.registrations, 1);
    assert_int_equal(fake.block_size, ARENA_CHUNK_MIN);
}

/* The first block is chosen to hold the first call. */
static void test_largest_pooled_temp(void **state)
{
    uint8_t *buffer = calloc(1, ARENA_TEMP_MAX);

    (void)state;
    behaviour = scribble;
    for (int round = 0; round < 2; round++) {
        set_temp(0, buffer, ARENA_TEMP_MAX);
        assert_int_equal(
            invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), NULL),
            TEEC_SUCCESS);
        assert_int_equal(buffer[ARENA_TEMP_MAX - 1], 'A');
        assert_int_equal(fake.registrations, 1);
        assert_int_equal(fake.block_size, 4 * ARENA_CHUNK_MIN);
    }
    free(buffer);
}

static void test_temp_returned_size(void **state)
{
    static const struct {
        TEEC_Result result;
        uint64_t size;
        const char *expect;
    } rows[] = {{TEEC_SUCCESS, 0, "................"},
                {TEEC_SUCCESS, 5, "xxxxx..........."},
                {TEEC_SUCCESS, 16, "xxxxxxxxxxxxxxxx"},
                {TEEC_SUCCESS, 17, "xxxxxxxxxxxxxxxx"},
                {TEEC_SUCCESS, UINT64_MAX, "xxxxxxxxxxxxxxxx"},
                {TEEC_ERROR_BAD_STATE, 5, "xxxxx..........."},
                {TEEC_ERROR_BAD_STATE, 16, "xxxxxxxxxxxxxxxx"},
                {TEEC_ERROR_SHORT_BUFFER, 17, "................"},
                {TEEC_ERROR_SHORT_BUFFER, UINT64_MAX, "................"}};
    char buffer[16];

    (void)state;
    behaviour = return_size;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        memset(buffer, '.', sizeof(buffer));
        set_temp(0, buffer, sizeof(buffer));
        returned_size = rows[i].size;
        returned_result = rows[i].result;
        invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), NULL);
        assert_memory_equal(buffer, rows[i].expect, sizeof(buffer));
        assert_true(op.params[0].tmpref.size == rows[i].size);
    }
}

static uint32_t die(struct fake_call *call)
{
    scribble(call);
    call->origin = TEEC_ORIGIN_TEE;
    return TEEC_ERROR_TARGET_DEAD;
}

static void test_dead_ta_leaves_buffers(void **state)
{
    char buffer[16] = "mine";
    uint32_t origin = 0;

    (void)state;
    behaviour = die;
    set_temp(0, buffer, sizeof(buffer));
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), &origin),
        TEEC_ERROR_TARGET_DEAD);
    assert_int_equal(origin, TEEC_ORIGIN_TEE);
    assert_string_equal(buffer, "mine");
    assert_true(is_zero(fake.block, fake.block_size));
}

static void reopen_without(uint32_t caps)
{
    TEEC_FinalizeContext(&context);
    fake.gen_caps &= ~caps;
    assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
}

static void test_temp_null_and_empty(void **state)
{
    char byte = 'x';

    (void)state;
    set_temp(0, NULL, 0);
    set_temp(1, NULL, 1000);
    set_temp(2, &byte, 0);
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT,
                                  MEMREF_TEMP_INOUT, NONE),
                            NULL),
                     TEEC_SUCCESS);
    assert_null(seen.memory[0]);
    assert_null(seen.memory[1]);
    assert_int_equal(seen_params[1].b, 1000);
    assert_non_null(seen.memory[2]);
    assert_int_equal(seen_params[2].b, 0);

    reopen_without(TEE_GEN_CAP_MEMREF_NULL);
    set_temp(0, NULL, 0);
    set_temp(1, NULL, 1000);
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT, NONE, NONE), NULL),
        TEEC_SUCCESS);
    assert_non_null(seen.memory[0]);
    assert_non_null(seen.memory[1]);
    assert_int_equal(seen_params[1].b, 1000);
}

static void test_large_temp_is_registered(void **state)
{
    size_t size = ARENA_TEMP_MAX + 1;
    uint8_t *large = malloc(size);
    char small[16] = "small";

    (void)state;
    behaviour = scribble;
    memset(large, 'l', size);
    for (unsigned int round = 1; round <= 3; round++) {
        set_temp(0, large, size);
        set_temp(1, small, sizeof(small));
        assert_int_equal(
            invoke(TYPES(MEMREF_TEMP_INOUT, MEMREF_TEMP_INPUT, NONE, NONE),
                   NULL),
            TEEC_SUCCESS);
        assert_ptr_equal(seen.memory[0], large);
        assert_int_equal(large[size - 1], 'A');
        assert_memory_equal(ta_copy[1], "small", 6);
        assert_int_equal(fake.registrations, 1 + round);
        assert_int_equal(fake.shared, 1);
    }
    free(large);
}

static void test_large_read_only_temp(void **state)
{
    size_t size = ARENA_TEMP_MAX * 2;
    uint8_t *large = malloc(size);

    (void)state;
    behaviour = scribble;
    memset(large, 'l', size);
    fake.read_only = large;
    set_temp(0, large, size);
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_ptr_not_equal(seen.memory[0], large);
    assert_int_equal(ta_copy[0][5], 'l');
    assert_int_equal(large[5], 'l');
    set_temp(0, large, size);
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_int_equal(large[size - 1], 'A');
    assert_int_equal(fake.shared, 0);
    free(large);
}

static void test_without_registration(void **state)
{
    size_t size = ARENA_TEMP_MAX * 2;
    uint8_t *large = calloc(1, size);
    char small[16] = "small";
    TEEC_SharedMemory memory = {.size = 100, .flags = TEEC_MEM_INPUT};
    TEEC_SharedMemory mine = {
        .buffer = small, .size = 16, .flags = TEEC_MEM_OUTPUT};

    (void)state;
    reopen_without(TEE_GEN_CAP_REG_MEM);
    behaviour = scribble;
    assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory),
                     TEEC_SUCCESS);
    assert_int_equal(TEEC_RegisterSharedMemory(&context, &mine), TEEC_SUCCESS);
    set_temp(0, large, size);
    set_temp(1, small, sizeof(small));
    op.params[2].memref.parent = &memory;
    op.params[3].memref.parent = &mine;
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_OUTPUT, MEMREF_TEMP_INPUT,
                                  MEMREF_WHOLE, MEMREF_WHOLE),
                            NULL),
                     TEEC_SUCCESS);
    assert_int_equal(large[size - 1], 'A');
    assert_memory_equal(ta_copy[1], "small", 6);
    assert_int_equal(((char *)memory.buffer)[99], 'C');
    assert_int_equal(small[15], 'D');
    TEEC_ReleaseSharedMemory(&memory);
    TEEC_ReleaseSharedMemory(&mine);
    free(large);
}

static void test_no_memory(void **state)
{
    size_t size = ARENA_TEMP_MAX * 2;
    uint8_t *large = calloc(1, size);
    char small[16];
    uint32_t origin = 0;

    (void)state;
    fake.refuse_memory = true;
    set_temp(0, small, sizeof(small));
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), &origin),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.calls, 0);

    /* The second of two fails: the first is undone. */
    fake.refuse_memory = false;
    set_temp(0, small, sizeof(small));
    set_temp(1, large, SIZE_MAX / 2);
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_INPUT, NONE, NONE),
               &origin),
        TEEC_ERROR_OUT_OF_MEMORY);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.calls, 0);
    assert_int_equal(fake.shared, 1);
    free(large);
}

/* Calls itself until every chunk is full and calls register on their own. */
static int depth;

static uint32_t nest(struct fake_call *call)
{
    uint8_t buffer[1000];
    uint8_t *large = malloc(ARENA_TEMP_MAX);
    TEEC_Operation inner = {
        .paramTypes = TYPES(MEMREF_TEMP_INOUT, MEMREF_TEMP_INPUT, NONE, NONE)};

    memset(large, depth, ARENA_TEMP_MAX);
    memset(buffer, depth, sizeof(buffer));
    inner.params[0].tmpref.buffer = large;
    inner.params[0].tmpref.size = ARENA_TEMP_MAX;
    inner.params[1].tmpref.buffer = buffer;
    inner.params[1].tmpref.size = sizeof(buffer);
    if (depth-- > 0) {
        assert_int_equal(TEEC_InvokeCommand(&session, 1, &inner, NULL),
                         TEEC_SUCCESS);
        depth++;
        assert_int_equal(large[ARENA_TEMP_MAX - 1], depth);
        assert_int_equal(buffer[0], depth);
    } else {
        depth++;
    }
    /* What outer calls hold is untouched by the inner ones. */
    if (call->memory[0])
        assert_int_equal(call->memory[0][0],
                         call->memory[0][ARENA_TEMP_MAX - 1]);
    free(large);
    return TEEC_SUCCESS;
}

static void test_pool_exhaustion(void **state)
{
    (void)state;
    behaviour = nest;
    depth = 20;
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
    /* Eight of the calls fit; the others share each buffer on its own. */
    assert_true(fake.registrations > ARENA_CHUNKS);
    assert_true(fake.shared <= ARENA_CHUNKS);
}

static uint32_t finalize_inside(struct fake_call *call)
{
    TEEC_FinalizeContext(&context);
    /* Still there: it would fault here, or be seen as unmapped while shared. */
    assert_memory_equal(call->memory[0], "held", 5);
    assert_int_equal(fake.shared, 1);
    return TEEC_SUCCESS;
}

static void test_finalize_during_call(void **state)
{
    char buffer[16] = "held";

    (void)state;
    behaviour = finalize_inside;
    set_temp(0, buffer, sizeof(buffer));
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_int_equal(fake.shared, 0);
    assert_true(fake_is_clean());
    assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
}

static void test_descriptor_closed_behind(void **state)
{
    char buffer[16] = "x";
    int fd = context.imp.fd;

    (void)state;
    set_temp(0, buffer, sizeof(buffer));
    invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL);
    assert_int_equal(fake.shared, 1);
    fake_close_quietly(fd);
    assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
    assert_int_equal(context.imp.fd, fd);
    assert_int_equal(fake.shared, 0);
}

static void test_many_contexts(void **state)
{
    enum { CONTEXTS = 70 };
    TEEC_Context contexts[CONTEXTS];
    char buffer[16] = "x";

    (void)state;
    for (int i = 0; i < CONTEXTS; i++) {
        session.imp.ctx = &contexts[i];
        assert_int_equal(TEEC_InitializeContext(NULL, &contexts[i]),
                         TEEC_SUCCESS);
        for (int twice = 0; twice < 2; twice++) {
            set_temp(0, buffer, sizeof(buffer));
            assert_int_equal(
                invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL),
                TEEC_SUCCESS);
        }
    }
    /* 64 have an arena, the other 6 register per call. */
    assert_int_equal(fake.registrations, 64 + 2 * 6);
    for (int i = 0; i < CONTEXTS; i++)
        TEEC_FinalizeContext(&contexts[i]);
}

static void test_fork(void **state)
{
    char buffer[16] = "x";
    const uint8_t *parents_block;
    pid_t child;
    int status = -1;

    (void)state;
    behaviour = scribble;
    set_temp(0, buffer, sizeof(buffer));
    invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL);
    parents_block = fake.block;
    child = fork();
    if (child == 0) {
        bool good;

        set_temp(0, buffer, sizeof(buffer));
        good = invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), NULL) ==
                   TEEC_SUCCESS &&
               buffer[15] == 'A' && fake.registrations == 2;
        _exit(good ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    set_temp(0, buffer, sizeof(buffer));
    invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL);
    assert_ptr_equal(seen.memory[0], parents_block);
}

static int thread_errors;

static uint32_t increment(struct fake_call *call)
{
    for (uint64_t i = 0; i < call->params[0].b; i++)
        call->memory[0][i]++;
    return TEEC_SUCCESS;
}

static void *hammer(void *argument)
{
    unsigned int id = (unsigned int)(uintptr_t)argument;
    uint8_t buffer[3000];

    for (unsigned int round = 0; round < 300; round++) {
        size_t size = 1 + (id * 977 + round * 131) % sizeof(buffer);
        TEEC_Operation o = {.paramTypes =
                                TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE)};

        memset(buffer, (int)(id + round), size);
        o.params[0].tmpref.buffer = buffer;
        o.params[0].tmpref.size = size;
        if (TEEC_InvokeCommand(&session, 1, &o, NULL))
            __atomic_add_fetch(&thread_errors, 1, __ATOMIC_SEQ_CST);
        for (size_t i = 0; i < size; i++)
            if (buffer[i] != (uint8_t)(id + round + 1))
                __atomic_add_fetch(&thread_errors, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static void test_threads(void **state)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];

    (void)state;
    fake.ta = increment;
    thread_errors = 0;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, (void *)i),
                         0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(thread_errors, 0);
    assert_true(is_zero(fake.block, fake.block_size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_temp_directions),
        TEST(test_temp_is_pooled_and_wiped),
        TEST(test_largest_pooled_temp),
        TEST(test_temp_returned_size),
        TEST(test_dead_ta_leaves_buffers),
        TEST(test_temp_null_and_empty),
        TEST(test_large_temp_is_registered),
        TEST(test_large_read_only_temp),
        TEST(test_without_registration),
        TEST(test_no_memory),
        TEST(test_pool_exhaustion),
        TEST(test_finalize_during_call),
        TEST(test_descriptor_closed_behind),
        TEST(test_many_contexts),
        TEST(test_fork),
        TEST(test_threads),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_libteec_temp", tests,
                                       world_setup_group, NULL);
}
