/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The host port's files of the supplicant, as the gateway asks for them, and
 * their faults: an operation that fails, a torn write, a restart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "abi/optee_rpc.h"
#include "abi/tee_result.h"
#include "host/fault.h"
#include "host/file_rpc.h"
#include "host/tree.h"

static char first[64], second[64];

/* Both memory references with all of their memory. */
static uint32_t ask(struct optee_msg_param *p, unsigned n, uint64_t operation,
                    uint64_t b, uint64_t c)
{
    uint8_t *const memory[3] = {NULL, (uint8_t *)first, (uint8_t *)second};

    memset(p, 0, 3 * sizeof(*p));
    p[0].u.value.a = operation;
    p[0].u.value.b = b;
    p[0].u.value.c = c;
    p[1].u.rmem.size =
        operation == OPTEE_RPC_FS_WRITE ? strlen(first) : sizeof(first);
    p[2].u.rmem.size = operation == OPTEE_RPC_FS_RENAME ? sizeof(second) : 0;
    return file_rpc(p, n, memory);
}

static uint64_t opened(uint64_t operation, const char *name)
{
    struct optee_msg_param p[3];

    strcpy(first, name);
    assert_int_equal(ask(p, 3, operation, 0, 0), R_SUCCESS);
    return p[2].u.value.a;
}

static uint32_t written(uint64_t handle, const char *text)
{
    struct optee_msg_param p[3];

    strcpy(first, text);
    return ask(p, 2, OPTEE_RPC_FS_WRITE, handle, 0);
}

static void assert_reads(uint64_t handle, const char *text)
{
    struct optee_msg_param p[3];

    memset(first, '?', sizeof(first));
    assert_int_equal(ask(p, 2, OPTEE_RPC_FS_READ, handle, 0), R_SUCCESS);
    assert_int_equal(p[1].u.rmem.size, strlen(text));
    assert_memory_equal(first, text, strlen(text));
}

static void every_request_is_served(void **state)
{
    struct optee_msg_param p[3];
    uint64_t file = opened(OPTEE_RPC_FS_CREATE, "d/a"), dir;

    (void)state;
    assert_int_equal(written(file, "text"), R_SUCCESS);
    assert_int_equal(ask(p, 1, OPTEE_RPC_FS_TRUNCATE, file, 3), R_SUCCESS);
    assert_reads(file, "tex");
    assert_int_equal(ask(p, 1, OPTEE_RPC_FS_CLOSE, file, 0), R_SUCCESS);
    strcpy(first, "d/a");
    strcpy(second, "d/b");
    assert_int_equal(ask(p, 3, OPTEE_RPC_FS_RENAME, 0, 0), R_SUCCESS);
    assert_reads(opened(OPTEE_RPC_FS_OPEN, "d/b"), "tex");
    dir = opened(OPTEE_RPC_FS_OPENDIR, "d");
    assert_int_equal(ask(p, 2, OPTEE_RPC_FS_READDIR, dir, 0), R_SUCCESS);
    assert_int_equal(p[1].u.rmem.size, 2);
    assert_string_equal(first, "b");
    assert_int_equal(ask(p, 2, OPTEE_RPC_FS_READDIR, dir, 0),
                     (uint32_t)R_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(ask(p, 1, OPTEE_RPC_FS_CLOSEDIR, dir, 0), R_SUCCESS);
    strcpy(first, "d/b");
    assert_int_equal(ask(p, 2, OPTEE_RPC_FS_REMOVE, 0, 0), R_SUCCESS);
    assert_int_equal(ask(p, 2, OPTEE_RPC_FS_REMOVE, 0, 0),
                     (uint32_t)R_ERROR_ITEM_NOT_FOUND);
    memset(first, 'n', sizeof(first));
    assert_int_equal(ask(p, 3, OPTEE_RPC_FS_OPEN, 0, 0),
                     (uint32_t)R_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask(p, 2, OPTEE_RPC_FS_OPEN, 0, 0),
                     (uint32_t)R_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask(p, 0, OPTEE_RPC_FS_CLOSE, 0, 0),
                     (uint32_t)R_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask(p, 1, 11, 0, 0), (uint32_t)R_ERROR_BAD_PARAMETERS);
}

/* Counted from here: CREATE, WRITE (torn), READ, WRITE (fails), WRITE, READ,
 * CLOSE instead of which all is closed. */
static void faults_come_when_ordered(void **state)
{
    struct optee_msg_param p[3];
    uint64_t file;

    (void)state;
    assert_true(fault_order(FAULT_TEAR, "files:2"));
    assert_true(fault_order(FAULT_FAIL, "files:19"));
    assert_true(fault_order(FAULT_RESTART, "files:22"));
    file = opened(OPTEE_RPC_FS_CREATE, "a");
    assert_int_equal(written(file, "12345678"), R_SUCCESS);
    assert_reads(file, "1234");
    assert_int_equal(written(file, "abcdefgh"), (uint32_t)R_ERROR_GENERIC);
    assert_int_equal(written(file, "abcdefgh"), R_SUCCESS);
    assert_reads(file, "abcdefgh");
    assert_int_equal(ask(p, 1, OPTEE_RPC_FS_CLOSE, file, 0),
                     (uint32_t)R_ERROR_COMMUNICATION);
    assert_int_equal(written(file, "stale"), (uint32_t)R_ERROR_BAD_PARAMETERS);
    assert_reads(opened(OPTEE_RPC_FS_OPEN, "a"), "abcdefgh");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_served),
        cmocka_unit_test(faults_come_when_ordered),
    };
    char folder[] = "/tmp/host_files_test.XXXXXX";
    int failed;

    file_rpc_init(mkdtemp(folder));
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tree_remove(folder);
    return failed;
}
