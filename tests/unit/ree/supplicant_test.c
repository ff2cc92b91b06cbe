/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant: decoding of hostile messages, the memory it gives the TEE,
 * loading of TAs, and the receive loop against the driver of fake_tee.h.
 */
#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/serve.h"
#include "tests/unit/ree/fake_tee.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define NAME "01020304-0506-0708-090a-0b0c0d0e0f10.ta"

static struct supplicant supplicant;
static char dirs[2][64];
static const char *ta_dirs[] = {dirs[0], dirs[1], NULL};

static int set_up(void **state)
{
    (void)state;
    fake_reset();
    supplicant.device = tee_os.open("/dev/teepriv0");
    supplicant.ta_dirs = ta_dirs;
    memory_init(&supplicant.memory, supplicant.device, true);
    for (int i = 0; i < 2; i++) {
        strcpy(dirs[i], "/tmp/supplicant-test-XXXXXX");
        if (!mkdtemp(dirs[i]))
            return -1;
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tee_os.close(supplicant.device);
    for (int i = 0; i < 2; i++) {
        char path[128];

        snprintf(path, sizeof(path), "%s/" NAME, dirs[i]);
        remove(path);
        remove(dirs[i]);
    }
    return fake_is_clean() ? 0 : -1;
}

static void write_ta(int dir, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof(path), "%s/" NAME, dirs[dir]);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* A request with these params. */
static struct request request(uint32_t func, uint32_t count,
                              const struct tee_ioctl_param *params)
{
    struct request r = {.func = func, .count = count};

    memcpy(r.params, params, count * sizeof(*params));
    return r;
}

static uint32_t serve_params(uint32_t func, uint32_t count,
                             struct tee_ioctl_param *params)
{
    struct request r = request(func, count, params);
    uint32_t result = rpc_serve(&supplicant, &r);

    memcpy(params, r.params, count * sizeof(*params));
    return result;
}

static uint32_t shm_alloc(uint64_t size, uint64_t *id)
{
    struct tee_ioctl_param p = {PARAM_VALUE_INOUT, 0, size, 0};
    uint32_t result = serve_params(OPTEE_RPC_CMD_SHM_ALLOC, 1, &p);

    *id = p.c;
    return result;
}

static uint32_t shm_free(uint64_t id)
{
    struct tee_ioctl_param p = {PARAM_VALUE_INOUT, 0, id, 0};

    return serve_params(OPTEE_RPC_CMD_SHM_FREE, 1, &p);
}

/* Messages */

static void test_decode_async(void **state)
{
    struct message m = {.word = 6, .count = 3};
    struct request r;

    (void)state;
    m.params[0] = (struct tee_ioctl_param){0x103, 9, 0, 0};
    m.params[1] = (struct tee_ioctl_param){3, 1, 2, 3};
    m.params[2] = (struct tee_ioctl_param){5, 4, 5, 6};
    assert_true(request_decode(&m, &r));
    assert_int_equal(r.func, 6);
    assert_true(r.has_name);
    assert_int_equal(r.count, 2);
    assert_int_equal(r.params[1].c, 6);
    r.params[0].c = 77;
    assert_int_equal(request_encode(&r, 0xffff0001, &m), 8 + 3 * 32);
    assert_int_equal(m.word, 0xffff0001);
    assert_int_equal(m.count, 3);
    assert_int_equal(m.params[0].attr, 0x103);
    assert_int_equal(m.params[0].a, 9);
    assert_int_equal(m.params[1].c, 77);
}

static void test_decode_sync(void **state)
{
    struct message m = {.word = 7, .count = 1};
    struct request r;

    (void)state;
    m.params[0] = (struct tee_ioctl_param){3, 1, 2, 3};
    assert_true(request_decode(&m, &r));
    assert_false(r.has_name);
    assert_int_equal(request_encode(&r, 0, &m), 8 + 32);
    assert_int_equal(m.count, 1);
    m.count = 0;
    assert_true(request_decode(&m, &r));
    assert_int_equal(request_encode(&r, 0, &m), 8);
}

static void test_decode_hostile(void **state)
{
    static const uint64_t bad[] = {4,     8,     0xd,   0xff,       0x100,
                                   0x103, 0x105, 0x203, 1ull << 32, UINT64_MAX};
    static const uint32_t counts[] = {6, 7, 0x80000000u, UINT32_MAX};
    struct message m;
    struct request r;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        m = (struct message){.word = 0, .count = 3};
        m.params[0].attr = 0x103;
        m.params[0].a = 9;
        m.params[1].attr = 1;
        m.params[1].a = 5;
        m.params[2].attr = bad[i];
        assert_false(request_decode(&m, &r));
        /* Still answered under its name, with nothing in it. */
        assert_int_equal(request_encode(&r, 1, &m), 8 + 3 * 32);
        assert_int_equal(m.params[0].a, 9);
        assert_int_equal(m.params[1].attr, 0);
        assert_int_equal(m.params[1].a, 0);
        assert_int_equal(m.params[2].attr, 0);
    }
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        m = (struct message){.word = 0, .count = counts[i]};
        m.params[0].attr = 0x103;
        assert_false(request_decode(&m, &r));
        assert_int_equal(r.count, REQUEST_PARAMS);
        assert_int_equal(request_encode(&r, 1, &m), sizeof(m));
    }
    /* Without a name, one param fewer fits. */
    m = (struct message){.word = 0, .count = 5};
    assert_false(request_decode(&m, &r));
}

static void test_decode_random(void **state)
{
    uint32_t seed = 7;
    struct message m = {0};
    struct request r;

    (void)state;
    for (int round = 0; round < 200000; round++) {
        uint8_t *bytes = (uint8_t *)&m;

        for (size_t i = 0; i < sizeof(m); i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (seed >> 28) ? 0 : (uint8_t)(seed >> 20);
        }
        m.count = seed >> 29;
        if (!request_decode(&m, &r))
            continue;
        assert_true(r.count <= REQUEST_PARAMS);
        for (uint32_t i = 0; i < r.count; i++)
            assert_true(r.params[i].attr <= 7 && r.params[i].attr != 4);
        assert_true(request_encode(&r, 0, &m) <= sizeof(m));
    }
}

/* The table */

static void test_unknown_functions(void **state)
{
    static const uint32_t functions[] = {1,  2,  3,  8,  9,  10,
                                         11, 12, 22, 24, 99, UINT32_MAX};
    struct tee_ioctl_param p[4] = {{PARAM_VALUE_INPUT, 99, 2, 3}};

    (void)state;
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        assert_int_equal(serve_params(functions[i], 4, p),
                         TEEC_ERROR_NOT_SUPPORTED);
}

static void test_wrong_params(void **state)
{
    struct tee_ioctl_param p[4] = {{0}};

    (void)state;
    for (uint32_t func = 0; func < 8; func++) {
        if (func != OPTEE_RPC_CMD_LOAD_TA && func != OPTEE_RPC_CMD_SHM_ALLOC &&
            func != OPTEE_RPC_CMD_SHM_FREE)
            continue;
        for (uint32_t count = 0; count <= 4; count++)
            assert_int_equal(serve_params(func, count, p),
                             TEEC_ERROR_BAD_PARAMETERS);
    }
    p[0].attr = PARAM_VALUE_INPUT;
    p[1].attr = PARAM_MEMREF_INPUT;
    p[1].c = TEE_MEMREF_NULL;
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_SHM_ALLOC, 1, p),
                     TEEC_ERROR_BAD_PARAMETERS);
}

/* Memory */

static void test_memory(void **state)
{
    struct memory_block *block;
    uint8_t *p;
    uint64_t id;

    (void)state;
    assert_int_equal(shm_alloc(100, &id), TEEC_SUCCESS);
    p = memory_get(&supplicant.memory, id, 10, 90, &block);
    assert_ptr_equal(p, fake.block + 10);
    assert_null(memory_get(&supplicant.memory, id, 10, 91, &block));
    assert_null(memory_get(&supplicant.memory, id, 101, 0, &block));
    assert_null(memory_get(&supplicant.memory, id, UINT64_MAX, 2, &block));
    assert_null(memory_get(&supplicant.memory, id, 2, UINT64_MAX, &block));
    assert_null(memory_get(&supplicant.memory, id + 1, 0, 0, &block));
    assert_null(
        memory_get(&supplicant.memory, id + (1ull << 32), 0, 0, &block));

    /* Freed while in use: gone for the TEE, there for us. */
    assert_int_equal(shm_free(id), TEEC_SUCCESS);
    assert_int_equal(shm_free(id), TEEC_ERROR_BAD_PARAMETERS);
    assert_null(memory_get(&supplicant.memory, id, 0, 0, &block));
    p[89] = 1;
    assert_int_equal(fake.shared, 1);
    memory_put(&supplicant.memory, block);
    assert_int_equal(fake.shared, 0);
    assert_int_equal(shm_free(0), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(shm_free(UINT64_MAX), TEEC_ERROR_BAD_PARAMETERS);
}

static void test_memory_types(void **state)
{
    struct tee_ioctl_param p = {PARAM_VALUE_INOUT, 1, 4096, 0};

    (void)state;
    assert_int_equal(serve_params(OPTEE_RPC_CMD_SHM_ALLOC, 1, &p),
                     TEEC_ERROR_BAD_PARAMETERS);
    p.a = 1ull << 32;
    assert_int_equal(serve_params(OPTEE_RPC_CMD_SHM_ALLOC, 1, &p),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(fake.registrations, 0);
}

static void test_memory_bounds(void **state)
{
    uint64_t ids[MEMORY_BLOCKS], id;
    struct memory_block *used;

    (void)state;
    assert_int_equal(shm_alloc(0, &id), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(shm_alloc(UINT64_MAX, &id), TEEC_ERROR_OUT_OF_MEMORY);
    assert_int_equal(shm_alloc(MEMORY_BYTES + 1, &id),
                     TEEC_ERROR_OUT_OF_MEMORY);
    for (int i = 0; i < 4; i++)
        assert_int_equal(shm_alloc(MEMORY_BYTES / 4, &ids[i]), TEEC_SUCCESS);
    assert_int_equal(shm_alloc(1, &id), TEEC_ERROR_OUT_OF_MEMORY);
    for (int i = 0; i < 4; i++)
        assert_int_equal(shm_free(ids[i]), TEEC_SUCCESS);

    for (int i = 0; i < MEMORY_BLOCKS; i++)
        assert_int_equal(shm_alloc(1, &ids[i]), TEEC_SUCCESS);
    /* Full: what is old must have been forgotten, if nobody uses it. */
    assert_non_null(memory_get(&supplicant.memory, ids[0], 0, 1, &used));
    assert_int_equal(shm_alloc(1, &id), TEEC_SUCCESS);
    assert_int_equal(id, ids[1]); /* the driver has its number back */
    memory_put(&supplicant.memory, used);
    /* Nor if somebody used it lately. */
    assert_int_equal(shm_alloc(1, &id), TEEC_SUCCESS);
    assert_int_equal(id, ids[2]);
    for (int i = 0; i < MEMORY_BLOCKS; i++)
        assert_int_equal(shm_free(ids[i]), TEEC_SUCCESS);

    for (int i = 0; i < 32; i++) /* so many images fit */
        assert_int_equal(shm_alloc(MEMORY_BYTES / 32, &ids[i]), TEEC_SUCCESS);
    assert_int_equal(shm_alloc(MEMORY_BYTES / 32, &id), TEEC_SUCCESS);
    assert_int_equal(id, ids[0]);
    for (int i = 0; i < 32; i++)
        assert_int_equal(shm_free(ids[i]), TEEC_SUCCESS);

    fake.refuse_memory = true;
    assert_int_equal(shm_alloc(1, &id), TEEC_ERROR_OUT_OF_MEMORY);
    fake.refuse_memory = false;
    assert_int_equal(supplicant.memory.bytes, 0);
}

/* TAs */

static void set_load(struct tee_ioctl_param p[2], uint64_t id, uint64_t size)
{
    static const uint8_t octets[16] = {1, 2,  3,  4,  5,  6,  7,  8,
                                       9, 10, 11, 12, 13, 14, 15, 16};

    p[0] = (struct tee_ioctl_param){.attr = PARAM_VALUE_INPUT};
    memcpy(&p[0].a, octets, 8);
    memcpy(&p[0].b, octets + 8, 8);
    p[1] = (struct tee_ioctl_param){PARAM_MEMREF_OUTPUT, 0, size, id};
}

static void test_load_ta(void **state)
{
    struct tee_ioctl_param p[2];
    uint8_t *memory;
    uint64_t id;

    int fd = dup(0);

    (void)state;
    close(fd);
    write_ta(1, "an image");
    set_load(p, TEE_MEMREF_NULL, 0);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p), TEEC_SUCCESS);
    assert_int_equal(p[1].b, 8);

    assert_int_equal(shm_alloc(16, &id), TEEC_SUCCESS);
    memory = (uint8_t *)(uintptr_t)fake.block;
    set_load(p, id, 8);
    p[1].a = 4;
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p), TEEC_SUCCESS);
    assert_memory_equal(memory, "\0\0\0\0an image\0\0\0", 16);
    assert_int_equal(p[1].b, 8);

    memset(memory, 0, 16);
    set_load(p, id, 7);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_SHORT_BUFFER);
    assert_int_equal(p[1].b, 8);
    assert_int_equal(memory[0], 0);

    /* The first directory wins. */
    write_ta(0, "other");
    set_load(p, id, 16);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p), TEEC_SUCCESS);
    assert_int_equal(p[1].b, 5);
    assert_memory_equal(memory, "other", 5);

    set_load(p, id, 17);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_BAD_PARAMETERS);
    set_load(p, id + 1, 8);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(shm_free(id), TEEC_SUCCESS);
    assert_int_equal(dup(0), fd); /* none is left open */
    close(fd);
}

static void test_load_ta_not_a_file(void **state)
{
    struct tee_ioctl_param p[2];
    char path[128];

    (void)state;
    set_load(p, TEE_MEMREF_NULL, 0);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    snprintf(path, sizeof(path), "%s/" NAME, dirs[0]);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    rmdir(path);
    assert_int_equal(mkfifo(path, 0700), 0);
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    /* An unusable name in one directory does not hide the next. */
    write_ta(1, "image");
    assert_int_equal(serve_params(OPTEE_RPC_CMD_LOAD_TA, 2, p), TEEC_SUCCESS);
    assert_int_equal(p[1].b, 5);
}

/* The loop */

static void test_serve_one(void **state)
{
    struct message m = {.word = OPTEE_RPC_CMD_SHM_ALLOC, .count = 2};

    (void)state;
    m.params[0] = (struct tee_ioctl_param){0x103, 31, 0, 0};
    m.params[1] = (struct tee_ioctl_param){PARAM_VALUE_INOUT, 0, 100, 0};
    fake.request = &m;
    fake.request_size = 8 + 2 * 32;
    assert_int_equal(serve_one(&supplicant), 0);
    assert_int_equal(fake.answers, 1);
    assert_int_equal(m.word, TEEC_SUCCESS);
    assert_int_equal(m.params[0].a, 31);
    assert_int_equal(shm_free(m.params[1].c), TEEC_SUCCESS);

    m = (struct message){.word = OPTEE_RPC_CMD_RPMB, .count = 5};
    m.params[0] = (struct tee_ioctl_param){0x103, 32, 0, 0};
    fake.request_size = sizeof(m);
    assert_int_equal(serve_one(&supplicant), 0);
    assert_int_equal(m.word, TEEC_ERROR_NOT_SUPPORTED);

    m = (struct message){.word = 0, .count = 5};
    m.params[0] = (struct tee_ioctl_param){0x103, 33, 0, 0};
    m.params[4].attr = 0x77;
    assert_int_equal(serve_one(&supplicant), 0);
    assert_int_equal(m.word, TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(m.count, 5);
    assert_int_equal(m.params[0].a, 33);
    assert_int_equal(fake.answers, 3);
}

static void test_serve_errors(void **state)
{
    struct message m = {.word = 2, .count = 0};

    (void)state;
    fake.request = &m;
    fake.request_size = 8;
    fake.receive_error = EINTR;
    assert_int_equal(serve_one(&supplicant), 0);
    fake.receive_error = ENODEV;
    assert_int_equal(serve_one(&supplicant), -ENODEV);
    fake.receive_error = EINVAL;
    assert_int_equal(serve_one(&supplicant), -EINVAL);
    fake.receive_error = 0;
    fake.send_error = ENOENT;
    assert_int_equal(serve_one(&supplicant), 0);
    fake.send_error = EBADF;
    assert_int_equal(serve_one(&supplicant), 0);
    fake.send_error = EIO;
    assert_int_equal(serve_one(&supplicant), -EIO);
}

/* Memory that nobody will ever free is not kept. */
static void test_serve_killed(void **state)
{
    struct message m;

    (void)state;
    fake.request = &m;
    fake.request_size = 8 + 2 * 32;
    fake.send_error = EBADF;
    for (unsigned i = 0; i < 2 * MEMORY_BLOCKS; i++) {
        m = (struct message){.word = OPTEE_RPC_CMD_SHM_ALLOC, .count = 2};
        m.params[0] = (struct tee_ioctl_param){0x103, 31, 0, 0};
        m.params[1] = (struct tee_ioctl_param){PARAM_VALUE_INOUT, 0, 100, 0};
        assert_int_equal(serve_one(&supplicant), 0);
        assert_int_equal(m.word, TEEC_SUCCESS);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_decode_async),
        TEST(test_decode_sync),
        TEST(test_decode_hostile),
        TEST(test_decode_random),
        TEST(test_unknown_functions),
        TEST(test_wrong_params),
        TEST(test_memory),
        TEST(test_memory_types),
        TEST(test_memory_bounds),
        TEST(test_load_ta),
        TEST(test_load_ta_not_a_file),
        TEST(test_serve_one),
        TEST(test_serve_killed),
        TEST(test_serve_errors),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_supplicant", tests, NULL, NULL);
}
