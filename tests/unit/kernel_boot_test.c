/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stops the kernel, and with which words: an image that is damaged in one
 * place, one that does not fit, the death of the gateway. It stops for good, so
 * each case is a Linux process of its own, whose secure log is a pipe.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "abi/bundle.h"
#include "host/machine.h"
#include "platform/qemu-virt/memory.h"
#include "tests/unit/kernel_world.h"

#define DAMAGED "the service bundle is damaged"
#define UNFIT   "the image does not fit this machine"

/* The gateway's row, and a segment of its. */
static uint64_t page[PAGE_SIZE / 8];
static struct bundle_header *const head = (struct bundle_header *)page;
static struct bundle_service *const row = (struct bundle_service *)(page + 4);
static struct bundle_segment *const segment =
    ((struct bundle_service *)(page + 4))->segment;

static int log_pipe;

static void log_to_pipe(const char *text, size_t n)
{
    if (write(log_pipe, text, n) != (ssize_t)n)
        _exit(2);
}

/* In a child: boots `page`, and runs a job in the gateway. */
static void child(job j)
{
    const struct machine_options options = {.secure_bytes = SECURE_BYTES,
                                            .normal_bytes = NORMAL_BYTES,
                                            .log = log_to_pipe};

    if (!freopen("/dev/null", "w", stderr) ||
        !machine_boot(&options, page, sizeof(page)))
        _exit(3);
    _exit(here(j, 41, 0) == 42 ? 0 : 4);
}

/* Boots; its end as of waitpid(), and its log. */
static int boot(job j, char *log, size_t size)
{
    size_t used = 0;
    ssize_t n;
    int ends[2], status;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        log_pipe = ends[1];
        child(j);
    }
    close(ends[1]);
    while ((n = read(ends[0], log + used, size - 1 - used)) > 0)
        used += (size_t)n;
    log[used] = 0;
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void expect_runs(void)
{
    char log[2000];

    assert_int_equal(boot(add_one, log, sizeof(log)), 0);
    assert_non_null(strstr(log, "kernel: Cella is ready"));
}

static void expect_stop(job j, const char *why)
{
    char log[2000];
    int status = boot(j, log, sizeof(log));

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(log, "kernel: PANIC: the TEE stops"));
    assert_non_null(strstr(log, why));
}

/* The bundle with a segment of each kind in the gateway: code and constants
 * where they lie, data that is copied, with more behind it. */
static int bundle_good(void **state)
{
    (void)state;
    kernel_world_bundle(page);
    row->segments = 2;
    segment[0] =
        (struct bundle_segment){SERVICE_VA, 0, 16, 16, KMAP_READ | KMAP_EXEC};
    segment[1] = (struct bundle_segment){SERVICE_VA + PAGE_SIZE, 0, 4095,
                                         5 * PAGE_SIZE, KMAP_READ | KMAP_WRITE};
    return 0;
}

#define DAMAGE(what, value)                                                    \
    do {                                                                       \
        bundle_good(NULL);                                                     \
        (what) = (value);                                                      \
        expect_stop(add_one, DAMAGED);                                         \
    } while (0)

#define FITS(what, value)                                                      \
    do {                                                                       \
        bundle_good(NULL);                                                     \
        (what) = (value);                                                      \
        expect_runs();                                                         \
    } while (0)

static void test_header(void **state)
{
    (void)state;
    expect_runs();
    DAMAGE(head->magic, BUNDLE_MAGIC + 1);
    DAMAGE(head->version, BUNDLE_VERSION + 1);
    DAMAGE(head->size, PAGE_SIZE + 8);
    DAMAGE(head->size, SECURE_BYTES + PAGE_SIZE);
    DAMAGE(head->services, SERVICE_LIMIT);
    DAMAGE(head->ta_offset, 16);
    DAMAGE(head->ta_offset, 2 * PAGE_SIZE);
    DAMAGE(head->ta_size, PAGE_SIZE + 1);
    FITS(head->ta_size, PAGE_SIZE);
    FITS(head->ta_offset, PAGE_SIZE);
}

static void test_row(void **state)
{
    (void)state;
    DAMAGE(row->slot, 0);
    DAMAGE(row->slot, SERVICE_LIMIT);
    DAMAGE(row->segments, BUNDLE_SEGMENTS + 1);
    DAMAGE(row->segments, UINT32_MAX);
}

static void test_segment(void **state)
{
    (void)state;
    DAMAGE(segment[1].va, SERVICE_VA + PAGE_SIZE + 1);
    DAMAGE(segment[1].offset, 8);
    DAMAGE(segment[1].offset, PAGE_SIZE);
    DAMAGE(segment[1].offset, 2 * PAGE_SIZE);
    DAMAGE(segment[1].filesz, PAGE_SIZE + 1);
    DAMAGE(segment[1].memsz, 4094);
    DAMAGE(segment[1].va, USER_VA_MIN - PAGE_SIZE);
    DAMAGE(segment[1].va, USER_VA_MAX);
    DAMAGE(segment[1].va, USER_VA_MAX - PAGE_SIZE);
    DAMAGE(segment[1].rights, KMAP_WRITE);
    DAMAGE(segment[1].rights, KMAP_READ | KMAP_WRITE | KMAP_EXEC);
    DAMAGE(segment[1].rights, KMAP_READ | (KMAP_ALL + 1));
    FITS(segment[1].filesz, PAGE_SIZE);
}

static void test_device(void **state)
{
    const uint64_t size = PLATFORM_NV_SECTORS * PLATFORM_NV_SECTOR;

    (void)state;
    row->device = PLATFORM_NV_BASE;
    row->device_pages = (uint32_t)(size / PAGE_SIZE);
    expect_runs();
    row->device_pages++;
    expect_stop(add_one, DAMAGED);
    row->device_pages = BUNDLE_DEVICE_PAGES + 1;
    expect_stop(add_one, DAMAGED);
    row->device_pages = UINT32_MAX;
    expect_stop(add_one, DAMAGED);
    row->device_pages = 1;
    expect_runs();
    row->device += size - PAGE_SIZE;
    expect_runs();
    row->device += PAGE_SIZE;
    expect_stop(add_one, DAMAGED);
    row->device = PLATFORM_NV_BASE - PAGE_SIZE;
    expect_stop(add_one, DAMAGED);
    row->device = PLATFORM_NV_BASE + 8;
    expect_stop(add_one, DAMAGED);
    row->device = PLATFORM_SECURE_RAM_BASE;
    expect_stop(add_one, DAMAGED);
    row->device = 0ull - PAGE_SIZE;
    expect_stop(add_one, DAMAGED);
}

/* Where its tables come from the quota. */
static void test_device_quota(void **state)
{
    (void)state;
    row->quota = 11; /* stack, data, and the tables of both */
    expect_runs();
    row->device = PLATFORM_NV_BASE;
    row->device_pages = 1;
    expect_stop(add_one, UNFIT);
    row->quota++;
    expect_stop(add_one, UNFIT);
    row->quota++; /* two tables of the device's own */
    expect_runs();
}

static void test_fit(void **state)
{
    (void)state;
    row->quota = 3; /* the second segment alone has five pages */
    expect_stop(add_one, "kernel: gateway\n");
    expect_stop(add_one, UNFIT);
    bundle_good(NULL);
    row[1].quota = SECURE_BYTES / PAGE_SIZE; /* promised to others, too */
    expect_stop(add_one, "kernel: tamgr\n");
    bundle_good(NULL);
    row[1].slot = row[0].slot;
    expect_stop(add_one, UNFIT);
    bundle_good(NULL);
    segment[1].va = segment[0].va;
    expect_stop(add_one, UNFIT);
    bundle_good(NULL);
    row->entry = USER_VA_MAX;
    expect_stop(add_one, UNFIT);
}

/* Nothing works without it, and nothing may go on as if. */
static void test_gateway_death(void **state)
{
    (void)state;
    expect_stop(die, "the gateway died");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_header, bundle_good),
        cmocka_unit_test_setup(test_row, bundle_good),
        cmocka_unit_test_setup(test_segment, bundle_good),
        cmocka_unit_test_setup(test_device, bundle_good),
        cmocka_unit_test_setup(test_device_quota, bundle_good),
        cmocka_unit_test_setup(test_fit, bundle_good),
        cmocka_unit_test_setup(test_gateway_death, bundle_good),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
