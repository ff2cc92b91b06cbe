/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Do instances and sessions live and die as GlobalPlatform says, is every
 * refusal its own result and one line of the log, and is nothing left behind
 * whatever dies when? At the end a long random run of everything at once.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/bundle.h"
#include "abi/gateway_msg.h"
#include "abi/ta/system.h"
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "services/tamgr/process.h"
#include "tests/unit/tamgr_world.h"

#define SINGLE TA_FLAG_SINGLE_INSTANCE
#define MULTI  (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION)
#define KEEP   (MULTI | TA_FLAG_INSTANCE_KEEP_ALIVE)

enum { FILE_SINGLE, FILE_MULTI, FILE_KEEP, FILE_EACH, FILES };

static int setup(void **state)
{
    static const uint32_t flags[FILES] = {SINGLE, MULTI, KEEP, 0};

    (void)state;
    srand(3);
    world_init(FILES, flags);
    return 0;
}

static void assert_result(const struct action *a, enum tee_result result)
{
    if ((uint32_t)a->w[0] != (uint32_t)result)
        fail_msg("result %x, not %x; last line: %s", (unsigned)a->w[0],
                 (unsigned)result, world.line);
}

static uint64_t open_ok(unsigned n, uint32_t *pid)
{
    struct action a = open_file(0, n);

    assert_result(&a, R_SUCCESS);
    *pid = (uint32_t)a.w[1];
    assert_int_equal(process_of(*pid)->state, STARTED);
    assert_int_not_equal(a.w[2], 0);
    return a.w[2];
}

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
    assert_false(world.woken[GW_KEY_TAMGR + 1]);
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
            assert_result(&a, op >= TAMGR_OPEN && op <= TAMGR_DIED
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
    a = message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, id});
    assert_result(&a, R_SUCCESS);
}

/* ---- sessions between TAs ---- */

static struct action ta_open(unsigned activation, uint32_t pid, unsigned n)
{
    struct uuid_words uuid = file_uuid(n);

    return message(activation, pid,
                   (uint64_t[KMSG_WORDS]){TAMGR_TA_OPEN, uuid.w[0], uuid.w[1]});
}

static struct action ta_invoke(uint32_t pid, uint64_t session)
{
    return message(0, pid,
                   (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE, session, 42});
}

static struct action ta_close(uint32_t pid, uint64_t session)
{
    return message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, session});
}

static uint64_t ta_open_ok(uint32_t pid, unsigned n, uint32_t *other)
{
    struct action a = ta_open(0, pid, n);

    assert_result(&a, R_SUCCESS);
    *other = world.last.target;
    return a.w[1];
}

static void tas_open_tas(void **state)
{
    uint32_t a, b, c;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    open_ok(FILE_MULTI, &c);
    s = ta_open_ok(a, FILE_SINGLE, &b);
    assert_int_equal(process_of(b)->opens, 1);
    assert_true(world.last.forward);
    r = ta_invoke(a, s);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(r.w[4], 0x4444);
    assert_int_equal(r.w[0] >> 32, ORIGIN_TRUSTED_APP);
    assert_int_equal(world.last.w[1], s);
    assert_int_equal(world.last.w[2], 42);
    /* Whose session it is. */
    r = ta_invoke(c, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    r = ta_close(c, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    r = closed(0, s);
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    /* Who the client is. */
    r = message(0, b, (uint64_t[KMSG_WORDS]){TAMGR_CLIENT, s});
    assert_result(&r, R_SUCCESS);
    assert_int_equal(r.w[1], LOGIN_TRUSTED_APP);
    assert_int_equal(r.w[3], FILE_KEEP);
    r = message(0, c, (uint64_t[KMSG_WORDS]){TAMGR_CLIENT, s});
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    r = message(0, b, (uint64_t[KMSG_WORDS]){TAMGR_SELF});
    assert_int_equal(r.w[2], FILE_SINGLE);
    r = ta_open(0, c, FILE_SINGLE);
    assert_result(&r, R_ERROR_BUSY);
    r = ta_close(a, s);
    assert_result(&r, R_SUCCESS);
    assert_null(process_of(b));
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
}

static void client_of_a_normal_session(void **state)
{
    uint32_t pid;
    uint64_t s = open_ok(FILE_MULTI, &pid);
    struct action r = message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_CLIENT, s});

    (void)state;
    assert_int_equal(r.w[1], LOGIN_USER);
    assert_int_equal(r.w[2], 0xc11e47);
}

static void refused_entry_leaves_no_session(void **state)
{
    uint32_t a;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.result = (uint32_t)R_ERROR_GENERIC});
    r = ta_open(0, a, FILE_MULTI);
    assert_result(&r, R_ERROR_GENERIC);
    assert_int_equal(r.w[0] >> 32, ORIGIN_TRUSTED_APP);
    assert_int_equal(r.w[1], 0);
    assert_int_equal(processes_alive(), 1);
}

static void kernel_errors_become_results(void **state)
{
    static const struct {
        enum kerr status;
        enum tee_result result;
    } rows[] = {
        {KERR_DEADLOCK, R_ERROR_BUSY},
        {KERR_DEPTH, R_ERROR_OUT_OF_MEMORY},
        {KERR_NO_OBJECT, R_ERROR_TARGET_DEAD},
        {KERR_PEER_DIED, R_ERROR_TARGET_DEAD},
        {KERR_ARGUMENT, R_ERROR_GENERIC},
    };
    uint32_t a, b;
    uint64_t s;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
    for (unsigned i = 0; i < 5; i++) {
        struct action r;

        script(TA_INVOKE, (struct script){.status = rows[i].status});
        r = ta_invoke(a, s);
        assert_result(&r, rows[i].result);
        assert_int_equal(r.w[0] >> 32, ORIGIN_TEE);
        script(TA_OPEN, (struct script){.status = rows[i].status});
        r = ta_open(0, a, FILE_MULTI);
        assert_result(&r, rows[i].result);
    }
    assert_int_equal(processes_alive(), 2);
}

/* ---- parameters ---- */

static struct action invoke_with(uint32_t pid, uint64_t session, uint32_t types,
                                 uint32_t bits, uint64_t a, uint64_t b,
                                 unsigned leases, uint32_t length,
                                 uint32_t rights)
{
    uint64_t w[KMSG_WORDS] = {TAMGR_TA_INVOKE | (uint64_t)types << 16 |
                                  (uint64_t)bits << 32,
                              session, 1, a, b};

    return message_leases(0, pid, w, leases, &length, &rights);
}

static void parameters_are_checked(void **state)
{
    uint32_t a, b;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
#define ALLOWED(...)                                                           \
    r = invoke_with(a, s, __VA_ARGS__);                                        \
    assert_result(&r, R_SUCCESS)
#define REFUSED(...)                                                           \
    r = invoke_with(a, s, __VA_ARGS__);                                        \
    assert_result(&r, R_ERROR_BAD_PARAMETERS)
    ALLOWED(PARAM_VALUE_INPUT, 0, 5, 6, 0, 0, 0);
    assert_int_equal(world.last.w[3], 5);
    ALLOWED(PARAM_VALUE_OUTPUT, 0, 5, 6, 0, 0, 0);
    assert_int_equal(world.last.w[3], 0);
    ALLOWED(PARAM_NONE, 0, 5, 6, 0, 0, 0);
    assert_int_equal(world.last.w[4], 0);
    ALLOWED(PARAM_MEMREF_INPUT, 1, 0, 9, 1, 9, KLEASE_READ);
    assert_int_equal(world.last.w[4], 9);
    ALLOWED(PARAM_MEMREF_OUTPUT, 1, 0, 9, 1, 9, KLEASE_WRITE);
    ALLOWED(PARAM_MEMREF_INOUT, 1, 0, 9, 1, 9, KLEASE_READ | KLEASE_WRITE);
    ALLOWED(PARAM_MEMREF_INPUT, 0, 0, 0, 0, 0, 0);
    /* An address would be believed to be a window. */
    REFUSED(PARAM_MEMREF_INPUT, 0, 0x40000000, 9, 0, 0, 0);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0x40000000, 9, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INPUT, 0, 0, 9, 0, 0, 0);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0, 10, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0, 9, 1, 9, KLEASE_WRITE);
    REFUSED(PARAM_MEMREF_OUTPUT, 1, 0, 9, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INOUT, 1, 0, 9, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0, 9, 0, 0, 0);
    REFUSED(PARAM_MEMREF_INPUT, 0, 0, 0, 1, 9, KLEASE_READ);
    REFUSED(PARAM_VALUE_INPUT, 1, 0, 0, 1, 9, KLEASE_READ);
    REFUSED(PARAM_NONE, 16, 0, 0, 0, 0, 0);
    REFUSED(4, 0, 0, 0, 0, 0, 0);
    REFUSED(8 << 12, 0, 0, 0, 0, 0, 0);
}

/* ---- deaths ---- */

static void death_is_told_at_next_use(void **state)
{
    uint32_t a, b;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
    script(TA_INVOKE, (struct script){.dies = true});
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    assert_null(process_of(b));
    assert_int_equal(world.gone[b % PROCESS_SLOTS], 1);
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    r = ta_close(a, s);
    assert_result(&r, R_SUCCESS);
    ta_open_ok(a, FILE_MULTI, &b);
}

static void death_frees_what_it_held(void **state)
{
    uint32_t a, b, c;
    uint64_t s, s2;
    struct action r;

    (void)state;
    s = open_ok(FILE_MULTI, &a);
    s2 = open_ok(FILE_MULTI, &a);
    ta_open_ok(a, FILE_SINGLE, &b);
    ta_open_ok(a, FILE_KEEP, &c);
    process_of(a)->state = DEAD;
    r = message(0, SERVICE_KERNEL,
                (uint64_t[KMSG_WORDS]){TAMGR_DIED, a, KDEATH_EXIT, 0xdead});
    assert_result(&r, R_SUCCESS);
    assert_null(process_of(a));
    assert_null(process_of(b));
    assert_int_equal(process_of(c)->closes, 1);
    r = closed(0, s);
    assert_result(&r, R_SUCCESS);
    r = closed(0, s2);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(processes_alive(), 1);
    open_ok(FILE_MULTI, &a);
}

/* A chain of TAs: the end of each ends the next. */
static void ends_run_along_a_chain(void **state)
{
    uint32_t a, b, c;
    uint64_t s;

    (void)state;
    s = open_ok(FILE_MULTI, &a);
    ta_open_ok(a, FILE_SINGLE, &b);
    ta_open_ok(b, FILE_EACH, &c);
    closed(0, s);
    assert_int_equal(processes_alive(), 0);
}

/* A session that cannot be closed now is closed by a later job. */
static void close_is_put_off_on_deadlock(void **state)
{
    uint32_t a, b, c;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
    script(TA_CLOSE, (struct script){.status = KERR_DEADLOCK});
    world.scripted[TA_CLOSE] = 2; /* it is tried again at once */
    r = ta_close(a, s);
    assert_result(&r, R_SUCCESS);
    assert_non_null(process_of(b));
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    closed(0, open_ok(FILE_EACH, &c));
    assert_null(process_of(b));
}

static void kill_during_a_call_ends_later(void **state)
{
    uint32_t pid, again;
    uint64_t s = open_ok(FILE_MULTI, &pid);

    (void)state;
    process_of(pid)->in_call = true;
    closed(0, s);
    assert_int_equal(processes_alive(), 1);
    open_ok(FILE_MULTI, &again);
    assert_int_not_equal(pid, again);
    process_of(pid)->state = DEAD;
    message(0, SERVICE_KERNEL,
            (uint64_t[KMSG_WORDS]){TAMGR_DIED, pid, KDEATH_KILLED});
    assert_int_equal(processes_alive(), 1);
}

static void services_are_restarted(void **state)
{
    struct action r = message(
        0, SERVICE_KERNEL,
        (uint64_t[KMSG_WORDS]){TAMGR_DIED, SERVICE_CRYPTO, KDEATH_FAULT});

    (void)state;
    assert_result(&r, R_SUCCESS);
    assert_int_equal(world.restarts, 1);
}

static void open_dies_in_its_entry(void **state)
{
    uint32_t a;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.dies = true});
    r = ta_open(0, a, FILE_MULTI);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    assert_int_equal(processes_alive(), 1);
}

/* While a TA opens, it opens another. */
static void nested_open(unsigned activation, uint32_t pid)
{
    struct action r = ta_open(activation, pid, FILE_EACH);

    assert_result(&r, R_SUCCESS);
}

static void opens_nest(void **state)
{
    uint32_t a, b;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.nested = nested_open});
    s = ta_open_ok(a, FILE_MULTI, &b);
    assert_int_equal(processes_alive(), 3);
    script(TA_INVOKE, (struct script){.nested = nested_open, .dies = true});
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    assert_int_equal(processes_alive(), 1);
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

/* ---- everything at once ---- */

enum { THREADS = 8, SESSIONS = 40, STEPS = 60000 };

static struct {
    struct thread threads[THREADS];
    bool busy[THREADS];
    uint64_t sessions[SESSIONS]; /* the normal world's, 0: none */
} soak;

/* What a TA does when it is entered: sometimes open another, or die. */
static void soak_nested(unsigned activation, uint32_t pid)
{
    (void)ta_open(activation, pid, rand() % 2 ? FILE_EACH : FILE_KEEP);
}

static void soak_script(void)
{
    static const enum kerr statuses[] = {KERR_OK, KERR_OK, KERR_OK,
                                         KERR_DEADLOCK, KERR_DEPTH};
    struct script s = {
        .status = statuses[rand() % 5],
        .result = rand() % 4 ? 0 : (uint32_t)R_ERROR_GENERIC,
        .dies = rand() % 4 == 0,
    };

    script(1 + (unsigned)rand() % 3, s);
}

static void soak_finish(unsigned i)
{
    struct action *a = &soak.threads[i].action;

    soak.busy[i] = false;
    if ((uint32_t)a->w[0] != R_SUCCESS || a->w[2] == 0)
        return;
    for (unsigned n = 0; n < SESSIONS; n++)
        if (!soak.sessions[n]) {
            soak.sessions[n] = a->w[2];
            return;
        }
    closed(i, a->w[2]);
}

static void soak_close(unsigned activation)
{
    unsigned n = (unsigned)rand() % SESSIONS;

    if (!soak.sessions[n])
        return;
    closed(activation, soak.sessions[n]);
    soak.sessions[n] = 0;
}

/* Some TA opens, invokes or closes something. */
static void soak_ta(unsigned activation)
{
    struct process *p = &world.processes[(unsigned)rand() % PROCESS_SLOTS];
    struct action r;

    if (p->state != STARTED)
        return;
    soak_script();
    if (rand() % 3 == 0)
        world.scripts[TA_OPEN].nested = soak_nested;
    r = ta_open(activation, p->pid, rand() % 2 ? FILE_EACH : FILE_KEEP);
    if ((uint32_t)r.w[0] == R_SUCCESS && p->state == STARTED && rand() % 2)
        (void)message(activation, p->pid,
                      (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, r.w[1]});
}

static void kill_process(unsigned activation, struct process *p)
{
    if (p->state != STARTED)
        return;
    p->state = DEAD;
    message(activation, SERVICE_KERNEL,
            (uint64_t[KMSG_WORDS]){TAMGR_DIED, p->pid, KDEATH_CALL, 3});
}

static bool stays(uint32_t pid)
{
    struct instance *in = instance_of(&world.tamgr.books, pid);

    return in->flags & TA_FLAG_INSTANCE_KEEP_ALIVE;
}

/* FILE_KEEP stays out of the parked opens: message() must not have to wait. */
static void soak_thread(unsigned i)
{
    struct event ev = open_event(rand() % 2 ? FILE_MULTI : FILE_SINGLE);

    if (soak.busy[i]) {
        thread_step(&soak.threads[i]);
    } else {
        thread_begin(&soak.threads[i], i, &ev);
        soak.busy[i] = true;
    }
    if (soak.threads[i].done)
        soak_finish(i);
}

static void everything_at_once(void **state)
{
    unsigned activation = THREADS; /* of what is done at one go */
    uint32_t pid;

    (void)state;
    memset(&soak, 0, sizeof(soak));
    for (unsigned n = 0; n < STEPS; n++) {
        switch (rand() % 16) {
        case 0:
            soak_close(activation);
            break;
        case 1:
            soak_ta(activation);
            break;
        case 2:
            if (rand() % 4 == 0)
                kill_process(
                    activation,
                    &world.processes[(unsigned)rand() % PROCESS_SLOTS]);
            break;
        case 3:
            world.images[FILE_MULTI].bytes[1000] = rand() % 8 == 0;
            break;
        default:
            soak_thread((unsigned)rand() % THREADS);
        }
    }
    memset(world.scripted, 0, sizeof(world.scripted));
    for (unsigned n = 0; n < 1000; n++)
        if (soak.busy[n % THREADS])
            soak_thread(n % THREADS);
    for (unsigned n = 0; n < SESSIONS; n++)
        if (soak.sessions[n])
            closed(activation, soak.sessions[n]);
    assert_int_equal(world.shm, 0);
    /* What is left stays, or is held by what stays. */
    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        if (world.processes[i].state == STARTED &&
            stays(world.processes[i].pid))
            kill_process(activation, &world.processes[i]);
    closed(activation, open_ok(FILE_EACH, &pid));
    assert_int_equal(processes_alive(), 0);
    for (unsigned i = 0; i < JOBS_MAX; i++)
        assert_int_equal(world.tamgr.jobs[i].state, JOB_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(last_close_ends_an_instance, setup),
        cmocka_unit_test_setup(single_session_is_busy, setup),
        cmocka_unit_test_setup(keep_alive_stays, setup),
        cmocka_unit_test_setup(multi_instance_has_a_process_each, setup),
        cmocka_unit_test_setup(second_open_waits_for_the_load, setup),
        cmocka_unit_test_setup(waiting_opens_follow_the_rules, setup),
        cmocka_unit_test_setup(failed_load_leaves_nobody_waiting, setup),
        cmocka_unit_test_setup(every_refusal_has_its_result, setup),
        cmocka_unit_test_setup(normal_world_is_no_ta, setup),
        cmocka_unit_test_setup(builtins_need_no_supplicant, setup),
        cmocka_unit_test_setup(system_lists_devices, setup),
        cmocka_unit_test_setup(tas_open_tas, setup),
        cmocka_unit_test_setup(client_of_a_normal_session, setup),
        cmocka_unit_test_setup(refused_entry_leaves_no_session, setup),
        cmocka_unit_test_setup(kernel_errors_become_results, setup),
        cmocka_unit_test_setup(parameters_are_checked, setup),
        cmocka_unit_test_setup(death_is_told_at_next_use, setup),
        cmocka_unit_test_setup(death_frees_what_it_held, setup),
        cmocka_unit_test_setup(ends_run_along_a_chain, setup),
        cmocka_unit_test_setup(close_is_put_off_on_deadlock, setup),
        cmocka_unit_test_setup(kill_during_a_call_ends_later, setup),
        cmocka_unit_test_setup(services_are_restarted, setup),
        cmocka_unit_test_setup(open_dies_in_its_entry, setup),
        cmocka_unit_test_setup(opens_nest, setup),
        cmocka_unit_test_setup(tables_are_bounded, setup),
        cmocka_unit_test_setup(jobs_are_bounded, setup),
        cmocka_unit_test_setup(everything_at_once, setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
