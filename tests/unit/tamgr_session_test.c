/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do instances and the normal world's sessions live and die as GlobalPlatform
 * says, is every refusal its own result and one line of the log, and are all
 * tables bounded?
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "abi/bundle.h"
#include "abi/gateway_msg.h"
#include "abi/ta/control.h"
#include "abi/ta/system.h"
#include "abi/tamgr_msg.h"
#include "services/tamgr/process.h"
#include "tests/unit/tamgr_world.h"

/* ---- the normal world's sessions ---- */

static void last_close_ends_an_instance(void **state)
{
    uint32_t pid, again;
    uint64_t s1, s2;
    struct action a;

    (void)state;
    s1 = open_ok(FILE_MULTI, &pid);
    s2 = open_ok(FILE_MULTI, &again);
    assert_int_equal(pid, again);
    assert_int_not_equal(s1, s2);
    assert_int_equal(world.shm, 0);
    a = closed(0, s1);
    assert_result(&a, R_SUCCESS);
    assert_int_equal(processes_alive(), 1);
    a = closed(0, s2);
    assert_result(&a, R_SUCCESS);
    assert_int_equal(processes_alive(), 0);
    assert_int_equal(world.gone[pid % PROCESS_SLOTS], 1);
    a = closed(0, s2);
    assert_result(&a, R_ERROR_ITEM_NOT_FOUND);
    open_ok(FILE_MULTI, &again);
    assert_int_not_equal(pid, again);
}

static void single_session_is_busy(void **state)
{
    uint32_t pid;
    uint64_t s = open_ok(FILE_SINGLE, &pid);
    struct action a = open_file(1, FILE_SINGLE);

    (void)state;
    assert_result(&a, R_ERROR_BUSY);
    assert_int_equal(a.w[0] >> 32, ORIGIN_TEE);
    closed(0, s);
    a = open_file(1, FILE_SINGLE);
    assert_result(&a, R_SUCCESS);
}

static void keep_alive_stays(void **state)
{
    uint32_t pid, again;
    uint64_t s = open_ok(FILE_KEEP, &pid);

    (void)state;
    closed(0, s);
    assert_int_equal(processes_alive(), 1);
    open_ok(FILE_KEEP, &again);
    assert_int_equal(pid, again);
}

static void multi_instance_has_a_process_each(void **state)
{
    uint32_t p1, p2;
    uint64_t s1 = open_ok(FILE_EACH, &p1);
    uint64_t s2 = open_ok(FILE_EACH, &p2);

    (void)state;
    assert_int_not_equal(p1, p2);
    closed(0, s1);
    assert_null(process_of(p1));
    assert_non_null(process_of(p2));
    closed(0, s2);
    assert_int_equal(processes_alive(), 0);
}

/* Begins two opens of one TA; the second finds the first loading. */
static void begin_two(unsigned n, struct thread *first, struct thread *second)
{
    struct event ev = open_event(n);

    thread_begin(first, 0, &ev);
    assert_true(thread_step(first));
    thread_begin(second, 1, &ev);
    assert_false(thread_step(second));
    assert_false(second->done);
}

static void second_open_waits_for_the_load(void **state)
{
    struct thread first, second;

    (void)state;
    begin_two(FILE_MULTI, &first, &second);
    thread_run(&first);
    assert_result(&first.action, R_SUCCESS);
    thread_run(&second);
    assert_result(&second.action, R_SUCCESS);
    assert_int_equal(first.action.w[1], second.action.w[1]);
    assert_int_equal(processes_alive(), 1);
}

static void waiting_opens_follow_the_rules(void **state)
{
    struct thread first, second;

    (void)state;
    begin_two(FILE_SINGLE, &first, &second);
    thread_run(&first);
    thread_run(&second);
    assert_result(&second.action, R_ERROR_BUSY);
    assert_false(world.woken[1]);
    begin_two(FILE_EACH, &first, &second);
    thread_run(&first);
    thread_run(&second);
    assert_result(&second.action, R_SUCCESS);
    assert_int_not_equal(first.action.w[1], second.action.w[1]);
}

/* Whoever waited tries itself, and wakes the next. */
static void failed_load_leaves_nobody_waiting(void **state)
{
    struct thread t[4];
    struct event ev = open_event(FILE_MULTI);

    (void)state;
    begin_two(FILE_MULTI, &t[0], &t[1]);
    for (unsigned i = 2; i < 4; i++) {
        thread_begin(&t[i], i, &ev);
        assert_false(thread_step(&t[i]));
    }
    world.images[FILE_MULTI].size--;
    thread_run(&t[0]);
    assert_result(&t[0].action, R_ERROR_BAD_FORMAT);
    for (unsigned n = 0; n < 100; n++)
        thread_step(&t[1 + n % 3]);
    for (unsigned i = 1; i < 4; i++) {
        assert_true(t[i].done);
        assert_result(&t[i].action, R_ERROR_BAD_FORMAT);
    }
    assert_int_equal(world.lines, 4);
    assert_int_equal(processes_alive(), 0);
}

/* ---- refusals ---- */

/* One open, one result, one line with the UUID and the cause. */
static void assert_refused(enum tee_result result, const char *cause)
{
    unsigned lines = world.lines;
    struct action a = open_file(0, FILE_MULTI);

    assert_result(&a, result);
    assert_int_equal(a.w[1], 0);
    assert_int_equal(world.lines, lines + 1);
    assert_non_null(strstr(world.line, cause));
    assert_non_null(strstr(world.line, "f0debc9a-7856-3412-0100-000000000000"));
    assert_int_equal(processes_alive(), 0);
    assert_int_equal(world.shm, 0);
}

static void every_refusal_has_its_result(void **state)
{
    struct test_elf elf = {.uuid = file_uuid(FILE_MULTI), .flags = MULTI};
    struct test_image *image = &world.images[FILE_MULTI];
    uint32_t pid;

    (void)state;
    image->bytes[image->size - 1] ^= 1;
    assert_refused(R_ERROR_SIGNATURE_INVALID, "differs");
    file_write(FILE_MULTI, &elf, &test_strangers[0], 0);
    assert_refused(R_ERROR_ACCESS_DENIED, "no trusted key");
    file_write(FILE_MULTI, &elf, &test_keys[0], 0);
    image->size -= 100;
    assert_refused(R_ERROR_BAD_FORMAT, "too early");
    elf.uuid = file_uuid(0);
    file_write(FILE_MULTI, &elf, &test_keys[0], 0);
    assert_refused(R_ERROR_SECURITY, "ta_head");
    *image = world.images[FILE_KEEP];
    assert_refused(R_ERROR_SECURITY, "another UUID");
    elf.uuid = file_uuid(FILE_MULTI);
    elf.bss = (TA_PAGES_MAX + 1ull) * PAGE_SIZE;
    file_write(FILE_MULTI, &elf, &test_keys[0], 0);
    assert_refused(R_ERROR_OUT_OF_MEMORY, "more than a TA may");
    elf.bss = 0;
    file_write(FILE_MULTI, &elf, &test_keys[0], 0);
    world.pages_left = 10;
    assert_refused(R_ERROR_OUT_OF_MEMORY, "not enough secure memory");
    world.pages_left = 100000;
    image->size = 0;
    assert_refused(R_ERROR_ITEM_NOT_FOUND, "no such image");
    file_write(FILE_MULTI, &elf, &test_keys[0], 3);
    closed(0, open_ok(FILE_MULTI, &pid));
    file_write(FILE_MULTI, &elf, &test_keys[0], 2);
    assert_refused(R_ERROR_ACCESS_CONFLICT, "older");
    file_write(FILE_MULTI, &elf, &test_keys[0], 3);
    world.shm_extra = 1;
    assert_refused(R_ERROR_BAD_FORMAT, "grew");
    world.shm_extra = 0;
    open_ok(FILE_MULTI, &pid);
}

static void assert_fault(unsigned at, enum kerr status, enum tee_result answer,
                         uint64_t size, enum tee_result result)
{
    world.fault_at = at;
    world.fault_status = status;
    world.fault_result = (uint32_t)answer;
    world.fault_size = size;
    assert_refused(result, "refused: ");
}

/* Whatever the supplicant answers at each of the three steps of a load. */
static void supplicant_is_not_believed(void **state)
{
    static const uint64_t good = 4;
    struct action a;

    (void)state;
    for (unsigned at = 1; at <= 3; at++) {
        assert_fault(at, KERR_DEPTH, R_SUCCESS, good, R_ERROR_COMMUNICATION);
        assert_fault(at, KERR_OK, R_ERROR_GENERIC, good, R_ERROR_COMMUNICATION);
    }
    assert_fault(1, KERR_OK, R_ERROR_ITEM_NOT_FOUND, 0, R_ERROR_ITEM_NOT_FOUND);
    assert_fault(1, KERR_OK, R_SUCCESS, 0, R_ERROR_BAD_FORMAT);
    assert_fault(1, KERR_OK, R_SUCCESS, IMAGE_MAX + 1, R_ERROR_OUT_OF_MEMORY);
    assert_fault(1, KERR_OK, R_SUCCESS, UINT64_MAX, R_ERROR_OUT_OF_MEMORY);
    assert_fault(3, KERR_OK, R_SUCCESS, IMAGE_MAX, R_ERROR_BAD_FORMAT);
    assert_fault(3, KERR_OK, R_SUCCESS, UINT64_MAX, R_ERROR_BAD_FORMAT);
    assert_fault(3, KERR_OK, R_SUCCESS, 0, R_ERROR_BAD_FORMAT);
    /* Too little was said first: the file is longer than the memory. */
    assert_fault(1, KERR_OK, R_SUCCESS, good, R_ERROR_BAD_FORMAT);
    /* A refusal to take memory back changes nothing. */
    world.fault_at = 4;
    world.fault_status = KERR_DEPTH;
    a = open_file(0, FILE_MULTI);
    assert_result(&a, R_SUCCESS);
    world.shm = 0;
}

/* The size may come as SHORT_BUFFER, too. */
static void size_by_short_buffer(void **state)
{
    struct action a;

    (void)state;
    world.fault_at = 1;
    world.fault_result = (uint32_t)R_ERROR_SHORT_BUFFER;
    world.fault_size = world.images[FILE_MULTI].size;
    a = open_file(0, FILE_MULTI);
    assert_result(&a, R_SUCCESS);
}

static void failed_wait_is_an_error(void **state)
{
    struct thread first, second;

    (void)state;
    begin_two(FILE_MULTI, &first, &second);
    world.fault_at = 1;
    world.fault_status = KERR_OK;
    world.fault_result = (uint32_t)R_ERROR_CANCEL;
    thread_run(&second);
    assert_result(&second.action, R_ERROR_COMMUNICATION);
    thread_run(&first);
    assert_result(&first.action, R_SUCCESS);
}

static void own_memory_may_be_out(void **state)
{
    (void)state;
    world.no_map = true;
    assert_refused(R_ERROR_OUT_OF_MEMORY, "larger than tamgr");
    world.no_map = false;
    world.map_error = KERR_NO_MEMORY;
    assert_refused(R_ERROR_OUT_OF_MEMORY, "not enough secure memory");
    world.map_error = KERR_ARGUMENT;
    assert_refused(R_ERROR_GENERIC, "the kernel would not");
}

static void normal_world_is_no_ta(void **state)
{
    struct event ev = open_event(FILE_MULTI);
    struct action a;

    (void)state;
    ev.w[5] = LOGIN_TRUSTED_APP;
    a = message(0, SERVICE_GATEWAY, ev.w);
    assert_result(&a, R_ERROR_BAD_PARAMETERS);
    for (uint64_t op = 0; op < 20; op++) {
        static const uint32_t senders[] = {SERVICE_KERNEL, SERVICE_GATEWAY,
                                           SERVICE_CRYPTO, 0x10a};

        for (unsigned i = 0; i < 4; i++) {
            bool allowed = op == TAMGR_DIED ? i == 0
                                            : i == 1 && (op == TAMGR_OPEN ||
                                                         op == TAMGR_CLOSED);

            if (allowed)
                continue;
            a = message(0, senders[i], (uint64_t[KMSG_WORDS]){op, 1});
            assert_result(&a, op >= TAMGR_OPEN && op <= TAMGR_LIBRARY
                                  ? R_ERROR_ACCESS_DENIED
                                  : R_ERROR_NOT_SUPPORTED);
        }
    }
}

/* ---- built-in TAs ---- */

static _Alignas(16) uint8_t bundle[8192];

static void bundle_make(uint32_t flags)
{
    struct test_elf elf = {.uuid = file_uuid(5), .flags = flags};
    struct bundle_ta row;

    file_write(5, &elf, &test_keys[0], 0);
    row = (struct bundle_ta){(uint32_t)world.images[5].size, {0}};
    memset(bundle, 0, sizeof(bundle));
    memcpy(bundle, &row, sizeof(row));
    memcpy(bundle + sizeof(row), world.images[5].bytes, row.size);
    world.images[5].size = 0;
    tamgr_init(&world.tamgr, world.tamgr.port, &test_trust, bundle);
}

static void builtins_need_no_supplicant(void **state)
{
    struct event ev = open_event(5);
    struct thread t;

    (void)state;
    bundle_make(MULTI);
    thread_begin(&t, 0, &ev);
    assert_true(t.done);
    assert_result(&t.action, R_SUCCESS);
    closed(0, t.action.w[2]);
    bundle[sizeof(struct bundle_ta) + world.tamgr.builtins[0].size - 1] ^= 1;
    thread_begin(&t, 0, &ev);
    assert_true(t.done);
    assert_result(&t.action, R_ERROR_SIGNATURE_INVALID);
}

/* One bad row does not hide the next. */
static void unusable_builtins_are_skipped(void **state)
{
    const struct bundle_ta bad = {5, {0}};

    (void)state;
    bundle_make(MULTI);
    memmove(bundle + 32, bundle, sizeof(bundle) - 32);
    memcpy(bundle, &bad, sizeof(bad));
    tamgr_init(&world.tamgr, world.tamgr.port, &test_trust, bundle);
    assert_int_equal(world.lines, 1);
    assert_int_equal(world.tamgr.builtins_used, 1);
}

static void system_lists_devices(void **state)
{
    static const struct uuid_words system = SYSTEM_UUID_WORDS;
    static const struct {
        uint32_t a;
        uint16_t b, c;
        uint8_t d[8];
    } uuid = SYSTEM_UUID;
    const uint64_t types = (PARAM_VALUE_INPUT | PARAM_MEMREF_OUTPUT << 4) << 16;
    const uint8_t *octets = (const uint8_t *)&system;
    struct uuid_words expected = file_uuid(5), got;
    uint32_t pid;
    uint64_t id;
    struct action a;

    (void)state;
    assert_int_equal(octets[0], uuid.a >> 24);
    assert_int_equal(octets[3], uuid.a & 0xff);
    assert_int_equal(octets[7], uuid.c & 0xff);
    assert_memory_equal(octets + 8, uuid.d, 8);
    bundle_make(MULTI | TA_FLAG_DEVICE_ENUM);
    open_ok(FILE_MULTI, &pid);
    a = message(
        0, pid,
        (uint64_t[KMSG_WORDS]){TAMGR_TA_OPEN, system.w[0], system.w[1]});
    assert_result(&a, R_SUCCESS);
    id = a.w[1];
    a = message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE | types, id});
    assert_result(&a, R_ERROR_SHORT_BUFFER);
    assert_int_equal(a.w[6], 16);
    a = message_leases(
        0, pid,
        (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE | types | 2ull << 32, id, 0, 0,
                               0, 0, 64},
        1, (uint32_t[]){64}, (uint32_t[]){KLEASE_WRITE});
    assert_result(&a, R_SUCCESS);
    assert_int_equal(a.w[6], 16);
    assert_int_equal(a.w[0] >> 32, ORIGIN_TRUSTED_APP);
    memcpy(&got, world.shm_bytes, 16);
    assert_memory_equal(&got, &expected, 16);
    a = message(0, pid,
                (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE | types, id, 0, 1});
    assert_result(&a, R_SUCCESS);
    assert_int_equal(a.w[6], 0);
    a = message(0, pid,
                (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE | types, id, 0,
                                       SYSTEM_STAGE_STORAGE});
    assert_result(&a, R_SUCCESS);
    assert_int_equal(a.w[6], 0);
    a = message(0, pid,
                (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE | types, id, 0,
                                       SYSTEM_STAGE_STORAGE + 1});
    assert_result(&a, R_ERROR_BAD_PARAMETERS); /* no such stage */
    a = message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, id});
    assert_result(&a, R_SUCCESS);
}

/* A session of a TA with tamgr itself. */
static uint64_t system_open(uint32_t pid)
{
    static const struct uuid_words system = SYSTEM_UUID_WORDS;
    struct action a = message(
        0, pid,
        (uint64_t[KMSG_WORDS]){TAMGR_TA_OPEN, system.w[0], system.w[1]});

    assert_result(&a, R_SUCCESS);
    return a.w[1];
}

static void system_counts(void **state)
{
    const uint64_t op = TAMGR_TA_INVOKE | 0x2222ull << 16;
    uint32_t pid, other;
    struct action a;
    uint64_t id;

    (void)state;
    open_ok(FILE_MULTI, &pid);
    open_ok(FILE_MULTI, &pid);
    open_ok(FILE_EACH, &other);
    id = system_open(pid);
    a = message(0, pid, (uint64_t[KMSG_WORDS]){op, id, SYSTEM_STATS_TAMGR});
    assert_result(&a, R_SUCCESS);
    assert_int_equal(a.w[3 + STAT_TAMGR_instances], 2);
    assert_int_equal(a.w[3 + STAT_TAMGR_sessions], 4);
    assert_int_equal(a.w[3 + STAT_TAMGR_jobs], 0);
    a = message(0, pid, (uint64_t[KMSG_WORDS]){op, id, SYSTEM_STATS_KERNEL});
    assert_int_equal(a.w[3 + STAT_KERNEL_pages], 9);
    assert_int_equal(a.w[3 + STAT_KERNEL_deaths], 5);
    a = message(0, pid, (uint64_t[KMSG_WORDS]){op, id, SYSTEM_STATS_GATEWAY});
    assert_int_equal(a.w[3 + STAT_GATEWAY_mappings], 4711);
    a = message(
        0, pid,
        (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE, id, SYSTEM_STATS_TAMGR});
    assert_result(&a, R_ERROR_BAD_PARAMETERS);
    a = message(0, pid, (uint64_t[KMSG_WORDS]){op, id, SYSTEM_KILL + 1});
    assert_result(&a, R_ERROR_NOT_SUPPORTED);
}

static struct action system_kill(uint32_t pid, uint64_t id, unsigned file)
{
    struct uuid_words u = file_uuid(file);

    return message(0, pid,
                   (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE | 0x11 << 16, id,
                                          SYSTEM_KILL, (uint32_t)u.w[0],
                                          u.w[0] >> 32, (uint32_t)u.w[1],
                                          u.w[1] >> 32});
}

/* Only the control TA may; a TA that runs dies later, the others at once. */
static void system_kills(void **state)
{
    static const struct uuid_words control = CONTROL_UUID_WORDS;
    uint32_t pid, busy, idle;
    struct action a;
    uint64_t id, s;

    (void)state;
    open_ok(FILE_KEEP, &pid);
    s = open_ok(FILE_EACH, &busy);
    open_ok(FILE_EACH, &idle);
    id = system_open(pid);
    a = system_kill(pid, id, FILE_EACH);
    assert_result(&a, R_ERROR_ACCESS_DENIED);
    instance_of(&world.tamgr.books, pid)->uuid = control;
    process_of(busy)->in_call = true;
    a = system_kill(pid, id, FILE_EACH);
    assert_result(&a, R_SUCCESS);
    assert_null(process_of(idle));
    assert_non_null(process_of(busy));
    a = system_kill(pid, id, FILE_EACH); /* it is still there */
    assert_result(&a, R_SUCCESS);
    process_of(busy)->state = DEAD;
    message(0, SERVICE_KERNEL,
            (uint64_t[KMSG_WORDS]){TAMGR_DIED, busy, KDEATH_KILLED});
    assert_int_equal(processes_alive(), 1);
    a = system_kill(pid, id, FILE_EACH);
    assert_result(&a, R_ERROR_ITEM_NOT_FOUND);
    a = closed(0, s);
    assert_result(&a, R_SUCCESS);
}

/* ---- bounds ---- */

static void tables_are_bounded(void **state)
{
    uint64_t sessions[SESSIONS_MAX];
    struct action r;
    uint32_t pid;

    (void)state;
    for (unsigned i = 0; i < INSTANCES_MAX; i++)
        sessions[i] = open_ok(FILE_EACH, &pid);
    r = open_file(0, FILE_EACH);
    assert_result(&r, R_ERROR_OUT_OF_MEMORY);
    assert_non_null(strstr(world.line, "too many TAs"));
    for (unsigned i = 0; i < INSTANCES_MAX; i++)
        closed(0, sessions[i]);
    assert_int_equal(processes_alive(), 0);
    for (unsigned i = 0; i < SESSIONS_MAX; i++)
        sessions[i] = open_ok(FILE_MULTI, &pid);
    r = open_file(0, FILE_MULTI);
    assert_result(&r, R_ERROR_OUT_OF_MEMORY);
    r = open_file(0, FILE_EACH);
    assert_result(&r, R_ERROR_OUT_OF_MEMORY);
    assert_int_equal(processes_alive(), 1);
    for (unsigned i = 0; i < SESSIONS_MAX; i++)
        closed(0, sessions[i]);
    assert_int_equal(processes_alive(), 0);
}

static void jobs_are_bounded(void **state)
{
    static struct thread threads[JOBS_MAX + 1];
    struct event ev = open_event(FILE_MULTI);

    (void)state;
    for (unsigned i = 0; i <= JOBS_MAX; i++)
        thread_begin(&threads[i], i, &ev);
    assert_true(threads[JOBS_MAX].done);
    assert_result(&threads[JOBS_MAX].action, R_ERROR_OUT_OF_MEMORY);
    thread_run(&threads[0]);
    for (unsigned i = 1; i < JOBS_MAX; i++) {
        thread_run(&threads[i]);
        assert_result(&threads[i].action, R_SUCCESS);
    }
    assert_int_equal(processes_alive(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(last_close_ends_an_instance, world_setup),
        cmocka_unit_test_setup(single_session_is_busy, world_setup),
        cmocka_unit_test_setup(keep_alive_stays, world_setup),
        cmocka_unit_test_setup(multi_instance_has_a_process_each, world_setup),
        cmocka_unit_test_setup(second_open_waits_for_the_load, world_setup),
        cmocka_unit_test_setup(waiting_opens_follow_the_rules, world_setup),
        cmocka_unit_test_setup(failed_load_leaves_nobody_waiting, world_setup),
        cmocka_unit_test_setup(every_refusal_has_its_result, world_setup),
        cmocka_unit_test_setup(supplicant_is_not_believed, world_setup),
        cmocka_unit_test_setup(size_by_short_buffer, world_setup),
        cmocka_unit_test_setup(failed_wait_is_an_error, world_setup),
        cmocka_unit_test_setup(own_memory_may_be_out, world_setup),
        cmocka_unit_test_setup(normal_world_is_no_ta, world_setup),
        cmocka_unit_test_setup(builtins_need_no_supplicant, world_setup),
        cmocka_unit_test_setup(unusable_builtins_are_skipped, world_setup),
        cmocka_unit_test_setup(system_lists_devices, world_setup),
        cmocka_unit_test_setup(system_counts, world_setup),
        cmocka_unit_test_setup(system_kills, world_setup),
        cmocka_unit_test_setup(tables_are_bounded, world_setup),
        cmocka_unit_test_setup(jobs_are_bounded, world_setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
