/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files that the supplicant keeps for the TEE, as the TEE asks for them
 * (rpc_serve): what it writes and reads, names that would lead out of the
 * directory, handles of nobody, full tables, and what is taken back.
 */
#include "host/tree.h"
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
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define BLOCK  8192
#define SECOND 4096 /* where the second name is */

static struct supplicant supplicant;
static uint64_t block;
static char parent[64];

static int set_up(void **state)
{
    int id;

    (void)state;
    fake_reset();
    strcpy(parent, "/tmp/supplicant-fs-XXXXXX");
    if (!mkdtemp(parent))
        return -1;
    supplicant.device = tee_os.open("/dev/teepriv0");
    memory_init(&supplicant.memory, supplicant.device, true);
    fs_init(&supplicant.fs, parent);
    if (memory_alloc(&supplicant.memory, BLOCK, &id) < 0)
        return -1;
    block = (uint64_t)id;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fs_close_all(&supplicant.fs);
    tree_remove(parent);
    memory_free(&supplicant.memory, block);
    tee_os.close(supplicant.device);
    return fake_is_clean() ? 0 : -1;
}

static char *shared(void)
{
    struct memory_block *held;
    char *at = memory_get(&supplicant.memory, block, 0, BLOCK, &held);

    memory_put(&supplicant.memory, held);
    return at;
}

static const char *path_of(const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "%s/tee/%s", parent, name);
    return path;
}

/* ---- what the TEE asks ---- */

static uint32_t ask(uint32_t count, struct tee_ioctl_param *params)
{
    struct request r = {.func = OPTEE_RPC_CMD_FS, .count = count};
    uint32_t result;

    memcpy(r.params, params, count * sizeof(*params));
    result = rpc_serve(&supplicant, &r);
    memcpy(params, r.params, count * sizeof(*params));
    return result;
}

static uint32_t ask_named(uint64_t operation, const char *name,
                          uint64_t *handle)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, operation, 0, 0},
        {PARAM_MEMREF_INPUT, 0, strlen(name) + 1, block},
        {PARAM_VALUE_OUTPUT, 0, 0, 0},
    };
    uint32_t result;

    strcpy(shared(), name);
    result = ask(operation == OPTEE_RPC_FS_REMOVE ? 2 : 3, p);
    if (handle)
        *handle = p[2].a;
    return result;
}

static uint32_t ask_handle(uint64_t operation, uint64_t handle, uint64_t c)
{
    struct tee_ioctl_param p = {PARAM_VALUE_INPUT, operation, handle, c};

    return ask(1, &p);
}

static uint32_t ask_data(uint64_t operation, uint64_t handle, uint64_t offset,
                         uint64_t *size)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, operation, handle, offset},
        {operation == OPTEE_RPC_FS_WRITE ? PARAM_MEMREF_INPUT
                                         : PARAM_MEMREF_OUTPUT,
         0, *size, block},
    };
    uint32_t result = ask(2, p);

    *size = p[1].b;
    return result;
}

static uint32_t ask_write(uint64_t handle, uint64_t offset, const char *text)
{
    uint64_t size = strlen(text);

    memcpy(shared(), text, size);
    return ask_data(OPTEE_RPC_FS_WRITE, handle, offset, &size);
}

static void assert_reads(uint64_t handle, uint64_t offset, const char *text)
{
    uint64_t size = BLOCK;

    memset(shared(), '?', BLOCK);
    assert_int_equal(ask_data(OPTEE_RPC_FS_READ, handle, offset, &size),
                     TEEC_SUCCESS);
    assert_int_equal(size, strlen(text));
    assert_memory_equal(shared(), text, size);
}

static uint32_t ask_rename(const char *old, const char *new_name,
                           uint64_t overwrite)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_FS_RENAME, overwrite, 0},
        {PARAM_MEMREF_INPUT, 0, strlen(old) + 1, block},
        {PARAM_MEMREF_INPUT, SECOND, strlen(new_name) + 1, block},
    };

    strcpy(shared(), old);
    strcpy(shared() + SECOND, new_name);
    return ask(3, p);
}

static uint64_t opened(uint64_t operation, const char *name)
{
    uint64_t handle = 0;

    assert_int_equal(ask_named(operation, name, &handle), TEEC_SUCCESS);
    assert_true(handle > 0 && handle <= INT32_MAX);
    return handle;
}

/* ---- tests ---- */

static void files_are_kept(void **state)
{
    uint64_t file, again;
    struct stat st;

    (void)state;
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPEN, "a", &file),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    file = opened(OPTEE_RPC_FS_CREATE, "/a");
    assert_int_equal(ask_write(file, 0, "one two three"), TEEC_SUCCESS);
    assert_int_equal(ask_write(file, 4, "2"), TEEC_SUCCESS);
    assert_reads(file, 0, "one 2wo three");
    assert_reads(file, 8, "three");
    assert_reads(file, 13, "");
    again = opened(OPTEE_RPC_FS_OPEN, "a");
    assert_int_not_equal(file, again);
    assert_reads(again, 4, "2wo three");
    assert_int_equal(ask_handle(OPTEE_RPC_FS_TRUNCATE, again, 3), TEEC_SUCCESS);
    assert_reads(file, 0, "one");
    assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSE, file, 0), TEEC_SUCCESS);
    assert_reads(again, 0, "one");
    fs_close_all(&supplicant.fs);
    assert_reads(opened(OPTEE_RPC_FS_OPEN, "a"), 0, "one");
    assert_int_equal(stat(path_of("a"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(path_of(""), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    file = opened(OPTEE_RPC_FS_CREATE, "a");
    assert_reads(file, 0, "");
}

static void files_are_synchronous(void **state)
{
    uint64_t file = opened(OPTEE_RPC_FS_CREATE, "a");
    int fd = supplicant.fs.files[file % FILES_OPEN].fd;

    (void)state;
    assert_int_equal(fcntl(fd, F_GETFL) & O_SYNC, O_SYNC);
    assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

static void files_are_renamed_and_removed(void **state)
{
    (void)state;
    assert_int_equal(ask_write(opened(OPTEE_RPC_FS_CREATE, "a"), 0, "of a"),
                     TEEC_SUCCESS);
    assert_int_equal(ask_write(opened(OPTEE_RPC_FS_CREATE, "b"), 0, "of b"),
                     TEEC_SUCCESS);
    assert_int_equal(ask_rename("a", "b", 0), TEEC_ERROR_ACCESS_CONFLICT);
    assert_int_equal(ask_rename("a", "new/c", 0), TEEC_SUCCESS);
    assert_reads(opened(OPTEE_RPC_FS_OPEN, "new/c"), 0, "of a");
    assert_int_equal(ask_rename("new/c", "b", 1), TEEC_SUCCESS);
    assert_reads(opened(OPTEE_RPC_FS_OPEN, "b"), 0, "of a");
    assert_int_equal(ask_rename("a", "b", 1), TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(ask_named(OPTEE_RPC_FS_REMOVE, "b", NULL), TEEC_SUCCESS);
    assert_int_equal(ask_named(OPTEE_RPC_FS_REMOVE, "b", NULL),
                     TEEC_ERROR_ITEM_NOT_FOUND);
}

static void directories_are_listed(void **state)
{
    uint64_t dir, size = 3, seen = 0;

    (void)state;
    (void)opened(OPTEE_RPC_FS_CREATE, "d/first");
    (void)opened(OPTEE_RPC_FS_CREATE, "d/second");
    (void)opened(OPTEE_RPC_FS_CREATE, "d/.hidden");
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPENDIR, "e", &dir),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    (void)opened(OPTEE_RPC_FS_OPENDIR, "/");
    dir = opened(OPTEE_RPC_FS_OPENDIR, "/d");
    assert_int_equal(ask_data(OPTEE_RPC_FS_READDIR, dir, 0, &size),
                     TEEC_ERROR_SHORT_BUFFER);
    assert_true(size == sizeof("first") || size == sizeof("second"));
    for (unsigned int i = 0; i < 2; i++) {
        size = BLOCK;
        assert_int_equal(ask_data(OPTEE_RPC_FS_READDIR, dir, 0, &size),
                         TEEC_SUCCESS);
        assert_int_equal(shared()[size - 1], 0);
        seen |= strcmp(shared(), "first") == 0 ? 1u : 0;
        seen |= strcmp(shared(), "second") == 0 ? 2u : 0;
    }
    assert_int_equal(seen, 3);
    assert_int_equal(ask_data(OPTEE_RPC_FS_READDIR, dir, 0, &size),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSEDIR, dir, 0), TEEC_SUCCESS);
    assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSEDIR, dir, 0),
                     TEEC_ERROR_BAD_PARAMETERS);
}

/* No name leads out of the directory. */
static void names_stay_inside(void **state)
{
    static const char *const bad[] = {
        "..",  "../x",  "a/../../x", "a/..", "/../x", ".",
        "./a", "a/./b", "",          "/",    "a/",
    };
    char name[FS_NAME_SIZE + 8];
    uint64_t handle;

    (void)state;
    (void)opened(OPTEE_RPC_FS_CREATE, "a/b");
    for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(ask_named(OPTEE_RPC_FS_CREATE, bad[i], &handle),
                         TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(ask_named(OPTEE_RPC_FS_REMOVE, bad[i], NULL),
                         TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(ask_rename("a/b", bad[i], 1),
                         TEEC_ERROR_BAD_PARAMETERS);
    }
    memset(name, 'n', sizeof(name));
    name[sizeof(name) - 1] = 0;
    assert_int_equal(ask_named(OPTEE_RPC_FS_CREATE, name, &handle),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(symlink(parent, path_of("link")), 0);
    assert_int_equal(ask_named(OPTEE_RPC_FS_CREATE, "link/x", &handle),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(symlink("a/b", path_of("file")), 0);
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPEN, "file", &handle),
                     TEEC_ERROR_GENERIC);
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPENDIR, "pipe", &handle),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPEN, "pipe", &handle),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(ask_named(OPTEE_RPC_FS_CREATE, "c/../d", &handle),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(access(path_of("c"), F_OK), -1); /* nothing is made */
}

/* A limit of sizes is an error, and not the end of the supplicant. */
static void sizes_may_be_limited(void **state)
{
    struct rlimit was, limit;
    uint64_t file;

    (void)state;
    file = opened(OPTEE_RPC_FS_CREATE, "a");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    limit = (struct rlimit){.rlim_cur = 4, .rlim_max = was.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(ask_write(file, 4, "more"), TEEC_ERROR_STORAGE_NO_SPACE);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(ask_write(file, 4, "more"), TEEC_SUCCESS);
}

/* A name without its end; types and memory that do not fit. */
static void requests_are_checked(void **state)
{
    struct tee_ioctl_param p[] = {
        {PARAM_VALUE_INPUT, OPTEE_RPC_FS_CREATE, 0, 0},
        {PARAM_MEMREF_INPUT, 0, 1, block},
        {PARAM_VALUE_OUTPUT, 0, 0, 0},
    };

    (void)state;
    strcpy(shared(), "ab");
    assert_int_equal(ask(3, p), TEEC_ERROR_BAD_PARAMETERS);
    p[1].b = 0;
    assert_int_equal(ask(3, p), TEEC_ERROR_BAD_PARAMETERS);
    p[1].c = TEE_MEMREF_NULL;
    assert_int_equal(ask(3, p), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(ask(2, p), TEEC_ERROR_BAD_PARAMETERS);
    p[0].a = 11;
    assert_int_equal(ask(3, p), TEEC_ERROR_NOT_SUPPORTED);
}

static void handles_are_those_given(void **state)
{
    uint64_t file = opened(OPTEE_RPC_FS_CREATE, "a"), size = 1;
    const uint64_t bad[] = {0, file + 1, file + FILES_OPEN, file | 1ull << 32};

    (void)state;
    for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(ask_data(OPTEE_RPC_FS_READ, bad[i], 0, &size),
                         TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(ask_write(bad[i], 0, "x"), TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(ask_handle(OPTEE_RPC_FS_TRUNCATE, bad[i], 0),
                         TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSE, bad[i], 0),
                         TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(ask_data(OPTEE_RPC_FS_READDIR, bad[i], 0, &size),
                         TEEC_ERROR_BAD_PARAMETERS);
    }
    /* The same place, but another handle. */
    assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSE, file, 0), TEEC_SUCCESS);
    assert_int_not_equal(opened(OPTEE_RPC_FS_CREATE, "b"), file);
    assert_int_equal(ask_write(file, 0, "x"), TEEC_ERROR_BAD_PARAMETERS);
    /* Where a file cannot grow to. */
    file = opened(OPTEE_RPC_FS_OPEN, "b");
    assert_int_equal(ask_write(file, UINT64_MAX, "x"), TEEC_ERROR_GENERIC);
    assert_int_equal(ask_data(OPTEE_RPC_FS_READ, file, UINT64_MAX, &size),
                     TEEC_ERROR_GENERIC);
}

static void tables_are_bounded(void **state)
{
    uint64_t handle, first;

    (void)state;
    first = opened(OPTEE_RPC_FS_CREATE, "a");
    for (unsigned int i = 1; i < FILES_OPEN; i++)
        (void)opened(OPTEE_RPC_FS_OPEN, "a");
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPEN, "a", &handle),
                     TEEC_ERROR_OUT_OF_MEMORY);
    assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSE, first, 0), TEEC_SUCCESS);
    (void)opened(OPTEE_RPC_FS_OPEN, "a");
    for (unsigned int i = 0; i < DIRS_OPEN; i++)
        (void)opened(OPTEE_RPC_FS_OPENDIR, "/");
    assert_int_equal(ask_named(OPTEE_RPC_FS_OPENDIR, "/", &handle),
                     TEEC_ERROR_OUT_OF_MEMORY);
}

static void unheard_answers_are_taken_back(void **state)
{
    struct request r = {.func = OPTEE_RPC_CMD_FS, .count = 3};

    (void)state;
    r.params[0].a = OPTEE_RPC_FS_OPEN;
    r.params[2].a = opened(OPTEE_RPC_FS_CREATE, "a");
    rpc_undo(&supplicant, &r);
    assert_int_equal(ask_write(r.params[2].a, 0, "x"),
                     TEEC_ERROR_BAD_PARAMETERS);
    r.params[0].a = OPTEE_RPC_FS_OPENDIR;
    r.params[2].a = opened(OPTEE_RPC_FS_OPENDIR, "/");
    rpc_undo(&supplicant, &r);
    assert_int_equal(ask_handle(OPTEE_RPC_FS_CLOSEDIR, r.params[2].a, 0),
                     TEEC_ERROR_BAD_PARAMETERS);
}

static void a_missing_parent_is_an_error(void **state)
{
    uint64_t handle;

    (void)state;
    fs_init(&supplicant.fs, "/nowhere/at/all");
    assert_int_equal(ask_named(OPTEE_RPC_FS_CREATE, "a", &handle),
                     TEEC_ERROR_ITEM_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_are_kept),
        TEST(files_are_synchronous),
        TEST(files_are_renamed_and_removed),
        TEST(directories_are_listed),
        TEST(names_stay_inside),
        TEST(sizes_may_be_limited),
        TEST(requests_are_checked),
        TEST(handles_are_those_given),
        TEST(tables_are_bounded),
        TEST(unheard_answers_are_taken_back),
        TEST(a_missing_parent_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
