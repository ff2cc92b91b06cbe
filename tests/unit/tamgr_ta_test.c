/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions between TAs: whose they are, what may pass from one TA to another,
 * and what is left when one of them dies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "abi/keys_msg.h"
#include "abi/tamgr_msg.h"
#include "tests/unit/tamgr_world.h"

/* ---- sessions between TAs ---- */

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

/* A TA opens a session with another, whose entry refuses. */
static struct action entry_refused(unsigned n)
{
    uint32_t a;
    struct action r;

    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.result = (uint32_t)R_ERROR_GENERIC});
    r = ta_open(0, a, n);
    assert_result(&r, R_ERROR_GENERIC);
    return r;
}

static void refused_entry_leaves_no_session(void **state)
{
    struct action r = entry_refused(FILE_MULTI);

    (void)state;
    assert_int_equal(r.w[0] >> 32, ORIGIN_TRUSTED_APP);
    assert_int_equal(r.w[1], 0);
    assert_int_equal(processes_alive(), 1);
}

/* An entry that fails, after the chores of its open were done. */
static void refused_entry_ends_a_new_instance(void **state)
{
    (void)state;
    (void)entry_refused(FILE_EACH);
    assert_int_equal(world.last.w[0], TA_DESTROY);
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
    /* An open has them, too. */
    r = message(0, a,
                (uint64_t[KMSG_WORDS]){TAMGR_TA_OPEN |
                                           (uint64_t)PARAM_MEMREF_INPUT << 16,
                                       0, FILE_MULTI, 0x40000000, 9});
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    assert_int_equal(processes_alive(), 2);
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

static struct action ask(uint32_t sender, uint64_t op, uint64_t word)
{
    return message(0, sender, (uint64_t[KMSG_WORDS]){op, word});
}

/* The key goes by the leases; tamgr adds whose it is, and nothing the TA
 * says. */
static void keys_are_the_callers(void **state)
{
    struct uuid_words uuid = file_uuid(FILE_KEEP);
    struct action r;
    uint32_t pid;

    (void)state;
    open_ok(FILE_KEEP, &pid);
    r = message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_KEY, 2, 3, 4});
    assert_result(&r, R_SUCCESS);
    assert_int_equal(world.key_use, KEYS_USE_TA);
    assert_memory_equal(&world.key_uuid, &uuid, sizeof(uuid));
    assert_int_equal(r.w[1], 0);
    world.key_result = R_ERROR_ITEM_NOT_FOUND;
    r = ask(pid, TAMGR_KEY, 0);
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    r = ask(SERVICE_GATEWAY, TAMGR_KEY, 0);
    assert_result(&r, R_ERROR_ACCESS_DENIED);
}

static void the_machine_has_a_name(void **state)
{
    struct action r;
    uint32_t pid;

    (void)state;
    open_ok(FILE_KEEP, &pid);
    r = ask(pid, TAMGR_DEVICE, 0);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(world.key_use, KEYS_USE_DEVICE);
    assert_int_equal(world.key_uuid.w[0] | world.key_uuid.w[1], 0);
    assert_int_equal(r.w[1], 0xff8fffffffffffff); /* version 8 */
    assert_int_equal(r.w[2], 0xffffffffffffffbf); /* the variant */
    world.key_result = R_ERROR_ITEM_NOT_FOUND;
    r = ask(pid, TAMGR_DEVICE, 0);
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(r.w[1] | r.w[2], 0);
}

/* By UUID: instances of a TA share it, another TA does not. */
static void times_are_by_uuid(void **state)
{
    struct clocks *clocks = &world.tamgr.clocks;
    struct uuid_words uuid = {{1, 2}};
    struct action r;
    uint32_t a, b, other;

    (void)state;
    open_ok(FILE_EACH, &a);
    open_ok(FILE_EACH, &b);
    open_ok(FILE_KEEP, &other);
    r = ask(a, TAMGR_TIME_GET, 0);
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    r = ask(a, TAMGR_TIME_SET, 77);
    assert_result(&r, R_SUCCESS);
    r = ask(b, TAMGR_TIME_GET, 0);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(r.w[1], 77);
    r = ask(other, TAMGR_TIME_GET, 0);
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(r.w[1], 0);
    while (clocks->used < CLOCKS_MAX) {
        uuid.w[0]++;
        assert_true(clock_set(clocks, &uuid, uuid.w[0]));
    }
    r = ask(other, TAMGR_TIME_SET, 1);
    assert_result(&r, R_ERROR_OUT_OF_MEMORY);
    r = ask(b, TAMGR_TIME_SET, 78);
    assert_result(&r, R_SUCCESS);
    r = ask(a, TAMGR_TIME_GET, 0);
    assert_int_equal(r.w[1], 78);
    assert_int_equal(*clock_find(clocks, &uuid), uuid.w[0]);
}

/* File n is a library: its ELF header is in its first segment. */
static void library_write(unsigned n, bool header, const struct ta_key *key)
{
    struct uuid_words uuid = file_uuid(n);
    uint64_t offset = 0, size = ELF_DATA;
    uint8_t file[ELF_SIZE];
    size_t bytes = elf_make(file, &(struct test_elf){.uuid = uuid});

    if (header) {
        memcpy(file + ELF_PHDR + 8, &offset, sizeof(offset));
        memcpy(file + ELF_PHDR + 32, &size, sizeof(size));
        memcpy(file + ELF_PHDR + 40, &size, sizeof(size));
    }
    world.images[n].size = 0;
    image_add_ta(&world.images[n], key, ALG_RSASSA_PSS_SHA256, &uuid, 3, file,
                 bytes);
}

static struct action library_ask(uint32_t pid, unsigned n)
{
    struct uuid_words uuid = file_uuid(n);

    world.asks = pid;
    world.pages_in = world.pages_out = 0;
    return message(0, pid,
                   (uint64_t[KMSG_WORDS]){TAMGR_LIBRARY, uuid.w[0], uuid.w[1]});
}

static void libraries_are_added(void **state)
{
    struct action r;
    uint64_t end;
    uint32_t pid;

    (void)state;
    open_ok(FILE_KEEP, &pid);
    library_write(FILES, true, &test_keys[0]);
    r = library_ask(pid, FILES);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(r.w[1] % PAGE_SIZE, 0);
    assert_int_equal(r.w[2], 2 * PAGE_SIZE);
    assert_int_equal(world.pages_in, 2);
    assert_non_null(strstr(world.line, "library "));
    assert_int_equal(fake_counters.used, 1); /* its version */
    assert_int_equal(fake_counters.row[0].value, 3);
    end = r.w[1] + r.w[2];
    r = library_ask(pid, FILES);
    assert_result(&r, R_SUCCESS);
    assert_true(r.w[1] > end); /* a page between them */
    assert_int_equal(world.shm, 0);
    assert_int_equal(processes_alive(), 1);
    r = message(0, SERVICE_GATEWAY, (uint64_t[KMSG_WORDS]){TAMGR_LIBRARY});
    assert_result(&r, R_ERROR_ACCESS_DENIED);
}

static void refused_libraries_leave_nothing(void **state)
{
    struct action r;
    uint32_t pid;

    (void)state;
    open_ok(FILE_KEEP, &pid);
    r = library_ask(pid, FILES); /* no such file */
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    r = library_ask(pid, FILE_SINGLE); /* a TA */
    assert_result(&r, R_ERROR_BAD_FORMAT);
    library_write(FILES, true, &test_strangers[0]);
    r = library_ask(pid, FILES);
    assert_result(&r, R_ERROR_ACCESS_DENIED);
    library_write(FILES, true, &test_keys[0]);
    fake_counters.result = R_ERROR_STORAGE_NOT_AVAILABLE;
    r = library_ask(pid, FILES);
    assert_result(&r, R_ERROR_STORAGE_NOT_AVAILABLE);
    fake_counters.result = R_SUCCESS;
    assert_int_equal(world.pages_in, 0);
    world.map_error = KERR_NO_MEMORY;
    r = library_ask(pid, FILES);
    assert_result(&r, R_ERROR_OUT_OF_MEMORY);
    assert_int_equal(r.w[1], 0);
    assert_int_equal(world.pages_out, 2);
    world.map_error = KERR_OK;
    assert_int_equal(world.shm, 0);
    r = library_ask(pid, FILES);
    assert_result(&r, R_SUCCESS);
}

/* Ended by another while the library comes. */
static void library_for_nobody(void **state)
{
    struct uuid_words uuid = file_uuid(FILES);
    struct event ev = {.kind = KEV_CALL, .w = {TAMGR_LIBRARY}};
    struct thread t;
    uint32_t pid;

    (void)state;
    open_ok(FILE_KEEP, &pid);
    library_write(FILES, true, &test_keys[0]);
    ev.sender = pid;
    memcpy(&ev.w[1], &uuid, sizeof(uuid));
    thread_begin(&t, 0, &ev);
    process_of(pid)->state = DEAD;
    message(1, SERVICE_KERNEL,
            (uint64_t[KMSG_WORDS]){TAMGR_DIED, pid, KDEATH_KILLED, 0});
    thread_run(&t);
    assert_result(&t.action, R_ERROR_TARGET_DEAD);
    assert_int_equal(world.shm, 0);
    assert_int_equal(processes_alive(), 0);
}

/* The normal world is not sent to look for what every TA has in itself. */
static void system_is_for_tas(void **state)
{
    struct event ev = open_event(FILE_KEEP);
    struct action r;

    (void)state;
    ev.w[1] = 0xe811c05d78892f3a;
    ev.w[2] = 0xbcbe1be07afa2d9c;
    r = message(0, SERVICE_GATEWAY, ev.w);
    assert_result(&r, R_ERROR_ACCESS_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tas_open_tas, world_setup),
        cmocka_unit_test_setup(client_of_a_normal_session, world_setup),
        cmocka_unit_test_setup(refused_entry_leaves_no_session, world_setup),
        cmocka_unit_test_setup(refused_entry_ends_a_new_instance, world_setup),
        cmocka_unit_test_setup(kernel_errors_become_results, world_setup),
        cmocka_unit_test_setup(parameters_are_checked, world_setup),
        cmocka_unit_test_setup(death_is_told_at_next_use, world_setup),
        cmocka_unit_test_setup(death_frees_what_it_held, world_setup),
        cmocka_unit_test_setup(ends_run_along_a_chain, world_setup),
        cmocka_unit_test_setup(close_is_put_off_on_deadlock, world_setup),
        cmocka_unit_test_setup(open_dies_in_its_entry, world_setup),
        cmocka_unit_test_setup(opens_nest, world_setup),
        cmocka_unit_test_setup(keys_are_the_callers, world_setup),
        cmocka_unit_test_setup(the_machine_has_a_name, world_setup),
        cmocka_unit_test_setup(times_are_by_uuid, world_setup),
        cmocka_unit_test_setup(system_is_for_tas, world_setup),
        cmocka_unit_test_setup(libraries_are_added, world_setup),
        cmocka_unit_test_setup(refused_libraries_leave_nothing, world_setup),
        cmocka_unit_test_setup(library_for_nobody, world_setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
